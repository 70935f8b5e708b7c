"""The search index in a knowledge base: one file a document with its passages, their words and vectors; only new ones are embedded."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from corpus.document import Document
from extract.model.weights import Progress
from queries.embedding import Embedder
from queries.passages import Unit, Window, units, windows
from queries.words import fold, words

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

FORMAT = 1
"""Raised when files of an older program can no longer be read, or hold something else; they are then written anew."""
_SUFFIX = ".safetensors"
_ENTRY = "zhitu"


class SearchIndexError(Exception):
    """The index of a knowledge base is missing, damaged, or was made with another model."""


@dataclass(frozen=True, slots=True)
class IndexReport:
    """What `update_index` did; document ids in the order given."""

    embedded: tuple[str, ...]
    unchanged: tuple[str, ...]
    passages: int
    """Passages of all documents given."""


@dataclass(frozen=True, slots=True)
class IndexedDocument:
    """One file of the index. `windows` count in its units (sentences); each unit and each window has a row of vectors."""

    id: str
    source: str
    raw: str
    model: str
    unit_words: tuple[str, ...]
    """The words of each unit, separated by spaces."""
    windows: tuple[Window, ...]
    unit_vectors: NDArray[np.float16]
    window_vectors: NDArray[np.float16]


def update_index(index_dir: Path, documents: Iterable[Document], *, embedder: Embedder, progress: Progress | None = None) -> IndexReport:
    """Add `documents` to the index; one whose passages and model have not changed is left alone.

    Each file appears whole or not at all, and depends on nothing but its document and the model: an update that is
    interrupted goes on where it stopped, and the order of updates makes no difference.
    """
    index_dir.mkdir(parents=True, exist_ok=True)
    embedded: list[str] = []
    unchanged: list[str] = []
    passages = 0
    for document in documents:
        found = tuple(units(document))
        cut = tuple(windows(found, document))
        key = _key(document, found, cut, embedder)
        passages += len(cut)
        if _stored_key(_path(index_dir, document.id)) == key:
            unchanged.append(document.id)
            continue
        if progress:
            progress(f"search index: {document.source}, {len(cut)} passages, {len(found)} sentences")
        _write(_path(index_dir, document.id), document, found, cut, key, embedder)
        embedded.append(document.id)
    return IndexReport(tuple(embedded), tuple(unchanged), passages)


def remove_from_index(index_dir: Path, document: str) -> bool:
    """Remove the document with this id; say whether it was there."""
    path = _path(index_dir, document)
    existed = path.is_file()
    path.unlink(missing_ok=True)
    return existed


def load_index(index_dir: Path) -> list[IndexedDocument]:
    """Return all documents of the index, by id. Raises SearchIndexError for a missing index or a damaged file."""
    if not index_dir.is_dir():
        raise SearchIndexError(f"{index_dir} does not exist: run `zhitu build` on this knowledge base first")
    return [_read(path) for path in sorted(index_dir.glob(f"*{_SUFFIX}"))]


def _path(index_dir: Path, document: str) -> Path:
    return index_dir / f"{document}{_SUFFIX}"


def _key(document: Document, found: tuple[Unit, ...], cut: tuple[Window, ...], embedder: Embedder) -> str:
    content = [FORMAT, embedder.fingerprint, document.source, document.sha256]
    spans = [[(unit.start, unit.end, unit.text) for unit in found], [(w.first, w.last, w.start, w.end, w.section, w.page) for w in cut]]
    return hashlib.sha256(json.dumps([content, spans], ensure_ascii=False).encode()).hexdigest()


def _write(path: Path, document: Document, found: tuple[Unit, ...], cut: tuple[Window, ...], key: str, embedder: Embedder) -> None:
    import numpy as np
    from safetensors.numpy import save

    folded = [fold(unit.text) for unit in found]
    texts = folded + [fold("".join(unit.text for unit in found[w.first : w.last])) for w in cut]
    vectors = embedder.passages(texts).astype(np.float16) if texts else np.zeros((0, 0), np.float16)
    entry = {
        "key": key,
        "model": embedder.fingerprint,
        "source": document.source,
        "raw": document.raw,
        "units": [" ".join(words(text)) for text in folded],
        "windows": [(w.first, w.last, w.start, w.end, w.section, w.page) for w in cut],
    }
    # One metadata entry only: the library writes several in random order, and equal documents shall give equal bytes.
    data = save({"units": vectors[: len(found)], "windows": vectors[len(found) :]}, {_ENTRY: json.dumps(entry, ensure_ascii=False)})
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        draft.write_bytes(data)
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


def _entry(path: Path) -> dict[str, Any] | None:
    """Return what the file says of its document, None where it is damaged or from another program."""
    from safetensors import SafetensorError, safe_open

    try:
        with safe_open(path, framework="np") as file:
            return json.loads((file.metadata() or {})[_ENTRY])
    except (SafetensorError, KeyError, ValueError):
        return None


def _stored_key(path: Path) -> str | None:
    if not path.is_file():
        return None
    entry = _entry(path)
    return entry["key"] if entry else None


def _read(path: Path) -> IndexedDocument:
    from safetensors import safe_open

    entry = _entry(path)
    if entry is None:
        raise SearchIndexError(f"{path} is damaged: delete it and run `zhitu build` again")
    with safe_open(path, framework="np") as file:
        unit_vectors, window_vectors = file.get_tensor("units"), file.get_tensor("windows")
    cut = tuple(Window(first, last, start, end, tuple(section), page) for first, last, start, end, section, page in entry["windows"])
    identity = path.name.removesuffix(_SUFFIX)
    return IndexedDocument(
        identity, entry["source"], entry["raw"], entry["model"], tuple(entry["units"]), cut, unit_vectors, window_vectors
    )
