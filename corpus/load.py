"""Files in, documents out: finds the sources below paths and reads each by its format."""

from __future__ import annotations

import hashlib
import stat
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from corpus.archive import is_archive
from corpus.document import Document
from corpus.formats import format_of
from corpus.limits import DEFAULT_LIMITS, Limits, in_megabytes
from corpus.metadata import metadata
from corpus.notes import notes
from corpus.plain import read_plain
from corpus.references import references
from corpus.sentences import sentences
from corpus.sidefiles import is_side_file
from corpus.source import DocumentError, SourceText
from corpus.structure import structure
from corpus.tables import tables

SUFFIXES = (".txt", ".md", ".pdf", ".docx", ".html", ".htm")
"""File name endings of documents, lower case."""
ARCHIVE = ".zip"
_KINDS = ", ".join((*SUFFIXES, ARCHIVE))


class SourceError(Exception):
    """A path that gives no documents; the message names it, what is wrong and what to do."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(f"{path}: {reason}")
        self.path = path
        self.reason = reason


def find_sources(paths: Sequence[Path]) -> list[Path]:
    """Return the files to read: those given and those below the folders given, each once, sorted.

    Hidden files and folders, Office lock files and files of records about documents are passed over. Raises SourceError for a path
    that does not exist, a file of another format and a folder without a readable file.
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
        elif is_side_file(path):
            raise SourceError(path, "holds records about documents, not a document; give the folder or the documents it lies beside")
        elif path.suffix.lower() not in (*SUFFIXES, ARCHIVE):
            raise SourceError(path, f"files that end in {path.suffix or 'nothing'} are not read; give one of {_KINDS}")
        else:
            found.add(path)
    return sorted(found)


def _is_source(item: Path, folder: Path) -> bool:
    hidden = any(part.startswith((".", "~$")) for part in item.relative_to(folder).parts)
    return not hidden and item.suffix.lower() in (*SUFFIXES, ARCHIVE) and item.is_file() and not is_side_file(item)


def read_file(path: Path, limits: Limits = DEFAULT_LIMITS) -> bytes:
    """Return the bytes of a file; raises DocumentError for one that cannot be read or is larger than the limits allow."""
    try:
        found = path.stat()
        if stat.S_ISREG(found.st_mode) and found.st_size > limits.file_bytes:
            raise DocumentError(path.name, f"larger than {in_megabytes(limits.file_bytes)}; split it")
        if not stat.S_ISREG(found.st_mode):
            raise DocumentError(path.name, "cannot be read (a folder, device or pipe, not a file); give a file")
        data = path.read_bytes()
        after = path.stat()
        if (after.st_size, after.st_mtime_ns) != (found.st_size, found.st_mtime_ns) or len(data) != found.st_size:
            raise DocumentError(path.name, "changed while it was read; build again when whoever writes to it has finished")
        return data
    except OSError as error:
        raise DocumentError(path.name, f"cannot be read ({error.strerror or error}); check that it exists and you may read it") from error


def load_document(path: Path, limits: Limits = DEFAULT_LIMITS) -> Document:
    """Return the document of one file.

    Raises DocumentError for a file that cannot be read or decoded, is damaged, too large or holds no text, and for an archive:
    what is in one is given by `corpus.archive.Archive`.
    """
    if is_archive(path):
        raise DocumentError(path.name, "is an archive of documents; build it, or unpack it and give one of its files")
    return document_from_bytes(read_file(path, limits), path.name, limits)


def document_from_bytes(data: bytes, source: str, limits: Limits = DEFAULT_LIMITS) -> Document:
    """Return the document of a file's bytes; `source` is its name, whose ending tells the format where the content does not.

    Raises DocumentError as `load_document` does.
    """
    if len(data) > limits.file_bytes:
        raise DocumentError(source, f"larger than {in_megabytes(limits.file_bytes)}; split it")
    if not data.strip(b"\x00 \t\r\n\xef\xbb\xbf\xff\xfe"):
        raise DocumentError(source, "the file is empty; remove it or put the text in")
    text = _reader(data, source, limits)(data, source)
    if not text.raw.strip("\ufeff \t\r\n\f\u3000"):
        raise DocumentError(source, "holds no text; a scan must go through text recognition (OCR) first")
    digest = hashlib.sha256(data).hexdigest()
    parts = structure(text)
    listed = references(text.raw, parts.reading, parts.segments)
    return Document(
        id=digest[:16],
        source=source,
        sha256=digest,
        raw=text.raw,
        metadata=replace(metadata(text.raw, parts.reading, parts.segments, parts.front, text.properties), references=len(listed)),
        reading=parts.reading,
        segments=parts.segments,
        sentences=sentences(parts.reading, parts.segments),
        pages=text.pages,
        references=listed,
        notes=notes(text.raw, parts.segments),
        tables=tables(text.raw, parts.segments),
        warnings=text.warnings,
    )


def _reader(data: bytes, source: str, limits: Limits) -> Callable[[bytes, str], SourceText]:
    """Choose by content; heavy libraries are imported only when needed."""
    match format_of(data, source, limits):
        case "pdf":
            from corpus.pdf import read_pdf

            return partial(read_pdf, limits=limits)
        case "docx":
            from corpus.docx import read_docx

            return partial(read_docx, limits=limits)
        case "html":
            from corpus.webpage import read_webpage

            return partial(read_webpage, limits=limits)
        case "plain":
            return read_plain
