"""Commands that change a knowledge base: demo, build, remove."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from zhitu.cli.failures import DONE, FAILED, complain
from zhitu.cli.opening import open_kb
from zhitu.cli.options import KbOption
from zhitu.settings import current_settings


def build(
    sources: Annotated[
        list[Path], typer.Argument(metavar="SOURCE", help="Files, folders and .zip archives to read (txt, md, pdf, docx, html).")
    ],
    kb: KbOption = None,
    profile: Annotated[
        str | None,
        typer.Option(
            "--profile",
            metavar="NAME",
            help="full: rules and the trained model; rules: rules alone, quicker and without torch. Default: full.",
        ),
    ] = None,
    duplicates: Annotated[
        Literal["keep", "skip", "merge"] | None,
        typer.Option(
            "--duplicates",
            help="Documents that say nearly the same: keep all, skip later ones, or merge them, so that the richest format stands for all. "
            "Stays as it was last set; keep at first.",
        ),
    ] = None,
    no_search_index: Annotated[
        bool, typer.Option("--no-search-index", help="Leave out the search index: faster, but no `zhitu search`.")
    ] = False,
) -> int:
    """Add or update documents: only what is new or changed is read; a build that was stopped goes on where it was."""
    from zhitu.work import add_documents, summary

    settings = current_settings().with_kb(kb)
    knowledge, report = add_documents(settings, sources, profile=profile or settings.profile, duplicates=duplicates)
    for line in summary(knowledge, report):
        print(line, flush=True)
    for warning in report.warned:
        complain(f"warning: {warning.source}: {warning.reason}")
    for failure in report.failed:
        complain(failure.reason if failure.source in failure.reason else f"{failure.source}: {failure.reason}")
    if not no_search_index and knowledge.documents():
        from zhitu.passages import index_documents

        index_documents(knowledge, settings)
    return FAILED if report.failed else DONE


def remove(
    document: Annotated[str, typer.Argument(metavar="DOC", help="File name or id of a document, as `zhitu status` lists them.")],
    kb: KbOption = None,
) -> int:
    """Take a document and everything derived from it out of the knowledge base."""
    from zhitu.passages import forget_documents

    knowledge = open_kb(current_settings().with_kb(kb))
    entry = knowledge.remove(document)
    forget_documents(knowledge)
    print(f"{entry.source}  removed")
    return DONE


def demo(
    kb: Annotated[Path | None, typer.Option("--kb", metavar="DIR", help="Folder to build in; default: in the cache folder.")] = None,
) -> int:
    """Build the sample corpus, then answer five showcase questions; the second time takes seconds."""
    from zhitu.demo import run_demo

    settings = current_settings()
    return run_demo(settings.with_kb(kb or settings.cache / "demo-kb"))
