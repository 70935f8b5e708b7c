"""What a knowledge base holds: documents, counts by kind, versions, and its annotations by document stem."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, cast, get_args

from extract.annotation import EntityType
from zhitu.work import duplicate_lines

if TYPE_CHECKING:
    from extract.gold import AnnotationJson
    from graph.knowledge_base import Duplicate, KnowledgeBase

KINDS = (*get_args(EntityType), "IndicatorObservation", "Statement")
"""Core classes that are counted; a TaskOrganization is an Actor too."""


@dataclass(frozen=True, slots=True)
class DocumentLine:
    """One document: id, file name, title where it has one."""

    id: str
    source: str
    title: str | None
    other_sources: tuple[str, ...] = ()
    """File names of the same content, and of near-duplicates that this document stands for."""


@dataclass(frozen=True, slots=True)
class Inventory:
    """What `zhitu status` shows."""

    path: str
    documents: tuple[DocumentLine, ...]
    counts: dict[str, int]
    triples: int
    indexed: int
    """Documents that `zhitu search` looks in."""
    outdated: tuple[str, ...]
    unfinished: bool
    versions: dict[str, str]
    duplicates: tuple[Duplicate, ...] = ()
    """Pairs of documents that say nearly the same."""

    def to_json(self) -> str:
        """Return everything as one JSON object."""
        return json.dumps(asdict(self), ensure_ascii=False, indent=1) + "\n"

    def to_text(self) -> str:
        """Return lines for people."""
        from queries.tables import Table, text_table

        lines = [
            f"{self.path}: {len(self.documents)} documents, {self.triples} triples, {self.indexed} documents in the search index",
            ", ".join(f"{count} {kind}" for kind, count in self.counts.items() if count),
        ]
        if self.unfinished:
            lines.append("a build was stopped here; the next `zhitu build` puts things in step")
        if self.outdated:
            lines.append(f"made with other versions, the next `zhitu build` makes them anew: {', '.join(self.outdated)}")
        lines += (f"{item.source}: also given as {', '.join(item.other_sources)}" for item in self.documents if item.other_sources)
        lines += duplicate_lines(self.duplicates)
        rows = tuple((item.source, item.id, item.title or "") for item in self.documents)
        table = text_table(Table(("document", "id", "title"), rows)) if rows else ""
        return "\n".join(line for line in lines if line) + "\n\n" + table


def inventory(kb: KnowledgeBase) -> Inventory:
    """Count what is in a knowledge base."""
    status = kb.status()
    merged = {entry.id: entry.source for entry in kb.entries() if entry.merged_into}
    documents = tuple(
        DocumentLine(
            entry.id, entry.source, entry.title, (*entry.other_names, *(merged[name] for name in entry.stands_for if name in merged))
        )
        for entry in kb.documents()
    )
    indexed = {path.name.partition(".")[0] for path in kb.index_path.glob("[!.]*")} if kb.index_path.is_dir() else set[str]()
    return Inventory(
        str(kb.path),
        documents,
        _counts(kb),
        status.triples,
        sum(item.id in indexed for item in documents),
        status.outdated,
        status.unfinished,
        status.versions,
        status.duplicates,
    )


def _counts(kb: KnowledgeBase) -> dict[str, int]:
    from pyoxigraph import DefaultGraph, NamedNode

    from ontology import vocabulary

    store = kb.store()
    counts: dict[str, int] = {}
    for kind in KINDS:
        wanted = NamedNode(f"{vocabulary.ZT}{kind}")
        counts[kind] = sum(1 for _ in store.quads_for_pattern(None, vocabulary.RDF_TYPE, wanted, DefaultGraph()))
    return counts


def annotations_and_texts(kb: KnowledgeBase, gold: Mapping[str, AnnotationJson]) -> tuple[dict[str, AnnotationJson], dict[str, str]]:
    """Return annotations and raw texts of the documents that gold is of, by the stem that gold and document's file name share.

    Where several file names share it, the one that the gold states counts.
    """
    from extract.annotation_json import extraction_to_json

    named: dict[str, dict[str, str]] = {}
    for entry in kb.documents():
        named.setdefault(Path(entry.source).stem, {})[entry.source] = entry.id
    annotations: dict[str, AnnotationJson] = {}
    texts: dict[str, str] = {}
    for stem, wanted in gold.items():
        found = named.get(stem)
        if found:
            identity = found.get(wanted.get("document", "")) or next(iter(found.values()))
            document = kb.document(identity)
            annotations[stem] = cast("AnnotationJson", extraction_to_json(kb.extraction(identity), document))
            texts[stem] = document.raw
    return annotations, texts
