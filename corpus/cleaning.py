"""From the raw characters of a block to the words a person would read, each with its raw offset."""

from __future__ import annotations

import re
import unicodedata
from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

CleaningMode = Literal["prose", "spaced", "cells"]
"""`prose` drops white space next to Chinese; `spaced` keeps it (bylines, references); `cells` keeps the gaps between table cells."""

_CITATION = r"\^?[\[［〔]\s*[0-9０-９]{1,3}(?:\s*[-–—~～,，、]\s*[0-9０-９]{1,3})*\s*[\]］〕](?![号（(])"
_MARKS = re.compile(
    r"(?<=[mM㎡米])<sup>\s*(?P<power>[23])\s*</sup>|<sup>[^<]{0,40}</sup>"
    rf"|{_CITATION}"
    r"|</?(?:su[bp]|[biu]|em|strong|span|font|br|p|div|center)\b[^>]{0,120}/?>|<!--.{0,2000}?-->"
    r"|!\[[^\]]{0,200}\]\([^)\s]{0,500}\)|\[(?P<link>[^\]]{1,200})\]\((?:https?:|#|/|\.)[^)\s]{0,500}\)"
    r"|\[\^[^\]]{1,20}\]"
    r"|\*{1,3}(?=\S)|(?<=\S)\*{1,3}|__+|`+|\\(?=[\\`*_{}\[\]()#+.!~|>-])"
    r"|(?<=[\u3400-\u9fff”’》）。，、；：])[¹²³⁰⁴-⁹]+|[\u200b-\u200f\u2060\ufeff\u00ad]+|&nbsp;"
    r"|(?P<circled>[①-⑳㉑-㉟])",
    re.DOTALL,
)
_MARK_BEGINS = re.compile(r"[<\^\[［〔!*_`\\¹²³⁰⁴-⁹\u200b-\u200f\u2060\ufeff\u00ad&①-⑳㉑-㉟]")
"""First characters of all that `_MARKS` matches; most blocks have none, and looking for one of a set is fast."""
_LAST_NARROW = "\u02af"
"""Characters beyond it (Chinese and its punctuation) need no space beside them."""
_SPACES = re.compile(r"\s+")
_TIDY = re.compile(r"[^\S ]|  ")
_WIDE = re.compile(r"[\u2e80-\u2fff\u3001-\u9fff”“’‘…—！％-／：-＠]")
"""Characters that need no space beside them and are no digits, so a line that begins or ends with one joins its neighbour at once."""
_GROUPED = re.compile(r"(?<![\d.,])\d{1,3}(?:\s\d{3})+(?!\d)")
_BEFORE_ANCHOR = re.compile(r"[^\s：:；;，,。、！？!?（(“‘\[【—…]")
_POINT = re.compile(r"(?<=[0-9])．(?=[0-9])")
_CELL_SEPARATOR = re.compile(r"[^\S\t]*\|[^\S\t]*| *\t *| {2,}|\u3000+")
_BUT_TABS = " \n\r\f\v\x1c\x1d\x1e\x1f\x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000" + "".join(map(chr, range(0x2000, 0x200B)))
"""White space at the edge of a row that stands for no empty cell."""


_LOOK_BACK = 4
_ROUNDS = 8
"""What one mark leaves may be another (`\\[1\\]`), so a block with marks is cleaned until nothing changes, but not without end."""
_FOLDED_RANGES = ((0xFF10, 0xFF1A), (0xFF21, 0xFF3B), (0xFF41, 0xFF5B), (0xFF05, 0xFF06), (0x2E80, 0x2FE0), (0xF900, 0xFB00))


@cache
def folding() -> dict[str, str]:
    """Return the characters that reading text folds, each to the one NFKC gives: full-width digits and letters, ％, radicals."""
    table: dict[str, str] = {}
    for first, last in _FOLDED_RANGES:
        for char in map(chr, range(first, last)):
            folded = unicodedata.normalize("NFKC", char)
            if len(folded) == 1 and folded != char:
                table[char] = folded
    return table


@cache
def _foldable() -> re.Pattern[str]:
    return re.compile(f"[{''.join(folding())}]")


def _folded(found: re.Match[str]) -> str:
    return folding()[found.group()]


@dataclass(slots=True)
class Cleaned:
    """Reading characters and their raw offsets, equally long."""

    text: str
    offsets: array[int]

    def keep(self, spans: list[tuple[int, int]]) -> Cleaned:
        """Return only the given spans."""
        offsets: array[int] = array("I")
        for start, end in spans:
            offsets.extend(self.offsets[start:end])
        return Cleaned("".join(self.text[start:end] for start, end in spans), offsets)


def gather(raw: str, pieces: Sequence[tuple[int, int]]) -> Cleaned:
    """Return the raw characters of the pieces; between two pieces stands the white space that follows the first."""
    if len(pieces) == 1:
        start, end = pieces[0]
        return Cleaned(raw[start:end], array("I", range(start, end)))
    spans = [(start, end + 1 if raw[end : end + 1].isspace() else end) for start, end in pieces[:-1]]
    return _gathered(raw, [*spans, pieces[-1]])


def _joined(raw: str, pieces: Sequence[tuple[int, int]]) -> Cleaned:
    """Return what `gather` does without the white space that prose drops where one of the characters around it is full-width."""
    spans: list[tuple[int, int]] = []
    wide = _WIDE.match
    for number in range(len(pieces) - 1):
        start, end = pieces[number]
        following = pieces[number + 1][0]
        if raw[end : end + 1].isspace():
            last, first = raw[end - 1], raw[following]
            if not ((wide(last) and not first.isspace()) or (wide(first) and not last.isspace())):
                end += 1
        spans.append((start, end))
    return _gathered(raw, [*spans, pieces[-1]])


def _gathered(raw: str, spans: Sequence[tuple[int, int]]) -> Cleaned:
    offsets: array[int] = array("I")
    for start, end in spans:
        offsets.extend(range(start, end))
    return Cleaned("".join([raw[start:end] for start, end in spans]), offsets)


def clean(raw: str, pieces: Sequence[tuple[int, int]], mode: CleaningMode = "prose", *, notes: bool = False) -> Cleaned:
    """Return the reading text of a block. `notes` says that the document has notes ①②…, so such a number after a full stop is an anchor.

    >>> clean("到 ２０２０ 年，Ｑ 县投入 4 221 元［1］。", [(0, 26)]).text
    '到2020年，Q县投入4221元。'
    """
    marked = any(_MARK_BEGINS.search(raw, start, end) for start, end in pieces)
    if marked or mode != "prose" or len(pieces) == 1 or not all(start < end for start, end in pieces):
        result = gather(raw, pieces)
    else:
        result = _joined(raw, pieces)
    result = _cleaned(result, mode, marked=marked, notes=notes)
    for _ in range(_ROUNDS if marked and mode != "cells" else 0):
        if not _MARKS.search(result.text):
            break
        again = _cleaned(result, mode, marked=True, notes=notes)
        if again.text == result.text:
            break
        result = again
    return result


def _cleaned(source: Cleaned, mode: CleaningMode, *, marked: bool, notes: bool) -> Cleaned:
    result = _without_marks(source, notes=notes) if marked and _MARKS.search(source.text) else source
    if mode == "prose":
        result = _without_spaces(result)
    elif mode == "cells":
        result = _with_cells(result)
    else:
        result = _single_spaces(result)
    text = result.text
    if not text.isascii() and _foldable().search(text):
        text = _foldable().sub(_folded, text)
    if "．" in text:
        text = _POINT.sub(".", text)
    return result if text is result.text else Cleaned(text, result.offsets)


def _without_marks(source: Cleaned, *, notes: bool) -> Cleaned:
    text = source.text
    listing = re.search(r"[：:]\s*①", text) is not None
    spans: list[tuple[int, int]] = []
    position = 0
    for found in _MARKS.finditer(text):
        inner = "power" if found["power"] else "link" if found["link"] else None
        if found["circled"] and not _is_anchor(text, found.start(), listing=listing, notes=notes):
            continue
        spans.append((position, found.start()))
        if inner:
            spans.append(found.span(inner))
        position = found.end()
    spans.append((position, len(text)))
    return source.keep([span for span in spans if span[0] < span[1]])


def _is_anchor(text: str, index: int, *, listing: bool, notes: bool) -> bool:
    before = text[max(0, index - _LOOK_BACK) : index].rstrip()[-1:]
    if not before:
        return False
    if _BEFORE_ANCHOR.match(before):
        return True
    return notes and not listing and before in "。！？，、；"


def _without_spaces(source: Cleaned) -> Cleaned:
    """Drop white space at the edges, next to a full-width character, inside a grouped number and before %."""
    text = source.text
    drop: list[tuple[int, int]] = []
    grouped = kept = False
    for found in _SPACES.finditer(text):
        start, end = found.span()
        before, after = text[start - 1 : start], text[end : end + 1]
        if not before or not after or before > _LAST_NARROW or after > _LAST_NARROW or (before.isdigit() and after in "%‰"):
            drop.append((start, end))
        else:
            kept = True
            grouped = grouped or (before.isdigit() and after.isdigit())
    if grouped:
        for number in _GROUPED.finditer(text):
            drop += [found.span() for found in _SPACES.finditer(text, *number.span())]
    result = _drop(source, drop)
    return _single_spaces(result) if kept else result


def _single_spaces(source: Cleaned) -> Cleaned:
    text = source.text
    if text and (text[0].isspace() or text[-1].isspace()):
        source = _drop(source, [(0, len(text) - len(text.lstrip())), (len(text.rstrip()), len(text))])
    if not _TIDY.search(source.text):
        return source
    doubled = [(found.start() + 1, found.end()) for found in _SPACES.finditer(source.text) if len(found.group()) > 1]
    result = _drop(source, doubled)
    return Cleaned(_SPACES.sub(" ", result.text), result.offsets)


def _with_cells(source: Cleaned) -> Cleaned:
    """Set one tab between two cells; it stands on a white-space character of the raw text, or `|` stays where there is none.

    Tabs at the edge are empty cells and stay.
    """
    text = source.text
    trim = text.strip(_BUT_TABS).strip("|").strip(_BUT_TABS)
    first = text.find(trim) if trim else 0
    last = first + len(trim)
    spans: list[tuple[int, int]] = []
    tabs: list[int] = []
    position, length = first, 0
    for found in _CELL_SEPARATOR.finditer(text, first, last):
        spans.append((position, found.start()))
        length += found.start() - position
        blank = next((at for at in range(found.start(), found.end()) if text[at].isspace()), found.start())
        spans.append((blank, blank + 1))
        if text[blank].isspace():
            tabs.append(length)
        length += 1
        position = found.end()
    spans.append((position, last))
    result = source.keep(spans)
    chars = list(result.text)
    for at in tabs:
        chars[at] = "\t"
    result.text = "".join(" " if char.isspace() and char != "\t" else char for char in chars)
    return result


def _drop(source: Cleaned, drop: list[tuple[int, int]]) -> Cleaned:
    if not drop:
        return source
    spans: list[tuple[int, int]] = []
    position = 0
    for start, end in sorted(drop):
        if start > position:
            spans.append((position, start))
        position = max(position, end)
    if position < len(source.text):
        spans.append((position, len(source.text)))
    return source.keep(spans)
