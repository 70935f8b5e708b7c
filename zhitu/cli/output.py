"""Where results go: standard output, or a file that appears whole or not at all."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

from zhitu.cli.failures import WorkFailed


def give(result: str | bytes, out: Path | None = None) -> None:
    """Write a result to `out`, else to standard output; text gets a last line end.

    Raises WorkFailed where the file cannot be written.
    """
    data = result.encode() if isinstance(result, str) else result
    if out is not None:
        _write(data, out)
        return
    sys.stdout.flush()
    sys.stdout.buffer.write(data if data.endswith(b"\n") or not data else data + b"\n")
    sys.stdout.buffer.flush()


def _write(data: bytes, out: Path) -> None:
    draft: Path | None = None
    try:
        handle, name = tempfile.mkstemp(prefix=f".{out.name}.", dir=out.parent)
        draft = Path(name)
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        draft.chmod(0o666 & ~_umask())
        draft.replace(out)
    except OSError as error:
        if draft is not None:
            draft.unlink(missing_ok=True)
        raise WorkFailed(f"{out} cannot be written ({error.strerror}); choose another --out") from error


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
