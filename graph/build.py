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
from graph.beside import Beside, beside_version
from graph.duplicates import Duplicate, duplicates, richness
from graph.files import is_full
from graph.folder import Folder
from graph.manifest import Entry, Policy
from graph.sources import Source, Sources
from graph.sparql_server import ServerError
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
    skipped: tuple[Duplicate, ...] = ()
    """Sources not taken in (`first`), as they say nearly the same as a document that is there (`second`)."""
    duplicates: tuple[Duplicate, ...] = ()
    """Pairs that say nearly the same, one of which was added or updated."""


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
    return {**versions(), "profile": profile, "beside": beside_version(folder, document_id)}


def is_stale(entry: Entry, current: Mapping[str, str], names: Sequence[str]) -> bool:
    """Tell whether a document was made with another version of one of the things named."""
    return any(entry.made_with.get(name) != current[name] for name in names)


class Build:
    """One run over a list of files."""

    def __init__(self, folder: Folder, writer: Writer, steps: Steps, limits: Limits = DEFAULT_LIMITS, policy: Policy | None = None) -> None:
        self._folder = folder
        self._limits = limits
        self._writer = writer
        self._steps = steps
        self._beside = Beside(folder, limits)
        self._policy: Policy | None = policy
        self._ids = {name: entry.id for entry in writer.documents.values() for name in _names(entry)}
        self._seen: dict[str, str] = {}
        self._done: dict[str, list[str]] = {"added": [], "updated": [], "unchanged": [], "": []}
        self._changed: set[str] = set()
        self._skipped: list[Duplicate] = []
        self._failed: list[Failure] = []
        self._warned: list[Failure] = []

    def run(self, sources: Sequence[Path], progress: Progress | None = None) -> BuildReport:
        """Add or update the sources, then make anew what other versions made."""
        with Sources(self._limits) as opened:
            items = list(opened.of(sources))
            if self._skips():
                items.sort(key=lambda item: richness(Path(item.name).suffix.lower()))
            jobs: list[tuple[str, Callable[[], str]]] = [(item.name, partial(self._source, item)) for item in items]
            given = {item.name for item in items}
            stale = [entry for entry in self._writer.documents.values() if given.isdisjoint(_names(entry)) and self._needs_work(entry)]
            jobs += [(entry.source, partial(self._late, entry.id)) for entry in sorted(stale, key=lambda entry: entry.source)]
            for number, (name, job) in enumerate(jobs, 1):
                self._attempt(name, job)
                if progress:
                    progress(number, len(jobs), name)
        self._warned += (Failure(name, reason) for name, reason in self._beside.problems())
        self._writer.settle(self._policy)
        added, updated, unchanged = (tuple(self._done[name]) for name in ("added", "updated", "unchanged"))
        pairs = [pair for pair in self._writer.signatures.pairs if pair.first in self._changed or pair.second in self._changed]
        alike = duplicates(self._writer.documents, pairs)
        return BuildReport(added, updated, unchanged, tuple(self._failed), tuple(self._warned), tuple(self._skipped), alike)

    def _attempt(self, name: str, job: Callable[[], str]) -> None:
        try:
            self._done[job()].append(name)
        except (*self._steps.stop, ServerError):
            raise
        except Exception as error:  # the readers' libraries raise what they like; one bad file must not end the build
            if is_full(error):
                raise
            reason = getattr(error, "reason", None)
            self._failed.append(Failure(name, reason if isinstance(reason, str) else str(error) or type(error).__name__))

    def _source(self, source: Source) -> str:
        data = source.read()
        sha256 = hashlib.sha256(data).hexdigest()
        if self._seen.setdefault(source.name, sha256) != sha256:
            raise ValueError(f"another file of this name with other content was given ({source.place}); rename one of them")
        older = self._writer.documents.get(self._ids.get(source.name, ""))
        known = next((entry for entry in (older, self._writer.documents.get(sha256[:16])) if entry and entry.sha256 == sha256), None)
        if known is not None:
            self._beside.take(known.id, source.place, known.title, instead=source.name == known.source)
            return self._again(known, older, source.name)
        read = self._steps.load(data, source.name)
        if older is None and self._skips() and self._is_like_another(read):
            return ""
        self._beside.take(read.id, source.place, read.metadata.title)
        try:
            return self._new(source.name, sha256, data, self._beside.applied(read), older)
        except Exception:
            self._beside.drop(read.id)
            raise

    def _new(self, name: str, sha256: str, data: bytes, document: Document, older: Entry | None) -> str:
        """Content that is not there yet, under a new name or in place of older content."""
        suffix = Path(name).suffix.lower()
        entry = Entry(document.id, name, sha256, suffix, self._versions(document.id), document.metadata.title)
        if older is not None and older.other_names:
            self._put(entry, data, document, None)
            self._take_name(older, name)
        else:
            self._put(entry, data, document, older)
        return "updated" if older else "added"

    def _again(self, known: Entry, older: Entry | None, name: str) -> str:
        """Content that is there already: under this name, or under another one, and then it stays one document with both names."""
        if name in _names(known):
            return self._refresh(known) if self._needs_work(known) else "unchanged"
        changed = self._give_names(known, {*_names(known), name})
        if older is not None:
            self._take_name(older, name)
        return "updated" if older is not None or changed else "unchanged"

    def _give_names(self, entry: Entry, names: set[str]) -> bool:
        """Give a document these names; tell whether that meant to make it anew, as it goes by the first of them."""
        source, *others = sorted(names)
        named = replace(entry, source=source, other_names=tuple(others))
        if source != entry.source:
            data = self._folder.source(entry).read_bytes()
            document = self._beside.applied(self._steps.load(data, source))
            named = replace(named, suffix=Path(source).suffix.lower(), made_with=self._versions(entry.id), title=document.metadata.title)
            self._put(named, data, document, None)
            return True
        self._writer.note(named)
        self._ids.update((name, named.id) for name in names)
        return self._needs_work(named) and bool(self._refresh(named))

    def _take_name(self, entry: Entry, name: str) -> None:
        """Take a name from a document, which is gone with its last one."""
        rest = {*_names(entry)} - {name}
        if rest:
            self._give_names(entry, rest)
        else:
            self._writer.forget(entry)

    def _late(self, document_id: str) -> str:
        """Make anew what other versions made, if nothing before has done so."""
        entry = self._writer.documents.get(document_id)
        return self._refresh(entry) if entry is not None and self._needs_work(entry) else ""

    def _refresh(self, entry: Entry) -> str:
        current = self._versions(entry.id)
        made = replace(entry, made_with=current)
        if is_stale(entry, current, READING + RULES):
            data = self._folder.source(entry).read_bytes()
            stale = is_stale(entry, current, READING)
            document = self._beside.applied(self._steps.load(data, entry.source)) if stale else self._folder.read_document(entry.id)
            self._put(replace(made, title=document.metadata.title), data, document, None)
        else:
            self._writer.regraph(made)
        return "updated"

    def _put(self, entry: Entry, data: bytes, document: Document, older: Entry | None) -> None:
        extraction = self._steps.extract(document)
        self._writer.put(entry, lambda: data, document, extraction, instead_of=older)
        self._ids.update((name, entry.id) for name in _names(entry))
        self._changed.add(entry.id)
        self._warned += (Failure(entry.source, warning) for warning in document.warnings)

    def _skips(self) -> bool:
        return (self._policy or self._writer.policy) == "skip"

    def _is_like_another(self, document: Document) -> bool:
        """Tell whether a document says nearly the same as one that is there, and note which is most like it."""
        alike = self._writer.signatures.like(document)
        if not alike:
            return False
        value, name = max((value, name) for name, value in alike.items())
        self._skipped.append(Duplicate(document.source, self._writer.documents[name].source, value))
        return True

    def _versions(self, document_id: str) -> dict[str, str]:
        return made_with(self._folder, document_id, self._steps.profile)

    def _needs_work(self, entry: Entry) -> bool:
        return is_stale(entry, self._versions(entry.id), READING + RULES + GRAPH)


def _names(entry: Entry) -> tuple[str, ...]:
    return entry.source, *entry.other_names


def outdated(folder: Folder, entries: Sequence[Entry]) -> Iterator[Entry]:
    """Yield the documents that the next build makes anew."""
    for entry in entries:
        current = made_with(folder, entry.id, entry.made_with.get("profile", ""))
        if is_stale(entry, current, READING + RULES + GRAPH):
            yield entry
