"""Enumerations in running text: what stands between list marks, and lists that a colon, a dash or a count announces."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

OPEN, CLOSE = "“「‘", "”」’"
QUOTED = re.compile(f"[{OPEN}]([^{OPEN}{CLOSE}]{{1,80}})[{CLOSE}]")
_MARKS = re.compile(r"、|—+|－+|→|➝|⇒|\+|＋")
_COMMA = re.compile(r"，|,|；|;")
_TAIL = re.compile(r"(?:等等|等)(?:[一二两三四五六七八九十\dN]+[个项步类种条道环方面级]?.{0,6})?$")
_NUMBERED = re.compile(
    r"(?:第?[一二三四五六七八九十][是，、]|（[一二三四五六七八九十\d]+[）)]|\([一二三四五六七八九十\d]+\)|[①②③④⑤⑥⑦⑧⑨⑩]|\d[.．])"
)
_LAST_JOIN = re.compile(r"以及|和|与|及")
_EDGE = " \t\n\u3000“”‘’「」、，,；;：:。—－→+＋"


_LONGEST_ITEM = 22


@dataclass(frozen=True, slots=True)
class Item:
    """One member of an enumeration: reading span and its words."""

    start: int
    end: int
    text: str


def trimmed(text: str, start: int, end: int) -> Item | None:
    """Return start..end without quotation marks, list marks and white space at its edges, None if nothing is left."""
    while start < end and text[start] in _EDGE:
        start += 1
    while end > start and text[end - 1] in _EDGE:
        end -= 1
    return Item(start, end, text[start:end]) if start < end else None


def _pieces(text: str, start: int, end: int, mark: re.Pattern[str]) -> Iterator[tuple[int, int]]:
    depth = 0
    at = start
    position = start
    while position < end:
        char = text[position]
        if char in "（(《":
            depth += 1
        elif char in "）)》":
            depth -= 1
        found = mark.match(text, position, end) if depth <= 0 else None
        if found:
            yield at, found.start()
            at = position = found.end()
        else:
            position += 1
    yield at, end


def split(text: str, start: int, end: int, *, join_last: bool = True) -> tuple[Item, ...]:
    """Split start..end at list marks (、 — → +); with `join_last`, also at the 和 or 以及 before the last member.

    Commas count as list marks only where no other mark is there.

    >>> [i.text for i in split("户申请、村评议和县审核", 0, 11)]
    ['户申请', '村评议', '县审核']
    """
    mark = _MARKS if _MARKS.search(text, start, end) else _COMMA
    if mark is _MARKS and re.search(r"—|－|→|➝|⇒", text[start:end]):
        mark = re.compile(r"—+|－+|→|➝|⇒")
    elif mark is _MARKS and re.search(r"\+|＋", text[start:end]):
        mark = re.compile(r"\+|＋")
    pieces = list(_pieces(text, start, end, mark))
    if len(pieces) > 1:
        last_start, last_end = pieces[-1]
        tail = _TAIL.search(text[last_start:last_end])
        if tail and tail.start() > 0 and "N" not in tail.group():
            pieces[-1] = (last_start, last_start + tail.start())
        if join_last and mark is _MARKS:
            last_start, last_end = pieces[-1]
            joined = _LAST_JOIN.search(text, last_start + 1, last_end - 1)
            if joined:
                pieces[-1:] = [(last_start, joined.start()), (joined.end(), last_end)]
    items = (trimmed(text, a, b) for a, b in pieces)
    return tuple(item for item in items if item)


def announced(text: str, at: int, stop: int, count: int | None = None) -> tuple[Item, ...]:
    """Return the list that starts at `at` and ends before `stop`: numbered clauses, or members between list marks.

    Of a numbered clause (一是…；二是…) the words up to its first comma are the member. A list ends at the comma after it, at a
    later one if only that gives `count` members. A list of one is none.
    """
    body = text[at:stop]
    numbered = list(_NUMBERED.finditer(body))
    if len(numbered) >= 2 and numbered[0].start() <= 2:
        items: list[Item] = []
        for here, following in zip(numbered, [*numbered[1:], None], strict=True):
            end = following.start() if following else len(body)
            clause = re.split(r"[，,；;。：:]", body[here.end() : end], maxsplit=1)[0]
            item = trimmed(text, at + here.end(), at + here.end() + len(clause))
            if item:
                items.append(item)
        return tuple(items) if len(items) >= 2 else ()
    end = at
    while end < stop and text[end] not in "。！？!?；;\n":
        end += 1
    first_mark = _MARKS.search(text, at, end)
    if not first_mark:
        return _short(split(text, at, end))
    lead = text.rfind("，", at, first_mark.start())
    at = max(at, lead + 1)
    ends = [comma.start() for comma in re.compile("[，,]").finditer(text, first_mark.end(), end)] + [end]
    lists = [_short(split(text, at, stop_at)) for stop_at in ends]
    return next((items for items in lists if count and len(items) == count), lists[0])


def pair(text: str, start: int, end: int) -> tuple[Item, ...]:
    """Split start..end at its only 和, 与 or 以及 into two members; empty where there is none or several.

    >>> [i.text for i in pair("门诊补助和住院补助", 0, 9)]
    ['门诊补助', '住院补助']
    """
    joins = list(_LAST_JOIN.finditer(text, start + 1, end - 1))
    if len(joins) != 1:
        return ()
    return tuple(item for item in (trimmed(text, start, joins[0].start()), trimmed(text, joins[0].end(), end)) if item)


def _short(items: tuple[Item, ...]) -> tuple[Item, ...]:
    return items if len(items) >= 2 and all(len(item.text) <= _LONGEST_ITEM for item in items) else ()


def before(text: str, at: int, *, floor: int) -> tuple[Item, ...]:
    """Return the list that ends right before `at` within its clause: A、B、C“三位一体”. `floor` is the leftmost offset to look at."""
    start = at
    while start > floor and text[start - 1] not in "，,。；;：:！？\n（(“‘":
        start -= 1
    if text[start:at].endswith("的"):
        at -= 1
    if "、" not in text[start:at]:
        return ()
    return split(text, start, at)
