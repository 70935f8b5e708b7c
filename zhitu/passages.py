"""The search index of a knowledge base: opened with the model of the settings, its answers as text or JSON."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from corpus.document import Document
    from graph.knowledge_base import KnowledgeBase
    from queries.embedding import Embedder
    from queries.search import Hit, Searcher
    from zhitu.settings import Settings

_LINE_CELLS = 160
_MARK = ".model"


def say(line: str) -> None:
    """Print one line of progress to stderr."""
    print(line, file=sys.stderr, flush=True)


def embedder(settings: Settings) -> Embedder:
    """Return the search model of the settings; its weights are loaded at first use."""
    from queries.embedding import SentenceEmbedder

    # a cached property is as good as the protocol's property, but the type checker does not think so
    return cast("Embedder", SentenceEmbedder(settings.model or None, cache=settings.cache, progress=say))


def searcher(kb: KnowledgeBase, settings: Settings) -> Searcher:
    """Return the search over a knowledge base.

    Raises SearchIndexError where it has no index that fits the model.
    """
    from queries.search import Searcher

    return Searcher(kb.index_path, embedder(settings))


def hits_text(hits: Sequence[Hit], citations: Mapping[str, str]) -> str:
    """Return passages as two lines each: where they are, and their words; then the documents they are from, as one cites them.

    The place is file name, raw offsets, page where there are pages, section, and score. `citations` has the entries by file name.
    """
    from queries.references import entry_lines
    from queries.tables import shorten

    lines: list[str] = []
    for number, hit in enumerate(hits, 1):
        page = f"  p. {hit.page}" if hit.page is not None else ""
        section = f"  {' > '.join(hit.section)}" if hit.section else ""
        lines.append(f"{number}. {hit.document}  {hit.start}–{hit.end}{page}{section}  {hit.score:.3f}")
        lines.append(f"   {shorten(hit.line, _LINE_CELLS)}")
    entries = entry_lines((hit.document for hit in hits), citations)
    lines += ["", *entries] if entries else []
    return "\n".join(lines) + "\n"


def hits_json(hits: Sequence[Hit], citations: Mapping[str, str]) -> str:
    """Return passages as the JSON list of the command line's contract; `citations` has the documents' entries by file name."""
    rows = [
        {
            "document": hit.document,
            "start": hit.start,
            "end": hit.end,
            "text": hit.text,
            "section": list(hit.section),
            "page": hit.page,
            "score": hit.score,
            "citation": citations.get(hit.document),
        }
        for hit in hits
    ]
    return json.dumps(rows, ensure_ascii=False, indent=1) + "\n"


def index_documents(kb: KnowledgeBase, settings: Settings) -> None:
    """Bring the search index in step with the documents; what is there and was made with the same model costs a look at its file.

    A mark beside the index names the model it was made with, so that one more document does not mean reading all the others.
    """
    from queries.search_index import update_index
    from zhitu.progress import progress

    forget_documents(kb)
    model = embedder(settings)
    mark = kb.index_path / _MARK
    known = mark.read_text(encoding="utf-8") if mark.is_file() else ""
    same_model = known == model.fingerprint
    there = _indexed(kb) if same_model else frozenset[str]()
    waiting = [entry for entry in kb.documents() if entry.id not in there]
    if waiting:
        with progress("indexing") as report:

            def documents() -> Iterator[Document]:
                for done, entry in enumerate(waiting):
                    report(done, len(waiting), entry.source)
                    yield kb.document(entry.id)
                report(len(waiting), len(waiting), "")

            update_index(kb.index_path, documents(), embedder=model)
    if not same_model and kb.index_path.is_dir():
        mark.write_text(model.fingerprint, encoding="utf-8")


def forget_documents(kb: KnowledgeBase) -> None:
    """Take out of the search index what is no longer in the knowledge base."""
    from queries.search_index import remove_from_index

    kept = {entry.id for entry in kb.documents()}
    for document in _indexed(kb) - kept:
        remove_from_index(kb.index_path, document)


def _indexed(kb: KnowledgeBase) -> frozenset[str]:
    """Return the ids of the documents that have a file in the index."""
    if not kb.index_path.is_dir():
        return frozenset()
    return frozenset(path.stem for path in kb.index_path.iterdir() if path.name[0] != ".")
