"""The documentation is made of the ontology: it is up to date, leaves nothing out, and its links lead somewhere."""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree

import pytest
from pyoxigraph import NamedNode

from ontology import resources
from ontology.documentation import pages, write
from ontology.vocabulary import SKOS_CONCEPT, ZT

DOCS = Path(resources.__file__).parents[1] / "docs" / "ontology"
OWL = "http://www.w3.org/2002/07/owl#"


@pytest.mark.parametrize("name", ["index.html", "ontology.svg"])
def test_what_is_committed_is_what_the_ontology_gives(name: str) -> None:
    if not DOCS.is_dir():
        pytest.skip("docs/ontology is not beside the packages, as in a wheel")
    assert (DOCS / name).read_bytes() == pages()[name].encode(), "run `make ontology-docs` and commit docs/ontology"


def test_every_term_and_concept_is_told_of() -> None:
    page = pages()["index.html"]
    kinds = {f"{OWL}Class", f"{OWL}ObjectProperty", f"{OWL}DatatypeProperty"}
    terms = {
        triple.subject.value.removeprefix(ZT)
        for triple in resources.triples("core")
        if isinstance(triple.subject, NamedNode) and isinstance(triple.object, NamedNode) and triple.object.value in kinds
    }
    assert [term for term in terms if f'<h3 id="{term}">' not in page] == []
    concepts = {triple.subject for triple in resources.triples("concepts") if triple.object == SKOS_CONCEPT}
    assert [node for node in concepts if isinstance(node, NamedNode) and f">{node.value}</code>" not in page] == []


def test_links_within_the_page_lead_somewhere_and_no_name_stands_twice() -> None:
    page = pages()["index.html"]
    names = re.findall(r'\bid="([^"]+)"', page)
    assert len(set(names) - {"arrow"}) == len([name for name in names if name != "arrow"])
    assert set(re.findall(r'href="#([^"]+)"', page)) <= set(names)


def test_the_drawing_is_xml_and_shows_every_class_apart_from_the_others() -> None:
    root = ElementTree.fromstring(pages()["ontology.svg"])
    space = "{http://www.w3.org/2000/svg}"
    boxes = [(box.get("x"), box.get("y")) for box in root.iter(f"{space}rect")]
    shown = {text.text for text in root.iter(f"{space}text") if text.get("class") == "en"}
    classes = {
        triple.subject.value.removeprefix(ZT)
        for triple in resources.triples("core")
        if isinstance(triple.subject, NamedNode) and triple.object == NamedNode(f"{OWL}Class")
    }
    assert shown == classes
    assert len(set(boxes)) == len(classes)


def test_it_is_written_where_one_wants_it(tmp_path: Path) -> None:
    write(tmp_path / "docs")
    assert sorted(path.name for path in (tmp_path / "docs").iterdir()) == ["index.html", "ontology.svg"]
