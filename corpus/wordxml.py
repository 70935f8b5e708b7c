"""Elements of a Word file by their local names, and its parts parsed without entities."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.etree import Element

_INTEGER = re.compile(r"\s*-?\d{1,9}\s*")


def parse_part(data: bytes) -> Element:
    """Return the root of an XML part: no entity is resolved, nothing is fetched, depth and text are bounded.

    Raises lxml's XMLSyntaxError for XML that is not well formed.
    """
    from lxml.etree import XMLParser, fromstring

    return fromstring(data, XMLParser(resolve_entities=False, load_dtd=False, no_network=True, huge_tree=False))


def local_name(element: Element) -> str:
    """Return an element's name without its namespace: Word writes two (transitional and strict) for the same things."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def children(element: Element, *names: str) -> Iterator[Element]:
    """Yield the children of an element that have one of the names, all where none is given."""
    for child in element:
        if not names or local_name(child) in names:
            yield child


def child(element: Element | None, *path: str) -> Element | None:
    """Return the element at a path of names below `element`, None where there is none."""
    for name in path:
        if element is None:
            return None
        element = next(children(element, name), None)
    return element


def attribute(element: Element, name: str) -> str | None:
    """Return an attribute's value whatever its namespace."""
    for key, value in element.items():
        if key.rpartition("}")[2] == name:
            return value
    return None


def value_of(element: Element | None) -> str | None:
    """Return the `val` of an element, as most properties have it."""
    return None if element is None else attribute(element, "val")


def number_of(element: Element | None, name: str, default: int = 0) -> int:
    """Return a whole number out of an attribute, `default` where it is absent or no number."""
    text = None if element is None else attribute(element, name)
    return int(text) if text is not None and _INTEGER.fullmatch(text) else default


def is_on(element: Element | None) -> bool:
    """Return whether a switch such as <w:vanish/> is there and on."""
    return element is not None and value_of(element) not in {"0", "false", "off", "none"}
