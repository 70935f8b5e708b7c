"""From the raw characters of a block to the words a person would read, each with its raw offset."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import Literal

from corpus.offsets import Offsets, Run, cut

CleaningMode = Literal["prose", "spaced", "cells"]
"""`prose` drops white space next to Chinese; `spaced` keeps it (bylines, references); `cells` keeps the gaps between table cells."""

_CITATION = r"\^?[\[［〔]\s*[0-9０-９]{1,3}(?:\s*[-–—~～,，、]\s*[0-9０-９]{1,3})*\s*[\]］〕](?![号（(])"
_MARKS = re.compile(
    r"(?<=[mM㎡米])<sup>\s*(?P<power>[23])\s*</sup>|<sup>[^<]{0,40}</sup>"
    rf"|{_CITATION}"
    r"|</?(?:su[bp]|[biu]|em|strong|span|font|br|p|div|center)\b[^>]{0,120}/?>|<!--.{0,2000}?-->"
    r"|!\[[^\]]{0,200}\]\([^)\s]{0,500}\)|\[(?P<link>[^\]]{1,200})\]\((?:https?:|#|/|\.)[^)\s]{0,500}\)"
    r"|\[\^[^\]]{1,20}\](?::(?=\s))?"
    r"|\*{1,3}(?=\S)|(?<=\S)\*{1,3}|__+|`+|\\(?=[\\`*_{}\[\]()#+.!~|>-])"
    r"|(?<=[\u3400-\u9fff”’》）。，、；：])[¹²³⁰⁴-⁹]+|\u00ad\s*[\r\n\f]\s*|[\u200b-\u200f\u2060\ufeff\u00ad]+|&nbsp;"
    r"|(?P<circled>[①-⑳㉑-㉟])",
    re.DOTALL,
)
_MARK_BEGINS = re.compile(r"[<\^\[［〔!*_`\\¹²³⁰⁴-⁹\u200b-\u200f\u2060\ufeff\u00ad&①-⑳㉑-㉟]")
"""First characters of all that `_MARKS` matches; most blocks have none, and looking for one of a set is fast."""
_LAST_NARROW = "\u02af"
"""Characters beyond it (Chinese and its punctuation) need no space beside them."""
_SPACES = re.compile(r"\s\s*")
"""Begins with a set of characters, not with a repetition, so that the engine skips to the next of them."""
_TIDY = re.compile(r"[^\S ]|  ")
_WIDE = re.compile(r"[\u2e80-\u2fff\u3001-\u9fff”“’‘…—！％-／：-＠]")
"""Characters that need no space beside them and are no digits, so a line that begins or ends with one joins its neighbour at once."""
_HYPHENED = re.compile(r"(?:(?P<word>(?<=[A-Za-z])[a-z])|[A-Za-z0-9])-[^\S\r\n\f]*[\r\n\f]\s*(?(word)[a-z]|[A-Za-z0-9])")
"""A hyphen at a line end; it goes where it divides a `word`, and stays after a single letter (e-commerce) or a figure."""
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
    characters = "".join(folding())
    return re.compile(f"[{characters}][{characters}]*")


def _folded(found: re.Match[str]) -> str:
    return "".join([folding()[char] for char in found.group()])


@dataclass(slots=True)
class Cleaned:
    """Reading characters and the runs of their raw offsets."""

    text: str
    runs: list[Run]

    @property
    def offsets(self) -> Offsets:
        """The raw offset of each character."""
        return Offsets(self.runs)

    def keep(self, spans: Sequence[tuple[int, int]]) -> Cleaned:
        """Return only the given spans, none of which is empty."""
        return Cleaned("".join([self.text[start:end] for start, end in spans]), cut(self.runs, spans))


def clean(raw: str, pieces: Sequence[tuple[int, int]], mode: CleaningMode = "prose", *, notes: bool = False) -> Cleaned:
    """Return the reading text of a block. `notes` says that the document has notes ①②…, so such a number after a full stop is an anchor.

    >>> clean("到 ２０２０ 年，Ｑ 县投入 4 221 元［1］。", [(0, 26)]).text
    '到2020年，Q县投入4221元。'
    """
    search = _untidy().search
    if mode == "prose" and not any([search(raw, start, end) for start, end in pieces]) and (tidy := _joined(raw, pieces)):
        return tidy
    result = gather(raw, pieces)
    marked = _MARK_BEGINS.search(result.text) is not None
    result = _cleaned(result, mode, marked=marked, notes=notes)
    for _ in range(_ROUNDS if marked and mode != "cells" else 0):
        if not any(_marks_in(result.text)):
            break
        again = _cleaned(result, mode, marked=True, notes=notes)
        if again.text == result.text:
            break
        result = again
    return result


@cache
def _untidy() -> re.Pattern[str]:
    """Any character that may have to go or to change; most lines of most texts have none."""
    return re.compile(f"{_MARK_BEGINS.pattern[:-1]}\\s．{''.join(folding())}]")


def gather(raw: str, pieces: Sequence[tuple[int, int]]) -> Cleaned:
    """Return the raw characters of the pieces; between two pieces stands the white space that follows the first."""
    spans = [(start, end + 1 if raw[end : end + 1].isspace() else end) for start, end in pieces[:-1]]
    return _of_spans(raw, [*spans, pieces[-1]])


def _joined(raw: str, pieces: Sequence[tuple[int, int]]) -> Cleaned | None:
    """Return pieces that hold no white space as prose has them joined: without any; None where some has to stay between two of them."""
    for (start, end), (following, _) in pairwise(pieces):
        if start == end or not (_is_wide(raw[end - 1]) or _is_wide(raw[following]) or not raw[end : end + 1].isspace()):
            return None
    return _of_spans(raw, pieces)


def _is_wide(char: str) -> bool:
    return "\u3001" <= char <= "\u9fff" or _WIDE.match(char) is not None


def _of_spans(raw: str, spans: Sequence[tuple[int, int]]) -> Cleaned:
    return Cleaned("".join([raw[start:end] for start, end in spans]), [(start, end - start) for start, end in spans if start < end])


def _cleaned(source: Cleaned, mode: CleaningMode, *, marked: bool, notes: bool) -> Cleaned:
    result = _without_marks(source, notes=notes) if marked else source
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
    return result if text is result.text else Cleaned(text, result.runs)


def _marks_in(text: str) -> Iterator[re.Match[str]]:
    """Yield the marks in a text; they are looked for only where one can begin."""
    position = 0
    for begin in _MARK_BEGINS.finditer(text):
        found = _MARKS.match(text, begin.start()) if begin.start() >= position else None
        if found:
            position = found.end()
            yield found


def _without_marks(source: Cleaned, *, notes: bool) -> Cleaned:
    text = source.text
    listing = re.search(r"[：:]\s*①", text) is not None
    spans: list[tuple[int, int]] = []
    position = 0
    for found in _marks_in(text):
        inner = "power" if found["power"] else "link" if found["link"] else None
        if found["circled"] and not _is_anchor(text, found.start(), listing=listing, notes=notes):
            continue
        spans.append((position, found.start()))
        if inner:
            spans.append(found.span(inner))
        position = found.end()
    if not position:
        return source
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
    """Drop white space at the edges, next to a full-width character, inside a grouped number and before %; put divided words together."""
    text = source.text
    drop: list[tuple[int, int]] = []
    grouped = kept = False
    for found in _SPACES.finditer(text):
        start, end = found.span()
        before, after = text[start - 1 : start], text[end : end + 1]
        if before == "-" and (hyphened := _HYPHENED.match(text, start - 2)):
            drop.append((start - 1 if hyphened["word"] else start, end))
        elif not before or not after or before > _LAST_NARROW or after > _LAST_NARROW or (before.isdigit() and after in "%‰"):
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
    return Cleaned(_SPACES.sub(" ", result.text), result.runs)


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
    result = source.keep([span for span in spans if span[0] < span[1]])
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
