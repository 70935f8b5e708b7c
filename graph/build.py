"""The build: for each source decides what has to be done again, does it, and goes on where one fails."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from corpus.document import Document
from corpus.limits import DEFAULT_LIMITS, Limits
from extract.annotation import Extraction
from graph.folder import Folder
from graph.manifest import Entry
from graph.sources import Source, Sources
from graph.versions import GRAPH, READING, RULES, versions
from graph.writer import Writer

Progress = Callable[[int, int, str], None]
"""Called with how many are done, how many there are, and the file just done."""
Load = Callable[[bytes, str], Document]
"""Makes a document of a file's bytes and name."""
Extract = Callable[[Document], Extraction]


@dataclass(frozen=True, slots=True)
class Failure:
    """A source that gave no document, and why."""

    source: str
    reason: str


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What a build did, by file name."""

    added: tuple[str, ...] = ()
    updated: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()
    failed: tuple[Failure, ...] = ()
    warned: tuple[Failure, ...] = ()
    """Sources that were read in spite of faults, and these."""


@dataclass(frozen=True, slots=True)
class Steps:
    """The parts of the build that are made elsewhere."""

    load: Load
    extract: Extract
    profile: str
    stop: tuple[type[Exception], ...] = ()
    """Errors that no document is to blame for; they end the build."""


def real_steps(profile: str, limits: Limits = DEFAULT_LIMITS) -> Steps:
    """Return the reading and extraction that Zhitu ships."""
    from corpus.load import document_from_bytes
    from extract import pipeline

    load = partial(document_from_bytes, limits=limits)
    return Steps(load, lambda document: pipeline.extract(document, profile=profile), profile, (pipeline.UnknownProfile,))


def made_with(folder: Folder, document_id: str, profile: str) -> dict[str, str]:
    """Return the versions that a document made now would be made with."""
    reviews = folder.reviews(document_id)
    decided = hashlib.sha256(reviews.read_bytes()).hexdigest()[:12] if reviews.exists() else ""
    return {**versions(), "profile": profile, "reviews": decided}


def is_stale(entry: Entry, current: Mapping[str, str], names: Sequence[str]) -> bool:
    """Tell whether a document was made with another version of one of the things named."""
    return any(entry.made_with.get(name) != current[name] for name in names)


class Build:
    """One run over a list of files."""

    def __init__(self, folder: Folder, writer: Writer, steps: Steps, limits: Limits = DEFAULT_LIMITS) -> None:
        self._folder = folder
        self._limits = limits
        self._writer = writer
        self._steps = steps
        self._names = {entry.source: entry for entry in writer.documents.values()}
        self._seen: dict[str, str] = {}
        self._done: dict[str, list[str]] = {"added": [], "updated": [], "unchanged": []}
        self._failed: list[Failure] = []
        self._warned: list[Failure] = []

    def run(self, sources: Sequence[Path], progress: Progress | None = None) -> BuildReport:
        """Add or update the sources, then make anew what other versions made."""
        with Sources(self._limits) as opened:
            jobs: list[tuple[str, Callable[[], str]]] = [(item.name, partial(self._source, item)) for item in opened.of(sources)]
            given = {name for name, _ in jobs}
            stale = [entry for entry in self._writer.documents.values() if entry.source not in given and self._needs_work(entry)]
            jobs += [(entry.source, partial(self._refresh, entry)) for entry in sorted(stale, key=lambda entry: entry.source)]
            for number, (name, job) in enumerate(jobs, 1):
                self._attempt(name, job)
                if progress:
                    progress(number, len(jobs), name)
        added, updated, unchanged = (tuple(self._done[name]) for name in ("added", "updated", "unchanged"))
        return BuildReport(added, updated, unchanged, tuple(self._failed), tuple(self._warned))

    def _attempt(self, name: str, job: Callable[[], str]) -> None:
        try:
            self._done[job()].append(name)
        except self._steps.stop:
            raise
        except Exception as error:  # the readers' libraries raise what they like; one bad file must not end the build
            reason = getattr(error, "reason", None)
            self._failed.append(Failure(name, reason if isinstance(reason, str) else str(error) or type(error).__name__))

    def _source(self, source: Source) -> str:
        data = source.read()
        sha256 = hashlib.sha256(data).hexdigest()
        if self._seen.setdefault(source.name, sha256) != sha256:
            raise ValueError(f"another file of this name with other content was given ({source.place}); rename one of them")
        older = self._names.get(source.name)
        known = next((entry for entry in (older, self._writer.documents.get(sha256[:16])) if entry and entry.sha256 == sha256), None)
        if known is not None:
            return self._again(known, older)
        document = self._steps.load(data, source.name)
        suffix = Path(source.name).suffix.lower()
        entry = Entry(document.id, source.name, sha256, suffix, self._versions(document.id), document.metadata.title)
        self._put(entry, data, document, older)
        return "updated" if older else "added"

    def _again(self, known: Entry, older: Entry | None) -> str:
        """Content that is there already: under this name, or under another one, and then it stays one document."""
        if older is not None and older.id != known.id:
            self._writer.forget(older)
            del self._names[older.source]
            return "updated"
        return self._refresh(known) if self._needs_work(known) else "unchanged"

    def _refresh(self, entry: Entry) -> str:
        current = self._versions(entry.id)
        made = replace(entry, made_with=current)
        if is_stale(entry, current, READING + RULES):
            data = self._folder.source(entry).read_bytes()
            document = self._steps.load(data, entry.source) if is_stale(entry, current, READING) else self._folder.read_document(entry.id)
            self._put(made, data, document, None)
        else:
            self._writer.regraph(made)
        return "updated"

    def _put(self, entry: Entry, data: bytes, document: Document, older: Entry | None) -> None:
        extraction = self._steps.extract(document)
        self._writer.put(entry, lambda: data, document, extraction, instead_of=older)
        self._names[entry.source] = entry
        self._warned += (Failure(entry.source, warning) for warning in document.warnings)

    def _versions(self, document_id: str) -> dict[str, str]:
        return made_with(self._folder, document_id, self._steps.profile)

    def _needs_work(self, entry: Entry) -> bool:
        return is_stale(entry, self._versions(entry.id), READING + RULES + GRAPH)


def outdated(folder: Folder, entries: Sequence[Entry]) -> Iterator[Entry]:
    """Yield the documents that the next build makes anew."""
    for entry in entries:
        current = made_with(folder, entry.id, entry.made_with.get("profile", ""))
        if is_stale(entry, current, READING + RULES + GRAPH):
            yield entry
