"""A knowledge base is a folder: sources, documents, annotations, reviews, store, index, and a manifest that says what is in it."""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Self, TypeVar

from corpus.limits import DEFAULT_LIMITS, Limits
from graph.build import Build, BuildReport, Extract, Failure, Load, Progress, outdated, real_steps
from graph.decisions import Decision
from graph.duplicates import Duplicate, duplicates
from graph.engine import Engine
from graph.files import exclusive, holder, is_full
from graph.folder import Folder
from graph.identifiers import DEFAULT_BASE, Identifiers
from graph.manifest import Entry, Manifest, ManifestError, Policy, read_manifest
from graph.opening import open_for_reading, open_for_writing
from graph.outcomes import outcomes
from graph.replay import Outcome
from graph.review_log import ReviewLog, read_log
from graph.store import GraphStore
from graph.versions import versions
from graph.writer import Writer

if TYPE_CHECKING:
    from corpus.document import Document
    from extract.annotation import Extraction
    from graph.sparql_server import Address

__all__ = ["BuildReport", "Duplicate", "Entry", "Failure", "KnowledgeBase", "KnowledgeBaseError", "Progress", "Status"]


T = TypeVar("T")


class KnowledgeBaseError(Exception):
    """A folder is no knowledge base, is in use, or lacks a document; the message names it and the next step."""


class FullDisk(Exception):
    """The disk is full; what was there before is still there."""


@dataclass(frozen=True, slots=True)
class Status:
    """What a knowledge base holds."""

    path: Path
    documents: int
    triples: int
    outdated: tuple[str, ...]
    """Sources that other versions made; the next build makes them anew."""
    unfinished: bool
    """Whether a build was stopped; the next one puts the store in step."""
    versions: dict[str, str]
    duplicates: tuple[Duplicate, ...] = ()
    """Documents that say nearly the same."""


class KnowledgeBase:
    """A knowledge base folder; nothing is written before there is something to write."""

    def __init__(self, path: Path, manifest: Manifest, server: Address | None = None) -> None:
        self.path = path
        self.folder = Folder(path, server)
        self._manifest = manifest
        self._reader: Engine | None = None

    @classmethod
    def create_or_open(cls, path: Path, *, base: str = DEFAULT_BASE, server: Address | None = None) -> Self:
        """Return the knowledge base at `path`, a new one with IRIs under `base` where there is nothing yet.

        With a server the graphs are there and not in the folder.

        Raises KnowledgeBaseError where the folder holds other files or the path is a file.
        """
        folder = Folder(path)
        if folder.manifest.exists():
            return cls.open(path, server=server)
        if path.exists() and (not path.is_dir() or any(item != folder.lock for item in path.iterdir())):
            raise KnowledgeBaseError(f"{path}: holds other files and no knowledge base; give an empty folder or a new name")
        return cls(path, Manifest(base), server)

    @classmethod
    def open(cls, path: Path, *, server: Address | None = None) -> Self:
        """Return the knowledge base at `path`; raises KnowledgeBaseError where there is none."""
        try:
            return cls(path, read_manifest(path), server)
        except (FileNotFoundError, NotADirectoryError) as error:
            raise KnowledgeBaseError(f"{path}: no knowledge base; make one with `zhitu build SOURCE --kb {path}`") from error
        except ManifestError as error:
            raise KnowledgeBaseError(str(error)) from error

    @property
    def identifiers(self) -> Identifiers:
        """The IRIs of this knowledge base."""
        return Identifiers(self._manifest.base)

    @property
    def index_path(self) -> Path:
        """Folder of the search index."""
        return self.folder.index

    def documents(self) -> tuple[Entry, ...]:
        """Return the documents in order of their file names, without those that a nearly equal one stands for."""
        return tuple(entry for entry in self.entries() if entry.merged_into is None)

    def entries(self) -> tuple[Entry, ...]:
        """Return all documents in order of their file names, also those that a nearly equal one stands for."""
        return tuple(sorted(self._manifest.documents.values(), key=lambda entry: (entry.source, entry.id)))

    def duplicates(self) -> tuple[Duplicate, ...]:
        """Return the documents that say nearly the same, as pairs in order of file names."""
        return duplicates(self._manifest.documents, self._manifest.pairs)

    def entry(self, name: str) -> Entry:
        """Return the document with this id or file name, be it merged or not; raises KnowledgeBaseError where there is none."""
        found = self._manifest.documents.get(name)
        found = found or next((entry for entry in self.entries() if name == entry.source or name in entry.other_names), None)
        if found is None:
            raise KnowledgeBaseError(f"{self.path}: no document “{name}”; `zhitu status --kb {self.path}` lists what is there")
        return found

    def document(self, name: str) -> Document:
        """Return a stored document by id or file name; raises KnowledgeBaseError where there is none."""
        return self._stored(name, self.folder.read_document)

    def extraction(self, name: str) -> Extraction:
        """Return the annotations of a document by id or file name; raises KnowledgeBaseError where there are none."""
        return self._stored(name, self.folder.read_extraction)

    def store(self, *, read_only: bool = True) -> Engine:
        """Return the triple store. Its default graph holds every triple once: query it without the engine's own union of graphs.

        Read only, it shows what was there at the first call after the last change made through this object.
        """
        if not read_only:
            return self.graphs(read_only=False).raw
        if self._reader is None:
            self._reader = self.graphs().raw
        return self._reader

    def graphs(self, *, read_only: bool = True) -> GraphStore:
        """Return the store with its graph operations; one without documents where nothing was built yet."""
        if not read_only:
            return open_for_writing(self.folder, self._manifest, self._manifest.documents)
        return open_for_reading(self.folder, self._manifest)

    def status(self) -> Status:
        """Return what there is, and what the next build would make anew."""
        late = tuple(entry.source for entry in outdated(self.folder, self.entries()))
        count, unfinished = len(self.documents()), self.folder.mark.exists()
        return Status(self.path, count, len(self.graphs()), late, unfinished, dict(versions()), self.duplicates())

    def add(
        self,
        paths: Sequence[Path],
        *,
        progress: Progress | None = None,
        extract: Extract | None = None,
        load: Load | None = None,
        profile: str = "rules",
        limits: Limits = DEFAULT_LIMITS,
        duplicates: Policy | None = None,
    ) -> BuildReport:
        """Add or update the files, folders and archives at `paths`, make anew what other versions made, and leave the rest.

        A file whose name is known and whose content is new replaces the older one; content that is there under another name stays
        one document, which goes by the first of its names. `duplicates` says what becomes of documents that say nearly the same, from
        now on: all are kept ("keep", as at first), a later one is not taken in ("skip"), or that of the richest format stands for the
        others ("merge"), whichever came first; what is there already is then treated so too. `extract` and `load` stand in for
        extraction and reading. A file that fails is in the report and leaves no trace. Raises SourceError for paths that give no
        documents, KnowledgeBaseError where another process is at work.
        """
        from corpus.load import find_sources

        sources = find_sources(list(paths))
        steps = real_steps(profile, limits)
        steps = replace(steps, load=load or steps.load, extract=extract or steps.extract)
        with self._writing() as writer:
            return Build(self.folder, writer, steps, limits, duplicates).run(sources, progress)

    def remove(self, name: str) -> Entry:
        """Take out the document with this file name or id and everything derived from it, and return what it was.

        One that it stood for is a document of its own again.

        Raises KnowledgeBaseError where there is none, or where another process is at work.
        """
        self.entry(name)
        with self._writing() as writer:
            entry = self.entry(name)
            writer.forget(entry)
            writer.settle()
            return entry

    def reviews(self) -> ReviewLog:
        """Return the review decisions, in the order in which they were made."""
        return read_log(self.folder.reviews)

    def review(self, decisions: Sequence[Decision]) -> tuple[Outcome, ...]:
        """Put review decisions down for good and into effect, and return what became of those on statements, in order.

        `graph.desk` has functions that make decisions. Raises DecisionError for one that is incomplete, with none of them put down;
        KnowledgeBaseError where another process is at work.
        """
        checked = [decision.checked() for decision in decisions]
        with self._writing() as writer:
            writer.decide(checked)
            writer.settle()
            made = {decision.id for decision in checked}
            return tuple(item for found in writer.outcomes.values() for item in found if item.decision.id in made)

    def outcomes(self) -> tuple[Outcome, ...]:
        """Return what became of every decision that counts, in the order in which they were made."""
        return tuple(outcomes(self.folder, self._manifest, self.reviews(), self.graphs))

    @contextmanager
    def _writing(self) -> Generator[Writer, None, None]:
        """Hold the folder for writing; one that is new is gone again if nothing is written."""
        new = not self.path.exists()
        self.path.mkdir(parents=True, exist_ok=True)
        try:
            with exclusive(self.folder.lock) as held:
                if not held:
                    who = holder(self.folder.lock)
                    raise KnowledgeBaseError(f"{self.path}: another process{who} is changing this knowledge base; wait until it has ended")
                if self.folder.manifest.exists():
                    self._manifest = read_manifest(self.path)
                self._reader = None
                try:
                    writer = Writer(self.folder, self._manifest)
                    try:
                        yield writer
                    finally:
                        self._manifest = writer.close()
                except Exception as error:
                    if is_full(error):
                        message = f"{self.path}: no space left on the disk; nothing is lost, make room and run the same command again"
                        raise FullDisk(message) from error
                    raise
        finally:
            if not self.folder.manifest.exists():
                self.folder.lock.unlink(missing_ok=True)
                if new:
                    self.path.rmdir()

    def _stored(self, name: str, read: Callable[[str], T]) -> T:
        entry = self.entry(name)
        try:
            return read(entry.id)
        except (OSError, ValueError) as error:
            raise KnowledgeBaseError(f"{self.path}: document {entry.source} cannot be read ({error}); build it again") from error
