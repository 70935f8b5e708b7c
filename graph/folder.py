"""Where the files of a knowledge base lie, and how each is read and written."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from corpus.document import Document
from extract.annotation import Extraction
from extract.annotation_json import extraction_from_json, extraction_to_json
from graph.files import read_json, write_atomically, write_json
from graph.manifest import NAME, Entry

if TYPE_CHECKING:
    from graph.sparql_server import Address


@dataclass(frozen=True, slots=True)
class Folder:
    """The folder of a knowledge base."""

    path: Path
    server: Address | None = None
    """Where the graphs are, if not in the folder; what the address holds of credentials is never written down."""

    @property
    def manifest(self) -> Path:
        """What the knowledge base holds."""
        return self.path / NAME

    @property
    def store(self) -> Path:
        """Folder of the triple store."""
        return self.path / "store"

    @property
    def signatures(self) -> Path:
        """What each document says in short, for finding near-duplicates."""
        return self.path / "signatures.npy"

    @property
    def index(self) -> Path:
        """Folder of the search index."""
        return self.path / "index"

    @property
    def validated(self) -> Path:
        """What validation found in each document when it last looked."""
        return self.path / "validated.json"

    @property
    def lock(self) -> Path:
        """Held while a process writes."""
        return self.path / ".lock"

    @property
    def mark(self) -> Path:
        """There while store and manifest may differ."""
        return self.path / ".unfinished"

    def source(self, entry: Entry) -> Path:
        """Return the path of a document's original."""
        return self.path / "sources" / f"{entry.sha256}{entry.suffix}"

    def document(self, document_id: str) -> Path:
        """Return the path of a document's raw text and structure."""
        return self.path / "documents" / f"{document_id}.json"

    def annotations(self, document_id: str) -> Path:
        """Return the path of a document's annotations."""
        return self.path / "annotations" / f"{document_id}.json"

    def beside(self, document_id: str) -> Path:
        """Return the path of what files beside a document state of it."""
        return self.path / "beside" / f"{document_id}.json"

    @property
    def reviews(self) -> Path:
        """Log of the review decisions, which no build makes, changes or removes."""
        return self.path / "reviews" / "decisions.jsonl"

    def read_document(self, document_id: str) -> Document:
        """Return a stored document."""
        from corpus.store_format import document_from_json

        return document_from_json(read_json(self.document(document_id)))

    def read_extraction(self, document_id: str) -> Extraction:
        """Return stored annotations."""
        return extraction_from_json(read_json(self.annotations(document_id)))

    def write(self, entry: Entry, original: Callable[[], bytes], document: Document, extraction: Extraction) -> None:
        """Write original, document and annotations; the original only where it is not there yet."""
        from corpus.store_format import document_to_json

        if not self.source(entry).exists():
            write_atomically(self.source(entry), original())
        stored: dict[str, Any] = document_to_json(document)
        write_json(self.document(document.id), stored, compact=True)
        write_json(self.annotations(document.id), extraction_to_json(extraction, document))

    def _files(self, entry: Entry) -> tuple[Path, ...]:
        return self.source(entry), self.document(entry.id), self.annotations(entry.id), self.beside(entry.id)

    def strangers(self, entries: Iterable[Entry]) -> Iterator[Path]:
        """Yield files that no document accounts for."""
        kept = {path for entry in entries for path in self._files(entry)}
        for name in ("sources", "documents", "annotations", "beside"):
            yield from (path for path in (self.path / name).glob("*") if path not in kept)

    def clear(self, keep: dict[str, Entry]) -> None:
        """Remove files of documents that are not among those kept, and drafts that a killed process left."""
        kept = {path for entry in keep.values() for path in self._files(entry)}
        for name in ("sources", "documents", "annotations", "beside"):
            for path in (self.path / name).glob("*"):
                if path not in kept:
                    path.unlink(missing_ok=True)
        for path in self.path.glob(".*.part"):
            path.unlink(missing_ok=True)

    def forget(self, entry: Entry, keep: dict[str, Entry]) -> None:
        """Remove one document's files, its original only where no document kept has the same."""
        self.document(entry.id).unlink(missing_ok=True)
        self.annotations(entry.id).unlink(missing_ok=True)
        self.beside(entry.id).unlink(missing_ok=True)
        if entry.id not in keep:
            self.source(entry).unlink(missing_ok=True)
