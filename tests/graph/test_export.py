"""Exports can be read by the programs they are for, and are the same bytes each time."""

from __future__ import annotations

import csv
import json
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from pyoxigraph import Literal, RdfFormat, parse

from extract.annotation_json import extraction_from_json
from graph.export import FORMATS, ExportError, export
from graph.knowledge_base import KnowledgeBase
from ontology.vocabulary import OA_START, STEP_ORDER

if TYPE_CHECKING:
    from tests.graph.conftest import Sketch


@pytest.fixture(scope="module")
def kb(sketch: type[Sketch], tmp_path_factory: pytest.TempPathFactory) -> KnowledgeBase:
    """Return a knowledge base of two invented papers on one county."""
    folder = tmp_path_factory.mktemp("export")
    papers: dict[str, Sketch] = {}
    for number in (1, 2):
        paper = sketch(f"第{number}篇。寿宁县推广=茶园托管，惠及{number}00户。", source=f"{number}.txt", title=f"第{number}篇")
        place = paper.entity("Place", "寿宁县", adminLevel="县")
        case = paper.entity("Case", "寿宁县脱贫", "寿宁县", place="寿宁县")
        measure = paper.entity("Measure", "=茶园托管", measureType="产业")
        paper.relation(case, "inPlace", place, "寿宁县")
        paper.relation(case, "adoptsMeasure", measure, "推广=茶园托管")
        paper.relation(measure, "hasStep", paper.entity("Step", "推广", order=1), "推广")
        paper.figure("户数", number * 100, "户", "寿宁县", f"惠及{number}00户", year=2019)
        papers[f"{number}.txt"] = paper
        (folder / f"{number}.txt").write_text(paper.document.raw, encoding="utf-8")
    kb = KnowledgeBase.create_or_open(folder / "kb")
    report = kb.add(
        [folder / "1.txt", folder / "2.txt"],
        load=lambda _data, name: papers[name].document,
        extract=lambda document: papers[document.source].extraction(),
    )
    assert len(report.added) == 2, report.failed
    return kb


@pytest.mark.parametrize("name", FORMATS)
def test_an_export_is_the_same_bytes_each_time(kb: KnowledgeBase, tmp_path: Path, name: str) -> None:
    first = {path.name: path.read_bytes() for path in export(kb, name, tmp_path / f"all.{name}")}
    second = {path.name: path.read_bytes() for path in export(kb, name, tmp_path / f"all.{name}")}
    assert first == second
    assert all(first.values())


def test_turtle_is_read_by_rdflib_and_oxigraph_and_holds_every_triple_once(kb: KnowledgeBase, tmp_path: Path) -> None:
    import rdflib

    (path,) = export(kb, "ttl", tmp_path / "all.ttl")
    triples = [quad.triple for quad in parse(path=str(path), format=RdfFormat.TURTLE)]
    assert len(triples) == len(set(triples)) == len(kb.graphs())
    assert len(rdflib.Graph().parse(path)) == len(triples)


def test_datatypes_are_those_of_the_ontology(kb: KnowledgeBase, tmp_path: Path) -> None:
    (path,) = export(kb, "ttl", tmp_path / "all.ttl")
    found = {
        quad.predicate: quad.object.datatype.value.rsplit("#", 1)[1]
        for quad in parse(path=str(path), format=RdfFormat.TURTLE)
        if quad.predicate in (OA_START, STEP_ORDER) and isinstance(quad.object, Literal)
    }
    assert found == {OA_START: "nonNegativeInteger", STEP_ORDER: "positiveInteger"}


@pytest.mark.parametrize(("name", "kind"), [("trig", RdfFormat.TRIG), ("nq", RdfFormat.N_QUADS), ("jsonld", RdfFormat.JSON_LD)])
def test_formats_with_graphs_hold_every_quad(kb: KnowledgeBase, tmp_path: Path, name: str, kind: RdfFormat) -> None:
    (path,) = export(kb, name, tmp_path / f"all.{name}")
    assert {str(quad) for quad in parse(path=str(path), format=kind)} == {str(quad) for quad in kb.graphs().quads()}


def test_annotations_come_back_as_they_were(kb: KnowledgeBase, tmp_path: Path) -> None:
    paths = export(kb, "annotations", tmp_path / "out")
    assert sorted(path.name for path in paths) == ["1.json", "2.json"]
    for path in paths:
        extraction = extraction_from_json(json.loads(path.read_text(encoding="utf-8")))
        assert extraction == kb.extraction(extraction.source)


def test_web_annotations_point_at_the_words(kb: KnowledgeBase, tmp_path: Path) -> None:
    (path,) = export(kb, "webanno", tmp_path / "all.json")
    page: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    raws = {kb.identifiers.document(entry.id).value: kb.document(entry.id).raw for entry in kb.documents()}
    assert page["type"] == "AnnotationPage"
    assert len(page["items"]) > 10
    for item in page["items"]:
        for target in item["target"]:
            position, quote = target["selector"]
            assert raws[target["source"]][position["start"] : position["end"]] == quote["exact"]


@pytest.mark.parametrize("name", ["gexf", "graphml"])
def test_network_files_are_read_by_networkx(kb: KnowledgeBase, tmp_path: Path, name: str) -> None:
    import networkx

    (path,) = export(kb, name, tmp_path / f"all.{name}")
    graph: Any = getattr(networkx, f"read_{name}")(str(path))
    labels = {data.get("label") for _, data in graph.nodes(data=True)}
    assert {"寿宁县脱贫", "=茶园托管", "寿宁县"} <= labels
    edges = [data for _, _, data in graph.edges(data=True) if "adoptsMeasure" in str(data)]
    assert [data["documents"] for data in edges] == ["1.txt；2.txt"], "one edge that both papers state"


def test_csv_files_have_the_headers_of_the_neo4j_import(kb: KnowledgeBase, tmp_path: Path) -> None:
    nodes, links = (path.read_text(encoding="utf-8") for path in export(kb, "csv", tmp_path / "csv"))
    rows = list(csv.DictReader(StringIO(nodes)))
    ids = {row["iri:ID"] for row in rows}
    assert {row[":LABEL"] for row in rows} >= {"Case", "Measure", "Place", "Step", "SourceDocument"}
    for row in csv.DictReader(StringIO(links)):
        assert {row[":START_ID"], row[":END_ID"]} <= ids
        assert row[":TYPE"]


def test_a_workbook_opens_and_takes_no_words_for_formulas(kb: KnowledgeBase, tmp_path: Path) -> None:
    from openpyxl import load_workbook

    (path,) = export(kb, "xlsx", tmp_path / "all.xlsx")
    book: Any = load_workbook(str(path))  # type: ignore[arg-type]
    assert book.sheetnames == ["实体", "关系", "指标", "陈述"]
    cells = [cell for row in book["实体"].iter_rows() for cell in row if cell.value == "=茶园托管"]
    assert [cell.data_type for cell in cells] == ["s"]
    assert [[cell.value for cell in row][:4] for row in book["指标"].iter_rows()][1:] == [
        ["户数", "寿宁县", "100", "户"],
        ["户数", "寿宁县", "200", "户"],
    ]


def test_a_format_that_does_not_exist_is_named(kb: KnowledgeBase, tmp_path: Path) -> None:
    with pytest.raises(ExportError, match="ttl, trig"):
        export(kb, "docx", tmp_path / "out")


def test_a_path_that_cannot_be_written_is_named(kb: KnowledgeBase, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(ExportError, match="file"):
        export(kb, "annotations", tmp_path / "file")
    with pytest.raises(ExportError, match="folder"):
        export(kb, "ttl", tmp_path)
