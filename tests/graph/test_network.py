"""Networks out of what is published: who takes part in what, who is central, how things hang together, which cases are alike."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Any, Literal

import pytest

from graph.analysis import NoPath, centralities, communities, evidence_path, similar_cases
from graph.network import written
from graph.projections import PROJECTIONS, Network, Projection, triples_of
from graph.statements import build_graphs
from graph.store import GraphStore
from tests.graph.conftest import four_checks

if TYPE_CHECKING:
    from tests.graph.conftest import Sketch


def network_of(*papers: Sketch) -> Network:
    store = GraphStore.in_memory()
    for paper in papers:
        store.replace_document(build_graphs(paper.document, paper.extraction()))
    return Network(store, {paper.document.id: paper.document.source for paper in papers})


@pytest.fixture(scope="module")
def network() -> Network:
    """Return the network of two papers on two counties with the same method."""
    return network_of(four_checks(), four_checks("other.txt", "霞浦县", more="全县另有渔排保险。"))


def names(network: Network, *iris: str) -> tuple[str, ...]:
    return tuple(network.things[iri].label for iri in iris)


def iri(network: Network, label: str, kind: str, part: str = "") -> str:
    (found,) = [iri for iri, thing in network.things.items() if (thing.label, thing.kind) == (label, kind) and part in iri]
    return found


def test_an_actor_takes_part_in_the_method_whose_step_it_performs(network: Network) -> None:
    ties = network.ties("actor-mechanism")
    assert {names(network, tie.first, tie.second) for tie in ties} == {
        (who, "四访工作法") for who in ("村干部", "包村干部", "乡镇政府", "县民政局")
    }
    assert len({tie.second for tie in ties}) == 2, "the methods of two counties are two"


def test_who_performs_steps_of_one_method_performs_together(network: Network) -> None:
    weights = {names(network, tie.first, tie.second): tie.weight for tie in network.ties("actor-actor")}
    shared = {pair: weight for pair, weight in weights.items() if set(pair) == {"村干部", "包村干部"}}
    assert list(shared.values()) == [2], "in both counties"


def test_cases_and_mechanisms_and_citations_are_the_published_ones(network: Network) -> None:
    assert {names(network, tie.first, tie.second)[1] for tie in network.ties("case-mechanism")} == {"四访工作法"}
    assert network.ties("citation") == (), "a theory that is only cited is no fact"


@pytest.mark.parametrize("projection", PROJECTIONS)
@pytest.mark.parametrize("kind", ["gexf", "graphml"])
def test_every_projection_is_read_back_from_its_files(network: Network, projection: Projection, kind: Literal["gexf", "graphml"]) -> None:
    import networkx

    graph = network.graph(projection)
    data = written(graph, kind)
    assert data == written(network.graph(projection), kind)
    again: Any = getattr(networkx, f"read_{kind}")(BytesIO(data))
    assert (set(again.nodes), again.number_of_edges()) == (set(graph.nodes), graph.number_of_edges())
    assert all("；" not in str(data.get("kind", "")) for _, data in again.nodes(data=True))


def test_ties_that_are_facts_are_rdf(network: Network) -> None:
    triples = triples_of(network.ties("actor-mechanism"))
    assert {triple.predicate.value.rpartition("#")[2] for triple in triples} == {"involvesActor"}
    assert len(triples) == 8


def test_the_shortest_way_between_two_things_has_a_quote_for_each_relation(network: Network) -> None:
    start, end = iri(network, "销路不畅", "Problem", "shou-ning"), iri(network, "四访工作法", "Mechanism", "shou-ning")
    legs = evidence_path(network, start, end)
    assert [(leg.subject, leg.link.predicate, leg.object, leg.forward) for leg in legs] == [
        ("茶园托管", "addresses", "销路不畅", False),
        ("寿宁县精准扶贫", "adoptsMeasure", "茶园托管", False),
        ("寿宁县精准扶贫", "employsMechanism", "四访工作法", True),
    ]
    raw = four_checks().document.raw
    assert all(raw[leg.link.start : leg.link.end] == leg.link.quote and leg.link.document == "four.txt" for leg in legs)


def test_things_that_do_not_hang_together_are_named(network: Network) -> None:
    with pytest.raises(NoPath, match="数据平台"):
        evidence_path(network, iri(network, "数据平台", "Measure", "shou-ning"), iri(network, "村干部", "Actor"))


def test_the_most_central_actors_and_the_communities_are_the_same_each_time(network: Network) -> None:
    first, second = centralities(network, "all"), centralities(network, "all")
    assert first == second
    assert sum(item.pagerank for item in first) == pytest.approx(1, abs=1e-4)
    parts = communities(network, "all")
    assert parts == communities(network, "all")
    assert sorted(iri for part in parts for iri in part.iris) == sorted(network.graph("all").nodes)
    assert communities(network, "citation") == centralities(network, "citation") == ()


def test_centrality_is_that_of_a_star(sketch: type[Sketch]) -> None:
    paper = sketch("寿宁县推行甲法、乙法、丙法。")
    case = paper.entity("Case", "寿宁县经验", "寿宁县")
    for name in ("甲法", "乙法", "丙法"):
        paper.relation(case, "employsMechanism", paper.entity("Mechanism", name), name)
    centre, *leaves = centralities(network_of(paper), "case-mechanism")
    assert (centre.label, centre.ties, centre.degree, centre.betweenness, centre.closeness) == ("寿宁县经验", 3, 1.0, 1.0, 1.0)
    assert {leaf.betweenness for leaf in leaves} == {0.0}


def test_cases_are_alike_by_what_they_share(network: Network) -> None:
    (pair,) = similar_cases(network)
    assert {pair.first, pair.second} == {"寿宁县精准扶贫", "霞浦县精准扶贫"}
    assert pair.shared == ("Measure 茶园托管", "Mechanism 四访工作法")
    assert (pair.score, pair.only_first, pair.only_second) == (1.0, (), ())
    assert similar_cases(network, iri(network, "霞浦县精准扶贫", "Case"))[0].first == "霞浦县精准扶贫"
