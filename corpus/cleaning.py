"""From the raw characters of a block to the words a person would read, each with its raw offset."""

from __future__ import annotations

import re
import unicodedata
from array import array
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
_LAST_NARROW = "\u02af"
"""Characters beyond it (Chinese and its punctuation) need no space beside them."""
_SPACES = re.compile(r"\s+")
_TIDY = re.compile(r"[^\S ]|  ")
_NEXT_TO_LAST_NARROW = "\u02af"
"""Characters beyond it (Chinese and its punctuation) need no space beside them."""
_GROUPED = re.compile(r"(?<![\d.,])\d{1,3}(?:\s\d{3})+(?!\d)")
_BEFORE_ANCHOR = re.compile(r"[^\s：:；;，,。、！？!?（(“‘\[【—…]")
_POINT = re.compile(r"(?<=[0-9])．(?=[0-9])")
_CELL_SEPARATOR = re.compile(r"\s*\|\s*|\t+| {2,}|\u3000+")


_LOOK_BACK = 4


@cache
def folding() -> dict[int, int]:
    """Return the characters that reading text folds, each to the one NFKC gives: full-width digits and letters, ％, radicals."""
    table: dict[int, int] = {}
    ranges = ((0xFF10, 0xFF1A), (0xFF21, 0xFF3B), (0xFF41, 0xFF5B), (0xFF05, 0xFF06), (0x2E80, 0x2FE0), (0xF900, 0xFB00))
    for first, last in ranges:
        for code in range(first, last):
            folded = unicodedata.normalize("NFKC", chr(code))
            if len(folded) == 1 and ord(folded) != code:
                table[code] = ord(folded)
    return table


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


def gather(raw: str, pieces: list[tuple[int, int]]) -> Cleaned:
    """Return the raw characters of the pieces; between two pieces stands the white space that follows the first."""
    texts: list[str] = []
    offsets: array[int] = array("I")
    for number, (start, end) in enumerate(pieces):
        stop = end + 1 if number + 1 < len(pieces) and end < len(raw) and raw[end].isspace() else end
        texts.append(raw[start:stop])
        offsets.extend(range(start, stop))
    return Cleaned("".join(texts), offsets)


def clean(raw: str, pieces: list[tuple[int, int]], mode: CleaningMode = "prose", *, notes: bool = False) -> Cleaned:
    """Return the reading text of a block. `notes` says that the document has notes ①②…, so such a number after a full stop is an anchor.

    >>> clean("到 ２０２０ 年，Ｑ 县投入 4 221 元［1］。", [(0, 26)]).text
    '到2020年，Q县投入4221元。'
    """
    result = gather(raw, pieces)
    if _MARKS.search(result.text):
        result = _without_marks(result, notes=notes)
    if mode == "prose":
        result = _without_spaces(result)
    elif mode == "cells":
        result = _with_cells(result)
    else:
        result = _single_spaces(result)
    if not result.text.isascii():
        result.text = _POINT.sub(".", result.text.translate(folding()))
    return result


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
    for found in _SPACES.finditer(text):
        start, end = found.span()
        before, after = text[start - 1 : start], text[end : end + 1]
        if not before or not after or before > _LAST_NARROW or after > _LAST_NARROW or (before.isdigit() and after in "%‰"):
            drop.append((start, end))
    for number in _GROUPED.finditer(text):
        drop += [found.span() for found in _SPACES.finditer(text, *number.span())]
    return _single_spaces(_drop(source, drop)) if drop or _TIDY.search(text) else source


def _single_spaces(source: Cleaned) -> Cleaned:
    trimmed = _drop(source, [(0, len(source.text) - len(source.text.lstrip())), (len(source.text.rstrip()), len(source.text))])
    if not _TIDY.search(trimmed.text):
        return trimmed
    doubled = [(found.start() + 1, found.end()) for found in _SPACES.finditer(trimmed.text) if len(found.group()) > 1]
    result = _drop(trimmed, doubled)
    result.text = _SPACES.sub(" ", result.text)
    return result


def _with_cells(source: Cleaned) -> Cleaned:
    """Set one tab between cells; it stands on a white-space character of the raw text, or `|` stays where there is none."""
    text = source.text
    trim = text.strip().strip("|").strip()
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
    spans: list[tuple[int, int]] = []
    position = 0
    for start, end in sorted(drop):
        if start > position:
            spans.append((position, start))
        position = max(position, end)
    if not position:
        return source if not drop or not source.text else source.keep([(0, len(source.text))])
    spans.append((position, len(source.text)))
    return source.keep([span for span in spans if span[0] < span[1]])
