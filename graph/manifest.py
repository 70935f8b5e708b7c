"""The manifest of a knowledge base: which documents it holds, and with what each was made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, cast

from corpus.duplicates import Pair
from graph.files import read_json, write_json
from graph.identifiers import DEFAULT_BASE

FORMAT = 1
LAYOUT = 1
"""Form of the store; another number means that its graphs must be made again."""
NAME = "manifest.json"
Policy = Literal["keep", "skip", "merge"]
"""What becomes of documents that say nearly the same: all kept, later ones not taken in, or one that stands for all."""
POLICIES: tuple[Policy, ...] = ("keep", "skip", "merge")


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
    other_names: tuple[str, ...] = ()
    """Other file names under which the same content was given, in order; `source` is the first of all."""
    merged_into: str | None = None
    """Id of the document that stands for this one, which then has no graphs of its own."""
    stands_for: tuple[str, ...] = ()
    """Ids of the documents that the graphs of this one name as other sources of the same, in order."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where the graphs are and in which form."""

    at: str = ""
    """Query address of a SPARQL server, empty for the folder itself."""
    layout: int = LAYOUT


@dataclass(frozen=True, slots=True)
class Manifest:
    """All documents by id, and the base of the IRIs."""

    base: str = DEFAULT_BASE
    documents: Mapping[str, Entry] = field(default_factory=dict[str, Entry])
    pairs: tuple[Pair, ...] = ()
    """Documents that say nearly the same, by id, in order."""
    duplicates: Policy = "keep"
    place: Place = Place()

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
                **({"otherNames": list(entry.other_names)} if entry.other_names else {}),
                **({"mergedInto": entry.merged_into} if entry.merged_into else {}),
                **({"standsFor": list(entry.stands_for)} if entry.stands_for else {}),
            }
            for _, entry in sorted(self.documents.items())
        ]
        pairs = [[pair.first, pair.second, pair.similarity] for pair in self.pairs]
        alike = {"duplicates": self.duplicates, "pairs": pairs}
        place = {} if self.place == Place() else {"store": {"at": self.place.at, "layout": self.place.layout}}
        write_json(folder / NAME, {"format": FORMAT, "base": self.base, **place, **alike, "documents": documents})


def read_manifest(folder: Path) -> Manifest:
    """Return the manifest of a folder.

    Raises FileNotFoundError where there is none, ManifestError where it cannot be read.
    """
    path = folder / NAME
    try:
        data = read_json(path)
        form = data.get("format")
        if isinstance(form, int) and form > FORMAT:
            raise ManifestError(f"{path}: made by a newer Zhitu (format {form}, this one reads {FORMAT}); update Zhitu")
        if form != FORMAT:
            raise ValueError(f"format {form!r}, not {FORMAT}")
        entries = [_entry(item) for item in cast("list[dict[str, Any]]", data["documents"])]
        pairs = tuple(Pair(str(first), str(second), float(value)) for first, second, value in cast("list[Any]", data.get("pairs", [])))
        policy = data.get("duplicates", "keep")
        if policy not in POLICIES:
            raise ValueError(f"duplicates {policy!r}, not one of {', '.join(POLICIES)}")
        store = cast("dict[str, Any]", data.get("store", {}))
        place = Place(str(store.get("at", "")), int(store.get("layout", LAYOUT)))
        return Manifest(str(data["base"]), {entry.id: entry for entry in entries}, pairs, policy, place)
    except FileNotFoundError:
        raise
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ManifestError(
            f"{path}: the manifest cannot be read ({error}); nothing was changed; put a copy of it back, or build again in another folder"
        ) from error


def _entry(item: Mapping[str, Any]) -> Entry:
    made_with = {str(key): str(value) for key, value in item["madeWith"].items()}
    return Entry(
        str(item["id"]),
        str(item["source"]),
        str(item["sha256"]),
        str(item["suffix"]),
        made_with,
        item.get("title"),
        tuple(str(name) for name in item.get("otherNames", ())),
        item.get("mergedInto"),
        tuple(str(name) for name in item.get("standsFor", ())),
    )
