"""How likely a candidate is a mention that a careful annotator lists: a log-linear model whose weights are a data file.

Each row of `lexicon/<kind>_weights.tsv` is a feature of a candidate and what it adds to the log-odds. Features are words in and
around the candidate, the rule that proposed it, its place in sentence and section, and how often the document says it.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from math import exp, fsum

from extract.candidates import Candidate
from extract.lexicon import rows
from extract.phrases import clauses
from extract.view import ProseSentence, View
from extract.words import words

FIGURE = re.compile("[0-9０-９]")


@cache
def _weights(kind: str) -> Mapping[str, float]:
    return {r["feature"]: float(r["weight"]) for r in rows(f"{kind}_weights")}


class Judge:
    """Gives the candidates of one document their confidence."""

    def __init__(self, view: View, kind: str) -> None:
        self._kind = kind
        self._view = view
        self._words = words(view)
        self._starts = [w.start for w in self._words]
        self._sentences = [s for s, _ in clauses(view)]
        self._sentence_starts = [s.start for s in self._sentences]
        self._settings: dict[int, float] = {}
        self._times: dict[str, int] = {}

    def confidence(self, candidate: Candidate, extra: Iterable[str] = ()) -> float:
        """Return the probability, in 0..1, that `candidate` is a mention; `extra` are features of the caller's own."""
        weights = _weights(self._kind)
        sentence = self._sentence(candidate)
        if sentence.index not in self._settings:
            self._settings[sentence.index] = fsum(weights.get(f, 0.0) for f in set(self._setting(sentence)))
        own = {*self._own(candidate), *extra}
        # fsum: the order in which a set gives its members must not show in the last digit
        odds = fsum(w for w in map(weights.get, own) if w) + weights.get("bias", 0.0) + self._settings[sentence.index]
        return 1 / (1 + exp(-odds))

    def features(self, candidate: Candidate) -> Iterator[str]:
        """Yield what the weights may know of a candidate."""
        yield from self._own(candidate)
        yield from self._setting(self._sentence(candidate))

    def _sentence(self, candidate: Candidate) -> ProseSentence:
        return self._sentences[bisect_left(self._sentence_starts, candidate.start + 1) - 1]

    def _own(self, candidate: Candidate) -> Iterator[str]:
        text, label, clause = self._view.text, candidate.label, candidate.clause
        yield f"rule={candidate.rule}"
        if candidate.key:
            yield f"key={candidate.rule}:{candidate.key}"
        yield f"length={min(len(label) // 2, 12)}"
        yield from self._around(candidate)
        yield from self._inside(candidate)
        before, after = text[candidate.start - 1 : candidate.start], text[candidate.end : candidate.end + 1]
        yield f"marks={before if not before.isalnum() else 'w'}{after if not after.isalnum() else 'w'}"
        if label not in self._times:
            self._times[label] = text.count(label)
        times = self._times[label]
        yield f"times={times if times < 3 else '3+' if times < 6 else '6+'}"
        if FIGURE.search(label):
            yield "figure"
        yield f"clause={(candidate.start == clause.start, candidate.end == clause.end)}{clause.before}{clause.after}"

    def _around(self, candidate: Candidate) -> Iterator[str]:
        left = bisect_left(self._starts, candidate.start)
        right = bisect_left(self._starts, candidate.end)
        if left > 0:
            yield f"left={self._words[left - 1].text}"
            yield f"lefttag={self._words[left - 1].tag}"
        if right < len(self._words):
            yield f"right={self._words[right].text}"
            yield f"righttag={self._words[right].tag}"

    def _inside(self, candidate: Candidate) -> Iterator[str]:
        label = candidate.label
        left, right = bisect_left(self._starts, candidate.start), bisect_left(self._starts, candidate.end)
        own = self._words[left:right]
        if not own or own[0].start != candidate.start or own[-1].end != candidate.end:
            yield "across words"
        for word in own:
            yield f"word={word.text}"
        if own:
            yield f"first={own[0].text}"
            yield f"last={own[-1].text}"
            yield f"tags={own[0].tag}-{own[-1].tag}"
            yield f"count={min(len(own), 6)}"
        yield from (f"pair={label[i : i + 2]}" for i in range(len(label) - 1))
        yield f"end={label[-2:]}"
        yield f"end={label[-1]}"
        yield f"begin={label[:1]}"

    @staticmethod
    def _setting(sentence: ProseSentence) -> Iterator[str]:
        yield f"in={sentence.kind}"
        for heading in sentence.section[-2:]:
            yield from (f"section={heading[i : i + 2]}" for i in range(len(heading) - 1))
