"""Finds outcomes: clauses that state a result, by frames of change, of completion and of recognition."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from extract.candidates import Candidate, frames_in, quoted, rest, whole
from extract.cue_links import by_sentence, cue_between, tie
from extract.lexicon import terms
from extract.mentions import judged
from extract.phrases import clauses
from extract.view import Link, Mention, View

LONGEST = 44
PRACTICES = frozenset({"Measure", "Mechanism"})
TITLES = frozenset({"title", "subtitle", "heading"})


@cache
def _opening() -> re.Pattern[str]:
    return re.compile("(?:" + "|".join(terms("outcome_leads", "pattern")) + ")+")


def find_outcomes(view: View) -> Iterator[Mention]:
    """Yield every mention of an outcome in text order; the label is the clause that states it, without its opening adverbials."""
    yield from judged(view, "Outcome", outcome_candidates(view), outcome_features)


def outcome_candidates(view: View) -> Iterator[Candidate]:
    """Yield all clauses that may state a result; most do not."""
    for sentence, parts in clauses(view):
        if sentence.kind in TITLES:
            continue
        for part in parts:
            yield from whole(part, shortest=4, longest=LONGEST, opening=_opening())
            yield from rest(part, shortest=4, longest=LONGEST)
        yield from quoted(sentence, parts)


def outcome_features(candidate: Candidate) -> Iterator[str]:
    """Yield the frames of results that the candidate's words hold."""
    names = frames_in(candidate.label, "outcome_frames")
    yield from (f"frame={name}" for name in names)
    yield f"frames={min(len(names), 3)}"


def link_outcomes(view: View, mentions: Sequence[Mention]) -> Iterator[Link]:
    """Yield resultsIn from a measure or mechanism to the outcomes that its own sentence states after it."""
    for sentence, inside in by_sentence(view, [m for m in mentions if m.type == "Outcome" or m.type in PRACTICES]):
        practice: Mention | None = None
        for mention in inside:
            if mention.type in PRACTICES:
                practice = mention
            elif practice:
                cue = cue_between(view, sentence, [practice], [mention], "resultsIn")
                if cue:
                    yield from tie("resultsIn", [practice], [mention], cue, "outcomes.result")
