"""Web pages: the article without menus and footers; the raw text is the extracted text, a line each."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from corpus.document import SegmentKind
from corpus.labels import field_of
from corpus.plain import decode
from corpus.source import DocumentError, Mark, SourceText

if TYPE_CHECKING:
    from lxml.etree import Element

_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_-]+)", re.IGNORECASE)
_SKIPPED = frozenset({"script", "style", "nav", "header", "footer", "aside", "noscript", "form", "button", "template", "head"})
_BLOCKS = frozenset(
    {"p", "div", "section", "article", "main", "blockquote", "figure", "pre", "ul", "ol", "dl", "dt", "dd", "table", "body"}
)
_META_PREFIX = re.compile(r"^(?:citation_|dc(?:terms)?\.|og:|article:|prism\.|bepress_citation_)", re.IGNORECASE)
_META_FIELDS = {"publication_date": "year", "journal_title": "journal", "firstpage": "pages", "doi": "article_number", "author": "authors"}


def read_webpage(data: bytes, source: str) -> SourceText:
    """Return the article of an HTML page with its headings, lists and tables, and what its <meta> tags say."""
    from lxml import html
    from lxml.etree import ParserError

    text = _decoded(data, source)
    text = re.sub(r"^\s*<\?xml[^>]*\?>", "", text)
    try:
        tree = html.fromstring(text)
    except (ParserError, ValueError) as error:
        raise DocumentError(source, "not an HTML page that can be read; save the page again or give its text as .txt") from error
    lines = _article(tree, text)
    parts: list[str] = []
    marks: list[Mark] = []
    length = 0
    for number, (words, kind, level) in enumerate(lines):
        together = kind == "table_row" and number + 1 < len(lines) and lines[number + 1][1] == "table_row"
        if kind is not None:
            marks.append(Mark(length, length + len(words), kind, level))
        parts.append(words + ("\n" if together else "\n\n"))
        length += len(parts[-1])
    return SourceText("".join(parts), marks=tuple(marks), properties=_properties(tree), paragraphs=True)


_Line = tuple[str, SegmentKind | None, int | None]


def _decoded(data: bytes, source: str) -> str:
    found = _CHARSET.search(data[:4096])
    if found:
        name = found[1].decode("ascii")
        name = "gb18030" if name.lower() in {"gb2312", "gbk", "gb_2312-80"} else name
        try:
            return data.decode(name).removeprefix("\ufeff")
        except (LookupError, UnicodeDecodeError):
            pass  # a wrong declaration is common; the bytes decide
    return decode(data, source).removeprefix("\ufeff")


def _article(tree: Element, text: str) -> list[_Line]:
    """Return the article's lines as trafilatura finds them; a page it takes too much from is read whole, menus aside."""
    import trafilatura

    whole = [line for line in _walk(tree) if line[0]]
    found = trafilatura.bare_extraction(text, include_comments=False, include_tables=True, favor_recall=True, with_metadata=False)
    body = found.body if found is not None else None
    if body is None:
        return whole
    extracted = "".join("".join(body.itertext()).split())
    article = [
        line for line in whole if "".join(line[0].replace("\t", "").split()) in extracted or line[1] in {"heading", "title", "table_row"}
    ]
    size = sum(len("".join(line[0].split())) for line in article)
    return article if size >= 0.5 * len(extracted) else whole


def _walk(element: Element) -> Iterator[_Line]:
    """Yield the blocks below an element in document order."""
    body = element.find(".//body")
    first_heading = True
    for words, tag in _blocks(body if body is not None else element):
        if tag == "h1" and first_heading:
            first_heading = False
            yield words, "title", None
        elif tag in {"h1", "h2", "h3", "h4", "h5", "h6"}:
            yield words, "heading", int(tag[1])
        elif tag == "li":
            yield words, "list_item", None
        elif tag == "tr":
            yield words, "table_row", None
        elif tag in {"caption", "figcaption"}:
            yield words, "caption", None
        else:
            yield words, None, None


def _blocks(element: Element) -> Iterator[tuple[str, str]]:
    inline: list[str] = [element.text or ""]
    for child in element:
        tag = child.tag if isinstance(child.tag, str) else ""
        if not tag or tag in _SKIPPED:
            inline.append(child.tail or "")
            continue
        if tag in _BLOCKS or tag in {"h1", "h2", "h3", "h4", "h5", "h6", "li", "tr", "caption", "figcaption", "br", "tbody", "thead", "hr"}:
            if words := _squeezed(inline):
                yield words, "p" if element.tag in _BLOCKS else str(element.tag)
            inline = []
            if tag == "tr":
                cells = [_squeezed(["".join(cell.itertext())]) or "-" for cell in child if cell.tag in {"td", "th"}]
                if any(cell != "-" for cell in cells):
                    yield "\t".join(cells), "tr"
            elif tag not in {"br", "hr"}:
                yield from _blocks(child)
        else:
            inline.append(_inline(child))
        inline.append(child.tail or "")
    if words := _squeezed(inline):
        yield words, str(element.tag)


def _inline(element: Element) -> str:
    words = "".join(element.itertext())
    return f"<sup>{words}</sup>" if element.tag == "sup" and "<" not in words else words


def _squeezed(parts: Sequence[str]) -> str:
    return " ".join("".join(parts).split())


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
