"""Reading text: the blocks of a document cleaned and set one after the other, every character with its raw offset."""

from __future__ import annotations

import re
from array import array
from collections.abc import Sequence
from dataclasses import dataclass

from corpus.cleaning import Cleaned, CleaningMode, clean
from corpus.document import Reading, SegmentKind

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


@dataclass(frozen=True, slots=True)
class ReadingBlock:
    """What is to be read as one block: raw pieces in reading order; `silent` blocks (page furniture) are not read at all."""

    kind: SegmentKind
    pieces: tuple[tuple[int, int], ...]
    silent: bool = False


def read_blocks(raw: str, blocks: Sequence[ReadingBlock]) -> tuple[Reading, list[tuple[int, int]]]:
    """Return the reading text and, for each block, its span in it (empty for silent ones).

    Blocks are separated by one line feed that stands on a line end of the raw text.
    """
    notes = any(block.kind == "footnote" for block in blocks)
    texts: list[str] = []
    offsets: array[int] = array("I")
    spans: list[tuple[int, int]] = []
    length, separator = 0, -1
    for block in blocks:
        cleaned = Cleaned("", array("I")) if block.silent else clean(raw, block.pieces, _MODES.get(block.kind, "prose"), notes=notes)
        if not cleaned.text:
            spans.append((length, length))
            continue
        if length:
            texts.append("\n")
            offsets.append(separator)
            length += 1
        texts.append(cleaned.text)
        offsets.extend(cleaned.offsets)
        spans.append((length, length + len(cleaned.text)))
        length += len(cleaned.text)
        separator = _line_end(raw, block.pieces[-1][1])
    return Reading("".join(texts), offsets), spans


def _line_end(raw: str, offset: int) -> int:
    """Return where the line that ends at `offset` breaks; after the last line, the last break before it."""
    found = _BREAK.search(raw, offset)
    if found is not None:
        return found.end() - 1
    return max((raw.rfind(char, 0, offset) for char in "\n\r\f\v\x85\u2028\u2029"), default=0)
