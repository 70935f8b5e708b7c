"""The reviewer's desk of a knowledge base: statements to look at, and one function for each thing a reviewer can do with them.

This is what the command line and the web page call; each call is one entry in the log of decisions, in effect when it returns.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from pyoxigraph import NamedNode

from graph import reviewing
from graph.claims import SURE
from graph.decisions import Decision, DecisionError, Term
from graph.knowledge_base import KnowledgeBase
from graph.records import StatementRecord, Value, statements_of
from graph.replay import Outcome
from graph.reviewing import Change
from ontology import vocabulary as v

Status = Literal["needs-review", "unreviewed", "reviewed", "all"]
STATUSES: tuple[Status, ...] = ("needs-review", "unreviewed", "reviewed", "all")


@dataclass(frozen=True, slots=True)
class Item:
    """A statement as a reviewer sees it, with the file name of its document."""

    record: StatementRecord
    source: str
    subject: Term
    object: Term


class Desk:
    """Reviewing one knowledge base in the name of one reviewer."""

    def __init__(self, kb: KnowledgeBase, by: str) -> None:
        self._kb = kb
        self._by = by
        self._store = kb.graphs()
        self._records: dict[str, dict[str, StatementRecord]] = {}

    def statements(self, status: Status = "needs-review", *, document: str = "", below: float | None = None) -> Iterator[Item]:
        """Yield statements in order of documents and of the text: those of a review status, of one document, below a confidence."""
        entries = (self._kb.entry(document),) if document else self._kb.documents()
        for entry in entries:
            records = sorted(self._of(entry.id).values(), key=lambda item: (item.spans[0].start if item.spans else 0, item.iri))
            for record in records:
                if _wanted(record, status) and (below is None or record.confidence < below):
                    yield Item(record, entry.source, self.term(record.subject), self.term(record.object))

    def statement(self, name: str) -> StatementRecord:
        """Return a statement by its IRI or the last part of it; raises DecisionError where there is none."""
        base = self._store.identifiers
        iri = name if name.startswith(base.base) else base.node(f"statement/{name}").value
        for quad in self._store.raw.quads_for_pattern(NamedNode(iri), v.RDF_PREDICATE, None, None):
            graph = quad.graph_name
            document_id = base.document_of(graph) if isinstance(graph, NamedNode) else None
            if document_id is not None:
                return self._of(document_id)[iri]
        raise DecisionError(f"no statement “{name}”; `zhitu review sheet` lists statements, the first column is what names them")

    def is_statement(self, name: str) -> bool:
        """Tell whether this names a statement."""
        try:
            self.statement(name)
        except (DecisionError, ValueError):
            return False
        return True

    def term(self, node: str | Value) -> Term:
        """Return name and class of a thing (IRI or node), or a value."""
        return reviewing.term_of(self._store, NamedNode(node) if isinstance(node, str) else node)

    def accept(self, *statements: str, why: str = "") -> tuple[Outcome, ...]:
        """Say that statements are what their words say."""
        return self._judge(statements, True, why)

    def reject(self, *statements: str, why: str = "") -> tuple[Outcome, ...]:
        """Say that statements are not what their words say: they are no longer published."""
        return self._judge(statements, False, why)

    def correct(self, statement: str, *changes: Change, why: str = "") -> tuple[Outcome, ...]:
        """Put another statement in place of one, or several (a split)."""
        record = self.statement(statement)
        document = self._kb.document(record.document)
        return self._decide(reviewing.corrected(self._store, record, document, changes, by=self._by, why=why))

    def add(self, document: str, change: Change, *, why: str = "") -> tuple[Outcome, ...]:
        """Add a statement that a document (file name or id) makes and nothing has found."""
        return self._decide(reviewing.added(self._store, self._kb.document(document), change, by=self._by, why=why))

    def merge_statements(self, *statements: str, why: str = "") -> tuple[Outcome, ...]:
        """Say that several statements of a document are one, the first, with the words of all."""
        records = [self.statement(name) for name in statements]
        document = self._kb.document(records[0].document)
        return self._decide(reviewing.merged_statements(self._store, records, document, by=self._by, why=why))

    def merge_things(self, *things: str, why: str = "") -> tuple[Outcome, ...]:
        """Say that things (IRI or name) are one; the first stands for the others."""
        iris = [self.thing(name).iri for name in things]
        return self._decide(reviewing.merged_things(self._store, iris, by=self._by, why=why))

    def split_thing(self, thing: str, document: str, *, why: str = "") -> tuple[Outcome, ...]:
        """Say that what a document (file name or id) calls by this name is another thing than in other documents."""
        entry = self._kb.entry(document)
        iri = self.thing(thing).iri
        return self._decide(reviewing.split_thing(self._store, iri, entry.id, entry.source, by=self._by, why=why))

    def undo(self, decision: str, *, why: str = "") -> tuple[Outcome, ...]:
        """Withdraw a decision (id, or the beginning of one)."""
        found = [item for item in self._kb.reviews().decisions if item.id.startswith(decision)] if decision else []
        if len(found) != 1:
            raise DecisionError(f"{len(found)} decisions begin with “{decision}”; `zhitu review list` shows their ids")
        return self._decide(reviewing.withdrawn(found[0], by=self._by, why=why))

    def thing(self, name: str, kind: str = "") -> Term:
        """Return the one thing of a name or IRI; raises DecisionError where there is none or several."""
        found = reviewing.things_called(self._store, name, kind)
        if len(found) != 1:
            several = "; ".join(f"{term.kind} {term.iri}" for term in found)
            raise DecisionError(f"“{name}” names {len(found)} things{': ' + several if several else ''}; give the IRI of one")
        return found[0]

    def take(self, decisions: Sequence[Decision]) -> tuple[Outcome, ...]:
        """Put down decisions made elsewhere."""
        return self._decide(*decisions)

    def _judge(self, statements: Sequence[str], accept: bool, why: str) -> tuple[Outcome, ...]:
        records = [self.statement(name) for name in statements]
        at = reviewing.now()
        return self._decide(
            *(
                reviewing.judged(self._store, record, self._kb.entry(record.document).source, accept=accept, by=self._by, why=why, at=at)
                for record in records
            )
        )

    def _decide(self, *decisions: Decision) -> tuple[Outcome, ...]:
        made = self._kb.review(decisions)
        self._store = self._kb.graphs()
        self._records.clear()
        return made

    def _of(self, document_id: str) -> dict[str, StatementRecord]:
        if document_id not in self._records:
            self._records[document_id] = {record.iri: record for record in statements_of(self._store, document_id)}
        return self._records[document_id]


def _wanted(record: StatementRecord, status: Status) -> bool:
    if status == "all":
        return True
    if status == "reviewed":
        return record.review in ("accepted", "corrected", "rejected")
    return record.review == status or (status == "needs-review" and record.review == "unreviewed" and record.confidence < SURE)
