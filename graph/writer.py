"""Changes a knowledge base so that store and manifest agree again after whatever happens in between.

Order: a mark that writing has begun; original, document and annotations; the graphs in one transaction; the manifest, at most once
a second and at the end; files that are no longer needed; the mark away. What the manifest does not name is not there: who finds the
mark at the next writing drops graphs of documents it does not name and makes those that are missing from stored annotations.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from corpus.document import Document
from extract.annotation import Extraction
from graph.folder import Folder
from graph.identifiers import Identifiers
from graph.manifest import Entry, Manifest
from graph.statements import DocumentGraphs, build_graphs
from graph.store import GraphStore

_SECONDS_BETWEEN_MANIFESTS = 1.0


class Writer:
    """Writes to one knowledge base folder; the caller holds its lock. Nothing is touched before the first change."""

    def __init__(self, folder: Folder, manifest: Manifest) -> None:
        self._folder = folder
        self._base = manifest.base
        self._ids = Identifiers(manifest.base)
        self.documents: dict[str, Entry] = dict(manifest.documents)
        """The documents as they are now, by id."""
        self._store: GraphStore | None = None
        self._gone: list[Entry] = []
        self._saved = 0.0
        if folder.mark.exists():
            self._opened()

    def put(
        self,
        entry: Entry,
        original: Callable[[], bytes],
        document: Document,
        extraction: Extraction,
        *,
        instead_of: Entry | None = None,
    ) -> None:
        """Store a document with its annotations and graphs, in place of an older version of the same source where one is given.

        Raises EvidenceError, with everything as it was, where the annotations do not fit the document.
        """
        graphs = build_graphs(document, extraction, self._ids, reviews=self._folder.read_reviews(document.id))
        store = self._opened()
        self._folder.write(entry, original, document, extraction)
        store.replace_document(graphs, instead_of=instead_of.id if instead_of else None)
        self.documents[entry.id] = entry
        if instead_of is not None and instead_of.id != entry.id:
            self._gone.append(self.documents.pop(instead_of.id))
        self._save_now_and_then()

    def regraph(self, entry: Entry) -> None:
        """Make a document's graphs anew from its stored annotations."""
        store = self._opened()
        store.replace_document(self._graphs_of(entry.id))
        self.documents[entry.id] = entry
        self._save_now_and_then()

    def forget(self, entry: Entry) -> None:
        """Take a document out: of the manifest first, because from then on it is gone."""
        store = self._opened()
        self._gone.append(self.documents.pop(entry.id))
        self._save()
        store.remove_document(entry.id)

    def close(self) -> Manifest:
        """Finish: manifest, files that are no longer needed, mark. Return the manifest as it is now."""
        if self._store is not None:
            self._save()
            self._store = None  # the engine lets go of its files
            self._folder.mark.unlink(missing_ok=True)
        return self._manifest()

    def _graphs_of(self, document_id: str) -> DocumentGraphs:
        document = self._folder.read_document(document_id)
        extraction = self._folder.read_extraction(document_id)
        return build_graphs(document, extraction, self._ids, reviews=self._folder.read_reviews(document_id))

    def _manifest(self) -> Manifest:
        return Manifest(self._base, dict(self.documents))

    def _opened(self) -> GraphStore:
        if self._store is None:
            unfinished = self._folder.mark.exists()
            if not self._folder.manifest.exists():
                self._manifest().write(self._folder.path)
            self._folder.mark.touch()
            self._store = GraphStore.open(self._folder.store, self._ids)
            if unfinished:
                self._recover(self._store)
        return self._store

    def _recover(self, store: GraphStore) -> None:
        present = store.documents()
        for document_id in sorted(present - self.documents.keys()):
            store.remove_document(document_id)
        for document_id in sorted(self.documents.keys() - present):
            store.replace_document(self._graphs_of(document_id))
        self._folder.clear(self.documents)

    def _save_now_and_then(self) -> None:
        # the manifest grows with the knowledge base; writing it for each document would make a build quadratic
        if time.monotonic() - self._saved >= _SECONDS_BETWEEN_MANIFESTS:
            self._save()

    def _save(self) -> None:
        self._manifest().write(self._folder.path)
        for entry in self._gone:
            self._folder.forget(entry, self.documents)
        self._gone.clear()
        self._saved = time.monotonic()
