"""The store: what is added and removed leaves what was there, in any order, and a label is one label however many papers use it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyoxigraph import QuerySolutions

from extract.annotation import EntityType, Modality
from graph.closure import consequences
from graph.statements import DocumentGraphs, build_graphs
from graph.store import GraphStore, StoreError
from ontology.vocabulary import RDF, ZT

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.graph.conftest import Sketch

THINGS: tuple[tuple[EntityType, str], ...] = (
    ("Mechanism", "四访工作法"),
    ("Measure", "茶园托管"),
    ("Measure", "光伏扶贫"),
    ("Actor", "贫困户"),
    ("TaskOrganization", "领导小组"),
    ("Step", "入户访"),
)
LINKS = ((0, "employsMechanism"), (1, "adoptsMeasure"), (2, "adoptsMeasure"), (3, "involvesActor"), (4, "involvesActor"))
MODALITIES: tuple[Modality, ...] = ("reported", "proposed")


def graphs(paper: Sketch) -> DocumentGraphs:
    return build_graphs(paper.document, paper.extraction())


def invented(sketch: type[Sketch], number: int, county: str, links: set[int], modality: Modality) -> DocumentGraphs:
    """Return the graphs of a small paper that shares some things with others."""
    paper = sketch(f"第{number}篇：{county}的{'、'.join(label for _, label in THINGS)}，比率为{number}%。", source=f"{number}.txt")
    place = paper.entity("Place", county)
    case = paper.entity("Case", f"{county}扶贫", county, place=county)
    ids = [paper.entity(kind, label, order=1) for kind, label in THINGS]
    paper.relation("doc", "studiesCase", case, county)
    paper.relation(case, "inPlace", place, county)
    for link in sorted(links):
        at, predicate = LINKS[link]
        paper.relation(case, predicate, ids[at], THINGS[at][1], modality=modality)
    if 0 in links:
        paper.relation(ids[0], "hasStep", ids[5], "入户访")
        paper.relation(ids[5], "performedBy", ids[3], "入户访")
    paper.figure("比率", number % 3, "%", county, "比率为")
    return graphs(paper)


@st.composite
def histories(draw: Callable[..., object]) -> tuple[list[tuple[int, str, set[int], Modality]], list[tuple[bool, int]]]:
    """Draw papers, and an order of adding and removing them."""
    papers: list[tuple[int, str, set[int], Modality]] = []
    for number in range(3):
        county = draw(st.sampled_from(["寿宁县", "霞浦县", "H县"]))
        links = draw(st.sets(st.integers(0, len(LINKS) - 1)))
        papers.append((number, str(county), links, draw(st.sampled_from(MODALITIES))))  # type: ignore[arg-type]
    return papers, draw(st.lists(st.tuples(st.booleans(), st.integers(0, 2)), max_size=7))  # type: ignore[return-value]


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(history=histories())
def test_any_order_of_adding_and_removing_gives_what_a_rebuild_gives(
    sketch: type[Sketch], history: tuple[list[tuple[int, str, set[int], Modality]], list[tuple[bool, int]]]
) -> None:
    papers, steps = history
    made = [invented(sketch, *paper) for paper in papers]
    store = GraphStore.in_memory()
    present: set[int] = set()
    for adding, number in steps:
        if adding:
            store.replace_document(made[number])
            present.add(number)
        else:
            store.remove_document(made[number].document_id)
            present.discard(number)
    rebuilt = GraphStore.in_memory()
    for number in sorted(present, reverse=True):
        rebuilt.replace_document(made[number])
    assert store.canonical_hash() == rebuilt.canonical_hash()
    assert set(map(str, store.quads())) == set(map(str, rebuilt.quads()))


def test_adding_then_removing_leaves_the_store_as_it_was(sketch: type[Sketch]) -> None:
    store = GraphStore.in_memory()
    store.replace_document(invented(sketch, 1, "寿宁县", {0, 1, 4}, "reported"))
    before = store.canonical_hash()
    second = invented(sketch, 2, "寿宁县", {0, 2, 3}, "reported")
    store.replace_document(second)
    assert store.canonical_hash() != before
    store.remove_document(second.document_id)
    assert store.canonical_hash() == before


def test_a_new_version_takes_the_place_of_the_old_one(sketch: type[Sketch]) -> None:
    old, new = (invented(sketch, number, "寿宁县", {1}, "reported") for number in (1, 2))
    store, fresh = GraphStore.in_memory(), GraphStore.in_memory()
    store.replace_document(old)
    store.replace_document(new, instead_of=old.document_id)
    fresh.replace_document(new)
    assert store.documents() == {new.document_id}
    assert store.canonical_hash() == fresh.canonical_hash()


def test_what_two_papers_say_is_counted_once_and_has_two_statements(sketch: type[Sketch]) -> None:
    store = GraphStore.in_memory()
    for number in (1, 2):
        store.replace_document(invented(sketch, number, "寿宁县", {1}, "reported"))

    def count(pattern: str) -> int:
        found = store.query(f"PREFIX zt: <{ZT}> PREFIX rdf: <{RDF}> SELECT * WHERE {{ {pattern} }}")
        assert isinstance(found, QuerySolutions)
        return len(list(found))

    assert count("?case zt:adoptsMeasure ?measure") == 1
    assert count("?s rdf:predicate zt:adoptsMeasure") == 2


def test_what_follows_by_the_hierarchy_is_there(paper: Sketch) -> None:
    store = GraphStore.in_memory()
    store.replace_document(graphs(paper))
    triples = set(store.triples())
    assert set(consequences(triples)) <= triples
    assert any("involvesActor" in str(triple.predicate) for triple in triples), "performedBy says who is involved"


def test_a_store_on_disk_is_read_beside_its_writer_and_keeps_what_was_written(paper: Sketch, tmp_path: Path) -> None:
    writer = GraphStore.open(tmp_path / "store")
    writer.replace_document(graphs(paper))
    reader = GraphStore.open_read_only(tmp_path / "store")
    assert reader.canonical_hash() == writer.canonical_hash()
    memory = GraphStore.in_memory()
    memory.replace_document(graphs(paper))
    assert reader.canonical_hash() == memory.canonical_hash()


def test_a_second_writer_is_told_so(tmp_path: Path) -> None:
    first = GraphStore.open(tmp_path / "store")
    with pytest.raises(StoreError, match="end the other build first"):
        GraphStore.open(tmp_path / "store")
    assert len(first) > 0
