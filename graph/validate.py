"""Checks a knowledge base from end to end: files, quotes, the publication rule and the shapes. Findings are returned, not raised."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal, cast

from pyoxigraph import NamedNode

from corpus.document import Document
from extract.annotation import Evidence
from graph.knowledge_base import Entry, KnowledgeBase, KnowledgeBaseError
from graph.records import StatementRecord, Value, statements_of
from graph.shacl import check_shapes
from graph.store import GraphStore
from graph.versions import versions
from ontology import vocabulary as v

Severity = Literal["Violation", "Warning"]

_PUBLISHED = frozenset(
    {
        v.EMPLOYS_MECHANISM,
        v.ADOPTS_MEASURE,
        v.HAS_STEP,
        v.PERFORMED_BY,
        v.INVOLVES_ACTOR,
        v.SUPERVISES,
        v.HEADS,
        v.PART_OF,
        v.FACES_PROBLEM,
        v.CAUSED_BY,
        v.ADDRESSES,
        v.RESULTS_IN,
        v.TARGETS,
        v.FUNDED_BY,
        v.BASED_ON_POLICY,
        v.CITES_POLICY,
        v.USES_THEORY,
        v.STUDIES_CASE,
        v.IN_PLACE,
        v.ISSUED_BY,
        v.PROPONENT,
        v.ORG_MEMBER,
        v.VALUE,
    }
)
"""Properties whose direct triples follow the publication rule."""


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """A fault: of which document (file name; empty for the knowledge base itself), where, and what."""

    severity: Severity
    document: str
    where: str
    message: str


def validate(kb: KnowledgeBase) -> list[Finding]:
    """Return all findings, violations first. A sound knowledge base has no Violation; a Warning is for a reader to look at."""
    store = kb.graphs()
    findings = list(_check_folder(kb, store))
    for entry in kb.entries():
        findings.extend(_check_document(kb, entry, store))
    sources = {entry.id: entry.source for entry in kb.documents()}
    for result in check_shapes(store):
        severity: Severity = "Violation" if result.severity == "Violation" else "Warning"
        where = " ".join(part for part in (_short(result.node), _short(result.path)) if part)
        findings.append(Finding(severity, sources.get(_document_of(store, result.node) or "", ""), where, result.message))
    return sorted(set(findings))


def _check_folder(kb: KnowledgeBase, store: GraphStore) -> Iterator[Finding]:
    named, stored = {entry.id for entry in kb.documents()}, store.documents()
    for document_id in sorted(stored - named):
        yield Finding("Violation", "", f"store: {document_id}", "graphs of a document that the manifest does not name; build again")
    if kb.folder.mark.exists():
        yield Finding("Warning", "", "store", "a build was stopped or is under way; build again to finish it")
    for entry in kb.documents():
        if entry.id not in stored:
            yield Finding("Violation", entry.source, "store", "no graphs of this document; build again")
        changed = sorted(name for name, value in versions().items() if entry.made_with.get(name) != value)
        if changed:
            yield Finding("Warning", entry.source, "manifest", f"made with other versions of {', '.join(changed)}; build again")


def _check_document(kb: KnowledgeBase, entry: Entry, store: GraphStore) -> Iterator[Finding]:
    source = kb.folder.source(entry)
    if not source.exists():
        yield Finding("Violation", entry.source, f"sources/{source.name}", "the original is missing")
    elif hashlib.sha256(source.read_bytes()).hexdigest() != entry.sha256:
        yield Finding("Violation", entry.source, f"sources/{source.name}", "the original has changed; add the document again")
    try:
        document, extraction = kb.document(entry.id), kb.extraction(entry.id)
    except Exception as error:  # a damaged file is what this looks for, whatever its reader raises
        if isinstance(error, KnowledgeBaseError):
            yield Finding("Violation", entry.source, "documents, annotations", str(error))
        else:
            yield Finding("Violation", entry.source, "documents, annotations", f"cannot be read ({error}); build it again")
        return
    for item in (*extraction.entities, *extraction.relations, *extraction.observations):
        name = getattr(item, "id", "") or f"{getattr(item, 'subject', '')} {getattr(item, 'predicate', '')} {getattr(item, 'object', '')}"
        yield from _check_quotes(document, cast("Iterable[Evidence]", item.evidence), f"annotations: {name}")
    records = list(statements_of(store, entry.id))
    for record in records:
        spans = (Evidence(span.start, span.end, span.exact) for span in record.spans)
        yield from _check_quotes(document, spans, f"statement {_short(record.iri)}")
    yield from _check_published(entry, store, records)


def _check_quotes(document: Document, spans: Iterable[Evidence], where: str) -> Iterator[Finding]:
    for span in spans:
        if document.raw[span.start : span.end] != span.quote:
            yield Finding("Violation", document.source, where, f"characters {span.start}–{span.end} are not “{span.quote[:40]}”")


def _check_published(entry: Entry, store: GraphStore, records: Iterable[StatementRecord]) -> Iterator[Finding]:
    """Every direct triple of a document needs a statement of that document that may be published."""
    backed: set[tuple[str, str, Value]] = {(item.subject, item.predicate, item.object) for item in records if item.published}
    for quad in store.raw.quads_for_pattern(None, None, None, store.identifiers.facts(entry.id)):
        if quad.predicate not in _PUBLISHED:
            continue
        subject = quad.subject.value if isinstance(quad.subject, NamedNode) else str(quad.subject)
        if (subject, quad.predicate.value, quad.object) not in backed:
            message = "direct triple without a reported, sure, unrejected statement with evidence"
            yield Finding("Violation", entry.source, f"{_short(subject)} {_short(quad.predicate.value)}", message)


def _document_of(store: GraphStore, node: str) -> str | None:
    if not node.startswith("http"):
        return None
    graphs = (quad.graph_name for quad in store.raw.quads_for_pattern(NamedNode(node), None, None, None))
    names = {store.identifiers.document_of(graph) for graph in graphs if isinstance(graph, NamedNode)}
    return min((name for name in names if name), default=None)


def _short(iri: str) -> str:
    for prefix, namespace in v.PREFIXES.items():
        if iri.startswith(namespace):
            return f"{prefix}:{iri.removeprefix(namespace)}"
    return iri.partition("/id/")[2] or iri
