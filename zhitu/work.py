"""Building as an application does it: with progress shown, and one line on each document."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from zhitu.progress import progress

if TYPE_CHECKING:
    from graph.knowledge_base import BuildReport, Duplicate, KnowledgeBase
    from graph.manifest import Policy
    from zhitu.settings import Settings


def add_documents(
    settings: Settings, sources: Sequence[Path], *, profile: str, duplicates: Policy | None = None
) -> tuple[KnowledgeBase, BuildReport]:
    """Add or update documents in the knowledge base of the settings, which is made where there is none.

    `duplicates` says what becomes of documents that say nearly the same; None leaves that as it is.

    Raises what `corpus.load.find_sources` and `KnowledgeBase` raise.
    """
    from graph.knowledge_base import KnowledgeBase

    kb = KnowledgeBase.create_or_open(settings.kb, base=settings.base_iri, server=settings.server())
    with progress("building") as report:
        return kb, kb.add(sources, progress=report, profile=profile, limits=settings.limits(), duplicates=duplicates)


def summary(kb: KnowledgeBase, report: BuildReport) -> Iterator[str]:
    """Yield one line a document, in order of file names: name, what happened, and how much was found where something was read."""
    outcome = {name: "unchanged" for name in report.unchanged} | {name: "added" for name in report.added}
    outcome |= {name: "updated" for name in report.updated}
    ids = {entry.source: entry.id for entry in kb.documents()}
    wide = max((len(name) for name in outcome), default=0)
    for name, what in sorted(outcome.items()):
        line = f"{name:{wide}}  {what}"
        if what != "unchanged" and name in ids:  # content that is there under another name stays under that
            found = kb.extraction(ids[name])
            line += f"  {len(found.entities)} entities {len(found.relations)} relations {len(found.observations)} observations"
        yield line
    yield from duplicate_lines(report.duplicates)
    for pair in report.skipped:
        yield f"{pair.first}  skipped: nearly the same as {pair.second}, {pair.similarity:.0%}"


def duplicate_lines(pairs: Iterable[Duplicate]) -> Iterator[str]:
    """Yield one line a pair of documents that say nearly the same: their names, how similar they are, and what became of them."""
    for pair in pairs:
        what = f"  merged: {pair.stands} stands for both" if pair.stands else ""
        yield f"{pair.first} = {pair.second}  nearly the same, {pair.similarity:.0%}{what}"
