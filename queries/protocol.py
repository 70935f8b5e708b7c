"""The SPARQL 1.1 protocol, apart from any web framework: what a request asks for, and which format it gets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal
from urllib.parse import parse_qsl

from queries.lexing import kind_of

MEDIA_TYPES = {
    "json": "application/sparql-results+json",
    "xml": "application/sparql-results+xml",
    "csv": "text/csv; charset=utf-8",
    "tsv": "text/tab-separated-values; charset=utf-8",
    "table": "text/plain; charset=utf-8",
}
GRAPH_MEDIA_TYPES = {
    "ttl": "text/turtle; charset=utf-8",
    "nt": "application/n-triples",
    "xml": "application/rdf+xml",
    "json": "application/ld+json",
    "table": "text/plain; charset=utf-8",
}
_OTHER_NAMES = {"application/json": "json", "application/xml": "xml", "text/xml": "xml"}


class ProtocolError(Exception):
    """A request the protocol does not allow; `status` is the HTTP status it gets."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


@dataclass(frozen=True, slots=True)
class QueryRequest:
    """A query as it came over HTTP."""

    query: str
    default_graphs: tuple[str, ...]
    named_graphs: tuple[str, ...]
    format: str | None
    """Format asked for by the `format` parameter, which goes before the Accept header."""


def read_request(method: Literal["GET", "POST"], query_string: str, content_type: str, body: bytes) -> QueryRequest:
    """Return what a request asks.

    Raises ProtocolError: 400 where the query is missing, given twice or an update, 415 for another content type.
    """
    pairs = _pairs(query_string)
    if method == "POST":
        kind = content_type.split(";")[0].strip().lower()
        if kind == "application/x-www-form-urlencoded":
            pairs += _pairs(_decoded(body))
        elif kind == "application/sparql-query":
            pairs.append(("query", _decoded(body)))
        else:
            raise ProtocolError(415, f"content type “{kind}” is not taken; send application/sparql-query, or a form with the field “query”")
    if any(name == "update" for name, _ in pairs):
        raise ProtocolError(400, "updates are not taken: this endpoint only reads")
    queries = _all(pairs, "query")
    if len(queries) != 1:
        raise ProtocolError(400, f"the parameter “query” must be given once, not {len(queries)} times")
    formats = _all(pairs, "format")
    return QueryRequest(queries[0], _all(pairs, "default-graph-uri"), _all(pairs, "named-graph-uri"), formats[0] if formats else None)


def _pairs(text: str) -> list[tuple[str, str]]:
    try:
        return parse_qsl(text, keep_blank_values=True, errors="strict")
    except ValueError as error:
        raise ProtocolError(400, "parameters are not valid UTF-8 in percent encoding") from error


def _decoded(body: bytes) -> str:
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise ProtocolError(400, "the body is not valid UTF-8") from error


def _all(pairs: Sequence[tuple[str, str]], name: str) -> tuple[str, ...]:
    return tuple(value for key, value in pairs if key == name)


def choose_format(request: QueryRequest, accept: str) -> tuple[str, str]:
    """Return the output format and its media type, by the `format` parameter, else by the Accept header, else JSON or Turtle.

    Raises ProtocolError 406 where nothing that is accepted can be given, QueryError where the query has no form.
    """
    rows = kind_of(request.query).form in ("SELECT", "ASK")
    offered = MEDIA_TYPES if rows else GRAPH_MEDIA_TYPES
    if request.format is not None:
        if request.format not in offered:
            raise ProtocolError(400, f"format “{request.format}” does not suit this query; choose one of {', '.join(offered)}")
        return request.format, offered[request.format]
    for accepted in _by_preference(accept):
        if accepted in ("*/*", "text/html"):
            return _first(offered)
        for name, media_type in offered.items():
            bare = media_type.split(";")[0]
            if name != "table" and (accepted in (bare, f"{bare.split('/')[0]}/*") or _OTHER_NAMES.get(accepted) == name):
                return name, media_type
        if accepted == "text/plain" and not rows:
            return "nt", "text/plain; charset=utf-8"
    if accept.strip():
        raise ProtocolError(406, f"none of “{accept}” can be given; accept one of {', '.join(offered.values())}")
    return _first(offered)


def _first(offered: dict[str, str]) -> tuple[str, str]:
    return next(iter(offered.items()))


def _by_preference(accept: str) -> list[str]:
    ranked: list[tuple[float, int, str]] = []
    for position, part in enumerate(accept.split(",")):
        name, *parameters = (piece.strip().lower() for piece in part.split(";"))
        weight = 1.0
        for parameter in parameters:
            if parameter.startswith("q="):
                try:
                    weight = float(parameter[2:])
                except ValueError:
                    weight = 0.0
        if name and weight > 0:
            ranked.append((-weight, position, name))
    return [name for _, _, name in sorted(ranked)]
