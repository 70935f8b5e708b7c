"""SHACL over a store: node shapes by pyshacl, rules over the whole graph by the store's own SPARQL engine, which is much faster."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from pyoxigraph import Literal, NamedNode, QuerySolutions, Triple

from graph.store import GraphStore
from ontology.resources import turtle

if TYPE_CHECKING:
    import rdflib

_SH = "http://www.w3.org/ns/shacl#"
_SHAPES = "https://w3id.org/zhitu/shapes#"
CHECKED_ELSEWHERE = frozenset({f"{_SHAPES}Published", f"{_SHAPES}PublishedContext"})
"""Rules that compare every triple with every statement; `validate` looks them up instead, a thousand times as fast."""


@dataclass(frozen=True, slots=True)
class ShapeResult:
    """One fault: the node, the property where there is one, severity (Violation or Warning) and what is wrong."""

    node: str
    path: str
    severity: str
    message: str


def check_shapes(store: GraphStore) -> Iterator[ShapeResult]:
    """Yield the results of all shapes but those of `CHECKED_ELSEWHERE`."""
    import rdflib

    shapes = rdflib.Graph().parse(data=turtle("shapes"), format="turtle")
    rules = list(_take_rules(shapes))
    for shape, severity, message, query in rules:
        if shape not in CHECKED_ELSEWHERE:
            yield from _run_rule(store, severity, message, query)
    yield from _check_nodes(store, shapes)


def _take_rules(shapes: rdflib.Graph) -> Iterator[tuple[str, str, str, str]]:
    """Take the SPARQL constraints out of the shapes and yield shape, severity, message and query of each."""
    from rdflib import URIRef

    declared = "".join(
        f"PREFIX {shapes.value(node, URIRef(f'{_SH}prefix'))}: <{shapes.value(node, URIRef(f'{_SH}namespace'))}>\n"
        for node in sorted(shapes.objects(None, URIRef(f"{_SH}declare")), key=str)
    )
    for shape, constraint in sorted(shapes.subject_objects(URIRef(f"{_SH}sparql")), key=str):
        severity = shapes.value(shape, URIRef(f"{_SH}severity")) or URIRef(f"{_SH}Violation")
        query, message = shapes.value(constraint, URIRef(f"{_SH}select")), shapes.value(constraint, URIRef(f"{_SH}message"))
        yield str(shape), str(severity).removeprefix(_SH), str(message), declared + str(query)
        shapes.remove((shape, None, None))
        shapes.remove((constraint, None, None))


def _run_rule(store: GraphStore, severity: str, message: str, query: str) -> Iterator[ShapeResult]:
    for row in cast("QuerySolutions", store.query(query.replace("$this", ""))):
        node, path = (_cell(row, name) for name in ("value", "path"))
        yield ShapeResult(node, path, severity, message.replace("{?value}: ", "").replace("{?value} {?path}: ", ""))


def _cell(row: object, name: str) -> str:
    try:
        term = cast("dict[str, NamedNode | Literal | None]", row)[name]
    except KeyError:
        return ""
    return term.value if term is not None else ""


def _check_nodes(store: GraphStore, shapes: rdflib.Graph) -> Iterator[ShapeResult]:
    import pyshacl
    from rdflib import RDF, Graph, URIRef

    data = Graph()
    for triple in _converted(store.triples()):
        data.add(triple)
    _, report, _ = pyshacl.validate(data, shacl_graph=shapes, inference="none", advanced=False)
    for result in report.subjects(RDF.type, URIRef(f"{_SH}ValidationResult")):
        names = ("focusNode", "resultPath", "resultSeverity", "resultMessage")
        node, path, severity, message = (str(report.value(result, URIRef(_SH + name)) or "") for name in names)
        yield ShapeResult(node, path, severity.removeprefix(_SH), message)


def _converted(triples: Iterable[Triple]) -> Iterator[tuple[rdflib.URIRef, rdflib.URIRef, rdflib.URIRef | rdflib.Literal]]:
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
