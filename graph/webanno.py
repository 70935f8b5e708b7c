"""Statements as W3C Web Annotations: what is claimed is the body, the exact words of the paper are the target."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pyoxigraph import Literal, NamedNode

from graph.records import SpanRecord, StatementRecord, Value, name_of, statements
from graph.store import GraphStore
from ontology import vocabulary as v

_NAMES = frozenset({v.PREF_LABEL.value, v.ALT_LABEL.value})


def annotation_page(store: GraphStore, sources: Mapping[str, str]) -> dict[str, Any]:
    """Return one annotation page with an annotation for each statement, in order of documents and of the text."""
    records = sorted(
        statements(store), key=lambda item: (sources.get(item.document, ""), item.spans[0].start if item.spans else 0, item.iri)
    )
    prefixes = {name: v.PREFIXES[name] for name in ("zt", "rdf", "skos", "prov", "org")}
    return {
        "@context": ["http://www.w3.org/ns/anno.jsonld", prefixes],
        "id": f"{store.identifiers.base}id/annotations",
        "type": "AnnotationPage",
        "items": [_annotation(store, record) for record in records],
    }


def _annotation(store: GraphStore, record: StatementRecord) -> dict[str, Any]:
    naming = record.predicate in _NAMES
    return {
        "id": record.iri,
        "type": ["Annotation", "zt:Statement"],
        "motivation": "identifying" if naming else "linking" if isinstance(record.object, NamedNode) else "describing",
        "body": [_name_body(record), _thing_body(record)] if naming else [_claim_body(store, record)],
        "target": [_target(store, record.document, span) for span in record.spans],
        "zt:modality": {"id": f"{v.VOCAB}modality/{record.modality}"},
        "zt:reviewStatus": {"id": f"{v.VOCAB}review/{record.review}"},
        "zt:confidence": record.confidence,
        "zt:rule": record.rule,
    }


def _name_body(record: StatementRecord) -> dict[str, Any]:
    return {"type": "TextualBody", "purpose": "tagging", "value": record.object.value, "language": "zh"}


def _thing_body(record: StatementRecord) -> dict[str, Any]:
    return {"type": "SpecificResource", "purpose": "identifying", "source": record.subject}


def _claim_body(store: GraphStore, record: StatementRecord) -> dict[str, Any]:
    local = record.predicate.replace("#", "/").rsplit("/", 1)[-1]
    return {
        "type": ["TextualBody", "rdf:Statement"],
        "purpose": "describing",
        "value": f"{name_of(store, NamedNode(record.subject))} {local} {name_of(store, record.object)}",
        "rdf:subject": {"id": record.subject},
        "rdf:predicate": {"id": record.predicate},
        "rdf:object": _object(record.object),
    }


def _object(value: Value) -> dict[str, Any]:
    return {"@value": value.value, "@type": value.datatype.value} if isinstance(value, Literal) else {"id": value.value}


def _target(store: GraphStore, document_id: str, span: SpanRecord) -> dict[str, Any]:
    around = {name: words for name, words in (("prefix", span.prefix), ("suffix", span.suffix)) if words}
    return {
        "source": store.identifiers.document(document_id).value,
        "selector": [
            {"type": "TextPositionSelector", "start": span.start, "end": span.end},
            {"type": "TextQuoteSelector", "exact": span.exact, **around},
        ],
    }
