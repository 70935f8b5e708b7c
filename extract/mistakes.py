"""What a score does not tell: which type was taken for which, what was missed, and what was found and is not there."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from extract.evaluation import ENTITY_ORDER, Judgement, entity_matching, kind_of, required_of
from extract.gold import AnnotationJson, EntityJson
from extract.matching import Name, assign, edge_table

NOTHING = "–"
"""Row of what was found and is in no gold, column of required gold that was not found."""
_WORST = 10
_AROUND = 24
_MOST_SHOWN = 60


@dataclass(frozen=True, slots=True)
class Mistake:
    """An entity that was missed or found falsely, with the words around its first evidence (raw offsets)."""

    document: str
    type: str
    label: str
    times: int
    """How often the document says the label."""
    taken_for: str | None
    """What stands for it under another type: type and label."""
    rule: str | None
    confidence: float | None
    start: int | None
    end: int | None
    context: str


@dataclass(frozen=True, slots=True)
class Mistakes:
    """Entities of required gold and of predictions by (gold type, predicted type), and the worst misses and false hits."""

    confusion: Mapping[tuple[str, str], int]
    misses: tuple[Mistake, ...]
    false_hits: tuple[Mistake, ...]

    def to_json(self) -> dict[str, Any]:
        """Return plain values: confusion as gold type to predicted type to count."""
        table: dict[str, dict[str, int]] = {}
        for (gold, predicted), count in self.confusion.items():
            table.setdefault(gold, {})[predicted] = count
        return {"confusion": table, "misses": [asdict(m) for m in self.misses], "false_hits": [asdict(m) for m in self.false_hits]}

    def lines(self) -> list[str]:
        """Return the confusion table and two lists, for people."""
        kinds = [*ENTITY_ORDER, NOTHING]
        lines = ["", f"{'gold, found as':20}" + "".join(f"{kind[:9]:>10}" for kind in kinds)]
        for gold in kinds:
            counts = [self.confusion.get((gold, predicted), 0) for predicted in kinds]
            if any(counts):
                lines.append(f"{gold:20}" + "".join(f"{count or '':>10}" for count in counts))
        for title, mistakes in (("worst misses", self.misses), ("worst false hits", self.false_hits)):
            lines += ["", f"{title} ({len(mistakes)})"]
            for mistake in mistakes:
                said = [mistake.type, mistake.label, f"×{mistake.times}", mistake.document]
                said += [f"{mistake.rule} {mistake.confidence}"] if mistake.rule else []
                said += [f"taken for {mistake.taken_for}"] if mistake.taken_for else []
                lines += ["  ".join(said), f"    {mistake.context}"]
        return lines


@dataclass(slots=True)
class _Found:
    confusion: Counter[tuple[str, str]] = field(default_factory=Counter[tuple[str, str]])
    misses: list[Mistake] = field(default_factory=list[Mistake])
    false_hits: list[Mistake] = field(default_factory=list[Mistake])

    def read(self, document: str, judgement: Judgement) -> None:
        gold = judgement.gold["entities"]
        predicted = judgement.predicted["entities"] if judgement.predicted else []
        missed, false = self._matched(gold, predicted)
        names = [[Name.of(name) for name in (entity["label"], *entity.get("aliases", []))] for entity in (*missed, *false)]
        ours, theirs = names[len(missed) :], names[: len(missed)]
        edges = edge_table(ours, theirs, lambda a, b: float(max(x.closeness(y) for x in a for y in b)))
        pairs = assign(edges, required_of(missed))
        taken = {j: i for i, j in pairs.items()}
        text = judgement.text or ""
        for j, entity in enumerate(missed):
            other = false[taken[j]] if j in taken else None
            if other is None and not entity.get("required", True):
                continue
            self.confusion[kind_of(entity), kind_of(other) if other else NOTHING] += 1
            if entity.get("required", True):
                self.misses.append(_mistake(document, entity, other, text))
        for i, entity in enumerate(false):
            other = missed[pairs[i]] if i in pairs else None
            if other is None:
                self.confusion[NOTHING, kind_of(entity)] += 1
            self.false_hits.append(_mistake(document, entity, other, text))

    def _matched(self, gold: Sequence[EntityJson], predicted: Sequence[EntityJson]) -> tuple[list[EntityJson], list[EntityJson]]:
        """Count what matches within its type, and return the gold and the predictions that do not; duplicates are neither."""
        by_kind: dict[str, tuple[list[EntityJson], list[EntityJson]]] = defaultdict(lambda: ([], []))
        for entity in gold:
            by_kind[kind_of(entity)][0].append(entity)
        for entity in predicted:
            by_kind[kind_of(entity)][1].append(entity)
        missed: list[EntityJson] = []
        false: list[EntityJson] = []
        for kind, (theirs, ours) in sorted(by_kind.items()):
            edges, pairs = entity_matching(ours, theirs)
            self.confusion.update([(kind, kind)] * len(pairs))
            found = set(pairs.values())
            missed += [entity for j, entity in enumerate(theirs) if j not in found]
            false += [entity for i, entity in enumerate(ours) if not edges[i]]
        return missed, false


def _mistake(document: str, entity: EntityJson, other: EntityJson | None, text: str) -> Mistake:
    evidence = entity.get("evidence") or []
    start, end = (evidence[0]["start"], evidence[0]["end"]) if evidence else (None, None)
    context = ""
    if start is not None and end is not None:
        quote = " ".join(text[start:end].split())
        shown = quote if len(quote) <= _MOST_SHOWN else f"{quote[:_MOST_SHOWN]}…"
        context = " ".join(f"{text[max(0, start - _AROUND) : start]}【{shown}】{text[end : end + _AROUND]}".split())
    return Mistake(
        document,
        kind_of(entity),
        entity["label"],
        text.count(entity["label"]),
        f"{kind_of(other)} {other['label']}" if other else None,
        entity.get("rule"),
        entity.get("confidence"),
        start,
        end,
        context,
    )


def mistakes(
    gold: Mapping[str, AnnotationJson], predicted: Mapping[str, AnnotationJson], texts: Mapping[str, str], *, most: int = _WORST
) -> Mistakes:
    """Return what went wrong with entities, by document stem as `evaluate_folder` takes them.

    The worst misses are required gold that the document says most often, the worst false hits the ones the program was surest of.
    A miss and a false hit of another type with a like name are one confusion.
    """
    found = _Found()
    for stem, wanted in gold.items():
        if stem in predicted:
            found.read(stem, Judgement(wanted, predicted[stem], texts.get(stem)))
    misses = sorted(found.misses, key=lambda m: (-m.times, m.document, m.start or 0, m.label))
    false_hits = sorted(found.false_hits, key=lambda m: (-(m.confidence or 0), -m.times, m.document, m.start or 0, m.label))
    return Mistakes(dict(sorted(found.confusion.items(), key=_position)), tuple(misses[:most]), tuple(false_hits[:most]))


def _position(item: tuple[tuple[str, str], int]) -> tuple[int, int]:
    order = [*ENTITY_ORDER, NOTHING]
    gold, predicted = item[0]
    return (order.index(gold) if gold in order else len(order), order.index(predicted) if predicted in order else len(order))
