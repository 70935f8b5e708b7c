"""Footnotes and endnotes, and where the text calls them."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Sequence

from corpus.document import Note, Segment, SegmentKind

_MARK = re.compile(
    r"\s*(?:\[\^(?P<markdown>[\w-]{1,20})\]:?|(?P<circled>[①-⑳㉑-㉟])|注\s*(?P<named>[0-9０-９]{1,3})\s*[:：]"
    r"|(?P<raised>[¹²³⁰⁴-⁹]{1,3})|<sup>\s*[\[(]?(?P<sup>\d{1,3})[\])]?\s*</sup>|[\[［](?P<square>[0-9０-９]{1,3})[\]］]|[(（]?(?P<plain>[0-9０-９]{1,3})(?:[\]］)）.．、]|\s))"
)
_ANCHOR = re.compile(
    r"\[\^(?P<markdown>[\w-]{1,20})\](?!:)|(?P<circled>[①-⑳㉑-㉟])|[（(\[]注\s*(?P<named>[0-9０-９]{1,3})[)）\]]"
    r"|(?<=[^\s\d])(?P<raised>[¹²³⁰⁴-⁹]{1,3})|<sup>\s*[\[(]?(?P<sup>[\d①-⑳]{1,3})[\])]?\s*</sup>"
    r"|[\[［](?P<square>[0-9０-９]{1,3})[\]］]"
)
_NOTES: frozenset[SegmentKind] = frozenset({"footnote", "reference"})


def notes(raw: str, segments: Sequence[Segment]) -> tuple[Note, ...]:
    """Return the notes in the order of the file, each with the mark in the text that calls it.

    Numbering often starts anew on each page, so a note belongs to the last mark of its number before it; where none is before it,
    to the first after it. A list of references counts only where its entries have circled numbers, as notes at a paper's end do.
    """
    found: list[tuple[str, str, Segment]] = []
    for segment in segments:
        if segment.kind not in _NOTES:
            continue
        mark = _MARK.match(raw, segment.start, segment.end)
        shown = mark[mark.lastgroup or 0] if mark and mark.lastgroup else ""
        if shown and (segment.kind == "footnote" or "①" <= shown[0] <= "㉟"):
            found.append((_key(mark), shown, segment))
    if not found:
        return ()
    anchors = _anchors(raw, segments)
    taken: set[int] = set()
    result: list[Note] = []
    for key, shown, segment in sorted(found, key=lambda item: item[2].start):
        places = anchors.get(key, [])
        at = bisect_left(places, (segment.start, segment.start))
        free = [place for place in (*reversed(places[:at]), *places[at:]) if place[0] not in taken][:1]
        taken.update(place[0] for place in free)
        result.append(Note(shown, segment.start, segment.end, free[0] if free else None))
    return tuple(result)


def _anchors(raw: str, segments: Sequence[Segment]) -> dict[str, list[tuple[int, int]]]:
    """Return the marks outside notes by number, ascending."""
    inside = sorted((segment.start, segment.end) for segment in segments if segment.kind in _NOTES)
    starts = [start for start, _ in inside]
    found: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for mark in _ANCHOR.finditer(raw):
        at = bisect_left(starts, mark.start() + 1) - 1
        if at >= 0 and mark.start() < inside[at][1]:
            continue
        found[_key(mark)].append(mark.span())
    return found


def _key(mark: re.Match[str] | None) -> str:
    """The number a mark stands for: ②, ² and 2 are one; [2], which may also call an entry of the references, is not."""
    style = (mark.lastgroup or "") if mark else ""
    return ("[" if style == "square" else "") + unicodedata.normalize("NFKC", mark[style]) if mark and style else ""
