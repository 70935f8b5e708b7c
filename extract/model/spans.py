"""What the trained model says of a document."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Span:
    """A span of reading text and its type; `score` above 0 means that the model takes it for a mention."""

    type: str
    start: int
    end: int
    score: float = 0.0


@dataclass(frozen=True, slots=True)
class Pair:
    """A relation between two spans: how likely it is, and its likeliest modality."""

    subject: Span
    predicate: str
    object: Span
    share: float
    modality: str


@dataclass(frozen=True, slots=True)
class ModelReading:
    """Spans in reading order of the windows, and the relations between them."""

    spans: list[Span] = field(default_factory=list[Span])
    pairs: list[Pair] = field(default_factory=list[Pair])
