"""Documents cut into passages for search: windows of whole sentences that stay inside a section, with raw offsets."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from corpus.document import Document

SEARCHED = frozenset({"abstract", "paragraph", "list_item", "footnote", "caption"})
"""Segments whose sentences are searched; titles and headings go along as the section path, the rest is no text to quote."""
WINDOW = 300
"""Characters of reading text a passage may have."""
STRIDE = 90
"""A new passage starts with the first sentence at least this many characters after the start of the last one, or a paragraph."""
RAW_LIMIT = 600
"""Raw characters a passage may span, line ends and what interrupts it included."""


@dataclass(frozen=True, slots=True)
class Unit:
    """The smallest thing that matches: a sentence, a table row, or a piece of a sentence too long to be one; raw offsets."""

    start: int
    end: int
    text: str
    paragraph: int
    section: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Window:
    """Units `first..last` (end-exclusive), as one answer: raw span, section path and page."""

    first: int
    last: int
    start: int
    end: int
    section: tuple[str, ...]
    page: int | None


def units(document: Document) -> Iterator[Unit]:
    """Yield what can be found in `document`, in reading order."""
    reading = document.reading
    spans = [(s.start, s.end, s.segment) for s in document.sentences if document.segments[s.segment].kind in SEARCHED]
    spans += [(s.text_start, s.text_end, i) for i, s in enumerate(document.segments) if s.kind == "table_row"]
    for start, end, segment in sorted(spans):
        for a, b in _pieces(document, start, end):
            raw_start, raw_end = reading.raw_span(a, b)
            yield Unit(raw_start, raw_end, reading.text[a:b], segment, document.segments[segment].section)


def _pieces(document: Document, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the sentence, or its halves (at a comma near the middle) while it is too long for a passage."""
    text = document.reading.text
    while start < end and text[start].isspace():
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    if start == end:
        return
    raw_start, raw_end = document.reading.raw_span(start, end)
    if end - start == 1 or (end - start <= WINDOW and raw_end - raw_start <= RAW_LIMIT):
        yield start, end
        return
    middle = (start + end) // 2
    breaks = [i + 1 for i in range(start, end - 1) if text[i] in "；;，,、：:"]
    cut = min(breaks, key=lambda i: abs(i - middle), default=middle)
    yield from _pieces(document, start, cut)
    yield from _pieces(document, cut, end)


def windows(found: tuple[Unit, ...], document: Document) -> Iterator[Window]:
    """Yield the overlapping windows over `found`, in reading order; every unit is in one at least."""
    reached = 0
    first = 0
    while first < len(found):
        last, start, end = _extend(found, first)
        # A window that ends where the one before it ended says nothing new.
        if last > reached:
            yield Window(first, last, start, end, found[first].section, document.page_at(start))
            reached = last
        first = _next_start(found, first)


def _extend(found: tuple[Unit, ...], first: int) -> tuple[int, int, int]:
    """Return the end of the longest window from `first`, and its raw span."""
    start, end, length = found[first].start, found[first].end, len(found[first].text)
    last = first + 1
    while last < len(found) and found[last].section == found[first].section:
        unit = found[last]
        length += len(unit.text)
        new_start, new_end = min(start, unit.start), max(end, unit.end)
        if length > WINDOW or new_end - new_start > RAW_LIMIT:
            break
        start, end, last = new_start, new_end, last + 1
    return last, start, end


def _next_start(found: tuple[Unit, ...], first: int) -> int:
    passed = 0
    for i in range(first, len(found)):
        if i > first and (passed >= STRIDE or found[i].paragraph != found[first].paragraph):
            return i
        passed += len(found[i].text)
    return len(found)
