"""Trains the map that fits the default embeddings to search in governance papers, and measures it on texts held out.

    python tests/benchmarks/train_adaptation.py --train ../shared/train --out queries/adaptation.safetensors

Uses only the texts and query-passage pairs written for training (no open query, no paper of ../shared/seeds). Three folds:
trained on two thirds of the text groups, measured on the other third, each group searched on its own; the similarity below
which nothing is an answer comes from the same held-out queries. The map written is trained on all groups.
"""

# torch leaves much of its interface without types
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false

from __future__ import annotations

import argparse
import importlib.util
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors.numpy import save_file
from torch.nn import functional

from corpus.document import Document
from corpus.load import document_from_bytes
from queries.embedding import SentenceEmbedder
from queries.passages import Unit, Window, units, windows
from queries.ranking import WordScores, rank
from queries.words import fold, words

TEMPERATURE, DECAY, DROPOUT, RATE, BATCH, EPOCHS, SEEDS = 0.02, 3e-4, 0.1, 1e-3, 256, 10, 3
FOLDS = 3
FLOOR_SHARE = 0.03
"""Answerable queries that may go without an answer, for the sake of those that have none."""

Floats = NDArray[np.float32]
Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Group:
    """One folder of training texts as a small collection, with its queries and what answers them."""

    name: str
    bounds: NDArray[np.int64]
    spans: list[tuple[str, int, int]]
    words: WordScores
    query_words: list[tuple[str, ...]]
    units: Floats
    windows: Floats
    queries: Floats
    unit_gold: Mask
    window_gold: Mask


def read_groups(folder: Path, embedder: SentenceEmbedder) -> list[Group]:
    """Read texts and pairs below `folder` and embed them, without the map."""
    spec = importlib.util.spec_from_file_location("training_parse", folder / "parse.py")
    if spec is None or spec.loader is None:
        raise SystemExit(f"{folder / 'parse.py'} cannot be read")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    groups: list[Group] = []
    for path in sorted((folder / "pairs").glob("*.jsonl")):
        documents: dict[str, Document] = {}
        for text in sorted((folder / path.stem).glob("*.tagged.txt")):
            name = text.name.removesuffix(".tagged.txt")
            documents[name] = document_from_bytes(module.parse(text)[0]["text"].encode(), f"{name}.txt")
        pairs = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
        groups.append(_group(path.stem, documents, pairs, embedder))
        print(f"{path.stem}: {len(documents)} texts, {len(pairs)} queries, {len(groups[-1].windows)} passages", flush=True)
    return groups


def _group(name: str, documents: dict[str, Document], pairs: list[dict[str, Any]], embedder: SentenceEmbedder) -> Group:
    found: list[tuple[str, Unit]] = []
    cut: list[tuple[str, Window]] = []
    bounds: list[tuple[int, int]] = []
    for key, document in documents.items():
        first, of = len(found), tuple(units(document))
        found += [(key, unit) for unit in of]
        for window in windows(of, document):
            cut.append((key, window))
            bounds.append((first + window.first, first + window.last))
    texts = [fold(unit.text) for _, unit in found]
    window_texts = [fold("".join(unit.text for _, unit in found[a:b])) for a, b in bounds]
    folded = [fold(pair["query"]) for pair in pairs]
    return Group(
        name,
        np.array(bounds, np.int64),
        [(key, window.start, window.end) for key, window in cut],
        WordScores([[word for text in texts[a:b] for word in words(text)] for a, b in bounds]),
        [words(query) for query in folded],
        embedder.passages(texts),
        embedder.passages(window_texts),
        np.stack([embedder.query(query) for query in folded]),
        _gold(pairs, [(key, unit.start, unit.end) for key, unit in found]),
        _gold(pairs, [(key, window.start, window.end) for key, window in cut]),
    )


def _gold(pairs: list[dict[str, Any]], spans: list[tuple[str, int, int]]) -> Mask:
    return np.array([[p["document"] == key and start < p["end"] and p["start"] < end for key, start, end in spans] for p in pairs])


def train(groups: list[Group], seed: int) -> Floats:
    """Return a map A so that normalised v + v A bring queries and what answers them together; all passages are negatives."""
    torch.manual_seed(seed)
    queries = torch.from_numpy(np.concatenate([group.queries for group in groups]))
    sides: list[tuple[torch.Tensor, torch.Tensor]] = []
    for vectors, gold in (
        ([g.units for g in groups], [g.unit_gold for g in groups]),
        ([g.windows for g in groups], [g.window_gold for g in groups]),
    ):
        blocks = torch.block_diag(*[torch.from_numpy(block.astype(np.float32)) for block in gold]).bool()
        sides.append((torch.from_numpy(np.concatenate(vectors)), blocks))
    size = queries.shape[1]
    weights = torch.zeros(size, size, requires_grad=True)
    steps = EPOCHS * -(-len(queries) // BATCH)
    optimiser = torch.optim.Adam([weights], lr=RATE)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimiser, lambda step: max(0.05, 1 - step / steps))
    for _ in range(EPOCHS):
        for batch in torch.randperm(len(queries)).split(BATCH):
            asked = functional.dropout(queries[batch], DROPOUT)
            asked = functional.normalize(asked + asked @ weights, dim=-1)
            loss = DECAY * (weights**2).sum()
            for vectors, gold in sides:
                scores = asked @ functional.normalize(vectors + vectors @ weights, dim=-1).T / TEMPERATURE
                right = gold[batch]
                has = right.any(1)
                share = torch.logsumexp(scores.masked_fill(~right, -1e4), 1) - torch.logsumexp(scores, 1)
                loss = loss - share[has].mean()
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            schedule.step()
    return weights.detach().numpy()


def apply(vectors: Floats, weights: Floats) -> Floats:
    """Return unit-length v + v A."""
    moved = vectors + vectors @ weights
    return moved / np.linalg.norm(moved, axis=1, keepdims=True)


def reciprocal_ranks(group: Group, weights: Floats) -> tuple[list[float], list[float]]:
    """Return the reciprocal rank of the first right passage, and the best sentence's similarity, of each query."""
    asked, found, whole = (apply(vectors, weights) for vectors in (group.queries, group.units, group.windows))
    ranks: list[float] = []
    best: list[float] = []
    for i, vector in enumerate(asked):
        ranking = rank(found @ vector, whole @ vector, group.bounds, group.words.score(group.query_words[i]))
        best.append(float(ranking.sentences.max()))
        shown: list[tuple[str, int, int]] = []
        reciprocal = 0.0
        for place in np.argsort(-ranking.total, kind="stable"):
            key, start, end = group.spans[place]
            if any(key == k and start < e and s < end for k, s, e in shown):
                continue
            shown.append((key, start, end))
            if group.window_gold[i, place]:
                reciprocal = 1 / len(shown)
            if reciprocal or len(shown) == 10:
                break
        ranks.append(reciprocal)
    return ranks, best


def main() -> None:
    """Train, measure, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--train", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    groups = read_groups(options.train, SentenceEmbedder(progress=print, adapted=False))
    none = np.zeros((groups[0].queries.shape[1],) * 2, np.float32)
    plain: list[float] = []
    mapped: list[float] = []
    best: list[float] = []
    for fold_number in range(FOLDS):
        weights = train([group for i, group in enumerate(groups) if i % FOLDS != fold_number], 0)
        for group in groups[fold_number::FOLDS]:
            before, after = reciprocal_ranks(group, none)[0], reciprocal_ranks(group, weights)
            plain += before
            mapped += after[0]
            best += after[1]
            print(f"held out {group.name}: MRR {np.mean(before):.3f} → {np.mean(after[0]):.3f}", flush=True)
    floor = float(np.quantile(best, FLOOR_SHARE))
    print(f"all held out: MRR {np.mean(plain):.3f} → {np.mean(mapped):.3f}; {FLOOR_SHARE:.0%} of best sentences below {floor:.4f}")
    weights = np.mean([train(groups, seed) for seed in range(SEEDS)], axis=0)
    save_file({"map": weights.astype(np.float16), "floor": np.array([floor], np.float32)}, options.out)


if __name__ == "__main__":
    main()
