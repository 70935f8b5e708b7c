"""Files of records that lie beside the documents: found, and their word put in place of what was read.

They are no documents themselves: metadata.csv, .bib, .ris, .net and .enw files, and .txt files that begin as an export does.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from corpus.document import Metadata
from corpus.metadata import stated
from corpus.records import BibliographyError, read_records

SIDE_SUFFIXES = (".bib", ".ris", ".net", ".enw")
"""Endings of files that hold records, lower case."""
TABLE = "metadata.csv"
_HEAD = 400
_EXPORT = re.compile(
    r"\ufeff?\s*(?:\{Reference Type\}|%0 [A-Z]|TY {1,2}- |RT [A-Z][A-Za-z /]+\s*[\r\n]+\s*(?:SR|A1|T1) |SrcDatabase-|DataType: )"
)


def is_side_file(path: Path) -> bool:
    """Return whether a file holds records about documents rather than a document."""
    suffix = path.suffix.lower()
    if suffix in SIDE_SUFFIXES or path.name.lower() == TABLE:
        return True
    if suffix != ".txt":
        return False
    try:
        with path.open("rb") as stream:
            head = stream.read(_HEAD)
    except OSError:
        return False
    return is_export(head)


def is_export(head: bytes) -> bool:
    r"""Return whether a text begins as an exported list of records does.

    >>> is_export(b"%0 Journal Article\n%A ..."), is_export("报告：各位代表".encode())
    (True, False)
    """
    text = head.decode("utf-16", "ignore") if head[:2] in (b"\xff\xfe", b"\xfe\xff") else head.decode("latin-1").removeprefix("ï»¿")
    return _EXPORT.match(text) is not None


class SideFiles:
    """The side files of the folders that documents lie in, each folder read once."""

    def __init__(self) -> None:
        self._folders: dict[Path, _Folder] = {}
        self.problems: list[BibliographyError] = []

    def stated_for(self, path: Path, title: str | None = None) -> dict[str, str]:
        """Return the fields that side files state of the document at `path`, by file name and by `title`.

        Where several state the same, the file name counts before the title, and metadata.csv before other files. A side file that
        cannot be read is passed over and named in `problems`.
        """
        folder = self._folders.get(path.parent)
        if folder is None:
            folder = self._folders[path.parent] = _Folder.read(path.parent, self.problems)
        return folder.find(path.name, title)


@dataclass(slots=True)
class _Folder:
    by_name: dict[str, dict[str, str]]
    by_title: dict[str, dict[str, str]]

    @classmethod
    def read(cls, folder: Path, problems: list[BibliographyError]) -> _Folder:
        by_name: dict[str, dict[str, str]] = {}
        by_title: dict[str, dict[str, str]] = {}
        beside = sorted(item for item in folder.iterdir() if item.is_file() and is_side_file(item)) if folder.is_dir() else []
        for item in sorted(beside, key=lambda item: item.name.lower() == TABLE):
            try:
                records = read_records(item.read_bytes(), item.name)
            except OSError as error:
                problems.append(BibliographyError(item.name, f"cannot be read ({error.strerror or error}); documents keep what they state"))
                continue
            except BibliographyError as error:
                problems.append(error)
                continue
            alone = len(records) == 1 and not records[0].names
            for record in records:
                for name in (*record.names, *((item.stem,) if alone else ())):
                    by_name.setdefault(_name_key(name), {}).update(record.fields)
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
