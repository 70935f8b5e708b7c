"""Run-in heads: numbered short sentences that open a paragraph and are its heading.

`（1）部门间的区隔。政府…` begins with a heading where a reader would take it for one: it is short, much more follows it, and the
paragraphs numbered before or after it in the same way begin so too.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain, islice, pairwise

from corpus.cleaning import clean
from corpus.continuation import Block
from corpus.markers import UNNUMBERED_RANK, heading_marker
from corpus.sentences import sentence_spans

_LONGEST = 40
"""Characters of a head's words."""
_FEWEST = 2
"""Heads of one style that must follow one another."""
_MORE = 1.5
"""How many times as long as the head what follows it must be."""
_FIRST_RANK = 3
"""Styles from 一、 on; 第一章 and the like stand alone."""
_NO_HEAD = re.compile(r"[：:；;！？!?]|，.*，|[、，].*[、，].*[、，]|\d{2,}|[。.]$")
_NUMBER = re.compile(r"[#*\s]*[（(第]?\s*([0-9０-９]{1,2}|[一二三四五六七八九十]{1,3})")
_DIGITS = "一二三四五六七八九"
_HEAD_LINES = 4
"""Lines that a head may take; more is no head."""


@dataclass(frozen=True, slots=True)
class RunInHead:
    """A paragraph that begins like a heading, which ends before the raw offset `end`; `whole` says that nothing follows in its block."""

    block: int
    rank: int
    number: int
    end: int
    whole: bool
    fits: bool


def may_have_heads(lines: Iterable[str]) -> bool:
    """Return whether enough lines begin with a number for any of them to be such a head; most texts need not be looked through."""
    numbered = (line for line in lines if (marker := heading_marker(line)) and _FIRST_RANK <= marker.rank < UNNUMBERED_RANK)
    return len(list(islice(numbered, _FEWEST))) == _FEWEST


def run_in_heads(raw: str, blocks: Iterable[Block]) -> dict[int, RunInHead]:
    """Return the heads by the index of their block; one that has a line of its own, for all its full stop, counts too."""
    found: list[RunInHead] = []
    headings: list[tuple[int, int]] = []
    for index, (block, following) in enumerate(pairwise(chain(blocks, (None,)))):
        if block is None:
            continue
        if block.kind == "heading" and block.rank is not None:
            headings.append((index, block.rank))
        head = _candidate(raw, index, block, following)
        if head is not None:
            found.append(head)
    return _accepted(found, headings)


def _candidate(raw: str, index: int, block: Block, following: Block | None) -> RunInHead | None:
    marker = heading_marker(block.lines[0].text) if block.kind in {"paragraph", "list_item"} and not block.skip else None
    if marker is None or not _FIRST_RANK <= marker.rank < UNNUMBERED_RANK:
        return None
    number = _number(block.lines[0].text)
    pieces = block.pieces()
    opening = clean(raw, pieces[:_HEAD_LINES])
    end = next((stop for _, stop in sentence_spans(opening.text)), 0)
    if not number or not end:
        return None
    mark = heading_marker(opening.text)
    words = opening.text[mark.end if mark else 0 : end].rstrip("*")
    stop = opening.offsets[end - 1] + 1
    rest = pieces[-1][1] - stop or _length_of_plain(following)
    fits = (
        words.endswith("。") and 2 <= len(words) - 1 <= _LONGEST and not _NO_HEAD.search(words[:-1]) and rest >= max(_MORE * len(words), 20)
    )
    return RunInHead(index, marker.rank, number, stop, stop >= pieces[-1][1], fits)


def _length_of_plain(block: Block | None) -> int:
    """Raw characters of a block where it is a paragraph without a number, else 0."""
    if block is None or block.kind != "paragraph" or heading_marker(block.lines[0].text) is not None:
        return 0
    pieces = block.pieces()
    return pieces[-1][1] - pieces[0][0]


def _accepted(found: Sequence[RunInHead], headings: Sequence[tuple[int, int]]) -> dict[int, RunInHead]:
    """Those that stand in a row of consecutive numbers, all of which have such heads, between two headings of a higher style."""
    accepted: dict[int, RunInHead] = {}
    row: list[RunInHead] = []
    for head in found:
        if row and not (head.number == row[-1].number + 1 and head.rank == row[-1].rank and not _parted(row[-1], head, headings)):
            accepted |= _all(row)
            row = []
        row.append(head)
    return accepted | _all(row)


def _all(row: Sequence[RunInHead]) -> dict[int, RunInHead]:
    return {head.block: head for head in row} if len(row) >= _FEWEST and all(head.fits for head in row) else {}


def _parted(one: RunInHead, other: RunInHead, headings: Sequence[tuple[int, int]]) -> bool:
    """Whether a heading of the same style or a higher one stands between the two."""
    between = headings[bisect_left(headings, (one.block, 0)) : bisect_left(headings, (other.block, 0))]
    return any(rank <= one.rank for _, rank in between)


def _number(line: str) -> int:
    found = _NUMBER.match(line)
    if found is None:
        return 0
    mark = found[1]
    if mark.isdigit():
        return int(mark)
    tens, ten, ones = mark.rpartition("十")
    if not ten:
        return _DIGITS.find(mark) + 1 if len(mark) == 1 else 0
    return (_DIGITS.find(tens) + 1 if tens else 1) * 10 + (_DIGITS.find(ones) + 1 if ones else 0)
