"""What a loader hands on: the raw text of one file with its pages, and what its format alone can tell of structure and metadata."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from corpus.document import SegmentKind


class DocumentError(Exception):
    """A file that cannot be read as a document; the message names the file, what is wrong and what to do."""

    def __init__(self, source: str, reason: str) -> None:
        super().__init__(f"{source}: {reason}")
        self.source = source
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Mark:
    """A line of `raw` whose kind the format states (a heading style, a table row); `start..end` are raw offsets."""

    start: int
    end: int
    kind: SegmentKind
    level: int | None = None


@dataclass(frozen=True, slots=True)
class SourceText:
    """Raw text of one file as its format gives it."""

    raw: str
    pages: tuple[int, ...] = ()
    """Raw offset of each page's first character; empty where the format has no pages."""
    marks: tuple[Mark, ...] = ()
    """Lines of known kind, ascending; a format without structure has none."""
    properties: Mapping[str, str] = field(default_factory=dict[str, str])
    """Metadata field (title, authors, year …) to its value as the file's properties or <meta> tags state it."""
    broken: bool = False
    """True where every line is a line of print, as in a PDF, however few there are."""
    paragraphs: bool = False
    """True where each line is one whole paragraph, so lines are never joined."""
    warnings: tuple[str, ...] = ()
    """What was wrong with the file and read over, a line each."""
