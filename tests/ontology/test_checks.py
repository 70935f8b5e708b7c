"""Each query in checks/ finds nothing in the ontology, and finds what it is for in one that was broken."""

from __future__ import annotations

from pathlib import Path
from typing import cast

import pytest
from pyoxigraph import QuerySolutions, RdfFormat, Store

from ontology import resources

CHECKS = sorted((Path(__file__).parent / "checks").glob("*.rq"), key=lambda path: path.name)
PARTS: tuple[resources.Part, ...] = ("core", "concepts", "alignments", "shapes")
HEAD = """PREFIX zt: <https://w3id.org/zhitu/ns#> PREFIX v: <https://w3id.org/zhitu/vocab/>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> PREFIX owl: <http://www.w3.org/2002/07/owl#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#> PREFIX sh: <http://www.w3.org/ns/shacl#>
"""
VILLAGE = "<https://w3id.org/zhitu/vocab/level/village>"
COUNTY = "<https://w3id.org/zhitu/vocab/level/county>"
BREAK = {
    "labels": f"DELETE WHERE {{ {VILLAGE} skos:prefLabel ?label }}",
    "definitions": "DELETE { zt:Case skos:definition ?d } WHERE { zt:Case skos:definition ?d FILTER(LANG(?d) = 'en') }",
    "scope-notes": f"DELETE WHERE {{ {VILLAGE} skos:scopeNote ?note }}",
    "one-label": "INSERT DATA { zt:Case rdfs:label '个案'@zh }",
    "duplicates": f"INSERT DATA {{ {VILLAGE} skos:altLabel '县'@zh }}",
    "cycles": "INSERT DATA { zt:Actor rdfs:subClassOf zt:TaskOrganization }",
    "broader": f"INSERT DATA {{ {VILLAGE} skos:broader <https://w3id.org/zhitu/vocab/role/head> }}",
    "domains-and-ranges": "DELETE WHERE { zt:heads rdfs:range ?range }",
    "narrower-ranges": "DELETE WHERE { zt:performedBy rdfs:range ?range } ; INSERT DATA { zt:performedBy rdfs:range zt:Place }",
    "orphans": f"DELETE WHERE {{ {COUNTY} skos:inScheme ?scheme }}",
    "shapes": "DELETE WHERE { ?shape sh:targetClass zt:Place }",
    "undeclared": "INSERT DATA { zt:Cause rdfs:subClassOf zt:Problem }",
    "apart": "INSERT DATA { zt:Cause a owl:Class }",
}
"""What makes each query answer."""


@pytest.fixture
def store() -> Store:
    """Return a store of the whole ontology."""
    store = Store()
    for part in PARTS:
        store.load(resources.turtle(part).encode(), format=RdfFormat.TURTLE)
    return store


def rows(store: Store, path: Path) -> list[str]:
    """Return the rows that a query answers."""
    return [str(row) for row in cast("QuerySolutions", store.query(path.read_text(encoding="utf-8")))]


@pytest.mark.parametrize("path", CHECKS, ids=lambda path: path.stem)
def test_the_ontology_passes(store: Store, path: Path) -> None:
    assert rows(store, path) == []


@pytest.mark.parametrize("path", CHECKS, ids=lambda path: path.stem)
def test_a_broken_ontology_does_not(store: Store, path: Path) -> None:
    store.update(HEAD + BREAK[path.stem])
    assert rows(store, path)
