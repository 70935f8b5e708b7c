"""Scores annotations against gold by the rules of the annotation guideline: names, relations, figures and quotes.

Entities match one to one within a type (Actor and TaskOrganization count as one), exactly or leniently by name. Recall counts gold that is
`required`, precision every prediction; optional gold that is found is right. A prediction that repeats a matched entity is a duplicate.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from extract.gold import AnnotationJson, EntityJson, ObservationJson, RelationJson
from extract.matching import EdgeTable, Name, assign, close_or_equal, edge_table

Item = TypeVar("Item", EntityJson, RelationJson, ObservationJson)
Row = dict[str, float | int | None]

ENTITY_ORDER = (
    "Case",
    "Mechanism",
    "Step",
    "Actor",
    "Measure",
    "Standard",
    "Problem",
    "Outcome",
    "TheoryConcept",
    "PolicyDocument",
    "Place",
)
RELATIONS = "relations"
OBSERVATIONS = "observations"
VALUES = "observations:value"


@dataclass(frozen=True, slots=True)
class Judgement:
    """One document to score: its gold, what was predicted (None: nothing), and its raw text (None: quotes count as wrong)."""

    gold: AnnotationJson
    predicted: AnnotationJson | None
    text: str | None


@dataclass(slots=True)
class Tally:
    """Counts of one row, summed over documents."""

    right: int = 0
    predicted: int = 0
    found: int = 0
    required: int = 0
    exact: int = 0
    duplicates: int = 0

    def add(self, other: Tally) -> None:
        """Add the counts of another tally to this one."""
        self.right += other.right
        self.predicted += other.predicted
        self.found += other.found
        self.required += other.required
        self.exact += other.exact
        self.duplicates += other.duplicates

    def row(self) -> Row:
        """Return precision, recall and F1 with the counts behind them; recall is None where nothing is required."""
        precision = self.right / self.predicted if self.predicted else 0.0
        recall = self.found / self.required if self.required else None
        f1 = 2 * precision * recall / (precision + recall) if precision and recall else 0.0
        return {
            "P": round(precision, 3),
            "R": None if recall is None else round(recall, 3),
            "F1": round(f1, 3),
            "predicted": self.predicted,
            "required": self.required,
            "exact_share": round(self.exact / self.right, 3) if self.right else None,
            "duplicates": self.duplicates,
        }


@dataclass(slots=True)
class QuoteTally:
    """How much of what was predicted has evidence, and how many quotes are the words of the text."""

    items: int = 0
    with_evidence: int = 0
    spans: int = 0
    exact: int = 0

    def row(self) -> Row:
        """Return the two shares (None where there is nothing to share) and the number of spans."""
        return {
            "items with evidence": round(self.with_evidence / self.items, 3) if self.items else None,
            "quotes exact": round(self.exact / self.spans, 4) if self.spans else None,
            "spans": self.spans,
        }


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Rows by name in the order they are printed, and the gold documents nothing was predicted for."""

    rows: Mapping[str, Row]
    missing: tuple[str, ...]

    def lines(self) -> list[str]:
        """Return the printed table, one line a row."""
        table = [
            f"{name:28} " + "  ".join(f"{key}={value}" for key, value in row.items() if value is not None)
            for name, row in self.rows.items()
        ]
        return [*table, f"no prediction for: {', '.join(self.missing)}"] if self.missing else table

    def to_json(self) -> str:
        """Return the rows and the missing documents as one JSON object."""
        return json.dumps({"rows": dict(self.rows), "missing": list(self.missing)}, ensure_ascii=False)


@dataclass(slots=True)
class _Scorer:
    tallies: defaultdict[str, Tally] = field(default_factory=lambda: defaultdict[str, Tally](Tally))
    quotes: QuoteTally = field(default_factory=QuoteTally)

    def score(self, gold: AnnotationJson, predicted: AnnotationJson, text: str | None) -> None:
        matched = self._entities(gold["entities"], predicted["entities"])
        self._relations(gold["relations"], predicted["relations"], matched)
        self._observations(gold["observations"], predicted["observations"])
        self._quotes(predicted["entities"], text)
        self._quotes(predicted["relations"], text)
        self._quotes(predicted["observations"], text)

    def _entities(self, gold: Sequence[EntityJson], predicted: Sequence[EntityJson]) -> dict[str, str]:
        """Tally every type and return the gold id that each predicted id stands for."""
        matched = {"doc": "doc"}
        for kind in sorted({kind_of(entity) for entity in (*gold, *predicted)}):
            ours = [entity for entity in predicted if kind_of(entity) == kind]
            theirs = [entity for entity in gold if kind_of(entity) == kind]
            edges, pairs = entity_matching(ours, theirs)
            wanted = required_of(theirs)
            repeats = [i for i, row in enumerate(edges) if row and i not in pairs]
            self.tallies[kind].add(
                Tally(
                    right=len(pairs),
                    predicted=len(ours),
                    found=sum(wanted[j] for j in pairs.values()),
                    required=sum(wanted),
                    exact=sum(edges[i][j] >= 2 for i, j in pairs.items()),
                    duplicates=len(repeats),
                )
            )
            matched.update((ours[i]["id"], theirs[j]["id"]) for i, j in pairs.items())
            for i in repeats:  # what is said of a duplicate is said of the entity it repeats
                best = min(edges[i], key=lambda j: (-edges[i][j], not wanted[j], j))
                matched.setdefault(ours[i]["id"], theirs[best]["id"])
        return matched

    def _relations(self, gold: Sequence[RelationJson], predicted: Sequence[RelationJson], matched: Mapping[str, str]) -> None:
        """Tally relations whose two ends match; `exact` counts those with the right modality."""
        known = {(relation["s"], relation["p"], relation["o"]): relation for relation in gold}
        tally = self.tallies[RELATIONS]
        tally.required += sum(required_of(list(known.values())))
        seen: set[tuple[str, str, str]] = set()
        for relation in predicted:
            subject, object_ = matched.get(relation["s"]), matched.get(relation["o"])
            if subject is None or object_ is None:
                tally.predicted += 1
                continue
            key = (subject, relation["p"], object_)
            if key in seen:
                continue
            seen.add(key)
            tally.predicted += 1
            if key in known:
                tally.right += 1
                tally.found += bool(known[key].get("required", True))
                tally.exact += relation.get("modality", "reported") == known[key].get("modality", "reported")

    def _observations(self, gold: Sequence[ObservationJson], predicted: Sequence[ObservationJson]) -> None:
        wanted = required_of(gold)
        rules: tuple[tuple[str, Callable[[ObservationJson, ObservationJson], float]], ...] = (
            (OBSERVATIONS, _same_fact),
            (VALUES, _same_value),
        )
        for name, rule in rules:
            pairs = assign(edge_table(predicted, gold, rule), wanted)
            self.tallies[name].add(
                Tally(len(pairs), len(predicted), sum(wanted[j] for j in pairs.values()), sum(wanted)),
            )

    def _quotes(self, items: Iterable[Item], text: str | None) -> None:
        for item in items:
            evidence = item.get("evidence") or []
            self.quotes.items += 1
            self.quotes.with_evidence += bool(evidence)
            self.quotes.spans += len(evidence)
            if text is not None:
                self.quotes.exact += sum(text[span["start"] : span["end"]] == span["quote"] for span in evidence)

    def rows(self) -> dict[str, Row]:
        kinds = [kind for kind in ENTITY_ORDER if kind in self.tallies]
        kinds += sorted(kind for kind in self.tallies if kind not in ENTITY_ORDER and kind not in (RELATIONS, OBSERVATIONS, VALUES))
        total = Tally()
        for kind in kinds:
            total.add(self.tallies[kind])
        rows = {kind: self.tallies[kind].row() for kind in kinds}
        scores = [row["F1"] or 0.0 for row in rows.values() if row["required"]]
        rows["ALL ENTITIES"] = total.row()
        rows.update((name, self.tallies[name].row()) for name in (RELATIONS, OBSERVATIONS, VALUES) if name in self.tallies)
        rows["MACRO F1 (entity types)"] = {"F1": round(sum(scores) / len(scores), 3) if scores else 0.0}
        rows["evidence"] = self.quotes.row()
        return rows


@dataclass(frozen=True, slots=True)
class _Named:
    """An entity with its names folded once; the label is the first of them."""

    names: tuple[Name, ...]
    spans: tuple[tuple[int, int], ...]


def _named(entity: EntityJson) -> _Named:
    names = tuple(Name.of(name) for name in (entity["label"], *entity.get("aliases", [])))
    return _Named(names, tuple((span["start"], span["end"]) for span in entity.get("evidence") or []))


def kind_of(entity: EntityJson) -> str:
    """Return the type an entity is scored as: task organisations count as actors."""
    return "Actor" if entity["type"] == "TaskOrganization" else entity["type"]


def required_of(items: Sequence[Item]) -> list[bool]:
    """Return which of gold items must be found."""
    return [bool(item.get("required", True)) for item in items]


def entity_matching(predicted: Sequence[EntityJson], gold: Sequence[EntityJson]) -> tuple[EdgeTable, dict[int, int]]:
    """Return which predictions of one type may stand for which gold, and the one-to-one matching, prediction index to gold index."""
    edges = edge_table([_named(entity) for entity in predicted], [_named(entity) for entity in gold], _entity_closeness)
    return edges, assign(edges, required_of(gold))


def _entity_closeness(predicted: _Named, gold: _Named) -> float:
    """Return 0 for no match, 1 to 1.5 for a lenient one, 2 to 3.5 for an exact one.

    Equal labels come before equal aliases, and evidence that overlaps before evidence that does not.
    """
    best = max((ours.closeness(theirs) for ours in predicted.names for theirs in gold.names), default=0)
    if not best:
        return 0
    same_label = best == 2 and predicted.names[0].folded == gold.names[0].folded
    overlap = any(a < d and c < b for a, b in predicted.spans for c, d in gold.spans)
    return best + same_label + overlap / 2


def _same_value(predicted: ObservationJson, gold: ObservationJson) -> float:
    ours, theirs = float(predicted["value"]), float(gold["value"])
    same_unit = Name.of(predicted.get("unit") or "").folded == Name.of(gold.get("unit") or "").folded
    return float(abs(ours - theirs) <= 1e-6 * max(1, abs(theirs)) and same_unit)


def _same_fact(predicted: ObservationJson, gold: ObservationJson) -> float:
    indicators = [gold["indicator"], *gold.get("indicatorAlternatives", [])]
    subjects = [gold.get("about"), *gold.get("aboutAlternatives", [])]
    years = [gold.get("year"), *gold.get("yearAlternatives", [])]
    return float(
        bool(_same_value(predicted, gold))
        and predicted.get("year") in years
        and any(close_or_equal(predicted["indicator"], indicator) for indicator in indicators)
        and any(close_or_equal(predicted.get("about"), subject) for subject in subjects)
    )


def evaluate(judgements: Iterable[Judgement], *, missing: Iterable[str] = ()) -> Evaluation:
    """Return the scores over all judgements; `missing` names the documents that have gold and no prediction."""
    scorer = _Scorer()
    nothing: AnnotationJson = {"entities": [], "relations": [], "observations": []}
    for judgement in judgements:
        scorer.score(judgement.gold, judgement.predicted or nothing, judgement.text)
    return Evaluation(scorer.rows(), tuple(missing))


def evaluate_folder(gold: Mapping[str, AnnotationJson], predicted: Mapping[str, AnnotationJson], texts: Mapping[str, str]) -> Evaluation:
    """Score predictions by document stem against gold by document stem; `texts` are raw texts by stem."""
    judgements = [Judgement(annotations, predicted.get(stem), texts.get(stem)) for stem, annotations in gold.items()]
    return evaluate(judgements, missing=[stem for stem in gold if stem not in predicted])
