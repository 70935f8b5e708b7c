"""Relations that cue words state between two things of one sentence: cause, remedy, result and target."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from extract.lexicon import rows
from extract.view import Link, Mention, ProseSentence, View

COORDINATED = re.compile(r"[”’]?(?:、|和|与|及|以及|，以及|并|，并)[“‘]?")
APART = 80
"""Two things further apart than this many characters are not linked by a cue."""


@dataclass(frozen=True, slots=True)
class Cue:
    """A pattern of `lexicon/link_cues.tsv`; `first` is the role of the thing that comes first."""

    side: str
    first: str
    pattern: re.Pattern[str]
    confidence: float


@cache
def cues(relation: str) -> tuple[Cue, ...]:
    """Return the cues of one relation in file order."""
    found: list[Cue] = []
    for row in rows("link_cues"):
        if row["relation"] == relation:
            ending = "" if row["side"] == "between" else r"\Z"
            found.append(Cue(row["side"], row["first"], re.compile(row["pattern"] + ending), float(row["confidence"])))
    return tuple(found)


def by_sentence(view: View, mentions: Sequence[Mention]) -> Iterator[tuple[ProseSentence, list[Mention]]]:
    """Yield each prose sentence that holds mentions, with these in text order."""
    ordered = sorted(mentions, key=lambda m: (m.start, m.end))
    starts = [m.start for m in ordered]
    for sentence in view.sentences:
        inside = ordered[bisect_left(starts, sentence.start) : bisect_left(starts, sentence.end)]
        if inside:
            yield sentence, inside


def groups(view: View, mentions: Sequence[Mention]) -> list[list[Mention]]:
    """Return runs of mentions joined by 、 or 和, in text order."""
    found: list[list[Mention]] = []
    for mention in mentions:
        if found and COORDINATED.fullmatch(view.text[found[-1][-1].end : mention.start]):
            found[-1].append(mention)
        else:
            found.append([mention])
    return found


def cue_between(view: View, sentence: ProseSentence, left: Sequence[Mention], right: Sequence[Mention], relation: str) -> Cue | None:
    """Return the surest cue that ties two groups of mentions together, None where no cue does."""
    gap = view.text[left[-1].end : right[0].start]
    opening = view.text[sentence.start : left[0].start]
    if right[0].start < left[-1].end or len(gap) > APART:
        return None
    matching: list[Cue] = []
    for cue in cues(relation):
        if cue.side == "between" and cue.pattern.fullmatch(gap):
            matching.append(cue)
        elif (cue.side == "before" and cue.pattern.search(gap)) or (cue.side == "opening" and cue.pattern.search(opening)):
            matching.append(cue)
    return max(matching, key=lambda c: c.confidence, default=None)


def tie(predicate: str, subjects: Sequence[Mention], objects: Sequence[Mention], cue: Cue, rule: str) -> Iterator[Link]:
    """Yield a link from each subject to each object over the span that holds both; as sure as the cue and both ends are."""
    for subject in subjects:
        for thing in objects:
            confidence = round(cue.confidence * min(1.0, (subject.confidence * thing.confidence) ** 0.25), 3)
            start, end = min(subject.start, thing.start), max(subject.end, thing.end)
            yield Link(subject, predicate, thing, start, end, rule, confidence)
