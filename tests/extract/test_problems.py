"""Problems: named and described defects are found, and what the text says causes them."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from extract.problems import find_problems, link_problems
from extract.view import Mention, View

SURE = 0.25


def labels(view: View) -> set[str]:
    return {m.label for m in find_problems(view) if m.confidence >= SURE}


def test_named_problems_are_found(view_of: Callable[..., View]) -> None:
    assert {"形式主义", "精英俘获"} <= labels(view_of("青岭县的识别工作一度出现精英俘获，检查中的形式主义也很常见。"))


def test_enumerated_defects_are_found_in_their_own_words(view_of: Callable[..., View]) -> None:
    view = view_of("存在的问题有三：一是管护经费不足；二是村干部队伍老龄化；三是部门权责不清。")
    assert {"管护经费不足", "部门权责不清"} <= labels(view)


def test_plain_facts_are_no_problems(view_of: Callable[..., View]) -> None:
    assert labels(view_of("青岭县位于省境北部，辖九个乡镇，县政府驻城关镇。")) == set()


@pytest.mark.parametrize(
    ("text", "effect", "cause"),
    [
        ("多头管理导致责任悬空。", "责任悬空", "多头管理"),
        ("识别不准源于信息不对称。", "识别不准", "信息不对称"),
        ("重复填表的根源在于部门分割。", "重复填表", "部门分割"),
    ],
)
def test_cue_words_tell_cause_from_effect(view_of: Callable[..., View], text: str, effect: str, cause: str) -> None:
    given = [Mention("Problem", text.index(w), text.index(w) + len(w), w, "t", 1.0) for w in (effect, cause)]
    found = [(k.subject and k.subject.label, k.predicate, k.object.label) for k in link_problems(view_of(text), given)]
    assert found == [(effect, "causedBy", cause)]


def test_problems_merely_named_together_cause_nothing(view_of: Callable[..., View]) -> None:
    text = "形式主义和信息不对称都要治理。"
    given = [Mention("Problem", text.index(w), text.index(w) + len(w), w, "t", 1.0) for w in ("形式主义", "信息不对称")]
    assert list(link_problems(view_of(text), given)) == []
