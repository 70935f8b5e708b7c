"""What files beside a document state of it (metadata.csv, BibTeX, RIS …), kept in the knowledge base so that any later build has it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from graph.files import read_json, write_json
from graph.folder import Folder

if TYPE_CHECKING:
    from corpus.bibliography import SideFiles
    from corpus.document import Document
    from corpus.limits import Limits


class Beside:
    """Keeps and applies the fields that side files state; a document is read again when they change."""

    def __init__(self, folder: Folder, limits: Limits) -> None:
        self._folder = folder
        self._limits = limits
        self._files: SideFiles | None = None

    def take(self, document_id: str, place: str, title: str | None, *, instead: bool = True) -> None:
        """Keep what the side files state of the document at `place`, an archive's member included.

        Where they state nothing, what was kept goes, unless `instead` is False: another file of the same content was given.
        """
        from corpus.bibliography import SideFiles

        self._files = self._files or SideFiles(self._limits)
        fields = self._files.stated_for(Path(place), title)
        path = self._folder.beside(document_id)
        if not fields:
            if instead:
                path.unlink(missing_ok=True)
        elif self.fields(document_id) != fields:
            path.parent.mkdir(parents=True, exist_ok=True)
            write_json(path, dict(sorted(fields.items())))

    def problems(self) -> Iterator[tuple[str, str]]:
        """Yield name and fault of each side file that could not be read."""
        yield from ((error.source, error.reason) for error in (self._files.problems if self._files else ()))

    def drop(self, document_id: str) -> None:
        """Forget what is kept of a document that was not taken in."""
        path = self._folder.beside(document_id)
        path.unlink(missing_ok=True)
        if path.parent.is_dir() and not any(path.parent.iterdir()):
            path.parent.rmdir()

    def fields(self, document_id: str) -> Mapping[str, str]:
        """Return what is kept of a document."""
        path = self._folder.beside(document_id)
        return {str(name): str(value) for name, value in read_json(path).items()} if path.exists() else {}

    def applied(self, document: Document) -> Document:
        """Return the document with what is kept of it in place of what was read."""
        from corpus.bibliography import with_stated

        fields = self.fields(document.id)
        return replace(document, metadata=with_stated(document.metadata, fields)) if fields else document


def beside_version(folder: Folder, document_id: str) -> str:
    """Return a digest of what is kept of a document, empty where nothing is."""
    path = folder.beside(document_id)
    return hashlib.sha256(path.read_bytes()).hexdigest()[:12] if path.exists() else ""
