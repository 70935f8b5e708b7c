"""The process that answers queries for `queries.timed`: one request after another on standard input, answers on standard output.

A frame is eight bytes of length, then that many bytes. A request is JSON; an answer starts with one byte, `+` or `-`.
The process ends itself when its input closes, even in the middle of a query.
"""

from __future__ import annotations

import json
import os
import queue
import sys
import threading
import time
from pathlib import Path
from typing import IO, TypedDict

import pyoxigraph as ox

from queries.sparql import QueryError, answer

_TRIES = 40
_PAUSE = 0.025


class Request(TypedDict):
    """One query with its output format and the graphs it is asked of (empty: the union of all)."""

    query: str
    output: str
    default_graphs: list[str]
    named_graphs: list[str]


class Failure(TypedDict):
    """What a QueryError says."""

    message: str
    line: int | None
    column: int | None


def read_frame(stream: IO[bytes]) -> bytes | None:
    """Return the next frame, None where the stream ends before it is whole."""
    head = stream.read(8)
    if len(head) < 8:
        return None
    length = int.from_bytes(head, "big")
    body = stream.read(length)
    return body if len(body) == length else None


def write_frame(stream: IO[bytes], body: bytes) -> None:
    """Write one frame and flush."""
    stream.write(len(body).to_bytes(8, "big"))
    stream.write(body)
    stream.flush()


class StoreReader:
    """A read-only store that is opened anew when its files on disk have changed."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._state: tuple[tuple[str, int, int], ...] | None = None
        self._store: ox.Store | None = None

    def store(self) -> ox.Store:
        """Return the store as it is now.

        Raises QueryError where there is none. A writer that compacts its files while they are opened makes opening fail
        for some milliseconds, so that is tried again.
        """
        state = self._files()
        if self._store is not None and state == self._state:
            return self._store
        if not state:
            raise QueryError(f"no store at {self._path}; build the knowledge base first")
        self._store = self._open()
        self._state = state
        return self._store

    def _open(self) -> ox.Store:
        reason = ""
        for _ in range(_TRIES):
            try:
                return ox.Store.read_only(str(self._path))
            except (OSError, RuntimeError) as error:
                reason = str(error)
                time.sleep(_PAUSE)
        raise QueryError(f"the store at {self._path} cannot be opened: {reason}; build the knowledge base again")

    def _files(self) -> tuple[tuple[str, int, int], ...]:
        if not self._path.is_dir():
            return ()
        kept = [entry for entry in os.scandir(self._path) if not entry.name.startswith("LOG")]
        return tuple(sorted((entry.name, entry.stat().st_size, entry.stat().st_mtime_ns) for entry in kept))


def _reply(reader: StoreReader, body: bytes) -> bytes:
    request: Request = json.loads(body)
    try:
        found = answer(
            reader.store(),
            request["query"],
            request["output"],
            default_graphs=request["default_graphs"],
            named_graphs=request["named_graphs"],
        )
    except QueryError as error:
        failure = Failure(message=str(error), line=error.line, column=error.column)
        return b"-" + json.dumps(failure).encode()
    return b"+" + found


def _receive(requests: queue.SimpleQueue[bytes]) -> None:
    while (body := read_frame(sys.stdin.buffer)) is not None:
        requests.put(body)
    os._exit(0)


def main() -> None:
    """Answer until standard input ends; the one argument is the folder of the store."""
    requests: queue.SimpleQueue[bytes] = queue.SimpleQueue()
    reader = StoreReader(Path(sys.argv[1]))
    threading.Thread(target=_receive, args=(requests,), daemon=True).start()
    while True:
        write_frame(sys.stdout.buffer, _reply(reader, requests.get()))


if __name__ == "__main__":
    main()
