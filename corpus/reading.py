"""Reading text: the blocks of a document cleaned and set one after the other, every character with its raw offset."""

from __future__ import annotations

import re
from collections.abc import Sequence
from io import StringIO

from corpus.cleaning import CleaningMode, clean
from corpus.document import Reading, SegmentKind
from corpus.offsets import Offsets

_BREAK = re.compile(r"\r\n|[\r\n\f\v\x1c-\x1e\x85\u2028\u2029]")
_MODES: dict[SegmentKind, CleaningMode] = {
    "author": "spaced",
    "affiliation": "spaced",
    "keywords": "spaced",
    "metadata": "spaced",
    "reference": "spaced",
    "table": "cells",
    "table_row": "cells",
}


class ReadingText:
    """The reading text of a document while it is put together, block by block."""

    def __init__(self, raw: str, *, notes: bool) -> None:
        """Begin with nothing; `notes` says whether the document has footnotes."""
        self._raw = raw
        self._notes = notes
        self._text = StringIO()
        self._offsets = Offsets()
        self._separator = -1

    @property
    def length(self) -> int:
        """Characters so far."""
        return len(self._offsets)

    def add(self, kind: SegmentKind, pieces: Sequence[tuple[int, int]]) -> tuple[int, str]:
        """Clean a block given as raw pieces in reading order; returns where its words begin, and the words (there may be none).

        Blocks are separated by one line feed that stands on a line end of the raw text.
        """
        cleaned = clean(self._raw, pieces, _MODES.get(kind, "prose"), notes=self._notes)
        start = len(self._offsets)
        if not cleaned.text:
            return start, ""
        if start:
            self._text.write("\n")
            self._offsets.extend([(self._separator, 1)])
            start += 1
        self._text.write(cleaned.text)
        self._offsets.extend(cleaned.runs)
        self._separator = _line_end(self._raw, pieces[-1][1])
        return start, cleaned.text

    def first_from(self, raw: int, start: int) -> int:
        """Return the first character from `start` on that stands for a raw one at `raw` or behind it."""
        return next((at for at in range(start, self.length) if self._offsets[at] >= raw), self.length)

    def reading(self) -> Reading:
        """Return the text and offsets of all blocks."""
        return Reading(self._text.getvalue(), self._offsets)


def _line_end(raw: str, offset: int) -> int:
    """Return where the line that ends at `offset` breaks; after the last line, the last break before it."""
    found = _BREAK.search(raw, offset)
    if found is not None:
        return found.end() - 1
    return max((raw.rfind(char, 0, offset) for char in "\n\r\f\v\x85\u2028\u2029"), default=0)
