"""Measures: named instruments, head words and lists are found; figures, dates and bare actors are not."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from extract.lexicon import rows
from extract.measures import find_measures, kind_of, link_measures
from extract.view import Mention, View

SURE = 0.25
PARTS = st.sampled_from(
    ["青岭县", "2019年", "对残疾户", "发放产业奖补", "，", "。", "小额信贷", "“暖冬计划”", "、", "落实危房改造", "45户", "\n"]
)


def labels(view: View) -> set[str]:
    return {m.label for m in find_measures(view) if m.confidence >= SURE}


def test_instruments_of_one_list_are_all_found(view_of: Callable[..., View]) -> None:
    view = view_of("青岭县对监测对象落实低保、临时救助、大病保险和公益性岗位等帮扶措施。")
    assert {"低保", "临时救助", "大病保险", "公益性岗位"} <= labels(view)


def test_figures_dates_and_bare_actors_are_no_measures(view_of: Callable[..., View]) -> None:
    view = view_of("2019年12月，青岭县有贫困户4512户，县委书记和乡镇干部开了三次会。")
    assert labels(view) == set()


@pytest.mark.parametrize(
    ("label", "kind"),
    [("茶叶价格保险", "金融"), ("农村危房改造", "住房"), ("雨露计划", "教育"), ("核桃种植", "产业"), ("易地扶贫搬迁", "易地搬迁")],
)
def test_measure_type_follows_the_words(label: str, kind: str) -> None:
    assert kind_of(label) == kind


def test_every_measure_type_is_one_of_the_guideline() -> None:
    guideline = "产业 金融 健康 教育 社保兜底 易地搬迁 就业 生态 基础设施 信息化 消费 文化 党建 住房 其他".split()
    assert {r["type"] for name in ("measure_terms", "measure_heads") for r in rows(name)} <= set(guideline)


def test_measure_given_to_a_group_targets_it(view_of: Callable[..., View]) -> None:
    text = "对缺资金户，发放小额信贷。"
    actor = Mention("Actor", 1, 5, "缺资金户", "t", 1.0)
    measure = Mention("Measure", 8, 12, "小额信贷", "t", 1.0)
    found = [(k.subject, k.predicate, k.object) for k in link_measures(view_of(text), [actor, measure])]
    assert found == [(measure, "targets", actor)]


def test_measure_that_is_said_to_remove_a_problem_addresses_it(view_of: Callable[..., View]) -> None:
    text = "县里推行数据共享，以此化解部门壁垒。"
    measure = Mention("Measure", 4, 8, "数据共享", "t", 1.0)
    problem = Mention("Problem", 13, 17, "部门壁垒", "t", 1.0)
    found = [(k.subject, k.predicate, k.object) for k in link_measures(view_of(text), [measure, problem])]
    assert found == [(measure, "addresses", problem)]


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(parts=st.lists(PARTS, max_size=25))
def test_mentions_slice_back_in_order_without_overlap(view_of: Callable[..., View], parts: list[str]) -> None:
    view, end = view_of("".join(parts)), 0
    for mention in find_measures(view):
        assert view.text[mention.start : mention.end] == mention.label
        assert mention.start >= end
        assert 0 < mention.confidence <= 1
        end = mention.end
