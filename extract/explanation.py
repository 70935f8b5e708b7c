"""Why a passage was read as it was: what was found there by which rule, what nearly was, and how the author stands to it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

from corpus.document import Document
from extract.annotation import Evidence, Extraction
from extract.modality import Modalities
from extract.pipeline import extract
from extract.trace import Dropped, Trace
from extract.view import ProseSentence, View


@dataclass(frozen=True, slots=True)
class Hit:
    """An annotation whose words overlap the passage; `what` is its label, or what a relation or figure says."""

    kind: str
    """Entity type, predicate, or `Observation`."""
    id: str
    what: str
    rule: str
    confidence: float
    modality: str | None
    evidence: tuple[Evidence, ...]
    """The overlapping ones, raw offsets."""


@dataclass(frozen=True, slots=True)
class NearMiss:
    """A candidate on the passage that became no annotation; offsets are raw."""

    type: str
    label: str
    rule: str
    confidence: float
    reason: str
    needed: float | None
    short_by: float | None
    instead: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Passage:
    """Where the passage stands: its sentence, segment and headings, and the modality with the words that speak for it."""

    sentence: str
    start: int
    end: int
    role: str
    section: tuple[str, ...]
    modality: str
    cue_scope: str
    cue: str


@dataclass(frozen=True, slots=True)
class Explanation:
    """What extraction said of raw span `start..end` of a document."""

    document: str
    profile: str
    start: int
    end: int
    quote: str
    passages: tuple[Passage, ...]
    hits: tuple[Hit, ...]
    near_misses: tuple[NearMiss, ...]

    def to_json(self) -> dict[str, Any]:
        """Return plain values."""
        return asdict(self)

    def lines(self) -> Iterator[str]:
        """Yield lines for people."""
        yield f"{self.document} {self.start}..{self.end} ({self.profile}): {_one_line(self.quote)}"
        for p in self.passages:
            cue = f" ({p.cue_scope}: {p.cue})" if p.cue else " (no cue speaks against it)"
            yield f"  {p.start}..{p.end} {p.role}, section {' / '.join(p.section) or '–'}, modality {p.modality}{cue}"
            yield f"    {_one_line(p.sentence)}"
        if not self.passages:
            yield "  no sentence of prose: facts are not read here (references, keywords, page furniture; figures of tables are)"
        yield f"found ({len(self.hits)})"
        for hit in self.hits:
            yield f"  {hit.kind:16} {hit.id:6} {hit.what}  [{hit.rule} {hit.confidence:g}{', ' + hit.modality if hit.modality else ''}]"
            for evidence in hit.evidence:
                yield f"    {evidence.start}..{evidence.end} {_one_line(evidence.quote)}"
        yield f"nearly found ({len(self.near_misses)})"
        for near in self.near_misses:
            short = (
                f", {near.confidence:g} of {near.needed:g}, {near.short_by:g} short"
                if near.needed is not None
                else f", {near.confidence:g}"
            )
            instead = f", instead {near.instead}" if near.instead else ""
            yield f"  {near.type:16} {near.start}..{near.end} {near.label}  [{near.rule}] {near.reason}{short}{instead}"


def _one_line(text: str) -> str:
    return " ".join(text.split())


def explain(document: Document, start: int, end: int, *, profile: str = "rules") -> Explanation:
    """Return what extraction says of raw span `start..end` (code points, end-exclusive), which is extracted anew for that.

    Raises ValueError for a span that is empty or outside the document, UnknownProfile as `extract` does.
    """
    if not 0 <= start < end <= len(document.raw):
        raise ValueError(f"{document.source}: span {start}..{end} is empty or outside 0..{len(document.raw)}; give START below END")
    trace = Trace()
    extraction = extract(document, profile=profile, trace=trace)
    view = View(document)
    modalities = Modalities(view)
    passages = tuple(_passage(view, modalities, sentence, start, end) for sentence in _sentences(view, start, end))
    return Explanation(
        document.source,
        profile,
        start,
        end,
        document.raw[start:end],
        passages,
        tuple(_hits(extraction, start, end)),
        tuple(_near_misses(view, trace, start, end)),
    )


def _overlapping(spans: tuple[Evidence, ...], start: int, end: int) -> tuple[Evidence, ...]:
    return tuple(span for span in spans if span.start < end and start < span.end)


def _hits(extraction: Extraction, start: int, end: int) -> Iterator[Hit]:
    labels = {entity.id: entity.label for entity in extraction.entities}
    for entity in extraction.entities:
        spans = _overlapping(entity.evidence, start, end)
        if spans:
            yield Hit(entity.type, entity.id, entity.label, entity.rule, entity.confidence, None, spans)
    for relation in extraction.relations:
        spans = _overlapping(relation.evidence, start, end)
        if spans:
            ends = f"{labels.get(relation.subject, relation.subject)} → {labels.get(relation.object, relation.object)}"
            pair = f"{relation.subject}→{relation.object}"
            yield Hit(relation.predicate, pair, ends, relation.rule, relation.confidence, relation.modality, spans)
    for figure in extraction.observations:
        spans = _overlapping(figure.evidence, start, end)
        if spans:
            what = f"{figure.indicator} = {figure.value:g} {figure.unit or ''} ({figure.about or '–'}, {figure.year or 'no year'})"
            yield Hit("Observation", figure.id, what, figure.rule, figure.confidence, figure.modality, spans)


def _near_misses(view: View, trace: Trace, start: int, end: int) -> Iterator[NearMiss]:
    """Yield what was let go on the passage: nearest to its cut first, then what had no chance as it stands."""
    found: dict[tuple[object, ...], NearMiss] = {}
    for dropped in trace.dropped:
        evidence = view.evidence(dropped.start, dropped.end)
        if evidence.start < end and start < evidence.end:
            near = _near_miss(dropped, evidence)
            found.setdefault((near.type, near.start, near.end, near.reason), near)
    yield from sorted(found.values(), key=lambda n: (n.short_by is None, n.short_by or 0.0, -n.confidence, n.start, n.end, n.type))


def _near_miss(dropped: Dropped, evidence: Evidence) -> NearMiss:
    short = None if dropped.needed is None else round(dropped.needed - dropped.confidence, 3)
    said = (dropped.type, dropped.label, dropped.rule, dropped.confidence, dropped.reason, dropped.needed, short, dropped.instead)
    return NearMiss(*said, evidence.start, evidence.end)


def _sentences(view: View, start: int, end: int) -> Iterator[ProseSentence]:
    """Yield the prose sentences with a character in raw span `start..end`."""
    offsets = view.document.reading.offsets
    for sentence in view.sentences:
        if any(start <= offset < end for offset in offsets[sentence.start : sentence.end]):
            yield sentence


def _passage(view: View, modalities: Modalities, sentence: ProseSentence, start: int, end: int) -> Passage:
    offsets = view.document.reading.offsets
    first = next(at for at in range(sentence.start, sentence.end) if start <= offsets[at] < end)
    said = modalities.said(first)
    whole = view.evidence(sentence.start, sentence.end)
    return Passage(whole.quote, whole.start, whole.end, sentence.kind, sentence.section, said.modality, said.scope, said.words)
