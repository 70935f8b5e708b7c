"""The search index of a knowledge base: opened with the model of the settings, its answers as text or JSON."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from graph.knowledge_base import KnowledgeBase
    from queries.embedding import SentenceEmbedder
    from queries.search import Hit, Searcher
    from zhitu.settings import Settings

_LINE_CELLS = 160


def say(line: str) -> None:
    """Print one line of progress to stderr."""
    print(line, file=sys.stderr, flush=True)


def embedder(settings: Settings) -> SentenceEmbedder:
    """Return the search model of the settings; its weights are loaded at first use."""
    from queries.embedding import SentenceEmbedder

    return SentenceEmbedder(settings.model or None, cache=settings.cache, progress=say)


def searcher(kb: KnowledgeBase, settings: Settings) -> Searcher:
    """Return the search over a knowledge base.

    Raises SearchIndexError where it has no index that fits the model.
    """
    from queries.search import Searcher

    return Searcher(kb.index_path, embedder(settings))


def hits_text(hits: Sequence[Hit]) -> str:
    """Return passages as two lines each: where they are, and their words.

    The place is file name, raw offsets, page where there are pages, section, and score.
    """
    from queries.tables import shorten

    lines: list[str] = []
    for number, hit in enumerate(hits, 1):
        page = f"  p. {hit.page}" if hit.page is not None else ""
        section = f"  {' > '.join(hit.section)}" if hit.section else ""
        lines.append(f"{number}. {hit.document}  {hit.start}–{hit.end}{page}{section}  {hit.score:.3f}")
        lines.append(f"   {shorten(hit.line, _LINE_CELLS)}")
    return "\n".join(lines) + "\n"


def hits_json(hits: Sequence[Hit]) -> str:
    """Return passages as the JSON list of the command line's contract."""
    rows = [
        {
            "document": hit.document,
            "start": hit.start,
            "end": hit.end,
            "text": hit.text,
            "section": list(hit.section),
            "page": hit.page,
            "score": hit.score,
        }
        for hit in hits
    ]
    return json.dumps(rows, ensure_ascii=False, indent=1) + "\n"
