"""Fits how rules and the trained model are weighed against each other, on texts that the model did not see.

    python -m extract.training.joining --data ../shared/train --model DRAFTS/first.safetensors [--out extract/lexicon/joining.tsv]

Prints for every type how right rules alone, the model alone and both joined are: F1 over the names of a text, matched as tools/score.py
matches them; the joined figure on each quarter of the texts, weighed as the others teach. A type for which rules alone are best is
left to them.
"""

# scikit-learn leaves much of its interface without types
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false, reportMissingTypeStubs=false

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression

from extract.annotation import EntityType
from extract.coreference import name_key
from extract.finding import find
from extract.joining import FEATURES, Candidate, candidates, standing
from extract.matching import close_or_equal
from extract.model.learned import load_learned
from extract.model.tagger import Tagger
from extract.training.__main__ import held_out
from extract.training.tagged import Text, read_texts

JOINED: tuple[EntityType, ...] = (
    "Actor",
    "TaskOrganization",
    "Mechanism",
    "Measure",
    "Standard",
    "Problem",
    "Outcome",
    "TheoryConcept",
    "PolicyDocument",
    "Place",
)
"""Cases are joined otherwise (extract/case_joining.py), steps come with their relations (extract/learned_links.py)."""
_PARTS = 4
_SECOND_NAMES = frozenset({"Actor", "Mechanism", "Standard"})
"""Types that are left to the rules although joining helps a little here: published papers repeat their things under many forms of a name,
and there the model's spans are mostly second names of what rules have merged."""
_FITTED = {"Measure": 0.417, "Problem": 0.457, "Outcome": 0.520, "TheoryConcept": 0.597}
"""F1 of rules whose weights were fitted on these very texts, as tests/benchmarks/fit_weights.py measures them on folders held out."""
_LEAST = 0.5
"""What only one side says has to be likelier right than wrong."""
_CUTS = tuple(round(0.2 + 0.05 * step, 2) for step in range(11))
_HEADER = """\
# How much each thing that is known of a candidate adds to the log-odds that annotators tag it too (extract/joining.py), and the least joint
# confidence of an annotation. Fitted by L2-regularised logistic regression on the training texts that the model of the first round did not
# see by extract/training/joining.py. Types that are not listed are left to the rules. Not edited by hand.
"""


@dataclass(frozen=True, slots=True)
class Judged:
    """The candidates of one type in one text, which of them are right, and the names of the things annotated."""

    candidates: tuple[Candidate, ...]
    right: tuple[bool, ...]
    gold: tuple[frozenset[str], ...]


def judge(text: Text, kind: EntityType, found: Sequence[Candidate]) -> Judged:
    """Compare candidates with the annotated mentions that they lie over."""
    gold = [m for m in text.mentions if m.type == kind]
    names: dict[str, set[str]] = {}
    for mention in gold:
        names.setdefault(mention.entity, set()).add(text.view.text[mention.start : mention.end])
    right = [
        any(
            g.start < c.mention.end and c.mention.start < g.end and close_or_equal(c.mention.label, text.view.text[g.start : g.end])
            for g in gold
        )
        for c in found
    ]
    return Judged(tuple(found), tuple(right), tuple(frozenset(n) for n in names.values()))


def f1(texts: Sequence[Judged], likely: Sequence[Sequence[float]], cut: float) -> float:
    """Return F1 over the names of all texts, of candidates that stand at this cut."""
    right = found = wanted = hit = 0
    for judged, sure in zip(texts, likely, strict=True):
        stands = set(standing(judged.candidates, sure, cut))
        names: dict[str, bool] = {}
        left = list(judged.gold)
        for number in stands:
            label, good = judged.candidates[number].mention.label, judged.right[number]
            names[name_key(label)] = names.get(name_key(label), False) or good
            if good:
                left = [things for things in left if not any(close_or_equal(label, name) for name in things)]
        hit += len(judged.gold) - len(left)
        wanted += len(judged.gold)
        right += min(sum(names.values()), len(judged.gold) - len(left))
        found += len(names)
    precision, recall = right / max(1, found), hit / max(1, wanted)
    return 2 * precision * recall / max(1e-9, precision + recall)


def fit(texts: Sequence[Judged]) -> np.ndarray:
    """Return the weights in the order of FEATURES."""
    rows = np.array([c.features for judged in texts for c in judged.candidates])
    right = np.array([good for judged in texts for good in judged.right])
    if len(set(right.tolist())) < 2:
        return np.zeros(len(FEATURES))
    model = LogisticRegression(C=1.0, fit_intercept=False, max_iter=1000)
    model.fit(rows, right)
    return np.asarray(model.coef_[0], dtype=float)


def shares(texts: Sequence[Judged], weights: np.ndarray) -> list[list[float]]:
    """Return the joint confidence of every candidate."""
    return [[float(1 / (1 + np.exp(-np.dot(weights, c.features)))) for c in judged.candidates] for judged in texts]


def best(texts: Sequence[Judged], likely: Sequence[Sequence[float]]) -> float:
    """Return the cut with the best F1, that of its neighbours counted in: a few texts make a ragged curve."""
    figures = [f1(texts, likely, cut) for cut in _CUTS]
    smooth = [sum(figures[max(0, n - 1) : n + 2]) / len(figures[max(0, n - 1) : n + 2]) for n in range(len(_CUTS))]
    return _CUTS[max(range(len(_CUTS)), key=lambda n: (round(smooth[n], 3), n))]


def compared(texts: Sequence[Judged]) -> tuple[float, float, float]:
    """Return F1 of rules alone, of the model alone and of both joined, the last on each part as the others taught."""
    alone = [[c.mention.confidence if c.ruled else 0.0 for c in t.candidates] for t in texts]
    model = [[float(c.features[FEATURES.index("model_score")] > 0) for c in t.candidates] for t in texts]
    likely: list[list[float]] = [[] for _ in texts]
    for part in range(_PARTS):
        others = [t for number, t in enumerate(texts) if number % _PARTS != part]
        weights = fit(others)
        cut = best(others, shares(others, weights))
        for number in range(part, len(texts), _PARTS):
            mine = shares([texts[number]], weights)[0]
            likely[number] = [value if value >= cut else 0.0 for value in mine]
    return f1(texts, alone, best(texts, alone)), f1(texts, model, 0.5), f1(texts, likely, 0.01)


def main() -> None:
    """Read, compare, fit, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--model", type=Path, required=True, help="the model of the first round, which did not see the texts held out")
    parser.add_argument("--out", type=Path)
    options = parser.parse_args()
    tagger = Tagger(load_learned(options.model))
    _, texts = held_out(list(read_texts(options.data)))
    readings = [(text, find(text.view), tagger.read(text.view).spans) for text in texts]
    lines = ["\t".join(("type", *FEATURES, "cut"))]
    print(f"{'type':16} rules  model  joined  cut")
    for kind in JOINED:
        judged = [judge(text, kind, list(candidates(text.view, kind, found.of(kind), spans))) for text, found, spans in readings]
        rules, model, both = compared(judged)
        weights = fit(judged)
        cut = max(_LEAST, best(judged, shares(judged, weights)))
        chosen = both > min(rules, _FITTED.get(kind, rules)) and kind not in _SECOND_NAMES
        print(f"{kind:16} {rules:.3f}  {model:.3f}  {both:.3f}   {cut if chosen else 'rules alone'}")
        if chosen:
            lines.append("\t".join((kind, *(f"{weight:.3f}" for weight in weights), str(cut))))
    if options.out:
        options.out.write_text(_HEADER + "\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
