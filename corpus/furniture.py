"""Running heads and page numbers: lines at the edges of pages that repeat or hold a number only."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence

from corpus.layout import Line
from corpus.markers import is_page_number

_EDGE = 2
"""Lines at the top and the bottom of a page that may be furniture."""
_DECORATED = re.compile(r"[-—–·•]\s*[0-9０-９]{1,4}\s*[-—–·•]|第\s*\d{1,4}\s*页.*|Page\s+\d+.*")


def without_furniture(lines: Sequence[Line], *, paged: bool) -> tuple[list[Line], list[Line]]:
    """Return the lines of the text and those of the page furniture, both in file order."""
    drop = {index for index, line in enumerate(lines) if _DECORATED.fullmatch(line.text)}
    if paged:
        drop |= _at_edges(lines)
    kept = [line for index, line in enumerate(lines) if index not in drop]
    return kept, [lines[index] for index in sorted(drop)]


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
