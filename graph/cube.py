"""Dense figures as an RDF Data Cube: a slice for each indicator and unit whose subjects and years are filled well enough to compare.

Dimensions are indicator, what it is said of, and year; the measure is the value, unit and qualifier are attributes. A cell for which
papers give two values is in no cube (a cube has one value a cell); `conflicts` lists them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode, Triple

from graph.identifiers import digest
from graph.records import properties
from graph.store import GraphStore
from graph.terms import chinese
from ontology import vocabulary as v

QB = "http://purl.org/linked-data/cube#"
DENSE = 0.5
"""Share of cells (subjects times years) that a slice has to fill; subjects and years with the fewest figures are left out for it."""
FEWEST = 3
"""Figures from which a slice is made."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A published figure with all that a cell needs; `qualifier` may be empty."""

    node: NamedNode
    indicator: NamedNode
    about: NamedNode
    year: str
    unit: NamedNode
    value: Literal
    qualifier: NamedNode | None


def figures(store: GraphStore) -> tuple[Figure, ...]:
    """Return the published figures that have a year and a unit, and are of that year alone, in order of their IRIs."""
    found = {quad.subject for quad in store.raw.quads_for_pattern(None, v.RDF_TYPE, v.INDICATOR_OBSERVATION, None)}
    nodes = sorted((node for node in found if isinstance(node, NamedNode)), key=lambda node: node.value)
    return tuple(figure for node in nodes if (figure := _figure(store, node)) is not None)


def cube(store: GraphStore) -> tuple[Triple, ...]:
    """Return the data cube in order: structure, slices, observations; only its structure where nothing is dense."""
    found: set[Triple] = set(_structure(store))
    for (indicator, unit), listed in _slices(figures(store)).items():
        found.update(_slice(store, indicator, unit, listed))
    return tuple(sorted(found, key=str))


def _figure(store: GraphStore, node: NamedNode) -> Figure | None:
    values = properties(store, node.value)
    indicator, about, unit = (_only(values, predicate) for predicate in (v.HAS_INDICATOR, v.OBSERVED_FOR, v.UNIT))
    year, value, qualifier = (_only(values, predicate) for predicate in (v.YEAR, v.VALUE, v.VALUE_QUALIFIER))
    if v.START_YEAR.value in values or not isinstance(year, Literal) or not isinstance(value, Literal):
        return None
    if not (isinstance(indicator, NamedNode) and isinstance(about, NamedNode) and isinstance(unit, NamedNode)):
        return None
    return Figure(node, indicator, about, year.value, unit, value, qualifier if isinstance(qualifier, NamedNode) else None)


def _only(values: Mapping[str, list[NamedNode | Literal]], predicate: NamedNode) -> NamedNode | Literal | None:
    return next(iter(values.get(predicate.value, ())), None)


def _slices(found: tuple[Figure, ...]) -> dict[tuple[NamedNode, NamedNode], list[Figure]]:
    """Return the dense slices by indicator and unit, cells with two values left out."""
    grouped: dict[tuple[NamedNode, NamedNode], dict[tuple[NamedNode, str], list[Figure]]] = {}
    units: dict[tuple[NamedNode, NamedNode, str], set[NamedNode]] = {}
    for figure in found:
        grouped.setdefault((figure.indicator, figure.unit), {}).setdefault((figure.about, figure.year), []).append(figure)
        units.setdefault((figure.indicator, figure.about, figure.year), set()).add(figure.unit)
    dense: dict[tuple[NamedNode, NamedNode], list[Figure]] = {}
    for key, cells in grouped.items():
        single = [several[0] for (about, year), several in cells.items() if len(several) == 1 and len(units[key[0], about, year]) == 1]
        block = _dense(single)
        if len(block) >= FEWEST:
            dense[key] = block
    return dense


def _dense(listed: list[Figure]) -> list[Figure]:
    """Return what is left when the subjects and years with the fewest figures are taken out one by one until the rest is dense."""
    rest: list[Figure] = listed
    while rest:
        abouts: Counter[str] = Counter(figure.about.value for figure in rest)
        years: Counter[str] = Counter(figure.year for figure in rest)
        if len(rest) >= DENSE * len(abouts) * len(years):
            break
        # the emptiest line goes first: a subject's share of the years, or a year's share of the subjects
        shares = [(count / len(years), "about", name) for name, count in abouts.items()]
        shares += [(count / len(abouts), "year", name) for name, count in years.items()]
        _, kind, name = min(shares)
        rest = [figure for figure in rest if (figure.about.value if kind == "about" else figure.year) != name]
    return rest


def _structure(store: GraphStore) -> Iterator[Triple]:
    ids = store.identifiers
    dataset, structure, key = ids.node("cube"), ids.node("cube/structure"), ids.node("cube/slice-key")
    yield Triple(dataset, v.RDF_TYPE, NamedNode(f"{QB}DataSet"))
    yield Triple(dataset, v.RDFS_LABEL, chinese("指标数据"))
    yield Triple(dataset, NamedNode(f"{QB}structure"), structure)
    yield Triple(structure, v.RDF_TYPE, NamedNode(f"{QB}DataStructureDefinition"))
    yield Triple(structure, NamedNode(f"{QB}sliceKey"), key)
    yield Triple(key, v.RDF_TYPE, NamedNode(f"{QB}SliceKey"))
    yield Triple(key, NamedNode(f"{QB}componentProperty"), v.HAS_INDICATOR)
    parts = (
        (v.HAS_INDICATOR, "dimension", "DimensionProperty"),
        (v.OBSERVED_FOR, "dimension", "DimensionProperty"),
        (v.YEAR, "dimension", "DimensionProperty"),
        (v.VALUE, "measure", "MeasureProperty"),
        (v.UNIT, "attribute", "AttributeProperty"),
        (v.VALUE_QUALIFIER, "attribute", "AttributeProperty"),
    )
    ranges = {v.HAS_INDICATOR: v.INDICATOR, v.OBSERVED_FOR: NamedNode(f"{v.RDFS}Resource"), v.YEAR: v.XSD_INTEGER}
    for number, (term, role, kind) in enumerate(parts, 1):
        component = ids.node(f"cube/component/{number}")
        yield Triple(structure, NamedNode(f"{QB}component"), component)
        yield Triple(component, v.RDF_TYPE, NamedNode(f"{QB}ComponentSpecification"))
        yield Triple(component, NamedNode(f"{QB}{role}"), term)
        yield Triple(term, v.RDF_TYPE, NamedNode(f"{QB}{kind}"))
        if term in ranges:
            yield Triple(term, v.RDFS_RANGE, ranges[term])


def _slice(store: GraphStore, indicator: NamedNode, unit: NamedNode, listed: list[Figure]) -> Iterator[Triple]:
    ids = store.identifiers
    node = ids.node(f"cube/slice/{digest((indicator.value, unit.value), 12)}")
    yield Triple(ids.node("cube"), NamedNode(f"{QB}slice"), node)
    yield Triple(node, v.RDF_TYPE, NamedNode(f"{QB}Slice"))
    yield Triple(node, NamedNode(f"{QB}sliceStructure"), ids.node("cube/slice-key"))
    yield Triple(node, v.HAS_INDICATOR, indicator)
    yield from _names(store, indicator)
    for figure in listed:
        yield Triple(node, NamedNode(f"{QB}observation"), figure.node)
        yield Triple(figure.node, v.RDF_TYPE, NamedNode(f"{QB}Observation"))
        yield Triple(figure.node, NamedNode(f"{QB}dataSet"), ids.node("cube"))
        yield Triple(figure.node, v.HAS_INDICATOR, indicator)
        yield Triple(figure.node, v.OBSERVED_FOR, figure.about)
        yield Triple(figure.node, v.YEAR, Literal(figure.year, datatype=v.XSD_INTEGER))
        yield Triple(figure.node, v.VALUE, figure.value)
        yield Triple(figure.node, v.UNIT, unit)
        if figure.qualifier is not None:
            yield Triple(figure.node, v.VALUE_QUALIFIER, figure.qualifier)
        yield from _names(store, figure.about)


def _names(store: GraphStore, node: NamedNode) -> Iterator[Triple]:
    for predicate in (v.PREF_LABEL, v.TITLE):
        for name in properties(store, node.value).get(predicate.value, ()):
            yield Triple(node, predicate, name)
