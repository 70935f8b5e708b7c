"""What the things of a graph are called, as people tell them apart: by name, a figure by indicator and year, a post by body and role."""

from __future__ import annotations

from collections.abc import Iterable

from pyoxigraph import Literal, NamedNode, Triple

from graph.labels import fold
from ontology import vocabulary as v

_PARTS = (v.HAS_INDICATOR, v.ORG_ORGANIZATION, v.ORG_ROLE, v.START_YEAR, v.YEAR)
_NAMES = (v.PREF_LABEL, v.ALT_LABEL)
_KEPT = frozenset({v.RDF_TYPE, *_NAMES, *_PARTS})


class Names:
    """Folded names by node, and nodes by class and name."""

    def __init__(self, facts: Iterable[Triple]) -> None:
        self._values: dict[str, dict[NamedNode, list[NamedNode | Literal]]] = {}
        for triple in facts:
            if triple.predicate in _KEPT and isinstance(triple.subject, NamedNode) and isinstance(triple.object, NamedNode | Literal):
                self._values.setdefault(triple.subject.value, {}).setdefault(triple.predicate, []).append(triple.object)
        self._by_name: dict[tuple[str, str], list[str]] = {}
        for iri, values in self._values.items():
            for kind in values.get(v.RDF_TYPE, ()):
                for name in self.of(NamedNode(iri)):
                    self._by_name.setdefault((kind.value.rpartition("#")[2], name), []).append(iri)

    def knows(self, node: NamedNode) -> bool:
        """Tell whether the graph describes a node."""
        return v.RDF_TYPE in self._values.get(node.value, {})

    def of(self, node: NamedNode) -> frozenset[str]:
        """Return the names of a node, folded."""
        values = self._values.get(node.value, {})
        names = {fold(name.value) for predicate in _NAMES for name in values.get(predicate, ())}
        return frozenset(names or ({fold(self.label(node))} if values else ()))

    def label(self, node: NamedNode) -> str:
        """Return the name of a node, or what stands for one; empty where nothing does."""
        values = self._values.get(node.value, {})
        if v.PREF_LABEL in values:
            return min(name.value for name in values[v.PREF_LABEL])
        parts = (part for predicate in _PARTS for part in values.get(predicate, ()))
        return " ".join(part.value if isinstance(part, Literal) else self.label(part) or _local(part) for part in parts)

    def find(self, kind: str, name: str) -> NamedNode | None:
        """Return the only node of a class (local name) with this folded name."""
        found = set(self._by_name.get((kind, name), ()))
        return NamedNode(found.pop()) if len(found) == 1 else None


def _local(node: NamedNode) -> str:
    return node.value.replace("#", "/").rsplit("/", 1)[-1]
