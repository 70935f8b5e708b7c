"""Training of the span network and of the encoder's low-rank updates."""

# torch leaves much of its interface without types
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false, reportUnknownParameterType=false

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import torch
from torch import Tensor, nn

from extract.model.batches import FIRST_CHARACTER, collate, load_tokenizer
from extract.model.encoder import adapt, load_encoder, updates
from extract.model.learned import ENCODER, SPANS
from extract.model.network import Batch, Sizes, SpanNetwork
from extract.model.schema import SPAN_TYPES
from extract.model.tagger import LONGEST_SPAN, encode, span_mask
from extract.model.weights import default_model
from extract.model.windows import WINDOW, Window, windows
from extract.training.tagged import Text

if TYPE_CHECKING:
    from transformers import BertModel

_TYPES = {name: number for number, name in enumerate(SPAN_TYPES)}
_SEEN_OFTEN = 2
"""Characters seen less often share one vector, so that the network learns what to do with one it never saw."""
_FAR = 1e12
_SMALLEST_FIRST = 60
"""Characters the first window of a text holds at least: windows are cut anew every epoch."""

Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Plan:
    """How the network is trained."""

    epochs: int = 8
    batch: int = 10
    rank: int = 32
    lowest: int = 3
    """Layers below this stay as they are."""
    encoder_rate: float = 7e-4
    head_rate: float = 2e-3
    tag_weight: float = 8.0
    """Weight of the loss of the tags, which only help the states along, beside that of the spans."""
    seed: int = 1


@dataclass(frozen=True, slots=True)
class Labelled:
    """A window and its mentions: type, first and last character."""

    window: Window
    spans: tuple[tuple[int, int, int], ...]


@dataclass(frozen=True, slots=True)
class Trained:
    """The networks, and the number of each character."""

    encoder: BertModel
    network: SpanNetwork
    characters: dict[str, int]

    def tensors(self) -> dict[str, Tensor]:
        """Return what has to be kept."""
        kept = {ENCODER + name: tensor for name, tensor in updates(self.encoder)}
        return kept | {SPANS + name: tensor for name, tensor in self.network.state_dict().items()}


def labelled(text: Text, first: int = WINDOW) -> Iterator[Labelled]:
    """Yield the windows of a text with the mentions that lie in them."""
    for window in windows(text.view, first):
        place = {offset: at for at, offset in enumerate(window.offsets) if offset >= 0}
        spans = (
            (_TYPES[mention.type], place[mention.start], place[mention.end - 1])
            for mention in text.mentions
            if mention.start in place and mention.end - 1 in place
        )
        yield Labelled(window, tuple(span for span in spans if 0 <= span[2] - span[1] < LONGEST_SPAN))


def begin(texts: Sequence[Text], plan: Plan) -> Trained:
    """Return the networks before training, with the characters that `texts` often hold."""
    torch.manual_seed(plan.seed)
    encoder = load_encoder(default_model(), training=True)
    adapt(encoder, plan.rank, plan.lowest)
    counted = Counter(character for text in texts for character in text.view.text)
    often = sorted(character for character, count in counted.items() if count >= _SEEN_OFTEN)
    characters = {character: number for number, character in enumerate(often, FIRST_CHARACTER)}
    network = SpanNetwork(Sizes(len(characters) + FIRST_CHARACTER, len(SPAN_TYPES)))
    return Trained(encoder, network, characters)


def train_spans(trained: Trained, texts: Sequence[Text], plan: Plan, tell: Tell) -> None:
    """Train what `begin` or an earlier training made; the same texts and plan give the same on the same machine."""
    chance = random.Random(plan.seed)
    tokenizer = load_tokenizer(default_model())
    encoder, network = trained.encoder, trained.network
    thin, heads = [p for p in encoder.parameters() if p.requires_grad], list(network.parameters())
    optimiser = torch.optim.AdamW([{"params": thin, "lr": plan.encoder_rate}, {"params": heads, "lr": plan.head_rate}], weight_decay=0.01)
    steps = plan.epochs * max(1, sum(len(list(windows(text.view))) for text in texts) // plan.batch)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimiser, lambda step: min(1.0, (step + 1) / 60) * max(0.02, 1 - step / steps))
    encoder.train()
    network.train()
    for epoch in range(plan.epochs):
        losses: list[float] = []
        for part in _batches(texts, plan.batch, chance):
            batch = collate(tokenizer, trained.characters, [one.window for one in part])
            loss = _loss(network, network.states(encode(encoder, batch), batch), batch, part, plan)
            optimiser.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_([*thin, *heads], 1.0)
            optimiser.step()
            schedule.step()
            losses.append(float(loss.detach()))
        tell(f"spans: epoch {epoch + 1}/{plan.epochs}, loss {sum(losses) / len(losses):.3f}")
    encoder.eval()
    network.eval()


def _batches(texts: Sequence[Text], size: int, chance: random.Random) -> Iterator[list[Labelled]]:
    """Yield the windows of one epoch, cut at other places than in the last, those of like length together, in random order."""
    cut = [one for text in texts for one in labelled(text, chance.randint(_SMALLEST_FIRST, WINDOW))]
    chance.shuffle(cut)
    cut.sort(key=lambda one: len(one.window.text) // 40)
    batches = [cut[at : at + size] for at in range(0, len(cut), size)]
    chance.shuffle(batches)
    yield from batches


def _loss(network: SpanNetwork, states: Tensor, batch: Batch, part: Sequence[Labelled], plan: Plan) -> Tensor:
    rows, long = states.shape[:2]
    tags = torch.zeros((rows, long, len(SPAN_TYPES)), dtype=torch.long)
    spans = torch.zeros((rows, len(SPAN_TYPES), long, long), dtype=torch.bool)
    for row, one in enumerate(part):
        for kind, first, last in one.spans:
            tags[row, first + 1 : last + 1, kind] = 2
            tags[row, first, kind] = 1
            spans[row, kind, first, last] = True
    inside = torch.arange(long)[None] < batch.lengths[:, None]
    tagged = nn.functional.cross_entropy(network.tag_scores(states)[inside].reshape(-1, 3), tags[inside].reshape(-1))
    return plan.tag_weight * tagged + _ranking_loss(network.span_scores(states), spans, span_mask(batch.lengths, long))


def _ranking_loss(scores: Tensor, spans: Tensor, possible: Tensor) -> Tensor:
    """Every mention above zero and everything else below it (ZLPR: Su et al. 2022, arXiv 2208.02955)."""
    wrong = torch.logsumexp(scores.masked_fill(spans | ~possible, -_FAR).flatten(2), -1)
    right = torch.logsumexp((-scores).masked_fill(~spans, -_FAR).flatten(2), -1)
    return (nn.functional.softplus(wrong) + nn.functional.softplus(right)).mean()
