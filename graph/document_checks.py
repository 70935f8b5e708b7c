"""Checks of one document of a knowledge base: its files, its quotes, its statements, and the shapes on its graphs."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from pyoxigraph import NamedNode, Triple

from corpus.document import Document
from extract.annotation import Evidence
from graph.findings import Finding, Severity, line_at
from graph.knowledge_base import Entry, KnowledgeBase, KnowledgeBaseError
from graph.records import StatementRecord, Value, statements_of
from graph.shacl import ShapeResult, check_shapes
from graph.store import GraphStore
from graph.zero_rows import checks
from ontology import vocabulary as v

PUBLISHED = frozenset(
    {
        v.EMPLOYS_MECHANISM,
        v.ADOPTS_MEASURE,
        v.HAS_STEP,
        v.PERFORMED_BY,
        v.ACTS_ON,
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


@dataclass(frozen=True, slots=True)
class Stored:
    """What a knowledge base keeps of one document, as it is now."""

    kb: KnowledgeBase
    entry: Entry
    store: GraphStore

    @property
    def files(self) -> tuple[Path, Path, Path]:
        """Original, document and annotations."""
        folder = self.kb.folder
        return folder.source(self.entry), folder.document(self.entry.id), folder.annotations(self.entry.id)

    @property
    def graphs(self) -> tuple[NamedNode, NamedNode]:
        """Facts and statements."""
        return self.store.identifiers.facts(self.entry.id), self.store.identifiers.statements(self.entry.id)

    def digest(self) -> str:
        """Return a hash of the content of files and graphs, whatever dates the files bear; a file that is not there counts too."""
        total = hashlib.sha256(f"{self.entry.source}\n{self.entry.sha256}".encode())
        for path in self.files:
            total.update(b"\0" + (hashlib.sha256(path.read_bytes()).digest() if path.is_file() else b""))
        for graph in self.graphs:
            triples = sorted(str(quad.triple) for quad in self.store.raw.quads_for_pattern(None, None, None, graph))
            total.update(b"\0" + "\n".join(triples).encode())
        return total.hexdigest()

    def findings(self) -> Iterator[Finding]:
        """Yield all that is wrong with the document by itself."""
        yield from self._check_original()
        try:
            document, extraction = self.kb.document(self.entry.id), self.kb.extraction(self.entry.id)
        except Exception as error:  # a damaged file is what this looks for, whatever its reader raises
            reason = str(error) if isinstance(error, KnowledgeBaseError) else f"cannot be read ({error}); build it again"
            yield self._finding("documents, annotations", reason)
            return
        if (document.id, extraction.document) != (self.entry.id, self.entry.id):
            yield self._finding("documents, annotations", f"are of document {document.id} and {extraction.document}; build it again")
        for item in (*extraction.entities, *extraction.relations, *extraction.observations):
            name = (
                getattr(item, "id", "") or f"{getattr(item, 'subject', '')} {getattr(item, 'predicate', '')} {getattr(item, 'object', '')}"
            )
            yield from self._check_quotes(document, cast("Iterable[Evidence]", item.evidence), f"annotations: {name}")
        records = tuple(statements_of(self.store, self.entry.id))
        for record in records:
            yield from self._check_statement(document, record)
        yield from self._check_published(document, records)
        places = _places(records)
        for result in self._shape_results():
            offset = places.get(result.node)
            line = 0 if offset is None else line_at(document.raw, offset)
            where = " ".join(part for part in (short(result.node), short(result.path)) if part)
            yield Finding("Violation" if result.severity == "Violation" else "Warning", self.entry.source, line, where, result.message)

    def _finding(self, where: str, message: str, line: int = 0, severity: Severity = "Violation") -> Finding:
        return Finding(severity, self.entry.source, line, where, message)

    def _check_original(self) -> Iterator[Finding]:
        source = self.kb.folder.source(self.entry)
        if not source.exists():
            yield self._finding(f"sources/{source.name}", "the original is missing")
        elif hashlib.sha256(source.read_bytes()).hexdigest() != self.entry.sha256:
            yield self._finding(f"sources/{source.name}", "the original has changed; add the document again")

    def _check_quotes(self, document: Document, spans: Iterable[Evidence], where: str) -> Iterator[Finding]:
        for span in spans:
            if document.raw[span.start : span.end] != span.quote:
                message = f"characters {span.start}–{span.end} are not “{span.quote[:40]}”"
                yield self._finding(where, message, line_at(document.raw, span.start))

    def _check_statement(self, document: Document, record: StatementRecord) -> Iterator[Finding]:
        """Quotes are in the text, and the statement bears the IRI that follows from what it says, so that no other document has it."""
        where = f"statement {short(record.iri)}"
        yield from self._check_quotes(document, (Evidence(span.start, span.end, span.exact) for span in record.spans), where)
        line = line_at(document.raw, record.spans[0].start) if record.spans else 0
        wanted = self.store.identifiers.statement(f"<{record.subject}>", f"<{record.predicate}>", _n_triples(record), self.entry.id)
        if record.iri != wanted.value:
            yield self._finding(where, "its IRI is not that of what it says; build the document again", line)
        for span in record.spans:
            if span.iri != self.store.identifiers.span(self.entry.id, span.start, span.end).value:
                yield self._finding(where, f"the span {short(span.iri)} bears the IRI of another place; build the document again", line)

    def _check_published(self, document: Document, records: Sequence[StatementRecord]) -> Iterator[Finding]:
        """Every direct triple needs a statement of the document that may be published."""
        if self.entry.merged_into is not None:
            return
        backed: set[tuple[str, str, Value]] = {(item.subject, item.predicate, item.object) for item in records if item.published}
        places = _places(records)
        for triple in self.store.triples_of([self.graphs[0]]):
            if triple.predicate in PUBLISHED and _key(triple) not in backed:
                subject = _key(triple)[0]
                offset = places.get(subject)
                message = "direct triple without a reported, sure, unrejected statement with evidence"
                line = 0 if offset is None else line_at(document.raw, offset)
                yield self._finding(f"{short(subject)} {short(triple.predicate.value)}", message, line)

    def _shape_results(self) -> Iterator[ShapeResult]:
        if self.entry.merged_into is not None:
            return
        yield from check_shapes(self.store, self.graphs)
        dataset = [*self.graphs, self.store.identifiers.ontology, self.store.identifiers.vocab]
        for check in checks():
            if check.scope == "document":
                yield from check.faults(self.store.raw, dataset)


def _key(triple: Triple) -> tuple[str, str, Value]:
    subject = triple.subject.value if isinstance(triple.subject, NamedNode) else str(triple.subject)
    return subject, triple.predicate.value, cast("Value", triple.object)


def _n_triples(record: StatementRecord) -> str:
    return str(record.object)


def _places(records: Iterable[StatementRecord]) -> dict[str, int]:
    """Return where the document first speaks of each statement, span and thing, by IRI."""
    found: dict[str, int] = {}
    for record in records:
        for span in record.spans:
            for iri in (record.iri, span.iri, record.subject, record.object.value):
                found[iri] = min(span.start, found.get(iri, span.start))
    return found


def short(iri: str) -> str:
    """Return an IRI as people read it: with a prefix, or what stands after `/id/`."""
    for prefix, namespace in v.PREFIXES.items():
        if iri.startswith(namespace):
            return f"{prefix}:{iri.removeprefix(namespace)}"
    return iri.partition("/id/")[2] or iri
