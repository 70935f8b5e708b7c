"""A reasoner for OWL (HermiT) finds no contradiction in the ontology, and finds one where there is one."""

from __future__ import annotations

import io
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple, parse, serialize

from ontology import resources

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(shutil.which("java") is None, reason="HermiT needs Java, which is not installed"),
]
RDF_TYPE = NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
OWL = "http://www.w3.org/2002/07/owl#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
ZT = "https://w3id.org/zhitu/ns#"
ONE_OF_EACH = Path(__file__).parents[1] / "data" / "one_of_each.ttl"
ANNOTATIONS = ("http://purl.org/dc/terms/", "http://www.w3.org/2004/02/skos/core#", "http://purl.org/vocab/vann/", "https://schema.org/")


def read(text: str | bytes) -> Iterator[Triple]:
    """Yield the triples of Turtle."""
    for quad in parse(text, format=RdfFormat.TURTLE):
        yield quad.triple


def declared(triples: Iterable[Triple]) -> Iterator[Triple]:
    """Yield the triples, and declarations of the classes of other vocabularies, which OWL 2 DL asks for.

    That a property is below one of another vocabulary is left out: it can contradict nothing, as nothing is said of those.
    """
    kept = [t for t in triples if t.predicate.value != f"{RDFS}subPropertyOf" or str(t.object).startswith(f"<{ZT}")]
    own = {triple.subject for triple in kept if triple.predicate == RDF_TYPE and str(triple.object).startswith(f"<{OWL}")}
    yield from kept
    for triple in kept:
        if triple.object in own or not isinstance(triple.object, NamedNode):
            continue
        if triple.predicate.value in (f"{RDFS}subClassOf", f"{RDFS}range", f"{RDFS}domain") and "XMLSchema" not in triple.object.value:
            yield Triple(triple.object, RDF_TYPE, NamedNode(f"{OWL}Class"))


def logical(triples: Iterable[Triple]) -> Iterator[Triple]:
    """Yield what a reasoner is to look at: axioms and facts, but no labels, notes and mappings."""
    for triple in triples:
        about_terms = triple.predicate.value.startswith(ANNOTATIONS) or triple.predicate.value in (
            f"{RDFS}label",
            f"{RDFS}comment",
            f"{RDFS}seeAlso",
        )
        spoken_of = isinstance(triple.subject, BlankNode) and triple.predicate.value.endswith("#subject")
        if not about_terms and not spoken_of and not (isinstance(triple.object, Literal) and triple.object.language):
            yield triple


def contradictions(facts: str) -> list[str]:
    """Return the classes that nothing can be of; raises where the facts contradict the ontology."""
    import owlready2

    data = [*read(resources.turtle("core")), *read(ONE_OF_EACH.read_bytes()), *read(facts)]
    world = owlready2.World()
    text = serialize(declared(logical(data)), format=RdfFormat.N_TRIPLES)
    world.get_ontology("urn:zhitu:reasoned#").load(fileobj=io.BytesIO(text or b""))
    owlready2.sync_reasoner_hermit(world, debug=0)
    return [found.iri for found in world.inconsistent_classes()]


def test_the_ontology_and_a_thing_of_each_class_contradict_nothing() -> None:
    assert contradictions("") == []


@pytest.mark.parametrize(
    "facts",
    [
        f"<urn:x:a> a <{ZT}Case> , <{ZT}Mechanism> .",
        f"<urn:x:a> <{ZT}employsMechanism> <urn:x:b> . <urn:x:b> a <{ZT}Place> .",
        f"<urn:x:step> <{ZT}performedBy> <urn:x:measure> .",
    ],
    ids=["of two classes", "range", "range above"],
)
def test_a_contradiction_is_found(facts: str) -> None:
    import owlready2

    with pytest.raises(owlready2.OwlReadyInconsistentOntologyError):
        contradictions(facts)
