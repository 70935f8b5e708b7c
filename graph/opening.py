"""Where a knowledge base keeps its graphs, embedded in its folder or on a SPARQL server, and how they are opened."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

from graph.folder import Folder
from graph.identifiers import Identifiers
from graph.manifest import LAYOUT, Manifest, Place
from graph.store import GraphStore, StoreError

if TYPE_CHECKING:
    from collections.abc import Iterable


def place_of(folder: Folder) -> Place:
    """Return where the graphs of a folder go now, and in which form."""
    return Place(folder.server.query if folder.server else "", LAYOUT)


def is_elsewhere(folder: Folder, manifest: Manifest) -> bool:
    """Tell whether the graphs lie elsewhere or in an older form than they are wanted, or were deleted: they are made again then."""
    missing = folder.server is None and not folder.store.exists()
    return bool(manifest.documents) and (missing or manifest.place != place_of(folder))


def open_for_reading(folder: Folder, manifest: Manifest) -> GraphStore:
    """Return the graphs for reading; an empty store where nothing was built yet. Raises StoreError where they lie elsewhere."""
    ids = Identifiers(manifest.base)
    if manifest.documents and manifest.place != place_of(folder):
        raise StoreError(_explained(folder, manifest))
    if folder.server:
        from graph.remote import RemoteGraphStore

        return RemoteGraphStore.at(folder.server, ids)
    if not folder.store.exists():
        return GraphStore.in_memory(ids)
    return GraphStore.open_read_only(folder.store, ids)


def open_for_writing(folder: Folder, manifest: Manifest, wanted: Iterable[str]) -> GraphStore:
    """Return the graphs for writing, without any where they lay elsewhere or in an older form.

    Raises StoreError where the server holds documents of another knowledge base under the same base IRI.
    """
    ids, moved = Identifiers(manifest.base), is_elsewhere(folder, manifest)
    if folder.server is None:
        if moved and folder.store.exists():
            shutil.rmtree(folder.store)  # all of it is made again from the annotations
        return GraphStore.open(folder.store, ids)
    from graph.remote import RemoteGraphStore

    store = RemoteGraphStore.at(folder.server, ids, read_only=False)
    if not moved and manifest.documents:
        return store
    foreign = store.documents() - set(wanted)
    if foreign:
        store.close()
        raise StoreError(
            f"{folder.server.query}: holds {len(foreign)} documents under {ids.base} that are not of {folder.path}; "
            "take another ZHITU_BASE_IRI for a new knowledge base, or clear the server"
        )
    for name in store.documents():
        store.remove_document(name)
    return store


def _explained(folder: Folder, manifest: Manifest) -> str:
    place, build = manifest.place, f"or run `zhitu build SOURCE --kb {folder.path}` to make them again here"
    if place.layout > LAYOUT:
        return f"{folder.path}: its store was made by a newer Zhitu; update Zhitu, {build}"
    if place.at and not folder.server:
        return f"{folder.path}: its graphs are on the server {place.at}; set ZHITU_STORE_QUERY_URL to it, {build}"
    if folder.server and place.at != folder.server.query:
        here = place.at or "its own folder"
        return f"{folder.path}: its graphs are in {here}, not on {folder.server.query}; set ZHITU_STORE_QUERY_URL right, {build}"
    return f"{folder.path}: its store is of an older form; run `zhitu build SOURCE --kb {folder.path}`, which makes it again"
