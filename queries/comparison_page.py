"""A comparison as text, CSV, Markdown, HTML, spreadsheet or word-processor file, with numbered references to the quotes."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass

from queries.comparison_model import Cell, Comparison
from queries.facts import Quote
from queries.references import References
from queries.tables import Table, csv_text, markdown_table, text_table
from queries.web_template import render_template
from queries.wording import Language, word

TEXT_FORMATS = ("table", "csv", "md", "html")
FILE_FORMATS = ("xlsx", "docx")
_REFERENCE_CELLS = 120
_EPOCH = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class _PrintedCell:
    state: str
    text: str
    numbers: tuple[str, ...]

    @property
    def marked(self) -> str:
        return self.text + "".join(f"[{number}]" for number in self.numbers)


@dataclass(frozen=True, slots=True)
class _PrintedRow:
    level: str
    label: str
    cells: tuple[_PrintedCell, ...]
    differs: str


@dataclass(frozen=True, slots=True)
class _Printed:
    title: str
    columns: tuple[str, ...]
    rows: tuple[_PrintedRow, ...]
    references: References
    references_title: str
    documents: tuple[str, ...]
    """The documents quoted, as one cites them."""
    documents_title: str

    @property
    def table(self) -> Table:
        rows = (
            ((row.label if row.level == "type" else f"· {row.label}"), *(c.marked for c in row.cells), row.differs) for row in self.rows
        )
        return Table(self.columns, tuple(rows))


def render_text(comparison: Comparison, output: str, *, language: Language = "zh") -> str:
    """Return a comparison as `table`, `csv` (full quotes in the cells), `md` or `html`; ValueError for another format."""
    if output not in TEXT_FORMATS:
        raise ValueError(f"format “{output}” is not known; choose one of {', '.join((*TEXT_FORMATS, *FILE_FORMATS))}")
    if output == "csv":
        return _csv(comparison, language)
    printed = _print(comparison, language)
    if output == "table":
        references = "\n".join(printed.references.lines(_REFERENCE_CELLS))
        documents = "".join(f"{line}\n" for line in (printed.documents_title, *printed.documents)) if printed.documents else ""
        shown = f"{printed.title}\n\n{text_table(printed.table, most=48)}\n{printed.references_title}\n{references}\n"
        return f"{shown}\n{documents}" if documents else shown
    if output == "md":
        references = "\n".join(f"- {line}" for line in printed.references.lines())
        documents = "".join(f"- {line}\n" for line in printed.documents)
        shown = f"# {printed.title}\n\n{markdown_table(printed.table)}\n## {printed.references_title}\n\n{references}\n"
        return f"{shown}\n## {printed.documents_title}\n\n{documents}" if documents else shown
    return render_template(
        "comparison.html",
        language=language,
        title=printed.title,
        columns=printed.columns,
        rows=printed.rows,
        references=printed.references.lines(),
        references_title=printed.references_title,
        documents=printed.documents,
        documents_title=printed.documents_title,
    )


def render_file(comparison: Comparison, output: str, *, language: Language = "zh") -> bytes:
    """Return the bytes of an `xlsx` or `docx` file, the same bytes for the same comparison; ValueError for another format."""
    printed = _print(comparison, language)
    if output == "xlsx":
        return _xlsx(printed)
    if output == "docx":
        return _docx(printed)
    raise ValueError(f"format “{output}” is not known; choose one of {', '.join((*TEXT_FORMATS, *FILE_FORMATS))}")


def render(comparison: Comparison, output: str, *, language: Language = "zh") -> str | bytes:
    """Return a comparison in any of its formats: text as str, xlsx and docx as bytes."""
    if output in FILE_FORMATS:
        return render_file(comparison, output, language=language)
    return render_text(comparison, output, language=language)


def _print(comparison: Comparison, language: Language) -> _Printed:
    references = References(language)
    rows = tuple(
        _PrintedRow(
            row.level,
            row.label,
            tuple(_cell(cell, references if row.level == "thing" else None) for cell in row.cells),
            word("yes" if row.differs else "no", language),
        )
        for row in comparison.rows
    )
    title = f"{word('comparison', language)}（{word(comparison.by, language)}）"
    columns = (word(comparison.by, language), *(case.label for case in comparison.cases), word("differs", language))
    quoted = references.documents()
    documents = tuple(document.listed for document in comparison.documents if document.source in quoted)
    return _Printed(title, columns, rows, references, word("references", language), documents, word("documents", language))


def _cell(cell: Cell, references: References | None) -> _PrintedCell:
    numbers = () if references is None else references.numbers(quotes_of(cell))
    return _PrintedCell(cell.state, cell.text, tuple(str(number) for number in numbers))


def quotes_of(cell: Cell) -> tuple[Quote, ...]:
    """Return the words a cell rests on, each once."""
    return tuple(dict.fromkeys(quote for claim in cell.claims for quote in claim.quotes))


def _csv(comparison: Comparison, language: Language) -> str:
    cases = [case.label for case in comparison.cases]
    quote = word("quote", language)
    columns = (
        word("type", language),
        word(comparison.by, language),
        *cases,
        *(f"{case} {quote}" for case in cases),
        word("differs", language),
    )
    rows: list[tuple[str, ...]] = []
    for row in comparison.rows:
        quotes = [" | ".join(f"{q.document} {q.start}–{q.end}: {q.text}" for q in quotes_of(cell)) for cell in row.cells]
        label = "" if row.level == "type" else row.label
        rows.append((row.type, label, *(cell.text for cell in row.cells), *quotes, word("yes" if row.differs else "no", language)))
    return csv_text(columns, rows)


def _xlsx(printed: _Printed) -> bytes:
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Font

    book = Workbook()
    sheet = book.active
    sheet.title = "comparison"
    sheet.append([_safe(column) for column in printed.columns])
    for row in printed.table.rows:
        sheet.append([_safe(cell) for cell in row])
    notes = book.create_sheet("references")
    for line in printed.references.lines():
        notes.append([_safe(line)])
    for line in printed.documents:
        notes.append([_safe(line)])
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    for line in sheet.iter_rows():
        for cell in line:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
    for letter in "ABCDEFGHIJ"[: len(printed.columns)]:
        sheet.column_dimensions[letter].width = 36
    notes.column_dimensions["A"].width = 120
    sheet.freeze_panes = "B2"
    out = io.BytesIO()
    book.save(out)
    return _without_dates(out.getvalue())


def _safe(text: str) -> str:
    """Keep a cell from being read as a formula, and drop characters a spreadsheet cannot hold."""
    cleaned = re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f]", "", text)
    return f"'{cleaned}" if cleaned[:1] in ("=", "+", "-", "@") else cleaned


def _docx(printed: _Printed) -> bytes:
    from docx import Document

    document = Document()
    document.add_heading(printed.title, level=1)
    table = document.add_table(rows=1, cols=len(printed.columns))
    table.style = "Table Grid"
    _fill(table.rows[0].cells, printed.columns)
    for row in printed.table.rows:
        _fill(table.add_row().cells, row)
    document.add_heading(printed.references_title, level=2)
    for line in printed.references.lines():
        document.add_paragraph(re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f]", "", line))
    if printed.documents:
        document.add_heading(printed.documents_title, level=2)
    for line in printed.documents:
        document.add_paragraph(re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f]", "", line))
    out = io.BytesIO()
    document.save(out)
    return _without_dates(out.getvalue())


def _fill(cells: Sequence[object], texts: Sequence[str]) -> None:
    from docx.table import _Cell as WordCell  # pyright: ignore[reportPrivateUsage]  # the library names its cell class so

    for cell, text in zip(cells, texts, strict=True):
        if isinstance(cell, WordCell):
            cell.text = re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f]", "", text)


def _without_dates(packed: bytes) -> bytes:
    """Pack an Office file anew with fixed times, so that the same content gives the same bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(packed)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in sorted(old.namelist(), key=lambda n: (n != "[Content_Types].xml", n)):
            body = old.read(name)
            if name == "docProps/core.xml":
                body = re.sub(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z?", b"1980-01-01T00:00:00Z", body)
            new.writestr(zipfile.ZipInfo(name, _EPOCH), body, zipfile.ZIP_DEFLATED)
    return out.getvalue()
