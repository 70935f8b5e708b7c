"""Theories: established concepts and those the author announces are found; the document uses each once."""

from __future__ import annotations

from collections.abc import Callable

from extract.theories import find_theories, link_theories
from extract.view import View

SURE = 0.35


def labels(view: View) -> set[str]:
    return {m.label for m in find_theories(view) if m.confidence >= SURE}


def test_established_concepts_are_found(view_of: Callable[..., View]) -> None:
    view = view_of("周黎安的行政发包制与运动式治理都难以解释这一现象。阿马蒂亚·森提出可行能力理论。")
    assert {"行政发包制", "运动式治理", "可行能力理论"} <= labels(view)


def test_plain_administration_is_no_theory(view_of: Callable[..., View]) -> None:
    assert labels(view_of("县委召开会议，乡镇干部走访了农户，发放了补贴。")) == set()


def test_the_document_uses_a_theory_once_however_often_it_is_named(view_of: Callable[..., View]) -> None:
    view = view_of("本文借用整体性治理。整体性治理强调协调。整体性治理也有限度。")
    mentions = list(find_theories(view))
    links = [k for k in link_theories(view, mentions) if k.object.label == "整体性治理"]
    assert len(links) == 1
    assert links[0].subject is None
    assert links[0].predicate == "usesTheory"
