"""Published relations between things, one a triple with all the papers that state it; shared by network files and tables."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from pyoxigraph import NamedNode

from graph.records import StatementRecord, Thing, statements, things
from graph.store import GraphStore
from ontology import vocabulary as v

_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Link:
    """A direct triple between two things."""

    subject: str
    predicate: str
    """Local name."""
    object: str
    documents: tuple[str, ...]
    """File names of the papers that state it."""
    confidence: float
    """That of the surest statement."""
    quote: str
    """Words of the first piece of evidence."""
    document: str = ""
    """File name of the paper they stand in."""
    start: int = 0
    """Where they begin in it; likewise `end`."""
    end: int = 0


def nodes_and_links(store: GraphStore, sources: Mapping[str, str]) -> tuple[list[Thing], list[Link]]:
    """Return all things, and the links among them in order; `sources` gives file names by document id."""
    nodes = list(things(store))
    known = {node.iri for node in nodes}
    return nodes, list(_links(store, sources, known))


def _links(store: GraphStore, sources: Mapping[str, str], known: set[str]) -> Iterator[Link]:
    found: dict[tuple[str, str, str], list[StatementRecord]] = {}
    for record in statements(store):
        if record.published and isinstance(record.object, NamedNode) and record.predicate.startswith(v.ZT):
            if record.subject in known and record.object.value in known:
                found.setdefault((record.subject, record.predicate, record.object.value), []).append(record)
    for (subject, predicate, value), records in sorted(found.items()):
        names = tuple(sorted({sources.get(record.document, record.document) for record in records}))
        confidence = max(record.confidence for record in records)
        first, span = records[0], records[0].spans[0]
        place = sources.get(first.document, first.document), span.start, span.end
        yield Link(subject, predicate.removeprefix(v.ZT), value, names, confidence, one_line(span.exact), *place)


def one_line(text: str) -> str:
    """Return the text on one line and without characters that XML and spreadsheets forbid."""
    return clean("".join(text.splitlines()).strip())


def clean(text: str) -> str:
    """Return the text without characters that XML and spreadsheets forbid."""
    return _NOT_XML.sub("", text)
