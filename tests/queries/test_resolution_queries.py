"""The library's queries over what several documents say: one thing or two, close or not, contradictions, and reviewers' decisions."""

from __future__ import annotations

import pytest

from graph.desk import Desk
from graph.knowledge_base import KnowledgeBase
from queries.named import load
from queries.sparql import Solutions, run, term_text
from tests.graph.conftest import Sketch, four_checks

Row = dict[str, str]


@pytest.fixture(scope="module")
def kb(tmp_path_factory: pytest.TempPathFactory) -> KnowledgeBase:
    """Return a knowledge base of two papers on one county, which differ in a figure, and one on another county."""
    folder = tmp_path_factory.mktemp("resolved")
    second = four_checks("second.txt", more="另据统计，2016年贫困发生率为12.9%。")
    second.figure("贫困发生率", 12.9, "%", "寿宁县", "2016年贫困发生率为12.9%", year=2016)
    papers: dict[str, Sketch] = {
        paper.document.source: paper
        for paper in (four_checks("first.txt"), second, four_checks("third.txt", "霞浦县", more="全县另有渔排保险。"))
    }
    for name, paper in papers.items():
        (folder / name).write_text(paper.document.raw, encoding="utf-8")
    kb = KnowledgeBase.create_or_open(folder / "kb")
    kb.add(
        [folder / name for name in papers],
        load=lambda _, name: papers[name].document,
        extract=lambda document: papers[document.source].extraction(),
    )
    return kb


def rows(kb: KnowledgeBase, name: str, **values: str) -> list[Row]:
    found = run(kb.store(), load(name).bind(values))
    assert isinstance(found, Solutions)
    return [dict(zip(found.variables, map(term_text, row), strict=True)) for row in found.rows]


def test_two_values_for_one_cell_are_listed_with_their_papers(kb: KnowledgeBase) -> None:
    (row,) = [row for row in rows(kb, "conflicting-figures") if row["document1"] == "first.txt"]
    assert (row["indicator"], row["about"], row["year"], row["value1"], row["value2"]) == ("贫困发生率", "寿宁县", "2016", "12.5", "12.9")
    assert (row["document2"], row["quote2"]) == ("second.txt", "2016年贫困发生率为12.9%")


def test_what_two_papers_share_has_its_reason(kb: KnowledgeBase) -> None:
    found = {(row["name"], row["reason"], row["document"]) for row in rows(kb, "merged-things")}
    assert {("县委书记", "属案例所在地", "first.txt"), ("县委书记", "属案例所在地", "second.txt")} <= found
    assert ("寿宁县", "实有行政区", "first.txt") in found
    assert ("四访工作法", "步骤相同", "first.txt") in found
    assert not [item for item in found if item[0] == "霞浦县"], "only one paper names it"


def test_measures_of_one_name_in_two_cases_are_close_and_not_one(kb: KnowledgeBase) -> None:
    found = [row for row in rows(kb, "close-matches") if row["first"] == "茶园托管"]
    (row,) = found
    assert {row["case1"], row["case2"]} == {"寿宁县精准扶贫", "霞浦县精准扶贫"}
    assert (row["kind"], row["reason"]) == ("Measure", "名称相同")


def test_the_record_of_reviews_says_who_decided_what(kb: KnowledgeBase) -> None:
    desk = Desk(kb, "甲")
    wrong = next(item.record.iri for item in desk.statements("all") if item.object.text == "12.9")
    desk.reject(wrong, why="另一口径")
    (row,) = rows(kb, "reviews", reviewer="甲")
    assert (row["decision"], row["object"], row["status"], row["why"], row["statement"]) == ("拒绝", "12.9", "rejected", "另一口径", wrong)
    assert not [row for row in rows(kb, "conflicting-figures") if row["document2"] == "second.txt"], "what is rejected contradicts nothing"
