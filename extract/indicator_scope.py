"""Whom a figure is about and when: the nearest fitting mention and the time that still holds."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence

from extract.times import Time, find_times
from extract.view import Mention, ProseSentence, View


_SUBJECTS = frozenset({"Place", "Actor", "TaskOrganization"})


class Scope:
    """What a document says figures are about; built once a document."""

    def __init__(self, view: View, mentions: Sequence[Mention]) -> None:
        self._view = view
        places = sorted((m for m in mentions if m.type == "Place"), key=lambda m: (m.start, -m.end))
        self._places = _outermost(places)
        self._starts = [m.start for m in self._places]
        counts = Counter(m.label for m in self._places)
        self._main = counts.most_common(1)[0][0] if counts else None
        self._sentences = view.sentences
        named = sorted((m for m in mentions if m.type in _SUBJECTS), key=lambda m: (m.start, -m.end))
        self._subjects = _outermost(named)
        self._subject_starts = [m.start for m in self._subjects]

    def _in(self, start: int, end: int) -> Sequence[Mention]:
        return self._places[bisect_left(self._starts, start) : bisect_left(self._starts, end)]

    def subjects(self, sentence: ProseSentence) -> list[tuple[int, int]]:
        """Return the spans of places in the sentence, in sentence offsets."""
        return [
            (m.start - sentence.start, m.end - sentence.start)
            for m in self._subjects[bisect_left(self._subject_starts, sentence.start) : bisect_left(self._subject_starts, sentence.end)]
        ]

    def about(self, sentence: ProseSentence, at: int, name: str) -> str | None:
        """Return what a figure at sentence offset `at` is about."""
        before = self._in(sentence.start, sentence.start + at)
        if before:
            return before[-1].label
        return self._main

    def time(self, sentence: ProseSentence, times: Sequence[Time], at: int) -> tuple[int | None, int | None, str | None]:
        """Return year, start year and time text that hold at sentence offset `at`."""
        before = [t for t in times if t.end <= at]
        if before:
            t = before[-1]
            return t.year, t.start_year, t.text
        for index in range(sentence.index - 1, -1, -1):
            earlier = self._sentences[index]
            if earlier.segment != sentence.segment:
                break
            found = list(find_times(earlier.text))
            if found:
                return found[-1].year, None, None
        return None, None, None


def _outermost(places: Sequence[Mention]) -> list[Mention]:
    kept: list[Mention] = []
    for m in places:
        if not kept or m.start >= kept[-1].end:
            kept.append(m)
    return kept
