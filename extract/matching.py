"""Closeness of names and one-to-one matching of predictions with gold, the two rules that scores rest on."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeVar

DICE = 0.7
"""Two names are alike from this Dice coefficient of their character bigrams on."""

EdgeTable = list[dict[int, float]]
"""For every prediction the gold indices it may match, with how well (> 0)."""

A = TypeVar("A")
B = TypeVar("B")


@dataclass(frozen=True, slots=True)
class Name:
    """A name folded for comparison: NFKC, lower case, letters and digits only (`%` and `+` kept)."""

    folded: str
    bigrams: frozenset[str]

    @classmethod
    def of(cls, name: object) -> Name:
        """Fold a name.

        >>> Name.of("“河湾 县”！").folded
        '河湾县'
        """
        folded = "".join(c for c in unicodedata.normalize("NFKC", str(name)).lower() if c.isalnum() or c in "%+")
        return cls(folded, frozenset(a + b for a, b in pairwise(folded)) or frozenset({folded}))

    def closeness(self, other: Name) -> int:
        """Return 2 for equal names, 1 for alike ones, 0 otherwise.

        >>> Name.of("河湾县扶贫办").closeness(Name.of("县扶贫办"))
        1
        """
        if not self.folded or not other.folded:
            return 0
        if self.folded == other.folded:
            return 2
        short, long = (self, other) if len(self.folded) <= len(other.folded) else (other, self)
        if short.folded in long.folded and len(short.folded) * 2 >= len(long.folded):
            return 1
        shared = len(self.bigrams & other.bigrams)
        return int(2 * shared / (len(self.bigrams) + len(other.bigrams)) >= DICE)


def close_or_equal(left: str | None, right: str | None) -> bool:
    """Return whether two optional names are equal or alike; None equals only None."""
    return left == right or Name.of(left or "").closeness(Name.of(right or "")) > 0


def edge_table(predicted: Sequence[A], gold: Sequence[B], closeness: Callable[[A, B], float]) -> EdgeTable:
    """Compare every prediction with every gold item once and keep the pairs that match at all."""
    table: EdgeTable = []
    for ours in predicted:
        scores = (closeness(ours, theirs) for theirs in gold)
        table.append({j: score for j, score in enumerate(scores) if score})
    return table


def assign(edges: EdgeTable, required: Sequence[bool]) -> dict[int, int]:
    """Return a largest one-to-one matching, prediction index to gold index.

    Predictions with the closest match are placed first; each takes its closest gold, required before optional, earlier before later.
    One whose choices are all taken moves the others along an augmenting path where that frees a place.
    """
    choices = [sorted(row, key=lambda j, row=row: (-row[j], not required[j], j)) for row in edges]
    holder: dict[int, int] = {}

    def place(i: int, visited: set[int]) -> bool:
        for j in choices[i]:
            if j in visited:
                continue
            visited.add(j)
            if j not in holder or place(holder[j], visited):
                holder[j] = i
                return True
        return False

    for i in sorted(range(len(edges)), key=lambda i: -max(edges[i].values(), default=0.0)):
        place(i, set())
    return {i: j for j, i in holder.items()}
