"""Every constraint of every shape is broken once in a graph that conforms, and the shape reports it.

What is broken is read out of the shapes, so a constraint that is added later is broken too, or the test says that it cannot.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from graph.shacl import background, converted, node_shapes
from graph.statements import build_graphs

if TYPE_CHECKING:
    from rdflib import Graph
    from rdflib.term import IdentifiedNode, Node

    from tests.graph.conftest import Sketch

SH = "http://www.w3.org/ns/shacl#"
MORE = Path(__file__).parents[1] / "data" / "one_of_each.ttl"
"""An invented thing of each class."""


@pytest.fixture(scope="module")
def sound(make_paper: Callable[..., Sketch]) -> Graph:
    """Return a small graph that conforms and has every property that a shape speaks of."""
    import rdflib
    from rdflib import Literal, URIRef

    paper = make_paper()
    graphs = build_graphs(paper.document, paper.extraction())
    data = rdflib.Graph().parse(MORE, format="turtle")
    for triple in converted((*background(), *graphs.facts, *graphs.statements)):
        data.add(triple)
    zt = "https://w3id.org/zhitu/ns#"
    document = next(data.subjects(rdflib.RDF.type, URIRef(f"{zt}SourceDocument")))
    for predicate, value in (("studiesCase", "case"), ("usesTheory", "theory"), ("citesPolicy", "policy")):
        data.add((document, URIRef(zt + predicate), URIRef(f"urn:x:{value}")))
    figure = next(data.subjects(rdflib.RDF.type, URIRef(f"{zt}IndicatorObservation")))
    year = data.value(figure, URIRef(f"{zt}year"))
    data.add((figure, URIRef(f"{zt}startYear"), year or Literal(2010)))
    data.add((figure, URIRef(f"{zt}timeText"), Literal("年初至今", lang="zh")))
    statement = next(data.subjects(rdflib.RDF.type, URIRef(f"{zt}Statement")))
    data.set((statement, URIRef(f"{zt}resolvedBy"), URIRef("https://w3id.org/zhitu/vocab/resolution/home")))
    return data


def report(data: Graph, shapes: Graph) -> list[tuple[str, str]]:
    """Return focus node and component of every result."""
    import pyshacl
    from rdflib import RDF, URIRef

    _, found, _ = pyshacl.validate(data, shacl_graph=shapes, inference="none", advanced=False)
    results = found.subjects(RDF.type, URIRef(f"{SH}ValidationResult"))
    names = ("focusNode", "sourceConstraintComponent")
    return [tuple(str(found.value(result, URIRef(SH + name))) for name in names) for result in results]  # pyright: ignore[reportReturnType]


def constraints() -> list[tuple[str, int, str]]:
    """Return shape, number of its property shape in canonical order, and parameter of every constraint but the rules."""
    return [(shape, number, name) for shape, parts in _parts().items() for number, part in enumerate(parts) for name in part]


@cache
def _parts() -> dict[str, list[tuple[str, ...]]]:
    return {shape: [names for _, names in _properties(shape)] for shape in _targeted()}


def _targeted() -> list[str]:
    from rdflib import URIRef

    shapes = node_shapes()
    targets = {*shapes.subjects(URIRef(f"{SH}targetClass"), None), *shapes.subjects(URIRef(f"{SH}targetSubjectsOf"), None)}
    return sorted(str(shape) for shape in targets)


def _properties(shape: str) -> list[tuple[Node, tuple[str, ...]]]:
    """Return the property shapes of a shape with the names of their constraints, in an order that does not change from run to run."""
    from rdflib import URIRef

    shapes = node_shapes()
    found: list[tuple[Node, tuple[str, ...]]] = []
    for node in shapes.objects(URIRef(shape), URIRef(f"{SH}property")):
        names = sorted(str(name).removeprefix(SH) for name in shapes.predicates(node) if str(name).startswith(SH))
        found.append((node, tuple(name for name in names if name not in ("path", "severity", "message"))))
    return sorted(found, key=lambda item: (path_of(item[0]), item[1]))


def path_of(node: Node) -> str:
    """Return a property shape's path as text: `a`, `^a`, `a/b`, `a|b`."""
    from rdflib import RDF, URIRef
    from rdflib.collection import Collection

    shapes = node_shapes()
    path = shapes.value(node, URIRef(f"{SH}path"))
    inverse = shapes.value(path, URIRef(f"{SH}inversePath"))
    if inverse is not None:
        return f"^{inverse}"
    if shapes.value(path, RDF.first) is not None:
        return "/".join(str(step) for step in Collection(shapes, path))  # pyright: ignore[reportArgumentType]
    if shapes.value(path, URIRef(f"{SH}alternativePath")) is not None:
        return "^*"
    return str(path)


def break_it(data: Graph, shape: str, path: str, name: str) -> IdentifiedNode:
    """Break one constraint at one node of the shape's target, and return the node."""
    from rdflib import RDF, BNode, Literal, URIRef

    shapes = node_shapes()
    classes = {*shapes.objects(URIRef(shape), URIRef(f"{SH}targetClass"))}
    scheme = shapes.value(URIRef(shape), URIRef(f"{SH}targetSubjectsOf"))
    focuses = sorted(
        {node for kind in classes for node in data.subjects(RDF.type, kind)} | ({*data.subjects(scheme)} if scheme else set()), key=str
    )
    step, *rest = path.replace("/http", " http").split()
    if path == "^*":
        focus = focuses[0]
        for triple in list(data.triples((None, None, focus))):
            data.remove(triple)
        return focus  # pyright: ignore[reportReturnType]
    inverse = path.startswith("^")
    predicate = URIRef(step.removeprefix("^"))
    ends = [node for node in focuses if (any(data.subjects(predicate, node)) if inverse else any(data.objects(node, predicate)))]
    assert ends, f"no node with {path} to break"
    focus = ends[0]
    if inverse:
        if name == "minCount":
            data.remove((None, predicate, focus))
        else:
            data.add((URIRef("urn:x:second"), predicate, focus))
        return focus  # pyright: ignore[reportReturnType]
    if rest:
        for number, middle in enumerate(data.objects(focus, predicate)):
            data.add((middle, URIRef(rest[0]), URIRef(f"urn:x:{number}")))
            data.add((middle, URIRef(rest[0]), URIRef("urn:x:more")))
        return focus  # pyright: ignore[reportReturnType]
    old = next(iter(data.objects(focus, predicate)))
    wrong: dict[str, list[Node]] = {
        "minCount": [],
        "maxCount": [
            old,
            Literal("另一个", lang="la")
            if isinstance(old, Literal) and old.language
            else Literal("9" * 3)
            if isinstance(old, Literal)
            else URIRef("urn:x:more"),
        ],
        "nodeKind": [Literal("x") if isinstance(old, URIRef) else BNode()],
        "class": [URIRef("urn:x:nothing")],
        "node": [URIRef("https://w3id.org/zhitu/vocab/resolution/home")],
        "datatype": [Literal("x", lang="en") if not getattr(old, "language", None) else Literal("x")],
        "pattern": [URIRef("urn:x:nothing") if isinstance(old, URIRef) else Literal("?")],
        "minInclusive": [Literal(-5)],
        "maxInclusive": [Literal(99999)],
        "lessThan": [Literal(10**9)],
        "lessThanOrEquals": [Literal(10**9)],
        "minLength": [Literal("")],
        "uniqueLang": [old, Literal("另一个名字", lang=getattr(old, "language", None) or "zh")],
        "qualifiedMinCount": [Literal("name", lang="en")],
        "qualifiedValueShape": [Literal("name", lang="en")],
        "not": [URIRef("https://w3id.org/zhitu/vocab/actor-type/villager")],
    }
    assert name in wrong, f"no way to break {name}; add one"
    data.remove((focus, predicate, None))
    for item in wrong[name]:
        data.add((focus, predicate, item))
    return focus  # pyright: ignore[reportReturnType]


@cache
def only(shape: str) -> Graph:
    """Return the shapes with all targets but this shape's taken away, so that a break costs one shape's work."""
    import rdflib
    from rdflib import URIRef

    shapes = rdflib.Graph()
    for triple in node_shapes():
        if not str(triple[1]).startswith(f"{SH}target") or triple[0] == URIRef(shape):
            shapes.add(triple)
    return shapes


def test_the_graph_conforms_before_it_is_broken(sound: Graph) -> None:
    assert report(sound, node_shapes()) == []


@pytest.mark.parametrize(("shape", "number", "name"), constraints())
def test_a_broken_constraint_is_reported(sound: Graph, shape: str, number: int, name: str) -> None:
    import rdflib

    node, _ = _properties(shape)[number]
    data = rdflib.Graph()
    for triple in sound:
        data.add(triple)
    focus = break_it(data, shape, path_of(node), name)
    component = {"qualifiedMinCount": "QualifiedMinCount", "qualifiedValueShape": "QualifiedMinCount"}.get(name, name[0].upper() + name[1:])
    found = report(data, only(shape))
    assert (str(focus), f"{SH}{component}ConstraintComponent") in found


def test_every_class_has_a_shape_that_was_broken() -> None:
    assert len(_targeted()) >= 22
    assert {shape.rpartition("#")[2] for shape in _targeted() if not any(shape == broken for broken, _, _ in constraints())} == set()
