"""Running heads and page numbers at the edges of pages, and the buttons and menus around a page of the web saved as text."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from functools import cache
from importlib.resources import files

from corpus.lines import Line, Lines
from corpus.markers import is_page_number

_EDGE = 2
"""Lines at the top and the bottom of a page that may be furniture."""
_TOP, _BOTTOM = 40, 25
"""Lines at the top and the bottom of a file among which buttons and menus may stand."""
_LONGEST_CHROME = 40
_MARKS_ONLY = re.compile(r"[【】\[\]|｜>›»×/《》\s]+")
_DECORATED = re.compile(r"[-—–·•]\s*[0-9０-９]{1,4}\s*[-—–·•]|第\s*\d{1,4}\s*页.*|Page\s+\d+.*")
_DECORATION = "-—–·•第P"
"""First characters of such page numbers."""


def without_furniture(lines: Lines, *, paged: bool) -> tuple[Lines, list[Line]]:
    """Return the lines of the text and those of the page furniture, both in file order."""
    drop = {index for index, text in enumerate(lines.texts()) if text[0] in _DECORATION and _DECORATED.fullmatch(text)}
    drop |= _at_edges(lines) if paged else _chrome(lines)
    places = sorted(drop)
    return lines.without(places), [lines[index] for index in places]


def _chrome(lines: Sequence[Line]) -> set[int]:
    """Return the lines at both ends of a file that hold a button, a menu or nothing but brackets."""
    last = len(lines) - _BOTTOM
    ends = (index for index in range(len(lines)) if index < _TOP or index >= last)
    pattern = _chrome_pattern()
    return {
        index
        for index in ends
        if len(text := lines[index].text) <= _LONGEST_CHROME and (_MARKS_ONLY.fullmatch(text) or pattern.fullmatch(text))
    }


@cache
def _chrome_pattern() -> re.Pattern[str]:
    words: dict[str, list[str]] = {"line": [], "part": [], "head": []}
    for row in files("corpus").joinpath("page_chrome.tsv").read_text(encoding="utf-8").splitlines():
        if row.strip() and not row.startswith(("#", "words\t")):
            name, how = row.split("\t")
            words[how].append(re.escape(name))
    line, part, head = ("|".join(words[how]) for how in ("line", "part", "head"))
    return re.compile(
        rf"[【\[]?\s*(?:{line})\s*[:：]?\s*[】\]]?|[【\[（(]?(?:{head})[^。]*|[^。]*(?:{part})[^。]*|[【\[](?:字体|字号)\s*[:：].*"
    )


def _at_edges(lines: Sequence[Line]) -> set[int]:
    pages: dict[int, list[int]] = defaultdict(list)
    for index, line in enumerate(lines):
        pages[line.page].append(index)
    seen: dict[str, set[int]] = defaultdict(set)
    edges: dict[int, list[int]] = {}
    for page, indexes in pages.items():
        edges[page] = sorted({*indexes[:_EDGE], *indexes[-_EDGE:]})
        for index in edges[page]:
            seen[_shape(lines[index].text)].add(page)
    drop: set[int] = set()
    for page, indexes in edges.items():
        for index in indexes:
            text = lines[index].text
            repeated = len(seen[_shape(text)]) >= 2 and len(pages) >= 2 and len(text) > 1 and not text.endswith("。")
            number = is_page_number(text) and index in {pages[page][0], pages[page][-1]}
            if repeated or number:
                drop.add(index)
    return drop


def _shape(text: str) -> str:
    return re.sub(r"\d+", "#", "".join(text.split()))
