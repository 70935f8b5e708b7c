"""Files of records that lie beside the documents, in a folder or an archive: found, and their word put in place of what was read."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from corpus.archive import Archive, Member
from corpus.document import Metadata
from corpus.limits import DEFAULT_LIMITS, Limits
from corpus.metadata import stated
from corpus.records import BibliographyError, read_records
from corpus.sidefiles import TABLE, is_side_file
from corpus.source import DocumentError


class SideFiles:
    """The side files of the folders that documents lie in, each folder of the disk or of an archive read once."""

    def __init__(self, limits: Limits = DEFAULT_LIMITS) -> None:
        self._limits = limits
        self._folders: dict[Path, _Folder] = {}
        self._archives: dict[Path, dict[str, _Folder]] = {}
        self.problems: list[BibliographyError] = []

    def stated_for(self, path: Path, title: str | None = None) -> dict[str, str]:
        """Return the fields that side files state of the document at `path`, by file name and by `title`.

        `path` may lead into an archive (`papers.zip/folder/paper.txt`): there the files in its folder of the archive count, before
        those beside the archive. Where several state the same, the file name counts before the title, and metadata.csv before other
        files. A side file that cannot be read is passed over and named in `problems`.
        """
        archive = next((parent for parent in path.parents if parent.is_file()), None)
        if archive is None:
            return self._of_disk(path.parent).find(path.name, title)
        folder, name = _split(path.relative_to(archive).as_posix())
        return self._of_disk(archive.parent).find(name, title) | self._of_archive(archive, folder).find(name, title)

    def _of_disk(self, folder: Path) -> _Folder:
        found = self._folders.get(folder)
        if found is None:
            beside = sorted(item for item in folder.iterdir() if item.is_file() and is_side_file(item)) if folder.is_dir() else []
            found = self._folders[folder] = _Folder.of([(item.name, partial(_read, item)) for item in beside], self.problems)
        return found

    def _of_archive(self, path: Path, folder: str) -> _Folder:
        if path not in self._archives:
            self._archives[path] = self._read_archive(path)
        return self._archives[path].get(folder) or _Folder({}, {})

    def _read_archive(self, path: Path) -> dict[str, _Folder]:
        inside: dict[str, list[tuple[str, Callable[[], bytes]]]] = {}
        with Archive(path, self._limits) as archive:
            for member in archive.side_files():
                if isinstance(member, DocumentError):
                    self.problems.append(BibliographyError(member.source, member.reason))
                else:
                    inside.setdefault(_split(member.path)[0], []).append((member.name, partial(_unpack, archive, member)))
            return {folder: _Folder.of(beside, self.problems, f"{path.name}/") for folder, beside in inside.items()}


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise BibliographyError(path.name, f"cannot be read ({error.strerror or error}); documents keep what they state") from error


def _unpack(archive: Archive, member: Member) -> bytes:
    try:
        return archive.read(member)
    except DocumentError as error:
        raise BibliographyError(error.source, error.reason) from error


def _split(path: str) -> tuple[str, str]:
    folder, _, name = path.replace("\\", "/").rpartition("/")
    return folder, name


@dataclass(slots=True)
class _Folder:
    by_name: dict[str, dict[str, str]]
    by_title: dict[str, dict[str, str]]

    @classmethod
    def of(cls, beside: Sequence[tuple[str, Callable[[], bytes]]], problems: list[BibliographyError], within: str = "") -> _Folder:
        """Read side files given by name; `within` stands before the name in messages."""
        by_name: dict[str, dict[str, str]] = {}
        by_title: dict[str, dict[str, str]] = {}
        for name, read in sorted(beside, key=lambda item: item[0].lower() == TABLE):
            try:
                records = read_records(read(), name)
            except BibliographyError as error:
                problems.append(BibliographyError(within + error.source, error.reason) if error.source == name else error)
                continue
            alone = len(records) == 1 and not records[0].names
            for record in records:
                for key in (*record.names, *((Path(name).stem,) if alone else ())):
                    by_name.setdefault(_name_key(key), {}).update(record.fields)
                title = record.fields.get("title", "")
                main = stated({"title": title}).get("title", "")
                for key in {_title_key(title), _title_key(main)} - {""}:
                    by_title.setdefault(key, {}).update(record.fields)
        return cls(by_name, by_title)

    def find(self, name: str, title: str | None) -> dict[str, str]:
        stem = Path(name).stem
        found: dict[str, str] = {}
        for key in dict.fromkeys(_title_key(words) for words in (title or "", stem, re.sub(r"_[^_]{2,4}$", "", stem)) if words):
            found |= self.by_title.get(key, {})
        found |= self.by_name.get(_name_key(stem), {})
        return found | self.by_name.get(_name_key(name), {})


def with_stated(metadata: Metadata, fields: Mapping[str, str]) -> Metadata:
    """Return `metadata` with what a side file states in place of what was read; fields it leaves empty stay."""
    given = {name: value for name, value in fields.items() if value.strip()}
    return replace(metadata, **stated(given)) if given else metadata


def _name_key(name: str) -> str:
    return unicodedata.normalize("NFC", name.strip()).casefold()


def _title_key(title: str) -> str:
    """A title without white space, punctuation and width, so that exports and title pages agree."""
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", title)).casefold()
