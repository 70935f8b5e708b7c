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
from graph.decisions import Decision, DecisionError, Said, Term
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
        return self._decide(self.corrected(self.said(record), record.document, changes, why=why))

    def add(self, document: str, change: Change, *, why: str = "") -> tuple[Outcome, ...]:
        """Add a statement that a document (file name or id) makes and nothing has found."""
        return self._decide(self.added(document, change, why=why))

    def merge_statements(self, *statements: str, why: str = "") -> tuple[Outcome, ...]:
        """Say that several statements of a document are one, the first, with the words of all."""
        records = [self.statement(name) for name in statements]
        if len({record.document for record in records}) != 1:
            raise DecisionError("only statements of one document can be one; to make things of several documents one, merge the things")
        return self._decide(self.merged([self.said(record) for record in records], records[0].document, why=why))

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

    # decisions that are made and not put down yet

    def said(self, record: StatementRecord) -> Said:
        """Return a statement as decisions keep it."""
        return reviewing.said_of(self._store, record)

    def judged(self, said: Said, document: str, *, accept: bool, by: str = "", why: str = "", at: str = "") -> Decision:
        """Return the decision on a statement of a document (file name or id)."""
        entry = self._kb.entry(document)
        return reviewing.judged(said, entry.id, entry.source, accept=accept, by=by or self._by, why=why, at=at)

    def corrected(self, said: Said, document: str, changes: Sequence[Change], *, by: str = "", why: str = "", at: str = "") -> Decision:
        """Return the decision that others stand in place of a statement."""
        return reviewing.corrected(self._store, said, self._kb.document(document), changes, by=by or self._by, why=why, at=at)

    def merged(self, said: Sequence[Said], document: str, *, by: str = "", why: str = "", at: str = "") -> Decision:
        """Return the decision that statements of a document are one."""
        return reviewing.merged_statements(said, self._kb.document(document), by=by or self._by, why=why, at=at)

    def added(self, document: str, change: Change, *, by: str = "", why: str = "", at: str = "") -> Decision:
        """Return the decision that a document says more."""
        return reviewing.added(self._store, self._kb.document(document), change, by=by or self._by, why=why, at=at)

    def knows(self, decision: Decision) -> bool:
        """Tell whether the log has this decision, or the same of the same reviewer that still counts."""
        log = self._kb.reviews()
        return any(item.id == decision.id for item in log.decisions) or any(_same(item, decision) for item in log.active)

    def _judge(self, statements: Sequence[str], accept: bool, why: str) -> tuple[Outcome, ...]:
        at = reviewing.now()
        records = [self.statement(name) for name in statements]
        return self._decide(*(self.judged(self.said(item), item.document, accept=accept, why=why, at=at) for item in records))

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


def _same(one: Decision, other: Decision) -> bool:
    """Tell whether two decisions say the same but for when and why; a thing that one of them made has an IRI in the other."""
    return _said(one) == _said(other)


def _said(decision: Decision) -> object:
    made = [
        (item.subject.text, item.predicate, item.object.text, item.modality, sorted(quote.exact for quote in item.quotes))
        for item in decision.to
    ]
    judged = [item.statement for item in decision.of]
    return decision.action, decision.by, decision.document, decision.undoes, decision.things, judged, made
