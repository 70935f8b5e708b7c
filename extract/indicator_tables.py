"""Reads the figures of tables: cells in reading order, columns by their heads, rows by their labels."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache

from extract.indicator_scope import Period
from extract.lexicon import rows
from extract.numbers import find_quantities, parse_unit
from extract.times import find_times
from extract.view import View

_CELL = re.compile(r"[^\s|]+|(?<![^\t\n])(?=\t)|(?<=\t)(?=\n|\Z)")
"""Words of a cell, or the place of an empty one: a tab with nothing before or behind it."""
_NUMBER = re.compile(r"-?\d+(?:,\d{3})*(?:\.\d+)?%?")
_UNIT = re.compile(r"[(（](?:单位[:：])?(?P<unit>[^()（）\d]{1,6})[)）]$")
_CAPTION_UNIT = re.compile(r"单位\s?[:：]\s?(?P<unit>[\u4e00-\u9fff%‰]{1,5})")
_EMPTY = frozenset({"", "-", "—", "–", "/", "…", "--", "——"})


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell or a piece of one at reading offsets `start..end`."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table; `numeric` ones hold figures in `unit` (times `factor`)."""

    head: str
    numeric: bool
    unit: str | None = None
    factor: float = 1.0
    period: Period = field(default_factory=Period)


@dataclass(frozen=True, slots=True)
class TableFigure:
    """A figure of a table at reading offsets `start..end`, which hold its row label too."""

    start: int
    end: int
    name: str
    value: float
    unit: str | None
    period: Period


@dataclass(frozen=True, slots=True)
class _Table:
    cells: tuple[Cell, ...]
    caption: str
    caption_start: int


def find_tables(view: View) -> Iterator[tuple[int, int, tuple[TableFigure, ...]]]:
    """Yield for every table the span of its caption (empty where it has none) and its figures."""
    for table in _tables(view):
        yield table.caption_start, table.caption_start + len(table.caption), tuple(_read(table))


def _tables(view: View) -> Iterator[_Table]:
    cells: list[Cell] = []
    caption = (0, 0)
    read_to = 0
    for segment in [*view.document.segments, None]:
        if segment is not None and segment.kind in ("table", "table_row"):
            if segment.text_end <= read_to:
                continue
            read_to = segment.text_end
            for m in _CELL.finditer(view.text, segment.text_start, segment.text_end):
                cells.append(Cell(m.start(), m.end(), m.group()))
            continue
        if cells:
            yield _Table(tuple(cells), view.text[caption[0] : caption[1]], caption[0])
            cells, caption = [], (0, 0)
        if segment is not None:
            caption = (segment.text_start, segment.text_end) if segment.kind == "caption" else (0, 0)


@cache
def _heads() -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple((re.compile(row["pattern"] + "$"), row["unit"]) for row in rows("table_heads"))


def _column(text: str, default: tuple[str | None, float]) -> Column:
    times = list(find_times(text if text.endswith("年") else text + "年"))
    if times and times[0].start == 0 and len(text) <= 12:
        return Column(text, True, *default, period=Period(times[0].year, times[0].start_year, text))
    unit = _UNIT.search(text)
    bare = text[: unit.start()] if unit else text
    known = next((found for pattern, found in _heads() if pattern.search(bare)), None)
    if unit:
        return Column(bare, True, *parse_unit(unit["unit"]))
    if known is not None:
        return Column(bare, True, *((known, 1.0) if known else default))
    return Column(text, False)


def _columns(table: _Table) -> tuple[list[Column], int]:
    """Return the columns and the index of the first cell behind the heads."""
    heads: list[str] = []
    first = 0
    for cell in table.cells:
        if _NUMBER.fullmatch(cell.text) and not re.fullmatch(r"(?:19|20)\d\d", cell.text):
            break
        first += 1
        if heads and re.fullmatch(r"[(（][^()（）]+[)）]", cell.text):
            heads[-1] += cell.text
        else:
            heads.append(cell.text)
    unit = _CAPTION_UNIT.search(table.caption)
    default = parse_unit(unit["unit"]) if unit else (None, 1.0)
    columns = [_column(head, default) for head in heads]
    dated = [k for k, c in enumerate(columns) if c.period.year is not None]
    last = dated[-1] if len(dated) > 1 else max((k for k, c in enumerate(columns) if c.numeric), default=-1)
    if last < 0:
        return [], 0
    labels = len(columns) - 1 - last
    columns = columns[: last + 1]
    if columns[0].numeric and not any(not c.numeric for c in columns):
        columns.insert(0, Column("", False))
    return columns, first - labels


def _read(table: _Table) -> Iterator[TableFigure]:
    columns, first = _columns(table)
    if not columns or sum(c.numeric for c in columns) < 1:
        return
    numeric = [k for k, c in enumerate(columns) if c.numeric]
    owners = _owners(columns)
    pending: list[tuple[int, Cell]] = []
    labels: dict[int, list[Cell]] = {}
    slot = 0
    for cell in table.cells[first:]:
        if _NUMBER.fullmatch(cell.text):
            pending.append((numeric[slot], cell))
            slot += 1
            if slot == len(numeric):
                yield from _row(columns, owners, pending, labels)
                pending, labels, slot = [], {}, 0
        elif list(find_quantities(cell.text)) and re.search(r"[:：]", cell.text):
            yield from _note(cell)
        else:
            low = numeric[slot - 1] + 1 if slot else 0
            places = [k for k in range(low, numeric[slot]) if not columns[k].numeric]
            labelled = sum(map(len, labels.values())) >= max(numeric[0], 1)
            if cell.text in _EMPTY and labelled and (not places or not cell.text):  # a figure that is missing
                slot += 1
                if slot == len(numeric):
                    yield from _row(columns, owners, pending, labels)
                    pending, labels, slot = [], {}, 0
            elif not places:
                pending, labels, slot = [], {}, 0
                places = [k for k in range(numeric[0]) if not columns[k].numeric]
            if places:
                labels.setdefault(places[-1], []).append(cell)


def _owners(columns: Sequence[Column]) -> dict[int, int]:
    """Return for every numeric column the label column it speaks of: its neighbour, else the nearest to the left."""
    owners: dict[int, int] = {}
    label_at = [k for k, c in enumerate(columns) if not c.numeric]
    tied: list[tuple[int, int, int]] = []
    for k, column in enumerate(columns):
        if not column.numeric:
            continue
        left = [n for n in label_at if n < k]
        right = [n for n in label_at if n > k]
        if left and right and left[-1] == k - 1 and right[0] == k + 1:
            tied.append((k, left[-1], right[0]))
        else:
            owners[k] = left[-1] if left else right[0] if right else 0
    for k, a, b in tied:
        heads = {columns[n].head for n, owner in owners.items() if owner == b}
        own = {columns[n].head for n, owner in owners.items() if owner == a}
        owners[k] = b if heads and columns[k].head not in heads and not (own and columns[k].head not in own) else a
    return owners


def _row(
    columns: Sequence[Column], owners: dict[int, int], cells: Sequence[tuple[int, Cell]], labels: dict[int, list[Cell]]
) -> Iterator[TableFigure]:
    for k, cell in cells:
        column = columns[k]
        parts = labels.get(owners.get(k, 0), [])
        label = "".join(c.text for c in parts)
        if label in _EMPTY or not label:
            other = [c for key, found in labels.items() if abs(key - k) <= 2 for c in found if c.text not in _EMPTY]
            parts, label = other, "".join(c.text for c in other)
        if not label:
            continue
        several = sum(not c.numeric for c in columns) > 1
        owner = columns[owners.get(k, 0)].head
        name = f"{owner}:{label}" if several and owner else label
        if column.period.year is None:
            name = f"{name}({column.head})"
        share = cell.text.endswith("%")
        value = float(cell.text.rstrip("%").replace(",", "")) * (1.0 if share else column.factor)
        spans = [cell, *parts]
        yield TableFigure(
            min(c.start for c in spans), max(c.end for c in spans), name, round(value, 6), "%" if share else column.unit, column.period
        )


def _note(cell: Cell) -> Iterator[TableFigure]:
    for q in find_quantities(cell.text):
        name = re.split(r"[:：]", cell.text[: q.start])[0]
        if q.unit and name:
            yield TableFigure(cell.start, cell.end, name, q.value, q.unit, Period())
