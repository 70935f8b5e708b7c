"""A document as extractors see it: reading text, its prose sentences with their sections, and mentions found in it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from corpus.document import Document, Segment
from extract.annotation import AttributeValue, EntityType, Evidence, Modality

PROSE = frozenset({"title", "subtitle", "abstract", "heading", "paragraph", "list_item", "footnote", "caption"})
"""Segments whose words may be facts; references, affiliations, furniture and keywords are not read for facts."""


@dataclass(frozen=True, slots=True)
class Mention:
    """One place where a thing is named; `start..end` are reading offsets, `label` the name as the gold writes it."""

    type: EntityType
    start: int
    end: int
    label: str
    rule: str
    confidence: float
    attrs: Mapping[str, AttributeValue] = field(default_factory=dict[str, AttributeValue])
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ProseSentence:
    """A sentence of prose in reading offsets."""

    index: int
    start: int
    end: int
    text: str
    segment: int
    kind: str
    section: tuple[str, ...]


class View:
    """Read-only window on one document for extractors: `text` is the reading text, all offsets are into it."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.text = document.reading.text
        self.sentences: tuple[ProseSentence, ...] = tuple(self._prose(document))

    @staticmethod
    def _prose(document: Document) -> Iterator[ProseSentence]:
        index = 0
        for sentence in document.sentences:
            segment = document.segments[sentence.segment]
            if segment.kind not in PROSE:
                continue
            yield ProseSentence(
                index,
                sentence.start,
                sentence.end,
                document.reading.text[sentence.start : sentence.end],
                sentence.segment,
                segment.kind,
                segment.section,
            )
            index += 1

    def segments(self, *kinds: str) -> Iterator[Segment]:
        """Yield the segments of the given kinds in reading order."""
        for segment in self.document.segments:
            if segment.kind in kinds:
                yield segment

    def evidence(self, start: int, end: int) -> Evidence:
        """Return the raw words behind reading span start..end."""
        raw_start, raw_end = self.document.reading.raw_span(start, end)
        return Evidence(raw_start, raw_end, self.document.raw[raw_start:raw_end])


@dataclass(frozen=True, slots=True)
class SentenceModality:
    """How the author stands to what a sentence says."""

    modality: Modality
    rule: str


@dataclass(frozen=True, slots=True)
class Link:
    """A relation between two mentions, said in reading span `start..end`; `subject` None stands for the document itself."""

    subject: Mention | None
    predicate: str
    object: Mention
    start: int
    end: int
    rule: str
    confidence: float
    modality: Modality | None = None
    """None: that of the sentence the span lies in."""
    attrs: Mapping[str, AttributeValue] = field(default_factory=dict[str, AttributeValue])
