"""The format of a file by what it holds; its name only decides where the content leaves it open."""

from __future__ import annotations

import codecs
import re
from pathlib import Path
from typing import Literal
from zipfile import ZipFile

from corpus.archive import is_word, open_package
from corpus.limits import Limits
from corpus.source import DocumentError

Format = Literal["pdf", "docx", "html", "plain"]

_HEAD = 2048
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PRINT = "print or save it as .pdf"
_FOREIGN: tuple[tuple[bytes, str, str], ...] = (
    (b"{\\rtf", "an RTF file", "save it as .docx"),
    (b"Rar!\x1a\x07", "a .rar archive", "unpack it, or pack it as .zip"),
    (b"7z\xbc\xaf\x27\x1c", "a .7z archive", "unpack it, or pack it as .zip"),
    (b"\x1f\x8b", "a .gz archive", "unpack it, or pack it as .zip"),
    (b"BZh", "a .bz2 archive", "unpack it, or pack it as .zip"),
    (b"\xfd7zXZ\x00", "an .xz archive", "unpack it, or pack it as .zip"),
    (b"\x89PNG\r\n\x1a\n", "a picture", "make it a .pdf, which is read by text recognition (OCR)"),
    (b"\xff\xd8\xff", "a picture", "make it a .pdf, which is read by text recognition (OCR)"),
    (b"GIF8", "a picture", "make it a .pdf, which is read by text recognition (OCR)"),
    (b"II*\x00", "a picture", "make it a .pdf, which is read by text recognition (OCR)"),
    (b"MM\x00*", "a picture", "make it a .pdf, which is read by text recognition (OCR)"),
    (b"CAJ\x00", "a CAJ file of CNKI", "download the paper as .pdf, or print it to one in CAJViewer"),
    (b"KDH ", "a KDH file of CNKI", "download the paper as .pdf, or print it to one in CAJViewer"),
    (b"HN\x00", "a CAJ file of CNKI", "download the paper as .pdf, or print it to one in CAJViewer"),
    (b"AT&TFORM", "a DjVu file", _PRINT),
    (b"%!PS", "a PostScript file", _PRINT),
)
"""First bytes, what the file is, and what to do."""
_HTML = re.compile(r"(?:\s|<\?xml[^>]*>|<!--.*?-->)*<(?:!doctype\s+html|html)\b", re.IGNORECASE | re.DOTALL)
_PDF = re.compile(rb"\s*%PDF-\d")
_TAG = re.compile(rb"<[A-Za-z!/]")
_WORD_XML = re.compile(r'progid="Word\.Document"|<(?:\w+:)?wordDocument\b|<pkg:package\b')
_SAVED_PAGE = re.compile(rb"^(?:MIME-Version:|From: <Saved by)", re.IGNORECASE | re.MULTILINE)
_PACKAGES = (("xl/", "an Excel file"), ("ppt/", "a PowerPoint file"), ("META-INF/", "an OpenDocument or EPUB file"))


def format_of(data: bytes, source: str, limits: Limits) -> Format:
    """Return the format that a file's bytes show.

    Raises DocumentError for a format that is not read, with what to save it as.
    """
    suffix = Path(source).suffix.lower()
    head = data[:_HEAD]
    if _PDF.match(head) or (suffix == ".pdf" and b"%PDF-" in head):
        return "pdf"
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _package(data, source, limits)
    if head.startswith(_OLE):
        raise DocumentError(source, _old_office(data))
    for magic, name, remedy in _FOREIGN:
        if head.startswith(magic):
            raise DocumentError(source, f"is {name}, which is not read; {remedy}")
    if _SAVED_PAGE.match(head) and b"multipart/" in data[: 4 * _HEAD].lower():
        raise DocumentError(source, "is a web archive (.mhtml), which is not read; save the page as .html or .pdf")
    opening = _opening(head)
    if _WORD_XML.search(opening):
        raise DocumentError(source, "is a Word file in plain XML, which is not read; save it as .docx")
    if _HTML.match(opening) or (suffix in {".html", ".htm"} and (_TAG.search(data) or opening.startswith("<"))):
        return "html"
    return "plain"


def _opening(head: bytes) -> str:
    """Return the first characters as far as markup needs them, which is ASCII."""
    for bom, encoding in ((codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be")):
        if head.startswith(bom):
            return head[2:].decode(encoding, errors="replace")
    return head.removeprefix(codecs.BOM_UTF8).decode("latin-1")


def _package(data: bytes, source: str, limits: Limits) -> Format:
    with open_package(data, source, limits, remedy="save it again as .docx, or pack it as .zip") as opened:
        if is_word(opened):
            return "docx"
        raise DocumentError(source, _other_package(opened))


def _other_package(opened: ZipFile) -> str:
    names = opened.namelist()
    for folder, name in _PACKAGES:
        if any(item.startswith(folder) for item in names):
            return f"is {name}, which is not read; save its text as .docx or .pdf"
    return "is an archive, not a document; give it a name that ends in .zip"


def _old_office(data: bytes) -> str:
    def holds(name: str) -> bool:
        return name.encode("utf-16-le") in data

    if holds("EncryptedPackage"):
        return "is locked by a password; save it without one"
    if holds("WordDocument"):
        return "is an old Word file (.doc); save it as .docx"
    kind = "an old Excel file" if holds("Workbook") else "an old PowerPoint file" if holds("PowerPoint Document") else "an old Office file"
    return f"is {kind}, which is not read; save its text as .docx or .pdf"
