"""Files made for the tests: papers of our own invention as PDF and DOCX, and the shared papers where they are at hand."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from io import BytesIO
from pathlib import Path

import pytest

from corpus.document import Document
from corpus.load import load_document

PdfPages = Sequence[Sequence[tuple[float, float, float, str]]]


@pytest.fixture(scope="session")
def seeds() -> dict[str, Document]:
    """The five shared papers by the first three characters of their names; skips where they are absent."""
    shared = Path(os.environ.get("ZHITU_SHARED", Path(__file__).parents[3] / "shared"))
    found = sorted((shared / "seeds").glob("*.txt"))
    if not found:
        pytest.skip(f"no shared papers at {shared}")
    return {path.name[:3]: load_document(path) for path in found}


@pytest.fixture(scope="session")
def gold_folder() -> Path:
    """The folder of gold annotations; skips where it is absent."""
    folder = Path(os.environ.get("ZHITU_SHARED", Path(__file__).parents[3] / "shared")) / "gold"
    if not folder.is_dir():
        pytest.skip(f"no gold annotations at {folder}")
    return folder


@pytest.fixture
def pdf_of() -> Callable[..., bytes]:
    """Makes a PDF of pages, each a list of (x, y, font size, words)."""
    return _pdf_of


@pytest.fixture
def docx_of() -> Callable[..., bytes]:
    """Makes a Word file of (style, words) paragraphs and, after them, one table."""
    return _docx_of


def _pdf_of(pages: PdfPages, title: str | None = None) -> bytes:
    """Return a PDF; each page is a list of (x, y, font size, words). Its Chinese font is named, not embedded."""
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.pdfgen.canvas import Canvas

    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))  # pyright: ignore[reportUnknownMemberType]  # reportlab is untyped
    buffer = BytesIO()
    canvas = Canvas(buffer, invariant=True)
    if title:
        canvas.setTitle(title)
    for page in pages:
        for x, y, size, words in page:
            canvas.setFont("STSong-Light", size)
            canvas.drawString(x, y, words)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def _docx_of(paragraphs: Sequence[tuple[str, str]], table: Sequence[Sequence[str]] = (), title: str = "") -> bytes:
    """Return a Word file of (style, words) paragraphs and, after them, one table."""
    from docx import Document

    word = Document()
    word.core_properties.title = title
    for style, words in paragraphs:
        word.add_paragraph(words, style=style)
    if table:
        grid = word.add_table(len(table), len(table[0]))
        for row, cells in enumerate(table):
            for column, words in enumerate(cells):
                grid.cell(row, column).text = words
    buffer = BytesIO()
    word.save(buffer)
    return buffer.getvalue()
