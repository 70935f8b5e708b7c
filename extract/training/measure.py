"""How right a trained model is on texts it did not see: mentions by exact span and type, relations between annotated mentions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from extract.model.learned import Learned
from extract.model.schema import FIGURE
from extract.model.spans import Pair, Span
from extract.model.tagger import Tagger
from extract.training.tagged import Text

_CUTS = (0.3, 0.4, 0.5, 0.6, 0.7)
_CUT = 0.5
_RULED = -9.0
"""Score of a span that is given, not found."""


class Count:
    """Found, right and wanted."""

    def __init__(self) -> None:
        self.right = self.found = self.wanted = 0

    def __str__(self) -> str:
        precision = self.right / self.found if self.found else 0.0
        recall = self.right / self.wanted if self.wanted else 0.0
        f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
        return f"F1 {f1:.3f}  P {precision:.3f}  R {recall:.3f}  of {self.wanted}"

    def add(self, found: set[tuple[str, ...]], wanted: set[tuple[str, ...]]) -> None:
        """Count one text."""
        self.right += len(found & wanted)
        self.found += len(found)
        self.wanted += len(wanted)


def measure(learned: Learned, texts: Sequence[Text]) -> Iterator[str]:
    """Yield one line a type, one for all, then one line a predicate, and for all of them at each of a few cuts."""
    tagger = Tagger(learned)
    types: dict[str, Count] = defaultdict(Count)
    relations: dict[str, Count] = defaultdict(Count)
    moods: list[bool] = []
    for text in texts:
        _count_spans(text, tagger, types)
        given = [Span(m.type, m.start, m.end, _RULED) for m in text.mentions if m.type != FIGURE]
        moods += _count_relations(text, tagger.read(text.view, given).pairs, relations)
    yield from (f"mentions {name:18} {count}" for name, count in sorted(types.items()))
    yield from (f"relations {name:18} {count}" for name, count in sorted(relations.items()))
    yield f"modality right on {sum(moods)} of {len(moods)} relations found"


def _count_spans(text: Text, tagger: Tagger, types: Mapping[str, Count]) -> None:
    wanted = {(m.type, str(m.start), str(m.end)) for m in text.mentions}
    found = {(s.type, str(s.start), str(s.end)) for s in tagger.read(text.view).spans if s.score > 0}
    types["all"].add(found, wanted)
    for kind in {mention.type for mention in text.mentions}:
        types[kind].add({x for x in found if x[0] == kind}, {x for x in wanted if x[0] == kind})


def _count_relations(text: Text, pairs: Sequence[Pair], relations: Mapping[str, Count]) -> list[bool]:
    """Count the relations of a text; return for each right one whether its modality is right."""
    entity_of = {(m.type, m.start, m.end): m.entity for m in text.mentions}

    def entities(pair: Pair) -> tuple[str, str, str] | None:
        subject = entity_of.get((pair.subject.type, pair.subject.start, pair.subject.end))
        target = entity_of.get((pair.object.type, pair.object.start, pair.object.end))
        return (subject, pair.predicate, target) if subject and target else None

    said = {(s, p, o): modality for s, p, o, modality in text.relations}
    shown = [(relation, pair) for pair in pairs if (relation := entities(pair))]
    for cut in _CUTS:
        relations[f"all at {cut}"].add({relation for relation, pair in shown if pair.share >= cut}, set(said))
    likely = [(relation, pair) for relation, pair in shown if pair.share >= _CUT]
    for kind in {p for _, p, _ in said}:
        relations[kind].add({relation for relation, _ in likely if relation[1] == kind}, {x for x in said if x[1] == kind})
    return [said[relation] == pair.modality for relation, pair in likely if relation in said]
