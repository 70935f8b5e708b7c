"""PDF files: text by page, columns read one after the other; the raw text is the extracted text, line by line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from corpus.source import DocumentError, SourceText

if TYPE_CHECKING:
    import pypdfium2 as pdfium

_HYPHENS = "\x02\ufffe"
"""What PDFium gives for a hyphen at a line's end."""
_COLUMN_RUNS = 5
"""Lines that each side of a page needs before it counts as set in two columns."""


@dataclass(slots=True)
class _Run:
    """A stretch of characters on one line, in page coordinates (y grows upwards)."""

    left: float
    bottom: float
    right: float
    top: float
    text: str

    @property
    def height(self) -> float:
        return self.top - self.bottom


def read_pdf(data: bytes, source: str) -> SourceText:
    """Return the text of a PDF's text layer with the offset of every page.

    Raises DocumentError for a damaged or locked file and for one without a text layer.
    """
    import pypdfium2 as pdfium

    try:
        document = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        locked = "password" in str(error).lower()
        reason = (
            "is locked by a password; save it without one"
            if locked
            else "not a PDF that can be opened (damaged?); save or download it again"
        )
        raise DocumentError(source, reason) from error
    parts: list[str] = []
    pages: list[int] = []
    length = 0
    try:
        for number in range(len(document)):
            page = document[number]
            text = "".join(f"{line}\n" for line in _page_lines(page))
            page.close()
            pages.append(length)
            parts.append(text + "\f" if number + 1 < len(document) else text)
            length += len(parts[-1])
        properties = _properties(document)
    except pdfium.PdfiumError as error:
        raise DocumentError(source, f"page {len(pages) + 1} cannot be read (damaged?); save or download the file again") from error
    finally:
        document.close()
    return SourceText("".join(parts), pages=tuple(pages), properties=properties, broken=True)


def _page_lines(page: pdfium.PdfPage) -> list[str]:
    textpage = page.get_textpage()
    try:
        runs = _runs(textpage)
        return [line for column in _columns(runs, page.get_width()) for line in _rows(column)]
    finally:
        textpage.close()


def _runs(textpage: pdfium.PdfTextPage) -> list[_Run]:
    """Return the stretches of text that stand together; a jump across the page or to another line begins a new one.

    Loose boxes come from the font's own measure, so glyphs of fonts that are not embedded have a height as well.
    """
    text = textpage.get_text_range()
    if len(text) != textpage.count_chars():
        text = "".join(textpage.get_text_range(index, 1)[:1] or " " for index in range(textpage.count_chars()))
    runs: list[_Run] = []
    run: _Run | None = None
    for index, char in enumerate(text):
        if char in "\r\n":
            run = None
            continue
        if char in _HYPHENS:
            char = "-"
        left, bottom, right, top = textpage.get_charbox(index, loose=True)
        height = top - bottom
        if height <= 0 or char.isspace():
            if run is not None:
                run.text += char
            continue
        if run is not None and abs(bottom - run.bottom) < 0.3 * height and -height < left - run.right < 2 * height:
            run.text += char
            run.right = max(run.right, right)
            run.top, run.bottom = max(run.top, top), min(run.bottom, bottom)
        else:
            run = _Run(left, bottom, right, top, char)
            runs.append(run)
    for item in runs:
        item.text = item.text.strip()
    return [item for item in runs if item.text]


def _columns(runs: Sequence[_Run], width: float) -> list[list[_Run]]:
    """Return the runs in reading groups: what spans the page, then the left, then the right column of the band below it."""
    middle = width / 2
    slack = width * 0.01
    left = [run for run in runs if run.right <= middle + slack]
    right = [run for run in runs if run.left >= middle - slack]
    across = [run for run in runs if run.left < middle - slack and run.right > middle + slack]
    paired = sum(1 for run in right if any(abs(run.bottom - other.bottom) < run.height for other in left))
    wide = [run for run in right if run.right - run.left > width * 0.2]
    if min(len(left), len(right)) < _COLUMN_RUNS or len(wide) < _COLUMN_RUNS or paired < 0.5 * len(right) or len(across) > len(left):
        return [list(runs)]
    groups: list[list[_Run]] = []
    edges = [float("inf"), *sorted({run.bottom for run in across}, reverse=True), float("-inf")]
    for above, below in pairwise(edges):
        band = [[run for run in side if below <= run.bottom < above] for side in (left, right)]
        groups += [side for side in band if side]
        spanning = [run for run in across if run.bottom == below]
        if spanning:
            groups.append(spanning)
    return groups


def _rows(runs: Sequence[_Run]) -> list[str]:
    """Return lines from top to bottom; runs that overlap in height stand on one line, gaps wider than a character set cells apart."""
    rows: list[list[_Run]] = []
    for run in sorted(runs, key=lambda item: (-item.bottom, item.left)):
        row = rows[-1] if rows else None
        if row is not None:
            overlap = min(run.top, row[0].top) - max(run.bottom, row[0].bottom)
            if overlap > 0.4 * min(run.height, row[0].height):
                row.append(run)
                continue
        rows.append([run])
    return [_joined(sorted(row, key=lambda item: item.left)) for row in rows]


def _joined(row: Sequence[_Run]) -> str:
    text = row[0].text
    for before, run in pairwise(row):
        gap = run.left - before.right
        text += ("\t" if gap > 1.5 * run.height else " " if gap > 0.15 * run.height else "") + run.text
    return text


def _properties(document: pdfium.PdfDocument) -> dict[str, str]:
    info = document.get_metadata_dict(skip_empty=True)
    named = (("title", "Title"), ("authors", "Author"), ("keywords", "Keywords"))
    return {name: info[key] for name, key in named if info.get(key) and info[key].lower() not in {"untitled", "anonymous", "unspecified"}}
