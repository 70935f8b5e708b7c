"""Annotations as JSON and back: the exchange format of gold, export and reviewers, with `rule`, `confidence` and `timeText` added."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, cast, get_args

from corpus.document import Document, Metadata
from extract.annotation import (
    AttributeValue,
    Entity,
    EntityType,
    Evidence,
    Extraction,
    Modality,
    Observation,
    Qualifier,
    Relation,
)

Json = dict[str, Any]


class AnnotationFormatError(Exception):
    """A JSON value is no annotation file; the message names document and item."""


def extraction_to_json(extraction: Extraction, document: Document) -> Json:
    """Return the extraction as a JSON object; its `document` is the source's file name, its offsets are those of the raw text."""
    return {
        "document": extraction.source,
        "id": extraction.document,
        "profile": extraction.profile,
        "metadata": _metadata(document.metadata),
        "entities": [_entity_to_json(entity) for entity in extraction.entities],
        "relations": [_relation_to_json(relation) for relation in extraction.relations],
        "observations": [_observation_to_json(observation) for observation in extraction.observations],
    }


def extraction_from_json(data: Mapping[str, Any], *, document_id: str | None = None) -> Extraction:
    """Return the extraction that a JSON object describes; gold files too, whose `required` and alternatives are left out.

    `document_id` stands in for an `id` that the object (a gold file) does not have. Raises AnnotationFormatError.
    """
    source = str(data.get("document", ""))
    try:
        return Extraction(
            document=str(data.get("id") or document_id or ""),
            source=source,
            entities=tuple(_entity(item) for item in data["entities"]),
            relations=tuple(_relation(item) for item in data["relations"]),
            observations=tuple(_observation(item) for item in data["observations"]),
            profile=str(data.get("profile", "rules")),
        )
    except (KeyError, TypeError, ValueError) as error:
        reason = f"{error} is missing" if isinstance(error, KeyError) else str(error)
        raise AnnotationFormatError(f"{source or 'annotation file'}: {reason}; see the annotation guideline for the format") from error


def _metadata(metadata: Metadata) -> Json:
    return {
        "title": metadata.title,
        "subtitle": metadata.subtitle,
        "authors": list(metadata.authors),
        "affiliations": list(metadata.affiliations),
        "journal": metadata.journal,
        "year": metadata.year,
        "issue": metadata.issue,
        "keywords": list(metadata.keywords),
        "language": metadata.language,
        "doi_or_articleno": metadata.article_number,
        "references": metadata.references,
        "has_abstract": metadata.has_abstract,
    }


def _entity_to_json(entity: Entity) -> Json:
    return {
        "id": entity.id,
        "type": entity.type,
        "label": entity.label,
        "aliases": list(entity.aliases),
        "attrs": _attrs_to_json(entity.attrs),
        "evidence": _spans_to_json(entity.evidence),
        "rule": entity.rule,
        "confidence": entity.confidence,
    }


def _relation_to_json(relation: Relation) -> Json:
    return {
        "s": relation.subject,
        "p": relation.predicate,
        "o": relation.object,
        "modality": relation.modality,
        "attrs": _attrs_to_json(relation.attrs),
        "evidence": _spans_to_json(relation.evidence),
        "rule": relation.rule,
        "confidence": relation.confidence,
    }


def _observation_to_json(observation: Observation) -> Json:
    return {
        "id": observation.id,
        "indicator": observation.indicator,
        "value": observation.value,
        "unit": observation.unit,
        "about": observation.about,
        "year": observation.year,
        "startYear": observation.start_year,
        "qualifier": observation.qualifier,
        "timeText": observation.time_text,
        "modality": observation.modality,
        "evidence": _spans_to_json(observation.evidence),
        "rule": observation.rule,
        "confidence": observation.confidence,
    }


def _attrs_to_json(attrs: Mapping[str, AttributeValue]) -> Json:
    return {key: list(value) if isinstance(value, tuple) else value for key, value in attrs.items()}


def _spans_to_json(spans: Sequence[Evidence]) -> list[Json]:
    return [{"start": span.start, "end": span.end, "quote": span.quote} for span in spans]


def _entity(item: Mapping[str, Any]) -> Entity:
    return Entity(
        id=str(item["id"]),
        type=_word(item["type"], EntityType, "entity type"),
        label=str(item["label"]),
        evidence=_spans(item),
        aliases=tuple(str(alias) for alias in item.get("aliases") or ()),
        attrs=_attrs(item),
        rule=str(item.get("rule", "")),
        confidence=float(item.get("confidence", 1.0)),
    )


def _relation(item: Mapping[str, Any]) -> Relation:
    return Relation(
        subject=str(item["s"]),
        predicate=str(item["p"]),
        object=str(item["o"]),
        evidence=_spans(item),
        modality=_word(item.get("modality") or "reported", Modality, "modality"),
        attrs=_attrs(item),
        rule=str(item.get("rule", "")),
        confidence=float(item.get("confidence", 1.0)),
    )


def _observation(item: Mapping[str, Any]) -> Observation:
    return Observation(
        id=str(item["id"]),
        indicator=str(item["indicator"]),
        value=float(item["value"]),
        unit=item.get("unit"),
        about=item.get("about"),
        evidence=_spans(item),
        year=item.get("year"),
        start_year=item.get("startYear"),
        qualifier=_word(item.get("qualifier") or "exact", Qualifier, "qualifier"),
        time_text=item.get("timeText"),
        modality=_word(item.get("modality") or "reported", Modality, "modality"),
        rule=str(item.get("rule", "")),
        confidence=float(item.get("confidence", 1.0)),
    )


def _spans(item: Mapping[str, Any]) -> tuple[Evidence, ...]:
    return tuple(Evidence(int(span["start"]), int(span["end"]), str(span["quote"])) for span in item.get("evidence") or ())


def _attrs(item: Mapping[str, Any]) -> dict[str, AttributeValue]:
    attrs = cast("Mapping[str, Any]", item.get("attrs") or {})
    return {
        key: tuple(str(part) for part in cast("list[Any]", value)) if isinstance(value, list) else value for key, value in attrs.items()
    }


def _word(value: Any, allowed: Any, what: str) -> Any:  # noqa: ANN401
    words: tuple[str, ...] = get_args(allowed)
    if value not in words:
        raise ValueError(f"{what} “{value}” is not one of {', '.join(words)}")
    return value
