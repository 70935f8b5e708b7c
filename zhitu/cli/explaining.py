"""The command that shows why a passage was read as it was: explain."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from zhitu.cli.failures import DONE, WrongUsage
from zhitu.cli.opening import open_kb
from zhitu.cli.options import KbOption
from zhitu.cli.output import give
from zhitu.settings import current_settings

if TYPE_CHECKING:
    from corpus.document import Document
    from zhitu.settings import Settings


def explain(
    document: Annotated[str, typer.Argument(metavar="DOC", help="File name or id in the knowledge base, or the path of any file.")],
    start: Annotated[int, typer.Argument(metavar="START", help="Offset of the first character in the text, from 0.")],
    end: Annotated[int, typer.Argument(metavar="END", help="Offset behind the last character.")],
    kb: KbOption = None,
    profile: Annotated[
        str | None, typer.Option("--profile", metavar="NAME", help="Extraction profile; default: that of the document.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> int:
    """Show which rule or model said what of a passage, and what nearly fired there and why it did not."""
    from extract.explanation import explain as explained

    settings = current_settings().with_kb(kb)
    text, stored = _document(settings, document)
    try:
        found = explained(text, start, end, profile=profile or stored)
    except ValueError as error:
        raise WrongUsage(str(error)) from error
    give(json.dumps(found.to_json(), ensure_ascii=False, indent=1) if as_json else "\n".join(found.lines()))
    return DONE


def _document(settings: Settings, name: str) -> tuple[Document, str]:
    """Return a document of the knowledge base with its profile, else the file of that path with the profile of the settings."""
    from corpus.load import load_document
    from graph.knowledge_base import KnowledgeBaseError

    path = Path(name)
    try:
        knowledge = open_kb(settings)
        return knowledge.document(name), knowledge.extraction(name).profile
    except KnowledgeBaseError:
        if not path.is_file():
            raise
        return load_document(path, limits=settings.limits()), settings.profile
