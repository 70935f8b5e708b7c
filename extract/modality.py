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


@cache
def _of_section(section: tuple[str, ...]) -> Modality | None:
    for heading in reversed(section):
        for cue in _cues():
            if cue.scope == "section" and cue.pattern.search(heading):
                return cue.modality
    return None


def of_sentence(sentence: ProseSentence) -> Modality:
    """Return the modality of a whole sentence: that of its own cues, else of the headings above it, else reported."""
    of_section = _of_section(sentence.section)
    if of_section == "proposed":
        return "proposed"
    for cue in _cues():
        if cue.scope == "sentence" and cue.pattern.search(sentence.text):
            return cue.modality
    return of_section or "reported"


class Modalities:
    """Modality of any span of a document; each sentence is judged once."""

    def __init__(self, view: View) -> None:
        self._view = view
        self._starts = [sentence.start for sentence in view.sentences]
        self._of: dict[int, Modality] = {}

    def sentence_at(self, offset: int) -> ProseSentence | None:
        """Return the prose sentence that holds reading offset `offset`."""
        index = bisect_right(self._starts, offset) - 1
        if index < 0 or self._view.sentences[index].end <= offset:
            return None
        return self._view.sentences[index]

    def of(self, start: int) -> Modality:
        """Return the modality of what is named at `start`: negated where a negation stands right before it, else its sentence's."""
        sentence = self.sentence_at(start)
        if sentence is None:
            return "reported"
        lead = self._view.text[max(sentence.start, start - 10) : start]
        for cue in _cues():
            if cue.scope == "before" and cue.pattern.search(lead):
                return cue.modality
        if sentence.index not in self._of:
            self._of[sentence.index] = of_sentence(sentence)
        return self._of[sentence.index]
