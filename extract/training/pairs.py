"""Training of the pair network on the states of a trained span network."""

# torch leaves much of its interface without types
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

import torch
from torch import Tensor, nn

from extract.model.batches import collate, load_tokenizer
from extract.model.learned import PAIRS
from extract.model.pairs import PairNetwork, Pairs, PairSizes, joined, pairs_of
from extract.model.schema import ARGUMENTS, FIGURE, MODALITIES, SPAN_TYPES
from extract.model.tagger import BATCH, LONGEST_SPAN, allowed_pairs, encode
from extract.model.weights import default_model
from extract.model.windows import WINDOW, Window, windows
from extract.training.spans import Trained
from extract.training.tagged import Tagged, Text

PREDICATES = tuple(ARGUMENTS)
_UNKNOWN = -1
_RELATED = allowed_pairs(SPAN_TYPES, PREDICATES).any(-1)
Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class PairPlan:
    """How the pair network is trained."""

    epochs: int = 12
    rate: float = 1e-3
    cuts: int = 3
    """How many ways each text is cut into windows."""
    group: int = 8
    """Windows a step."""
    mood_weight: float = 0.3
    seed: int = 1


@dataclass(frozen=True, slots=True)
class Example:
    """The pairs of one window with what is said of each: 1 holds, 0 does not, -1 says nothing; and its modality, -1 where none."""

    pairs: Pairs
    holds: Tensor
    moods: Tensor


def train_pairs(trained: Trained, texts: Sequence[Text], plan: PairPlan, tell: Tell) -> PairNetwork:
    """Train on the mentions and relations of `texts`; encoder and span network stay as they are."""
    torch.manual_seed(plan.seed)
    chance = random.Random(plan.seed)
    cuts = [WINDOW, *(WINDOW * (number + 1) // (plan.cuts + 1) for number in range(plan.cuts - 1))]
    examples = [example for first in cuts for example in _examples(trained, texts, first)]
    network = PairNetwork(PairSizes(len(SPAN_TYPES), len(PREDICATES), len(MODALITIES)))
    allowed = allowed_pairs(SPAN_TYPES, PREDICATES)
    optimiser = torch.optim.AdamW(network.parameters(), lr=plan.rate, weight_decay=0.01)
    steps = plan.epochs * (len(examples) // plan.group + 1)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimiser, lambda step: min(1.0, (step + 1) / 50) * max(0.02, 1 - step / steps))
    network.train()
    for epoch in range(plan.epochs):
        chance.shuffle(examples)
        total = 0.0
        for at in range(0, len(examples), plan.group):
            loss = _loss(network, examples[at : at + plan.group], allowed, plan)
            optimiser.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimiser.step()
            schedule.step()
            total += float(loss.detach())
        if (epoch + 1) % 4 == 0:
            tell(f"pairs: epoch {epoch + 1}/{plan.epochs}, loss {total / (len(examples) // plan.group + 1):.4f}")
    return network.eval()


def pair_tensors(network: PairNetwork) -> dict[str, Tensor]:
    """Return what has to be kept."""
    return {PAIRS + name: tensor for name, tensor in network.state_dict().items()}


def _loss(network: PairNetwork, examples: Sequence[Example], allowed: Tensor, plan: PairPlan) -> Tensor:
    pairs = joined([example.pairs for example in examples])
    holds, moods = torch.cat([example.holds for example in examples]), torch.cat([example.moods for example in examples])
    scores, said = network(pairs)
    counted = allowed[pairs.types[pairs.subject], pairs.types[pairs.object]] & (holds != _UNKNOWN)
    loss = nn.functional.binary_cross_entropy_with_logits(scores[counted], holds[counted].float(), reduction="sum") / len(pairs.types)
    known = moods != _UNKNOWN
    if bool(known.any()):
        loss = loss + plan.mood_weight * nn.functional.cross_entropy(said[known], moods[known])
    return loss


def _examples(trained: Trained, texts: Sequence[Text], first: int) -> Iterator[Example]:
    tokenizer = load_tokenizer(default_model())
    cut = [(text, window) for text in texts for window in windows(text.view, first)]
    order = sorted(range(len(cut)), key=lambda number: (len(cut[number][1].text), number))
    for at in range(0, len(order), BATCH):
        numbers = order[at : at + BATCH]
        batch = collate(tokenizer, trained.characters, [cut[number][1] for number in numbers])
        with torch.no_grad():
            states = trained.network.states(encode(trained.encoder, batch), batch)
        for row, number in enumerate(numbers):
            text, window = cut[number]
            example = _example(text, window, states[row, : len(window.text)].clone())
            if example is not None:
                yield example


def _example(text: Text, window: Window, states: Tensor) -> Example | None:
    place = {offset: at for at, offset in enumerate(window.offsets) if offset >= 0}
    inside = [m for m in text.mentions if m.start in place and m.end - 1 in place and m.type != FIGURE]
    inside = [m for m in inside if 0 <= place[m.end - 1] - place[m.start] < LONGEST_SPAN]
    if len(inside) < 2:
        return None
    holds = torch.zeros((len(inside), len(inside), len(PREDICATES)), dtype=torch.long)
    moods = torch.full((len(inside), len(inside)), _UNKNOWN)
    of: dict[str, list[int]] = defaultdict(list)
    for number, mention in enumerate(inside):
        of[mention.entity].append(number)
    for subject, predicate, target, modality in sorted(text.relations):
        pairs = [(one, other) for one in of.get(subject, ()) for other in of.get(target, ()) if one != other]
        if not pairs:
            continue
        kind = PREDICATES.index(predicate)
        for one, other in pairs:  # which of several mentions shows the relation is not said: the nearest pair does
            holds[one, other, kind] = _UNKNOWN
        nearest = min(pairs, key=lambda pair: (_gap(inside[pair[0]], inside[pair[1]]), pair))
        holds[*nearest, kind] = 1
        moods[*nearest] = MODALITIES.index(modality)
    spans = torch.tensor([[place[m.start], place[m.end - 1]] for m in inside])
    pairs = pairs_of(states, spans, torch.tensor([SPAN_TYPES.index(m.type) for m in inside]), _RELATED)
    if not len(pairs.subject):
        return None
    small = replace(pairs, ends=pairs.ends.half(), between=pairs.between.half())  # all are held in memory
    return Example(small, holds[pairs.subject, pairs.object], moods[pairs.subject, pairs.object])


def _gap(one: Tagged, other: Tagged) -> int:
    return max(0, max(one.start, other.start) - min(one.end, other.end))
