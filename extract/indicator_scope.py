"""Whom a figure is about and when: the nearest fitting mention and the time that still holds."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from extract.indicator_patterns import pattern
from extract.lexicon import rows
from extract.times import Time, find_times
from extract.view import Mention, ProseSentence, View

_SUBJECTS = frozenset({"Place", "Actor", "TaskOrganization"})


@dataclass(frozen=True, slots=True)
class Period:
    """The time a figure stands at; `text` is how the document writes it."""

    year: int | None = None
    start_year: int | None = None
    text: str | None = None


@cache
def _aside() -> re.Pattern[str]:
    words = sorted((row["term"] for row in rows("indicator_words") if row["role"] == "aside"), key=len, reverse=True)
    return re.compile(f"(?:{'|'.join(words)})$")


class Scope:
    """What a document says figures are about; built once a document."""

    def __init__(self, view: View, mentions: Sequence[Mention]) -> None:
        self._text = view.text
        self._sentences = view.sentences
        self._places = _outermost(m for m in sorted(mentions, key=_position) if m.type == "Place")
        self._place_starts = [m.start for m in self._places]
        self._subjects = _outermost(m for m in sorted(mentions, key=_position) if m.type in _SUBJECTS)
        self._subject_starts = [m.start for m in self._subjects]
        self._main = _main_place(view, self._places)
        self._by_kind: dict[str, str] = {}
        for label, _ in Counter(m.label for m in self._places).most_common():
            self._by_kind.setdefault(label[-1], label)

    def subjects(self, sentence: ProseSentence) -> list[tuple[int, int]]:
        """Return the spans of places and actors in the sentence, in sentence offsets."""
        found = self._subjects[bisect_left(self._subject_starts, sentence.start) : bisect_left(self._subject_starts, sentence.end)]
        return [(m.start - sentence.start, m.end - sentence.start) for m in found]

    def about(self, sentence: ProseSentence, at: int) -> str | None:
        """Return what a figure at sentence offset `at` is about: the place that governs it, else that of the passage."""
        own = self._governing(sentence.start, sentence.start + at)
        if own is not None:
            return own
        for index in range(sentence.index - 1, max(-1, sentence.index - 4), -1):
            earlier = self._sentences[index]
            if earlier.segment != sentence.segment:
                break
            found = self._governing(earlier.start, earlier.end)
            if found is not None:
                return found
        return self._main

    def about_words(self, start: int, end: int) -> str | None:
        """Return the place named in reading text start..end, else that of the whole text."""
        return self._governing(start, end) or self._main

    def _governing(self, start: int, end: int) -> str | None:
        """Return the place that the words start..end are about."""
        best: str | None = None
        for m in self._places[bisect_left(self._place_starts, start) : bisect_left(self._place_starts, end)]:
            if m.end > end or _aside().search(self._text[max(start, m.start - 4) : m.start]):
                continue
            if best is None or self._clause_first(start, m.start):
                best = m.label
        whole = list(pattern("whole_place").finditer(self._text, start, end))
        if whole:
            kind = whole[-1]["kind"] or whole[-1]["inner"]
            if best is None or best[-1] != kind:
                return self._by_kind.get(kind, best)
        return best

    def _clause_first(self, start: int, at: int) -> bool:
        """Tell whether only a mark or a time stands between the last clause break and `at`."""
        lead = re.split(r"[,，。;；:：、]", self._text[start:at])[-1]
        times = list(find_times(lead))
        return not lead.strip() or bool(times and times[-1].end >= len(lead) - 2)

    def period(self, sentence: ProseSentence, times: Sequence[Time], start: int, end: int) -> Period:
        """Return the time that holds for a figure at sentence offsets `start..end`."""
        text = sentence.text
        behind = [t for t in times if end <= t.start <= end + 3 and text[end : t.start].strip() in ("(", "（")]
        if behind:
            return Period(behind[0].year, behind[0].start_year, behind[0].text)
        base: int | None = None
        for t in reversed([t for t in times if t.end <= start]):
            if _is_base(text, t):
                base = base or (t.year if not re.search(r"[;；]", text[t.end : start]) else None)
                continue
            if _is_open(text, t):
                return Period(None, t.year, t.text)
            return Period(t.year, t.start_year or base, t.text)
        carried = self._carried(sentence)
        return Period(carried.year, base, carried.text) if carried else Period(None, base)

    def _carried(self, sentence: ProseSentence) -> Time | None:
        earlier = self._sentences[sentence.index - 1] if sentence.index else None
        if earlier is None or earlier.segment != sentence.segment:
            return None
        found = [t for t in find_times(earlier.text) if not _is_base(earlier.text, t)]
        if not found or _is_open(earlier.text, found[-1]) or len({t.year for t in found}) > 1:
            return None
        return found[-1]


def _is_base(text: str, t: Time) -> bool:
    return bool(re.search(r"[比较]\s?$", text[: t.start]))


def _is_open(text: str, t: Time) -> bool:
    return t.start_year is None and bool(pattern("since").match(text[t.end : t.end + 3]))


def _main_place(view: View, places: Sequence[Mention]) -> str | None:
    """Return the place that the text as a whole is about: that of its title, else the one it names most."""
    counts = Counter(m.label for m in places)
    titles = [s for s in view.segments("title", "subtitle")]
    titled = [m for m in places if any(s.text_start <= m.start < s.text_end for s in titles)]
    if titled:
        return max(titled, key=lambda m: counts[m.label]).label
    return counts.most_common(1)[0][0] if counts else None


def _position(m: Mention) -> tuple[int, int]:
    return m.start, -m.end


def _outermost(mentions: Iterable[Mention]) -> list[Mention]:
    kept: list[Mention] = []
    for m in mentions:
        if not kept or m.start >= kept[-1].end:
            kept.append(m)
    return kept
