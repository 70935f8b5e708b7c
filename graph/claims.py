"""What one document says, one claim a triple: gathers evidence, decides what is published, and writes statement nodes and text spans."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from importlib.metadata import PackageNotFoundError
from importlib.metadata import version as package_version

from pyoxigraph import Literal, NamedNode, Triple

from corpus.document import Document
from extract.annotation import Evidence, Modality
from graph.decisions import Decision
from graph.identifiers import Identifiers
from graph.terms import decimal, n_triples, natural, plain, positive
from ontology import vocabulary as v

SURE = 0.7
"""Confidence from which a claim may become a direct triple, and below which its statement is marked for review."""
CONTEXT = 16
"""Characters kept before and after a quote, enough to find it again in a text that has shifted."""

_PREFERENCE: tuple[Modality, ...] = ("reported", "inferred", "cited", "criticised", "proposed", "hypothetical", "negated")


class EvidenceError(Exception):
    """An extraction does not fit its document; the message names document and place."""


@cache
def program_version() -> str:
    """Return the version of Zhitu that is installed, `0` in a bare checkout."""
    try:
        return package_version("zhitu")
    except PackageNotFoundError:
        return "0"


Key = tuple[NamedNode, NamedNode, NamedNode | Literal]


@dataclass(slots=True)
class Claim:
    """A triple as a document states it; of several readings the strongest modality counts, and among those the surest."""

    subject: NamedNode
    predicate: NamedNode
    object: NamedNode | Literal
    modality: Modality
    confidence: float
    rule: str
    evidence: dict[tuple[int, int], Evidence] = field(default_factory=dict[tuple[int, int], Evidence])
    resolved: str = ""
    """Of a claim that a thing is called so: why the name means this thing (last part of the concept's IRI)."""
    merged_by: Decision | None = None
    """The decision by which it means this thing."""
    status: str = ""
    """What reviewers say: accepted, corrected, rejected; empty where they have not said anything."""
    decisions: list[Decision] = field(default_factory=list[Decision])
    """Reviewers' decisions on it in order, also those that a later one replaces."""
    made_by: Decision | None = None
    """The decision that makes this claim, where extraction does not."""
    revises: list[NamedNode] = field(default_factory=list[NamedNode])
    """Statements in whose place it stands."""

    @property
    def key(self) -> Key:
        """Return subject, predicate and object."""
        return self.subject, self.predicate, self.object

    def merge(self, modality: Modality, confidence: float, rule: str, evidence: tuple[Evidence, ...]) -> None:
        """Take in another reading of the same triple."""
        rank, own = _PREFERENCE.index(modality), _PREFERENCE.index(self.modality)
        if rank < own:
            self.evidence.clear()
        if rank < own or (rank == own and confidence > self.confidence):
            self.modality, self.confidence, self.rule = modality, confidence, rule
        if rank <= own:
            self.evidence.update({(span.start, span.end): span for span in evidence})


class Claims:
    """The claims of one document."""

    def __init__(self, document: Document, profile: str, identifiers: Identifiers) -> None:
        self._document = document
        self._profile = profile
        self._ids = identifiers
        self._claims: dict[Key, Claim] = {}

    def add(
        self,
        subject: NamedNode,
        predicate: NamedNode,
        value: NamedNode | Literal,
        evidence: tuple[Evidence, ...],
        *,
        modality: Modality = "reported",
        confidence: float = 1.0,
        rule: str = "",
        resolved: str = "",
        merged_by: Decision | None = None,
    ) -> None:
        """Add a claim; one without evidence, or of a thing about itself, is none.

        Raises EvidenceError where a quote is not what stands in the document.
        """
        for span in evidence:
            if not span.start < span.end or self._document.raw[span.start : span.end] != span.quote:
                raise EvidenceError(
                    f"{self._document.source}: characters {span.start}–{span.end} are not “{span.quote[:40]}”; extract the document again"
                )
        if not evidence or subject == value:
            return
        key = (subject, predicate, value)
        known = self._claims.get(key)
        if known is None:
            known = self._claims[key] = Claim(subject, predicate, value, modality, confidence, rule)
        known.merge(modality, confidence, rule, evidence)
        known.resolved, known.merged_by = resolved or known.resolved, merged_by or known.merged_by

    def __iter__(self) -> Iterator[Claim]:
        return iter(self._claims.values())

    def get(self, key: Key) -> Claim | None:
        """Return the claim of a triple."""
        return self._claims.get(key)

    def make(self, decision: Decision, key: Key, modality: Modality, evidence: tuple[Evidence, ...], status: str) -> None:
        """Put down a claim that a reviewer makes, with the reviewer's modality and evidence also where extraction makes it too."""
        claim = self._claims.get(key)
        if claim is None:
            claim = self._claims[key] = Claim(*key, modality, 1.0, "", made_by=decision)
        else:
            claim.evidence.clear()
        claim.modality, claim.status = modality, status
        claim.evidence.update({(span.start, span.end): span for span in evidence})

    def node(self, claim: Claim) -> NamedNode:
        """Return the statement node of a claim."""
        return self.node_of(claim.key)

    def node_of(self, key: Key) -> NamedNode:
        """Return the statement node of a triple in this document."""
        subject, predicate, value = (n_triples(term) for term in key)
        return self._ids.statement(subject, predicate, value, self._document.id)

    def direct(self) -> Iterator[Triple]:
        """Yield the triples that are published: reported, sure enough and not rejected."""
        for claim in self._claims.values():
            if published(claim):
                yield Triple(claim.subject, claim.predicate, claim.object)

    def is_published(self, subject: NamedNode, predicate: NamedNode, value: NamedNode | Literal) -> bool:
        """Tell whether a claim was made and is published."""
        claim = self._claims.get((subject, predicate, value))
        return claim is not None and published(claim)

    def statements(self) -> Iterator[Triple]:
        """Yield statement nodes, their spans, and the run and agent that made them."""
        version = program_version()
        run, agent = self._ids.run(self._profile, version), self._ids.agent(self._profile, version)
        yield Triple(run, v.RDF_TYPE, v.EXTRACTION)
        yield Triple(run, v.WAS_ASSOCIATED_WITH, agent)
        yield Triple(agent, v.RDF_TYPE, v.SOFTWARE_AGENT)
        yield Triple(agent, v.RDFS_LABEL, plain(f"Zhitu {self._profile} {version}"))
        spans: dict[tuple[int, int], Evidence] = {}
        reviews: dict[str, Decision] = {}
        for claim in self._claims.values():
            node = self.node(claim)
            yield Triple(node, v.RDF_TYPE, v.STATEMENT)
            yield Triple(node, v.RDF_TYPE, v.RDF_STATEMENT)
            yield Triple(node, v.RDF_SUBJECT, claim.subject)
            yield Triple(node, v.RDF_PREDICATE, claim.predicate)
            yield Triple(node, v.RDF_OBJECT, claim.object)
            yield Triple(node, v.CONFIDENCE, decimal(_confidence(claim)))
            yield Triple(node, v.MODALITY, NamedNode(f"{v.VOCAB}modality/{claim.modality}"))
            yield Triple(node, v.REVIEW_STATUS, NamedNode(f"{v.VOCAB}review/{_status(claim)}"))
            if claim.made_by is None:
                yield Triple(node, v.WAS_GENERATED_BY, run)
                yield Triple(node, v.WAS_ATTRIBUTED_TO, agent)
            yield from self._provenance(node, claim)
            reviews.update((made.id, made) for made in (*claim.decisions, claim.made_by, claim.merged_by) if made)
            if claim.rule:
                yield Triple(node, v.RULE, plain(claim.rule))
            for start, end in claim.evidence:
                yield Triple(node, v.EVIDENCE, self._ids.span(self._document.id, start, end))
            spans.update(claim.evidence)
        for span in spans.values():
            yield from self._span(span)
        for _, decision in sorted(reviews.items()):
            yield from described(decision, self._ids)

    def _provenance(self, node: NamedNode, claim: Claim) -> Iterator[Triple]:
        """Yield what reviewers did: an activity that makes a statement generates it, one that judges it uses it."""
        if claim.made_by is not None:
            yield Triple(node, v.WAS_GENERATED_BY, self._ids.review(claim.made_by.id))
            yield Triple(node, v.WAS_ATTRIBUTED_TO, self._ids.reviewer(claim.made_by.by))
        for older in claim.revises:
            yield Triple(node, v.WAS_REVISION_OF, older)
        for decision in claim.decisions:
            yield Triple(self._ids.review(decision.id), v.USED, node)
        if claim.resolved:
            yield Triple(node, v.RESOLVED_BY, NamedNode(f"{v.VOCAB}resolution/{claim.resolved}"))
        if claim.merged_by is not None:
            yield Triple(node, v.WAS_INFLUENCED_BY, self._ids.review(claim.merged_by.id))

    def _span(self, span: Evidence) -> Iterator[Triple]:
        raw = self._document.raw
        node = self._ids.span(self._document.id, span.start, span.end)
        yield Triple(node, v.RDF_TYPE, v.TEXT_SPAN)
        yield Triple(node, v.IN_DOCUMENT, self._ids.document(self._document.id))
        yield Triple(node, v.OA_START, natural(span.start))
        yield Triple(node, v.OA_END, natural(span.end))
        yield Triple(node, v.OA_EXACT, plain(span.quote))
        if span.start:
            yield Triple(node, v.OA_PREFIX, plain(raw[max(0, span.start - CONTEXT) : span.start]))
        if span.end < len(raw):
            yield Triple(node, v.OA_SUFFIX, plain(raw[span.end : span.end + CONTEXT]))
        page = self._document.page_at(span.start)
        if page is not None:
            yield Triple(node, v.PAGE, positive(page))


def published(claim: Claim) -> bool:
    """Tell whether a claim becomes a direct triple: reported, sure enough and not rejected."""
    return claim.modality == "reported" and _confidence(claim) >= SURE and _status(claim) != "rejected"


def described(decision: Decision, identifiers: Identifiers) -> Iterator[Triple]:
    """Yield who decided what, when and why."""
    node, person = identifiers.review(decision.id), identifiers.reviewer(decision.by)
    yield Triple(node, v.RDF_TYPE, v.ACTIVITY)
    yield Triple(node, v.TYPE, NamedNode(f"{v.VOCAB}decision/{decision.action}"))
    yield Triple(node, v.WAS_ASSOCIATED_WITH, person)
    yield Triple(node, v.ENDED_AT_TIME, Literal(decision.at, datatype=v.XSD_DATE_TIME))
    if decision.why:
        yield Triple(node, v.RDFS_COMMENT, plain(decision.why))
    yield Triple(person, v.RDF_TYPE, v.PERSON)
    yield Triple(person, v.RDFS_LABEL, plain(decision.by))


def _status(claim: Claim) -> str:
    return claim.status or ("unreviewed" if claim.confidence >= SURE else "needs-review")


def _confidence(claim: Claim) -> float:
    """Return a share of 1: of what a reviewer has accepted, 1, whatever the extractor's own confidence was."""
    return 1.0 if claim.status in ("accepted", "corrected") else _share(claim.confidence)


def _share(confidence: float) -> float:
    return round(min(1.0, max(0.0, confidence)), 4)
