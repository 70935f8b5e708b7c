"""Networks of one kind of relation: actor–mechanism, case–mechanism, actor–actor by what they perform together, and citation.

Only what is published counts. Node attributes are class (`kind`) and name (`label`), edge attributes `weight`, `documents` and `quote`,
all flat, so that every network can be written as GEXF and GraphML. Nodes and edges come in order of their IRIs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, Literal, get_args

from pyoxigraph import NamedNode, Triple

from graph.links import Link, clean, nodes_and_links
from graph.records import Thing
from graph.store import GraphStore
from ontology import vocabulary as v

if TYPE_CHECKING:
    from networkx import Graph

Projection = Literal["actor-mechanism", "case-mechanism", "actor-actor", "citation", "all"]
PROJECTIONS: tuple[Projection, ...] = get_args(Projection)
_CITING = ("citesPolicy", "basedOnPolicy", "usesTheory")


@dataclass(frozen=True, slots=True)
class Tie:
    """An edge of a projection with the links it comes from, and the triple that says the same where there is one."""

    first: str
    second: str
    links: tuple[Link, ...]
    weight: int
    triple: Triple


class Network:
    """The published things and links of a store, read once; `sources` gives file names by document id."""

    def __init__(self, store: GraphStore, sources: Mapping[str, str]) -> None:
        nodes, self.links = nodes_and_links(store, sources)
        self.things: dict[str, Thing] = {node.iri: node for node in nodes}

    def ties(self, projection: Projection) -> tuple[Tie, ...]:
        """Return the edges of a projection in order."""
        found = _MAKERS[projection](self)
        return tuple(sorted(found, key=lambda tie: (tie.first, tie.second, str(tie.triple.predicate))))

    def graph(self, projection: Projection) -> Graph:
        """Return a projection as an undirected networkx graph; of `all`, ties between the same two things are one edge."""
        from networkx import Graph

        ties = self.ties(projection)
        graph = Graph()
        for iri in sorted({iri for tie in ties for iri in (tie.first, tie.second)}):
            thing = self.things[iri]
            graph.add_node(iri, label=clean(thing.label), kind=thing.kind)
        for tie in ties:
            before = graph[tie.first].get(tie.second, {})
            documents = sorted(
                {name for link in tie.links for name in link.documents} | set(str(before.get("documents", "")).split("；")) - {""}
            )
            graph.add_edge(
                tie.first,
                tie.second,
                label="；".join(dict.fromkeys([*str(before.get("label", "")).split("；"), *(link.predicate for link in tie.links)])).strip(
                    "；"
                ),
                weight=tie.weight + int(before.get("weight", 0)),
                documents="；".join(documents),
                quote=before.get("quote") or tie.links[0].quote,
            )
        return graph

    def mechanisms_of_actors(self) -> dict[str, dict[str, list[Link]]]:
        """Return by mechanism and actor the links by which an actor takes part: performing a step, or being involved."""
        parents = {link.object: link.subject for link in self.links if link.predicate == "hasStep"}
        found: dict[str, dict[str, list[Link]]] = {}
        for link in self.links:
            if link.predicate in ("performedBy", "involvesActor"):
                mechanism = parents.get(link.subject, link.subject)
                if self.things[mechanism].kind == "Mechanism":
                    found.setdefault(mechanism, {}).setdefault(link.object, []).append(link)
        return found


def triples_of(ties: Iterable[Tie]) -> tuple[Triple, ...]:
    """Return the ties as RDF: what an actor takes part in, what a case employs, who performs with whom, what is cited."""
    return tuple(sorted({tie.triple for tie in ties}, key=str))


def _actor_mechanism(network: Network) -> Iterator[Tie]:
    for mechanism, actors in network.mechanisms_of_actors().items():
        for actor, links in actors.items():
            yield Tie(actor, mechanism, tuple(links), len(links), Triple(NamedNode(mechanism), v.INVOLVES_ACTOR, NamedNode(actor)))


def _actor_actor(network: Network) -> Iterator[Tie]:
    together: dict[tuple[str, str], list[tuple[Link, ...]]] = {}
    for actors in network.mechanisms_of_actors().values():
        performing = {actor: [link for link in links if link.predicate == "performedBy"] for actor, links in actors.items()}
        for one, other in combinations(sorted(actor for actor, links in performing.items() if links), 2):
            together.setdefault((one, other), []).append((performing[one][0], performing[other][0]))
    for (one, other), pairs in together.items():
        links = tuple(link for pair in pairs for link in pair)
        yield Tie(one, other, links, len(pairs), Triple(NamedNode(one), v.RELATION, NamedNode(other)))


def _direct(*predicates: str) -> Callable[[Network], Iterator[Tie]]:
    def ties(network: Network) -> Iterator[Tie]:
        for link in network.links:
            if not predicates or link.predicate in predicates:
                triple = Triple(NamedNode(link.subject), NamedNode(v.ZT + link.predicate), NamedNode(link.object))
                yield Tie(link.subject, link.object, (link,), len(link.documents), triple)

    return ties


_MAKERS: Mapping[Projection, Callable[[Network], Iterator[Tie]]] = {
    "actor-mechanism": _actor_mechanism,
    "case-mechanism": _direct("employsMechanism"),
    "actor-actor": _actor_actor,
    "citation": _direct(*_CITING),
    "all": _direct(),
}
