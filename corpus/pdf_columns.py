"""Reading order of a page: its lines from top to bottom, columns one after the other between what stands across them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence, Set
from dataclasses import dataclass
from itertools import pairwise
from operator import attrgetter

from corpus.markers import is_footnote
from corpus.pdf_text import Run

_FEWEST_BESIDE = 2
"""Neighbours side by side that a page needs before columns are looked for."""
_NARROWEST = 8.0
"""Width of the narrowest column, in heights of its text."""
_INDENT = 2.8
"""Widest indent of a paragraph's first line, in heights."""
_FULL = 0.8
"""Share of its column's width that a full line has."""
_EDGE_GAP = 0.85
"""Distance, in heights, that sets a running head or foot off the columns."""
_FEWEST_OF_TABLES = 6
"""Full lines on each side of a gutter where there are three columns or more."""
_FEWEST_AMONG_LINES = 4
"""The same where most lines stand across."""
_DEEPEST = 2
_SMALL = 0.92
"""Height of a note's text, in heights of the page's."""

_DIGITS = re.compile(r"\d+")

Edge = tuple[str, int]
"""Words at the edge of a page, any number as #, and their height in steps of 4 points."""


@dataclass(frozen=True, slots=True)
class _Gutter:
    """The empty strip between two columns, `left` to `right`, and where the columns beside it begin and end."""

    left: float
    right: float
    start: float
    end: float


def page_lines(runs: Sequence[Run], repeated: Set[Edge] = frozenset()) -> list[str]:
    """Return the lines of a page in reading order.

    Lines that stand across columns (titles, abstracts, captions, tables) are read where they stand; the columns between two of them
    are read one after the other. A first or last row with words that `repeated_edges` names is in no column. First lines of
    paragraphs keep their indent as two ideographic spaces, cells of a row a tab.
    """
    if not runs:
        return []
    height = sorted([run.top - run.bottom for run in runs])[len(runs) // 2]
    ordered = sorted(runs, key=_from_top)
    if not _beside(ordered):
        return _column(ordered, height)
    head, body, foot = _without_edges(ordered, height, repeated)
    return [*_plain(head), *(_read(body, height, 0) if body else ()), *_plain(foot)]


def _from_top(run: Run) -> float:
    return -run.bottom - run.top


def _beside(ordered: Sequence[Run]) -> bool:
    """Whether from top to bottom there are neighbours of which none stands above the other, often enough to look for columns."""
    count = 0
    above = ordered[0]
    for run in ordered:
        if above.right <= run.left or run.right <= above.left:
            count += 1
            if count >= _FEWEST_BESIDE:
                return True
        above = run
    return False


def repeated_edges(pages: Sequence[Sequence[Run]]) -> Set[Edge]:
    """Return what stands in the first or last row of two pages and more at one height: running heads and feet, however near the text."""
    seen: Counter[Edge] = Counter()
    for runs in pages:
        if runs:
            highest, lowest = max(runs, key=_middle), min(runs, key=_middle)
            seen.update({_edge(run) for run in runs if run.top > highest.bottom + 1 or run.bottom < lowest.top - 1})
    return {edge for edge, count in seen.items() if count > 1 and edge[0]}


def _middle(run: Run) -> float:
    return run.bottom + run.top


def _edge(run: Run) -> Edge:
    return _DIGITS.sub("#", "".join(run.text.split())), round(run.bottom / 4)


def _without_edges(ordered: Sequence[Run], height: float, repeated: Set[Edge]) -> tuple[Sequence[Run], Sequence[Run], Sequence[Run]]:
    """Part the first and the last row from the rest where a gap sets them off or their words come back: they belong to no column.

    A footnote is no such row, however far it stands from the text: it is the end of its column.
    """
    first, lowest = 1, ordered[0].bottom
    while first < len(ordered) and ordered[first].top > lowest + 0.3 * height:
        lowest = min(lowest, ordered[first].bottom)
        first += 1
    set_off = first < len(ordered) and lowest - max(run.top for run in ordered[first : first + 4]) >= _EDGE_GAP * height
    if not set_off and not any(_edge(run) in repeated for run in ordered[:first]):
        first = 0
    last, highest = len(ordered) - 1, ordered[-1].top
    while last > first and ordered[last - 1].bottom < highest - 0.3 * height:
        last -= 1
        highest = max(highest, ordered[last].top)
    set_off = last > first and min(run.bottom for run in ordered[max(first, last - 4) : last]) - highest >= _EDGE_GAP * height
    noted = any(is_footnote(run.text) for run in ordered[last:])
    if noted or (not set_off and not any(_edge(run) in repeated for run in ordered[last:])):
        last = len(ordered)
    return ordered[:first], ordered[first:last], ordered[last:]


def _read(runs: Sequence[Run], height: float, depth: int) -> list[str]:
    """Return the lines of a part of a page; `runs` come from top to bottom."""
    gutter = _gutter(runs, height) if depth < _DEEPEST and _beside(runs) else None
    if gutter is None:
        return _column(runs, height)
    across = _across(runs, gutter, height)
    lines: list[str] = []
    band: list[Run] = []
    spanning: list[Run] = []
    for run in runs:
        if id(run) in across:
            if band:
                lines += _band(band, gutter, height, depth)
                band = []
            spanning.append(run)
        else:
            if spanning:
                lines += _column(spanning, height)
                spanning = []
            band.append(run)
    return lines + (_band(band, gutter, height, depth) if band else _column(spanning, height))


def _band(band: Sequence[Run], gutter: _Gutter, height: float, depth: int) -> list[str]:
    middle = (gutter.left + gutter.right) / 2
    left = [run for run in band if run.left + run.right < 2 * middle]
    right = [run for run in band if run.left + run.right >= 2 * middle]
    if left and right and not (_is_prose(left, gutter) or _is_prose(right, gutter)):
        return _column(band, height)
    return [line for side in (left, right) if side for line in _read(side, height, depth + 1)]


def _is_prose(runs: Sequence[Run], gutter: _Gutter) -> bool:
    return any(_fills(run, gutter) for run in runs)


def _fills(run: Run, gutter: _Gutter) -> bool:
    """Whether a run is a full line of its column."""
    width = gutter.left - gutter.start if run.right <= gutter.right else gutter.end - gutter.right
    return run.right - run.left >= _FULL * width


def _gutter(runs: Sequence[Run], height: float) -> _Gutter | None:
    """Return the strip beside which most full lines stand: right of it many lines begin, left of it many end."""
    lefts = sorted(run.left for run in runs)
    start, end = lefts[0], max(run.right for run in runs)
    best: _Gutter | None = None
    most = 2
    index = 0
    while index < len(lefts):
        edge = lefts[index]
        same = index
        while same < len(lefts) and lefts[same] < edge + 0.5 * height:
            same += 1
        if same - index >= 2 and edge > start + _NARROWEST * height and edge < end - _NARROWEST * height:
            found = _strip(runs, edge, start, height)
            if found is not None and found[1] > most:
                best, most = found
        index = same
    return best


def _strip(runs: Sequence[Run], edge: float, start: float, height: float) -> tuple[_Gutter, int] | None:
    """Return the gutter before the column that begins at `edge` with the number of full lines beside it, None where there is none."""
    before = [run for run in runs if run.right < edge - 0.2 * height]
    after = [run for run in runs if edge - 0.1 * height <= run.left <= edge + _INDENT * height]
    if not before or not after:
        return None
    limit = _usual_end(before, start, height)
    end = _usual_end(after, edge, height)
    if limit - start < _NARROWEST * height or end - edge < _NARROWEST * height or edge - limit < 0.4 * height:
        return None
    gutter = _Gutter(limit, edge, start, end)
    ends = [run for run in before if run.right > limit - 1.3 * height and run.right - run.left >= 0.5 * (limit - start)]
    fills = [run for run in after if run.right > end - 1.3 * height and run.right <= end + 0.5 * height]
    across = sum(1 for run in runs if run.left < limit and run.right > edge)
    rivals = sum(1 for run in before if run.left >= start + _INDENT * height)
    fewest = min(len(ends), len(fills))
    if len(fills) < 0.5 * len(after) or len(ends) < 0.45 * (len(before) - rivals) or fewest < 1:
        return None
    if fewest < _FEWEST_OF_TABLES and any(run.left > end for run in runs):
        return None  # more columns, each of few full lines: cells of a table
    if fewest < _FEWEST_AMONG_LINES and across > 3 * (len(ends) + len(fills)):
        return None
    return gutter, fewest + len(ends) + len(fills) - min(across, len(ends))


def _usual_end(runs: Sequence[Run], start: float, height: float) -> float:
    """Return the right edge that most long lines reach; single lines and cells of tables may jut out."""
    rights = sorted(run.right for run in runs if run.right - start > _NARROWEST * height)
    best, most, first = start, 0, 0
    for last, right in enumerate(rights):
        while rights[first] < right - 1.3 * height:
            first += 1
        if last - first + 1 >= most:
            best, most = right, last - first + 1
    return best


def _across(runs: Sequence[Run], gutter: _Gutter, height: float) -> set[int]:
    """Return the identities of runs that stand across the columns: over the gutter, in rows of tables, in notes that go on over it."""
    found = {id(run) for run in runs if run.left < gutter.left - 0.1 * height and run.right > gutter.right + 0.1 * height}
    for index, run in enumerate(runs):
        if id(run) in found and run.top - run.bottom < _SMALL * height:
            found.update(_short_above(runs, index, found))
    return found | _table_rows(runs, gutter, height, found)


def _short_above(runs: Sequence[Run], index: int, across: set[int]) -> list[int]:
    """Short lines of a note that goes on across the columns in the line below."""
    below = runs[index]
    taken: list[int] = []
    size = below.top - below.bottom
    for run in reversed(runs[:index]):
        similar = abs(run.top - run.bottom - size) < 0.04 * size and abs(run.left - below.left) < 2.5 * size
        if id(run) in across or not similar or run.bottom - below.top > 0.8 * size:
            break
        taken.append(id(run))
        below = run
    return taken


def _table_rows(runs: Sequence[Run], gutter: _Gutter, height: float, across: set[int]) -> set[int]:
    """Return runs in rows of three cells and more on both sides of the gutter, and those beside a line across it."""
    found: set[int] = set()
    if not across and not any(low.top > high.bottom + 0.3 * height for high, low in zip(runs, runs[2:], strict=False)):
        return found  # nowhere do three runs stand side by side
    zone: list[list[Run]] = []
    titled = False
    for row in [*_rows(runs), []]:
        over = bool(across) and any(id(run) in across for run in row)
        if over:
            found.update(id(run) for run in row)  # beside what stands across the gutter no column goes on
        if len(row) >= 3 and (over or _is_across(row, gutter)):
            zone.append(row)
            continue
        cells = sum(1 for line in zone if min(_count_sides(line, gutter)) >= 2)
        if zone and (titled or (len(zone) >= 2 and cells * 2 >= len(zone))):
            found.update(id(run) for line in zone for run in line)
        zone = []
        titled = over
    return found


def _is_across(row: Sequence[Run], gutter: _Gutter) -> bool:
    """Whether a row has cells on both sides and no line of prose."""
    return not any(_fills(run, gutter) for run in row) and min(_count_sides(row, gutter)) > 0


def _count_sides(row: Sequence[Run], gutter: _Gutter) -> tuple[int, int]:
    left = sum(1 for run in row if run.left + run.right < gutter.left + gutter.right)
    return left, len(row) - left


# lines of one column


def _rows(runs: Sequence[Run]) -> list[list[Run]]:
    """Return rows from top to bottom; runs that overlap in height stand in one row, so raised figures stay in their line."""
    rows: list[list[Run]] = []
    bottom = top = float("inf")
    for run in runs:
        low, high = run.bottom, run.top
        if high > bottom:
            overlap = (top if top < high else high) - (bottom if bottom > low else low)
            if overlap > 0.4 * min(high - low, top - bottom):
                rows[-1].append(run)
                if high - low > top - bottom:
                    bottom, top = low, high
                continue
        rows.append([run])
        bottom, top = low, high
    return rows


def _column(runs: Sequence[Run], height: float) -> list[str]:
    """Return the lines of one column from top to bottom.

    Two ideographic spaces stand before a line that is set in by two characters while the next one is not: a paragraph begins there.
    """
    result: list[str] = []
    least, most = 1.2 * height, _INDENT * height
    before = least
    for row in _rows(runs):
        left, text = (row[0].left, row[0].text) if len(row) == 1 else _joined(row)
        if least < before - left < most and result:
            result[-1] = "\u3000\u3000" + result[-1]
        result.append(text)
        before = left
    return result


def _plain(runs: Sequence[Run]) -> list[str]:
    return [row[0].text if len(row) == 1 else _joined(row)[1] for row in _rows(runs)]


def _joined(row: list[Run]) -> tuple[float, str]:
    """Return left edge and words of a row."""
    row.sort(key=attrgetter("left"))
    text = row[0].text
    for before, run in pairwise(row):
        gap, height = run.left - before.right, run.top - run.bottom
        text += ("\t" if gap > 1.5 * height else " " if gap > 0.15 * height else "") + run.text
    return row[0].left, text
