"""Finds problems and their causes: names of problems, short clauses that end in a defect, and what cue words announce."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from extract.candidates import Candidate, framed, headed, listed, named, quoted, rest, whole
from extract.cue_links import by_sentence, cue_between, groups, tie
from extract.mentions import judged
from extract.phrases import clauses
from extract.view import Link, Mention, View

LONGEST = 20


def find_problems(view: View) -> Iterator[Mention]:
    """Yield every mention of a problem or cause in text order."""
    yield from judged(view, "Problem", problem_candidates(view))


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
