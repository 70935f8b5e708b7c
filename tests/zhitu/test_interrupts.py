"""Ctrl-C ends the work, also where a library swallows it."""

from __future__ import annotations

import io
import os
import signal
import sys
from collections.abc import Iterator

import pytest

from zhitu import interrupts
from zhitu.progress import progress

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="interrupts are sent as POSIX signals")


@pytest.fixture(autouse=True)
def listening(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Listen as the command does, and leave the test process as it was."""
    before = signal.getsignal(signal.SIGINT)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    monkeypatch.setattr(interrupts, "_heard", type(interrupts._heard)())  # pyright: ignore[reportPrivateUsage]
    interrupts.listen()
    yield
    signal.signal(signal.SIGINT, before)


def swallow_one() -> None:
    try:
        os.kill(os.getpid(), signal.SIGINT)
        pytest.fail("the interrupt did not raise where it came")
    except KeyboardInterrupt:
        pass


def test_work_that_swallowed_an_interrupt_ends_at_its_next_step() -> None:
    done: list[int] = []
    with pytest.raises(KeyboardInterrupt), progress("reading", stream=io.StringIO()) as report:
        for step in range(3):
            report(step, 3, "a.txt")
            done.append(step)
            if step == 1:
                swallow_one()
    assert done == [0, 1]


def test_work_that_swallowed_an_interrupt_in_its_last_step_is_not_said_to_be_done() -> None:
    with pytest.raises(KeyboardInterrupt), progress("reading", stream=io.StringIO()) as report:
        report(1, 1, "a.txt")
        swallow_one()


def test_without_an_interrupt_nothing_is_raised() -> None:
    interrupts.heed()
    assert not interrupts.heard()
