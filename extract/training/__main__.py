"""Trains the model that the package ships: `make train` runs it.

    python -m extract.training --data ../shared/train [--out extract/model/learned.safetensors] [--drafts DIR]

First on six of seven texts, to see on the seventh how right it is and to weigh it against the rules, then some epochs more on all. No paper
of ../shared/seeds is read. The seeds of chance are fixed; on another processor rounding may lead to slightly other weights.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from extract.model.learned import Learned, save_learned
from extract.model.schema import MODALITIES, SPAN_TYPES
from extract.training.measure import measure
from extract.training.pairs import PREDICATES, PairPlan, pair_tensors, train_pairs
from extract.training.spans import Plan, Tell, Trained, begin, train_spans
from extract.training.tagged import Text, read_texts

HELD_OUT = 7
"""Every seventh text is held out, whole: sentences of one text are alike."""
_MORE = Plan(epochs=5, encoder_rate=6e-4, head_rate=1.5e-3, seed=2)
_OUT = Path(__file__).parents[1] / "model" / "learned.safetensors"


def held_out(texts: Sequence[Text]) -> tuple[list[Text], list[Text]]:
    """Return the texts to train on and those held out."""
    held = [text for number, text in enumerate(texts) if number % HELD_OUT == HELD_OUT // 2]
    return [text for text in texts if text not in held], held


def main() -> None:
    """Train, measure, train on, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, default=_OUT)
    parser.add_argument("--drafts", type=Path, help="folder to keep the model of the first round in, for extract.training.joining")
    parser.add_argument("--epochs", type=int, default=Plan().epochs)
    options = parser.parse_args()
    began = time.monotonic()

    def tell(line: str) -> None:
        print(f"{(time.monotonic() - began) / 60:5.1f} min  {line}", flush=True)

    texts = list(read_texts(options.data))
    kept, held = held_out(texts)
    tell(f"{len(texts)} texts, {len(held)} of them held out")
    trained = begin(texts, plan := replace(Plan(), epochs=options.epochs))
    train_spans(trained, kept, plan, tell)
    first = _learned(trained, kept, tell)
    for line in measure(first, held):
        tell(line)
    if options.drafts:
        options.drafts.mkdir(parents=True, exist_ok=True)
        save_learned(first, options.drafts / "first.safetensors")
    train_spans(trained, texts, replace(_MORE, epochs=min(_MORE.epochs, options.epochs)), tell)
    save_learned(_learned(trained, texts, tell), options.out)
    tell(f"written to {options.out} ({options.out.stat().st_size / 1e6:.1f} MB)")


def _learned(trained: Trained, texts: Sequence[Text], tell: Tell) -> Learned:
    network = train_pairs(trained, texts, PairPlan(), tell)
    tensors = {name: tensor.clone() for name, tensor in (trained.tensors() | pair_tensors(network)).items()}
    return Learned(tensors, trained.characters, SPAN_TYPES, PREDICATES, MODALITIES)


if __name__ == "__main__":
    main()
