"""Files of a knowledge base, written so that a reader or a killed process never meets half of one."""

from __future__ import annotations

import errno
import json
import os
import platform
import sys
from collections.abc import Generator, Mapping
from contextlib import contextmanager, suppress
from datetime import datetime
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


def is_full(error: BaseException | None) -> bool:
    """Tell whether an error, or one that led to it, says that the disk is full."""
    while error is not None:
        if isinstance(error, OSError) and (error.errno in (errno.ENOSPC, errno.EDQUOT) or "No space left" in str(error)):
            return True
        error = error.__cause__ or error.__context__
    return False


@contextmanager
def exclusive(path: Path) -> Generator[bool, None, None]:
    """Hold a lock file for the time of the block; yield whether it could be had.

    The system lets go of the lock when the process ends, however it ends.
    """
    with path.open("a+b") as file:
        held = _lock(file)
        try:
            if held:
                _write_holder(file, f"{os.getpid()} on {platform.node() or 'this machine'} since {datetime.now():%Y-%m-%d %H:%M:%S}")
            yield held
        finally:
            if held:
                _write_holder(file, "")


def holder(path: Path) -> str:
    """Return who holds a lock file, as ` (process 123 on NAME since TIME)`; empty where that is not to be read."""
    try:
        said = path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):  # Windows keeps others from reading what is locked
        return ""
    return f" (process {said})" if said else ""


def _write_holder(file: IO[bytes], text: str) -> None:
    """Say in the lock file who holds it; a full disk is no reason not to hold it."""
    with suppress(OSError):
        file.truncate(0)
        file.write(text.encode())
        file.flush()


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
