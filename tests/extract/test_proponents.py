"""A theory carries the name of the person the text says put it forward, and no other."""

from __future__ import annotations

from collections.abc import Callable

from extract.proponents import with_proponents
from extract.view import Mention, View

ViewOf = Callable[..., View]


def _proponent(view: View, label: str) -> object:
    start = view.text.index(label)
    [mention] = with_proponents(view, [Mention("TheoryConcept", start, start + len(label), label, "test", 0.9)])
    return mention.attrs["proponent"]


def test_the_person_before_the_theory(view_of: ViewOf) -> None:
    assert _proponent(view_of("韦伯的科层制理论影响深远。"), "科层制理论") == "韦伯"
    assert _proponent(view_of("Ostrom等人提出的多中心治理理论强调自治。"), "多中心治理理论") == "Ostrom"


def test_the_person_said_to_have_proposed_it(view_of: ViewOf) -> None:
    assert _proponent(view_of("多中心治理理论由Ostrom提出。"), "多中心治理理论") == "Ostrom"


def test_no_person_no_proponent(view_of: ViewOf) -> None:
    assert _proponent(view_of("本文借用多中心治理理论分析村级公共品。"), "多中心治理理论") is None
