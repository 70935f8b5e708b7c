"""Turns what goes wrong into one line on stderr and an exit code: 1 the work failed, 2 wrong usage, 130 interrupted."""

from __future__ import annotations

import functools
import sys
from collections.abc import Callable
from typing import ParamSpec

import typer

from zhitu.interrupts import heard
from zhitu.settings import SettingsError, current_settings

DONE, FAILED, WRONG_USAGE, INTERRUPTED = 0, 1, 2, 130
INTERRUPTION = "interrupted; the knowledge base is whole, run the same command again to go on"
LAYERS = frozenset({"corpus", "extract", "graph", "ontology", "queries", "zhitu"})
USAGE_ERRORS = frozenset(
    {
        "AmbiguousCase",
        "CaseNotFound",
        "DecisionError",
        "GoldError",
        "KnowledgeBaseError",
        "NoPath",
        "QueryError",
        "SettingsError",
        "SourceError",
        "UnknownProfile",
        "WrongUsage",
    }
)
"""Errors of the layers that mean the command names what is not there or cannot be; the others mean that the work failed."""

P = ParamSpec("P")


class WrongUsage(Exception):
    """The command line asks for something that cannot be."""


class WorkFailed(Exception):
    """The work was tried and did not come out."""


def complain(message: str) -> None:
    """Print one line to stderr in the name of the program."""
    print("zhitu: " + " ".join(message.split()), file=sys.stderr, flush=True)


def guarded(command: Callable[P, int | None]) -> Callable[P, None]:
    """Wrap a command: its number is the exit code, its exceptions become one line; ZHITU_DEBUG=1 shows the traceback instead."""

    @functools.wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> None:
        try:
            code = command(*args, **kwargs) or DONE
        except KeyboardInterrupt:
            code = _interrupted()
        except (typer.Exit, typer.Abort, BrokenPipeError):
            raise
        except Exception as error:
            if _debugging():
                raise
            code = _interrupted() if heard() else _explained(error)
        raise typer.Exit(code)

    return run


def _debugging() -> bool:
    try:
        return current_settings().debug
    except SettingsError:  # which is then the error at hand
        return False


def _interrupted() -> int:
    complain(INTERRUPTION)
    return INTERRUPTED


def _explained(error: Exception) -> int:
    """Say what went wrong and return the exit code for it."""
    kind = type(error)
    if kind.__module__.partition(".")[0] in LAYERS:
        complain(str(error) or kind.__name__)
        return WRONG_USAGE if kind.__name__ in USAGE_ERRORS else FAILED
    if isinstance(error, OSError) and error.filename is not None:
        complain(f"{error.filename}: {error.strerror}; check that it exists and may be read and written")
        return FAILED
    complain(f"unexpected {kind.__name__}: {error} (a fault of zhitu; ZHITU_DEBUG=1 shows where)")
    return FAILED
