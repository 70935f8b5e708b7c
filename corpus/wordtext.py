"""The words of one Word paragraph as it prints: insertions in, deletions, comments and hidden text out, calls of notes marked."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from corpus.document import SegmentKind
from corpus.wordxml import attribute, child, children, is_on, local_name, number_of, value_of

if TYPE_CHECKING:
    from lxml.etree import Element

_LEFT_OUT = frozenset(
    "del moveFrom delText delInstrText instrText rPr pPr sdtPr sdtEndPr commentReference annotationRef rt sectPr fldData "
    "footnoteRef endnoteRef separator continuationSeparator".split()
)
_PICTURES = frozenset({"drawing", "pict", "object"})
_CHARACTERS = {"tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
_INSTEAD = {"AlternateContent": "Choice", "ruby": "rubyBase"}
_PRIVATE = re.compile(r"[\ue000-\uf8ff]")
_END = re.compile(r"[。！？：；.!?;:…”）)]\s*$")
_DOUBLED = re.compile(r"[\[［〔](\[\d{1,4}\])[\]］〕]")
_SHORT = 25
"""Characters up to which a line before a break within a paragraph is a line of its own (a name, an address)."""


@dataclass(frozen=True, slots=True)
class WordLine:
    """A line of the raw text."""

    text: str
    kind: SegmentKind | None
    level: int | None = None
    closes: bool = True
    """An empty line follows, as between blocks; rows of one table stand together."""
    list: tuple[int, int] | None = None
    """List and level that number the paragraph."""


CallNote = Callable[[str, int], str]
"""Gives the mark in the text for a note of a kind (footnote, endnote) and id."""


@dataclass(slots=True)
class Words:
    """What a paragraph holds: its text with line feeds for breaks, and the text boxes anchored in it."""

    parts: list[str] = field(default_factory=list[str])
    boxes: list[Element] = field(default_factory=list["Element"])

    @property
    def text(self) -> str:
        """The words in order; brackets that the author typed around the call of a note are not doubled."""
        return _DOUBLED.sub(r"\1", "".join(self.parts).replace("</sup><sup>", ""))


def words_of(paragraph: Element, call: CallNote) -> Words:
    """Return what a paragraph, or a part of one, holds."""
    words = Words()
    _Reader(words, call).read(paragraph)
    return words


class _Reader:
    """Walks a paragraph; the parser allows no more than 256 levels."""

    def __init__(self, words: Words, call: CallNote) -> None:
        self._words = words
        self._call = call

    def read(self, element: Element) -> None:
        for item in element:
            self._take(item)

    def _take(self, item: Element) -> None:
        name = local_name(item)
        if not name or name in _LEFT_OUT:
            return
        if name in _PICTURES:
            self._pictures(item)
        elif name == "txbxContent":
            self._words.boxes.append(item)
        elif name == "r":
            self._run(item)
        elif name in _INSTEAD:
            chosen = child(item, _INSTEAD[name])
            self.read(chosen if chosen is not None else item)
        else:
            words = self._said(item, name)
            if words is None:
                self.read(item)
            else:
                self._words.parts.append(words)

    def _said(self, item: Element, name: str) -> str | None:
        """Return the characters that an element stands for, None where its children say them."""
        if name == "t":
            return item.text or ""
        if name == "sym":
            return _symbol(item)
        if name in {"footnoteReference", "endnoteReference"}:
            return self._call(name.removesuffix("Reference"), number_of(item, "id", -1))
        return _CHARACTERS.get(name)

    def _run(self, run: Element) -> None:
        properties = child(run, "rPr")
        if properties is not None and is_on(child(properties, "vanish")):
            return
        raised = properties is not None and value_of(child(properties, "vertAlign")) == "superscript"
        parts = self._words.parts
        before = len(parts)
        self.read(run)
        if raised:
            text = "".join(parts[before:])
            if text.strip() and "<" not in text and not text.startswith("["):
                parts[before:] = [f"<sup>{text}</sup>"]

    def _pictures(self, item: Element) -> None:
        """Take the text boxes of a drawing; its other words (names, descriptions) are not printed."""
        for inner in item:
            name = local_name(inner)
            if name == "txbxContent":
                self._words.boxes.append(inner)
            elif name == "AlternateContent":
                chosen = child(inner, "Choice")
                self._pictures(chosen if chosen is not None else inner)
            else:
                self._pictures(inner)


def _symbol(item: Element) -> str:
    code = attribute(item, "char") or ""
    if not re.fullmatch(r"[0-9A-Fa-f]{4}", code):
        return ""
    char = chr(int(code, 16))
    return "" if _PRIVATE.match(char) or not char.isprintable() else char


def lines_of_paragraph(text: str) -> list[str]:
    r"""Return the lines of a paragraph with breaks: a break after a finished sentence or a short line stands, others are only layout.

    >>> lines_of_paragraph("第一句。\n第二句很长，\n到这里才完。")
    ['第一句。', '第二句很长， 到这里才完。']
    """
    lines: list[str] = []
    for piece in re.split(r"[\n\r\v\f]+", text):
        piece = piece.strip()
        if not piece:
            continue
        if lines and not _END.search(lines[-1]) and (len(lines[-1]) > _SHORT or lines[-1][-1] in "，、,—－-"):
            lines[-1] += " " + piece
        else:
            lines.append(piece)
    return lines


def is_deleted_mark(properties: Element | None) -> bool:
    """Return whether a tracked change takes the end of this paragraph away, so that the next one carries it on."""
    mark = child(properties, "rPr")
    return mark is not None and any(True for _ in children(mark, "del", "moveFrom"))
