"""Progress is plain lines where no terminal is, a bar where there is one."""

from __future__ import annotations

import io

from zhitu.progress import progress


class Terminal(io.StringIO):
    """A stream that says a person watches it."""

    def isatty(self) -> bool:
        """Return True."""
        return True


def test_elsewhere_than_on_a_terminal_progress_is_a_few_plain_lines() -> None:
    stream = io.StringIO()
    with progress("reading", stream=stream) as report:
        for done in range(1, 1001):
            report(done, 1000, f"{done}.txt")
    lines = stream.getvalue().splitlines()
    assert lines[0] == "reading: 1/1000 1.txt"
    assert lines[-1] == "reading: 1000/1000 1000.txt"
    assert len(lines) < 10


def test_on_a_terminal_progress_is_a_bar() -> None:
    stream = Terminal()
    with progress("reading", stream=stream) as report:
        report(1, 2, "a.txt")
        report(2, 2, "b.txt")
    assert "reading" in stream.getvalue()
    assert "\x1b[" in stream.getvalue()
