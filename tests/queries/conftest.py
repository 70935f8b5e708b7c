"""The invented graph the query tests ask: two counties, two papers (tests/data/qingshi.ttl), in memory and on disk."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest

DATA = Path(__file__).parents[1] / "data" / "qingshi.ttl"
GRAPH = ox.NamedNode("https://w3id.org/zhitu/graph/test/facts")


@pytest.fixture(scope="session")
def graph() -> ox.Store:
    """A store in memory; tests only read it."""
    store = ox.Store()
    store.load(path=str(DATA), to_graph=GRAPH)
    return store


@pytest.fixture(scope="session")
def store_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same graph in a folder, with no writer."""
    folder = tmp_path_factory.mktemp("kb") / "store"
    store = ox.Store(str(folder))
    store.load(path=str(DATA), to_graph=GRAPH)
    store.flush()
    del store
    return folder
