"""Mechanisms and standards are found by their names, complete and without what is not part of them."""

from __future__ import annotations

import itertools
from collections.abc import Callable

import pytest

from extract.mechanisms import find_mechanisms, mechanism_type
from extract.view import View

ViewOf = Callable[..., View]


def _names(view: View, kind: str = "Mechanism") -> dict[str, tuple[str, ...]]:
    return {m.label: m.aliases for m in find_mechanisms(view) if m.type == kind and m.confidence >= 0.55}


def test_a_quoted_name_takes_its_head_noun_along(view_of: ViewOf) -> None:
    names = _names(view_of("青石县在全县推行“七看”工作法，群众称好。"))
    assert "七看工作法" in names
    assert "七看" in names["七看工作法"]


def test_a_slogan_is_the_name_of_the_mechanism_it_describes(view_of: ViewOf) -> None:
    names = _names(view_of("青石县建立了“先申报、后核实、组初评、村公示”的低保审批机制。"))
    assert "先申报、后核实、组初评、村公示的低保审批机制" in names


def test_a_bare_name_begins_after_the_verb_that_sets_it_up(view_of: ViewOf) -> None:
    assert "村干部坐班值守制度" in _names(view_of("云岭镇建立村干部坐班值守制度，方便群众办事。"))


def test_a_call_for_better_mechanisms_names_none(view_of: ViewOf) -> None:
    assert _names(view_of("今后要不断创新机制，完善体制机制，健全长效机制。")) == {}


def test_system_arrangements_and_insiders_are_no_mechanisms(view_of: ViewOf) -> None:
    assert _names(view_of("这种制度安排吸引了体制内外的力量，也引发机制运行问题。")) == {}


def test_a_standard_carries_the_number_of_its_members(view_of: ViewOf) -> None:
    found = [m for m in find_mechanisms(view_of("全县对照“三无两有”标准逐户销号。")) if m.type == "Standard"]
    assert [(m.label, m.attrs["count"]) for m in found] == [("三无两有", 5)]


def test_an_action_plan_is_left_to_measures(view_of: ViewOf) -> None:
    assert _names(view_of("县里启动“三清三改”行动。")) == {}
    assert _names(view_of("县里启动“三清三改”行动。"), "Standard") == {}


@pytest.mark.parametrize(
    ("name", "kind"),
    [("贫困户动态识别机制", "识别核查"), ("督查巡查制度", "督查督战"), ("入股分红模式", "利益联结"), ("夜校", "其他")],
)
def test_the_type_follows_from_the_name(name: str, kind: str) -> None:
    assert mechanism_type(name) == kind


def test_mentions_do_not_overlap_and_lie_at_their_words(view_of: ViewOf) -> None:
    view = view_of("青石县实行“村干部包组、党员包户”的责任制，建立风险预警机制，落实一户一策，实行结对帮扶。")
    found = list(find_mechanisms(view))
    assert len(found) >= 4
    assert all(a.end <= b.start for a, b in itertools.pairwise(found))
