"""Mentions out of candidates: the surest of those that overlap."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cache

from extract.annotation import EntityType
from extract.candidates import Candidate
from extract.lexicon import rows
from extract.plausibility import Judge
from extract.view import Mention, View

FLOOR = 0.1
"""Candidates less likely than this are not worth a reader's time at any threshold."""
RECALIBRATED = frozenset({"Measure", "Problem", "Outcome"})
_LIST_MARKS = re.compile(r"[“”‘’]*(?:、|和|及|以及|与)[“”‘’]*")
_SHORTEST_LIST = 3
_SURE, _LISTED = 0.8, 0.76
PLURAL = {"Measure": "measures", "Problem": "problems", "Outcome": "outcomes", "TheoryConcept": "theories"}


def judged(
    view: View, kind: EntityType, candidates: Iterable[Candidate], extra: Callable[[Candidate], Iterable[str]] = lambda _: ()
) -> Iterator[Mention]:
    """Yield mentions in text order; of candidates that overlap the surest stands.

    `extra` gives features of a candidate that only its kind has.
    """
    judge, name = Judge(view, PLURAL[kind]), PLURAL[kind]
    candidates = list(candidates)
    judge.expect({c.label for c in candidates})
    scored = [(judge.confidence(c, extra(c)), c) for c in candidates]
    taken: dict[int, Mention] = {}
    kept: list[Mention] = []
    for confidence, c in sorted(scored, key=lambda x: (-x[0], x[1].start - x[1].end, x[1].start, x[1].rule)):
        if confidence < FLOOR:
            break
        rule = f"{name}.{c.rule}:{c.key}" if c.key else f"{name}.{c.rule}"
        sure = calibrated(confidence) if kind in RECALIBRATED else confidence
        mention = Mention(kind, c.start, c.end, c.label, rule, round(sure, 3))
        over = next((taken[offset] for offset in range(c.start, c.end) if offset in taken), None)
        if over is None:
            taken.update(dict.fromkeys(range(c.start, c.end), mention))
            kept.append(mention)
        else:
            view.let_go(mention, "overlapped", instead=f"{over.rule} {over.label}")
    yield from with_lists(view.text, sorted(kept, key=lambda m: (m.start, m.end)))


@cache
def _knots() -> tuple[tuple[float, float], ...]:
    return tuple((float(row["raw"]), float(row["share"])) for row in rows("calibration"))


def calibrated(raw: float) -> float:
    """Return the share of candidates at this raw confidence that annotators list, between the knots of `lexicon/calibration.tsv`.

    >>> calibrated(0.5), calibrated(1.0)
    (0.75, 0.98)
    """
    knots = _knots()
    above = min(bisect_right([knot for knot, _ in knots], raw), len(knots) - 1)
    (low, low_share), (high, high_share) = knots[above - 1], knots[above]
    return low_share + (high_share - low_share) * (raw - low) / (high - low)


def with_lists(text: str, mentions: Sequence[Mention]) -> Iterator[Mention]:
    """Yield the mentions, those of one list raised to a sure confidence where a third of its members or more are sure.

    A list is three or more mentions with nothing but list marks between them: what stands beside known measures is one.
    """
    start = 0
    while start < len(mentions):
        end = start + 1
        while end < len(mentions) and _LIST_MARKS.fullmatch(text, mentions[end - 1].end, mentions[end].start):
            end += 1
        run = mentions[start:end]
        sure = sum(m.confidence >= _SURE for m in run)
        raised = len(run) >= _SHORTEST_LIST and sure * 3 >= len(run)
        yield from (replace(m, confidence=max(m.confidence, _LISTED)) if raised else m for m in run)
        start = end
