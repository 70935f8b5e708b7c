"""Network analysis over projections: who is central, which things form communities, how two things hang together, which cases are alike.

Every result is the same for the same knowledge base: nodes go in by order of their IRIs, and what draws lots draws them from one seed.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations, pairwise

from graph.labels import fold
from graph.links import Link
from graph.projections import Network, Projection

SEED = 20261122
_SAMPLED = 500
"""Nodes from which betweenness is measured in networks with more; from all, its time grows with nodes times edges."""
_SHARED_BY = ("employsMechanism", "adoptsMeasure", "facesProblem", "resultsIn", "involvesActor", "basedOnPolicy", "usesTheory")


class NoPath(Exception):
    """Two things do not hang together, or one is in no published relation; the message says which."""


@dataclass(frozen=True, slots=True)
class Centrality:
    """How central a thing is: share of the others it is tied to, share of shortest paths through it, nearness, and PageRank by weight."""

    iri: str
    label: str
    kind: str
    ties: int
    degree: float
    betweenness: float
    closeness: float
    pagerank: float


@dataclass(frozen=True, slots=True)
class Community:
    """Things tied to each other more than to others; names in order of their ties, the most tied first."""

    number: int
    iris: tuple[str, ...]
    labels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Leg:
    """One relation on a path: `forward` where the path goes from its subject to its object."""

    link: Link
    subject: str
    object: str
    forward: bool


@dataclass(frozen=True, slots=True)
class Likeness:
    """Two cases: Jaccard coefficient of what they are tied to, by class and name, and what that is."""

    first: str
    second: str
    score: float
    shared: tuple[str, ...]
    only_first: tuple[str, ...]
    only_second: tuple[str, ...]


def centralities(network: Network, projection: Projection) -> tuple[Centrality, ...]:
    """Return the things of a projection, the most central (by PageRank) first."""
    import networkx

    graph = network.graph(projection)
    if not len(graph):
        return ()
    sample = _SAMPLED if len(graph) > _SAMPLED else None
    between = networkx.betweenness_centrality(graph, k=sample, seed=SEED)
    degree, near, rank = networkx.degree_centrality(graph), networkx.closeness_centrality(graph), networkx.pagerank(graph, weight="weight")
    found = (
        Centrality(iri, data["label"], data["kind"], len(graph[iri]), *(round(one[iri], 6) for one in (degree, between, near, rank)))
        for iri, data in graph.nodes(data=True)
    )
    return tuple(sorted(found, key=lambda item: (-item.pagerank, item.iri)))


def communities(network: Network, projection: Projection) -> tuple[Community, ...]:
    """Return the communities of a projection (Louvain, by weight), the largest first."""
    import networkx

    graph = network.graph(projection)
    if not graph.number_of_edges():
        return ()
    names = list(graph.nodes)
    numbered = networkx.convert_node_labels_to_integers(graph)  # sets of numbers come in one order, sets of strings do not
    parts = networkx.community.louvain_communities(numbered, weight="weight", seed=SEED)
    ties = {iri: (-len(graph[iri]), iri) for iri in names}
    ordered = sorted(
        (sorted((names[n] for n in part), key=lambda iri: ties[iri]) for part in parts), key=lambda part: (-len(part), part[0])
    )
    return tuple(Community(n, tuple(part), tuple(network.things[iri].label for iri in part)) for n, part in enumerate(ordered, 1))


def evidence_path(network: Network, start: str, end: str) -> tuple[Leg, ...]:
    """Return the shortest way between two things (IRIs) over published relations, each with its quote.

    Of ways of one length, the surest counts. A paper joins all that it speaks of and explains nothing, so the way leads through one only
    where it begins or ends there. Raises NoPath.
    """
    import networkx

    graph = networkx.Graph()
    best: dict[tuple[str, str], Link] = {}
    for link in network.links:
        documents = {iri for iri in (link.subject, link.object) if network.things[iri].kind == "SourceDocument"}
        if documents - {start, end}:
            continue
        pair = (min(link.subject, link.object), max(link.subject, link.object))
        if pair not in best or link.confidence > best[pair].confidence:
            best[pair] = link
    for (one, other), link in sorted(best.items()):
        graph.add_edge(one, other, cost=1 + (1 - link.confidence) / 1000)
    for iri in (start, end):
        if iri not in graph:
            label = network.things[iri].label if iri in network.things else iri
            raise NoPath(f"“{label}” is in no published relation; look at its statements instead")
    try:
        nodes = networkx.dijkstra_path(graph, start, end, weight="cost")
    except networkx.NetworkXNoPath as error:
        raise NoPath(f"“{network.things[start].label}” and “{network.things[end].label}” do not hang together") from error
    legs: list[Leg] = []
    for one, other in pairwise(nodes):
        link = best[min(one, other), max(one, other)]
        legs.append(Leg(link, network.things[link.subject].label, network.things[link.object].label, link.subject == one))
    return tuple(legs)


def similar_cases(network: Network, case: str = "") -> tuple[Likeness, ...]:
    """Return pairs of cases that share something, the most alike first; those of one case (IRI) where given.

    What belongs to a case is one thing a case, so neighbours are compared by class and name.
    """
    import networkx

    graph = networkx.Graph()
    for link in network.links:
        if network.things[link.subject].kind == "Case" and link.predicate in _SHARED_BY:
            thing = network.things[link.object]
            graph.add_edge(link.subject, f"{thing.kind} {fold(thing.label)}", weight=1)
    shared = (sorted(graph[name]) for name in graph.nodes if name not in network.things)
    pairs = sorted({pair for cases in shared for pair in combinations(cases, 2) if case in ("", *pair)})
    found: list[Likeness] = []
    for one, other, score in networkx.jaccard_coefficient(graph, pairs):
        first, second = (other, one) if other == case else (one, other)
        mine, yours = set(graph[first]), set(graph[second])
        names = (_names(part) for part in (mine & yours, mine - yours, yours - mine))
        found.append(Likeness(network.things[first].label, network.things[second].label, round(score, 6), *names))
    return tuple(sorted(found, key=lambda item: (-item.score, item.first, item.second)))


def _names(features: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(features))
