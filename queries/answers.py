"""Whoever answers queries: worker processes over a store folder, or a SPARQL server."""

from __future__ import annotations

from collections.abc import Sequence
from types import TracebackType
from typing import TYPE_CHECKING, Protocol, Self

from queries.sparql import answer

if TYPE_CHECKING:
    from graph.remote import RemoteGraphStore


class Answers(Protocol):
    """Answers queries within a time limit, from several threads."""

    def answer(
        self,
        query: str,
        output: str,
        *,
        limit: float | None = None,
        default_graphs: Sequence[str] = (),
        named_graphs: Sequence[str] = (),
    ) -> bytes:
        """Return an answer as `queries.sparql.answer` does, QueryTimeout at the limit."""
        ...

    def close(self) -> None:
        """Let go of what is held."""
        ...


class ServerAnswers:
    """Answers from the SPARQL server that holds the graphs; the longest time of a request is that of its address."""

    def __init__(self, store: RemoteGraphStore) -> None:
        self._store = store

    def answer(
        self,
        query: str,
        output: str,
        *,
        limit: float | None = None,
        default_graphs: Sequence[str] = (),
        named_graphs: Sequence[str] = (),
    ) -> bytes:
        """Return an answer; raises QueryError for a wrong query and ServerError where the server gives none in time."""
        return answer(self._store.raw, query, output, default_graphs=default_graphs, named_graphs=named_graphs)

    def close(self) -> None:
        """Close the connections."""
        self._store.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()
