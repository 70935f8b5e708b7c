"""SHACL over a store: node shapes by pyshacl, rules over the whole graph by the store's own SPARQL engine, which is much faster."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain
from typing import TYPE_CHECKING, cast

from pyoxigraph import Literal, NamedNode, QuerySolutions, Triple

from graph.store import GraphStore
from ontology import vocabulary as v
from ontology.resources import triples, turtle

if TYPE_CHECKING:
    import rdflib

_SH = "http://www.w3.org/ns/shacl#"
_SHAPES = "https://w3id.org/zhitu/shapes#"
CHECKED_ELSEWHERE = frozenset({f"{_SHAPES}Published", f"{_SHAPES}PublishedContext"})
"""Rules that compare every triple with every statement; `validate` looks them up instead, a thousand times as fast."""
_OF_ONE_DOCUMENT = frozenset({f"{_SHAPES}Quotes"})
_OF_CONCEPTS = (v.RDF_TYPE, v.PREF_LABEL)


@dataclass(frozen=True, slots=True)
class ShapeResult:
    """One fault: the node, the property where there is one, severity (Violation or Warning) and what is wrong."""

    node: str
    path: str
    severity: str
    message: str


def check_shapes(store: GraphStore, graphs: Sequence[NamedNode] | None = None) -> Iterator[ShapeResult]:
    """Yield the results of all shapes but those of `CHECKED_ELSEWHERE`, over everything or over the graphs given.

    Graphs of one document are enough to judge it: it describes all that it names. The ontology need not be among the graphs.
    """
    for rule in _rules():
        if rule.shape not in CHECKED_ELSEWHERE:
            yield from _run_rule(store, rule, graphs)
    yield from _check_nodes(store, node_shapes(), graphs)


def check_rules(store: GraphStore) -> Iterator[ShapeResult]:
    """Yield the results of the rules that documents which are right one by one may break together, over everything."""
    for rule in _rules():
        if rule.shape not in CHECKED_ELSEWHERE | _OF_ONE_DOCUMENT:
            yield from _run_rule(store, rule, None)


@dataclass(frozen=True, slots=True)
class _Rule:
    """A constraint of the shapes that is a query."""

    shape: str
    severity: str
    message: str
    query: str


@cache
def node_shapes() -> rdflib.Graph:
    """Return the shapes without the rules over whole graphs."""
    import rdflib
    from rdflib import URIRef

    shapes = rdflib.Graph().parse(data=turtle("shapes"), format="turtle")
    for shape in {rule.shape for rule in _rules()}:
        shapes.remove((URIRef(shape), None, None))
    return shapes


@cache
def _rules() -> tuple[_Rule, ...]:
    """Return the constraints of the shapes that are queries, read without rdflib, which takes a second to come."""
    described: defaultdict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for triple in triples("shapes"):
        subject, value = cast("NamedNode", triple.subject), cast("NamedNode | Literal", triple.object)
        described[subject.value][triple.predicate.value.removeprefix(_SH)].append(value.value)
    declared = sorted((of["prefix"][0], of["namespace"][0]) for of in described.values() if "prefix" in of)
    head = "".join(f"PREFIX {prefix}: <{namespace}>\n" for prefix, namespace in declared)
    return tuple(
        _Rule(
            shape,
            of.get("severity", [f"{_SH}Violation"])[0].removeprefix(_SH),
            described[constraint]["message"][0],
            head + described[constraint]["select"][0],
        )
        for shape, of in sorted(described.items())
        for constraint in of.get("sparql", ())
    )


def _run_rule(store: GraphStore, rule: _Rule, graphs: Sequence[NamedNode] | None) -> Iterator[ShapeResult]:
    query, message = rule.query.replace("$this", ""), rule.message.replace("{?value}: ", "").replace("{?value} {?path}: ", "")
    rows = store.raw.query(query) if graphs is None else store.raw.query(query, default_graph=[*graphs])
    for row in cast("QuerySolutions", rows):
        yield ShapeResult(cell(row, "value"), cell(row, "path"), rule.severity, message)


def cell(row: object, name: str) -> str:
    """Return the text of a variable in a row of a query's answer, empty where it is unbound or not asked for."""
    try:
        term = cast("dict[str, NamedNode | Literal | None]", row)[name]
    except KeyError:
        return ""
    return term.value if term is not None else ""


def _check_nodes(store: GraphStore, shapes: rdflib.Graph, graphs: Sequence[NamedNode] | None) -> Iterator[ShapeResult]:
    import pyshacl
    from rdflib import RDF, Graph, URIRef

    data = Graph()
    for triple in converted(store.triples() if graphs is None else chain(background(), store.triples_of(graphs))):
        data.add(triple)
    _, report, _ = pyshacl.validate(data, shacl_graph=shapes, inference="none", advanced=False)
    for result in report.subjects(RDF.type, URIRef(f"{_SH}ValidationResult")):
        names = ("focusNode", "resultPath", "resultSeverity", "resultMessage")
        node, path, severity, message = (str(report.value(result, URIRef(_SH + name)) or "") for name in names)
        yield ShapeResult(node, path, severity.removeprefix(_SH), message)


@cache
def background() -> tuple[Triple, ...]:
    """Return what shapes need of the ontology: which class is below which, and which concept is of which scheme."""
    classes = (
        triple for triple in triples("core") if triple.predicate == v.RDFS_SUB_CLASS_OF and str(triple.object).startswith(f"<{v.ZT}")
    )
    schemes = {triple.subject: triple for triple in triples("concepts") if triple.predicate == v.IN_SCHEME}
    kinds = (triple for triple in triples("concepts") if triple.predicate in _OF_CONCEPTS and triple.subject in schemes)
    return *classes, *schemes.values(), *kinds


def converted(triples: Iterable[Triple]) -> Iterator[tuple[rdflib.URIRef, rdflib.URIRef, rdflib.URIRef | rdflib.Literal]]:
    """Yield the triples with rdflib's terms; faster than writing and parsing them."""
    from rdflib import Literal as RdflibLiteral
    from rdflib import URIRef

    known: dict[str, URIRef] = {}

    def iri(value: str) -> URIRef:
        found = known.get(value)
        if found is None:
            found = known[value] = URIRef(value)
        return found

    for triple in triples:
        if not isinstance(triple.subject, NamedNode):
            continue
        value = triple.object
        if isinstance(value, NamedNode):
            yield iri(triple.subject.value), iri(triple.predicate.value), iri(value.value)
        elif isinstance(value, Literal):
            literal = RdflibLiteral(value.value, lang=value.language, datatype=None if value.language else iri(value.datatype.value))
            yield iri(triple.subject.value), iri(triple.predicate.value), literal
