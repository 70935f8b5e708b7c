"""Links between things of different cases: mechanisms and measures of one name are close, never one; bodies with one alias may be.

Names are compared after folding and only within a block: for closeness one class, for aliases one class, one place and one administrative
level. Nothing here is likeness of spelling. The links are derived from the graphs of all documents together; what a document that
comes or goes does not name keeps its links, so that one more document costs what it names.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations, pairwise

from pyoxigraph import DefaultGraph, Literal, NamedNode, Triple

from graph.store import GraphStore
from ontology import vocabulary as v

_CLOSE = (v.MECHANISM, v.MEASURE)
_ALIASED = (v.TASK_ORGANIZATION, v.ACTOR)
_ALL_PAIRS = 12
"""Things of one name up to this number are all linked with each other; of more, each with the next, as pairs grow with the square."""

Group = tuple[NamedNode, Literal]
"""A class and a name."""


class MatchLinks:
    """Keeps the links in step with the documents of a store."""

    def __init__(self, store: GraphStore) -> None:
        self._store = store
        self._touched: set[Group] = set()
        self._all = False

    def touch(self, *document_ids: str | None) -> None:
        """Note what a document names; to be called before and after its graphs change."""
        for document_id in document_ids:
            if document_id is not None:
                self._touched.update(_named(self._store, self._store.identifiers.facts(document_id)))

    def touch_all(self) -> None:
        """Note that anything may have changed."""
        self._all = True

    def settle(self) -> None:
        """Bring the links of what was noted in step."""
        graph = self._store.identifiers.matches
        if self._all:
            groups = {group for name in self._store.documents() for group in _named(self._store, self._store.identifiers.facts(name))}
            self._store.replace_shared(graph, (triple for group in groups for triple in self._links(group)))
        elif self._touched:
            touched = self._touched | self._beside()
            removed = [triple for group in touched for triple in self._present(group)]
            added = [triple for group in touched for triple in self._links(group)]
            self._store.change_shared(graph, remove=removed, add=added)
        self._touched.clear()
        self._all = False

    def _beside(self) -> set[Group]:
        """Return the other names of what shares an alias: a pair that one name links, another may link too."""
        found: set[Group] = set()
        for group in self._touched:
            if group[0] in _ALIASED:
                for triple in self._present(group):
                    if triple.predicate == v.MEMBER:
                        found.update((group[0], name) for name in _names_of(self._store, triple.object))
        return found

    def _links(self, group: Group) -> Iterator[Triple]:
        """Yield the links of the things that have a name."""
        kind, name = group
        called = sorted(self._bearers(kind, v.PREF_LABEL, name), key=lambda node: node.value)
        if kind in _CLOSE:
            reason = "same-name"
            pairs = list(combinations(called, 2) if len(called) <= _ALL_PAIRS else pairwise(called))
        else:
            reason, aliased = "shared-alias", self._bearers(kind, v.ALT_LABEL, name)
            pairs = [(one, other) for one in called for other in aliased if other != one and self._one_block(one, other)]
        if not pairs:
            return
        node = self._node(group)
        yield Triple(node, v.RDF_TYPE, v.COLLECTION)
        yield Triple(node, v.TYPE, NamedNode(f"{v.VOCAB}match/{reason}"))
        for one, other in pairs:
            yield Triple(node, v.MEMBER, one)
            yield Triple(node, v.MEMBER, other)
            yield Triple(one, v.CLOSE_MATCH, other)
            yield Triple(other, v.CLOSE_MATCH, one)

    def _present(self, group: Group) -> Iterator[Triple]:
        """Yield what the graph of links holds of a name now."""
        raw, graph, node = self._store.raw, self._store.identifiers.matches, self._node(group)
        members: set[NamedNode] = set()
        for quad in raw.quads_for_pattern(node, None, None, graph):
            yield quad.triple
            if quad.predicate == v.MEMBER and isinstance(quad.object, NamedNode):
                members.add(quad.object)
        for member in members:
            for quad in raw.quads_for_pattern(member, None, None, graph):
                if quad.object in members:
                    yield quad.triple

    def _node(self, group: Group) -> NamedNode:
        return self._store.identifiers.named("match", f"{group[0].value} {group[1].value}")

    def _bearers(self, kind: NamedNode, predicate: NamedNode, name: Literal) -> list[NamedNode]:
        raw = self._store.raw
        found = [
            quad.subject for quad in raw.quads_for_pattern(None, predicate, name, DefaultGraph()) if isinstance(quad.subject, NamedNode)
        ]
        return [node for node in found if _is(self._store, node, kind)]

    def _one_block(self, one: NamedNode, other: NamedNode) -> bool:
        """Tell whether two things belong to one known place, and no level of one differs from the other's."""
        if not (places := _values(self._store, one, v.SPATIAL)) or places != _values(self._store, other, v.SPATIAL):
            return False
        levels = _values(self._store, one, v.ADMIN_LEVEL), _values(self._store, other, v.ADMIN_LEVEL)
        return not all(levels) or bool(levels[0] & levels[1])


def _named(store: GraphStore, graph: NamedNode) -> set[Group]:
    """Return the names in a graph of what can be linked."""
    found: set[Group] = set()
    for kinds, predicates in ((_CLOSE, (v.PREF_LABEL,)), (_ALIASED, (v.PREF_LABEL, v.ALT_LABEL))):
        for kind in kinds:
            for quad in store.raw.quads_for_pattern(None, v.RDF_TYPE, kind, graph):
                for predicate in predicates:
                    names = store.raw.quads_for_pattern(quad.subject, predicate, None, graph)
                    found.update((kind, name.object) for name in names if isinstance(name.object, Literal))
    return found


def _names_of(store: GraphStore, node: object) -> Iterator[Literal]:
    if isinstance(node, NamedNode):
        for predicate in (v.PREF_LABEL, v.ALT_LABEL):
            found = store.raw.quads_for_pattern(node, predicate, None, DefaultGraph())
            yield from (quad.object for quad in found if isinstance(quad.object, Literal))


def _is(store: GraphStore, node: NamedNode, kind: NamedNode) -> bool:
    found = store.raw.quads_for_pattern(node, v.RDF_TYPE, kind, None)
    return any(quad.graph_name != store.identifiers.inferred for quad in found if quad.graph_name != DefaultGraph())


def _values(store: GraphStore, node: NamedNode, predicate: NamedNode) -> set[object]:
    return {quad.object for quad in store.raw.quads_for_pattern(node, predicate, None, DefaultGraph())}
