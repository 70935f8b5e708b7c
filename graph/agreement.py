"""How far reviewers agree: Cohen's kappa of what two of them say of the same statements."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from graph.decisions import Decision

_VERDICTS: Mapping[str, str] = {"accept": "accept", "reject": "reject", "correct": "correct", "split": "correct", "merge": "correct"}


@dataclass(frozen=True, slots=True)
class Agreement:
    """Two reviewers, how many statements both have judged, the share on which they say the same, and kappa (None where it is undefined)."""

    first: str
    second: str
    statements: int
    same: float
    kappa: float | None


def agreements(decisions: Iterable[Decision]) -> tuple[Agreement, ...]:
    """Return the agreement of each two reviewers who have judged a statement both, in order of names; the last word of each counts."""
    said: dict[str, dict[str, str]] = {}
    for decision in decisions:
        verdict = _VERDICTS.get(decision.action)
        if verdict is not None:
            for statement in decision.of:
                said.setdefault(decision.by, {})[statement.statement] = verdict
    return tuple(found for first, second in combinations(sorted(said), 2) if (found := _between(first, second, said)) is not None)


def cohens_kappa(first: Sequence[str], second: Sequence[str]) -> float | None:
    """Return Cohen's kappa (1960) of two raters' categories for the same items; None where chance alone would agree wholly.

    >>> cohens_kappa(["yes"] * 25 + ["no"] * 25, ["yes"] * 20 + ["no"] * 5 + ["yes"] * 10 + ["no"] * 15)
    0.4
    """
    if len(first) != len(second) or not first:
        raise ValueError(f"two raters judge the same items, and at least one; here {len(first)} and {len(second)}")
    total = len(first)
    observed = sum(one == other for one, other in zip(first, second, strict=True)) / total
    ones, others = Counter(first), Counter(second)
    chance = sum(count * others[category] for category, count in ones.items()) / total**2
    return round((observed - chance) / (1 - chance), 12) if chance < 1 else None


def _between(first: str, second: str, said: Mapping[str, Mapping[str, str]]) -> Agreement | None:
    both = sorted(said[first].keys() & said[second].keys())
    if not both:
        return None
    one, other = [said[first][name] for name in both], [said[second][name] for name in both]
    same = sum(a == b for a, b in zip(one, other, strict=True)) / len(both)
    return Agreement(first, second, len(both), same, cohens_kappa(one, other))
