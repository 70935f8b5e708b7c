"""Files in, documents out: finds the sources below paths and reads each by its format."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from pathlib import Path

from corpus.document import Document
from corpus.metadata import metadata
from corpus.plain import read_plain
from corpus.sentences import sentences
from corpus.source import DocumentError, SourceText
from corpus.structure import structure

SUFFIXES = (".txt", ".md", ".pdf", ".docx", ".html", ".htm")
"""File name endings that are read, lower case."""
MAX_BYTES = 100 * 1024 * 1024
_KINDS = ", ".join(SUFFIXES)


class SourceError(Exception):
    """A path that gives no documents; the message names it, what is wrong and what to do."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(f"{path}: {reason}")
        self.path = path
        self.reason = reason


def find_sources(paths: Sequence[Path]) -> list[Path]:
    """Return the files to read: those given and those below the folders given, each once, sorted.

    Hidden files and folders and Office lock files are passed over. Raises SourceError for a path that does not exist, a file
    of another format and a folder without a readable file.
    """
    found: set[Path] = set()
    for path in paths:
        if path.is_dir():
            inside = [item for item in path.rglob("*") if _is_source(item, path)]
            if not inside:
                raise SourceError(path, f"the folder holds no document; put files in it that end in {_KINDS}")
            found.update(inside)
        elif not path.exists():
            raise SourceError(path, "no such file or folder; check the name")
        elif path.suffix.lower() not in SUFFIXES:
            raise SourceError(path, f"files that end in {path.suffix or 'nothing'} are not read; give one of {_KINDS}")
        else:
            found.add(path)
    return sorted(found)


def _is_source(item: Path, folder: Path) -> bool:
    hidden = any(part.startswith((".", "~$")) for part in item.relative_to(folder).parts)
    return not hidden and item.suffix.lower() in SUFFIXES and item.is_file()


def load_document(path: Path) -> Document:
    """Return the document of one file.

    Raises DocumentError for a file that cannot be read or decoded, is damaged, too large or holds no text.
    """
    try:
        if path.stat().st_size > MAX_BYTES:
            raise DocumentError(path.name, f"larger than {MAX_BYTES // 1024**2} MB; split it")
        data = path.read_bytes()
    except OSError as error:
        raise DocumentError(path.name, f"cannot be read ({error.strerror or error}); check that it exists and you may read it") from error
    return document_from_bytes(data, path.name)


def document_from_bytes(data: bytes, source: str) -> Document:
    """Return the document of a file's bytes; `source` is its name, whose ending tells the format where the content does not.

    Raises DocumentError as `load_document` does.
    """
    if not data.strip(b"\x00 \t\r\n\xef\xbb\xbf\xff\xfe"):
        raise DocumentError(source, "the file is empty; remove it or put the text in")
    text = _reader(data, source)(data, source)
    if not text.raw.strip("\ufeff \t\r\n\f\u3000"):
        raise DocumentError(source, "holds no text; a scan must go through text recognition (OCR) first")
    digest = hashlib.sha256(data).hexdigest()
    parts = structure(text)
    return Document(
        id=digest[:16],
        source=source,
        sha256=digest,
        raw=text.raw,
        metadata=metadata(text.raw, parts.reading, parts.segments, parts.front, text.properties),
        reading=parts.reading,
        segments=parts.segments,
        sentences=sentences(parts.reading, parts.segments),
        pages=text.pages,
    )


def _reader(data: bytes, source: str) -> Callable[[bytes, str], SourceText]:
    """Choose by content where it is plain to see, else by the file's ending; heavy libraries are imported only when needed."""
    suffix = Path(source).suffix.lower()
    if data[:1024].lstrip().startswith(b"%PDF-") or suffix == ".pdf":
        from corpus.pdf import read_pdf

        return read_pdf
    if data.startswith(b"PK\x03\x04") or suffix == ".docx":
        from corpus.docx import read_docx

        return read_docx
    if suffix in {".html", ".htm"} or (
        suffix != ".md" and data[:512].lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith((b"<!doctype html", b"<html"))
    ):
        from corpus.webpage import read_webpage

        return read_webpage
    return read_plain
