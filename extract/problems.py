"""Finds problems and their causes: names of problems, short clauses that end in a defect, and what cue words announce."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache
from itertools import pairwise

from extract.candidates import Candidate, framed, headed, listed, named, quoted, rest, whole
from extract.cue_links import by_sentence, cue_between, groups, tie
from extract.lexicon import terms
from extract.mentions import judged
from extract.phrases import clauses
from extract.problem_types import problem_type
from extract.view import Link, Mention, View
from extract.words import words

LONGEST = 20
_ENUMERATED = 0.65
_LOOSE, _SHORTEST = "了着过要对的", 3
_GOES_ON = frozenset({"n", "v"})
"""Parts of speech (first letter of jieba's tag) of a word that goes on with the noun phrase before it."""


def find_problems(view: View) -> Iterator[Mention]:
    """Yield every mention of a problem or cause in text order.

    A head word that only begins a longer noun phrase (贫困 in 贫困治理) names no problem; what merely stands first in a numbered
    passage is too unsure to become a fact.
    """
    following = {word.start: word for word in words(view)}
    for mention in judged(view, "Problem", problem_candidates(view)):
        after = following.get(mention.end)
        if after and after.tag[:1] in _GOES_ON and after.text not in _joining():
            view.let_go(mention, "no name", instead=mention.label + after.text)
            continue
        if mention.label[0] in _LOOSE and len(mention.label) > _SHORTEST:
            mention = replace(mention, start=mention.start + 1, label=mention.label[1:])
        confidence = min(mention.confidence, _ENUMERATED) if mention.rule.endswith(":enumerated") else mention.confidence
        yield replace(mention, confidence=confidence, attrs={**mention.attrs, "problemType": problem_type(mention.label)})


@cache
def _joining() -> frozenset[str]:
    return frozenset(terms("frame_verbs"))


def problem_candidates(view: View) -> Iterator[Candidate]:
    """Yield all words that may name a problem; most do not."""
    for sentence, parts in clauses(view):
        for part in parts:
            yield from named(part, "problem_terms")
            yield from headed(part, "problem_heads", longest=LONGEST, loose=True)
            yield from rest(part, shortest=3, longest=LONGEST)
            yield from whole(part, shortest=3, longest=LONGEST)
        yield from quoted(sentence, parts)
        yield from framed(sentence, parts, "problem_frames")
        yield from listed(parts, "problem_terms")


def link_problems(view: View, mentions: Sequence[Mention]) -> Iterator[Link]:
    """Yield causedBy between problems of one sentence that a cue such as 导致 or 源于 ties together."""
    for sentence, inside in by_sentence(view, [m for m in mentions if m.type == "Problem"]):
        for left, right in pairwise(groups(view, inside)):
            cue = cue_between(view, sentence, left, right, "causedBy")
            if cue:
                effects, causes = (right, left) if cue.first == "cause" else (left, right)
                yield from tie("causedBy", effects, causes, cue, "problems.cause")
