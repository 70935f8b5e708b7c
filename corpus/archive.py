"""Archives as sources: the documents inside a .zip, read one at a time without unpacking anything to disk."""

from __future__ import annotations

import stat
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from corpus.limits import DEFAULT_LIMITS, Limits, in_megabytes
from corpus.sidefiles import HEAD, is_export, is_side_name
from corpus.source import DocumentError

UNPACKING_ERRORS = (BadZipFile, zlib.error, struct.error, EOFError, NotImplementedError, RuntimeError, ValueError, OSError)
"""What the library raises on damaged, locked and unknown archives."""
_ENCRYPTED = 0x1
_UTF8_NAMES = 0x800
_UNICODE_PATH = 0x7075
_ARCHIVES = (".zip", ".rar", ".7z", ".gz", ".tgz", ".bz2", ".xz", ".tar", ".zst")
_PASSED_OVER = (".", "~$")
_BESIDE = "__macosx"


@dataclass(frozen=True, slots=True)
class Member:
    """A document inside an archive; `name` is its file name without folders."""

    name: str
    path: str
    """Name with folders, as the archive gives it."""
    info: ZipInfo


class Archive:
    """An open .zip file; members are unpacked into memory one at a time."""

    def __init__(self, path: Path, limits: Limits = DEFAULT_LIMITS) -> None:
        """Open the archive at `path`.

        Raises DocumentError for a file that is no .zip, is damaged or holds more than the limits allow.
        """
        self.name = path.name
        self._limits = limits
        try:
            if path.stat().st_size > limits.archive_bytes:
                raise DocumentError(path.name, f"larger than {in_megabytes(limits.archive_bytes)}; split it")
            self._zip = ZipFile(path)
        except UNPACKING_ERRORS as error:
            raise DocumentError(path.name, _unreadable(error)) from error
        try:
            check_contents(self._zip.infolist(), self.name, limits)
        except DocumentError:
            self._zip.close()
            raise

    def __enter__(self) -> Archive:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the file."""
        self._zip.close()

    def members(self, suffixes: tuple[str, ...]) -> Iterator[Member | DocumentError]:
        """Yield what can be read of the files that end in `suffixes`, and an error for each member that is refused, by path.

        Folders, hidden files, files of records about documents and files of other kinds are passed over, as in a folder.
        """
        for path, info in self._visible():
            if path.lower().endswith((*suffixes, *_ARCHIVES)) and not self._is_side_file(path, info):
                yield self._member(path, info)

    def side_files(self) -> Iterator[Member | DocumentError]:
        """Yield the files of records about documents (metadata.csv, BibTeX …), and an error for each that is refused, by path."""
        for path, info in self._visible():
            if self._is_side_file(path, info):
                yield self._member(path, info)

    def _visible(self) -> Iterator[tuple[str, ZipInfo]]:
        """Yield path and entry of the files, hidden ones left out, by path."""
        for path, info in sorted(((member_path(info), info) for info in self._zip.infolist()), key=lambda item: item[0]):
            parts = _parts(path)
            hidden = any(part.startswith(_PASSED_OVER) and part != ".." for part in parts) or parts[0].lower() == _BESIDE
            if not info.is_dir() and not hidden:
                yield path, info

    def _is_side_file(self, path: str, info: ZipInfo) -> bool:
        name = _parts(path)[-1]
        if is_side_name(name) or not name.lower().endswith(".txt"):
            return is_side_name(name)
        try:
            with self._zip.open(info) as opened:
                return is_export(opened.read(HEAD))
        except UNPACKING_ERRORS:
            return False  # reading it as a document says what is wrong

    def _member(self, path: str, info: ZipInfo) -> Member | DocumentError:
        parts = _parts(path)
        reason = _refusal(path, parts, info, self._limits, nested=path.lower().endswith(_ARCHIVES))
        return DocumentError(f"{self.name}/{path}", reason) if reason else Member(parts[-1], path, info)

    def read(self, member: Member) -> bytes:
        """Return a member's bytes; raises DocumentError where they are damaged."""
        try:
            return self._zip.read(member.info)
        except UNPACKING_ERRORS as error:
            raise DocumentError(f"{self.name}/{member.path}", "is damaged inside the archive; pack it again") from error


def _parts(path: str) -> list[str]:
    return path.replace("\\", "/").split("/")


def is_archive(path: Path) -> bool:
    """Return whether a file is to be read as an archive: its name ends in .zip and it is no Word file under that name."""
    if path.suffix.lower() != ".zip":
        return False
    try:
        with ZipFile(path) as opened:
            return not is_word(opened)
    except UNPACKING_ERRORS:
        return True  # opening it as an archive says what is wrong


def is_word(opened: ZipFile) -> bool:
    """Return whether the package is a Word file."""
    names = set(opened.namelist())
    return "[Content_Types].xml" in names and any(name.startswith("word/") for name in names)


def open_package(data: bytes, source: str, limits: Limits, *, remedy: str) -> ZipFile:
    """Return an open .zip whose contents are within the limits; `remedy` says what to do with one that cannot be opened.

    Raises DocumentError for a damaged, locked or oversized one.
    """
    try:
        opened = ZipFile(BytesIO(data))
    except UNPACKING_ERRORS as error:
        raise DocumentError(source, f"cannot be opened (damaged or cut off?); {remedy}") from error
    infos = opened.infolist()
    check_contents(infos, source, limits)
    for info in infos:
        if reason := _packing(info, limits):
            raise DocumentError(source, f"its part {printable(info.filename)} {reason}")
    return opened


def check_contents(infos: list[ZipInfo], source: str, limits: Limits) -> None:
    """Raise DocumentError where an archive declares more files or bytes than the limits allow.

    The library never unpacks more of a member than its directory entry declares, so what is declared is what is at most read.
    """
    if len(infos) > limits.archive_files:
        raise DocumentError(source, f"holds {len(infos)} files, more than {limits.archive_files}; split it")
    total = sum(info.file_size for info in infos)
    if total > limits.archive_bytes:
        raise DocumentError(source, f"unpacks to {in_megabytes(total)}, more than {in_megabytes(limits.archive_bytes)}; split it")


def member_path(info: ZipInfo) -> str:
    """Return a member's name: UTF-8 where the archive says so, else GB18030 as archives packed on Chinese Windows have it."""
    if info.flag_bits & _UTF8_NAMES:
        return printable(info.filename)
    extra = _unicode_name(info)
    if extra is not None:
        return printable(extra)
    try:
        original = info.orig_filename.encode("cp437")
    except UnicodeEncodeError:
        return printable(info.filename)
    for encoding in ("utf-8", "gb18030", "big5"):
        try:
            return printable(original.decode(encoding))
        except UnicodeDecodeError:
            continue
    return printable(info.filename)


def _unicode_name(info: ZipInfo) -> str | None:
    """Return the UTF-8 name that Info-ZIP writes beside one in a local encoding."""
    extra = info.extra
    while len(extra) >= 4:
        kind, size = struct.unpack("<HH", extra[:4])
        if kind == _UNICODE_PATH and size > 5:
            try:
                return extra[9 : 4 + size].decode("utf-8")
            except UnicodeDecodeError:
                return None
        extra = extra[4 + size :]
    return None


def printable(name: str) -> str:
    """Return a name fit for one line of a message: control characters and half surrogates become U+FFFD."""
    return "".join(char if char.isprintable() else "\ufffd" for char in name)


def _refusal(path: str, parts: list[str], info: ZipInfo, limits: Limits, *, nested: bool) -> str | None:
    """Return why a member is not read, None where it may be."""
    if ".." in parts or not parts[0] or parts[0].endswith(":") or (len(path) > 1 and path[1] == ":"):
        return "its name points outside the archive; pack it again with plain names"
    kind = stat.S_IFMT(info.external_attr >> 16)
    if kind and not stat.S_ISREG(kind):
        return "is a link or device, not a file; pack the file itself"
    if nested:
        return "is an archive inside an archive; unpack it first"
    return _packing(info, limits)


def _packing(info: ZipInfo, limits: Limits) -> str | None:
    if info.flag_bits & _ENCRYPTED:
        return "is locked by a password; pack it without one"
    if info.compress_type not in {ZIP_STORED, ZIP_DEFLATED}:
        return "is packed in a way that is not read; pack it as an ordinary .zip (deflate)"
    if info.file_size > limits.file_bytes:
        return f"unpacks to more than {in_megabytes(limits.file_bytes)}; split it"
    if info.file_size > limits.ratio_from and info.file_size > limits.ratio * max(info.compress_size, 1):
        return f"unpacks to more than {limits.ratio} times its packed size, as a zip bomb does; give the file itself"
    return None


def _unreadable(error: Exception) -> str:
    if isinstance(error, OSError) and error.strerror:
        return f"cannot be read ({error.strerror}); check that it exists and you may read it"
    return "not a .zip archive that can be opened (damaged or cut off?); pack or download it again"
