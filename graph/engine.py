"""What the graph and the questions need of a triple store: an embedded one (pyoxigraph) and a remote one offer the same."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad, QueryBoolean, QuerySolutions, QueryTriples, Triple

Subject = NamedNode | BlankNode | Triple
Object = NamedNode | BlankNode | Literal | Triple
GraphName = NamedNode | BlankNode | DefaultGraph


class Engine(Protocol):
    """Reading side of a store; its default graph holds every triple of its named graphs once."""

    def query(
        self,
        /,
        query: str,
        *,
        prefixes: dict[str, str] | None = None,
        use_default_graph_as_union: bool = False,
        default_graph: GraphName | list[GraphName] | None = None,
        named_graphs: list[NamedNode | BlankNode] | None = None,
    ) -> QuerySolutions | QueryBoolean | QueryTriples:
        """Answer a query; without graphs given here, over the data set that it names, else over all there is.

        Raises SyntaxError for a wrong query, OSError where the store cannot be read.
        """
        ...

    def quads_for_pattern(
        self, /, subject: Subject | None, predicate: NamedNode | None, object: Object | None, graph_name: GraphName | None = None
    ) -> Iterator[Quad]:
        """Yield the quads that fit; None stands for anything, also for the default graph."""
        ...

    def named_graphs(self, /) -> Iterator[NamedNode | BlankNode]:
        """Yield the names of the graphs."""
        ...
