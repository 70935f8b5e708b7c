"""Tables as plain text, Markdown and CSV; columns line up where Chinese characters are two cells wide."""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Table:
    """Cells as text, one tuple a row, all as long as `columns`."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def width(text: str) -> int:
    """Return the number of terminal cells of a text: wide and full-width characters take two, combining marks none.

    >>> width("A县")
    3
    """
    if text.isascii():
        return len(text)
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def one_line(text: str) -> str:
    r"""Fold white space; between two Chinese characters a line break of the layout is no space.

    >>> one_line("乡镇\n\n政府 work team")
    '乡镇政府 work team'
    """
    words = text.split()
    folded = words[0] if words else ""
    for word in words[1:]:
        wide = width(folded[-1]) == 2 and width(word[0]) == 2
        folded += word if wide else " " + word
    return folded


def shorten(text: str, cells: int) -> str:
    """Cut a text to at most `cells` terminal cells, the last one an ellipsis where something was cut."""
    text = one_line(text)
    if width(text) <= cells:
        return text
    kept = ""
    used = 1
    for character in text:
        used += width(character)
        if used > cells:
            break
        kept += character
    return kept + "…"


def text_table(table: Table, *, most: int = 60) -> str:
    """Return aligned plain text, one line a row; cells over `most` terminal cells are cut."""
    cells = [[shorten(cell, most) for cell in row] for row in (table.columns, *table.rows)]
    widths = [max(width(row[i]) for row in cells) for i in range(len(table.columns))]
    lines = ["  ".join(_pad(cell, wide) for cell, wide in zip(row, widths, strict=True)).rstrip() for row in cells]
    lines.insert(1, "  ".join("-" * wide for wide in widths))
    return "\n".join(lines) + "\n"


def _pad(cell: str, wide: int) -> str:
    return cell + " " * (wide - width(cell))


def markdown_table(table: Table) -> str:
    """Return a GitHub-style table; bars, brackets of HTML and line breaks in cells are made safe."""
    lines = [table.columns, tuple("---" for _ in table.columns), *table.rows]
    return "\n".join("| " + " | ".join(_markdown(cell) for cell in row) + " |" for row in lines) + "\n"


def _markdown(cell: str) -> str:
    return one_line(cell).replace("\\", "\\\\").replace("|", "\\|").replace("<", "&lt;")


def csv_text(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return RFC 4180 CSV with a header line; line ends are CRLF."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(columns)
    writer.writerows(rows)
    return out.getvalue()
