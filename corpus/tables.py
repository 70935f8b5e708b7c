"""Tables with their cells, out of Markdown, tabs or columns set with spaces; wrapped cells are put together again."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

from corpus.document import Cell, Segment, Table
from corpus.markers import is_table_rule

_NUMBER = re.compile(r"[-+−±]?[0-9０-９][0-9０-９,，.．\s]*[%％‰‱]?(?:[(（][^()（）]*[)）])?|[-—–/]+")
_BLANK = re.compile(r"[-—–/]+")
_YEAR = re.compile(r"(?:19|20)\d\d\s*年?")
_WIDE = re.compile(r"\t+| {2,}|\u3000+")
_ANY = re.compile(r"\s+")
_UNIT = re.compile(r"[(（][^()（）]{1,10}[)）]")
_FEWEST = 2
_MOST_SKIPPED = 1
"""Cells that a merged cell above or beside may stand for in one place."""


def tables(raw: str, segments: Sequence[Segment]) -> tuple[Table, ...]:
    """Return the tables of a document in reading order; every cell's words are those of its raw spans."""
    found: list[Table] = []
    for index, segment in enumerate(segments):
        if segment.kind != "table":
            continue
        stop = index + 1
        while stop < len(segments) and segments[stop].kind == "table_row":
            stop += 1
        lines = [(row.start, row.end) for row in segments[index + 1 : stop]]
        before = index - 1 if index and segments[index - 1].kind == "caption" else None
        after = stop if stop < len(segments) and segments[stop].kind == "caption" else None
        rows = _rows(raw, lines)
        if rows:
            found.append(Table(index, tuple(rows), before if before is not None else after))
    return tuple(found)


def _rows(raw: str, lines: Sequence[tuple[int, int]]) -> list[tuple[Cell, ...]]:
    texts = [raw[start:end] for start, end in lines]
    if any(text.count("|") >= _FEWEST for text in texts):
        return [tuple(_piped(raw, line)) for line, text in zip(lines, texts, strict=True) if not is_table_rule(text)]
    if sum("\t" in text for text in texts) * 2 >= len(texts):
        return [tuple(_split(raw, line, re.compile(r"\t"))) for line in lines]
    wide = sum(bool(_WIDE.search(text.strip())) for text in texts) * 2 >= len(texts)
    split = [tuple(_split(raw, line, _WIDE if wide else _ANY)) for line in lines]
    return _aligned(split)


def _piped(raw: str, line: tuple[int, int]) -> Iterator[Cell]:
    start, end = line
    bars = [found.start() for found in re.compile(r"(?<!\\)\|").finditer(raw, start, end)]
    edges = bars if raw[start] == "|" else [start - 1, *bars]
    if not raw[start:end].rstrip().endswith("|"):
        edges = [*edges, end]
    for left, right in pairwise(edges):
        yield _cell(raw, left + 1, right)


def _split(raw: str, line: tuple[int, int], gap: re.Pattern[str]) -> Iterator[Cell]:
    position = line[0]
    for found in gap.finditer(raw, *line):
        yield _cell(raw, position, found.start())
        position = found.end()
    yield _cell(raw, position, line[1])


def _cell(raw: str, start: int, end: int) -> Cell:
    while start < end and raw[start].isspace():
        start += 1
    while end > start and raw[end - 1].isspace():
        end -= 1
    return Cell(raw[start:end], ((start, end),)) if start < end else Cell("")


def _aligned(lines: Sequence[tuple[Cell, ...]]) -> list[tuple[Cell, ...]]:
    """Rows of a table set with spaces: a line each where all lines agree, else cells in the order of the columns."""
    lines = [tuple(cell for cell in line if cell.text) for line in lines]
    lines = [line for line in lines if line]
    if not lines:
        return []
    counts = Counter(len(line) for line in lines[1:])
    width = counts.most_common(1)[0][0] if counts else len(lines[0])
    single = sum(len(line) == 1 for line in lines)
    if single * 3 >= len(lines) and max(len(line) for line in lines) >= _FEWEST:
        return _reflowed(lines)
    if len(lines[0]) == width - 1 and not _is_number(lines[0][0]):
        return [(Cell(""), *lines[0]), *lines[1:]]
    return list(lines)


def _reflowed(lines: Sequence[tuple[Cell, ...]]) -> list[tuple[Cell, ...]]:
    """Put wrapped cells together and deal the cells out to the columns that head and fullest line show.

    Where the next cell does not fit a column (words in a column of numbers), that column is left empty: a merged cell.
    """
    cells = _joined(lines)
    head = _head_length(cells)
    kinds = _column_kinds(cells[head:], head)
    if kinds is None:
        return list(lines)
    rows: list[tuple[Cell, ...]] = [tuple(cells[:head])]
    position = head
    while position < len(cells):
        row: list[Cell] = []
        skipped = 0
        for number in kinds:
            if position < len(cells) and (_BLANK.fullmatch(cells[position].text) or _is_number(cells[position]) == number):
                row.append(cells[position])
                position += 1
            elif skipped < _MOST_SKIPPED:
                skipped += 1
                row.append(Cell(""))
            else:
                rest = tuple(cells[position - len([cell for cell in row if cell.text]) :])
                return [*rows, rest]
        rows.append(tuple(row))
    return rows


def _joined(lines: Sequence[tuple[Cell, ...]]) -> list[Cell]:
    """All cells in order; lines of one cell of words that follow each other are one cell, and so are a head and its unit."""
    cells: list[Cell] = []
    open_cell = False
    for line in lines:
        first = line[0]
        alone = len(line) == 1 and not _is_number(first)
        unit = bool(cells) and _UNIT.fullmatch(first.text) is not None
        if (alone and open_cell) or unit:
            last = cells.pop()
            cells += [Cell(last.text + first.text, last.spans + first.spans), *line[1:]]
        else:
            cells += line
        open_cell = alone and not unit
    return cells


def _head_length(cells: Sequence[Cell]) -> int:
    return next((index for index, cell in enumerate(cells) if _is_number(cell) and not _YEAR.fullmatch(cell.text)), len(cells))


def _column_kinds(body: Sequence[Cell], width: int) -> list[bool] | None:
    """Return for each column whether it holds numbers, as the first `width` cells of the body have it and some later ones repeat."""
    if width < _FEWEST or len(body) < width:
        return None
    kinds = [_is_number(cell) for cell in body[:width]]
    if all(kinds) or not any(kinds):
        return None
    following = [_is_number(cell) for cell in body[width : 2 * width]]
    agree = sum(one == other for one, other in zip(kinds, following, strict=False))
    return kinds if not following or agree * 2 >= len(following) else None


def _is_number(cell: Cell) -> bool:
    return _NUMBER.fullmatch(cell.text) is not None
