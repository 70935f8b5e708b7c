"""Files of a knowledge base, written so that a reader or a killed process never meets half of one."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, cast


def write_atomically(path: Path, data: bytes) -> None:
    """Write the file under another name beside it, then put it in place in one step."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with draft.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.replace(draft, path)
    finally:
        draft.unlink(missing_ok=True)


def write_json(path: Path, value: Mapping[str, Any], *, compact: bool = False) -> None:
    """Write a JSON file atomically, the same for the same value; readable for people unless `compact`."""
    layout: dict[str, Any] = {"separators": (",", ":")} if compact else {"indent": 1}
    write_atomically(path, (json.dumps(value, ensure_ascii=False, **layout) + "\n").encode())


def read_json(path: Path) -> dict[str, Any]:
    """Return the JSON object in a file; raises OSError or ValueError."""
    value: object = json.loads(path.read_bytes())
    if not isinstance(value, dict):
        raise ValueError(f"{path}: no JSON object")
    return cast("dict[str, Any]", value)


@contextmanager
def exclusive(path: Path) -> Generator[bool, None, None]:
    """Hold a lock file for the time of the block; yield whether it could be had.

    The system lets go of the lock when the process ends, however it ends.
    """
    with path.open("a+b") as file:
        yield _lock(file)


def _lock(file: IO[bytes]) -> bool:
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
