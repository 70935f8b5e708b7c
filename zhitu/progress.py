"""Progress of long work on stderr: a bar on a terminal, plain lines elsewhere."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from typing import TextIO

from zhitu.interrupts import heed

Report = Callable[[int, int, str], None]
"""Called with how many are done, how many there are, and the name of the one at work."""

SECONDS_BETWEEN_LINES = 2.0


@contextmanager
def progress(title: str, *, stream: TextIO | None = None) -> Generator[Report, None, None]:
    """Yield a function that shows how far `title` has come; the bar goes away when the work ends.

    Raises KeyboardInterrupt between two steps and at the end if the work swallowed one.
    """
    out = stream or sys.stderr
    if out.isatty():
        with _bar(title, out) as report:
            yield _heeding(report)
    else:
        yield _heeding(_lines(title, out))
    heed()


def _heeding(report: Report) -> Report:
    def heeding(done: int, total: int, label: str) -> None:
        heed()
        report(done, total, label)

    return heeding


def _lines(title: str, stream: TextIO) -> Report:
    """Print the first, the last and, between them, one line every few seconds."""
    last = float("-inf")

    def report(done: int, total: int, label: str) -> None:
        nonlocal last
        now = time.monotonic()
        if done < total and now - last < SECONDS_BETWEEN_LINES:
            return
        last = now
        print(f"{title}: {done}/{total} {label}".rstrip(), file=stream, flush=True)

    return report


@contextmanager
def _bar(title: str, stream: TextIO) -> Generator[Report, None, None]:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), TextColumn("{task.fields[label]}"))
    with Progress(*columns, console=Console(file=stream), transient=True) as bars:
        task = bars.add_task(title, total=None, label="")

        def report(done: int, total: int, label: str) -> None:
            bars.update(task, completed=done, total=total, label=label)

        yield report
