"""SPARQL 1.1 read-only over a store: the default graph is the union of all graphs, the usual prefixes are known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal, get_args

import pyoxigraph as ox

from graph.engine import Engine
from queries.lexing import QueryError, explain_syntax_error, kind_of
from queries.tables import Table, text_table

__all__ = ["Format", "Graph", "QueryError", "Solutions", "Truth", "answer", "known_prefixes", "run", "term_text"]

Format = Literal["table", "json", "csv", "tsv", "xml", "ttl", "nt"]
FORMATS: tuple[str, ...] = get_args(Format)
Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple

_ROWS = {
    "json": ox.QueryResultsFormat.JSON,
    "csv": ox.QueryResultsFormat.CSV,
    "tsv": ox.QueryResultsFormat.TSV,
    "xml": ox.QueryResultsFormat.XML,
}
_TRIPLES = {"ttl": ox.RdfFormat.TURTLE, "nt": ox.RdfFormat.N_TRIPLES, "xml": ox.RdfFormat.RDF_XML, "json": ox.RdfFormat.JSON_LD}


@dataclass(frozen=True, slots=True)
class Solutions:
    """Rows of a SELECT; a cell is None where the variable is unbound."""

    variables: tuple[str, ...]
    rows: tuple[tuple[Term | None, ...], ...]


@dataclass(frozen=True, slots=True)
class Truth:
    """Answer of an ASK."""

    value: bool


@dataclass(frozen=True, slots=True)
class Graph:
    """Triples of a CONSTRUCT or DESCRIBE, sorted by their N-Triples text, none twice."""

    triples: tuple[ox.Triple, ...]


Answer = Solutions | Truth | Graph


@cache
def known_prefixes() -> dict[str, str]:
    """Return the prefixes a query may use without declaring them, as prefix → IRI (from `prefixes.tsv`)."""
    lines = (files("queries") / "prefixes.tsv").read_text(encoding="utf-8").splitlines()
    return dict(line.split("\t", 1) for line in lines if line and not line.startswith("#"))


def evaluate(
    store: Engine, query: str, *, default_graphs: Sequence[str] = (), named_graphs: Sequence[str] = ()
) -> ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples:
    """Run a query and return the store's own lazy result.

    The graphs given here (the protocol's default-graph-uri and named-graph-uri) replace the data set that the query names.
    Raises QueryError for syntax errors, updates and SERVICE.
    """
    kind = kind_of(query)
    chosen = bool(default_graphs or named_graphs)
    union = not chosen and not kind.names_graphs and not _holds_union(store)
    try:
        return store.query(
            query,
            prefixes=known_prefixes(),
            use_default_graph_as_union=union,
            default_graph=[ox.NamedNode(iri) for iri in default_graphs] if chosen else None,
            named_graphs=[ox.NamedNode(iri) for iri in named_graphs] if chosen else None,
        )
    except SyntaxError as error:
        raise explain_syntax_error(query, str(error), lambda: " ".join(f"{p}:" for p in known_prefixes())) from error
    except ValueError as error:
        raise QueryError(f"query: {error}; give absolute IRIs for graphs") from error


def _holds_union(store: Engine) -> bool:
    """Say whether the store keeps the union of its graphs as its default graph.

    It is then used as it is: the engine's own union yields a triple once for every graph that holds it, which miscounts.
    """
    return not isinstance(store, ox.Store) or next(store.quads_for_pattern(None, None, None, ox.DefaultGraph()), None) is not None


def run(store: Engine, query: str) -> Answer:
    """Run a query and return everything it yields.

    Raises QueryError where the query is wrong or fails.
    """
    result = evaluate(store, query)
    if isinstance(result, ox.QueryBoolean):
        return Truth(bool(result))
    try:
        if isinstance(result, ox.QuerySolutions):
            variables = tuple(variable.value for variable in result.variables)
            return Solutions(variables, tuple(tuple(solution[name] for name in variables) for solution in result))
        return Graph(tuple(sorted(set(result), key=str)))
    except (OSError, RuntimeError) as error:
        raise QueryError(f"query: {error}") from error


def select(store: Engine, query: str) -> Solutions:
    """Run a SELECT; raises QueryError for any other form."""
    found = run(store, query)
    if not isinstance(found, Solutions):
        raise QueryError("query: rows are needed here; write a SELECT")
    return found


def answer(store: Engine, query: str, output: str, *, default_graphs: Sequence[str] = (), named_graphs: Sequence[str] = ()) -> bytes:
    """Run a query and return its answer in `output` (one of `FORMATS`), UTF-8.

    `table`, `json` and `xml` suit every form; csv and tsv rows only, ttl and nt triples only (QueryError otherwise).
    """
    if output not in FORMATS:
        raise QueryError(f"output format “{output}” is not known; choose one of {', '.join(FORMATS)}")
    result = evaluate(store, query, default_graphs=default_graphs, named_graphs=named_graphs)
    try:
        if isinstance(result, ox.QueryTriples):
            return _triples(result, output)
        if output == "table":
            return _table(result).encode()
        if output not in _ROWS:
            raise QueryError(f"this query yields no triples, so not {output}; choose one of table, {', '.join(_ROWS)}")
        return result.serialize(format=_ROWS[output]) or b""
    except (OSError, RuntimeError) as error:
        raise QueryError(f"query: {error}") from error


def _triples(result: ox.QueryTriples, output: str) -> bytes:
    triples = sorted(set(result), key=str)
    if output == "table":
        rows = tuple((term_text(t.subject), term_text(t.predicate), term_text(t.object)) for t in triples)
        return text_table(Table(("subject", "predicate", "object"), rows)).encode()
    if output not in _TRIPLES:
        raise QueryError(f"this query yields triples, so not {output}; choose one of table, {', '.join(_TRIPLES)}")
    if output == "ttl":
        return _turtle(triples)
    return ox.serialize(triples, format=_TRIPLES[output]) or b""


def _turtle(triples: Sequence[ox.Triple]) -> bytes:
    """Serialise with the prefixes that are used, in order; the serialiser alone writes all of them in any order."""
    text = (ox.serialize(triples, format=ox.RdfFormat.TURTLE, prefixes=known_prefixes()) or b"").decode()
    lines = text.splitlines(keepends=True)
    body = "".join(line for line in lines if not line.startswith("@prefix "))
    heads = sorted(line for line in lines if line.startswith("@prefix ") and f"{line.split(':')[0][8:]}:" in body)
    return ("".join(heads) + body).encode()


def _table(result: ox.QuerySolutions | ox.QueryBoolean) -> str:
    if isinstance(result, ox.QueryBoolean):
        return ("true" if result else "false") + "\n"
    names = tuple(variable.value for variable in result.variables)
    rows = tuple(tuple(term_text(solution[name]) for name in names) for solution in result)
    return text_table(Table(names, rows)) if names else f"{len(rows)}\n"


def term_text(term: Term | None, *, prefixed: bool = True) -> str:
    """Return a term as people read it: literals by value, IRIs with a known prefix shortened if wished, unbound empty."""
    if term is None:
        return ""
    if isinstance(term, ox.Literal):
        return term.value
    if isinstance(term, ox.NamedNode):
        for prefix, namespace in known_prefixes().items() if prefixed else ():
            if term.value.startswith(namespace):
                return f"{prefix}:{term.value[len(namespace) :]}"
        return term.value
    return str(term)
