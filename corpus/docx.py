"""Word documents: headings, paragraphs, lists, tables, notes and text boxes in order; the raw text is the extracted text, a line each."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, cast

from corpus.archive import UNPACKING_ERRORS, open_package, printable
from corpus.limits import DEFAULT_LIMITS, MEGABYTE, Limits, in_megabytes
from corpus.source import DocumentError, Mark, SourceText
from corpus.wordbody import WordParts, lines_of_body
from corpus.wordxml import parse_part

if TYPE_CHECKING:
    from docx.document import Document as WordDocument
    from lxml.etree import Element

_REMEDY = "not a Word document that can be opened (damaged, encrypted or .doc); save it again as .docx"
_ENTITIES = tuple("<!DOCTYPE".encode(encoding) for encoding in ("utf-8", "utf-16-le", "utf-16-be"))
_NO_ONE = frozenset({"python-docx", "administrator", "admin", "user", "microsoft", "微软用户", "lenovo", "dell", "hp"})


def read_docx(data: bytes, source: str, limits: Limits = DEFAULT_LIMITS) -> SourceText:
    """Return the text of a .docx file with what its styles and numbering tell of structure.

    Tracked insertions are read and deletions not, comments and hidden text are left out. Raises DocumentError for a damaged or locked
    file, one that unpacks to more than the limits allow, and one that declares entities.
    """
    _check_parts(data, source, limits)
    word, parts = _opened(data, source)
    lines = lines_of_body(parts)
    texts: list[str] = []
    marks: list[Mark] = []
    length = 0
    for line in lines:
        if line.kind is not None:
            marks.append(Mark(length, length + len(line.text), line.kind, line.level))
        texts.append(line.text + ("\n\n" if line.closes else "\n"))
        length += len(texts[-1])
    return SourceText("".join(texts), marks=tuple(marks), properties=_properties(word), paragraphs=True)


def _check_parts(data: bytes, source: str, limits: Limits) -> None:
    """Refuse entities and oversized XML before a parser sees them."""
    with open_package(data, source, limits, remedy="save it again as .docx") as package:
        parts = [info for info in package.infolist() if info.filename.endswith((".xml", ".rels"))]
        size = sum(info.file_size for info in parts)
        if size > limits.markup_bytes:
            raise DocumentError(
                source, f"holds {in_megabytes(size)} of text and marks, more than {in_megabytes(limits.markup_bytes)}; split it"
            )
        for info in parts:
            try:
                with package.open(info) as part:
                    tail = b""
                    while block := part.read(MEGABYTE):
                        if any(entity in tail + block for entity in _ENTITIES):
                            raise DocumentError(
                                source,
                                f"its part {printable(info.filename)} declares entities, which no Word file needs; save it again as .docx",
                            )
                        tail = block[-32:]
            except UNPACKING_ERRORS as error:
                raise DocumentError(source, _REMEDY) from error


def _opened(data: bytes, source: str) -> tuple[WordDocument, WordParts]:
    from io import BytesIO

    from docx import Document as open_docx
    from docx.opc.exceptions import PackageNotFoundError
    from lxml.etree import XMLSyntaxError

    try:
        word = open_docx(BytesIO(data))
        parts = _parts(word)
    except (*UNPACKING_ERRORS, PackageNotFoundError, XMLSyntaxError, LookupError, AttributeError, TypeError, AssertionError) as error:
        raise DocumentError(source, _REMEDY) from error
    if parts is None:
        raise DocumentError(source, _REMEDY)
    return word, parts


def _parts(word: WordDocument) -> WordParts | None:
    """Return the parts that are read, None where the document has no body."""
    found: dict[str, Element] = {}
    for relation in word.part.rels.values():
        name = relation.reltype.rpartition("/")[2]
        if not relation.is_external and name in {"styles", "numbering", "footnotes", "endnotes"}:
            found[name] = parse_part(relation.target_part.blob)
    body = cast("Element | None", word.element.body)  # pyright: ignore[reportUnknownMemberType]  # python-docx leaves its elements untyped
    if body is None:
        return None
    return WordParts(body, found.get("styles"), found.get("numbering"), found.get("footnotes"), found.get("endnotes"))


def _properties(word: WordDocument) -> dict[str, str]:
    from lxml.etree import XMLSyntaxError

    try:
        core = word.core_properties
        author = "" if core.author.strip().lower() in _NO_ONE else core.author
        named = (("title", core.title), ("authors", author), ("keywords", core.keywords))
    except (AttributeError, XMLSyntaxError, LookupError, ValueError):  # the text can be read, whatever the part of properties is
        return {}
    return {name: re.sub(r"\s+", " ", value) for name, value in named if value}
