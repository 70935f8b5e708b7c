"""How large a source may be before it is refused; a file that unpacks to more than memory holds must not stop a build."""

from __future__ import annotations

from dataclasses import dataclass

MEGABYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """Largest sizes that are read, in bytes unless the name says otherwise; each refusal names the limit it hit."""

    file_bytes: int = 100 * MEGABYTE
    """A file, or a file inside an archive after unpacking."""
    pages: int = 3000
    """Pages of a PDF."""
    markup_bytes: int = 50 * MEGABYTE
    """A web page, or the unpacked XML of a Word file: its tree takes about ten times as much memory."""
    archive_files: int = 10_000
    """Files inside one archive or Word file, folders and passed-over ones included."""
    archive_bytes: int = 1000 * MEGABYTE
    """An archive, and all it unpacks to together."""
    ratio: int = 200
    """How many times its packed size a packed file may have, from `ratio_from` on: text packs 2 to 20 times, a bomb 1,000 times."""
    ratio_from: int = 5 * MEGABYTE


DEFAULT_LIMITS = Limits()


def in_megabytes(size: int) -> str:
    """Return a size as messages give it.

    >>> in_megabytes(100 * MEGABYTE), in_megabytes(500)
    ('100 MB', '0.0005 MB')
    """
    return f"{size / MEGABYTE:.0f} MB" if size >= MEGABYTE else f"{size / MEGABYTE:.1g} MB"
