"""The manifest of a knowledge base: which documents it holds, and with what each was made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

from graph.files import read_json, write_json
from graph.identifiers import DEFAULT_BASE

FORMAT = 1
NAME = "manifest.json"


class ManifestError(Exception):
    """A manifest cannot be read; the message names the file and what is wrong with it."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A document of the knowledge base."""

    id: str
    source: str
    """File name of the original."""
    sha256: str
    suffix: str
    """Ending of the original's name, lower case, with the dot."""
    made_with: Mapping[str, str] = field(default_factory=dict[str, str])
    """Versions by name, as `versions.versions` gives them, and `profile` and `reviews`."""
    title: str | None = None


@dataclass(frozen=True, slots=True)
class Manifest:
    """All documents by id, and the base of the IRIs."""

    base: str = DEFAULT_BASE
    documents: Mapping[str, Entry] = field(default_factory=dict[str, Entry])

    def write(self, folder: Path) -> None:
        """Write the manifest, documents in order of their ids."""
        documents = [
            {
                "id": entry.id,
                "source": entry.source,
                "sha256": entry.sha256,
                "suffix": entry.suffix,
                "title": entry.title,
                "madeWith": dict(entry.made_with),
            }
            for _, entry in sorted(self.documents.items())
        ]
        write_json(folder / NAME, {"format": FORMAT, "base": self.base, "documents": documents})


def read_manifest(folder: Path) -> Manifest:
    """Return the manifest of a folder.

    Raises FileNotFoundError where there is none, ManifestError where it cannot be read.
    """
    path = folder / NAME
    try:
        data = read_json(path)
        if data.get("format") != FORMAT:
            raise ValueError(f"format {data.get('format')!r}, not {FORMAT}")
        entries = [_entry(item) for item in cast("list[dict[str, Any]]", data["documents"])]
        return Manifest(str(data["base"]), {entry.id: entry for entry in entries})
    except FileNotFoundError:
        raise
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ManifestError(f"{path}: the manifest cannot be read ({error}); restore it, or build again in another folder") from error


def _entry(item: Mapping[str, Any]) -> Entry:
    made_with = {str(key): str(value) for key, value in item["madeWith"].items()}
    return Entry(str(item["id"]), str(item["source"]), str(item["sha256"]), str(item["suffix"]), made_with, item.get("title"))
