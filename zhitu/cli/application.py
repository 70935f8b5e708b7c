"""Puts the commands together: their order in the help, and one example each."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

import typer

from zhitu import __version__
from zhitu.cli import asking, building, checking, explaining, giving, networks, reviewing
from zhitu.cli.failures import guarded

COMMANDS: tuple[tuple[str, Callable[..., int | None], str], ...] = (
    ("demo", building.demo, "zhitu demo"),
    ("build", building.build, "zhitu build papers/ --kb kb"),
    ("remove", building.remove, "zhitu remove paper.pdf --kb kb"),
    ("status", checking.status, "zhitu status --kb kb --format json"),
    ("validate", checking.validate, "zhitu validate --kb kb"),
    ("sparql", asking.sparql, 'echo "SELECT * { ?case a zt:Case }" | zhitu sparql - --format csv'),
    ("search", asking.search, 'zhitu search "who checks the list of poor households" --top 5'),
    ("case", asking.case, "zhitu case CASE --format md"),
    ("compare", asking.compare, "zhitu compare CASE1 CASE2 --by measure --format xlsx --out measures.xlsx"),
    ("export", giving.export, "zhitu export --format ttl --out kb.ttl"),
    ("evaluate", checking.evaluate, "zhitu evaluate --kb kb --gold gold/"),
    ("explain", explaining.explain, "zhitu explain paper.txt 1200 1260 --kb kb"),
    ("serve", giving.serve, "zhitu serve --kb kb --port 8000"),
)

GROUPS: tuple[tuple[str, str, tuple[tuple[str, Callable[..., int | None], str], ...]], ...] = (
    ("review", "Review statements and things: accept, reject, correct, add, merge, split, undo.", reviewing.COMMANDS),
    ("network", "Analyse networks: who takes part in what, who is central, what hangs together, which cases are alike.", networks.COMMANDS),
)
"""Commands that have commands of their own: name, help, and these."""


def _show_version(wanted: bool) -> None:
    if wanted:
        print(f"zhitu {__version__}")
        raise typer.Exit()


def _about(
    version: Annotated[bool, typer.Option("--version", help="Show the version and exit.", callback=_show_version, is_eager=True)] = False,
) -> None:
    """治图 Zhitu: an evidence-backed knowledge graph out of Chinese governance literature, and answers from it.

    Exit codes: 0 done, 1 the work failed for some inputs (each is named), 2 wrong usage. Results go to standard output, the rest to stderr.
    """


def application() -> typer.Typer:
    """Return the command line application."""
    app = typer.Typer(
        name="zhitu",
        add_completion=False,
        no_args_is_help=True,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,  # plain help: rich would take longer to load than all else
        context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    )
    app.callback()(_about)
    for name, command, example in COMMANDS:
        app.command(name, epilog=f"Example: {example}")(guarded(command))
    for group, about, commands in GROUPS:
        inner = typer.Typer(name=group, help=about, no_args_is_help=True, epilog=f"Example: {commands[0][2]}", rich_markup_mode=None)
        for name, command, example in commands:
            inner.command(name, epilog=f"Example: {example}")(guarded(command))
        app.add_typer(inner)
    return app
