"""Mentions out of candidates: the surest of those that overlap."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from extract.annotation import EntityType
from extract.candidates import Candidate
from extract.plausibility import Judge
from extract.view import Mention, View

FLOOR = 0.1
"""Candidates less likely than this are not worth a reader's time at any threshold."""
PLURAL = {"Measure": "measures", "Problem": "problems", "Outcome": "outcomes", "TheoryConcept": "theories"}


def judged(
    view: View, kind: EntityType, candidates: Iterable[Candidate], extra: Callable[[Candidate], Iterable[str]] = lambda _: ()
) -> Iterator[Mention]:
    """Yield mentions in text order; of candidates that overlap the surest stands.

    `extra` gives features of a candidate that only its kind has.
    """
    judge, name = Judge(view, PLURAL[kind]), PLURAL[kind]
    scored = [(judge.confidence(c, extra(c)), c) for c in candidates]
    taken: set[int] = set()
    kept: list[Mention] = []
    for confidence, c in sorted(scored, key=lambda x: (-x[0], x[1].start - x[1].end, x[1].start, x[1].rule)):
        if confidence < FLOOR:
            break
        if taken.isdisjoint(range(c.start, c.end)):
            taken.update(range(c.start, c.end))
            rule = f"{name}.{c.rule}:{c.key}" if c.key else f"{name}.{c.rule}"
            kept.append(Mention(kind, c.start, c.end, c.label, rule, round(confidence, 3)))
    yield from sorted(kept, key=lambda m: (m.start, m.end))
