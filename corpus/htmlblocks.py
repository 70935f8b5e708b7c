"""The lines of a web page in document order: headings, paragraphs, list items with their numbers, rows of tables."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from corpus.document import SegmentKind
from corpus.grid import Spanned, rows_of

if TYPE_CHECKING:
    from lxml.etree import Element

_DROPPED = (
    "script",
    "style",
    "noscript",
    "template",
    "svg",
    "iframe",
    "object",
    "select",
    "textarea",
    "button",
    "form",
    "rt",
    "rp",
    "head",
)
_MENUS = frozenset({"nav", "aside", "header", "footer"})
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_BLOCKS = (
    frozenset(
        "p div section article main blockquote figure figcaption pre ul ol li dl dt dd table caption thead tbody tfoot tr td th center "
        "address details summary fieldset body br hr".split()
    )
    | _HEADINGS
)
_NAMED = _HEADINGS | {"caption", "figcaption"}
_HOLDS = "data-holds-blocks"
_DEEPEST = 150
"""Levels of nesting that are followed; below, words are read as one line."""
_DEEPEST_RAISED = 20
"""Levels of inline elements in which raised words are looked for."""
_LONGEST_CELL, _FEWEST_BLOCKS = 300, 3
"""Characters and blocks from which a cell holds an article, and the table only sets the page."""


@dataclass(frozen=True, slots=True)
class PageLine:
    """A line of the page; `key` is its words without white space and number."""

    text: str
    kind: SegmentKind | None
    level: int | None
    key: str


def lines_of_page(tree: Element) -> Iterator[PageLine]:
    """Yield the lines of the body that hold words. The tree is changed: scripts, forms and hidden parts go."""
    from lxml.etree import Comment, ProcessingInstruction, strip_elements

    body = tree.find(".//body")
    root = body if body is not None else tree
    strip_elements(root, *_DROPPED, Comment, ProcessingInstruction, with_tail=False)
    _drop_hidden(root)
    _mark_holders(root)
    first_heading = True
    for words, tag, number in _blocks(root, 0):
        if not words:
            continue
        key = "".join(words.split())
        if tag == "h1" and first_heading:
            first_heading = False
            yield PageLine(words, "title", None, key)
        elif tag in _HEADINGS:
            yield PageLine(words, "heading", int(tag[1]), key)
        elif tag == "li":
            yield PageLine(number + words, "list_item", None, key)
        elif tag == "tr":
            yield PageLine(words, "table_row", None, key)
        elif tag in {"caption", "figcaption"}:
            yield PageLine(words, "caption", None, key)
        else:
            yield PageLine(words, None, None, key)


_Found = tuple[str, str, str]
"""Words, tag and list number."""


def _drop_hidden(root: Element) -> None:
    for element in list(root.iter()):
        style = (element.get("style") or "").replace(" ", "").lower()
        if element.get("hidden") is not None or "display:none" in style:
            element.tag = "script"
    from lxml.etree import strip_elements

    strip_elements(root, "script", with_tail=False)


def _mark_holders(root: Element) -> None:
    """Mark what holds blocks below it: old pages set whole articles in <font> or <span>."""
    for element in root.iter(*_BLOCKS):
        for above in element.iterancestors():
            if above.get(_HOLDS):
                break
            above.set(_HOLDS, "1")


def _blocks(element: Element, depth: int, kind: str = "p", number: str = "") -> Iterator[_Found]:
    """Yield the blocks below an element; `kind` and `number` are what its own words count as."""
    inline: list[str] = [element.text or ""]
    counter = _integer(element.get("start"), 1) if element.tag == "ol" else 1
    for child in element:
        tag = str(child.tag)
        if tag in _MENUS and not (tag == "header" and _inside_article(child)):
            inline.append(child.tail or "")
            continue
        if tag not in _BLOCKS and (not child.get(_HOLDS) or depth > _DEEPEST):
            inline += (_inline(child), child.tail or "")
            continue
        if words := _squeezed(inline):
            yield words, kind, number
            number = ""
        if tag == "li":
            counter = _integer(child.get("value"), counter)
            yield from _block(child, tag, depth, "li", f"{counter}. " if element.tag == "ol" else "")
            counter += 1
        elif kind == "li" and tag in {"p", "div"}:
            yield from _block(child, tag, depth, kind, number)
            number = ""
        else:
            yield from _block(child, tag, depth, tag if tag in _NAMED else "p", "")
        inline = [child.tail or ""]
    if words := _squeezed(inline):
        yield words, kind, number


def _block(child: Element, tag: str, depth: int, kind: str, number: str) -> Iterator[_Found]:
    if tag in {"br", "hr"}:
        return
    if tag == "table" and not _is_layout(child):
        yield from _table(child)
    elif depth > _DEEPEST:
        yield _squeezed(["".join(child.itertext())]), kind, number
    elif tag == "pre":
        yield from ((_squeezed([line]), "p", "") for line in "".join(child.itertext()).splitlines())
    else:
        yield from _blocks(child, depth + 1, kind, number)


def _integer(text: str | None, default: int) -> int:
    return int(text) if text and text.strip().isdecimal() and len(text) <= 9 else default


def _inside_article(element: Element) -> bool:
    return any(above.tag in {"article", "main"} for above in element.iterancestors())


def _is_layout(table: Element) -> bool:
    """Whether a table sets the page: it holds another one, a cell as long as an article, or one cell a row."""
    if next((inner for inner in table.iter("table") if inner is not table), None) is not None:
        return True
    widest = 0
    for row in table.iter("tr"):
        cells = [cell for cell in row if cell.tag in {"td", "th"}]
        widest = max(widest, len(cells))
        if any(_holds_article(cell) for cell in cells):
            return True
    return widest < 2


def _holds_article(cell: Element) -> bool:
    blocks = sum(1 for _ in cell.iter("p", "div", "br", "h1", "h2", "h3", "li"))
    return blocks >= _FEWEST_BLOCKS and sum(len(words) for words in cell.itertext()) > _LONGEST_CELL


def _table(table: Element) -> Iterator[_Found]:
    for caption in table.iter("caption"):
        yield _squeezed(["".join(caption.itertext())]), "caption", ""
    grid = [
        [
            Spanned(_cell(cell), _integer(cell.get("colspan"), 1), _integer(cell.get("rowspan"), 1))
            for cell in row
            if cell.tag in {"td", "th"}
        ]
        for row in table.iter("tr")
    ]
    for row in rows_of(grid):
        yield row, "tr", ""


def _cell(cell: Element) -> str:
    return " ".join(words for words, _, _ in _blocks(cell, _DEEPEST - 2) if words)


def _inline(element: Element, depth: int = 0) -> str:
    words = "".join(element.itertext())
    if element.tag == "sup" and "<" not in words and words.strip():
        return f"<sup>{words}</sup>"
    if depth < _DEEPEST_RAISED and "<" not in words and next(element.iter("sup"), None) is not None:
        return (element.text or "") + "".join(_inline(child, depth + 1) + (child.tail or "") for child in element)
    return words


def _squeezed(parts: Sequence[str]) -> str:
    return " ".join("".join(parts).split())
