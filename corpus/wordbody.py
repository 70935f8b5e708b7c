"""The lines of a Word document's body in order, each with the kind that its style, outline level or numbering gives it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, cast

from corpus.document import SegmentKind
from corpus.grid import Spanned, rows_of
from corpus.wordnotes import Notes
from corpus.wordnumbers import Numbering
from corpus.wordtext import WordLine, is_deleted_mark, lines_of_paragraph, words_of
from corpus.wordxml import attribute, child, children, local_name, number_of, value_of

if TYPE_CHECKING:
    from lxml.etree import Element

_LONGEST_HEADING = 80
"""Characters from which a paragraph that ends like a sentence is no heading, whatever its style."""
_SENTENCE_END = re.compile(r"[。；！？;!?]\s*$")
_DIGIT = re.compile(r"\d")
_SKIPPED = frozenset({"sectPr", "del", "moveFrom", "sdtPr", "sdtEndPr", "tblPr", "tblGrid", "pPr"})
_DEEPEST = 60
"""Levels of boxes and tables inside each other that are followed."""


@dataclass(frozen=True, slots=True)
class WordParts:
    """The parsed parts of a file; those that are absent are None."""

    body: Element
    styles: Element | None = None
    numbering: Element | None = None
    footnotes: Element | None = None
    endnotes: Element | None = None


@dataclass(frozen=True, slots=True)
class _Style:
    kind: SegmentKind | None = None
    outline: int | None = None
    list: tuple[int, int | None] | None = None
    based_on: str | None = None


@cache
def _style_kinds() -> dict[str, SegmentKind | None]:
    table: dict[str, SegmentKind | None] = {}
    for line in files("corpus").joinpath("word_styles.tsv").read_text(encoding="utf-8").splitlines():
        if line.strip() and not line.startswith(("#", "style\t")):
            name, kind = line.split("\t")
            table[name] = None if kind == "-" else cast(SegmentKind, kind)
    return table


def lines_of_body(parts: WordParts) -> list[WordLine]:
    """Return the lines of a document; notes stand before the next heading, or at the end."""
    reader = _Body(parts)
    lines = [*reader.blocks(parts.body, 0), *reader.notes.at_end()]
    return [_settled(lines, index) for index in range(len(lines))]


def _settled(lines: list[WordLine], index: int) -> WordLine:
    """A numbered paragraph is a list item where its list goes on beside it or it is a sentence; else its words decide."""
    line = lines[index]
    if line.list is None or line.kind is not None:
        return line
    beside = lines[max(0, index - 1) : index] + lines[index + 1 : index + 2]
    goes_on = any(other.list == line.list for other in beside)
    chinese = not _DIGIT.match(line.text) and not line.text.startswith(("•", "-"))
    return replace(line, kind="list_item") if (goes_on and not chinese) or _SENTENCE_END.search(line.text) else line


class _Body:
    """Walks the body in order; `notes` and the lists count on as they are called."""

    def __init__(self, parts: WordParts) -> None:
        self.notes = Notes(parts.footnotes, parts.endnotes)
        self._numbering = Numbering(parts.numbering)
        self._styles = dict(_styles(parts.styles))
        self._carried = ""

    def blocks(self, element: Element, depth: int) -> Iterator[WordLine]:
        for item in element:
            name = local_name(item)
            if name == "p":
                yield from self._paragraph(item, depth)
            elif name == "tbl":
                yield from self._table(item, depth)
            elif name == "AlternateContent":
                chosen = child(item, "Choice")
                if chosen is not None and depth < _DEEPEST:
                    yield from self.blocks(chosen, depth + 1)
            elif name and name not in _SKIPPED and depth < _DEEPEST:
                yield from self.blocks(item, depth + 1)

    def _paragraph(self, paragraph: Element, depth: int) -> Iterator[WordLine]:
        properties = child(paragraph, "pPr")
        words = words_of(paragraph, self.notes.call)
        text = self._carried + words.text
        self._carried = ""
        if is_deleted_mark(properties):
            self._carried = text
        elif text.strip():
            yield from self._lines(text, properties)
        for box in words.boxes:
            if depth < _DEEPEST:
                yield from self.blocks(box, depth + 1)

    def _lines(self, text: str, properties: Element | None) -> Iterator[WordLine]:
        kind, level, listed = self._kind(properties)
        number = self._numbering.text(*listed) if listed else ""
        lines = lines_of_paragraph(text)
        if kind in {"heading", "title"}:
            lines = [" ".join(lines)]
            if kind == "heading" and len(lines[0]) > _LONGEST_HEADING and _SENTENCE_END.search(lines[0]):
                kind, level = None, None
        if kind == "heading":
            yield from self.notes.lines()
        if number and not lines[0].startswith(number):
            lines[0] = number + (" " if number[-1].isascii() and number[-1] not in "()" else "") + lines[0]
        elif listed and not number and kind is None:
            kind = "list_item"
        for line in lines:
            yield WordLine(line, kind, level, list=listed)

    def _kind(self, properties: Element | None) -> tuple[SegmentKind | None, int | None, tuple[int, int] | None]:
        """Return the kind, the level of a heading, and the list and level of a numbered paragraph."""
        style_id = value_of(child(properties, "pStyle")) or ""
        style = self._styles.get(style_id, _Style())
        listed = self._listed(child(properties, "numPr"), style, style_id)
        own = child(properties, "outlineLvl")
        outline = number_of(own, "val", 9) if own is not None else style.outline
        if style.kind not in {None, "heading"}:
            return style.kind, None, listed
        if outline is not None and 0 <= outline < 9:
            return "heading", outline + 1, listed
        return None, None, listed

    def _listed(self, own: Element | None, style: _Style, style_id: str) -> tuple[int, int] | None:
        use, level = style.list if style.list else (0, None)
        if own is not None:
            use = number_of(child(own, "numId"), "val", use)
            found = child(own, "ilvl")
            level = number_of(found, "val") if found is not None else level
        if not self._numbering.is_list(use):
            return None
        return use, self._numbering.level_of_style(use, style_id) if level is None else level

    def _table(self, table: Element, depth: int) -> Iterator[WordLine]:
        rows = [row for row in _rows(table) if child(row, "trPr", "del") is None]
        if max((len(list(_cells(row))) for row in rows), default=0) <= 1:
            for row in rows:  # a frame around text
                for cell in _cells(row):
                    if depth < _DEEPEST:
                        yield from self.blocks(cell, depth + 1)
            return
        lines = list(rows_of(self._grid(rows, depth)))
        for number, row in enumerate(lines, 1):
            yield WordLine(row, "table_row", closes=number == len(lines))

    def _grid(self, rows: list[Element], depth: int) -> list[list[Spanned]]:
        grid: list[list[Spanned]] = []
        above: dict[int, tuple[int, int]] = {}
        for row in rows:
            line: list[Spanned] = []
            before = number_of(child(row, "trPr", "gridBefore"), "val")
            if before > 0:
                line.append(Spanned("", before))
            column = max(before, 0)
            for cell in _cells(row):
                properties = child(cell, "tcPr")
                across = max(number_of(child(properties, "gridSpan"), "val", 1), 1)
                merge = child(properties, "vMerge")
                if merge is not None and value_of(merge) != "restart" and column in above:
                    at, position = above[column]
                    grid[at][position] = replace(grid[at][position], down=grid[at][position].down + 1)
                else:
                    line.append(Spanned(self._cell(cell, depth), across))
                    above[column] = (len(grid), len(line) - 1)
                column += across
            grid.append(line)
        return grid

    def _cell(self, cell: Element, depth: int) -> str:
        if depth >= _DEEPEST:
            return ""
        return " ".join(line.text.replace("\t", " ") for line in self.blocks(cell, depth + 1))


def _rows(table: Element) -> Iterator[Element]:
    for item in table:
        name = local_name(item)
        if name == "tr":
            yield item
        elif name in {"sdt", "sdtContent", "customXml", "ins"}:
            yield from _rows(item)


def _cells(row: Element) -> Iterator[Element]:
    for item in row:
        name = local_name(item)
        if name == "tc":
            yield item
        elif name in {"sdt", "sdtContent", "customXml"}:
            yield from _cells(item)


def _styles(root: Element | None) -> Iterator[tuple[str, _Style]]:
    """Yield the paragraph styles by id, each with what it takes from the style it is based on."""
    own: dict[str, _Style] = {}
    for item in children(root, "style") if root is not None else ():
        name = re.sub(r"\s+", " ", (value_of(child(item, "name")) or "").strip().lower())
        digit = _DIGIT.search(name)
        kind = _style_kinds().get(_DIGIT.sub("#", name) if digit else name)
        outline = child(item, "pPr", "outlineLvl")
        level = int(digit[0]) - 1 if kind == "heading" and digit else number_of(outline, "val", 9) if outline is not None else None
        listing = child(item, "pPr", "numPr")
        numbered = number_of(child(listing, "numId"), "val", -1)
        depth = child(listing, "ilvl")
        uses = (numbered, number_of(depth, "val") if depth is not None else None) if numbered >= 0 else None
        own[attribute(item, "styleId") or ""] = _Style(kind, level, uses, value_of(child(item, "basedOn")))
    for name, style in own.items():
        yield name, _inherited(style, own)


def _inherited(style: _Style, styles: dict[str, _Style]) -> _Style:
    for _ in range(11):  # Word allows ten steps; a damaged file may go round
        base = styles.get(style.based_on or "")
        if base is None:
            break
        kind = style.kind or (base.kind if base.kind == "heading" else None)
        outline = base.outline if style.outline is None else style.outline
        style = _Style(kind, outline, style.list or base.list, base.based_on)
    return style
