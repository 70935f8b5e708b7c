"""Lexicons of the field as data files, and a matcher that finds their entries on characters, not on words.

A lexicon is `extract/lexicon/<name>.tsv`: comment lines with `#` that state where the entries come from, one header
row, then one entry a line.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType

import ahocorasick


class LexiconError(Exception):
    """A lexicon file cannot be used; the message names file and line."""


@cache
def rows(name: str) -> tuple[Mapping[str, str], ...]:
    """Return the entries of lexicon `name` (without `.tsv`) as read-only mappings from column to cell.

    Raises LexiconError where a row has not as many cells as the header.
    """
    text = (files(__name__) / f"{name}.tsv").read_text(encoding="utf-8")
    header: list[str] = []
    found: list[Mapping[str, str]] = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        cells = line.split("\t")
        if not header:
            header = cells
        elif len(cells) != len(header):
            raise LexiconError(
                f"lexicon/{name}.tsv line {number}: {len(cells)} cells, the header has {len(header)}; separate cells by one tab"
            )
        else:
            found.append(MappingProxyType(dict(zip(header, cells, strict=True))))
    return tuple(found)


@cache
def terms(name: str, column: str = "term") -> tuple[str, ...]:
    """Return one column of lexicon `name`, in file order."""
    return tuple(row[column] for row in rows(name))


@dataclass(frozen=True, slots=True)
class Match:
    """Entry `term` found at `start..end`."""

    start: int
    end: int
    term: str


class Matcher:
    """Finds many terms in one pass (Aho-Corasick), leftmost and longest, never overlapping."""

    def __init__(self, entries: Iterable[str]) -> None:
        automaton = ahocorasick.Automaton()
        for term in entries:
            automaton.add_word(term, term)
        automaton.make_automaton()
        self._automaton = automaton

    def find(self, text: str) -> Iterator[Match]:
        """Yield matches in text order.

        >>> [m.term for m in Matcher(["驻村工作队", "工作队"]).find("驻村工作队与工作队")]
        ['驻村工作队', '工作队']
        """
        if not len(self._automaton):
            return
        for last, term in self._automaton.iter_long(text):
            yield Match(last + 1 - len(term), last + 1, term)
