"""A document cut into windows of a few sentences, as the trained model reads it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from extract.view import ProseSentence, View

WINDOW = 220
"""Characters a window holds at most, unless one sentence alone is longer."""
LONGEST = 300
"""Longer sentences are cut, after a comma where there is one."""
BREAK = -1
_COMMAS = re.compile(r"[，、；：,;]")


@dataclass(frozen=True, slots=True)
class Window:
    """Neighbouring sentences: `offsets[i]` is the reading offset of `text[i]`, BREAK for the line end put between two segments."""

    text: str
    offsets: tuple[int, ...]


def windows(view: View, first: int = WINDOW) -> Iterator[Window]:
    """Yield windows that hold every prose sentence of `view` once, in reading order; the first holds at most `first` characters."""
    limit, length = first, 0
    held: list[tuple[int, int, int]] = []
    for start, end, segment in _pieces(view):
        if held and length + end - start > limit:
            yield _window(view, held)
            held, length, limit = [], 0, WINDOW
        held.append((start, end, segment))
        length += end - start + 1
    if held:
        yield _window(view, held)


def _pieces(view: View) -> Iterator[tuple[int, int, int]]:
    for sentence in view.sentences:
        start = sentence.start
        while sentence.end - start > LONGEST:
            cut = _cut(sentence, start)
            yield start, cut, sentence.segment
            start = cut
        if start < sentence.end:
            yield start, sentence.end, sentence.segment


def _cut(sentence: ProseSentence, start: int) -> int:
    at = start - sentence.start
    commas = [mark.end() for mark in _COMMAS.finditer(sentence.text, at + LONGEST // 2, at + LONGEST)]
    return sentence.start + (commas[-1] if commas else at + LONGEST)


def _window(view: View, held: list[tuple[int, int, int]]) -> Window:
    text: list[str] = []
    offsets: list[int] = []
    before = held[0][2]
    for start, end, segment in held:
        if segment != before:
            text.append("\n")
            offsets.append(BREAK)
        text.append(view.text[start:end])
        offsets.extend(range(start, end))
        before = segment
    return Window("".join(text), tuple(offsets))
