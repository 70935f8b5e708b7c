"""The labels that open parts of a paper (摘要, 关键词, 收稿日期 …) and name fields of front matter."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal, cast

from corpus.traditional import matching_text

LabelKind = Literal["abstract", "keywords", "metadata", "foreign", "references", "source_note", "front"]

_SPACE = re.compile(r"[\s_*\-]+")
_OPEN = r"(?:#{1,6}\s+)?[\[【［〔（(<*_]{0,3}\s*"
_CLOSE = r"\s*[\]】］〕）)>*_]{0,3}"
_LONGEST = 12
"""No label with its inner spaces is longer than three times this many characters."""


@dataclass(frozen=True, slots=True)
class Label:
    """One row of labels.tsv."""

    name: str
    kind: LabelKind
    field: str | None


@dataclass(frozen=True, slots=True)
class LabelHit:
    """A label at the start of a line; the words it opens begin at `end`."""

    label: Label
    end: int


def _key(name: str) -> str:
    return _SPACE.sub("", name).casefold()


@cache
def labels() -> dict[str, Label]:
    """Return every label by its name without white space, lower case."""
    table: dict[str, Label] = {}
    for line in files("corpus").joinpath("labels.tsv").read_text(encoding="utf-8").splitlines()[1:]:
        if line.startswith(("#", "label\t")) or not line.strip():
            continue
        name, kind, field = line.split("\t")
        table[_key(name)] = Label(name, cast(LabelKind, kind), field or None)
    return table


@cache
def _pattern() -> re.Pattern[str]:
    names = sorted((name for name, label in labels().items() if label.kind != "front"), key=len, reverse=True)
    spaced = "|".join(r"\s*".join(re.escape(char) for char in name) for name in names)
    return re.compile(rf"(?P<open>{_OPEN})(?P<name>{spaced})(?P<close>{_CLOSE})(?P<colon>[:：])?\**\s*", re.IGNORECASE)


@cache
def _first_characters() -> frozenset[str]:
    """Return the Chinese characters that a label may begin with."""
    return frozenset(name[0] for name, label in labels().items() if label.kind != "front" and not name.isascii())


def label_at_start(line: str) -> LabelHit | None:
    """Return the label that opens `line`, if brackets, a colon, space or the line's end set it off from the words after it.

    >>> label_at_start("【摘 要】：本文讨论").label.kind
    'abstract'
    >>> label_at_start("摘要指出本文讨论") is None
    True
    """
    if "\u4e00" <= line[:1] <= "\u9fff" and line[0] not in _first_characters():
        return None  # as most lines of prose do
    found = _pattern().match(line)
    if found is None:
        return None
    label = labels()[_key(found["name"])]
    bracketed = bool(found["open"].strip("# ")) and bool(found["close"].strip())
    at_end = found.end() == len(line)
    colon = bool(found["colon"])
    spaced = line[found.end("name") : found.end("name") + 1].isspace() and label.kind in {"abstract", "keywords"}
    if label.kind == "source_note" and not (colon or (bracketed and not at_end)):
        return None
    return LabelHit(label, found.end()) if colon or bracketed or at_end or spaced else None


def field_of(key: str, *, certain: bool = False) -> str | None:
    """Return the metadata field that a front-matter key names, in Chinese or English; None for a key that names none.

    `certain` leaves out keys that newspapers and tables use for other things (来源).

    >>> field_of("Source paper"), field_of("年 份")
    ('source_paper', 'year')
    """
    label = labels().get(_key(matching_text(key)))
    if label is not None and label.kind not in {"abstract", "references"} and not (certain and label.kind == "source_note"):
        return label.field
    return None
