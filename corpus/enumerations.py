"""Enumerations in running text: （1）…；（2）…, 一是…二是…, 第一，…第二，…, 首先…其次…, and 、-lists that a name and a colon announce."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from itertools import chain, pairwise

from corpus.columns import Segments
from corpus.document import Reading, Segment, SegmentKind
from corpus.sentences import is_run_in

_SPOKEN: frozenset[SegmentKind] = frozenset({"abstract", "paragraph", "list_item", "footnote"})
_BREAKS: frozenset[SegmentKind] = frozenset({"heading", "title", "metadata", "reference"})
_DIGITS = "一二三四五六七八九"
_LAST = -1
_FEWEST = 2
_FEWEST_NAMED = 3
_LONGEST = 3000
"""Characters between the marks of two items."""
_LEADING = "：:；;。，,、！？!?”’）)\n…"
_SENTENCE_END = re.compile(r"[。！？!?][”’）)]*")
_CLAUSE_END = re.compile(r"[；;。！？!?\n]")
_TRAILING = "；;。，,、\n\t "
_NAMED = re.compile(
    r"[：:](?<=[\u4e00-\u9fff”》）][：:])(?P<items>[^：:；;，,。！？!?\n、]{2,25}(?:、[^：:；;，,。！？!?\n、]{2,25}){1,20})(?=[。；;！\n]|$)"
)
_LOOK_BACK = 30
_AND = re.compile(r"(?:以及|和|与|及)(?=[^、]{2,}$)")


@dataclass(slots=True)
class _Run:
    """Marks of one style found so far: where each begins, where its words begin, in which segment."""

    marks: list[tuple[int, int, int]] = field(default_factory=list[tuple[int, int, int]])
    order: int = 0


def with_enumerations(reading: Reading, segments: Segments) -> Segments:
    """Return the segments with one more behind those that an enumeration is written in."""
    found: dict[int, list[Segment]] = {}
    for after, segment in _enumerations(reading, segments):
        found.setdefault(after, []).append(segment)
    more = {after: sorted(some, key=lambda item: (item.text_start, -item.text_end)) for after, some in found.items()}
    return segments.with_more(more) if more else segments


def _enumerations(reading: Reading, segments: Segments) -> Iterator[tuple[int, Segment]]:
    """Yield (index of the segment it ends in, enumeration)."""
    runs: dict[str, _Run] = {}
    text = reading.text
    spans = (span for span in segments.spans(_SPOKEN | _BREAKS) if not is_run_in(segments, span[0]))
    for index, start, end in spans:
        kind = segments.kind(index)
        if kind in _BREAKS:
            yield from _settled(reading, segments, runs)
        elif start < end:
            for style, order, at, words in _marks(text, start, end, note=kind == "footnote"):
                run = runs.get(style)
                if run is not None and order in (run.order + 1, _LAST) and at - run.marks[-1][0] <= _LONGEST:
                    run.marks.append((at, words, index))
                    run.order += 1
                    continue
                if run is not None:
                    yield from _closed(reading, segments, run)
                    del runs[style]
                if order == 1:
                    runs[style] = _Run([(at, words, index)], 1)
            for found in _NAMED.finditer(text, start, end):
                named = _named(reading, segments[index], found)
                if named is not None:
                    yield index, named
    yield from _settled(reading, segments, runs)


def _settled(reading: Reading, segments: Segments, runs: dict[str, _Run]) -> Iterator[tuple[int, Segment]]:
    for run in runs.values():
        yield from _closed(reading, segments, run)
    runs.clear()


def _closed(reading: Reading, segments: Segments, run: _Run) -> Iterator[tuple[int, Segment]]:
    if len(run.marks) < _FEWEST:
        return
    text = reading.text
    items = [_trimmed(text, words, following[0]) for (_, words, _), following in pairwise(run.marks)]
    last = run.marks[-1]
    items.append(_trimmed(text, last[1], _end_of_last(text, segments, run, items)))
    if any(start >= end for start, end in items):
        return
    section = segments[last[2]].section
    yield last[2], _segment(reading, run.marks[0][0], items[-1][1], tuple(items), section)


def _end_of_last(text: str, segments: Segments, run: _Run, items: Sequence[tuple[int, int]]) -> int:
    """The last item ends as the others do: with its clause, its sentence, or, where they are longer, with its paragraph."""
    start, index = run.marks[-1][1], run.marks[-1][2]
    stop = segments[index].text_end
    own = all(mark[0] == segments[mark[2]].text_start for mark in run.marks[1:])
    longest = max(len(_SENTENCE_END.findall(text, *item)) for item in items)
    if own or longest:
        return stop
    found = _SENTENCE_END.search(text, start, stop)
    return found.start() if found else stop


def _named(reading: Reading, segment: Segment, found: re.Match[str]) -> Segment | None:
    start, end = found.span("items")
    if not _announces().search(reading.text, max(segment.text_start, found.start() - _LOOK_BACK), found.start()):
        return None
    spans: list[tuple[int, int]] = []
    position = start
    for part in found["items"].split("、"):
        spans.append((position, position + len(part)))
        position += len(part) + 1
    joint = _AND.search(reading.text[spans[-1][0] : spans[-1][1]])
    if joint is not None:
        at, stop = spans.pop()
        spans += [(at, at + joint.start()), (at + joint.end(), stop)]
    spans = [span for span in spans if span[0] < span[1]]
    return _segment(reading, start, end, tuple(spans), segment.section) if len(spans) >= _FEWEST_NAMED else None


def _segment(reading: Reading, start: int, end: int, items: tuple[tuple[int, int], ...], section: tuple[str, ...]) -> Segment:
    raw_start, raw_end = reading.raw_span(start, end)
    return Segment("enumeration", raw_start, raw_end, start, end, None, section, items)


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1] in _TRAILING:
        end -= 1
    return start, end


@cache
def _announces() -> re.Pattern[str]:
    """What a clause before a colon ends with when it announces a list: a head noun or a name in quotation marks."""
    heads = "|".join(sorted((word for word, order in _rows() if order == "head"), key=len, reverse=True))
    return re.compile(rf"(?:{heads}|[”》])(?:[（(][^（）()]*[）)])?\Z")


@cache
def _words() -> dict[str, int]:
    return {word: _LAST if order == "last" else int(order) for word, order in _rows() if order != "head"}


@cache
def _rows() -> tuple[tuple[str, str], ...]:
    lines = files("corpus").joinpath("enumerators.tsv").read_text(encoding="utf-8").splitlines()
    rows = (line.split("\t") for line in lines if line.strip() and not line.startswith(("#", "word\t")))
    return tuple((word, order) for word, order in rows)


@cache
def _begins() -> re.Pattern[str]:
    """Where a mark may begin: behind a stop or a line feed, before a character that some mark has first."""
    firsts = "".join(sorted({word[0] for word in _words()}))
    return re.compile(rf"[{re.escape(_LEADING)}](?=[（(①-⑳0-9一二三四五六七八九十第{firsts}])")


@cache
def _pattern() -> re.Pattern[str]:
    words = "|".join(sorted(_words(), key=len, reverse=True))
    numeral = "[一二三四五六七八九十]{1,3}"
    return re.compile(
        rf"[（(]\s?(?:(?P<round>\d{{1,2}})|(?P<chinese>{numeral}))\s?[)）]|(?P<circled>[①-⑳])|(?P<half>\d{{1,2}})[)）]"
        rf"|(?P<is>{numeral})是|第(?P<nth>{numeral})(?=[，,、：:是])[，,、：:]?|(?P<dot>\d{{1,2}})[.．、](?!\d)|(?P<word>{words})[，,]?"
    )


def _marks(text: str, start: int, end: int, *, note: bool) -> Iterator[tuple[str, int, int, int]]:
    """Yield (style, number, start, where the words begin) of what may number an item: after a stop or at the segment's start.

    What opens a note is its own number.
    """
    places = (lead.end() for lead in _begins().finditer(text, max(start - 1, 0), end))
    done = start
    for at in places if start else chain((0,), places):
        found = _pattern().match(text, at, end) if at >= done else None
        if found is None:
            continue
        done, style = found.end(), found.lastgroup or ""
        if (note and at == start) or (style == "dot" and at != start and text[at - 1] not in "；;。：:"):
            continue
        yield style, _order(style, found[style]), at, done


def _order(style: str, mark: str) -> int:
    if style == "word":
        return _words()[mark]
    if style == "circled":
        return ord(mark) - ord("①") + 1
    if mark.isdigit():
        return int(mark)
    tens, ten, ones = mark.rpartition("十")
    if not ten:
        return _DIGITS.find(mark) + 1 if len(mark) == 1 else 0
    return (_DIGITS.find(tens) + 1 if tens else 1) * 10 + (_DIGITS.find(ones) + 1 if ones else 0)
