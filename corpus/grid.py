"""Tables with merged cells set out as rows of equally many cells, one line each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

_FREE = 10_000
"""Characters that merged cells may add to a table beyond twice its own; a small file may claim cells of any size."""


@dataclass(frozen=True, slots=True)
class Spanned:
    """A cell that stands over `across` columns and `down` rows."""

    text: str
    across: int = 1
    down: int = 1


def rows_of(grid: Sequence[Sequence[Spanned]]) -> Iterator[str]:
    r"""Yield each row that holds words as its cells with one tab between two; a merged cell is repeated where it reaches.

    A row that is one cell over all columns (a heading inside the table) is given once.

    >>> list(rows_of([[Spanned("县", 1, 2), Spanned("2014年", 2)], [Spanned("户"), Spanned("人")]]))
    ['县\t2014年\t2014年', '县\t户\t人']
    >>> list(rows_of([[Spanned(""), Spanned("2014年")], [Spanned("清平县"), Spanned(" ")]]))
    ['\t2014年', '清平县\t']
    """
    return _Rows(grid).run()


class _Rows:
    """Sets rows out in order; `hanging` holds the cells that reach down, by column, with the rows they have left."""

    def __init__(self, grid: Sequence[Sequence[Spanned]]) -> None:
        self.grid = grid
        self.hanging: dict[int, tuple[str, int]] = {}
        self.left = _FREE + 2 * sum(len(cell.text) + 1 for row in grid for cell in row)

    def run(self) -> Iterator[str]:
        for row in self.grid:
            cells: list[str] = []
            if len(row) == 1 and row[0].across > 1 and not self.hanging:
                cells.append(" ".join(row[0].text.split()))
            else:
                for cell in row:
                    self._hang(cells)
                    self._put(cells, cell)
                self._hang(cells)
            if any(" ".join(cell.text.split()) for cell in row):
                yield "\t".join(cells)

    def _put(self, cells: list[str], cell: Spanned) -> None:
        words = " ".join(cell.text.split())
        across = max(1, min(cell.across, self.left // (len(words) + 1)))
        self.left -= (across - 1) * (len(words) + 1)
        if cell.down > 1:
            self.hanging |= {len(cells) + column: (words, cell.down - 1) for column in range(across)}
        cells += [words] * across

    def _hang(self, cells: list[str]) -> None:
        """Add the cells that reach down from rows above into the columns that come next."""
        while (above := self.hanging.pop(len(cells), None)) is not None:
            words, rows = above
            self.left -= len(words) + 1
            if self.left < 0:
                self.hanging.clear()
                return
            if rows > 1:
                self.hanging[len(cells)] = (words, rows - 1)
            cells.append(words)
