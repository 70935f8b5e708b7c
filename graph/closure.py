"""Subclass and subproperty closure: what follows from a triple by the core's hierarchy alone, and what it may follow from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from types import MappingProxyType

from pyoxigraph import NamedNode, Triple

from ontology.resources import triples
from ontology.vocabulary import RDF_TYPE, RDFS_SUB_CLASS_OF, RDFS_SUB_PROPERTY_OF

Hierarchy = Mapping[NamedNode, frozenset[NamedNode]]


def consequences(data: Iterable[Triple]) -> Iterator[Triple]:
    """Yield what follows from each triple, the triple itself left out; one may be yielded more than once."""
    classes, properties = superclasses(), superproperties()
    for triple in data:
        if triple.predicate == RDF_TYPE and isinstance(triple.object, NamedNode):
            for upper in classes.get(triple.object, ()):
                yield Triple(triple.subject, RDF_TYPE, upper)
        for upper in properties.get(triple.predicate, ()):
            yield Triple(triple.subject, upper, triple.object)


def premises(triple: Triple) -> Iterator[Triple]:
    """Yield the triples from any of which this one follows."""
    if triple.predicate == RDF_TYPE and isinstance(triple.object, NamedNode):
        for lower in _inverse(superclasses()).get(triple.object, ()):
            yield Triple(triple.subject, RDF_TYPE, lower)
    for lower in _inverse(superproperties()).get(triple.predicate, ()):
        yield Triple(triple.subject, lower, triple.object)


@cache
def superclasses() -> Hierarchy:
    """Return all classes above each class of the core."""
    return _above(RDFS_SUB_CLASS_OF)


@cache
def superproperties() -> Hierarchy:
    """Return all properties above each property of the core."""
    return _above(RDFS_SUB_PROPERTY_OF)


def _above(relation: NamedNode) -> Hierarchy:
    direct: dict[NamedNode, set[NamedNode]] = {}
    for triple in triples("core"):
        if triple.predicate == relation and isinstance(triple.subject, NamedNode) and isinstance(triple.object, NamedNode):
            direct.setdefault(triple.subject, set()).add(triple.object)

    def all_above(term: NamedNode) -> frozenset[NamedNode]:
        found: set[NamedNode] = set()
        ahead = list(direct.get(term, ()))
        while ahead:
            upper = ahead.pop()
            if upper not in found:
                found.add(upper)
                ahead.extend(direct.get(upper, ()))
        return frozenset(found)

    return MappingProxyType({term: all_above(term) for term in direct})


def _inverse(hierarchy: Hierarchy) -> Mapping[NamedNode, tuple[NamedNode, ...]]:
    found: dict[NamedNode, list[NamedNode]] = {}
    for lower, uppers in hierarchy.items():
        for upper in uppers:
            found.setdefault(upper, []).append(lower)
    return {upper: tuple(lowers) for upper, lowers in found.items()}
