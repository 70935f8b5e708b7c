"""What one document says, one claim a triple: gathers evidence, decides what is published, and writes statement nodes and text spans."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.metadata import PackageNotFoundError
from importlib.metadata import version as package_version

from pyoxigraph import Literal, NamedNode, Triple

from corpus.document import Document
from extract.annotation import Evidence, Modality
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

    def __init__(self, document: Document, profile: str, identifiers: Identifiers, reviews: Mapping[str, str]) -> None:
        self._document = document
        self._profile = profile
        self._ids = identifiers
        self._reviews = reviews
        self._claims: dict[tuple[NamedNode, NamedNode, NamedNode | Literal], Claim] = {}

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

    def direct(self) -> Iterator[Triple]:
        """Yield the triples that are published: reported, sure enough and not rejected."""
        for claim in self._claims.values():
            if self._published(claim):
                yield Triple(claim.subject, claim.predicate, claim.object)

    def is_published(self, subject: NamedNode, predicate: NamedNode, value: NamedNode | Literal) -> bool:
        """Tell whether a claim was made and is published."""
        claim = self._claims.get((subject, predicate, value))
        return claim is not None and self._published(claim)

    def statements(self) -> Iterator[Triple]:
        """Yield statement nodes, their spans, and the run and agent that made them."""
        version = program_version()
        run, agent = self._ids.run(self._profile, version), self._ids.agent(self._profile, version)
        yield Triple(run, v.RDF_TYPE, v.EXTRACTION)
        yield Triple(run, v.WAS_ASSOCIATED_WITH, agent)
        yield Triple(agent, v.RDF_TYPE, v.SOFTWARE_AGENT)
        yield Triple(agent, v.RDFS_LABEL, plain(f"Zhitu {self._profile} {version}"))
        spans: dict[tuple[int, int], Evidence] = {}
        for claim in self._claims.values():
            node = self._node(claim)
            yield Triple(node, v.RDF_TYPE, v.STATEMENT)
            yield Triple(node, v.RDF_TYPE, v.RDF_STATEMENT)
            yield Triple(node, v.RDF_SUBJECT, claim.subject)
            yield Triple(node, v.RDF_PREDICATE, claim.predicate)
            yield Triple(node, v.RDF_OBJECT, claim.object)
            yield Triple(node, v.CONFIDENCE, decimal(_share(claim.confidence)))
            yield Triple(node, v.MODALITY, NamedNode(f"{v.VOCAB}modality/{claim.modality}"))
            yield Triple(node, v.REVIEW_STATUS, NamedNode(f"{v.VOCAB}review/{self._status(claim)}"))
            yield Triple(node, v.WAS_GENERATED_BY, run)
            yield Triple(node, v.WAS_ATTRIBUTED_TO, agent)
            if claim.rule:
                yield Triple(node, v.RULE, plain(claim.rule))
            for start, end in claim.evidence:
                yield Triple(node, v.EVIDENCE, self._ids.span(self._document.id, start, end))
            spans.update(claim.evidence)
        for span in spans.values():
            yield from self._span(span)

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

    def _node(self, claim: Claim) -> NamedNode:
        return self._ids.statement(n_triples(claim.subject), n_triples(claim.predicate), n_triples(claim.object), self._document.id)

    def _status(self, claim: Claim) -> str:
        reviewed = self._reviews.get(self._node(claim).value) if self._reviews else None
        return reviewed or ("unreviewed" if claim.confidence >= SURE else "needs-review")

    def _published(self, claim: Claim) -> bool:
        return claim.modality == "reported" and _share(claim.confidence) >= SURE and self._status(claim) != "rejected"


def _share(confidence: float) -> float:
    return round(min(1.0, max(0.0, confidence)), 4)
