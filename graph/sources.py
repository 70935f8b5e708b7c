"""What a build reads: the files given and found in folders, and the documents inside archives, each by name with its bytes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from corpus.archive import Archive, Member, is_archive
from corpus.limits import Limits
from corpus.load import SUFFIXES, read_file
from corpus.source import DocumentError


@dataclass(frozen=True, slots=True)
class Source:
    """A document to read; `read` gives its bytes or raises DocumentError."""

    name: str
    """File name without folders; one that is refused inside an archive has the archive's name before it."""
    place: str
    """Where it lies, as messages give it."""
    read: Callable[[], bytes]


class Sources:
    """Sources below paths. One archive is open at a time: members of one archive follow each other."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._path: Path | None = None
        self._archive: Archive | None = None

    def __enter__(self) -> Sources:
        return self

    def __exit__(self, *_: object) -> None:
        self._close()

    def of(self, paths: Sequence[Path]) -> Iterator[Source]:
        """Yield the sources of files and archives; what cannot be read says so when it is."""
        for path in paths:
            if is_archive(path):
                yield from self._inside(path)
            else:
                yield Source(path.name, str(path), partial(read_file, path, self._limits))

    def _inside(self, path: Path) -> Iterator[Source]:
        try:
            with Archive(path, self._limits) as archive:
                members = list(archive.members(SUFFIXES))
        except DocumentError as error:
            yield _refused(error)
            return
        for member in members:
            if isinstance(member, DocumentError):
                yield _refused(member)
            else:
                yield Source(member.name, f"{path}/{member.path}", partial(self._read, path, member))
        if not members:
            yield _refused(DocumentError(path.name, f"the archive holds no document; put files in it that end in {', '.join(SUFFIXES)}"))

    def _read(self, path: Path, member: Member) -> bytes:
        if self._archive is None or self._path != path:
            self._close()
            self._archive, self._path = Archive(path, self._limits), path
        return self._archive.read(member)

    def _close(self) -> None:
        if self._archive is not None:
            self._archive.close()
        self._archive = None


def _refused(error: DocumentError) -> Source:
    def read() -> bytes:
        raise error

    return Source(error.source, error.source, read)
