"""Cases side by side: which mechanisms, actors, measures, problems or figures each has, lacks, or does not speak of."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, cast, get_args

from graph.engine import Engine
from queries.case import case_profile
from queries.case_model import CaseProfile
from queries.case_page import series_text
from queries.comparison_model import By, Cell, Comparison, Row
from queries.facts import Claim
from queries.tables import one_line
from queries.wording import Language, word

_PREDICATES: dict[By, str] = {
    "mechanism": "employsMechanism",
    "actor": "involvesActor",
    "measure": "adoptsMeasure",
    "problem": "facesProblem",
    "indicator": "value",
}


@dataclass(frozen=True, slots=True)
class _Item:
    case: int
    type: str
    key: str
    label: str
    claim: Claim
    text: str = ""
    """Figures in full, with what they are of."""
    figures: str = ""
    """Figures alone, as they are compared."""


def compare(store: Engine, cases: Sequence[str], by: str, *, language: Language = "zh") -> Comparison:
    """Compare cases (named as `queries.case.find_case` takes them) by one aspect.

    Raises ValueError for fewer than two different cases or an aspect that is none of mechanism, actor, measure, indicator,
    problem; CaseNotFound and AmbiguousCase as `find_case`.
    """
    if by not in get_args(By):
        raise ValueError(f"cannot compare by “{by}”; choose one of {', '.join(get_args(By))}")
    aspect = cast(By, by)
    profiles = [case_profile(store, case) for case in cases]
    if len({profile.case.iri for profile in profiles}) < max(2, len(profiles)):
        raise ValueError("a comparison needs two or more different cases; give their names")
    items = [item for number, profile in enumerate(profiles) for item in _items(number, profile, aspect)]
    documents = {document.iri: document for profile in profiles for document in profile.documents}
    listed = tuple(sorted(documents.values(), key=lambda document: document.source))
    return Comparison(aspect, tuple(profile.case for profile in profiles), _rows(items, len(profiles), language), listed)


def _items(number: int, profile: CaseProfile, by: By) -> Iterable[_Item]:
    if by == "indicator":
        for series in profile.series:
            for point in series.points:
                figures = series_text(series)
                yield _Item(
                    number,
                    "",
                    _key(series.indicator),
                    series.indicator,
                    point.claim,
                    f"{series.about}: {figures}" if series.about else figures,
                    figures,
                )
        return
    predicate = _PREDICATES[by]
    others = [c for c in profile.other if c.subject.iri == profile.case.iri and c.predicate == predicate]
    for claim in (*_facts(profile, by), *others):
        thing = claim.object
        yield _Item(number, thing.type or "", _key(thing.label), thing.label, claim)


def _facts(profile: CaseProfile, by: By) -> tuple[Claim, ...]:
    if by == "mechanism":
        return tuple(mechanism.claim for mechanism in profile.mechanisms)
    if by == "measure":
        return tuple(measure.claim for measure in profile.measures)
    if by == "problem":
        return tuple(problem.claim for problem in profile.problems)
    inside = [c for m in profile.mechanisms for c in (*m.actors, *(p for step in m.steps for p in step.performers))]
    return (*profile.actors, *inside, *(c for m in profile.measures for c in m.actors))


def _key(label: str) -> str:
    return one_line(label).casefold()


def _rows(items: Sequence[_Item], cases: int, language: Language) -> tuple[Row, ...]:
    things: dict[str, list[_Item]] = {}
    for item in items:
        things.setdefault(item.key, []).append(item)
    rows = [_row("thing", found[0].type, found[0].label, found, cases, language) for found in things.values()]
    types: dict[str, list[_Item]] = {}
    for found in things.values():
        if found[0].type:
            types.setdefault(found[0].type, []).extend(found)
    heads = [_row("type", name, name, found, cases, language) for name, found in types.items()]
    differing = {row.type for row in heads if row.differs} | {"" for row in rows if not row.type and row.differs}
    return tuple(
        sorted([*heads, *rows], key=lambda r: (r.type not in differing, not r.type, r.type, r.level == "thing", not r.differs, r.label))
    )


def _row(level: Literal["type", "thing"], type_: str, label: str, items: Sequence[_Item], cases: int, language: Language) -> Row:
    cells = tuple(_cell(level, [item for item in items if item.case == number], language) for number in range(cases))
    figures = [tuple(sorted({item.figures for item in items if item.case == number and item.figures})) for number in range(cases)]
    said = {(cell.state, values) for cell, values in zip(cells, figures, strict=True)}
    return Row(level, type_, label, cells, len(said) > 1)


def _cell(level: str, items: Sequence[_Item], language: Language) -> Cell:
    facts = [item for item in items if item.claim.asserted]
    denials = [item for item in items if not item.claim.asserted and item.claim.modality == "negated"]
    denied = any(s.modality == "negated" for item in facts for s in item.claim.statements)
    if facts:
        figures = "；".join(dict.fromkeys(item.text for item in facts if item.text))
        names = "、".join(dict.fromkeys(item.label for item in facts))
        text = figures or (names if level == "type" else word("present", language))
        return Cell("present", text + (f"（{word('disputed', language)}）" if denied else ""), _distinct(facts))
    if denials and (level == "thing" or len(denials) == len(items)):
        names = "、".join(dict.fromkeys(item.label for item in denials))
        return Cell("absent", word("absent", language) + (f"：{names}" if level == "type" else ""), _distinct(denials))
    if items:
        kinds = "、".join(sorted({word(_unpublished(item.claim), language) for item in items}))
        return Cell("unmentioned", f"{word('unmentioned', language)}（{word('only', language)}{kinds}）", _distinct(items))
    return Cell("unmentioned", word("unmentioned", language), ())


def _unpublished(claim: Claim) -> str:
    """Return the label key for why a claim is no fact: how it is said, or that it is not sure enough."""
    return "unsure" if claim.modality == "reported" else f"modality.{claim.modality}"


def _distinct(items: Sequence[_Item]) -> tuple[Claim, ...]:
    return tuple(dict.fromkeys(item.claim for item in items))
