"""Relations of a document: what its cases employ, adopt, face and achieve, and who takes part, from where things are said."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from extract.annotation import DOCUMENT, AttributeValue, Evidence, Modality, Relation
from extract.coreference import Resolved
from extract.learned_links import LEARNED
from extract.modality import Modalities
from extract.view import Link, Mention, ProseSentence, View

_OF_CASE = {
    "Mechanism": "employsMechanism",
    "Measure": "adoptsMeasure",
    "Problem": "facesProblem",
    "Outcome": "resultsIn",
    "Actor": "involvesActor",
    "TaskOrganization": "involvesActor",
}
_CLAUSE = re.compile("[，。；：！？\n]")
_SAME_SENTENCE, _SAME_PARAGRAPH, _SAME_SECTION, _PROPOSAL = 0.88, 0.82, 0.74, 0.6
_NO_FACTS = frozenset({"title", "subtitle", "abstract", "heading", "footnote", "caption"})
"""Kinds of segments that announce or sum up; what they name is told as a fact elsewhere."""


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a case's place is named."""

    start: int
    segment: int
    section: tuple[str, ...]
    case: Mention


class CaseScope:
    """Tells which case a passage is about: the place last named in its paragraph, else the one its section names first."""

    def __init__(self, view: View, cases: Sequence[Mention], places: Sequence[Mention], modalities: Modalities) -> None:
        self._modalities = modalities
        of_name = {name: case for case in cases for name in (str(case.attrs.get("place")), *case.aliases)}
        named: list[_Place] = []
        for place in places:
            case = of_name.get(place.label)
            sentence = modalities.sentence_at(place.start)
            if case and sentence:
                named.append(_Place(place.start, sentence.segment, sentence.section, case))
        named.sort(key=lambda p: p.start)
        self._by_segment: dict[int, list[_Place]] = defaultdict(list)
        by_section: dict[tuple[str, ...], list[_Place]] = defaultdict(list)
        for place in named:
            self._by_segment[place.segment].append(place)
            if place.section:
                by_section[place.section].append(place)
        self._of_section = {section: _first(inside) for section, inside in by_section.items()}

    def case_at(self, offset: int) -> tuple[Mention, float] | None:
        """Return the case that reading offset `offset` is about and how sure that is; None where no case is near."""
        sentence = self._modalities.sentence_at(offset)
        if sentence is None or sentence.kind in _NO_FACTS:
            return None
        in_paragraph = self._by_segment.get(sentence.segment, [])
        following = bisect_left(in_paragraph, sentence.start, key=lambda p: p.start)
        if following < len(in_paragraph) and in_paragraph[following].start < sentence.end:
            return in_paragraph[following].case, _SAME_SENTENCE
        if following:
            return in_paragraph[following - 1].case, _SAME_PARAGRAPH
        case = self._of_section.get(sentence.section)
        return (case, _SAME_SECTION if not in_paragraph else _SAME_PARAGRAPH) if case else None


def _first(places: Sequence[_Place]) -> Mention:
    """Return the case that the places of a section stand for: the surest, then the one named most, then the first."""
    counted = Counter(place.case.label for place in places)
    return max(places, key=lambda p: (p.case.confidence, counted[p.case.label], -p.start)).case


def link_cases(view: View, cases: Sequence[Mention], places: Sequence[Mention], things: Sequence[Mention]) -> Iterator[Link]:
    """Yield doc studiesCase, Case inPlace and what each case employs, adopts, faces, achieves and involves."""
    modalities = Modalities(view)
    scope = CaseScope(view, cases, places, modalities)
    by_label = {place.label: place for place in reversed(places)}
    for case in cases:
        yield Link(None, "studiesCase", case, case.start, case.end, "relations.studies_case", case.confidence, "reported")
        place = by_label.get(str(case.attrs.get("place")))
        if place:
            yield Link(case, "inPlace", place, case.start, case.end, "relations.in_place", case.confidence, "reported")
    for thing in things:
        predicate = _OF_CASE.get(thing.type)
        found = (scope.case_at(thing.start) or _proposed(thing, cases, modalities)) if predicate else None
        sentence = modalities.sentence_at(thing.start)
        if not predicate or not found or not sentence:
            continue
        if thing.type in {"Actor", "TaskOrganization"} and not _acts(view, sentence, thing):
            continue
        case, near = found
        start, end = _clause(view, sentence, thing)
        sure = round(min(thing.confidence, near, case.confidence), 3)
        yield Link(case, predicate, thing, start, end, "relations.case_scope", sure, modalities.of(thing.start))


def _proposed(thing: Mention, cases: Sequence[Mention], modalities: Modalities) -> tuple[Mention, float] | None:
    """Return the paper's main case for a remedy it proposes where no case is named: a proposal drawn from it, no fact of it."""
    if not cases or thing.type not in {"Mechanism", "Measure"} or modalities.of(thing.start) != "proposed":
        return None
    return max(cases, key=lambda case: case.confidence), _PROPOSAL


def _clause(view: View, sentence: ProseSentence, thing: Mention) -> tuple[int, int]:
    """Return the clause of `sentence` that holds `thing`: the shortest span that shows the fact."""
    start = max((m.end() for m in _CLAUSE.finditer(view.text, sentence.start, thing.start)), default=sentence.start)
    end = _CLAUSE.search(view.text, thing.end, sentence.end)
    return start, end.start() if end else sentence.end


def link_actors(view: View, mechanisms: Sequence[Mention], actors: Sequence[Mention]) -> Iterator[Link]:
    """Yield involvesActor from a mechanism to the actors in its own name and to those who act in its sentence.

    Who acts: an actor that opens a clause before the mechanism (县委、县政府…形成了…机制), or stands in the mechanism's own clause.
    """
    ordered = sorted(actors, key=lambda a: (a.start, a.end))
    starts = [a.start for a in ordered]
    modalities = Modalities(view)
    for mechanism in mechanisms:
        sentence = modalities.sentence_at(mechanism.start)
        if sentence is None or sentence.kind in _NO_FACTS or mechanism.type != "Mechanism":
            continue
        clause_start, clause_end = _clause(view, sentence, mechanism)
        for actor in ordered[bisect_left(starts, sentence.start) : bisect_right(starts, clause_end)]:
            if actor.end > clause_end or actor.attrs.get("actorType") == "学者":
                continue
            if mechanism.start <= actor.start and actor.end <= mechanism.end:
                start, sure = mechanism.start, 0.8
            elif actor.end <= mechanism.start and _acts(view, sentence, actor):
                start, sure = actor.start, 0.74
            elif actor.start >= clause_start:
                start, sure = clause_start, 0.62
            else:
                continue
            confidence = min(sure, actor.confidence, mechanism.confidence)
            yield Link(mechanism, "involvesActor", actor, start, max(mechanism.end, actor.end), "relations.clause", confidence)


def _acts(view: View, sentence: ProseSentence, actor: Mention) -> bool:
    """Whether an actor opens a clause, alone, after its place or within a list of actors, or is put in charge (由…)."""
    lead = view.text[sentence.start : actor.start]
    opened = _CLAUSE.split(lead)[-1]
    return len(opened) <= 2 or opened.endswith(("、", "由", "和", "县", "市", "省", "乡", "镇", "村", "区", "州", "组织", "派出"))


def relations(view: View, resolved: Resolved, links: Sequence[Link]) -> tuple[Relation, ...]:
    """Turn links between mentions into relations between entities: one per subject, predicate and object.

    Where several passages say the same, evidence adds up; a passage that reports it as a fact decides the modality.
    """
    modalities = Modalities(view)
    found: dict[tuple[str, str, str], list[tuple[Link, Modality, Evidence]]] = defaultdict(list)
    for link in links:
        subject = DOCUMENT if link.subject is None else resolved.id_of(link.subject)
        target = resolved.id_of(link.object)
        if subject is None or target is None or subject == target:
            continue
        modality = link.modality or modalities.of(link.object.start)
        found[subject, link.predicate, target].append((link, modality, view.evidence(link.start, link.end)))
    made: list[Relation] = []
    for (subject, predicate, target), said in found.items():
        facts = [s for s in said if s[1] == "reported"] or said
        # rules also say in which role or how, where the model says only that
        best, modality, _ = max(facts, key=lambda s: (s[0].rule != LEARNED, s[0].confidence, -s[0].start))
        same = sorted((s for s in facts if s[1] == modality), key=lambda s: (s[0] is not best, s[0].start))
        spans = {(e.start, e.end): e for _, _, e in same}
        attrs: dict[str, AttributeValue] = dict(best.attrs)
        made.append(Relation(subject, predicate, target, tuple(spans.values())[:6], modality, attrs, best.rule, round(best.confidence, 3)))
    return tuple(sorted(made, key=lambda r: (r.predicate, r.evidence[0].start, r.subject, r.object)))
