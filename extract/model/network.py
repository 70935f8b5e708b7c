"""The networks that were trained: characters of a window to scored spans, and pairs of spans to scored relations."""

# torch leaves much of its interface without types
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false

from __future__ import annotations

import math
from dataclasses import dataclass

import torch
from torch import Tensor, nn

ADAPTED = (
    "attention.self.query",
    "attention.self.key",
    "attention.self.value",
    "attention.output.dense",
    "intermediate.dense",
    "output.dense",
)
"""Linear maps of each layer of the encoder that low-rank updates are added to."""
WITHIN = 8
"""Positions inside a piece that are told apart; a piece of XLM-R's vocabulary holds up to a dozen characters."""


@dataclass(frozen=True, slots=True)
class Sizes:
    """Sizes of the span network."""

    characters: int
    types: int
    hidden: int = 384
    character: int = 64
    recurrent: int = 192
    pointer: int = 32


@dataclass(frozen=True, slots=True)
class Batch:
    """Windows of one batch, padded at the end: pieces are batch × pieces, all else batch × characters."""

    pieces: Tensor
    attention: Tensor
    piece_of: Tensor
    """Index of the piece that a character belongs to."""
    within: Tensor
    """Place of a character inside its piece."""
    characters: Tensor
    lengths: Tensor
    """Characters of each window."""


class SpanNetwork(nn.Module):
    """Piece states to character states (two GRUs) to a score for every span of every type (a pointer from start to end)."""

    def __init__(self, sizes: Sizes, dropout: float = 0.3) -> None:
        super().__init__()
        self.sizes = sizes
        self.within = nn.Embedding(WITHIN, sizes.hidden)
        nn.init.normal_(self.within.weight, std=0.02)
        self.characters = nn.Embedding(sizes.characters, sizes.character)
        self.dropout = nn.Dropout(dropout)
        self.forwards = nn.GRU(sizes.hidden + sizes.character, sizes.recurrent, batch_first=True)
        self.backwards = nn.GRU(sizes.hidden + sizes.character, sizes.recurrent, batch_first=True)
        self.tags = nn.Linear(2 * sizes.recurrent, sizes.types * 3)
        self.ends = nn.Linear(2 * sizes.recurrent, sizes.types * 2 * sizes.pointer)

    def states(self, encoded: Tensor, batch: Batch) -> Tensor:
        """Return character states, batch × characters × 2·recurrent, out of the encoder's last hidden states.

        The backward GRU reads each window from its own last character, so that padding and neighbours in the batch change nothing.
        """
        encoded = encoded.float()
        own = torch.gather(encoded, 1, batch.piece_of[..., None].expand(-1, -1, encoded.shape[-1])) + self.within(batch.within)
        rows = self.dropout(torch.cat([own, self.characters(batch.characters)], -1))
        order = torch.arange(rows.shape[1])[None]
        mirrored = batch.lengths[:, None] - 1 - order
        mirrored = torch.where(mirrored >= 0, mirrored, order)
        there, _ = self.forwards(rows)
        back, _ = self.backwards(_permuted(rows, mirrored))
        return self.dropout(torch.cat([there, _permuted(back, mirrored)], -1))

    def span_scores(self, states: Tensor) -> Tensor:
        """Return scores batch × types × characters (first) × characters (last); above 0 means a mention."""
        shape = (*states.shape[:2], self.sizes.types, 2, self.sizes.pointer)
        ends = self.ends(states).view(shape)
        first, last = _rotated(ends[..., 0, :]), _rotated(ends[..., 1, :])
        return torch.einsum("bmtd,bntd->btmn", first, last) / math.sqrt(self.sizes.pointer)

    def tag_scores(self, states: Tensor) -> Tensor:
        """Return scores batch × characters × types × 3 (outside, begins, goes on)."""
        return self.tags(states).view(*states.shape[:2], self.sizes.types, 3)


def _permuted(rows: Tensor, order: Tensor) -> Tensor:
    return torch.gather(rows, 1, order[..., None].expand(-1, -1, rows.shape[-1]))


def _rotated(rows: Tensor) -> Tensor:
    """Rotary positions (Su et al. 2021, RoFormer): the score of a span depends on its length."""
    length, width = rows.shape[1], rows.shape[-1]
    turns = torch.arange(length)[:, None] * 10000 ** (-torch.arange(0, width, 2) / width)[None]
    sine, cosine = turns.sin()[None, :, None], turns.cos()[None, :, None]
    even, odd = rows[..., 0::2], rows[..., 1::2]
    return torch.stack([even * cosine - odd * sine, even * sine + odd * cosine], -1).flatten(-2)
