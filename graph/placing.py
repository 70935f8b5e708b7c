"""Finds words again in a text that has changed around them: by themselves, else apart from white space, and by what stands about them."""

from __future__ import annotations

from functools import cached_property

from extract.annotation import Evidence
from graph.decisions import Quote

_ALIKE = 4
"""Characters of context that must agree before one of several places of the same words is taken."""


class Placer:
    """Looks for quotes in one text."""

    def __init__(self, raw: str) -> None:
        self._raw = raw

    def find(self, quote: Quote) -> Evidence | None:
        """Return the place of a quote; None where its words are nowhere, or in several places none of which is like the one quoted."""
        places = self._exact(quote.exact) or self._spaceless(quote.exact)
        if len(places) == 1:
            return self._evidence(*places[0])
        judged = [(self._likeness(place, quote), -abs(place[0] - quote.start), place) for place in places]
        if not judged:
            return None
        likeness, _, place = max(judged)
        wanted = min(_ALIKE, len(_spaceless(quote.prefix)) + len(_spaceless(quote.suffix)))
        return self._evidence(*place) if likeness >= wanted else None

    def _evidence(self, start: int, end: int) -> Evidence:
        return Evidence(start, end, self._raw[start:end])

    def _exact(self, words: str) -> list[tuple[int, int]]:
        return [(start, start + len(words)) for start in _starts(self._raw, words)]

    def _spaceless(self, words: str) -> list[tuple[int, int]]:
        """Return places of words between which line breaks and spaces have moved."""
        wanted = _spaceless(words)
        text, at = self._dense
        return [(at[start], at[start + len(wanted) - 1] + 1) for start in _starts(text, wanted)]

    @cached_property
    def _dense(self) -> tuple[str, list[int]]:
        """The text without white space, and where each of its characters stands."""
        at = [place for place, character in enumerate(self._raw) if not character.isspace()]
        return "".join(self._raw[place] for place in at), at

    def _likeness(self, place: tuple[int, int], quote: Quote) -> int:
        """Return how many characters before and after the words are as they were, white space apart."""
        reach = 4 * max(len(quote.prefix), len(quote.suffix), 1)
        before, after = self._raw[max(0, place[0] - reach) : place[0]], self._raw[place[1] : place[1] + reach]
        return _common(_spaceless(before)[::-1], _spaceless(quote.prefix)[::-1]) + _common(_spaceless(after), _spaceless(quote.suffix))


def _starts(text: str, words: str) -> list[int]:
    found: list[int] = []
    start = text.find(words) if words else -1
    while start >= 0:
        found.append(start)
        start = text.find(words, start + 1)
    return found


def _spaceless(text: str) -> str:
    return "".join(text.split())


def _common(one: str, other: str) -> int:
    """Return the length of the beginning that both share."""
    return next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
