"""Finds the concept of a typed field by the Chinese word the extractors use, read out of `concepts.ttl`."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Literal

from pyoxigraph import Literal as RdfLiteral
from pyoxigraph import NamedNode

from ontology.resources import triples
from ontology.vocabulary import ALT_LABEL, IN_SCHEME, PREF_LABEL, VOCAB

Scheme = Literal[
    "mechanism-type",
    "actor-type",
    "level",
    "measure-type",
    "problem-type",
    "modality",
    "review",
    "qualifier",
    "deontic",
    "role",
    "unit",
    "resolution",
    "match",
    "decision",
]


@cache
def lookup(scheme: Scheme) -> Mapping[str, NamedNode]:
    """Return the concepts of a scheme by Chinese label, else by Chinese alternative label, else by last part of the IRI."""
    members: dict[str, NamedNode] = {}
    for triple in triples("concepts"):
        if triple.predicate == IN_SCHEME and triple.object == NamedNode(VOCAB + scheme) and isinstance(triple.subject, NamedNode):
            members[triple.subject.value] = triple.subject
    found: dict[str, NamedNode] = {}
    for predicate in (PREF_LABEL, ALT_LABEL):
        for triple in triples("concepts"):
            subject, label = triple.subject, triple.object
            if triple.predicate != predicate or not isinstance(subject, NamedNode) or subject.value not in members:
                continue
            if isinstance(label, RdfLiteral) and label.language == "zh":
                found.setdefault(_fold(label.value), subject)
    for iri, node in members.items():
        found.setdefault(iri.rsplit("/", 1)[-1], node)
    return MappingProxyType(found)


def concept(scheme: Scheme, label: str | None) -> NamedNode | None:
    """Return the concept that `label` names in `scheme`, None where there is none.

    >>> concept("level", "县").value, concept("unit", "％").value
    ('https://w3id.org/zhitu/vocab/level/county', 'http://qudt.org/vocab/unit/PERCENT')
    """
    return lookup(scheme).get(_fold(label)) if label else None


@cache
def label(node: NamedNode) -> str | None:
    """Return the Chinese prefLabel of a concept, None where the concept is not one of ours."""
    for triple in triples("concepts"):
        if triple.subject == node and triple.predicate == PREF_LABEL:
            value = triple.object
            if isinstance(value, RdfLiteral) and value.language == "zh":
                return value.value
    return None


def _fold(word: str) -> str:
    return unicodedata.normalize("NFKC", word).strip()
