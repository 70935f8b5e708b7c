"""Web pages: the article without menus and footers; the raw text is the extracted text, a line each."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from corpus.htmlblocks import PageLine, lines_of_page
from corpus.labels import field_of
from corpus.limits import DEFAULT_LIMITS, Limits, in_megabytes
from corpus.plain import Decoded, decode
from corpus.source import DocumentError, Mark, SourceText

if TYPE_CHECKING:
    from lxml.etree import Element

_CHARSET = re.compile(
    rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_-]+)|<\?xml[^>]{0,100}?encoding\s*=\s*[\"']([A-Za-z0-9_-]+)", re.IGNORECASE
)
_BOMS = (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_GB = frozenset({"gb2312", "gbk", "gb_2312-80", "gb_2312", "x-gbk", "cp936"})
_META_PREFIX = re.compile(r"^(?:citation_|dc(?:terms)?\.|og:|article:|prism\.|bepress_citation_)", re.IGNORECASE)
_META_FIELDS = {"publication_date": "year", "journal_title": "journal", "firstpage": "pages", "doi": "article_number", "author": "authors"}
_UNREADABLE = "not an HTML page that can be read; save the page again or give its text as .txt"
_ALWAYS = frozenset({"heading", "title", "table_row"})
_WINDOW = 20_000
_SPANS = re.compile(r"\b(?:col|row)span\s*=", re.IGNORECASE)


def read_webpage(data: bytes, source: str, limits: Limits = DEFAULT_LIMITS) -> SourceText:
    """Return the article of an HTML page with its headings, lists and tables, and what its <meta> tags say.

    Raises DocumentError for a page larger than the limits allow and for one that is no HTML.
    """
    from lxml import html
    from lxml.etree import ParserError

    if len(data) > limits.markup_bytes:
        raise DocumentError(source, f"a page larger than {in_megabytes(limits.markup_bytes)}; split it or give its text as .txt")
    decoded = _decoded(data, source)
    text = re.sub(r"^\s*<\?xml[^>]*\?>", "", decoded.text).replace("\x00", "")
    parser = html.HTMLParser(huge_tree=True)
    try:
        tree = html.fromstring(text, parser=parser)
    except (ParserError, ValueError, AssertionError) as error:
        raise DocumentError(source, _UNREADABLE) from error
    if any("depth" in entry.message for entry in parser.error_log):
        raise DocumentError(source, "its elements stand inside each other deeper than can be read; give its text as .txt")
    properties = _properties(tree)
    lines = _article(list(lines_of_page(tree)), text)
    parts: list[str] = []
    marks: list[Mark] = []
    length = 0
    for number, line in enumerate(lines):
        together = line.kind == "table_row" and number + 1 < len(lines) and lines[number + 1].kind == "table_row"
        if line.kind is not None:
            marks.append(Mark(length, length + len(line.text), line.kind, line.level))
        parts.append(line.text + ("\n" if together else "\n\n"))
        length += len(parts[-1])
    return SourceText("".join(parts), marks=tuple(marks), properties=properties, paragraphs=True, warnings=decoded.warnings)


def _decoded(data: bytes, source: str) -> Decoded:
    """Decode as the byte order mark says, then as the page declares, then as the bytes look."""
    found = None if data.startswith(_BOMS) else _CHARSET.search(data[:4096])
    if found:
        name = (found[1] or found[2]).decode("ascii").lower()
        try:
            return Decoded(data.decode("gb18030" if name in _GB else name).removeprefix("\ufeff"))
        except (LookupError, UnicodeError):
            pass  # a wrong declaration is common; the bytes decide
    decoded = decode(data, source)
    return Decoded(decoded.text.removeprefix("\ufeff"), decoded.warnings)


def _article(whole: Sequence[PageLine], text: str) -> Sequence[PageLine]:
    """Return the article's lines as trafilatura finds them; a page it takes too much from is read whole, menus aside."""
    body = _extracted(_SPANS.sub(" ", text))  # trafilatura builds merged cells of any size, and only its words are wanted
    if body is None:
        return whole
    extracted = "".join("".join(body.itertext()).split())
    known = set(_pieces(body))
    article: list[PageLine] = []
    position = size = 0
    for line in whole:
        if line.key not in known and line.kind not in _ALWAYS:
            # trafilatura joins and splits lines; both go through the page in order, so a look ahead is enough
            at = extracted.find(line.key, position, position + len(line.key) + _WINDOW)
            if at < 0:
                continue
            position = at + len(line.key)
        article.append(line)
        size += len(line.key)
    return article if size >= 0.5 * len(extracted) else whole


def _pieces(body: Element) -> Iterator[str]:
    for element in body.iter():
        if element is not body:
            yield "".join("".join(element.itertext()).split())


def _extracted(text: str) -> Element | None:
    import trafilatura

    try:
        found = trafilatura.bare_extraction(text, include_comments=False, include_tables=True, favor_recall=True, with_metadata=False)
    except Exception:  # whatever it trips over, the page can still be read whole
        return None
    return found.body if found is not None else None


def _properties(tree: Element) -> dict[str, str]:
    """Return metadata fields of the <meta> tags, then the page's <title>."""
    found: dict[str, str] = {}
    for meta in tree.iter("meta"):
        name = _META_PREFIX.sub("", str(meta.get("name") or meta.get("property") or "")).lower()
        value = str(meta.get("content") or "").strip()
        field = _META_FIELDS.get(name) or field_of(name)
        if not field or not value:
            continue
        found[field] = f"{found[field]};{value}" if field == "authors" and field in found else found.get(field, value)
    title = tree.find(".//head/title")
    if title is not None and (words := " ".join("".join(title.itertext()).split())):
        found.setdefault("title", words)
    return found
