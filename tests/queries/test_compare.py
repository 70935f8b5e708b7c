from __future__ import annotations

import csv
import io

import pyoxigraph as ox
import pytest
from docx import Document
from openpyxl import load_workbook

from queries.case import CaseNotFound
from queries.compare import compare
from queries.comparison_model import Comparison
from queries.comparison_page import render, render_file, render_text

CASES = ("青石", "云岭")


def states(comparison: Comparison) -> dict[str, list[str]]:
    return {row.label: [cell.state for cell in row.cells] for row in comparison.rows}


def test_a_cell_is_present_absent_or_unmentioned(graph: ox.Store) -> None:
    found = states(compare(graph, CASES, "measure"))
    assert found["夜校培训"] == ["present", "present"]
    assert found["大棚租赁补贴"] == ["present", "absent"]
    assert found["托管服务"] == ["unmentioned", "unmentioned"]


def test_a_cell_holds_the_words_it_rests_on(graph: ox.Store) -> None:
    row = next(row for row in compare(graph, CASES, "measure").rows if row.label == "大棚租赁补贴")
    assert [cell.claims[0].quotes[0].text for cell in row.cells] == ["县里发放大棚租赁补贴", "云岭县没有发放大棚租赁补贴"]


def test_a_proposal_is_named_but_is_no_fact(graph: ox.Store) -> None:
    row = next(row for row in compare(graph, CASES, "measure").rows if row.label == "托管服务")
    assert [cell.text for cell in row.cells] == ["语料未提及（仅见于建议）", "语料未提及"]


def test_types_that_differ_come_first_and_stand_over_their_things(graph: ox.Store) -> None:
    rows = compare(graph, CASES, "measure").rows
    assert [(row.level, row.label) for row in rows[:2]] == [("type", "产业"), ("thing", "大棚租赁补贴")]
    assert [row.label for row in rows if not row.differs] == ["其他", "托管服务", "教育", "夜校培训"]


@pytest.mark.parametrize(
    ("by", "label", "expected"),
    [
        ("mechanism", "督查督战", ["unmentioned", "present"]),
        ("actor", "县审计局", ["present", "unmentioned"]),
        ("actor", "乡镇政府", ["present", "present"]),
        ("problem", "就业不足", ["present", "present"]),
        ("indicator", "就业率", ["present", "present"]),
    ],
)
def test_cases_are_compared_by_every_aspect(graph: ox.Store, by: str, label: str, expected: list[str]) -> None:
    assert states(compare(graph, CASES, by))[label] == expected


def test_figures_stand_in_the_cells(graph: ox.Store) -> None:
    (row,) = compare(graph, CASES, "indicator").rows
    assert [cell.text for cell in row.cells] == ["青石县: 61.5%（2017） → 88.2%（2020）", "云岭县: 约70%（2019）"]
    assert row.differs


@pytest.mark.parametrize(
    ("cases", "by", "says"),
    [(("青石",), "measure", "two or more"), (("青石", "青石县"), "actor", "different"), (CASES, "colour", "choose one")],
)
def test_a_comparison_that_cannot_be_made_says_why(graph: ox.Store, cases: tuple[str, ...], by: str, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        compare(graph, cases, by)


def test_an_unknown_case_is_named(graph: ox.Store) -> None:
    with pytest.raises(CaseNotFound, match="无名县"):
        compare(graph, ("青石", "无名县"), "measure")


@pytest.fixture(scope="module")
def measures(graph: ox.Store) -> Comparison:
    return compare(graph, CASES, "measure")


@pytest.mark.parametrize("output", ["md", "table", "html"])
def test_references_below_the_table_give_the_quotes(measures: Comparison, output: str) -> None:
    text = render_text(measures, output)
    assert "[2] 乙_云岭.md, 字符 33–46: “云岭县没有发放大棚租赁补贴”" in text
    assert text.index("明确没有") < text.index("[2] 乙_云岭.md")


def test_csv_reads_back_with_full_quotes(measures: Comparison) -> None:
    rows = list(csv.DictReader(io.StringIO(render_text(measures, "csv"), newline="")))
    row = next(row for row in rows if row["措施"] == "大棚租赁补贴")
    assert (row["类型"], row["云岭县就业帮扶"], row["云岭县就业帮扶 引文"]) == (
        "产业",
        "明确没有",
        "乙_云岭.md 33–46: 云岭县没有发放大棚租赁补贴",
    )


def test_html_escapes_what_papers_say() -> None:
    store = ox.Store()
    turtle = """@prefix zt: <https://w3id.org/zhitu/ns#> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
    <urn:a> a zt:Case ; skos:prefLabel "<script>甲</script>"@zh . <urn:b> a zt:Case ; skos:prefLabel "乙案"@zh ."""
    store.load(turtle.encode(), format=ox.RdfFormat.TURTLE)
    page = render_text(compare(store, ("<script>甲</script>", "乙案"), "measure"), "html")
    assert "<script>" not in page and "&lt;script&gt;甲" in page


def test_the_spreadsheet_has_the_table_and_the_references(measures: Comparison) -> None:
    book = load_workbook(io.BytesIO(render_file(measures, "xlsx")))
    assert [cell.value for cell in book["comparison"][1]] == ["措施", "青石县搬迁后续帮扶", "云岭县就业帮扶", "差异"]
    assert str(book["references"][1][0].value).startswith("[1] 甲_青石.txt")


def test_the_word_file_has_the_table_and_the_references(measures: Comparison) -> None:
    document = Document(io.BytesIO(render_file(measures, "docx")))
    assert [cell.text for cell in document.tables[0].rows[2].cells] == ["· 大棚租赁补贴", "有[1]", "明确没有[2]", "是"]
    assert any("云岭县没有发放大棚租赁补贴" in paragraph.text for paragraph in document.paragraphs)


@pytest.mark.parametrize("output", ["xlsx", "docx", "html", "csv"])
def test_the_same_comparison_gives_the_same_bytes(measures: Comparison, output: str) -> None:
    assert render(measures, output) == render(measures, output)


def test_an_unknown_format_names_those_there_are(measures: Comparison) -> None:
    with pytest.raises(ValueError, match="xlsx, docx"):
        render(measures, "pdf")
