"""Ctrl-C is remembered: a library that swallows it, or turns it into an error of its own, does not make the work go on."""

from __future__ import annotations

import signal
import threading
from types import FrameType

_heard = threading.Event()


def listen() -> None:
    """Remember interrupts of this process from now on; each still raises KeyboardInterrupt where the main thread is."""
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:  # else the one who started it wants it left alone
        signal.signal(signal.SIGINT, _hear)


def turn_deaf() -> None:
    """Ignore interrupts from now on: the work is done or given up.

    While the interpreter is taken down, which takes a moment with much loaded, an interrupt would end the process by the
    signal instead of with the code that says how the work went.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def heard() -> bool:
    """Say whether an interrupt came since `listen`."""
    return _heard.is_set()


def heed() -> None:
    """Raise KeyboardInterrupt if an interrupt came, however it was received where it came.

    An extension module that is being imported then, for one, fails with an ImportError that says nothing of it.
    """
    if heard():
        raise KeyboardInterrupt


def _hear(number: int, frame: FrameType | None) -> None:
    _heard.set()
    signal.default_int_handler(number, frame)
