"""Fits the weights by which candidates for measures, problems, outcomes and theories are judged, and measures them on texts held out.

    python tests/benchmarks/fit_weights.py --train ../shared/train [--out extract/lexicon]

Uses only the texts written for training (folders W1 to W9, one group of authors each), read as the program reads documents. Three folds by
folder give the best F1 over names and its cut; with --out the weights of all folders are written. No paper of ../shared/seeds is used.
"""

# scikit-learn and scipy leave much of their interface without types
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false, reportMissingTypeStubs=false

from __future__ import annotations

import argparse
import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from extract.candidates import Candidate
from extract.matching import Name, assign, edge_table
from extract.measures import measure_candidates
from extract.outcomes import outcome_candidates, outcome_features
from extract.plausibility import Judge
from extract.problems import problem_candidates
from extract.theories import theory_candidates
from extract.training.tagged import read_texts
from extract.view import View

REGULARISATION, CORE_SCALE, PARTLY = 0.15, 3.0, 0.35
"""Inverse strength of L2; how much less the features of CORE are held back; how much of a mention a near miss is."""
CORE = ("rule=", "key=", "frame=", "frames=", "clause=", "marks=", "in=", "times=", "keyword", "bias", "length=", "figure")
FEWEST_FOLDERS, LEAST_WEIGHT, LONGEST_FEATURE = 2, 0.1, 30
FOLDS = (("W1", "W4", "W7"), ("W2", "W5", "W8"), ("W3", "W6", "W9"))
CUTS = (0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.5, 0.6)
Features = Callable[[Candidate], Iterable[str]]
KINDS: Mapping[str, tuple[str, Callable[[View], Iterator[Candidate]], Features]] = {
    "Measure": ("measures", measure_candidates, lambda _: ()),
    "Problem": ("problems", problem_candidates, lambda _: ()),
    "Outcome": ("outcomes", outcome_candidates, outcome_features),
    "TheoryConcept": ("theories", theory_candidates, lambda _: ()),
}
HEADER = """\
# What each feature of a candidate adds to the log-odds that it is a mention (extract/plausibility.py). Fitted by L2-regularised
# logistic regression on 144 annotated training texts with invented places and methods (nine groups of authors) by
# tests/benchmarks/fit_weights.py; only features seen in two groups or more, only weights of 0.1 or more. Not edited by hand.
feature\tweight
"""


@dataclass(frozen=True, slots=True)
class Judged:
    """A candidate, its features, and how far it is a mention: 1 exactly, PARTLY nearly, 0 not."""

    candidate: Candidate
    features: frozenset[str]
    share: float


@dataclass(frozen=True, slots=True)
class Text:
    """One training text: its candidates of one kind, and the names of the things annotated."""

    candidates: tuple[Judged, ...]
    gold: tuple[tuple[Name, ...], ...]


def read(folder: Path) -> dict[str, list[tuple[dict[str, Any], View]]]:
    """Return the annotated texts of every W folder, as the program reads them."""
    texts: dict[str, list[tuple[dict[str, Any], View]]] = {}
    for text in read_texts(folder, "W*"):
        texts.setdefault(text.group, []).append((text.data, text.view))
    return texts


def judge(kind: str, data: dict[str, Any], view: View) -> Text:
    """Return the candidates of one kind in a text, each compared with the annotated mentions by raw span and by name."""
    name, candidates, extra = KINDS[kind]
    mentions = [m for m in data["mentions"] if m["type"] == kind]
    exact = {(m["start"], m["end"]) for m in mentions}
    judging = Judge(view, name)
    found: list[Judged] = []
    for candidate in candidates(view):
        start, end = view.document.reading.raw_span(candidate.start, candidate.end)
        share = 1.0 if (start, end) in exact else 0.0
        if not share:
            near = (m for m in mentions if m["start"] < end and start < m["end"])
            label = Name.of(candidate.label)
            share = PARTLY if any(label.closeness(Name.of(data["text"][m["start"] : m["end"]])) for m in near) else 0.0
        found.append(Judged(candidate, frozenset({*judging.features(candidate), *extra(candidate)}), share))
    gold = [e for e in data["entities"] if e["type"] == kind]
    return Text(tuple(found), tuple(tuple(Name.of(n) for n in (e["label"], *e["aliases"])) for e in gold))


def fit(groups: Mapping[str, Sequence[Text]]) -> dict[str, float]:
    """Return the weight of every feature that two groups or more show, with the bias."""
    seen: defaultdict[str, set[str]] = defaultdict(set)
    for group, texts in groups.items():
        for judged in (j for text in texts for j in text.candidates):
            for feature in judged.features:
                seen[feature].add(group)
    names = sorted(f for f, where in seen.items() if len(where) >= FEWEST_FOLDERS and f.isprintable())
    place = {feature: number for number, feature in enumerate(names)}
    scale = np.array([CORE_SCALE if feature.startswith(CORE) else 1.0 for feature in names], np.float32)
    rows: list[int] = []
    columns: list[int] = []
    labels: list[int] = []
    weights: list[float] = []
    for judged in (j for texts in groups.values() for text in texts for j in text.candidates):
        own = [place[feature] for feature in sorted(judged.features) if feature in place]
        for label, weight in ((1, judged.share), (0, 1 - judged.share)):
            if weight > 0:
                rows += [len(labels)] * len(own)
                columns += own
                labels.append(label)
                weights.append(weight)
    matrix = csr_matrix((scale[columns], (rows, columns)), shape=(len(labels), len(names)))
    model = LogisticRegression(C=REGULARISATION, max_iter=400).fit(matrix, labels, sample_weight=weights)
    fitted = model.coef_[0] * scale
    return {"bias": float(model.intercept_[0]), **{feature: float(fitted[number]) for feature, number in place.items()}}


def predicted(text: Text, weights: Mapping[str, float]) -> dict[str, float]:
    """Return the names found in a text with the confidence of each: overlapping candidates give way to the surest."""
    scored = [
        (1 / (1 + math.exp(-(weights["bias"] + math.fsum(weights.get(f, 0.0) for f in j.features)))), j.candidate) for j in text.candidates
    ]
    taken: set[int] = set()
    best: dict[str, float] = {}
    for sure, c in sorted(scored, key=lambda x: (-x[0], x[1].start - x[1].end, x[1].start, x[1].rule)):
        if sure < CUTS[0]:
            break
        if taken.isdisjoint(range(c.start, c.end)):
            taken.update(range(c.start, c.end))
            best[c.label] = max(best.get(c.label, 0.0), sure)
    return best


def best_cut(held_out: Sequence[tuple[Text, dict[str, float]]]) -> tuple[float, float]:
    """Return the cut with the best F1 over names (lenient, one to one), and that F1."""
    found: list[tuple[float, float]] = []
    for cut in CUTS:
        right = said = there = 0
        for text, names in held_out:
            kept = [Name.of(name) for name, sure in names.items() if sure >= cut]
            table = edge_table(kept, text.gold, lambda name, gold: float(max(name.closeness(other) for other in gold)))
            right += len(assign(table, [True] * len(text.gold)))
            said += len(kept)
            there += len(text.gold)
        found.append((2 * right / (said + there) if said + there else 0.0, cut))
    f1, cut = max(found)
    return cut, f1


def main() -> None:
    """Fit, measure, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--train", type=Path, required=True)
    parser.add_argument("--out", type=Path)
    options = parser.parse_args()
    texts = read(options.train)
    for kind, (name, _, _) in KINDS.items():
        groups = {group: [judge(kind, data, view) for data, view in pairs] for group, pairs in texts.items()}
        held_out: list[tuple[Text, dict[str, float]]] = []
        for fold in FOLDS:
            weights = fit({group: found for group, found in groups.items() if group not in fold})
            held_out += [(text, predicted(text, weights)) for group in fold for text in groups[group]]
        cut, f1 = best_cut(held_out)
        print(f"{kind:14} F1={f1:.3f} at {cut} over {len(held_out)} texts held out", flush=True)
        if options.out:
            weights = fit(groups)
            kept = {f: w for f, w in weights.items() if f == "bias" or (abs(w) >= LEAST_WEIGHT and len(f) < LONGEST_FEATURE)}
            lines = (f"{feature}\t{kept[feature]:.2f}\n" for feature in sorted(kept, key=lambda f: (f != "bias", f)))
            (options.out / f"{name}_weights.tsv").write_text(HEADER + "".join(lines), encoding="utf-8")


if __name__ == "__main__":
    main()
