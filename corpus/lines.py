"""Lines of a raw text as columns of numbers: where each stands and what tells whether the next goes on with it."""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import overload

_LINE = re.compile(r"[^\r\n\f\v\x1c-\x1e\x85\u2028\u2029]+")
_INVISIBLE = re.compile(r"[\s\u200b-\u200f\u2060\ufeff\u00ad]+")
_BLANK = " \t\u3000\xa0\u200b\u200e\u200f\u2060\ufeff\xad"
_CITATION_LINE = re.compile(r"^(?:\^?[\[［〔][0-9０-９]{1,3}(?:\s*[-–—~～,，、]\s*[0-9０-９]{1,3})*[\]］〕])+$")
_CITATION_BEGINS = "^[［〔"
_INDENT = re.compile(r"[\u3000\t]| [^ ]* ")
_SUPERSCRIPT = re.compile(r"<sup>[^<]{0,40}</sup>")
_NUMBERS = 5
"""Numbers of a line: start, end, columns and flags, gap, page."""
_GLUED, _INDENTED, _COLUMN = 1, 2, 4
"""What flags and columns count in their number."""


@dataclass(slots=True)
class Line:
    """A line with text; `start..end` are raw offsets without the white space around it.

    Not frozen, as one is made each time a line is looked at, and a frozen one takes three times as long to make.
    """

    start: int
    end: int
    text: str
    width: int
    """Columns: 2 for a full-width character, 1 for others, none for white space."""
    gap: int
    """Empty lines before it."""
    indented: bool
    page: int
    """0-based page; 0 where the source has none."""
    glued: bool = False
    """True where only a citation mark on a line of its own stands between it and the line before."""


class Lines(Sequence[Line]):
    """Lines in order; a `Line` is made when it is looked at, so that a text of many lines takes few bytes."""

    __slots__ = ("_made", "_numbers", "_text")

    def __init__(self, text: str, numbers: array[int]) -> None:
        self._text = text
        self._numbers = numbers
        self._made: list[tuple[int, Line] | None] = [None, None]
        """The lines made last, one of an even and one of an odd place: whoever looks at a line looks at the next one too."""

    @overload
    def __getitem__(self, index: int) -> Line: ...
    @overload
    def __getitem__(self, index: slice) -> Lines: ...
    def __getitem__(self, index: int | slice) -> Line | Lines:
        if isinstance(index, slice):
            start, stop, _ = index.indices(len(self))
            return Lines(self._text, self._numbers[start * _NUMBERS : stop * _NUMBERS])
        made = self._made[index & 1]
        if made is not None and made[0] == index:
            return made[1]
        at = _NUMBERS * (index + len(self) if index < 0 else index)
        start, end, columns, gap, page = self._numbers[at : at + _NUMBERS]
        line = Line(start, end, self._text[start:end], columns // _COLUMN, gap, columns & _INDENTED > 0, page, columns & _GLUED > 0)
        self._made[index & 1] = (index, line)
        return line

    def __iter__(self) -> Iterator[Line]:
        return map(self.__getitem__, range(len(self)))

    def __len__(self) -> int:
        return len(self._numbers) // _NUMBERS

    def of(self, text: str) -> Lines:
        """Return the same lines of another text that is as long."""
        return Lines(text, self._numbers)

    def without(self, places: Iterable[int]) -> Lines:
        """Return the lines except those at some places, which are ascending."""
        kept = array("I")
        done = 0
        for place in places:
            kept.extend(self._numbers[done * _NUMBERS : place * _NUMBERS])
            done = place + 1
        kept.extend(self._numbers[done * _NUMBERS :])
        return Lines(self._text, kept)

    def texts(self) -> Iterator[str]:
        """Yield the words of each line."""
        text, numbers = self._text, self._numbers
        return (text[start:end] for start, end in zip(numbers[::_NUMBERS], numbers[1::_NUMBERS], strict=True))

    def widths(self) -> list[int]:
        """Return the columns of each line."""
        return [columns // _COLUMN for columns in self._numbers[2::_NUMBERS]]

    def starts(self) -> array[int]:
        """Return where each line begins in the raw text."""
        return self._numbers[::_NUMBERS]


def width_of(text: str) -> int:
    """Return the columns of `text`, white space not counted.

    >>> width_of("精准扶贫 2020年")
    14
    """
    words = (_SUPERSCRIPT.sub("", text) if "<sup>" in text else text).split()
    squeezed = words[0] if len(words) == 1 else "".join(words)
    return (len(squeezed) + len(squeezed.encode("utf-8", "replace"))) // 2


def lines_of(raw: str, pages: Sequence[int]) -> Lines:
    """Return the lines of `raw` that hold text, citation marks that stand alone left out; `pages` are offsets where pages begin."""
    numbers = array("I")
    gap = glue = page = last_end = 0
    following = pages[1] if len(pages) > 1 else len(raw)
    for found in _LINE.finditer(raw):
        begin, end = found.span()
        if begin - last_end > 1 and (numbers or gap):
            gap += begin - last_end - raw.count("\r\n", last_end, begin) - 1
        last_end = end
        text, flags = found.group(), glue
        if not text[0].isalnum() and (blank := _INVISIBLE.match(text)):
            if blank.end() == len(text):
                continue
            begin += blank.end()
            text = text[blank.end() :]
            flags += _INDENTED if _INDENT.search(blank.group()) else 0
        if text[-1] in _BLANK:
            text = text.rstrip(_BLANK)
        while following <= begin and page + 1 < len(pages):
            page += 1
            following = pages[page + 1] if page + 1 < len(pages) else len(raw)
        if text[0] in _CITATION_BEGINS and numbers and _CITATION_LINE.match(text):
            glue, gap = _GLUED, 0
            continue
        numbers.extend((begin, begin + len(text), width_of(text) * _COLUMN + flags, gap, page))
        gap = glue = 0
    return Lines(raw, numbers)
