"""How the author stands to what is said: reported, proposed, criticised, hypothetical, negated or another's view."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from functools import cache
from typing import cast

from extract import lexicon
from extract.annotation import Modality
from extract.view import ProseSentence, View


@dataclass(frozen=True, slots=True)
class _Cue:
    scope: str
    modality: Modality
    pattern: re.Pattern[str]


@cache
def _cues() -> tuple[_Cue, ...]:
    return tuple(_Cue(r["scope"], cast(Modality, r["modality"]), re.compile(r["pattern"])) for r in lexicon.rows("modality_cues"))


@dataclass(frozen=True, slots=True)
class Said:
    """A modality and the words that speak for it: of a heading (`section`), of the sentence, or right `before` the name."""

    modality: Modality
    scope: str = ""
    words: str = ""


_REPORTED = Said("reported")
"""What nothing speaks against."""


@cache
def _of_section(section: tuple[str, ...]) -> Said | None:
    for heading in reversed(section):
        for cue in _cues():
            found = cue.pattern.search(heading) if cue.scope == "section" else None
            if found:
                return Said(cue.modality, cue.scope, found.group())
    return None


def of_sentence(sentence: ProseSentence) -> Said:
    """Return the modality of a whole sentence: that of its own cues, else of the headings above it, else reported."""
    of_section = _of_section(sentence.section)
    if of_section and of_section.modality == "proposed":
        return of_section
    for cue in _cues():
        found = cue.pattern.search(sentence.text) if cue.scope == "sentence" else None
        if found:
            return Said(cue.modality, cue.scope, found.group())
    return of_section or _REPORTED


class Modalities:
    """Modality of any span of a document; each sentence is judged once."""

    def __init__(self, view: View) -> None:
        self._view = view
        self._starts = [sentence.start for sentence in view.sentences]
        self._of: dict[int, Said] = {}

    def sentence_at(self, offset: int) -> ProseSentence | None:
        """Return the prose sentence that holds reading offset `offset`."""
        index = bisect_right(self._starts, offset) - 1
        if index < 0 or self._view.sentences[index].end <= offset:
            return None
        return self._view.sentences[index]

    def of(self, start: int) -> Modality:
        """Return the modality of what is named at `start`: negated where a negation stands right before it, else its sentence's."""
        return self.said(start).modality

    def said(self, start: int) -> Said:
        """Return the modality of what is named at `start` with the words that speak for it."""
        sentence = self.sentence_at(start)
        if sentence is None:
            return _REPORTED
        lead = self._view.text[max(sentence.start, start - 10) : start]
        for cue in _cues():
            found = cue.pattern.search(lead) if cue.scope == "before" else None
            if found:
                return Said(cue.modality, cue.scope, found.group())
        if sentence.index not in self._of:
            self._of[sentence.index] = of_sentence(sentence)
        return self._of[sentence.index]
