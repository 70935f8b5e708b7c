"""Front matter: a block of `key: value` lines at the top of a document, between `---` lines or bare."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from corpus.labels import field_of
from corpus.lines import Line

_FENCE = re.compile(r"(?:-{3,}|—{2,}|–{3,}|\+{3,})$")
_CLOSE = re.compile(r"(?:-{3,}|—{2,}|–{3,}|\.{3}|\+{3,})$")
_PAIR = re.compile(r"\**([^:：#*]{1,20}?)\**\s*[:：]\**\s*(.*)$", re.DOTALL)
_ITEM = re.compile(r"[-*]\s+(.*)$", re.DOTALL)
_MAX_LINES = 80
_MOST_ABOVE = 3
"""Lines (title, subtitle) that may stand above fields without a fence."""
_LONGEST_BARE = 200
_FEWEST_PAIRS = 2
"""Fields that lines without a fence need to count as front matter."""
_LONGEST_KEY = 8
"""A line whose words before the colon are longer carries on the value above it (a wrapped title), it is not an unknown key."""


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """Fields by name (title, authors, year …), lists joined with `;`; it takes the lines from `start` to `end`."""

    fields: dict[str, str]
    start: int = 0
    end: int = 0


def front_matter(lines: Sequence[Line]) -> FrontMatter:
    """Return the front matter at the top of `lines` (a title may stand above a bare one); none gives no fields and no lines."""
    if lines and _FENCE.match(lines[0].text):
        return _fenced(lines)
    for start in range(min(_MOST_ABOVE + 1, len(lines))):
        end, pairs = _bare_block(lines, start)
        if pairs >= _FEWEST_PAIRS:
            return FrontMatter(_fields(lines[start:end]), start, end)
    return FrontMatter({})


def _fenced(lines: Sequence[Line]) -> FrontMatter:
    for index, line in enumerate(lines[1 : _MAX_LINES + 1], 1):
        if _CLOSE.match(line.text):
            inner = lines[1:index]
            return FrontMatter(_fields(inner), 0, index + 1) if any(_PAIR.match(item.text) for item in inner) else FrontMatter({})
    return FrontMatter({})


def _bare_block(lines: Sequence[Line], start: int) -> tuple[int, int]:
    """Return where the fields that begin at `start` end and how many there are."""
    end, pairs = start, 0
    while end < len(lines):
        pair = _PAIR.match(lines[end].text)
        if pair and len(lines[end].text) <= _LONGEST_BARE and field_of(pair[1], certain=True):
            pairs += 1
        elif not (pairs and _ITEM.match(lines[end].text)):
            break
        end += 1
    return end, pairs


def _fields(lines: Sequence[Line]) -> dict[str, str]:
    fields: dict[str, str] = {}
    current: str | None = None
    for line in lines:
        item = _ITEM.match(line.text)
        pair = None if item else _PAIR.match(line.text)
        name = field_of(pair[1]) if pair else None
        if pair and name:
            current = name
            fields.setdefault(name, _bare(pair[2]))
        elif item and current:
            fields[current] = ";".join(filter(None, (fields[current], _bare(item[1]))))
        elif pair and len(pair[1]) <= _LONGEST_KEY:
            current = None
        elif current:
            fields[current] += _bare(line.text)
    return fields


def _bare(value: str) -> str:
    value = value.strip()
    if value.startswith("[") and value.endswith("]"):
        return ";".join(_bare(part) for part in re.split(r"[,，;；]", value[1:-1]))
    return (
        value.strip("\"'“”「」 ") if value[:1] in "\"'「" or (value[:1] == "“" and value[-1:] == "”" and value.count("“") == 1) else value
    )
