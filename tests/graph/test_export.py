"""Exports can be read by the programs they are for, and are the same bytes each time."""

from __future__ import annotations

import csv
import json
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

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


def test_json_ld_is_read_by_rdflib_and_says_the_same(kb: KnowledgeBase, tmp_path: Path) -> None:
    import rdflib

    (path,) = export(kb, "jsonld", tmp_path / "all.jsonld")
    read, wanted = rdflib.Dataset(), rdflib.Dataset()
    read.parse(path, format="json-ld")
    (nquads,) = export(kb, "nq", tmp_path / "all.nq")
    wanted.parse(nquads, format="nquads")
    assert {tuple(map(str, quad)) for quad in read.quads()} == {tuple(map(str, quad)) for quad in wanted.quads()}


def test_the_context_file_is_that_of_the_json_ld_and_gives_short_names(kb: KnowledgeBase, tmp_path: Path) -> None:
    (path,) = export(kb, "jsonld", tmp_path / "all.jsonld")
    (context,) = export(kb, "context", tmp_path / "context.jsonld")
    data, terms = (json.loads(item.read_text(encoding="utf-8")) for item in (path, context))
    assert data["@context"] == terms["@context"]
    names = {name for graph in data["@graph"] for node in graph["@graph"] for name in node}
    assert {"adoptsMeasure", "prefLabel", "evidence", "exact", "stepOrder"} <= names
    assert not [name for name in names if name.startswith(("https://w3id.org/zhitu/ns#", "zt:"))]


def test_dense_figures_are_a_well_formed_data_cube(sketch: type[Sketch], tmp_path: Path) -> None:
    import rdflib

    paper = sketch("寿宁县2016年为12%，2017年为9%，2018年为5%。霞浦县2016年为8%，2017年为7%，又说2017年为6%。零星户数30户。", title="比率")
    counties = [paper.entity("Place", name) for name in ("寿宁县", "霞浦县")]
    assert counties
    for about, year, value, words in (
        ("寿宁县", 2016, 12, "2016年为12%"),
        ("寿宁县", 2017, 9, "2017年为9%"),
        ("寿宁县", 2018, 5, "2018年为5%"),
        ("霞浦县", 2016, 8, "2016年为8%"),
        ("霞浦县", 2017, 7, "2017年为7%"),
        ("霞浦县", 2017, 6, "2017年为6%"),
    ):
        paper.figure("贫困发生率", value, "%", about, words, year=year)
    paper.figure("零星户数", 30, "户", "霞浦县", "零星户数30户", year=2017)
    (tmp_path / "rate.txt").write_text(paper.document.raw, encoding="utf-8")
    rates = KnowledgeBase.create_or_open(tmp_path / "kb")
    rates.add([tmp_path / "rate.txt"], load=lambda _data, _name: paper.document, extract=lambda _: paper.extraction())
    (path,) = export(rates, "qb", tmp_path / "cube.ttl")
    cube = rdflib.Graph().parse(path)

    def ask(pattern: str) -> bool:
        return bool(
            cube.query(
                f"PREFIX qb: <http://purl.org/linked-data/cube#> PREFIX zt: <https://w3id.org/zhitu/ns#> ASK {{ {pattern} }}"
            ).askAnswer
        )

    # integrity constraints 1, 2, 3, 11, 12, 14 and 18 of the recommendation
    assert not ask("?o a qb:Observation FILTER NOT EXISTS { ?o qb:dataSet ?d }")
    assert not ask("?d a qb:DataSet FILTER NOT EXISTS { ?d qb:structure ?s }")
    assert not ask("?s a qb:DataStructureDefinition FILTER NOT EXISTS { ?s qb:component/qb:measure ?m }")
    dimensions = "?o a qb:Observation ; qb:dataSet/qb:structure/qb:component/qb:dimension ?p"
    assert not ask(f"{dimensions} FILTER NOT EXISTS {{ ?o ?p ?v }}")
    assert not ask(
        "?o zt:indicator ?i ; zt:observedFor ?a ; zt:year ?y . ?q zt:indicator ?i ; zt:observedFor ?a ; zt:year ?y FILTER(?o != ?q)"
    )
    assert not ask("?o a qb:Observation FILTER NOT EXISTS { ?o zt:value ?v }")
    assert not ask("?d qb:slice/qb:observation ?o FILTER NOT EXISTS { ?o qb:dataSet ?d }")
    cells = "SELECT ?y ?v { ?o a <http://purl.org/linked-data/cube#Observation> ; zt:year ?y ; zt:value ?v }"
    rows = cube.query(f"PREFIX zt: <https://w3id.org/zhitu/ns#> {cells}")
    found = sorted((str(row[0]), str(row[1])) for row in rows)  # type: ignore[index]
    assert found == [("2016", "12"), ("2016", "8"), ("2017", "9"), ("2018", "5")], (
        "the cell with two values and the stray figure are left out"
    )


def test_the_description_of_the_data_set_counts_what_is_there(kb: KnowledgeBase, tmp_path: Path) -> None:
    import rdflib
    from rdflib.namespace import VOID

    (path,) = export(kb, "void", tmp_path / "void.ttl")
    graph = rdflib.Graph().parse(path)
    dataset = rdflib.URIRef(f"{kb.identifiers.base}id/dataset")
    assert graph.value(dataset, VOID.triples).toPython() == len(kb.graphs())  # type: ignore[union-attr]
    assert graph.value(dataset, VOID.documents).toPython() == 2  # type: ignore[union-attr]
    parts = {
        str(graph.value(part, VOID["class"])): graph.value(part, VOID.entities) for part in graph.objects(dataset, VOID.classPartition)
    }
    assert str(parts["https://w3id.org/zhitu/ns#Measure"]) == "1"
    assert len(set(graph.objects(dataset, VOID.subset))) == 4


def test_a_crate_describes_every_file_in_it(kb: KnowledgeBase, tmp_path: Path) -> None:
    paths = export(kb, "rocrate", tmp_path / "crate")
    files = {str(path.relative_to(tmp_path / "crate")) for path in paths}
    data = json.loads((tmp_path / "crate" / "ro-crate-metadata.json").read_text(encoding="utf-8"))
    nodes: dict[str, dict[str, Any]] = {node["@id"]: node for node in data["@graph"]}
    assert data["@context"] == "https://w3id.org/ro/crate/1.1/context"
    assert nodes["ro-crate-metadata.json"]["about"] == {"@id": "./"}
    assert nodes["ro-crate-metadata.json"]["conformsTo"] == {"@id": "https://w3id.org/ro/crate/1.1"}
    root = nodes["./"]
    assert {"name", "description", "datePublished", "license"} <= root.keys()
    assert {part["@id"] for part in root["hasPart"]} == files - {"ro-crate-metadata.json"}
    assert all(int(nodes[name]["contentSize"]) == (tmp_path / "crate" / name).stat().st_size for name in files - {"ro-crate-metadata.json"})
    linked: set[str] = set()
    for node in nodes.values():
        for value in node.values():
            several = cast("list[object]", value) if isinstance(value, list) else [cast("object", value)]
            linked.update(str(cast("dict[str, Any]", item)["@id"]) for item in several if isinstance(item, dict))
    assert linked - {"https://w3id.org/ro/crate/1.1"} <= nodes.keys(), "every entity that is named is described"


@pytest.mark.parametrize(("name", "node", "edge"), [("gexf", "node", "edge"), ("graphml", "node", "edge")])
def test_network_files_are_plain_xml_with_flat_values(kb: KnowledgeBase, tmp_path: Path, name: str, node: str, edge: str) -> None:
    from xml.etree import ElementTree

    (path,) = export(kb, name, tmp_path / f"all.{name}")
    tags = [element.tag.rpartition("}")[2] for element in ElementTree.parse(path).iter()]
    nodes, links = (path.read_text(encoding="utf-8") for path in export(kb, "csv", tmp_path / "csv"))
    assert (tags.count(node), tags.count(edge)) == (len(list(csv.DictReader(StringIO(nodes)))), len(list(csv.DictReader(StringIO(links)))))


def test_a_workbook_is_read_without_the_library_that_wrote_it(kb: KnowledgeBase, tmp_path: Path) -> None:
    import zipfile
    from xml.etree import ElementTree

    (path,) = export(kb, "xlsx", tmp_path / "all.xlsx")
    with zipfile.ZipFile(path) as book:
        assert book.testzip() is None
        sheet = ElementTree.fromstring(book.read("xl/worksheets/sheet1.xml"))
        parts = [name for name in book.namelist() if name in ("xl/sharedStrings.xml", "xl/worksheets/sheet1.xml")]
        strings = "".join("".join(ElementTree.fromstring(book.read(name)).itertext()) for name in parts)
    assert len([element for element in sheet.iter() if element.tag.endswith("}row")]) > 5
    assert "=茶园托管" in strings
    assert not [element for element in sheet.iter() if element.tag.endswith("}f")], "no formulas"


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
            raw, start, end = raws[target["source"]], position["start"], position["end"]
            assert raw[start:end] == quote["exact"]
            assert raw[:start].endswith(quote.get("prefix", "")) and raw[end:].startswith(quote.get("suffix", ""))


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
