"""The network of things for Gephi, Cytoscape and networkx: nodes with their class, edges with their relation and papers."""

from __future__ import annotations

import re
from collections.abc import Mapping
from io import BytesIO
from typing import TYPE_CHECKING, Literal

from graph.links import clean, nodes_and_links
from graph.store import GraphStore

if TYPE_CHECKING:
    from networkx import Graph, MultiDiGraph

_WRITTEN_ON = re.compile(rb' lastmodifieddate="[^"]*"')


def gexf(store: GraphStore, sources: Mapping[str, str]) -> bytes:
    """Return the network as GEXF, without the day it was written on."""
    return _gexf(network(store, sources))


def _gexf(graph: MultiDiGraph | Graph) -> bytes:
    from networkx import write_gexf

    out = BytesIO()
    write_gexf(graph, out)
    return _WRITTEN_ON.sub(b"", out.getvalue())


def graphml(store: GraphStore, sources: Mapping[str, str]) -> bytes:
    """Return the network as GraphML."""
    return _graphml(network(store, sources))


def _graphml(graph: MultiDiGraph | Graph) -> bytes:
    from networkx import write_graphml

    out = BytesIO()
    write_graphml(graph, out)
    return out.getvalue()


def written(graph: Graph, format: Literal["gexf", "graphml"]) -> bytes:
    """Return a projection in one of the two formats; its attributes are flat already."""
    return _gexf(graph) if format == "gexf" else _graphml(graph)


def network(store: GraphStore, sources: Mapping[str, str]) -> MultiDiGraph:
    """Return the network; lists are joined by ；, because the file formats have none."""
    from networkx import MultiDiGraph

    graph = MultiDiGraph()
    nodes, links = nodes_and_links(store, sources)
    for node in nodes:
        attributes = {name: clean(value) for name, value in node.attributes}
        graph.add_node(node.iri, label=clean(node.label), kind=node.kind, aliases=clean("；".join(node.aliases)), **attributes)
    for link in links:
        graph.add_edge(
            link.subject,
            link.object,
            key=link.predicate,
            label=link.predicate,
            documents="；".join(link.documents),
            weight=len(link.documents),
            confidence=link.confidence,
            quote=link.quote,
        )
    return graph
