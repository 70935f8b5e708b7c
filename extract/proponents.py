"""Who put a theory forward: the person named right before it or said to have proposed it right after."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cache

from extract import lexicon
from extract.annotation import AttributeValue
from extract.view import Mention, View
from extract.words import names

_LATIN = re.compile(r"[A-Z][a-z]+(?:[ ·-][A-Z][a-z]+)*")
_DOT = re.compile(r"[·・\-－] ?")
_PROPOSED = 0.85
_REACH = 24
"""Reading characters before a theory within which its proponent is named."""


@cache
def _proposing() -> str:
    return "|".join(map(re.escape, sorted(lexicon.terms("proposing_verbs"), key=len, reverse=True)))


@cache
def _before() -> re.Pattern[str]:
    return re.compile(rf"(?:等人?|等学者)?(?:曾|较早|首先|最早)?(?:所)?(?:{_proposing()})?(?:了|过)?的?(?:著名的?)?[“‘《]?(?:了)?")


@cache
def _after() -> re.Pattern[str]:
    return re.compile(rf"(?:等人?|等学者)?(?:所)?(?:{_proposing()})")


def _persons(view: View) -> list[tuple[int, int, str]]:
    """Return persons of the prose: those LAC names, parts around a middle dot joined, and names in Latin letters."""
    found = {(name.start, name.end) for name in names(view) if name.tag == "PER"}
    for sentence in view.sentences:
        found.update((sentence.start + m.start(), sentence.start + m.end()) for m in _LATIN.finditer(sentence.text))
    spans: list[tuple[int, int]] = []
    for start, end in sorted(found):
        if spans and _DOT.fullmatch(view.text, spans[-1][1], start):
            spans[-1] = (spans[-1][0], end)
        elif not spans or start >= spans[-1][1]:
            spans.append((start, end))
    return [(start, end, view.text[start:end]) for start, end in spans if end - start > 1]


def with_proponents(view: View, theories: Iterable[Mention]) -> Iterator[Mention]:
    """Yield the theories, each with `proponent` (a name, or None) among its attributes.

    What somebody is said to have put forward is surely a theory.
    """
    persons = _persons(view)
    starts = [start for start, _, _ in persons]
    by_label: dict[str, str] = {}
    mentions = list(theories)
    for mention in mentions:
        who = _named_before(view, mention, persons, starts) or _named_after(view, mention, persons, starts)
        if who:
            by_label.setdefault(mention.label, who)
    for mention in mentions:
        who = by_label.get(mention.label)
        attrs: dict[str, AttributeValue] = {**mention.attrs, "proponent": who}
        yield replace(mention, attrs=attrs, confidence=max(mention.confidence, _PROPOSED) if who else mention.confidence)


def _named_before(view: View, mention: Mention, persons: Sequence[tuple[int, int, str]], starts: Sequence[int]) -> str | None:
    low, high = bisect_left(starts, mention.start - _REACH), bisect_right(starts, mention.start)
    for _, end, name in reversed(persons[low:high]):
        if end <= mention.start and _before().fullmatch(view.text, end, mention.start):
            return name
    inside = persons[high - 1] if high and persons[high - 1][0] == mention.start and persons[high - 1][1] < mention.end else None
    return inside[2] if inside else None


def _named_after(view: View, mention: Mention, persons: Sequence[tuple[int, int, str]], starts: Sequence[int]) -> str | None:
    """Return the person of 由…提出 or 是…提出的 right after the theory."""
    for start, end, name in persons[bisect_left(starts, mention.end) : bisect_left(starts, mention.end + _REACH)]:
        lead = view.text[mention.end : start]
        if re.search("[由是]$", lead) and not re.search("[。；]", lead) and _after().match(view.text, end):
            return name
    return None
