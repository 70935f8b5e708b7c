"""The main job on the five papers: from files to answers, each with the exact words behind it.

The queries are those of the library (queries/rq); the names asked for are what a scholar would type.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from extract.pipeline import PROFILES
from graph.knowledge_base import KnowledgeBase
from queries.case import case_profile
from queries.named import load
from queries.sparql import select

pytestmark = [pytest.mark.shared, pytest.mark.slow]

Rows = list[dict[str, str]]
Ask = Callable[..., Rows]


@pytest.fixture(scope="module", params=PROFILES)
def papers(request: pytest.FixtureRequest, shared: Path, tmp_path_factory: pytest.TempPathFactory) -> KnowledgeBase:
    """Return a knowledge base of the five papers, built once with each profile."""
    kb = KnowledgeBase.create_or_open(tmp_path_factory.mktemp("papers") / "kb")
    report = kb.add([shared / "seeds"], profile=request.param)
    assert not report.failed
    assert len(report.added) == 5
    return kb


@pytest.fixture(scope="module")
def ask(papers: KnowledgeBase) -> Ask:
    """Return a function that runs a named query and gives its rows as text."""
    store = papers.store(read_only=True)

    def run(name: str, **parameters: str) -> Rows:
        answer = select(store, load(name).bind(parameters))
        return [
            {column: "" if term is None else str(getattr(term, "value", term)) for column, term in zip(answer.variables, row, strict=True)}
            for row in answer.rows
        ]

    return run


def _steps(rows: Rows, mechanism: str) -> list[tuple[str, str]]:
    """Return (step, actors) in order, of the mechanism whose name contains `mechanism`."""
    found: dict[int, tuple[str, set[str]]] = {}
    for row in rows:
        if mechanism in row["mechanism"]:
            found.setdefault(int(row["order"]), (row["step"], set()))[1].add(row["actor"])
    assert list(found) == list(range(1, len(found) + 1))
    return [(step, " ".join(sorted(actors))) for _, (step, actors) in sorted(found.items())]


def test_six_checks_come_in_order_with_who_performs_each(ask: Ask) -> None:
    rows = ask("steps-of-mechanism", mechanism="六查")
    steps = _steps(rows, "六查")
    assert [step for step, _ in steps] == ["村干部查", "工作队查", "管区查", "乡镇政府查", "县扶贫办查", "县督查局查"]
    for (_, actors), performer in zip(steps, ["村干部", "工作队", "管区", "乡镇", "扶贫办", ("督查局", "督察局")], strict=True):
        assert any(name in actors for name in (performer if isinstance(performer, tuple) else (performer,)))
    assert all("六查工作法" in row["quote"].replace("\n", "") for row in rows)


def test_the_fund_mechanism_has_its_five_parts(ask: Ask) -> None:
    steps = _steps(ask("steps-of-mechanism", mechanism="先拨付"), "先拨付")
    assert [step for step, _ in steps] == ["先拨付", "后报账", "村决策", "乡统筹", "县监督"]


def test_the_eight_steps_are_found_where_the_text_lists_them(ask: Ask) -> None:
    steps = _steps(ask("steps-of-mechanism", mechanism="八步工作法"), "八步工作法")
    assert [step for step, _ in steps] == ["农户申请", "村级初审", "入户调查", "信息比对", "村民大会评议", "公示", "乡镇核查", "县级审核"]


def test_a_method_whose_steps_are_never_listed_has_none(ask: Ask) -> None:
    rows = ask("unlisted-shorthands")
    assert any("六认" in row["label"] for row in rows)
    assert not any("六认" in row["mechanism"] for row in ask("steps-of-mechanism", mechanism="六认"))


def test_five_war_zones_and_who_commands_them(ask: Ask) -> None:
    heads = {row["head"] for row in ask("command-structure", case="T县") if "战区" in row["organization"]}
    for post in ("县人大", "县政府", "县政协", "县委副书记", "常务副县长"):
        assert any(post in head for head in heads), post


def test_the_front_headquarters_and_its_heads(ask: Ask) -> None:
    rows = [
        row for row in ask("command-structure", case="T县") if "总攻前线指挥部" in row["organization"] or "总攻办" in row["organization"]
    ]
    heads = {row["head"]: row["role"] for row in rows}
    assert heads.get("县委书记") == "总指挥长"
    assert heads.get("县长") == "总指挥长"
    assert any("县委副书记" in head for head in heads)
    assert all(row["quote"] for row in rows if row["head"])


def test_the_four_level_command_system(ask: Ask) -> None:
    steps = _steps(ask("steps-of-mechanism", mechanism="四级作战体系"), "四级作战体系")
    assert [step for step, _ in steps] == ["乡级指挥所", "村级作战室", "组级战斗队"]


def test_poverty_rate_of_the_county_falls(ask: Ask) -> None:
    rows = [row for row in ask("indicator-series", indicator="贫困发生率", about="T县")]
    assert {(row["year"], float(row["value"]), row["unit"]) for row in rows} == {("2014", 27.15, "%"), ("2019", 1.4, "%")}
    assert all(row["value"].rstrip("0") in row["quote"] for row in rows)


def test_the_editorial_has_no_case_and_proposals_are_no_facts(papers: KnowledgeBase, ask: Ask) -> None:
    cases = {row["document"] for row in ask("cases")}
    assert not any(document.startswith("001_") for document in cases)
    store = papers.store(read_only=True)
    profile = case_profile(store, "贺波洛乡")
    assert not any("信息平台" in mechanism.claim.object.label for mechanism in profile.mechanisms)


def test_every_quote_is_the_raw_text_at_its_offsets(papers: KnowledgeBase) -> None:
    for document in papers.documents():
        raw = papers.document(document.id).raw
        extraction = papers.extraction(document.id)
        items = [*extraction.entities, *extraction.relations, *extraction.observations]
        assert items
        for item in items:
            assert item.evidence, item
            assert all(raw[e.start : e.end] == e.quote for e in item.evidence)
