"""The embedded store (Oxigraph on disk): one transaction a document, a default graph without repetition, a hash of all there is.

Every triple stands twice: in the named graph it belongs to, and once in the default graph. The default graph is thus the union of
all graphs as a set, which the engine's own union is not: it yields a triple once for each graph that holds it, so that a label that
ten papers share would come back ten times. Query this store with `use_default_graph_as_union` off.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Self

from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, QueryBoolean, QuerySolutions, QueryTriples, Store, Triple

from graph.closure import consequences, premises
from graph.engine import Engine
from graph.identifiers import Identifiers
from graph.statements import DocumentGraphs
from ontology.resources import triples
from ontology.vocabulary import RDFS_RANGE, XSD

_DEFAULT = DefaultGraph()
_HASH_BITS = 256
_NEXT_STEP = "end the other build first; if there is none, delete this folder and build again: its graphs are made anew, nothing is lost"


class StoreError(Exception):
    """The store cannot be opened; the message says why and what to do."""


class GraphStore:
    """The graphs of a knowledge base; open it with `create`, `open` or `open_read_only`."""

    def __init__(self, store: Store, identifiers: Identifiers | None = None) -> None:
        self.raw: Engine = store
        """The engine itself, for queries; its default graph holds every triple once."""
        self._store = store
        self.identifiers = identifiers or Identifiers()

    @classmethod
    def in_memory(cls, identifiers: Identifiers | None = None) -> Self:
        """Return an empty store that is gone with the process, ontology and concepts loaded."""
        store = cls(Store(), identifiers)
        store.load_ontology()
        return store

    @classmethod
    def open(cls, path: Path, identifiers: Identifiers | None = None) -> Self:
        """Open the store for writing, make it if it is not there, and bring its ontology up to date.

        Raises StoreError where another process writes to it or the files are damaged.
        """
        try:
            store = cls(Store(path), identifiers)
        except (OSError, RuntimeError) as error:  # the engine calls damage a RuntimeError
            raise StoreError(f"{path}: the store cannot be opened for writing ({error}); {_NEXT_STEP}") from error
        store.load_ontology()
        return store

    @classmethod
    def open_read_only(cls, path: Path, identifiers: Identifiers | None = None) -> Self:
        """Open the store as it is now for reading; a writer may go on beside it. Raises StoreError."""
        try:
            return cls(Store.read_only(str(path)), identifiers)
        except (OSError, RuntimeError) as error:  # the engine calls damage a RuntimeError
            raise StoreError(f"{path}: the store cannot be read ({error}); {_NEXT_STEP}") from error

    def query(self, text: str) -> QuerySolutions | QueryBoolean | QueryTriples:
        """Run a SPARQL query over the union of all graphs, each triple once."""
        return self.raw.query(text)

    def __len__(self) -> int:
        """Return the number of distinct triples."""
        return sum(1 for _ in self.raw.quads_for_pattern(None, None, None, _DEFAULT))

    def documents(self) -> frozenset[str]:
        """Return the ids of the documents that have graphs."""
        names = (self.identifiers.document_of(graph) for graph in self.raw.named_graphs() if isinstance(graph, NamedNode))
        return frozenset(name for name in names if name)

    def documents_with(self, iri: str) -> frozenset[str]:
        """Return the ids of the documents whose graphs hold a node."""
        node = NamedNode(iri)
        found = (*self.raw.quads_for_pattern(node, None, None, None), *self.raw.quads_for_pattern(None, None, node, None))
        graphs = {quad.graph_name for quad in found}
        names = (self.identifiers.document_of(graph) for graph in graphs if isinstance(graph, NamedNode))
        return frozenset(name for name in names if name)

    def load_ontology(self) -> None:
        """Put the core, the alignments and the concepts in their graphs, where they are not there as they should be."""
        wanted = {
            self.identifiers.ontology: {*triples("core"), *triples("alignments")},
            self.identifiers.vocab: set(triples("concepts")),
        }
        for graph, data in wanted.items():
            if set(self._triples(graph)) != {_stored(triple) for triple in data}:
                self._change(remove=self._owned(graph), add=(_in(graph, triple) for triple in data))

    def replace_document(self, graphs: DocumentGraphs, *, instead_of: str | None = None) -> None:
        """Put a document's graphs in place of what was there, in one transaction.

        `instead_of` is the id of another document that these graphs replace (an older version of the same source).
        """
        older = instead_of if instead_of != graphs.document_id else None
        removed = [quad for name in (graphs.document_id, older) if name for quad in self._owned_by(name)]
        self._change(remove=removed, add=graphs.quads(self.identifiers), drop=self._graphs_of(older) if older else ())

    def remove_document(self, document_id: str) -> None:
        """Remove a document's graphs, and what only it said."""
        self._change(remove=self._owned_by(document_id), add=(), drop=self._graphs_of(document_id))

    def flush(self) -> None:
        """Move what was written out of the engine's log, which whoever opens the store next would have to read first."""
        self._store.flush()

    def replace_shared(self, graph: NamedNode, triples: Iterable[Triple]) -> None:
        """Put triples in place of all that a graph of no single document holds."""
        self._change(remove=self._owned(graph), add=[_in(graph, triple) for triple in triples])

    def change_shared(self, graph: NamedNode, *, remove: Iterable[Triple], add: Iterable[Triple]) -> None:
        """Remove triples from such a graph and add others."""
        self._change(remove=[_in(graph, triple) for triple in remove], add=[_in(graph, triple) for triple in add])

    def quads(self) -> Iterator[Quad]:
        """Yield all quads of the named graphs, datatypes as the ontology states them."""
        for quad in self.raw.quads_for_pattern(None, None, None, None):
            if quad.graph_name != _DEFAULT:
                yield _restored(quad)

    def triples(self) -> Iterator[Triple]:
        """Yield every distinct triple, datatypes as the ontology states them."""
        for quad in self.raw.quads_for_pattern(None, None, None, _DEFAULT):
            yield _restored(quad).triple

    def triples_of(self, graphs: Iterable[NamedNode]) -> Iterator[Triple]:
        """Yield the triples of these graphs, one after the other, datatypes as the ontology states them."""
        for graph in graphs:
            for quad in self.raw.quads_for_pattern(None, None, None, graph):
                yield _restored(quad).triple

    def canonical_hash(self) -> str:
        """Return a hash of all quads that does not depend on their order (the sum of the quads' own hashes; there are no blank nodes)."""
        total = 0
        for quad in self.raw.quads_for_pattern(None, None, None, None):
            total += int.from_bytes(hashlib.sha256(str(quad).encode()).digest(), "big")
        return f"{total % 2**_HASH_BITS:064x}"

    def _graphs_of(self, document_id: str) -> tuple[NamedNode, NamedNode]:
        return self.identifiers.facts(document_id), self.identifiers.statements(document_id)

    def _owned_by(self, document_id: str) -> list[Quad]:
        return [quad for graph in self._graphs_of(document_id) for quad in self._owned(graph)]

    def _owned(self, graph: NamedNode) -> list[Quad]:
        return list(self.raw.quads_for_pattern(None, None, None, graph))

    def _triples(self, graph: NamedNode) -> Iterator[Triple]:
        return (quad.triple for quad in self.raw.quads_for_pattern(None, None, None, graph))

    def _change(self, *, remove: Iterable[Quad], add: Iterable[Quad], drop: Iterable[NamedNode] = ()) -> None:
        """Remove and add quads of named graphs, and keep closure and default graph in step; only what differs is written.

        Graphs to drop are empty afterwards; the engine lists an empty graph until it is dropped.
        """
        removed, added = set(remove), {stored_quad(quad) for quad in add}
        removed, added = removed - added, added - removed
        inferred = self.identifiers.inferred
        follows = {_in(inferred, triple) for triple in consequences(quad.triple for quad in added)}
        lapsed = {_in(inferred, triple) for triple in consequences(quad.triple for quad in removed)} - follows
        lapsed = {
            quad for quad in lapsed if not any(self._holds(premise, removed, _DEFAULT, inferred) for premise in premises(quad.triple))
        }
        added |= follows
        removed |= lapsed
        stays = {quad.triple for quad in added}
        gone = {quad.triple for quad in removed} - stays
        removed |= {_in(_DEFAULT, triple) for triple in gone if not self._holds(triple, removed, _DEFAULT)}
        added |= {_in(_DEFAULT, triple) for triple in stays}
        drops = "".join(f";\nDROP SILENT GRAPH {graph}" for graph in drop)
        if removed or drops:
            self._store.update(_delta(removed, added) + drops)
        else:
            self._store.extend(added)

    def _holds(self, triple: Triple, removed: set[Quad], *apart_from: NamedNode | DefaultGraph) -> bool:
        """Tell whether a graph, apart from those given, still holds the triple once `removed` is gone."""
        found = self.raw.quads_for_pattern(triple.subject, triple.predicate, triple.object, None)
        return any(quad.graph_name not in apart_from and quad not in removed for quad in found)


def _delta(removed: set[Quad], added: set[Quad]) -> str:
    """Return both changes as one update, which the engine runs in one transaction."""
    return f"DELETE DATA {{ {_data(removed)} }} ;\nINSERT DATA {{ {_data(added)} }}"


def _data(quads: set[Quad]) -> str:
    return "\n".join(
        f"{quad.triple} ." if quad.graph_name == _DEFAULT else f"GRAPH {quad.graph_name} {{ {quad.triple} . }}" for quad in quads
    )


def _in(graph: NamedNode | DefaultGraph, triple: Triple) -> Quad:
    return Quad(triple.subject, triple.predicate, triple.object, graph)


# The engine keeps all integers as xsd:integer; the ontology's ranges tell what they were.


def stored_quad(quad: Quad) -> Quad:
    """Return a quad as the engines keep it."""
    return _in(quad.graph_name, _stored(quad.triple)) if isinstance(quad.graph_name, NamedNode) else quad


def _stored(triple: Triple) -> Triple:
    value = triple.object
    if isinstance(value, Literal) and value.datatype.value in _derived():
        return Triple(triple.subject, triple.predicate, Literal(value.value, datatype=NamedNode(f"{XSD}integer")))
    return triple


def _restored(quad: Quad) -> Quad:
    wanted = _ranges().get(quad.predicate)
    if wanted is None or not isinstance(quad.object, Literal):
        return quad
    return Quad(quad.subject, quad.predicate, Literal(quad.object.value, datatype=wanted), quad.graph_name)


@cache
def _derived() -> frozenset[str]:
    return frozenset(f"{XSD}{name}" for name in ("positiveInteger", "nonNegativeInteger"))


@cache
def _ranges() -> dict[NamedNode, NamedNode]:
    """Return the datatypes narrower than integer by property; Web Annotation's offsets are natural numbers too."""
    natural = NamedNode(f"{XSD}nonNegativeInteger")
    found = {NamedNode(f"http://www.w3.org/ns/oa#{name}"): natural for name in ("start", "end")}
    for triple in triples("core"):
        if triple.predicate == RDFS_RANGE and isinstance(triple.object, NamedNode) and triple.object.value in _derived():
            if isinstance(triple.subject, NamedNode):
                found[triple.subject] = triple.object
    return found
