"""The network that scores relations between the spans of one window."""

# torch leaves much of its interface without types
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor, nn

DISTANCES = (0, 1, 3, 6, 12, 24, 48, 96)
"""Characters between two spans from which on a pair counts as further apart."""
_APART = 2 * len(DISTANCES)
_HOLDS, _INSIDE = 0, _APART + 1


@dataclass(frozen=True, slots=True)
class PairSizes:
    """Sizes of the pair network."""

    types: int
    predicates: int
    modalities: int
    states: int = 384
    hidden: int = 160


@dataclass(frozen=True, slots=True)
class Pairs:
    """Ordered pairs of spans and what is known of them; several windows may be put one after the other."""

    ends: Tensor
    """Spans × 3·states: the first character's, the last one's and their mean."""
    types: Tensor
    subject: Tensor
    """Pairs: number of the span that is the subject."""
    object: Tensor
    between: Tensor
    """Pairs × states: mean of the characters between the two spans."""
    distance: Tensor
    """Pairs: how far apart, which comes first, whether one lies in the other."""


def pairs_of(states: Tensor, spans: Tensor, types: Tensor, allowed: Tensor) -> Pairs:
    """Return the pairs of one window whose types can be related at all.

    `states` are characters × states, `spans` spans × 2 (first and last character), `allowed` types × types.
    """
    sums = torch.cat([torch.zeros(1, states.shape[1]), states.cumsum(0)])
    first, last = spans[:, 0], spans[:, 1]
    mean = (sums[last + 1] - sums[first]) / (last + 1 - first)[:, None]
    subject, target = (allowed[types[:, None], types[None]] & ~torch.eye(len(types), dtype=torch.bool)).nonzero(as_tuple=True)
    low = torch.minimum(last[subject], last[target]) + 1
    high = torch.maximum(first[subject], first[target])
    gap = (high - low).clamp(min=0)
    between = (sums[torch.maximum(low, high)] - sums[low]) / gap.clamp(min=1)[:, None]
    steps = torch.bucketize(gap, torch.tensor(DISTANCES), right=True)
    far = steps + (first[target] > first[subject]) * len(DISTANCES)
    inside = (first[target] >= first[subject]) & (last[target] <= last[subject])
    holds = (first[target] <= first[subject]) & (last[target] >= last[subject])
    distance = torch.where(inside, _INSIDE, torch.where(holds, _HOLDS, far))
    return Pairs(torch.cat([states[first], states[last], mean], -1), types, subject, target, between, distance)


def joined(several: list[Pairs]) -> Pairs:
    """Return the pairs of several windows as one."""
    starts = [0]
    for pairs in several:
        starts.append(starts[-1] + len(pairs.types))
    return Pairs(
        torch.cat([pairs.ends for pairs in several]),
        torch.cat([pairs.types for pairs in several]),
        torch.cat([pairs.subject + start for pairs, start in zip(several, starts, strict=False)]),
        torch.cat([pairs.object + start for pairs, start in zip(several, starts, strict=False)]),
        torch.cat([pairs.between for pairs in several]),
        torch.cat([pairs.distance for pairs in several]),
    )


class PairNetwork(nn.Module):
    """Ordered pairs of spans to a score a predicate and a score a modality."""

    def __init__(self, sizes: PairSizes, dropout: float = 0.3) -> None:
        super().__init__()
        self.subject = nn.Linear(3 * sizes.states, sizes.hidden)
        self.object = nn.Linear(3 * sizes.states, sizes.hidden)
        self.between = nn.Linear(sizes.states, sizes.hidden)
        self.subject_type = nn.Embedding(sizes.types, sizes.hidden)
        self.object_type = nn.Embedding(sizes.types, sizes.hidden)
        self.distance = nn.Embedding(_APART + 2, sizes.hidden)
        self.inner = nn.Linear(sizes.hidden, sizes.hidden)
        self.predicates = nn.Linear(sizes.hidden, sizes.predicates)
        self.modalities = nn.Linear(sizes.hidden, sizes.modalities)
        self.dropout = nn.Dropout(dropout)

    def forward(self, pairs: Pairs) -> tuple[Tensor, Tensor]:
        """Return scores pairs × predicates and pairs × modalities."""
        ends = self.dropout(pairs.ends.float())
        subjects = self.subject(ends) + self.subject_type(pairs.types)
        objects = self.object(ends) + self.object_type(pairs.types)
        hidden = subjects[pairs.subject] + objects[pairs.object] + self.between(pairs.between.float()) + self.distance(pairs.distance)
        hidden = torch.relu(self.inner(self.dropout(torch.relu(hidden))))
        return self.predicates(hidden), self.modalities(hidden)
