"""Commands that change a knowledge base: demo, build, remove."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from zhitu.cli.failures import DONE
from zhitu.cli.options import KbOption


def build(
    sources: Annotated[list[Path], typer.Argument(metavar="SOURCE...", help="Files and folders to read (txt, md, pdf, docx, html).")],
    kb: KbOption = None,
    profile: Annotated[str | None, typer.Option("--profile", metavar="NAME", help="Extraction profile; default: rules.")] = None,
    no_search_index: Annotated[
        bool, typer.Option("--no-search-index", help="Leave out the search index: faster, but no `zhitu search`.")
    ] = False,
) -> int:
    """Add or update documents: only what is new or changed is read; a build that was stopped goes on where it was."""
    return DONE


def remove(
    document: Annotated[str, typer.Argument(metavar="DOC", help="File name or id of a document, as `zhitu status` lists them.")],
    kb: KbOption = None,
) -> int:
    """Take a document and everything derived from it out of the knowledge base."""
    return DONE


def demo(kb: KbOption = None) -> int:
    """Build the sample corpus, then answer five showcase questions; the second time takes seconds."""
    return DONE
