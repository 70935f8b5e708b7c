"""Reads the ontology's Turtle files, each once a process; the layers above get triples without caring where the files lie."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Literal

from pyoxigraph import BlankNode, NamedNode, RdfFormat, Triple, parse

Part = Literal["core", "concepts", "shapes", "alignments"]

_SKOLEM = "https://w3id.org/zhitu/.well-known/genid/"
_VERSION_INFO = NamedNode("http://www.w3.org/2002/07/owl#versionInfo")


def turtle(part: Part) -> str:
    """Return the Turtle text of one part of the ontology."""
    return (files("ontology") / f"{part}.ttl").read_text(encoding="utf-8")


@cache
def triples(part: Part) -> tuple[Triple, ...]:
    """Return the triples of one part in file order, blank nodes replaced by IRIs so that a graph of them has one canonical form."""
    names: dict[BlankNode, NamedNode] = {}

    def name(node: BlankNode) -> NamedNode:
        return names.setdefault(node, NamedNode(f"{_SKOLEM}{part}-{len(names) + 1}"))

    found: list[Triple] = []
    for quad in parse(turtle(part), format=RdfFormat.TURTLE):
        subject, value = quad.subject, quad.object
        found.append(
            Triple(
                name(subject) if isinstance(subject, BlankNode) else subject,
                quad.predicate,
                name(value) if isinstance(value, BlankNode) else value,
            )
        )
    return tuple(found)


@cache
def version() -> str:
    """Return the version of the ontology as `core.ttl` states it."""
    return next(str(getattr(triple.object, "value", "")) for triple in triples("core") if triple.predicate == _VERSION_INFO)
