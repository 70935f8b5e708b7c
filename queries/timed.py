"""Queries with a time limit that really stops them: they run in worker processes, and a late one is killed.

A store's own query call cannot be interrupted. A worker is started at its first query (about 0.1 s) and kept, so that
later queries pay only the pipe; it reads the store read-only and sees what a writer has changed since.
"""

from __future__ import annotations

import json
import os
import queue
import subprocess
import sys
import threading
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import IO

from queries.lexing import QueryError
from queries.worker import Failure, Request, read_frame, write_frame


class QueryTimeout(QueryError):
    """A query was stopped at its time limit."""


class _Worker:
    """One process; used by one thread at a time."""

    def __init__(self, store: Path) -> None:
        root = str(Path(__file__).resolve().parent.parent)
        paths = [root, *filter(None, [os.environ.get("PYTHONPATH")])]
        self._process = subprocess.Popen(
            [sys.executable, "-m", "queries.worker", str(store)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(paths)},
        )
        self.late = False

    def ask(self, request: Request, limit: float) -> bytes | None:
        """Return the reply, None where the process ended (`late` says whether the limit did it)."""
        timer = threading.Timer(limit, self._stop)
        timer.daemon = True
        timer.start()
        try:
            write_frame(_pipe(self._process.stdin), json.dumps(request).encode())
            return read_frame(_pipe(self._process.stdout))
        except BrokenPipeError:
            return None
        finally:
            timer.cancel()

    def _stop(self) -> None:
        self.late = True
        self._process.kill()

    def close(self) -> None:
        """End the process."""
        self._process.kill()
        self._process.wait()
        for stream in (self._process.stdin, self._process.stdout):
            try:
                _pipe(stream).close()
            except BrokenPipeError:
                continue


def _pipe(stream: IO[bytes] | None) -> IO[bytes]:
    if stream is None:
        raise QueryError("the query process has no pipe")
    return stream


class TimedStore:
    """A store folder, asked through at most `workers` processes; safe to use from several threads.

    Use it as a context manager, or call `close`.
    """

    def __init__(self, store: Path, *, limit: float = 30.0, workers: int = 1) -> None:
        self._store = store
        self._limit = limit
        self._slots: queue.LifoQueue[_Worker | None] = queue.LifoQueue()
        for _ in range(workers):
            self._slots.put(None)

    def answer(
        self,
        query: str,
        output: str,
        *,
        limit: float | None = None,
        default_graphs: Sequence[str] = (),
        named_graphs: Sequence[str] = (),
    ) -> bytes:
        """Run a query as `queries.sparql.answer` does, for at most `limit` seconds (default: the store's own).

        Raises QueryTimeout at the limit, and QueryError as there.
        """
        seconds = self._limit if limit is None else limit
        request = Request(query=query, output=output, default_graphs=list(default_graphs), named_graphs=list(named_graphs))
        worker = self._slots.get()
        try:
            worker = worker or _Worker(self._store)
            reply = worker.ask(request, seconds)
            late = worker.late
            if reply is None or late:
                worker.close()
                worker = None
        finally:
            self._slots.put(worker)
        if reply is None and late:
            raise QueryTimeout(
                f"query: stopped after {seconds:g} s; make it narrower (LIMIT, fewer free variables) or raise the time limit"
            )
        if reply is None:
            raise QueryError("query: its process ended before an answer, most likely for want of memory; make the query narrower")
        if reply[:1] == b"-":
            failure: Failure = json.loads(reply[1:])
            raise QueryError(failure["message"], line=failure["line"], column=failure["column"])
        return reply[1:]

    def close(self) -> None:
        """End the processes that are not answering now."""
        idle: list[None] = []
        while True:
            try:
                worker = self._slots.get_nowait()
            except queue.Empty:
                break
            if worker is not None:
                worker.close()
            idle.append(None)
        for slot in idle:
            self._slots.put(slot)

    def __enter__(self) -> TimedStore:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()
