"""Footnotes and endnotes of a Word document: numbered as they are called, each a line that follows the text that calls it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from corpus.wordtext import WordLine, words_of
from corpus.wordxml import attribute, children, number_of

if TYPE_CHECKING:
    from lxml.etree import Element

_ENTRY = re.compile(r"[\[［【〔]\s*\d{0,3}\s*[\]］】〕]\s*")
_TYPED = re.compile(r"[\[［【〔][A-Z]{1,2}(?:/OL)?[\]］】〕]")


class Notes:
    """The notes of a file; `call` gives the mark in the text, `lines` those called since it was last asked."""

    def __init__(self, footnotes: Element | None, endnotes: Element | None) -> None:
        self._notes = {"footnote": _by_id(footnotes), "endnote": _by_id(endnotes)}
        self._numbers: dict[tuple[str, int], int] = {}
        self._called: list[tuple[str, int]] = []
        self._endnotes: list[tuple[str, int]] = []
        self._given = 0

    def call(self, kind: str, identity: int) -> str:
        """Return the mark that calls a note, empty where the file has no such note."""
        if identity not in self._notes[kind]:
            return ""
        key = (kind, identity)
        if key not in self._numbers:
            called = self._called if kind == "footnote" else self._endnotes
            called.append(key)
            self._numbers[key] = self._given + len(called) if kind == "footnote" else len(called)
        return f"[^{self._numbers[key]}]" if kind == "footnote" else f"[{self._numbers[key]}]"

    def lines(self) -> Iterator[WordLine]:
        """Yield the footnotes called so far and not given yet."""
        called, self._called = self._called, []
        self._given += len(called)
        for key in called:
            if text := self._text(key):
                yield WordLine(f"[^{self._numbers[key]}]: {text}", "footnote")

    def at_end(self) -> Iterator[WordLine]:
        """Yield what stands behind the text: footnotes not given yet, then endnotes, which many papers use for their references."""
        yield from self.lines()
        for key in self._endnotes:
            text = _ENTRY.sub("", self._text(key), count=1) if _ENTRY.match(self._text(key)) else self._text(key)
            if text:
                typed = _TYPED.search(text) is not None
                yield WordLine(f"[{self._numbers[key]}] {text}", "reference" if typed else "footnote")

    def _text(self, key: tuple[str, int]) -> str:
        note = self._notes[key[0]][key[1]]
        words = (words_of(paragraph, lambda _kind, _id: "").text for paragraph in note.iter() if _is_paragraph(paragraph))
        return " ".join(" ".join(words).split())


def _is_paragraph(element: Element) -> bool:
    return isinstance(element.tag, str) and element.tag.endswith("}p")


def _by_id(root: Element | None) -> dict[int, Element]:
    if root is None:
        return {}
    notes = children(root, "footnote", "endnote")
    return {number_of(note, "id", -1): note for note in notes if (attribute(note, "type") or "normal") == "normal"}
