"""A SPARQL server read as the embedded store is: the union of all graphs, which lies in a graph of its own there, as default graph."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from itertools import pairwise

from pyoxigraph import (
    BlankNode,
    DefaultGraph,
    Literal,
    NamedNode,
    Quad,
    QueryBoolean,
    QueryResultsFormat,
    QuerySolution,
    QuerySolutions,
    QueryTriples,
    RdfFormat,
    Store,
    Triple,
    parse,
    parse_query_results,
)

from graph.engine import GraphName, Object, Subject
from graph.identifiers import Identifiers
from graph.sparql_server import RESULTS, TRIPLES, Server
from graph.sparql_tokens import tokens

_DEFAULT = DefaultGraph()
_VIRTUOSO_TRUTH = "__ASK_RETVAL"
_FORMS = ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE")


class RemoteEngine:
    """Reads the graphs of one knowledge base from a SPARQL server; other graphs there are left out of sight."""

    def __init__(self, server: Server, identifiers: Identifiers) -> None:
        self.server = server
        self._prefix = f"{identifiers.base}graph/"
        self.union = NamedNode(f"{self._prefix}union")
        """Holds every triple once."""
        self.pending = NamedNode(f"{self._prefix}pending")
        """Holds, while a change is under way, what it takes out and the graphs it touches."""

    def query(
        self,
        /,
        query: str,
        *,
        prefixes: dict[str, str] | None = None,
        use_default_graph_as_union: bool = False,
        default_graph: GraphName | list[GraphName] | None = None,
        named_graphs: list[NamedNode | BlankNode] | None = None,
        seconds: float | None = None,
    ) -> QuerySolutions | QueryBoolean | QueryTriples:
        """Answer a query as the embedded store does; it is asked of the server within `seconds`, where given."""
        _check_syntax(query, prefixes)
        words = [token.text.upper() for token in tokens(query) if token.kind == "word"]
        default, named = self._data_set(words, default_graph, named_graphs)
        text = _with_prefixes(query, prefixes or {})
        if next((word for word in words if word in _FORMS), "SELECT") in ("SELECT", "ASK"):
            answer = self.server.query(text, RESULTS, default=default, named=named, seconds=seconds)
            return _as_answer(parse_query_results(answer, QueryResultsFormat.JSON))
        answer = self.server.query(text, TRIPLES, default=default, named=named, seconds=seconds)
        return _as_triples(_triples(answer))

    def quads_for_pattern(
        self, /, subject: Subject | None, predicate: NamedNode | None, object: Object | None, graph_name: GraphName | None = None
    ) -> Iterator[Quad]:
        """Yield the quads that fit."""
        if subject is None and predicate is None and object is None:
            names: Iterable[GraphName] = (_DEFAULT, *self.named_graphs()) if graph_name is None else (graph_name,)
            for name in names:
                yield from (_in(name, triple) for triple in self._graph(name))
            return
        parts = [term if term is not None else name for term, name in ((subject, "?s"), (predicate, "?p"), (object, "?o"))]
        place = "?g" if graph_name is None else str(self._name(graph_name))
        asked = [str(part) for part in (*parts, place) if str(part).startswith("?")] or ["(1 AS ?found)"]
        text = f"SELECT {' '.join(asked)} WHERE {{ GRAPH {place} {{ {' '.join(map(str, parts))} }} }}"
        for row in self._rows(text):
            found = [row[str(part)[1:]] if str(part).startswith("?") else part for part in parts]
            name = self._seen(row["g"]) if graph_name is None else graph_name
            if name is not None:
                yield Quad(found[0], found[1], found[2], name)  # pyright: ignore[reportArgumentType]  # a server's answer has terms of any kind

    def named_graphs(self, /) -> Iterator[NamedNode | BlankNode]:
        """Yield the names of the knowledge base's graphs."""
        # Virtuoso 7 never ends on SELECT DISTINCT ?g
        for row in self._rows("SELECT ?g WHERE { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g"):
            name = self._seen(row["g"])
            if isinstance(name, NamedNode):
                yield name

    def count(self) -> int:
        """Return the number of distinct triples."""
        value = next(self._rows(f"SELECT (COUNT(*) AS ?n) WHERE {{ GRAPH {self.union} {{ ?s ?p ?o }} }}"))["n"]
        return int(value.value) if isinstance(value, Literal) else 0

    def _rows(self, text: str) -> Iterator[QuerySolution]:
        rows = parse_query_results(self.server.query(text, RESULTS), QueryResultsFormat.JSON)
        return iter(()) if isinstance(rows, QueryBoolean) else rows

    def _graph(self, name: GraphName) -> Iterator[Triple]:
        graph = self._name(name)
        if self.server.address.graphs and isinstance(graph, NamedNode):
            return _triples(self.server.read_graph(graph.value))
        return _triples(self.server.query(f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH {graph} {{ ?s ?p ?o }} }}", TRIPLES))

    def _name(self, graph: GraphName) -> GraphName:
        return self.union if isinstance(graph, DefaultGraph) else graph

    def _seen(self, graph: object) -> GraphName | None:
        """Return the name under which a graph of the server is seen, None where it is not."""
        if graph == self.union:
            return _DEFAULT
        if not isinstance(graph, NamedNode) or not graph.value.startswith(self._prefix) or graph == self.pending:
            return None
        return graph

    def _data_set(
        self, words: list[str], default: GraphName | list[GraphName] | None, named: list[NamedNode | BlankNode] | None
    ) -> tuple[list[str], list[str]]:
        """Return the graphs that the protocol names for a query; none where the query itself does."""
        if default is not None or named is not None:
            chosen = default if isinstance(default, list) else [default] if default is not None else []
            return [self._name(graph).value for graph in chosen], [graph.value for graph in named or ()]  # type: ignore[union-attr]
        if "FROM" in words:
            return [], []
        return [self.union.value], [graph.value for graph in self.named_graphs()] if "GRAPH" in words else []


def _in(graph: GraphName, triple: Triple) -> Quad:
    return Quad(triple.subject, triple.predicate, triple.object, graph)


def _triples(data: bytes) -> Iterator[Triple]:
    return (quad.triple for quad in parse(data, RdfFormat.N_TRIPLES))


def _as_answer(found: QuerySolutions | QueryBoolean) -> QuerySolutions | QueryBoolean | QueryTriples:
    """Return an answer as the standard has it: Virtuoso's to an ASK is a row with 1, or no row."""
    if isinstance(found, QueryBoolean) or [name.value for name in found.variables] != [_VIRTUOSO_TRUTH]:
        return found
    row = next(found, None)
    value = row[_VIRTUOSO_TRUTH] if row else None
    return _empty().query("ASK {}" if isinstance(value, Literal) and value.value == "1" else "ASK { FILTER (false) }")


def _as_triples(triples: Iterable[Triple]) -> QueryTriples:
    store = Store()
    store.extend(_in(_DEFAULT, triple) for triple in triples)
    found = store.query("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }")
    assert isinstance(found, QueryTriples)
    return found


def _with_prefixes(query: str, prefixes: dict[str, str]) -> str:
    """Declare the prefixes that a query uses and does not declare."""
    found = list(tokens(query))
    declared = {after.text for before, after in pairwise(found) if before.text.upper() == "PREFIX"}
    used = {token.text.partition(":")[0] for token in found if token.kind == "name"}
    heads = (f"PREFIX {name}: <{iri}>" for name, iri in prefixes.items() if name in used and f"{name}:" not in declared)
    return "\n".join([*heads, query])


def _check_syntax(query: str, prefixes: dict[str, str] | None) -> None:
    """Let the embedded engine read the query: its errors name the place, those of servers often do not."""
    _empty().query(query, prefixes=prefixes)


@cache
def _empty() -> Store:
    return Store()
