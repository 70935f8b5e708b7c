"""Observations as n-ary nodes: indicator, what it is said of, value, unit, years and qualifier."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode, Triple

from corpus.document import Document
from extract.annotation import Observation
from graph.claims import Claims, published
from graph.describe import minted_concept
from graph.identifiers import Identifiers
from graph.labels import display, fold
from graph.resolve import Resolution
from graph.terms import chinese, decimal, integer
from ontology import vocabulary as v
from ontology.concepts import concept

_YEARS = range(1000, 2101)


@dataclass(frozen=True, slots=True)
class Figure:
    """An observation's node, its value and its description but for the class, which depends on whether the value is published."""

    node: NamedNode
    value: Literal
    described: tuple[Triple, ...]


def figure_of(observation: Observation, document: Document, resolution: Resolution, claims: Claims, identifiers: Identifiers) -> Figure:
    """Return a figure's description; its value is claimed like anything else and becomes a direct triple only if published.

    The same figure (indicator, subject, value, unit, years, qualifier) in two papers is one node with two statements.
    """
    indicator = identifiers.named("indicator", fold(observation.indicator))
    about, described = _subject(observation.about, document, resolution, identifiers)
    value = decimal(observation.value)
    years = _years(observation)
    unit = _unit(observation.unit, identifiers)
    qualifier = concept("qualifier", observation.qualifier)
    key = (about.value, value.value, unit.value if unit else "", *(str(year) for _, year in years), observation.qualifier)
    node = identifiers.observation(observation.indicator, key)
    claims.add(
        node,
        v.VALUE,
        value,
        observation.evidence,
        modality=observation.modality,
        confidence=observation.confidence,
        rule=observation.rule,
    )
    found = [
        *described,
        Triple(indicator, v.RDF_TYPE, v.INDICATOR),
        Triple(indicator, v.PREF_LABEL, chinese(display(fold(observation.indicator)))),
        Triple(node, v.HAS_INDICATOR, indicator),
        Triple(node, v.OBSERVED_FOR, about),
    ]
    if unit is not None:
        found.append(Triple(node, v.UNIT, unit))
        if concept("unit", observation.unit) is None:
            found += minted_concept(unit, observation.unit or "", "unit")
    if qualifier is not None:
        found.append(Triple(node, v.VALUE_QUALIFIER, qualifier))
    found += (Triple(node, predicate, integer(year)) for predicate, year in years)
    if observation.time_text:
        found.append(Triple(node, v.TIME_TEXT, chinese(observation.time_text)))
    return Figure(node, value, tuple(found))


def classes_of_figures(claims: Claims) -> Iterator[Triple]:
    """Yield the class of every figure: one that is not published is there for readers, as a schema:Observation, and counts nowhere."""
    seen: dict[NamedNode, bool] = {}
    for claim in claims:
        if claim.predicate == v.VALUE:
            seen[claim.subject] = seen.get(claim.subject, False) or published(claim)
    for node, counts in seen.items():
        yield Triple(node, v.RDF_TYPE, v.INDICATOR_OBSERVATION if counts else v.SCHEMA_OBSERVATION)


def _subject(
    name: str | None, document: Document, resolution: Resolution, identifiers: Identifiers
) -> tuple[NamedNode, tuple[Triple, ...]]:
    """Return what a figure is said of: the entity of that name, else a labelled node; the document where the text leaves it open."""
    if not name or not name.strip():
        return identifiers.document(document.id), ()
    known = resolution.named(name)
    if known:
        return known.iri, ()
    node, is_place = resolution.subject(name)
    described = [Triple(node.iri, v.PREF_LABEL, chinese(node.label))]
    described += [Triple(node.iri, v.ALT_LABEL, chinese(other)) for other in node.alternatives]
    if is_place:
        described.append(Triple(node.iri, v.RDF_TYPE, v.PLACE))
    return node.iri, tuple(described)


def _unit(name: str | None, identifiers: Identifiers) -> NamedNode | None:
    if not name or not name.strip():
        return None
    return concept("unit", name) or identifiers.named("unit", fold(name))


def _years(observation: Observation) -> tuple[tuple[NamedNode, int], ...]:
    """Return the years that can be: a period that ends before it begins has no beginning."""
    year, start = observation.year, observation.start_year
    found: list[tuple[NamedNode, int]] = []
    if year is not None and year in _YEARS:
        found.append((v.YEAR, year))
    if start is not None and start in _YEARS and (year is None or start <= year):
        found.append((v.START_YEAR, start))
    return tuple(found)
