from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pyoxigraph as ox
import pytest

from queries.sparql import QueryError
from queries.timed import QueryTimeout, TimedStore

ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"


@pytest.fixture(scope="module")
def timed(store_folder: Path) -> Iterator[TimedStore]:
    with TimedStore(store_folder, limit=20, workers=2) as store:
        yield store


def test_a_query_is_answered_as_without_a_limit(timed: TimedStore) -> None:
    assert timed.answer("ASK { ?c a zt:Case }", "table") == b"true\n"


def test_a_late_query_is_stopped_and_the_next_one_is_answered(timed: TimedStore) -> None:
    begun = time.monotonic()
    with pytest.raises(QueryTimeout, match=r"stopped after 0\.3 s"):
        timed.answer(ENDLESS, "json", limit=0.3)
    assert time.monotonic() - begun < 5
    assert timed.answer("ASK { ?c a zt:Case }", "table") == b"true\n"


def test_errors_keep_their_place(timed: TimedStore) -> None:
    with pytest.raises(QueryError) as error:
        timed.answer("SELECT ?x {\n ?x a nope:Case }", "json")
    assert error.value.line == 2


def test_queries_from_several_threads_do_not_mix(timed: TimedStore) -> None:
    def ask(number: int) -> bytes:
        return timed.answer(f"SELECT ?n {{ BIND({number} AS ?n) }}", "csv")

    with ThreadPoolExecutor(6) as pool:
        assert list(pool.map(ask, range(30))) == [f"n\r\n{number}\r\n".encode() for number in range(30)]


def test_what_a_writer_adds_is_seen_by_the_next_query(tmp_path: Path) -> None:
    store = ox.Store(str(tmp_path / "store"))
    node = ox.NamedNode("urn:a")
    store.add(ox.Quad(node, node, node, node))
    store.flush()
    with TimedStore(tmp_path / "store") as timed:
        assert timed.answer("ASK { <urn:a> ?p ?o }", "table") == b"true\n"
        store.add(ox.Quad(ox.NamedNode("urn:b"), node, node, node))
        store.flush()
        assert timed.answer("ASK { <urn:b> ?p ?o }", "table") == b"true\n"


def test_a_missing_store_is_an_error_that_says_what_to_do(tmp_path: Path) -> None:
    with TimedStore(tmp_path / "none") as timed, pytest.raises(QueryError, match="build the knowledge base first"):
        timed.answer("ASK {}", "json")
