"""The document as the corpus layer hands it on: raw text, reading text with its offset map, segments, sentences, metadata."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from corpus.offsets import Offsets

SegmentKind = Literal[
    "title",
    "subtitle",
    "author",
    "affiliation",
    "abstract",
    "keywords",
    "heading",
    "paragraph",
    "list_item",
    "enumeration",
    "table",
    "table_row",
    "caption",
    "footnote",
    "reference",
    "metadata",
    "furniture",
]


@dataclass(frozen=True, slots=True)
class Reading:
    """What a person would read aloud, with the raw offset of every character.

    `offsets[i]` is the raw code point that `text[i]` stands for; the two are equal after folding (NFKC, white space).
    Offsets are not always ascending: a footnote that interrupts a sentence is read after its paragraph.
    """

    text: str
    offsets: Sequence[int]

    def raw_span(self, start: int, end: int) -> tuple[int, int]:
        """Return the smallest raw span (start, end-exclusive) that covers reading characters start..end.

        Raises ValueError for an empty or inverted span.
        """
        if not 0 <= start < end <= len(self.text):
            raise ValueError(f"reading span {start}..{end} is empty or outside 0..{len(self.text)}")
        if isinstance(self.offsets, Offsets):
            return self.offsets.span(start, end)
        covered = self.offsets[start:end]
        return min(covered), max(covered) + 1


@dataclass(frozen=True, slots=True)
class Segment:
    """A structural unit: raw span `start..end`, reading span `text_start..text_end` (empty for page furniture)."""

    kind: SegmentKind
    start: int
    end: int
    text_start: int
    text_end: int
    level: int | None = None
    """Depth of a heading, 1 the highest; None for other kinds. A heading that opens a paragraph lies over its first sentence and precedes
    it."""
    section: tuple[str, ...] = ()
    """Headings above this segment, outermost first, as reading text."""
    items: tuple[tuple[int, int], ...] = ()
    """Reading spans of an enumeration's items without their marks; empty for other kinds. An enumeration lies over the segments it is
    written in, and follows the last of them."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence in reading offsets, and the index of its segment in `Document.segments`."""

    start: int
    end: int
    segment: int


@dataclass(frozen=True, slots=True)
class Metadata:
    """Bibliographic facts as the document or its front matter states them; None or empty where it does not."""

    title: str | None = None
    subtitle: str | None = None
    authors: tuple[str, ...] = ()
    affiliations: tuple[str, ...] = ()
    journal: str | None = None
    year: int | None = None
    issue: str | None = None
    pages: str | None = None
    article_number: str | None = None
    """DOI or the journal's article number (文章编号)."""
    keywords: tuple[str, ...] = ()
    language: str = "zh"
    references: int = 0
    has_abstract: bool = False
    place: str | None = None
    """Place of study as given in front matter."""
    source_paper: str | None = None
    """For a digest: the paper whose facts it retells."""
    abstract: str | None = None
    abstract_en: str | None = None
    title_en: str | None = None
    keywords_en: tuple[str, ...] = ()
    funding: tuple[str, ...] = ()
    """Grants, one each, as the paper words them."""
    volume: str | None = None
    document_type: str | None = None
    """Letter of GB/T 7714 for the kind of text (J article, M book, D thesis, N newspaper, R report …) where a record states it."""
    publisher: str | None = None
    """Publisher, university of a thesis, or host of a conference."""
    publisher_place: str | None = None
    url: str | None = None
    doi: str | None = None
    """DOI, also where `article_number` holds the journal's own number."""


@dataclass(frozen=True, slots=True)
class Reference:
    """One entry of a document's list of references; `start..end` are its raw span, the rest what the entry states."""

    start: int
    end: int
    text: str
    """The entry as one reads it, without its number."""
    number: int | None = None
    type: str | None = None
    """Letter of GB/T 7714: M book, J article, D thesis, N newspaper, R report, C proceedings, S standard, P patent, EB online, Z other."""
    authors: tuple[str, ...] = ()
    title: str | None = None
    source: str | None = None
    """Journal, newspaper, collection, publisher or university."""
    place: str | None = None
    year: int | None = None
    volume: str | None = None
    issue: str | None = None
    pages: str | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Note:
    """A footnote or endnote and the place in the text that calls it, as raw spans."""

    mark: str
    """The number as written, without brackets: ①, 1."""
    start: int
    end: int
    anchor: tuple[int, int] | None = None
    """Raw span of the mark in the text; None where the text does not show it."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table; a cell that the file breaks into several lines has several raw spans, one that is empty has none."""

    text: str
    spans: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """A table's cells row by row, the head first; `segment` and `caption` are indexes in `Document.segments`."""

    segment: int
    rows: tuple[tuple[Cell, ...], ...]
    caption: int | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """One source text, read once. All raw offsets are code points of `raw`, 0-based, end-exclusive."""

    id: str
    """First 16 hex digits of the sha256 of the original bytes."""
    source: str
    """File name of the original, without folder."""
    sha256: str
    raw: str
    metadata: Metadata
    reading: Reading
    segments: Sequence[Segment]
    """In reading order."""
    sentences: Sequence[Sentence]
    """In reading order; they cover segments that are prose (paragraph, list_item, abstract, title, heading, footnote, caption)."""
    pages: tuple[int, ...] = field(default=())
    """Raw offset where each page starts; empty where the source has no pages."""
    references: tuple[Reference, ...] = ()
    """The list of references, in its order."""
    notes: tuple[Note, ...] = ()
    tables: tuple[Table, ...] = ()
    warnings: tuple[str, ...] = ()
    """What was wrong with the file and read over (bytes that are no text, pages left out), a line each."""

    def page_at(self, raw_offset: int) -> int | None:
        """Return the 1-based page that holds `raw_offset`, None where the source has no pages."""
        if not self.pages:
            return None
        return sum(1 for start in self.pages if start <= raw_offset) or 1
