"""Checks a knowledge base from end to end: files, quotes, the publication rule and the shapes. Findings are returned, not raised.

What concerns one document is looked at document by document, and not again while document and rules are as they were; what
documents may break together is asked of the whole store with a handful of queries.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from graph.document_checks import PUBLISHED, Stored, short
from graph.findings import Finding, Severity
from graph.knowledge_base import KnowledgeBase
from graph.shacl import ShapeResult, check_rules
from graph.store import GraphStore
from graph.validation_record import Checked, ValidationRecord
from graph.versions import versions
from graph.zero_rows import Scope, checks
from ontology.resources import triples

__all__ = ["PUBLISHED", "Finding", "Progress", "Severity", "Validation", "run_validation", "validate"]

Progress = Callable[[int, int, str], None]
"""Called with how many documents are looked at, how many there are, and the file just looked at."""


@dataclass(frozen=True, slots=True)
class Validation:
    """What was found, and how many documents were looked at for it; the others were as they had been when they were."""

    findings: tuple[Finding, ...]
    checked: int
    unchanged: int

    @property
    def violations(self) -> int:
        """Number of findings that are faults, not hints."""
        return sum(finding.severity == "Violation" for finding in self.findings)


def validate(kb: KnowledgeBase) -> list[Finding]:
    """Look at everything and return all findings, violations first; nothing is written.

    A sound knowledge base has no Violation; a Warning is for a reader to look at.
    """
    return list(_validated(kb, ValidationRecord(kb.folder.validated), deep=True, progress=None).findings)


def run_validation(kb: KnowledgeBase, *, everything: bool = False, progress: Progress | None = None) -> Validation:
    """Look at what has changed since it was last looked at, or at everything, and put down what was looked at."""
    record = ValidationRecord(kb.folder.validated) if everything else ValidationRecord.read(kb.folder.validated)
    found = _validated(kb, record, deep=everything, progress=progress)
    record.write([entry.id for entry in kb.entries()])
    return found


def _validated(kb: KnowledgeBase, record: ValidationRecord, *, deep: bool, progress: Progress | None) -> Validation:
    store = kb.graphs()
    findings = [*_check_folder(kb, store), *_check_reviews(kb)]
    entries = kb.entries()
    checked = 0
    for number, entry in enumerate(entries, 1):
        stored = Stored(kb, entry, store)
        content, known = stored.digest(), record.documents.get(entry.id)
        if known is None or known.content != content:
            known = record.documents[entry.id] = Checked(content, tuple(sorted(set(stored.findings()))))
            checked += 1
        findings.extend(known.findings)
        if progress:
            progress(number, len(entries), entry.source)
    sources = {entry.id: entry.source for entry in kb.documents()}
    told = {(finding.where, finding.message) for finding in findings}
    for result in _check_together(store, deep=deep):
        where = " ".join(part for part in (short(result.node), short(result.path)) if part)
        severity: Severity = "Violation" if result.severity == "Violation" else "Warning"
        if (where, result.message) not in told:
            document = min((sources.get(name, "") for name in store.documents_with(result.node)), default="") if result.node else ""
            findings.append(Finding(severity, document, 0, where, result.message))
    return Validation(tuple(sorted(set(findings))), checked, len(entries) - checked)


def _check_folder(kb: KnowledgeBase, store: GraphStore) -> Iterator[Finding]:
    """Manifest, folder and store agree, and were made by what is installed."""
    named, stored = {entry.id for entry in kb.documents()}, store.documents()
    for document_id in sorted(stored - named):
        yield Finding("Violation", "", 0, f"store: {document_id}", "graphs of a document that the manifest does not name; build again")
    if kb.folder.mark.exists():
        yield Finding("Warning", "", 0, "store", "a build was stopped or is under way; build again to finish it")
    if stored and not _has_ontology(store):
        yield Finding("Warning", "", 0, "store", "the ontology in the store is not the one installed; build again")
    for path in sorted(kb.folder.strangers(kb.entries())):
        yield Finding("Warning", "", 0, path.relative_to(kb.path).as_posix(), "a file of a document that the manifest does not name")
    ids = {entry.id for entry in kb.entries()}
    for entry in kb.entries():
        if entry.merged_into is not None and entry.merged_into not in ids:
            yield Finding("Violation", entry.source, 0, "manifest", f"merged into {entry.merged_into}, which is not there; build again")
    for entry in kb.documents():
        if entry.id not in stored:
            yield Finding("Violation", entry.source, 0, "store", "no graphs of this document; build again")
        changed = sorted(name for name, value in versions().items() if entry.made_with.get(name) != value)
        if changed:
            yield Finding("Warning", entry.source, 0, "manifest", f"made with other versions of {', '.join(changed)}; build again")


def _check_reviews(kb: KnowledgeBase) -> Iterator[Finding]:
    """Every decision can be read, and its words are in the text."""
    log = kb.reviews()
    for line in log.damaged:
        yield Finding("Warning", "", 0, "reviews/decisions.jsonl", f"a decision that cannot be read: {line}")
    for item in kb.outcomes() if log.active else ():
        if item.state == "unplaced":
            yield Finding("Warning", item.decision.source, 0, f"review {item.decision.id}", f"not in effect: {item.reason}")


def _has_ontology(store: GraphStore) -> bool:
    wanted = {store.identifiers.ontology: {*triples("core"), *triples("alignments")}, store.identifiers.vocab: {*triples("concepts")}}
    return all({*store.triples_of([graph])} == {*data} for graph, data in wanted.items())


def _check_together(store: GraphStore, *, deep: bool) -> Iterator[ShapeResult]:
    """Yield what documents that are right one by one break together, and with `deep` whatever the store itself got wrong."""
    scopes: tuple[Scope, ...] = ("all", "deep") if deep else ("all",)
    for check in checks():
        if check.scope in scopes:
            yield from check.faults(store.raw)
    yield from check_rules(store)
