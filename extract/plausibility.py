"""How likely a candidate is a mention that a careful annotator lists: a log-linear model whose weights are a data file.

Each row of `lexicon/<kind>_weights.tsv` is a feature of a candidate and what it adds to the log-odds. Features are words in and
around the candidate, the rule that proposed it, its place in sentence and section, and how often the document says it.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from math import exp
from operator import add

import ahocorasick

from extract.candidates import Candidate
from extract.lexicon import rows
from extract.phrases import clauses
from extract.view import ProseSentence, View
from extract.words import words

FIGURE = re.compile("[0-9０-９]")
_HUNDREDTHS = 100
_EDGES = {(a, b): str((a, b)) for a in (True, False) for b in (True, False)}
_SMALL = tuple(map(str, range(13)))

Feature = tuple[str, str]
"""Name and value, written name=value in the weight files; a feature that is only there or not has no value."""


@cache
def _weights(kind: str) -> Mapping[Feature, int]:
    """Return the weights by feature, in hundredths: whole numbers add up to the same in any order."""
    table: dict[Feature, int] = {}
    for row in rows(f"{kind}_weights"):
        name, _, value = row["feature"].partition("=")
        table[name, value] = round(float(row["weight"]) * _HUNDREDTHS)
    return table


def occurrences(text: str, labels: Iterable[str]) -> Mapping[str, int]:
    """Return how often each of `labels` stands in `text` without overlap, in one pass.

    >>> sorted(occurrences("扶贫产业扶贫", ["扶贫", "产业扶贫", "扶"]).items())
    [('产业扶贫', 1), ('扶', 2), ('扶贫', 2)]
    """
    automaton = ahocorasick.Automaton()
    for label in labels:
        automaton.add_word(label, label)
    times: dict[str, int] = defaultdict(int)
    if not len(automaton):
        return times
    automaton.make_automaton()
    end_of: dict[str, int] = {}
    for last, label in automaton.iter(text):
        if last - len(label) >= end_of.get(label, -1):
            end_of[label] = last
            times[label] += 1
    return times


class Judge:
    """Gives the candidates of one document their confidence."""

    def __init__(self, view: View, kind: str) -> None:
        self._view = view
        self._weights = _weights(kind)
        self._words = words(view)
        self._starts = [w.start for w in self._words]
        self._sentences = [s for s, _ in clauses(view)]
        self._sentence_starts = [s.start for s in self._sentences]
        self._settings: dict[int, int] = {}
        self._spans: dict[tuple[int, int], int] = {}
        self._times: Mapping[str, int] = {}

    def expect(self, labels: Iterable[str]) -> None:
        """Count how often the document says each of `labels`, all at once."""
        self._times = occurrences(self._view.text, labels)

    def confidence(self, candidate: Candidate, extra: Iterable[str] = ()) -> float:
        """Return the probability, in 0..1, that `candidate` is a mention; `extra` are features of the caller's own."""
        sentence = self._sentence(candidate)
        setting = self._settings.get(sentence.index)
        if setting is None:
            setting = self._settings[sentence.index] = self._sum({("bias", ""), *self._setting(sentence)})
        span = candidate.start, candidate.end
        own = self._spans.get(span)
        if own is None:
            own = self._spans[span] = self._sum(self._of_span(candidate))
        total = setting + own + self._sum(_of_rule(candidate))
        if extra:
            total += self._sum({(name, value) for name, _, value in (feature.partition("=") for feature in extra)})
        return 1 / (1 + exp(-total / _HUNDREDTHS))

    def features(self, candidate: Candidate) -> Iterator[str]:
        """Yield what the weights may know of a candidate."""
        for name, value in (*_of_rule(candidate), *self._of_span(candidate), *self._setting(self._sentence(candidate))):
            yield f"{name}={value}" if value else name

    def _sum(self, features: Iterable[Feature]) -> int:
        return sum(filter(None, map(self._weights.get, features)))

    def _sentence(self, candidate: Candidate) -> ProseSentence:
        return self._sentences[bisect_left(self._sentence_starts, candidate.start + 1) - 1]

    def _of_span(self, candidate: Candidate) -> list[Feature]:
        """Return the features of words, letters and place, none twice; candidates of one span share them."""
        text, label, clause = self._view.text, candidate.label, candidate.clause
        before, after = text[candidate.start - 1 : candidate.start], text[candidate.end : candidate.end + 1]
        times = self._times.get(label) or text.count(label)
        edges = _EDGES[candidate.start == clause.start, candidate.end == clause.end]
        found = [
            ("length", _SMALL[min(len(label) // 2, 12)]),
            ("marks", (before if not before.isalnum() else "w") + (after if not after.isalnum() else "w")),
            ("times", _SMALL[times] if times < 3 else "3+" if times < 6 else "6+"),
            ("clause", edges + clause.before + clause.after),
            ("begin", label[0]),
            ("end", label[-1]),
        ]
        if len(label) > 1:
            found.append(("end", label[-2:]))
        if FIGURE.search(label):
            found.append(("figure", ""))
        found += [("pair", pair) for pair in set(map(add, label, label[1:]))]
        left, right = bisect_left(self._starts, candidate.start), bisect_left(self._starts, candidate.end)
        if left > 0:
            found += (("left", self._words[left - 1].text), ("lefttag", self._words[left - 1].tag))
        if right < len(self._words):
            found += (("right", self._words[right].text), ("righttag", self._words[right].tag))
        own = self._words[left:right]
        if not own or own[0].start != candidate.start or own[-1].end != candidate.end:
            found.append(("across words", ""))
        if own:
            found += [("word", word) for word in {word.text for word in own}]
            found += (("first", own[0].text), ("last", own[-1].text), ("tags", f"{own[0].tag}-{own[-1].tag}"))
            found.append(("count", _SMALL[min(len(own), 6)]))
        return found

    @staticmethod
    def _setting(sentence: ProseSentence) -> Iterator[Feature]:
        yield "in", sentence.kind
        for heading in sentence.section[-2:]:
            yield from (("section", heading[i : i + 2]) for i in range(len(heading) - 1))


def _of_rule(candidate: Candidate) -> tuple[Feature, ...]:
    rule = ("rule", candidate.rule)
    return (rule, ("key", f"{candidate.rule}:{candidate.key}")) if candidate.key else (rule,)
