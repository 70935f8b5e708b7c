"""Validation finds what was damaged, and names the document."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from pyoxigraph import Store

from graph.knowledge_base import KnowledgeBase
from graph.validate import run_validation, validate
from graph.zero_rows import checks
from ontology.vocabulary import PREFIXES

if TYPE_CHECKING:
    from tests.graph.conftest import Sketch


@pytest.fixture
def kb(paper: Sketch, tmp_path: Path) -> KnowledgeBase:
    """Return a knowledge base of one invented paper."""
    source = tmp_path / "four.txt"
    source.write_text(paper.document.raw, encoding="utf-8", newline="")
    kb = KnowledgeBase.create_or_open(tmp_path / "kb")
    report = kb.add([source], load=lambda _data, _name: paper.document, extract=lambda _document: paper.extraction())
    assert report.added == ("four.txt",)
    return kb


def update(kb: KnowledgeBase, text: str) -> None:
    Store(kb.folder.store).update("".join(f"PREFIX {name}: <{iri}>\n" for name, iri in PREFIXES.items()) + text)


def test_a_knowledge_base_as_built_is_sound(kb: KnowledgeBase) -> None:
    assert validate(kb) == []


DAMAGE: list[tuple[str, Callable[[KnowledgeBase], object]]] = [
    ("the original is missing", lambda kb: kb.folder.source(kb.entry("four.txt")).unlink()),
    ("the original has changed", lambda kb: kb.folder.source(kb.entry("four.txt")).write_bytes(b"other")),
    ("cannot be read", lambda kb: kb.folder.annotations(kb.entry("four.txt").id).write_text("{", encoding="utf-8")),
    (
        "are not “茶园托管”",
        lambda kb: (path := kb.folder.annotations(kb.entry("four.txt").id)).write_text(
            path.read_text(encoding="utf-8").replace('"start": ', '"start": 1'), encoding="utf-8"
        ),
    ),
    (
        "direct triple without",
        lambda kb: update(
            kb, "INSERT { GRAPH ?g { ?c zt:adoptsMeasure ?m } } WHERE { GRAPH ?g { ?c a zt:Case . ?m skos:prefLabel '数据平台'@zh } }"
        ),
    ),
    (
        "are not “不在文中”",
        lambda kb: update(
            kb,
            "DELETE { GRAPH ?g { ?s oa:exact ?q } } INSERT { GRAPH ?g { ?s oa:exact '不在文中' } } "
            "WHERE { GRAPH ?g { ?s oa:exact ?q FILTER(STRLEN(?q) = 4) } }",
        ),
    ),
]


@pytest.mark.parametrize(("message", "damage"), DAMAGE, ids=[message for message, _ in DAMAGE])
def test_damage_is_found_and_its_document_named(kb: KnowledgeBase, message: str, damage: Callable[[KnowledgeBase], object]) -> None:
    damage(kb)
    found = [finding for finding in validate(kb) if message in finding.message]
    assert found
    assert {(finding.severity, finding.document) for finding in found} == {("Violation", "four.txt")}


def test_graphs_of_a_document_that_is_gone_are_found(kb: KnowledgeBase) -> None:
    kb.folder.manifest.write_text('{"format": 1, "base": "https://w3id.org/zhitu/", "documents": []}', encoding="utf-8")
    found = validate(KnowledgeBase.open(kb.path))
    assert [finding.message for finding in found if finding.severity == "Violation"] == [
        "graphs of a document that the manifest does not name; build again"
    ]
    assert {finding.message for finding in found if finding.severity == "Warning"} == {
        "a file of a document that the manifest does not name"
    }


def test_a_finding_names_the_line(kb: KnowledgeBase, paper: Sketch) -> None:
    update(
        kb,
        "DELETE { GRAPH ?g { ?s oa:exact ?q } } INSERT { GRAPH ?g { ?s oa:exact '茶园托付' } } "
        "WHERE { GRAPH ?g { ?s oa:exact ?q FILTER(?q = '茶园托管') } }",
    )
    line = paper.document.raw[: paper.document.raw.index("茶园托管")].count("\n") + 1
    found = [finding for finding in validate(kb) if "茶园托付" in finding.message]
    assert found
    assert {finding.line for finding in found} == {line}
    assert all(finding.to_text().startswith(f"Violation  four.txt:{line}  ") for finding in found)


def two_papers(sketch: Callable[..., Sketch], folder: Path) -> tuple[KnowledgeBase, dict[str, Sketch]]:
    """Return a knowledge base of two papers on two counties."""
    papers = {name: sketch(name, county) for name, county in (("a.txt", "寿宁县"), ("b.txt", "云和县"))}
    for name, paper in papers.items():
        (folder / name).write_text(paper.document.raw, encoding="utf-8", newline="")
    kb = KnowledgeBase.create_or_open(folder / "kb")
    kb.add(
        [folder / name for name in papers],
        load=lambda _data, name: papers[name].document,
        extract=lambda document: papers[document.source].extraction(),
    )
    return kb, papers


@pytest.fixture
def two(make_paper: Callable[..., Sketch], tmp_path: Path) -> tuple[KnowledgeBase, dict[str, Sketch]]:
    """Return a knowledge base of two papers, and the papers."""
    return two_papers(make_paper, tmp_path)


def test_what_is_as_it_was_is_not_looked_at_again(two: tuple[KnowledgeBase, dict[str, Sketch]]) -> None:
    kb, _ = two
    first, second = run_validation(kb), run_validation(kb)
    assert (first.checked, first.unchanged, first.violations) == (2, 0, 0)
    assert (second.checked, second.unchanged) == (0, 2)
    assert second.findings == first.findings
    again = run_validation(kb, everything=True)
    assert (again.checked, again.findings) == (2, first.findings)


CHANGES: list[Callable[[KnowledgeBase], object]] = [
    lambda kb: kb.folder.source(kb.entry("a.txt")).write_bytes(b"other"),
    lambda kb: kb.folder.annotations(kb.entry("a.txt").id).write_text("{", encoding="utf-8"),
    lambda kb: update(kb, "DELETE { GRAPH ?g { ?s zt:evidence ?e } } WHERE { GRAPH ?g { ?s zt:evidence ?e . ?s rdf:object '寿宁县'@zh } }"),
]


@pytest.mark.parametrize("change", CHANGES, ids=["original", "annotations", "graph"])
def test_only_the_document_that_changed_is_looked_at_again(
    two: tuple[KnowledgeBase, dict[str, Sketch]], change: Callable[[KnowledgeBase], object]
) -> None:
    kb, _ = two
    run_validation(kb)
    change(kb)
    found = run_validation(kb)
    assert (found.checked, found.unchanged) == (1, 1)
    assert {finding.document for finding in found.findings if finding.severity == "Violation"} == {"a.txt"}
    assert run_validation(kb).findings == found.findings, "what was found is told again"


def test_other_rules_look_at_everything_again(two: tuple[KnowledgeBase, dict[str, Sketch]], monkeypatch: pytest.MonkeyPatch) -> None:
    kb, _ = two
    run_validation(kb)
    monkeypatch.setattr("graph.validation_record.rules_version", lambda: "other")
    assert run_validation(kb).checked == 2


@pytest.mark.parametrize("record", ["", "{", "[]", '{"format": 1}', '{"format": 1, "rules": "x", "documents": 3}'])
def test_a_broken_record_is_no_record(two: tuple[KnowledgeBase, dict[str, Sketch]], record: str) -> None:
    kb, _ = two
    kb.folder.validated.write_text(record, encoding="utf-8")
    assert run_validation(kb).checked == 2


def test_a_document_that_is_removed_leaves_the_record(two: tuple[KnowledgeBase, dict[str, Sketch]]) -> None:
    kb, papers = two
    run_validation(kb)
    kb.remove("a.txt")
    found = run_validation(kb)
    assert (found.checked, found.unchanged, found.violations) == (0, 1, 0)
    assert papers["a.txt"].document.id not in kb.folder.validated.read_text(encoding="utf-8")


FACTS = "GRAPH ?g { ?c a zt:Case } FILTER(STRENDS(STR(?g), '/facts'))"
BREAK = {
    "dead-links": "INSERT { ?m skos:closeMatch <urn:gone> } WHERE { ?m a zt:Mechanism }",
    "two-names": f"INSERT {{ ?c skos:prefLabel '另名'@zh }} WHERE {{ {FACTS} }}",
    "two-classes": f"INSERT {{ ?c a zt:Measure }} WHERE {{ {FACTS} }}",
    "two-orders": "INSERT { ?s zt:stepOrder 9 } WHERE { ?s zt:stepOrder 1 }",
    "two-figures": "INSERT { ?o zt:year 1999 } WHERE { ?o zt:year 2016 }",
    "contradictions": "INSERT { <urn:o> zt:indicator ?i ; zt:observedFor ?f ; zt:year ?y ; zt:unit ?u ; zt:valueQualifier ?q ; zt:value 9 }"
    " WHERE { ?o zt:indicator ?i ; zt:observedFor ?f ; zt:year ?y ; zt:unit ?u ; zt:valueQualifier ?q ; zt:value ?v }",
    "two-sources": "INSERT { <urn:d> a zt:SourceDocument ; dcterms:identifier ?n } "
    "WHERE { ?d a zt:SourceDocument ; dcterms:identifier ?n }",
    "domains-and-ranges": "INSERT { GRAPH ?g { ?d zt:studiesCase ?m } } WHERE { GRAPH ?g { ?d zt:studiesCase ?c . ?m a zt:Measure } }",
    "idle-spans": "DELETE { GRAPH ?g { ?s zt:evidence ?e } } WHERE { GRAPH ?g { ?s zt:evidence ?e } }",
    "loose-triples": "INSERT { ?c skos:note 'x' } WHERE { ?c a zt:Case }",
    "lost-triples": f"DELETE {{ ?c a zt:Case }} WHERE {{ {FACTS} }}",
    "missing-consequences": "DELETE { ?t a zt:Actor . GRAPH ?g { ?t a zt:Actor } } "
    "WHERE { GRAPH ?g { ?t a zt:Actor } ?t a zt:TaskOrganization }",
    "idle-consequences": "INSERT { GRAPH ?g { ?c dcterms:type ?m } } "
    "WHERE { GRAPH ?g { ?any a zt:Actor } FILTER(STRENDS(STR(?g), '/inferred')) ?c a zt:Case . ?m a zt:Mechanism }",
}
"""What makes each query answer; changes outside GRAPH are to the default graph, which is the union."""


@pytest.mark.parametrize("name", [check.name for check in checks()])
def test_each_query_finds_what_it_is_for(kb: KnowledgeBase, name: str) -> None:
    check = next(check for check in checks() if check.name == name)
    assert check.message not in {finding.message for finding in validate(kb)}
    update(kb, BREAK[name])
    assert check.message in {finding.message for finding in validate(kb)}
