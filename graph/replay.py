"""Puts review decisions into effect on the claims of a document, however they were extracted this time.

A statement is found again by its IRI; else by its triple, if the words it rested on are in the text; else by the words: the one claim
of the same predicate and names whose evidence overlaps them. What extraction does not claim any more and a reviewer has accepted or put
in place of another is claimed all the same, if its words are in the text. What cannot be placed is told.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Literal as Choice
from typing import cast

from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, parse

from corpus.document import Document
from extract.annotation import Evidence, Modality
from graph.claims import Claim, Claims, Key
from graph.decisions import Decision, Said, Term
from graph.identifiers import Identifiers, digest
from graph.labels import display, fold
from graph.names import Names
from graph.placing import Placer
from graph.resolve import Resolution
from graph.terms import chinese
from ontology import vocabulary as v

State = Choice["placed", "kept", "idle", "replaced", "unplaced"]
_OBSERVATIONS = frozenset({v.INDICATOR_OBSERVATION, v.SCHEMA_OBSERVATION})


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a decision on a document.

    placed: in effect on what was extracted; kept: in effect though extraction does not claim this any more; idle: rejects what is not
    claimed any more; replaced: a later decision stands in its place; unplaced: cannot be put into effect, for the reason given.
    """

    decision: Decision
    state: State
    reason: str = ""


@dataclass(slots=True)
class _Placed:
    decision: Decision
    keys: list[Key]
    makes: list[tuple[Key, Said, tuple[Evidence, ...]]] = field(default_factory=list[tuple[Key, Said, tuple[Evidence, ...]]])
    outcome: State = "placed"
    reason: str = ""


class Replay:
    """The decisions on one document, put into effect on its claims and facts."""

    def __init__(self, document: Document, claims: Claims, facts: set[Triple], resolution: Resolution, identifiers: Identifiers) -> None:
        self._claims = claims
        self._facts = facts
        self._resolution = resolution
        self._ids = identifiers
        self._document = identifiers.document(document.id)
        self._placer = Placer(document.raw)
        self._names = Names(facts)
        self._by_node = {claims.node(claim).value: claim.key for claim in claims}
        self._made: dict[str, tuple[Key, tuple[Evidence, ...]]] = {}

    def run(self, decisions: Iterable[Decision]) -> tuple[Outcome, ...]:
        """Put decisions into effect, in order; the last one on a statement counts."""
        placed: list[_Placed] = []
        latest: dict[Key, _Placed] = {}
        for decision in decisions:
            found = self._place(decision)
            placed.append(found)
            for key in found.keys:
                if key in latest:
                    latest[key].outcome = "replaced"
                latest[key] = found
        for item in placed:
            for key in item.keys:
                claim = self._claims.get(key)
                if claim is not None:
                    claim.decisions.append(item.decision)
            if item.outcome in ("placed", "kept"):
                self._effect(item)
        return tuple(Outcome(item.decision, item.outcome, item.reason) for item in placed)

    def _place(self, decision: Decision) -> _Placed:
        found = [self._find(said) for said in decision.of]
        placed = _Placed(decision, [key for key in found if key is not None])
        wanted = [said for said, key in zip(decision.of, found, strict=True) if key is None]
        if decision.action == "reject":
            if wanted:
                placed.outcome, placed.reason = self._not_claimed(wanted[0])
            return placed
        makes = decision.to if decision.action != "accept" else tuple(wanted)
        beside = tuple(span for key in placed.keys for span in self._evidence_of(key))
        for said in makes:
            evidence = self._spans(said) or beside
            if not evidence:
                return _Placed(decision, [], outcome="unplaced", reason=f"the words “{said.quotes[0].exact[:40]}” are not in the document")
            key = self._key(said, decision)
            placed.makes.append((key, said, evidence))
            self._made[self._claims.node_of(key).value] = (key, evidence)
        if wanted:
            placed.outcome = "kept"
        return placed

    def _not_claimed(self, said: Said) -> tuple[State, str]:
        if self._spans(said):
            return "idle", "nothing claims this any more"
        return "unplaced", f"the words “{said.quotes[0].exact[:40]}” are not in the document"

    def _evidence_of(self, key: Key) -> tuple[Evidence, ...]:
        claim = self._claims.get(key)
        if claim is not None:
            return tuple(claim.evidence.values())
        return next((evidence for made, evidence in self._made.values() if made == key), ())

    def _effect(self, item: _Placed) -> None:
        decision = item.decision
        revised: list[NamedNode] = []
        for key in item.keys:
            claim = self._claims.get(key)
            if claim is None:
                continue
            claim.status = "accepted" if decision.action == "accept" else "rejected"
            if item.makes and key not in {made for made, _, _ in item.makes}:
                revised.append(self._claims.node(claim))
        status = "accepted" if decision.action in ("accept", "add") else "corrected"
        for key, said, evidence in item.makes:
            self._claims.make(decision, key, cast("Modality", said.modality), evidence, status)
            claim = self._claims.get(key)
            if claim is not None:
                claim.revises.extend(revised)
            self._describe(key, said)

    # finding a statement again

    def _find(self, said: Said) -> Key | None:
        known = self._by_node.get(said.statement)
        if known is not None or said.statement in self._made:
            return known or self._made[said.statement][0]
        spans = self._spans(said)
        if not spans:
            return None
        same = (self._subject(said.subject), NamedNode(said.predicate), self._node(said.object))
        if self._claims.get(same) is not None:
            return same
        alike = [claim.key for claim in self._claims if self._alike(claim, said, spans)]
        return alike[0] if len(alike) == 1 else None

    def _alike(self, claim: Claim, said: Said, spans: Sequence[Evidence]) -> bool:
        if claim.predicate.value != said.predicate or not any(_overlap(own, span) for own in claim.evidence.values() for span in spans):
            return False
        return self._is(claim.subject, said.subject) and self._is(claim.object, said.object)

    def _is(self, node: NamedNode | Literal, term: Term) -> bool:
        if isinstance(node, Literal) or term.literal:
            return isinstance(node, Literal) and node.value == term.value
        if term.kind == "SourceDocument":
            return node == self._document
        return node.value == term.iri or fold(term.label) in self._names.of(node)

    def _spans(self, said: Said) -> tuple[Evidence, ...]:
        found = (self._placer.find(quote) for quote in said.quotes)
        return tuple(span for span in found if span is not None)

    # making a statement

    def _key(self, said: Said, decision: Decision) -> Key:
        subject, value = self._subject(said.subject), self._node(said.object)
        older = decision.of[0] if decision.of else None
        if older is not None and said.predicate == v.VALUE.value and said.subject == older.subject and said.object != older.object:
            # a figure's node stands for its value too: another value is another figure
            subject = NamedNode(f"{subject.value}-{digest((str(value),), 6)}")
        return subject, NamedNode(said.predicate), value

    def _subject(self, term: Term) -> NamedNode:
        return cast("NamedNode", self._node(term))  # decisions are checked to have a thing there

    def _node(self, term: Term) -> NamedNode | Literal:
        if term.language:
            return Literal(term.value, language=term.language)
        if term.literal:
            return Literal(term.value, datatype=NamedNode(term.datatype))
        if term.kind == "SourceDocument":
            return self._document
        if term.iri:
            node = NamedNode(self._resolution.identity.stands_for(term.iri)[0])
            if self._names.knows(node) or not term.label:
                return node
        found = self._names.find(term.kind, fold(term.label))
        if found is not None:
            return found
        return NamedNode(term.iri) if term.iri else self._resolution.thing(term.kind, term.label).iri

    def _describe(self, key: Key, said: Said) -> None:
        """Describe subject and object where nothing else does."""
        before = len(self._facts)
        for node, term in ((key[0], said.subject), (key[2], said.object)):
            if isinstance(node, NamedNode) and not self._names.knows(node):
                self._facts.update(self._description(node, term, said))
        if len(self._facts) > before:
            self._names = Names(self._facts)

    def _description(self, node: NamedNode, term: Term, said: Said) -> Iterable[Triple]:
        context = [quad.triple for line in said.context for quad in parse(line, format=RdfFormat.N_TRIPLES)]
        older = NamedNode(term.iri) if term.iri else None
        own = [Triple(node, triple.predicate, triple.object) for triple in context if triple.subject == older]
        own += [Triple(node, triple.predicate, triple.object) for triple in self._facts if triple.subject == older and older is not None]
        own = [triple for triple in own if triple.predicate != v.RDF_TYPE or triple.object not in _OBSERVATIONS]
        own = [triple for triple in own if triple.predicate != v.VALUE]
        linked = {triple.object for triple in own}
        yield from own
        yield from (triple for triple in context if triple.subject in linked and not self._names.knows(cast("NamedNode", triple.subject)))
        if (
            not any(triple.predicate == v.RDF_TYPE for triple in own)
            and term.kind
            and term.kind not in ("IndicatorObservation", "Observation")
        ):
            yield Triple(node, v.RDF_TYPE, NamedNode(v.ZT + term.kind))
        if term.label and not any(triple.predicate == v.PREF_LABEL for triple in own) and term.kind not in _NAMELESS:
            yield Triple(node, v.PREF_LABEL, chinese(display(fold(term.label))))


_NAMELESS = frozenset({"IndicatorObservation", "Observation", "RoleAssignment"})


def _overlap(one: Evidence, other: Evidence) -> bool:
    return one.start < other.end and other.start < one.end
