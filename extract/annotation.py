"""Stand-off annotations of one document, the exchange format between extraction, graph, gold and reviewers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

EntityType = Literal[
    "Case",
    "Place",
    "Actor",
    "TaskOrganization",
    "Mechanism",
    "Step",
    "Measure",
    "Standard",
    "Problem",
    "Outcome",
    "TheoryConcept",
    "PolicyDocument",
]
Modality = Literal["reported", "inferred", "proposed", "criticised", "hypothetical", "negated", "cited"]
Qualifier = Literal["exact", "约", "超过", "以内", "以上", "不足", "以下"]
AttributeValue = str | int | float | None | tuple[str, ...]

DOCUMENT = "doc"
"""Subject id that stands for the document itself (studiesCase, citesPolicy, usesTheory)."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """Exact words: `raw[start:end] == quote`, code points of the stored raw text."""

    start: int
    end: int
    quote: str


@dataclass(frozen=True, slots=True)
class Entity:
    """One distinct thing of the document, not one mention; `evidence` holds its mentions, the best first."""

    id: str
    type: EntityType
    label: str
    evidence: tuple[Evidence, ...]
    aliases: tuple[str, ...] = ()
    attrs: Mapping[str, AttributeValue] = field(default_factory=dict[str, AttributeValue])
    rule: str = ""
    """Name of the rule or model that made it, such as `mechanisms.named`."""
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class Relation:
    """`subject` and `object` are entity ids; `subject` may be DOCUMENT."""

    subject: str
    predicate: str
    object: str
    evidence: tuple[Evidence, ...]
    modality: Modality = "reported"
    attrs: Mapping[str, AttributeValue] = field(default_factory=dict[str, AttributeValue])
    rule: str = ""
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class Observation:
    """A figure: plain `value` in `unit` as written (万 and 亿 resolved), of `indicator`, said of `about`."""

    id: str
    indicator: str
    value: float
    unit: str | None
    about: str | None
    evidence: tuple[Evidence, ...]
    year: int | None = None
    start_year: int | None = None
    qualifier: Qualifier = "exact"
    time_text: str | None = None
    modality: Modality = "reported"
    rule: str = ""
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class Extraction:
    """Everything extracted from one document; ids are unique within it."""

    document: str
    """`Document.id`."""
    source: str
    """`Document.source`."""
    entities: tuple[Entity, ...]
    relations: tuple[Relation, ...]
    observations: tuple[Observation, ...]
    profile: str = "rules"
