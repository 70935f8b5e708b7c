"""Numbered references to the quotes an answer rests on."""

from __future__ import annotations

from collections.abc import Iterable

from queries.facts import Quote
from queries.tables import one_line, shorten
from queries.wording import Language, words

_SHOWN = 4


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
