"""Commands that hand on: export, serve."""

from __future__ import annotations

import socket
from contextlib import suppress
from pathlib import Path
from typing import Annotated, Literal

import typer

from zhitu.cli.failures import DONE, WorkFailed, WrongUsage, complain
from zhitu.cli.opening import answers, open_kb
from zhitu.cli.options import KbOption
from zhitu.cli.output import give
from zhitu.settings import current_settings


def export(
    output: Annotated[
        Literal[
            "ttl",
            "trig",
            "nq",
            "jsonld",
            "context",
            "annotations",
            "webanno",
            "gexf",
            "graphml",
            "csv",
            "xlsx",
            "qb",
            "void",
            "rocrate",
            "bibtex",
            "csl-json",
            "gbt7714",
        ],
        typer.Option("--format", help="context: of the JSON-LD; qb: RDF Data Cube; void, rocrate: the data set described, and packed."),
    ],
    out: Annotated[
        Path | None,
        typer.Option(
            "--out",
            metavar="PATH",
            help="File to write, default standard output; a folder for annotations, csv and rocrate; these and xlsx need it.",
        ),
    ] = None,
    kb: KbOption = None,
) -> int:
    """Write the knowledge base in a format of other programs, or its documents as references."""
    from graph.export import TEXTS, exported
    from graph.export import export as write

    if out is None and output not in TEXTS:
        raise WrongUsage(f"--format {output} is no text for standard output; say where it goes with --out PATH")
    opened = open_kb(current_settings().with_kb(kb))
    if out is None:
        give(exported(opened, output).decode())
    else:
        write(opened, output, out)
    return DONE


def serve(
    kb: KbOption = None,
    port: Annotated[int | None, typer.Option("--port", metavar="N", min=1, max=65535, help="Default: ZHITU_PORT, then 8000.")] = None,
    host: Annotated[str | None, typer.Option("--host", metavar="NAME", help="Default: ZHITU_HOST, then 127.0.0.1.")] = None,
) -> int:
    """Serve the knowledge base: a page at /, the SPARQL protocol at /sparql, both read-only."""
    settings = current_settings().with_kb(kb)
    knowledge = open_kb(settings)
    address, number = host or settings.host, port or settings.port
    _check_free(address, number)
    import uvicorn

    from queries.endpoint import create_app

    app = create_app(answers(knowledge, settings, workers=2))
    complain(f"serving {settings.kb} at http://{address}:{number}/ (Ctrl-C ends it)")
    with suppress(KeyboardInterrupt):  # that is how serving ends; some versions of uvicorn pass it on
        uvicorn.run(app, host=address, port=number, log_level="warning")
    return DONE


def _check_free(host: str, port: int) -> None:
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as error:
        raise WorkFailed(f"cannot listen on {host} port {port} ({error.strerror}); choose another with --port or --host") from error
