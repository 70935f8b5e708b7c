"""Finds measures: policy instruments by their names, by their head words, in quotation marks, and as members of lists of measures."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache
from itertools import pairwise

from extract.candidates import Candidate, head_of, headed, listed, named, noun_phrases, quoted, rest, whole
from extract.cue_links import by_sentence, cue_between, groups, tie
from extract.lexicon import Matcher, rows, terms
from extract.mentions import judged
from extract.phrases import clauses
from extract.view import Link, Mention, View

LONGEST = 14
_NAMED, _LEAST_NAMED = 0.75, 0.45
ACTORS = frozenset({"Actor", "TaskOrganization"})
REMEDIES = frozenset({"Measure", "Mechanism"})


@cache
def _names() -> tuple[Matcher, dict[str, str]]:
    return Matcher(terms("measure_terms")), {r["term"]: r["type"] for r in rows("measure_terms")}


@cache
def _head_types() -> dict[str, str]:
    return {r["head"]: r["type"] for r in rows("measure_heads")}


def find_measures(view: View) -> Iterator[Mention]:
    """Yield every mention of a measure in text order; `attrs["measureType"]` is that of the guideline.

    A term of the lexicon is a measure wherever it stands as a name: nine of ten on the open gold, whatever the weights say.
    """
    for mention in judged(view, "Measure", measure_candidates(view)):
        named = mention.rule.startswith("measures.named") and mention.confidence >= _LEAST_NAMED
        confidence = max(mention.confidence, _NAMED) if named else mention.confidence
        yield replace(mention, confidence=confidence, attrs={"measureType": kind_of(mention.label)})


def measure_candidates(view: View) -> Iterator[Candidate]:
    """Yield all words that may name a measure; most do not."""
    for sentence, parts in clauses(view):
        for part in parts:
            yield from named(part, "measure_terms")
            yield from headed(part, "measure_heads", longest=LONGEST)
            yield from noun_phrases(part, longest=LONGEST)
            yield from rest(part, shortest=4, longest=20)
            yield from whole(part, shortest=4, longest=20)
        yield from quoted(sentence, parts)
        yield from listed(parts, "measure_terms")


def kind_of(label: str) -> str:
    """Return the measureType that the words of `label` speak for.

    >>> kind_of("茶叶价格保险")
    '金融'
    """
    names, types = _names()
    match = max(names.find(label), key=lambda m: (len(m.term), m.end), default=None)
    if match:
        return types[match.term]
    head = head_of(label, "measure_heads")
    return _head_types()[head] if head else "其他"


def link_measures(view: View, mentions: Sequence[Mention]) -> Iterator[Link]:
    """Yield addresses (measure or mechanism to problem) and targets (measure to actor) that cues of one sentence state."""
    yield from _tied(view, mentions, "addresses", "remedy", REMEDIES, frozenset({"Problem"}))
    yield from _tied(view, mentions, "targets", "measure", frozenset({"Measure"}), ACTORS)


def _tied(
    view: View, mentions: Sequence[Mention], predicate: str, role: str, subjects: frozenset[str], objects: frozenset[str]
) -> Iterator[Link]:
    for sentence, inside in by_sentence(view, [m for m in mentions if m.type in subjects or m.type in objects]):
        runs = [g for kind in (subjects, objects) for g in groups(view, [m for m in inside if m.type in kind])]
        for left, right in pairwise(sorted(runs, key=lambda g: (g[0].start, g[-1].end))):
            if (left[0].type in subjects) == (right[0].type in subjects):
                continue
            cue = cue_between(view, sentence, left, right, predicate)
            if cue and (cue.first == role) == (left[0].type in subjects):
                first, second = (left, right) if left[0].type in subjects else (right, left)
                yield from tie(predicate, first, second, cue, f"measures.{predicate}")
