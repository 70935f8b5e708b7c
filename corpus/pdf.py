"""PDF files: text by page in reading order, by text recognition where pages are pictures; the raw text is the extracted text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from threading import Lock
from typing import TYPE_CHECKING

from corpus.limits import DEFAULT_LIMITS, Limits, in_megabytes
from corpus.pdf_columns import page_lines, repeated_edges
from corpus.pdf_ocr import recognised, recogniser
from corpus.pdf_text import PageError, Run, text_layer
from corpus.source import DocumentError, SourceText

if TYPE_CHECKING:
    import pypdfium2 as pdfium

_PDFIUM = Lock()
"""PDFium keeps its state in the process and may be called by one thread at a time."""
_END = re.compile(rb"%%EOF|startxref\s+\d+")
_AFTER_END = 4096
"""Bytes that may follow the end mark: mail gateways and servers append some."""
_AGAIN = "save or download it again"


def read_pdf(data: bytes, source: str, limits: Limits = DEFAULT_LIMITS) -> SourceText:
    """Return the text of a PDF with the offset of every page.

    Pages without text, or with a text layer that holds other characters than the page shows, are read by text recognition.
    Raises DocumentError for a file that is locked, damaged, cut off or over a limit, and for a scan where the extra `ocr` is
    not installed.
    """
    if len(data) > limits.file_bytes:
        raise DocumentError(source, f"larger than {in_megabytes(limits.file_bytes)}; split it")
    with _PDFIUM:
        return _read(data, source, limits.pages)


def _read(data: bytes, source: str, max_pages: int) -> SourceText:
    import pypdfium2 as pdfium

    document = _opened(data, source)
    number = 0
    try:
        count = len(document)
        if count > max_pages:
            raise DocumentError(source, f"has {count:,} pages, more than {max_pages:,}; split it")
        runs: list[list[Run]] = []
        pictures: list[int] = []
        for number in range(count):
            page = document[number]
            layer = text_layer(page)
            if not layer.readable or (not layer.runs and _has_picture(page)):
                pictures.append(number)
            runs.append(layer.runs)
            page.close()
        repeated = repeated_edges(runs)
        pages = [page_lines(page, repeated) for page in runs]
        warnings = _recognise(document, pages, pictures, source) if pictures else ()
        properties = _properties(document)
    except PageError as error:
        raise DocumentError(source, f"page {number + 1} {error}") from error
    except pdfium.PdfiumError as error:
        raise DocumentError(source, f"page {number + 1} cannot be read (damaged?); {_AGAIN}") from error
    finally:
        document.close()
    return _text(pages, properties, warnings)


def _opened(data: bytes, source: str) -> pdfium.PdfDocument:
    import pypdfium2 as pdfium

    try:
        document = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        if "password" in str(error).lower():
            reason = "is encrypted and needs a password; save it without one"
        elif "security" in str(error).lower():
            reason = "is encrypted in a way that cannot be read; save it without protection"
        elif data.lstrip()[:5] != b"%PDF-":
            reason = f"not a PDF, whatever its name says; {_AGAIN}"
        elif _is_cut_off(data):
            reason = f"not a PDF that can be opened: its end is missing; {_AGAIN}"
        else:
            reason = f"not a PDF that can be opened (damaged?); {_AGAIN}"
        raise DocumentError(source, reason) from error
    if _is_cut_off(data):
        document.close()
        raise DocumentError(source, f"the PDF is cut off, its end is missing; {_AGAIN}")
    return document


def _is_cut_off(data: bytes) -> bool:
    """Whether the end mark is missing: PDFium opens such a file with the pages it finds, and the others would be lost in silence."""
    return (
        _END.search(data[-_AFTER_END:].rstrip(b"\0\r\n \t") or data) is None
        and _END.search(data.rstrip(b"\0\r\n \t")[-_AFTER_END:]) is None
    )


def _has_picture(page: pdfium.PdfPage) -> bool:
    """Whether a picture covers so much of the page that it may be a scan."""
    from pypdfium2.raw import FPDF_PAGEOBJ_IMAGE

    whole = page.get_width() * page.get_height()
    for item in page.get_objects(filter=(FPDF_PAGEOBJ_IMAGE,), max_depth=3):
        left, bottom, right, top = item.get_bounds()
        if (right - left) * (top - bottom) > 0.2 * whole:
            return True
    return False


def _recognise(document: pdfium.PdfDocument, pages: list[list[str]], pictures: Sequence[int], source: str) -> tuple[str, ...]:
    """Put the recognised lines of `pictures` in `pages`; without the extra they are left out, with a warning, where most pages are text."""
    engine = recogniser()
    if engine is not None:
        for number in pictures:
            page = document[number]
            pages[number] = page_lines(recognised(engine, page))
            page.close()
        return ()
    remedy = "to read by text recognition (OCR): pip install 'zhitu[ocr]'"
    if 2 * len(pictures) >= len(pictures) + sum(1 for lines in pages if lines):
        raise DocumentError(source, f"a scan, or a text layer that cannot be read ({_named(pictures)}); {remedy}")
    return (f"{_named(pictures)} left out: a picture, or text that cannot be read; {remedy}",)


def _named(pages: Sequence[int]) -> str:
    shown = ", ".join(str(number + 1) for number in pages[:5]) + (" …" if len(pages) > 5 else "")
    return f"page{'s' if len(pages) > 1 else ''} {shown}"


def _text(pages: Sequence[Sequence[str]], properties: dict[str, str], warnings: tuple[str, ...]) -> SourceText:
    parts: list[str] = []
    offsets: list[int] = []
    length = 0
    for number, lines in enumerate(pages):
        text = "\n".join(lines) + "\n" if lines else ""
        offsets.append(length)
        parts.append(text + "\f" if number + 1 < len(pages) else text)
        length += len(parts[-1])
    return SourceText("".join(parts), pages=tuple(offsets), properties=properties, broken=True, warnings=warnings)


def _properties(document: pdfium.PdfDocument) -> dict[str, str]:
    named = (("title", "Title"), ("authors", "Author"), ("keywords", "Keywords"))
    values = ((name, document.get_metadata_value(key)) for name, key in named)
    return {name: value for name, value in values if value and value.lower() not in {"untitled", "anonymous", "unspecified"}}
