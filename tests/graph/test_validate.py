"""Validation finds what was damaged, and names the document."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from graph.knowledge_base import KnowledgeBase
from graph.store import GraphStore
from graph.validate import Finding, validate
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
    store = GraphStore.open(kb.folder.store)
    store.raw.update("".join(f"PREFIX {name}: <{iri}>\n" for name, iri in PREFIXES.items()) + text)


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
    assert [finding.message for finding in found if isinstance(finding, Finding)] == [
        "graphs of a document that the manifest does not name; build again"
    ]
