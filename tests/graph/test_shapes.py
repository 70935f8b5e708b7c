"""Each rule of the shapes has a graph that passes and one that fails."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from pyoxigraph import NamedNode, Store

from graph.shacl import check_shapes
from graph.statements import build_graphs
from graph.store import GraphStore
from graph.validate import PUBLISHED
from ontology import resources
from ontology.vocabulary import PREFIXES, ZT

if TYPE_CHECKING:
    from tests.graph.conftest import Sketch

HEAD = "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in PREFIXES.items())
STATEMENT = "?s a zt:Statement ; rdf:predicate zt:addresses"


def loaded(paper: Sketch) -> GraphStore:
    store = GraphStore.in_memory()
    store.replace_document(build_graphs(paper.document, paper.extraction()))
    return store


def faults(store: GraphStore) -> list[str]:
    return [f"{result.severity} {result.node} {result.path} {result.message}" for result in check_shapes(store)]


def test_a_sound_graph_has_no_faults(paper: Sketch) -> None:
    assert faults(loaded(paper)) == []


@pytest.mark.parametrize(
    ("shape", "severity", "update"),
    [
        ("rdf-syntax-ns#subject", "Violation", f"DELETE {{ ?s rdf:subject ?x }} WHERE {{ {STATEMENT} ; rdf:subject ?x }}"),
        ("zhitu/ns#evidence", "Violation", f"DELETE {{ ?s zt:evidence ?x }} WHERE {{ {STATEMENT} ; zt:evidence ?x }}"),
        (
            "zhitu/ns#confidence",
            "Violation",
            f"DELETE {{ ?s zt:confidence ?x }} INSERT {{ ?s zt:confidence 1.5 }} WHERE {{ {STATEMENT} ; zt:confidence ?x }}",
        ),
        (
            "zhitu/ns#modality",
            "Violation",
            f"DELETE {{ ?s zt:modality ?x }} INSERT {{ ?s zt:modality ?s }} WHERE {{ {STATEMENT} ; zt:modality ?x }}",
        ),
        ("zhitu/ns#reviewStatus", "Violation", f"DELETE {{ ?s zt:reviewStatus ?x }} WHERE {{ {STATEMENT} ; zt:reviewStatus ?x }}"),
        ("prov#wasGeneratedBy", "Violation", f"DELETE {{ ?s prov:wasGeneratedBy ?x }} WHERE {{ {STATEMENT} ; prov:wasGeneratedBy ?x }}"),
        (
            "more than one document",
            "Violation",
            "INSERT { ?p zt:inDocument <urn:other> . <urn:other> a zt:SourceDocument ; "
            "dcterms:identifier 'o' ; dcterms:title 'o' } WHERE { ?p a zt:TextSpan }",
        ),
        ("oa#start", "Violation", "DELETE { ?p oa:start ?x } INSERT { ?p oa:start 9999 } WHERE { ?p oa:start ?x }"),
        ("oa#exact", "Violation", "DELETE { ?p oa:exact ?x } WHERE { ?p oa:exact ?x }"),
        (
            "length of the quote",
            "Violation",
            "DELETE { ?p oa:exact ?x } INSERT { ?p oa:exact '短' } WHERE { ?p oa:exact ?x . FILTER(STRLEN(?x) > 3) }",
        ),
        ("terms/identifier", "Violation", "DELETE { ?d dcterms:identifier ?x } WHERE { ?d a zt:SourceDocument ; dcterms:identifier ?x }"),
        ("sha256", "Violation", "DELETE { ?d schema:sha256 ?x } INSERT { ?d schema:sha256 'no' } WHERE { ?d schema:sha256 ?x }"),
        ("terms/title", "Warning", "DELETE { ?d dcterms:title ?x } WHERE { ?d a zt:SourceDocument ; dcterms:title ?x }"),
        ("core#prefLabel", "Violation", "DELETE { ?m skos:prefLabel ?x } WHERE { ?m a zt:Mechanism ; skos:prefLabel ?x }"),
        ("core#prefLabel", "Violation", "INSERT { ?m skos:prefLabel '另名'@zh } WHERE { ?m a zt:Case }"),
        ("zhitu/ns#mechanismType", "Warning", "DELETE { ?m zt:mechanismType ?x } WHERE { ?m zt:mechanismType ?x }"),
        ("zhitu/ns#stepOrder", "Violation", "DELETE { ?m zt:stepOrder ?x } WHERE { ?m zt:stepOrder ?x }"),
        ("same number", "Violation", "DELETE { ?m zt:stepOrder 2 } INSERT { ?m zt:stepOrder 1 } WHERE { ?m zt:stepOrder 2 }"),
        ("leave a gap", "Warning", "DELETE { ?m zt:stepOrder 4 } INSERT { ?m zt:stepOrder 7 } WHERE { ?m zt:stepOrder 4 }"),
        ("zhitu/ns#indicator", "Violation", "DELETE { ?o zt:indicator ?x } WHERE { ?o zt:indicator ?x }"),
        ("zhitu/ns#observedFor", "Violation", "DELETE { ?o zt:observedFor ?x } WHERE { ?o zt:observedFor ?x }"),
        ("zhitu/ns#value", "Violation", "INSERT { ?o zt:value 3.5 } WHERE { ?o a zt:IndicatorObservation }"),
        ("zhitu/ns#unit", "Warning", "DELETE { ?o zt:unit ?x } WHERE { ?o zt:unit ?x }"),
        ("zhitu/ns#year", "Violation", "DELETE { ?o zt:year ?x } INSERT { ?o zt:year 20199 } WHERE { ?o zt:year ?x }"),
        ("zhitu/ns#startYear", "Violation", "INSERT { ?o zt:startYear 2099 } WHERE { ?o zt:year ?x }"),
        ("org#organization", "Violation", "DELETE { ?r org:organization ?x } WHERE { ?r org:organization ?x }"),
        ("org#role", "Violation", "DELETE { ?r org:role ?x } WHERE { ?r org:role ?x }"),
    ],
)
def test_each_fault_is_found(paper: Sketch, shape: str, severity: str, update: str) -> None:
    store = loaded(paper)
    assert isinstance(store.raw, Store)
    store.raw.update(HEAD + update)
    assert [fault for fault in faults(store) if fault.startswith(severity) and shape in fault], faults(store)


DESCRIBING = frozenset(
    {
        "mechanismType",
        "actorType",
        "measureType",
        "problemType",
        "adminLevel",
        "deontic",
        "indicator",
        "observedFor",
        "unit",
        "valueQualifier",
        "evidence",
        "inDocument",
        "modality",
        "reviewStatus",
        "resolvedBy",
    }
)
"""Object properties that say what a thing, figure or statement is; that it is there at all needs a statement, these do not."""


def test_every_property_that_joins_things_needs_evidence() -> None:
    rules = re.findall(r"IN \((zt:[^)]*)\)", resources.turtle("shapes"))
    ruled = {name for rule in rules for name in re.findall(r"[a-z]+:\w+", rule)}
    joining = {
        f"zt:{triple.subject.value.removeprefix(ZT)}"
        for triple in resources.triples("core")
        if isinstance(triple.subject, NamedNode) and str(triple.object).endswith("#ObjectProperty>")
    }
    assert ruled == (joining - {f"zt:{name}" for name in DESCRIBING}) | {"zt:value", "org:member"}
    assert {f"<{PREFIXES[prefix]}{name}>" for prefix, name in (term.split(":") for term in ruled)} == {str(term) for term in PUBLISHED}
