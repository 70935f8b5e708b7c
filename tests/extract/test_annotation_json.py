"""Annotations written as JSON come back as they were."""

from __future__ import annotations

import json
from array import array

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.document import Document, Metadata, Reading
from extract.annotation import Entity, Evidence, Extraction, Observation, Relation
from extract.annotation_json import AnnotationFormatError, extraction_from_json, extraction_to_json

DOCUMENT = Document("0123456789abcdef", "a.txt", "0" * 64, "", Metadata(title="题"), Reading("", array("l")), (), ())

text = st.text(max_size=8)
share = st.floats(0, 1)
spans = st.lists(st.builds(Evidence, st.integers(0, 99), st.integers(0, 99), text), max_size=2).map(tuple)
values = st.one_of(st.none(), text, st.integers(-9, 99), st.floats(allow_nan=False), st.lists(text, max_size=3).map(tuple))
attrs = st.dictionaries(text, values, max_size=3)
modality = st.sampled_from(["reported", "inferred", "proposed", "criticised", "hypothetical", "negated", "cited"])
kinds = st.sampled_from(["Case", "Place", "Actor", "Mechanism", "Step", "Standard", "PolicyDocument"])
qualifiers = st.sampled_from(["exact", "约", "超过", "以内", "以上", "不足", "以下"])
years = st.one_of(st.none(), st.integers(1900, 2100))
numbers = st.floats(allow_nan=False, allow_infinity=False)
entities = st.builds(Entity, text, kinds, text, spans, st.lists(text, max_size=2).map(tuple), attrs, text, share)
relations = st.builds(Relation, text, text, text, spans, modality, attrs, text, share)
optional = st.one_of(st.none(), text)
figures = st.builds(Observation, text, text, numbers, optional, optional, spans, years, years, qualifiers, optional, modality, text, share)


@given(st.lists(entities, max_size=3), st.lists(relations, max_size=3), st.lists(figures, max_size=3))
def test_annotations_come_back_exactly(things: list[Entity], links: list[Relation], found: list[Observation]) -> None:
    extraction = Extraction(DOCUMENT.id, DOCUMENT.source, tuple(things), tuple(links), tuple(found), "other")
    written = json.loads(json.dumps(extraction_to_json(extraction, DOCUMENT), ensure_ascii=False))
    assert extraction_from_json(written) == extraction
    assert written["document"] == "a.txt"
    assert written["metadata"]["title"] == "题"


@pytest.mark.parametrize(
    ("data", "says"),
    [
        ({"document": "a.txt"}, "a.txt: 'entities' is missing"),
        ({"document": "a.txt", "entities": [{"id": "e", "type": "Thing", "label": "x"}], "relations": [], "observations": []}, "“Thing”"),
        (
            {"document": "a.txt", "entities": [], "relations": [{"s": "a", "p": "b", "o": "c", "modality": "sure"}], "observations": []},
            "“sure”",
        ),
    ],
)
def test_a_file_of_another_format_is_named_with_what_is_wrong(data: dict[str, object], says: str) -> None:
    with pytest.raises(AnnotationFormatError, match=says):
        extraction_from_json(data)
