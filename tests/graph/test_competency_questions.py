"""Graphs of the gold annotations answer the questions that others will ask, and keep to the design's shapes."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from corpus.document import Document
from extract.annotation import Extraction
from graph.export import _with_prefixes  # pyright: ignore[reportPrivateUsage]  # the export of a store that is not on disk
from graph.shacl import check_shapes
from graph.statements import build_graphs
from graph.store import GraphStore

pytestmark = [pytest.mark.shared, pytest.mark.slow]


@pytest.fixture(scope="module")
def store(gold: list[tuple[Document, Extraction]]) -> GraphStore:
    """Return a store of the open papers as the gold annotates them."""
    store = GraphStore.in_memory()
    for document, extraction in gold:
        store.replace_document(build_graphs(document, extraction))
    return store


def test_all_questions_are_answered_right(store: GraphStore, shared: Path, tmp_path: Path) -> None:
    from pyoxigraph import RdfFormat

    (tmp_path / "gold.ttl").write_bytes(_with_prefixes(store.triples(), RdfFormat.TURTLE))
    command = [sys.executable, shared / "tools" / "run_questions.py", shared / "questions" / "open.json", "--turtle", tmp_path / "gold.ttl"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.stdout.splitlines()[-1] == "CQ right 24/24", done.stdout


def test_the_gold_has_no_violation(store: GraphStore) -> None:
    assert [result for result in check_shapes(store) if result.severity == "Violation"] == []
