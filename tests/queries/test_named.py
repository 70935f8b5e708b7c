from __future__ import annotations

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from queries.named import catalogue, load, names, parse
from queries.sparql import QueryError, Solutions, run, term_text

Row = dict[str, str]

EXPECTED: dict[str, tuple[dict[str, str], Row, int]] = {
    "actors-of-case": ({"case": "青石"}, {"actor": "县审计局", "type": "督查机构", "level": "县级"}, 5),
    "case-overview": ({"case": "青石"}, {"mechanisms": "2", "measures": "2", "problems": "1", "outcomes": "1", "observations": "2"}, 1),
    "cases": ({}, {"case": "云岭县就业帮扶", "place": "云岭县", "document": "乙_云岭.md"}, 2),
    "cases-with-mechanism-type": ({"type": "督查"}, {"case": "云岭县就业帮扶", "mechanism": "清单销号制度"}, 1),
    "close-matches": ({}, {}, 0),
    "command-structure": (
        {"case": "青石"},
        {"organization": "搬迁后续帮扶指挥部", "head": "县委书记", "role": "指挥长", "quote": "由县委书记任指挥长"},
        2,
    ),
    "conflicting-figures": ({}, {}, 0),
    "documents": ({}, {"document": "甲_青石.txt", "year": "2021"}, 2),
    "evidence-of-statement": (
        {"subject": "三张清单", "predicate": "hasStep", "object": "审计"},
        {"quote": "县审计局验结果", "start": "52", "end": "59", "modality": "reported", "review": "unreviewed", "confidence": "0.95"},
        1,
    ),
    "explicitly-absent": ({}, {"case": "云岭县就业帮扶", "absent": "大棚租赁补贴"}, 1),
    "indicator-series": ({"indicator": "就业率", "about": "青石"}, {"year": "2020", "value": "88.2", "unit": "%"}, 2),
    "measures-of-case": ({"case": "青石"}, {"measure": "大棚租赁补贴", "type": "产业", "target": "搬迁户"}, 2),
    "mechanisms-of-case": ({"case": "青石县"}, {"mechanism": "三张清单工作法", "steps": "3", "type": "识别核查"}, 2),
    "merged-things": ({}, {}, 0),
    "outcomes": ({}, {"outcome": "全县完成安置任务", "by": "青石县搬迁后续帮扶"}, 1),
    "policies-cited": ({}, {"issuer": "南屏省政府", "year": "2018", "citedBy": "甲_青石.txt", "basisOf": "青石县搬迁后续帮扶"}, 1),
    "problems-and-causes": ({"case": "青石"}, {"problem": "就业不足", "cause": "技能单一", "answer": "大棚租赁补贴"}, 1),
    "proposals": ({}, {"proposal": "托管服务", "quote": "建议今后推行托管服务"}, 1),
    "reviews": ({}, {}, 0),
    "standards-and-members": ({"standard": "三个一批"}, {"order": "2", "member": "转移一批", "count": "3"}, 3),
    "steps-of-mechanism": (
        {"mechanism": "三张清单"},
        {"order": "3", "step": "县审计局验结果", "actor": "县审计局", "quote": "县审计局验结果", "document": "甲_青石.txt"},
        3,
    ),
    "theories-used": ({}, {"theory": "协同治理", "document": "甲_青石.txt"}, 1),
    "to-review": ({}, {"subject": "分管副县长", "predicate": "heads", "confidence": "0.6"}, 3),
    "unlisted-shorthands": ({}, {"label": "四到位工作法", "count": "4", "note": "语料未列出"}, 2),
    "who-performs": ({"actor": "村委"}, {"mechanism": "三张清单工作法", "order": "2"}, 1),
}


def rows(graph: ox.Store, name: str, values: dict[str, str]) -> list[Row]:
    found = run(graph, load(name).bind(values))
    assert isinstance(found, Solutions)
    return [dict(zip(found.variables, map(term_text, row), strict=True)) for row in found.rows]


def test_every_query_has_an_expectation_here() -> None:
    assert set(EXPECTED) == set(names())


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_query_answers_rightly(graph: ox.Store, name: str) -> None:
    values, wanted, number = EXPECTED[name]
    found = rows(graph, name, values)
    assert not number or any(wanted.items() <= row.items() for row in found), found
    assert len(found) == number, found


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_query_runs_with_its_defaults_and_as_the_file_stands(graph: ox.Store, name: str) -> None:
    assert rows(graph, name, {}) or not EXPECTED[name][2]
    run(graph, load(name).text)


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_an_answer_that_quotes_names_its_source_as_one_cites_it(graph: ox.Store, name: str) -> None:
    quoting = [row for row in rows(graph, name, {}) if row.get("quote")]
    assert all(row["document"] and ("[J]" in row["citation"] or "[Z]" in row["citation"]) for row in quoting), quoting


def test_steps_come_in_their_order(graph: ox.Store) -> None:
    assert [row["order"] for row in rows(graph, "steps-of-mechanism", {"mechanism": "三张清单"})] == ["1", "2", "3"]


def test_a_cause_told_of_another_case_is_not_told_of_this_one(graph: ox.Store) -> None:
    assert [row["cause"] for row in rows(graph, "problems-and-causes", {"case": "云岭"})] == [""]


def test_every_query_is_documented_in_both_languages() -> None:
    for query in catalogue():
        assert query.title_zh and query.title_en.isascii() and query.description.endswith("。")
        assert all(parameter.meaning for parameter in query.parameters)


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"])))
def test_no_value_gets_out_of_its_literal(value: str) -> None:
    found = run(ox.Store(), parse("t", HEADER + "SELECT ?x { BIND($v AS ?x) }").bind({"v": value}))
    assert isinstance(found, Solutions)
    assert [row[0] for row in found.rows] == [ox.Literal(value)]


HEADER = "# title-zh: 甲\n# title-en: a\n# description: 乙。\n# param: v — 值 — \n"


def test_an_attempt_to_inject_is_only_a_name_that_nothing_has(graph: ox.Store) -> None:
    assert rows(graph, "mechanisms-of-case", {"case": '") } SELECT * { ?s ?p ?o } #'}) == []


def test_an_unknown_name_or_parameter_is_an_error_that_lists_what_there_is() -> None:
    with pytest.raises(QueryError, match="did you mean steps-of-mechanism"):
        load("steps-of-mechanisms")
    with pytest.raises(QueryError, match="takes: case"):
        load("cases").bind({"county": "青石"})
    with pytest.raises(QueryError, match="no query is named"):
        load("../lookups/things")


def test_a_malformed_header_is_an_error_that_names_file_and_line() -> None:
    with pytest.raises(QueryError, match=r"rq/t\.rq line 4"):
        parse("t", HEADER.replace("— 值 —", "值") + "ASK {}")
    with pytest.raises(QueryError, match="title-en"):
        parse("t", "# title-zh: 甲\nASK {}")
