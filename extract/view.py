"""A document as extractors see it: reading text, its prose sentences with their sections, and mentions found in it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from corpus.document import Document, Segment
from corpus.traditional import matching_text
from extract.annotation import AttributeValue, EntityType, Evidence, Modality
from extract.trace import Dropped, Reason, Trace

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


_LONGEST_SENTENCE = 2000
"""Characters; a longer sentence is a table or a list that lost its line ends, or no text at all."""
_CUTS = "，；、,; \n"
_NARROW, _WIDE = ",:;?!", "，：；？！"
_BESIDE_CHINESE = re.compile(r"(?<=[\u3400-\u9fff”’》）%])[,:;?!]|[,:;?!](?=[\u3400-\u9fff“‘《（])")
_BRACKETS = re.compile(r"\(([^()\n]*)\)")
_CHINESE = re.compile(r"[\u3400-\u9fff]")


def wide_punctuation(text: str) -> str:
    """Return `text` with the ASCII punctuation of Chinese sentences in its full-width form; the length stays the same.

    >>> wide_punctuation("T县(简称“试点县”),2019年:1,200户;(2019)")
    'T县（简称“试点县”），2019年：1,200户；(2019)'
    """
    text = _BRACKETS.sub(lambda found: f"（{found[1]}）" if _CHINESE.search(found[1]) else found.group(), text)
    return _BESIDE_CHINESE.sub(lambda found: _WIDE[_NARROW.index(found.group())], text)


class View:
    """Read-only window on one document for extractors: `text` is the reading text, all offsets are into it.

    Punctuation is folded to full width and traditional characters to simplified ones, so that rules need to know one comma and one
    form of a name only; what is quoted as evidence is the raw text. `own` is the same text in the document's own characters.
    `trace` is told of what finders let go, where somebody asks.
    """

    def __init__(self, document: Document, trace: Trace | None = None) -> None:
        self.document = document
        self.trace = trace
        self.own = wide_punctuation(document.reading.text)
        self.text = matching_text(self.own)
        self.sentences: tuple[ProseSentence, ...] = tuple(self._prose(document))

    def _prose(self, document: Document) -> Iterator[ProseSentence]:
        index = 0
        for sentence in document.sentences:
            segment = document.segments[sentence.segment]
            if segment.kind not in PROSE:
                continue
            for start, end in self._pieces(sentence.start, sentence.end):
                if end - start < sentence.end - sentence.start and not _CHINESE.search(self.text, start, end):
                    continue  # data, not prose
                yield ProseSentence(index, start, end, self.text[start:end], sentence.segment, segment.kind, segment.section)
                index += 1

    def _pieces(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        """Cut what is too long for a sentence behind its commas, so that nothing takes longer than the text is long."""
        while end - start > _LONGEST_SENTENCE:
            cut = max(self.text.rfind(mark, start, start + _LONGEST_SENTENCE) for mark in _CUTS) + 1 or start + _LONGEST_SENTENCE
            yield start, cut
            start = cut
        yield start, end

    def segments(self, *kinds: str) -> Iterator[Segment]:
        """Yield the segments of the given kinds in reading order."""
        for segment in self.document.segments:
            if segment.kind in kinds:
                yield segment

    def let_go(self, mention: Mention, reason: Reason, *, needed: float | None = None, instead: str = "") -> None:
        """Tell the trace, where there is one, that `mention` becomes no annotation."""
        if self.trace is not None:
            found = (mention.type, mention.start, mention.end, mention.label, mention.rule, mention.confidence)
            self.trace.drop(Dropped(*found, reason, needed, instead))

    def evidence(self, start: int, end: int) -> Evidence:
        """Return the raw words behind reading span start..end."""
        raw_start, raw_end = self.document.reading.raw_span(start, end)
        return Evidence(raw_start, raw_end, self.document.raw[raw_start:raw_end])


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
