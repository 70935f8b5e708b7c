"""The trained model at work: every window of a document to scored spans and scored relations between spans."""

# torch leaves much of its interface without types
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from functools import cache

import torch
from torch import Tensor

from extract.model.batches import collate, load_tokenizer
from extract.model.encoder import load_encoder, merge
from extract.model.learned import ENCODER, PAIRS, SPANS, Learned, load_learned
from extract.model.network import Batch, Sizes, SpanNetwork
from extract.model.pairs import PairNetwork, PairSizes, pairs_of
from extract.model.precision import has_bf16
from extract.model.schema import ARGUMENTS
from extract.model.spans import ModelReading, Pair, Span
from extract.model.weights import default_model
from extract.model.windows import Window, windows
from extract.view import View

BATCH = 16
LONGEST_SPAN = 90
"""Characters a span holds at most."""
_FLOOR = -1.0
"""Span scores below this are not worth weighing against rules."""
_LEAST_PAIR = 0.2
"""Relations less likely than this are not reported."""


class Tagger:
    """Encoder, span network and pair network with what was learnt."""

    def __init__(self, learned: Learned) -> None:
        folder = default_model()
        self._learned = learned
        self._tokenizer = load_tokenizer(folder)
        self._encoder = load_encoder(folder)
        merge(self._encoder, learned.part(ENCODER))
        self._spans = SpanNetwork(Sizes(len(learned.characters) + 2, len(learned.types)))
        self._spans.load_state_dict(learned.part(SPANS))
        self._pairs = PairNetwork(PairSizes(len(learned.types), len(learned.predicates), len(learned.modalities)))
        self._pairs.load_state_dict(learned.part(PAIRS))
        for part in (self._encoder, self._spans, self._pairs):
            part.eval()
        self._types = {name: number for number, name in enumerate(learned.types)}
        self._allowed = allowed_pairs(learned.types, learned.predicates)
        self._related = self._allowed.any(-1)

    def read(self, view: View, known: Sequence[Span] = ()) -> ModelReading:
        """Return the spans of `view`, and the relations between them and the `known` spans that rules found."""
        reading = ModelReading()
        cut = list(windows(view))
        states_of: dict[int, Tensor] = {}
        placed = _placed(cut, known)
        # Windows of like length together: padding costs. A few batches at a time keep memory flat.
        for start in range(0, len(cut), BATCH * 8):
            part = range(start, min(start + BATCH * 8, len(cut)))
            by_length = sorted(part, key=lambda number: (len(cut[number].text), number))
            found: dict[int, list[tuple[int, int, int, float]]] = {}
            for at in range(0, len(by_length), BATCH):
                numbers = by_length[at : at + BATCH]
                for number, states, spans in self._batch(numbers, cut):
                    states_of[number], found[number] = states, spans
            for number in part:
                self._window(cut[number], states_of.pop(number), found[number], placed.get(number, []), reading)
        return reading

    def _batch(self, numbers: Sequence[int], cut: Sequence[Window]) -> Iterator[tuple[int, Tensor, list[tuple[int, int, int, float]]]]:
        batch = collate(self._tokenizer, self._learned.characters, [cut[number] for number in numbers])
        with torch.inference_mode():
            states = self._spans.states(encode(self._encoder, batch), batch)
            scores = self._spans.span_scores(states)
            good = (scores > _FLOOR) & span_mask(batch.lengths, scores.shape[-1])
            rows, types, first, last = (part.tolist() for part in good.nonzero(as_tuple=True))
            values = scores[good].tolist()
        found: list[list[tuple[int, int, int, float]]] = [[] for _ in numbers]
        for row, kind, a, z, value in zip(rows, types, first, last, values, strict=True):
            found[row].append((kind, a, z, value))
        for row, number in enumerate(numbers):
            yield number, states[row, : len(cut[number].text)], found[row]

    def _window(
        self,
        window: Window,
        states: Tensor,
        found: Sequence[tuple[int, int, int, float]],
        known: Sequence[tuple[Span, int, int]],
        reading: ModelReading,
    ) -> None:
        """Add what one window says: its own spans, and relations between those above zero and the known ones."""
        taking: list[tuple[Span, int, int]] = list(known)
        there = {(span.type, span.start, span.end) for span, _, _ in known}
        for kind, first, last, score in sorted(found, key=lambda x: (x[1], x[2], x[0])):
            offsets = window.offsets[first : last + 1]
            if min(offsets) < 0 or offsets[-1] - offsets[0] != last - first:
                continue  # over a break between two segments
            span = Span(self._learned.types[kind], offsets[0], offsets[-1] + 1, round(score, 4))
            reading.spans.append(span)
            if score > 0 and (span.type, span.start, span.end) not in there:
                taking.append((span, first, last))
        if len(taking) > 1:
            reading.pairs.extend(self._relations(states, taking))

    def _relations(self, states: Tensor, taking: Sequence[tuple[Span, int, int]]) -> Iterator[Pair]:
        types = torch.tensor([self._types[span.type] for span, _, _ in taking])
        with torch.inference_mode():
            pairs = pairs_of(states, torch.tensor([[first, last] for _, first, last in taking]), types, self._related)
            scores, moods = self._pairs(pairs)
            allowed = self._allowed[types[pairs.subject], types[pairs.object]]
            shares = torch.sigmoid(scores) * allowed
            likely = moods.argmax(-1).tolist()
            for at, predicate in (shares >= _LEAST_PAIR).nonzero().tolist():
                yield Pair(
                    taking[int(pairs.subject[at])][0],
                    self._learned.predicates[predicate],
                    taking[int(pairs.object[at])][0],
                    round(float(shares[at, predicate]), 4),
                    self._learned.modalities[likely[at]],
                )


def _placed(cut: Sequence[Window], known: Sequence[Span]) -> dict[int, list[tuple[Span, int, int]]]:
    """Return the known spans by window, with their first and last character in it; those over a window's end are left out."""
    at: dict[int, tuple[int, int]] = {}
    for number, window in enumerate(cut):
        at.update((offset, (number, place)) for place, offset in enumerate(window.offsets) if offset >= 0)
    placed: dict[int, list[tuple[Span, int, int]]] = {}
    for span in known:
        first, last = at.get(span.start), at.get(span.end - 1)
        if first and last and first[0] == last[0] and 0 <= last[1] - first[1] < LONGEST_SPAN:
            placed.setdefault(first[0], []).append((span, first[1], last[1]))
    return placed


def span_mask(lengths: Tensor, long: int) -> Tensor:
    """Return which spans exist, batch × 1 × first × last: inside the window, in order, not too long."""
    order = torch.arange(long)
    inside = order[None] < lengths[:, None]
    far = order[None] - order[:, None]
    return (inside[:, None] & inside[:, :, None] & ((far >= 0) & (far < LONGEST_SPAN))[None])[:, None]


def allowed_pairs(types: Sequence[str], predicates: Sequence[str]) -> Tensor:
    """Return where a relation may hold, types × types × predicates."""
    allowed = torch.zeros(len(types), len(types), len(predicates), dtype=torch.bool)
    for number, predicate in enumerate(predicates):
        subjects, objects = ARGUMENTS[predicate]
        for one, subject in enumerate(types):
            for other, target in enumerate(types):
                allowed[one, other, number] = subject in subjects and target in objects
    return allowed


def encode(encoder: Callable[..., object], batch: Batch) -> Tensor:
    """Return the last hidden states of a batch's pieces."""
    with precision():
        return encoder(input_ids=batch.pieces, attention_mask=batch.attention).last_hidden_state  # type: ignore[attr-defined]


def precision() -> AbstractContextManager[object]:
    """Return the context that the encoder runs in: bfloat16 where the processor multiplies it in hardware, else float32."""
    return torch.autocast("cpu", torch.bfloat16) if has_bf16() else nullcontext()


@cache
def shipped_tagger() -> Tagger:
    """Return the model that the package ships, loaded once a process. Raises ModelError where it is missing."""
    return Tagger(load_learned())
