"""Word documents: headings, paragraphs, lists and tables in document order; the raw text is the extracted text, a line each."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING

from corpus.document import SegmentKind
from corpus.source import DocumentError, Mark, SourceText

if TYPE_CHECKING:
    from docx.document import Document as WordDocument
    from docx.table import Table
    from docx.text.paragraph import Paragraph

_HEADING = re.compile(r"(?:heading|标题)\s*([1-9])$", re.IGNORECASE)
_STYLES: dict[str, SegmentKind] = {"title": "title", "subtitle": "subtitle", "caption": "caption"}
_BREAKS = re.compile(r"\s*[\r\n\v\f]+\s*")


@dataclass(slots=True)
class _Line:
    text: str
    kind: SegmentKind | None
    level: int | None = None
    closes: bool = True
    """An empty line follows, as between blocks; rows of one table stand together."""


def read_docx(data: bytes, source: str) -> SourceText:
    """Return the text of a .docx file with what its styles tell of structure."""
    from zipfile import BadZipFile

    from docx import Document as open_docx
    from docx.opc.exceptions import PackageNotFoundError
    from lxml.etree import XMLSyntaxError

    try:
        word = open_docx(BytesIO(data))
        lines = list(_lines(word))
        properties = _properties(word)
    except (BadZipFile, PackageNotFoundError, XMLSyntaxError, KeyError, ValueError, OSError) as error:
        raise DocumentError(
            source, "not a Word document that can be opened (damaged, encrypted or .doc); save it again as .docx"
        ) from error
    parts: list[str] = []
    marks: list[Mark] = []
    length = 0
    for line in lines:
        if line.kind is not None:
            marks.append(Mark(length, length + len(line.text), line.kind, line.level))
        parts.append(line.text + ("\n\n" if line.closes else "\n"))
        length += len(parts[-1])
    return SourceText("".join(parts), marks=tuple(marks), properties=properties, paragraphs=True)


def _lines(word: WordDocument) -> Iterator[_Line]:
    from docx.table import Table

    for item in word.iter_inner_content():
        if isinstance(item, Table):
            yield from _rows(item)
        elif line := _paragraph(item):
            yield line


def _paragraph(paragraph: Paragraph) -> _Line | None:
    text = _BREAKS.sub(" ", paragraph.text).strip()
    if not text:
        return None
    name = (paragraph.style.name or "") if paragraph.style is not None else ""
    heading = _HEADING.match(name.strip())
    if heading:
        return _Line(text, "heading", int(heading[1]))
    kind = _STYLES.get(name.lower())
    if kind is None and name.lower().startswith("list"):
        kind = "list_item"
    return _Line(text, kind)


def _rows(table: Table) -> Iterator[_Line]:
    rows: list[str] = []
    for row in table.rows:
        cells: list[str] = []
        seen: set[int] = set()
        for cell in row.cells:
            if id(cell._tc) in seen:  # pyright: ignore[reportPrivateUsage]  # merged cells repeat; python-docx has no public test for it
                continue
            seen.add(id(cell._tc))  # pyright: ignore[reportPrivateUsage]
            cells.append(re.sub(r"\s+", " ", cell.text).strip() or "-")
        if any(cell != "-" for cell in cells):
            rows.append("\t".join(cells))
    for number, row in enumerate(rows, 1):
        yield _Line(row, "table_row", closes=number == len(rows))


def _properties(word: WordDocument) -> dict[str, str]:
    core = word.core_properties
    author = "" if core.author in {"python-docx", "Administrator", "admin", "User"} else core.author
    return {name: value for name, value in (("title", core.title), ("authors", author), ("keywords", core.keywords)) if value}
