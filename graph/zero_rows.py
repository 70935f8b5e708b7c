"""Queries that must answer nothing: each row is a fault. They are files, so that a reader can run them by hand on any store."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Literal, cast, get_args

from graph.findings import Severity
from graph.shacl import ShapeResult, cell

if TYPE_CHECKING:
    from pyoxigraph import NamedNode, QuerySolutions

    from graph.engine import Engine

Scope = Literal["document", "all", "deep"]
"""Over one document's graphs with the ontology; over everything; over everything, but only when asked for, as each triple is looked at."""


class CheckError(Exception):
    """A query file lacks what its head must say; the message names file and line of the head."""


@dataclass(frozen=True, slots=True)
class ZeroRows:
    """A query whose rows are faults: `?node` and, where it has one, `?path`."""

    name: str
    scope: Scope
    severity: Severity
    message: str
    text: str

    def faults(self, engine: Engine, graphs: list[NamedNode] | None = None) -> Iterator[ShapeResult]:
        """Yield a result for each row, over these graphs where some are given."""
        rows = engine.query(self.text, default_graph=[*graphs]) if graphs is not None else engine.query(self.text)
        for row in cast("QuerySolutions", rows):
            yield ShapeResult(cell(row, "node"), cell(row, "path"), self.severity, self.message)


@cache
def checks() -> tuple[ZeroRows, ...]:
    """Return all queries in order of their names. Raises CheckError."""
    found = (item for item in (files("graph") / "checks").iterdir() if item.name.endswith(".rq"))
    return tuple(_parsed(item.name, item.read_text(encoding="utf-8")) for item in sorted(found, key=lambda item: item.name))


def _parsed(name: str, text: str) -> ZeroRows:
    head: dict[str, str] = {}
    for line in text.splitlines():
        key, colon, value = line.removeprefix("#").partition(":")
        if line.startswith("#") and colon:
            head[key.strip()] = value.strip()
    for key, allowed in (("scope", get_args(Scope)), ("severity", get_args(Severity)), ("message", None)):
        if key not in head or (allowed and head[key] not in allowed):
            raise CheckError(f"{name}: “# {key}:” must be there" + (f", one of {', '.join(allowed)}" if allowed else ""))
    return ZeroRows(name.removesuffix(".rq"), cast("Scope", head["scope"]), cast("Severity", head["severity"]), head["message"], text)
