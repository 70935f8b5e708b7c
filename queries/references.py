"""Numbered references to the quotes an answer rests on, and the entries of the documents quoted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from graph.engine import Engine
from queries.facts import Quote, look_up
from queries.sparql import term_text
from queries.tables import one_line, shorten
from queries.wording import Language, words

if TYPE_CHECKING:
    pass

_SHOWN = 4


def citations(store: Engine) -> Mapping[str, str]:
    """Return the GB/T 7714 entry of each source document by file name."""
    return {term_text(row[0]): term_text(row[1]) for row in look_up(store, "citations").rows}


def entry_lines(documents: Iterable[str], entries: Mapping[str, str]) -> list[str]:
    """Return a line for each document (file name) that has an entry: the name and the entry.

    >>> entry_lines(["b.txt", "a.txt", "a.txt"], {"a.txt": "王某. 县论[Z]."})
    ['a.txt: 王某. 县论[Z].']
    """
    return [f"{name}: {entries[name]}" for name in sorted(set(documents)) if name in entries]


class References:
    """Gives every quote a number, the same one each time."""

    def __init__(self, language: Language = "zh") -> None:
        self._numbers: dict[Quote, int] = {}
        self._words = words(language)

    def marks(self, quotes: Iterable[Quote]) -> str:
        """Return the numbers of quotes as `[1][2]`, new quotes numbered on."""
        return "".join(f"[{number}]" for number in self.numbers(quotes))

    def numbers(self, quotes: Iterable[Quote]) -> tuple[int, ...]:
        """Return the number of each quote, each once."""
        return tuple(dict.fromkeys(self._numbers.setdefault(quote, len(self._numbers) + 1) for quote in quotes))

    def quoted(self, quotes: Iterable[Quote], cells: int) -> str:
        """Return the first quote, shortened, with the numbers of the first four."""
        listed = list(dict.fromkeys(quotes))
        marks = self.marks(listed[:_SHOWN]) + ("…" if len(listed) > _SHOWN else "")
        return f"“{shorten(listed[0].text, cells)}”{marks}" if listed else ""

    def documents(self) -> frozenset[str]:
        """Return the file names of the documents quoted so far."""
        return frozenset(quote.document for quote in self._numbers)

    def lines(self, cells: int | None = None) -> tuple[str, ...]:
        """Return one line a number: document, page, characters, quote (shortened to `cells` where given)."""
        found: list[str] = []
        for quote, number in self._numbers.items():
            page = "" if quote.page is None else f", {self._words['page'] % quote.page}"
            text = one_line(quote.text) if cells is None else shorten(quote.text, cells)
            found.append(f"[{number}] {quote.document}{page}, {self._words['characters']} {quote.start}–{quote.end}: “{text}”")
        return tuple(found)
