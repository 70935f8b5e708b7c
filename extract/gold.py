"""Annotation files as JSON: the parts that are scored, and reading them from a folder of gold."""

from __future__ import annotations

import json
from pathlib import Path
from typing import NotRequired, TypedDict

GOLD_SUFFIX = ".gold.json"


class EvidenceJson(TypedDict):
    """A quote and its raw code point span."""

    start: int
    end: int
    quote: str


class EntityJson(TypedDict):
    """An entity of an annotation file; `required` is set in gold only, `rule` and `confidence` in predictions."""

    id: str
    type: str
    label: str
    aliases: NotRequired[list[str]]
    required: NotRequired[bool]
    evidence: NotRequired[list[EvidenceJson] | None]
    rule: NotRequired[str]
    confidence: NotRequired[float]


class RelationJson(TypedDict):
    """A relation of an annotation file."""

    s: str
    p: str
    o: str
    modality: NotRequired[str]
    required: NotRequired[bool]
    evidence: NotRequired[list[EvidenceJson] | None]


class ObservationJson(TypedDict):
    """A figure of an annotation file; gold may list other right readings."""

    id: NotRequired[str]
    indicator: str
    value: float
    unit: NotRequired[str | None]
    about: NotRequired[str | None]
    year: NotRequired[int | None]
    required: NotRequired[bool]
    evidence: NotRequired[list[EvidenceJson] | None]
    indicatorAlternatives: NotRequired[list[str]]
    aboutAlternatives: NotRequired[list[str | None]]
    yearAlternatives: NotRequired[list[int | None]]


class AnnotationJson(TypedDict):
    """The parts of an annotation file that are scored."""

    document: NotRequired[str]
    entities: list[EntityJson]
    relations: list[RelationJson]
    observations: list[ObservationJson]


class GoldError(Exception):
    """The gold folder holds nothing to score against, or a file that is no annotation."""


def read_gold(folder: Path) -> dict[str, AnnotationJson]:
    """Return the gold of a folder by document stem, sorted.

    Raises GoldError where the folder has no `*.gold.json` or one of them cannot be read.
    """
    paths = sorted(folder.glob(f"*{GOLD_SUFFIX}"))
    if not paths:
        raise GoldError(f"no *{GOLD_SUFFIX} in {folder}; give the folder that holds the gold annotations")
    return {path.name.removesuffix(GOLD_SUFFIX): read_annotations(path) for path in paths}


def read_annotations(path: Path) -> AnnotationJson:
    """Return the annotations of one JSON file.

    Raises GoldError where it is not JSON or lacks entities, relations or observations.
    """
    try:
        loaded: AnnotationJson = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise GoldError(f"{path} is not readable JSON: {error}") from error
    lacking = [part for part in ("entities", "relations", "observations") if part not in loaded]
    if lacking:
        raise GoldError(f"{path} has no {', '.join(lacking)}; it is not an annotation file")
    return loaded
