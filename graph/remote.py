"""The graphs of a knowledge base on a SPARQL 1.1 server, with the operations of the embedded store.

Not every server changes several graphs in one transaction, so a change is written down there first: the graph `pending` holds what
will be taken out and which graphs are touched. Then the graphs are changed, what they hold now is added to the union and what follows
from it to the inferred graph, and only then what no graph holds any more is swept out of both, by the server itself. Who opens the
store for writing and finds something pending takes out the documents it names, which the caller puts again, and sweeps.

Where the address has no Graph Store Protocol all this is one update, which a server with transactions runs in one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Self

from pyoxigraph import NamedNode, Quad, RdfFormat, Triple, serialize

from graph.closure import consequences, superclasses, superproperties
from graph.identifiers import Identifiers
from graph.remote_engine import RemoteEngine
from graph.sparql_server import Address, Server
from graph.store import GraphStore, stored_quad
from ontology.vocabulary import RDF, RDF_TYPE, SOURCE_DOCUMENT

_TOUCHES = NamedNode(RDF + "value")
_IN_UPDATE, _IN_UPLOAD = 200, 20_000
"""Triples in one request; Virtuoso compiles the text of an update and takes little, an upload may be large."""


class RemoteGraphStore(GraphStore):
    """The graphs of one knowledge base on a server; a base IRI belongs to one knowledge base there."""

    def __init__(self, server: Server, identifiers: Identifiers | None = None) -> None:
        self.identifiers = identifiers or Identifiers()
        self._server = server
        self._engine = RemoteEngine(server, self.identifiers)
        self.raw = self._engine

    @classmethod
    def at(cls, address: Address, identifiers: Identifiers | None = None, *, read_only: bool = True) -> Self:
        """Return the store at an address; for writing, its ontology is brought up to date and what was left half done is cleared.

        Raises ServerError where the server cannot be reached.
        """
        store = cls(Server(address), identifiers)
        if not read_only:
            store.heal()
            store.load_ontology()
        return store

    def close(self) -> None:
        """Close the connections to the server."""
        self._server.close()

    def __len__(self) -> int:
        """Return the number of distinct triples."""
        return self._engine.count()

    def documents(self) -> frozenset[str]:
        """Return the ids of the documents that have graphs."""
        found = self.raw.quads_for_pattern(None, RDF_TYPE, SOURCE_DOCUMENT, None)
        names = (self.identifiers.document_of(quad.graph_name) for quad in found if isinstance(quad.graph_name, NamedNode))
        return frozenset(name for name in names if name)

    def heal(self) -> None:
        """Finish what was begun and never ended: shared graphs are put in step, documents half written are taken out."""
        touched = self._touched()
        if not touched:
            return
        for graph in touched:
            held = list(self._triples(graph))
            self._run([*self._adding(self.identifiers.inferred, consequences(held)), *self._adding(self._engine.union, held)])
        names = {name for graph in touched if (name := self.identifiers.document_of(graph))}
        graphs = [graph for name in sorted(names) for graph in self._graphs_of(name)]
        self._change(remove=[quad for graph in graphs for quad in self._owned(graph)], add=(), drop=graphs)
        self._run([*self._sweeps(), f"DROP SILENT GRAPH {self._engine.pending}"])

    def _touched(self) -> list[NamedNode]:
        pending = self._engine.pending
        found = self.raw.quads_for_pattern(pending, _TOUCHES, None, pending)
        return [quad.object for quad in found if isinstance(quad.object, NamedNode)]

    def _change(self, *, remove: Iterable[Quad], add: Iterable[Quad], drop: Iterable[NamedNode] = ()) -> None:
        removed, added = set(remove), {stored_quad(quad) for quad in add}
        removed, added = removed - added, added - removed
        if not removed and not added:
            return
        graphs = _by_graph(added)
        gone = _by_graph(removed)
        pending, union, inferred = self._engine.pending, self._engine.union, self.identifiers.inferred
        new = {triple for triples in graphs.values() for triple in triples}
        old = {triple for triples in gone.values() for triple in triples}
        marks = [Triple(pending, _TOUCHES, graph) for graph in sorted({*graphs, *gone}, key=str)]
        steps: list[str | tuple[NamedNode, Sequence[Triple]]] = [*self._adding(pending, [*marks, *old, *consequences(old)])]
        dropped = set(drop)
        steps += (f"DROP SILENT GRAPH {graph}" for graph in sorted(dropped, key=str))
        for graph, triples in gone.items():
            if graph not in dropped:
                steps += (f"DELETE DATA {{ GRAPH {graph} {{ {_data(part)} }} }}" for part in _parts(triples, self._limit(_IN_UPDATE)))
        for graph, triples in graphs.items():
            steps += self._adding(graph, triples)
        follows = set(consequences(new))
        steps += self._adding(inferred, follows)
        steps += self._adding(union, new | follows)
        if old:
            steps += self._sweeps()
        steps.append(f"DROP SILENT GRAPH {pending}")
        self._run(steps)

    def _adding(self, graph: NamedNode, triples: Iterable[Triple]) -> Iterator[str | tuple[NamedNode, Sequence[Triple]]]:
        for part in _parts(sorted(set(triples), key=str), self._limit(_IN_UPLOAD)):
            yield (graph, part) if self._server.address.graphs else f"INSERT DATA {{ GRAPH {graph} {{ {_data(part)} }} }}"

    def _sweeps(self) -> Iterator[str]:
        """Yield updates that take out of the inferred graph and the union what is pending and nothing holds any more."""
        pending, union, inferred = self._engine.pending, self._engine.union, self.identifiers.inferred
        held = f"GRAPH ?g {{ %s }} FILTER (?g NOT IN ({union}, {pending}, {inferred}))"
        for hierarchy, lapsing, premise, lower in (
            (superclasses(), f"?s {RDF_TYPE} %s", f"?s {RDF_TYPE} ?lower", "?lower"),
            (superproperties(), "?s %s ?o", "?s ?lower ?o", "?lower"),
        ):
            below: dict[NamedNode, list[str]] = defaultdict(list)
            for term, uppers in hierarchy.items():
                for upper in uppers:
                    below[upper].append(str(term))
            for upper, lowers in sorted(below.items(), key=lambda item: item[0].value):
                pattern = lapsing % upper
                still = f"{held % premise} FILTER ({lower} IN ({', '.join(sorted(lowers))}))"
                yield (
                    f"DELETE {{ GRAPH {inferred} {{ {pattern} }} }} WHERE {{ GRAPH {pending} {{ {pattern} }} "
                    f"GRAPH {inferred} {{ {pattern} }} FILTER NOT EXISTS {{ {still} }} }}"
                )
        yield (
            f"DELETE {{ GRAPH {union} {{ ?s ?p ?o }} }} WHERE {{ GRAPH {pending} {{ ?s ?p ?o }} "
            f"FILTER NOT EXISTS {{ GRAPH ?g {{ ?s ?p ?o }} FILTER (?g NOT IN ({union}, {pending})) }} }}"
        )

    def _limit(self, most: int) -> int:
        return most if self._server.address.graphs else 1 << 60

    def _run(self, steps: Iterable[str | tuple[NamedNode, Sequence[Triple]]]) -> None:
        """Run updates and uploads in order, updates that follow each other as one request."""
        waiting: list[str] = []
        for step in steps:
            if isinstance(step, str):
                waiting.append(step)
                continue
            self._update(waiting)
            waiting = []
            graph, triples = step
            self._server.add_to_graph(graph.value, serialize(triples, format=RdfFormat.N_TRIPLES) or b"")
        self._update(waiting)

    def _update(self, updates: Sequence[str]) -> None:
        if not updates:
            return
        if self._server.address.graphs:
            for update in updates:
                self._server.update(update)
        else:
            self._server.update(" ;\n".join(updates))


def _by_graph(quads: Iterable[Quad]) -> dict[NamedNode, list[Triple]]:
    found: dict[NamedNode, list[Triple]] = defaultdict(list)
    for quad in sorted(quads, key=str):
        if isinstance(quad.graph_name, NamedNode):
            found[quad.graph_name].append(quad.triple)
    return found


def _data(triples: Iterable[Triple]) -> str:
    return "\n".join(f"{triple} ." for triple in triples)


def _parts(triples: Sequence[Triple], most: int) -> Iterator[Sequence[Triple]]:
    for start in range(0, len(triples), most):
        yield triples[start : start + most]
