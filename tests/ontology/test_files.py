"""The Turtle files: they parse, the shapes are shapes, the alignments lead to terms that there are, and versions are told."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from pyoxigraph import NamedNode

from ontology import resources

PARTS: tuple[resources.Part, ...] = ("core", "concepts", "alignments", "shapes")
MAPPINGS = {f"http://www.w3.org/2004/02/skos/core#{name}Match" for name in ("exact", "close", "broad", "narrow", "related")}
CLASS, PROPERTY = "class", "property"


@pytest.mark.parametrize("part", PARTS)
def test_two_parsers_read_the_same(part: resources.Part) -> None:
    import rdflib

    graph = rdflib.Graph().parse(data=resources.turtle(part), format="turtle")
    assert len(graph) == len(resources.triples(part)) > 50


@pytest.mark.parametrize("part", PARTS)
def test_every_part_has_licence_title_version_and_the_version_before(part: resources.Part) -> None:
    wanted = {"http://purl.org/dc/terms/license", "http://purl.org/dc/terms/title"}
    wanted |= {f"http://www.w3.org/2002/07/owl#{name}" for name in ("versionInfo", "versionIRI", "priorVersion")}
    assert wanted <= {triple.predicate.value for triple in resources.triples(part)}


def test_the_change_log_tells_of_the_version() -> None:
    log = (Path(resources.__file__).parent / "CHANGELOG.md").read_text(encoding="utf-8")
    assert re.findall(r"^## (\S+)", log, re.MULTILINE)[0] == resources.version()


def test_the_shapes_are_shapes() -> None:
    import pyshacl
    import rdflib

    shapes = rdflib.Graph().parse(data=resources.turtle("shapes"), format="turtle")
    conforms, _, report = pyshacl.validate(rdflib.Graph(), shacl_graph=shapes, meta_shacl=True)
    assert conforms, report


def test_a_shape_that_is_none_is_found() -> None:
    import pyshacl
    import rdflib
    from rdflib import Literal, URIRef

    shapes = rdflib.Graph().parse(data=resources.turtle("shapes"), format="turtle")
    shapes.add((URIRef("https://w3id.org/zhitu/shapes#Step"), URIRef("http://www.w3.org/ns/shacl#severity"), Literal("high")))
    with pytest.raises(Exception, match=r"SHACL"):
        pyshacl.validate(rdflib.Graph(), shacl_graph=shapes, meta_shacl=True)


def kinds_elsewhere() -> dict[str, str]:
    """Return terms of vocabularies that rdflib does not list, and what they are."""
    lines = (Path(__file__).parent / "terms_elsewhere.tsv").read_text(encoding="utf-8").splitlines()
    return dict(line.split("\t") for line in lines if not line.startswith("#") and line != "term\tkind")  # pyright: ignore[reportReturnType]


def kind_of(term: str, elsewhere: dict[str, str]) -> str | None:
    """Return what a term is, by its vocabulary; the vocabularies that rdflib lists write classes with a capital."""
    from rdflib import URIRef
    from rdflib.namespace import FOAF, ODRL2, ORG, PROV, QB, SDO, SOSA

    if term in elsewhere:
        return elsewhere[term]
    for namespace in (SDO, PROV, ORG, SOSA, QB, FOAF, ODRL2):
        if URIRef(term) in namespace:
            return CLASS if re.split(r"[#/]", term)[-1][0].isupper() else PROPERTY
    return None


def test_alignments_join_classes_with_classes_and_properties_with_properties_that_there_are() -> None:
    ours = {
        triple.subject: CLASS if str(triple.object).endswith("Class>") else PROPERTY
        for triple in resources.triples("core")
        if triple.predicate.value.endswith("#type") and re.search(r"(Class|ObjectProperty|DatatypeProperty)>$", str(triple.object))
    }
    found = [triple for triple in resources.triples("alignments") if triple.predicate.value in MAPPINGS]
    elsewhere = kinds_elsewhere()
    told = {triple.object.value: kind_of(triple.object.value, elsewhere) for triple in found if isinstance(triple.object, NamedNode)}
    assert [term for term, kind in told.items() if kind is None] == []
    wrong = [str(triple) for triple in found if ours.get(triple.subject, CLASS) != told[getattr(triple.object, "value", "")]]
    assert wrong == []
    assert sorted(elsewhere.keys() - told.keys()) == [], "terms that no alignment leads to"


def test_no_alignment_says_again_what_the_core_says() -> None:
    core = {(triple.subject, triple.object) for triple in resources.triples("core")}
    found = [triple for triple in resources.triples("alignments") if triple.predicate.value in MAPPINGS]
    assert [str(triple) for triple in found if (triple.subject, triple.object) in core] == []
    assert len({(triple.subject, triple.object) for triple in found}) == len(found)
