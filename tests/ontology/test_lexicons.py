"""Types, levels, units and the like that extraction gives out are concepts of the schemes."""

from __future__ import annotations

from importlib.resources import files
from typing import get_args

import pytest

from corpus.document import Document
from corpus.load import document_from_bytes
from extract import pipeline
from extract.annotation import Modality, Qualifier
from ontology.concepts import Scheme, concept

NO_LEVEL = "none"
"""What the annotation guideline writes for actors of no level; the graph says nothing then."""
BY_COLUMN: dict[str, Scheme] = {"actorType": "actor-type", "level": "level", "modality": "modality", "unit": "unit"}
TYPED: dict[str, Scheme] = {
    "mechanism_types": "mechanism-type",
    "mechanisms_known": "mechanism-type",
    "measure_heads": "measure-type",
    "measure_terms": "measure-type",
    "problem_types": "problem-type",
}
"""Lexicons with a column `type`, and the scheme of its values."""
BY_ATTRIBUTE: dict[str, Scheme] = {
    "actorType": "actor-type",
    "adminLevel": "level",
    "mechanismType": "mechanism-type",
    "measureType": "measure-type",
    "problemType": "problem-type",
    "deontic": "deontic",
}


def columns() -> list[tuple[str, str, Scheme, frozenset[str]]]:
    """Return lexicon, column, scheme and values of every column that holds concepts."""
    found: list[tuple[str, str, Scheme, frozenset[str]]] = []
    for path in sorted((files("extract") / "lexicon").iterdir(), key=lambda path: path.name):
        if not path.name.endswith(".tsv"):
            continue
        name = path.name.removesuffix(".tsv")
        lines = (line for line in path.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#"))
        rows = [line.split("\t") for line in lines]
        for number, column in enumerate(rows[0] if rows else ()):
            scheme = TYPED.get(name) if column == "type" else BY_COLUMN.get(column)
            if scheme:
                values = frozenset(row[number] for row in rows[1:] if len(row) > number) - {"", NO_LEVEL}
                found.append((name, column, scheme, values))
    return found


@pytest.mark.parametrize(("lexicon", "column", "scheme", "values"), columns())
def test_values_of_lexicons_are_concepts(lexicon: str, column: str, scheme: Scheme, values: frozenset[str]) -> None:
    assert values, f"{lexicon}: no values of {column}"
    assert sorted(value for value in values if concept(scheme, value) is None) == []


def test_no_lexicon_with_types_is_left_out() -> None:
    assert {"groups", "institutions", "posts", "units", "place_levels", "modality_cues"} | TYPED.keys() <= {row[0] for row in columns()}


def test_modalities_and_qualifiers_are_concepts() -> None:
    assert [word for word in get_args(Modality) if concept("modality", word) is None] == []
    assert [word for word in get_args(Qualifier) if concept("qualifier", word) is None] == []


def test_what_extraction_emits_are_concepts() -> None:
    extraction = pipeline.extract(sample())
    emitted = {
        (attribute, value)
        for entity in extraction.entities
        for attribute, value in entity.attrs.items()
        if attribute in BY_ATTRIBUTE and isinstance(value, str) and value and value != NO_LEVEL
    }
    emitted |= {("unit", figure.unit) for figure in extraction.observations if figure.unit}
    schemes: dict[str, Scheme] = {**BY_ATTRIBUTE, "unit": "unit"}
    assert [pair for pair in sorted(emitted) if concept(schemes[pair[0]], pair[1]) is None] == []
    assert {"actorType", "adminLevel", "mechanismType", "measureType", "problemType", "unit"} <= {attribute for attribute, _ in emitted}


def sample() -> Document:
    """Return the longest of the sample papers."""
    texts = [item.read_bytes() for item in (files("corpus") / "samples").iterdir() if item.name.endswith(".txt")]
    return document_from_bytes(max(texts, key=len), "sample.txt")
