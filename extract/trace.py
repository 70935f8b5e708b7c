"""What extraction let go, and why: a recorder that `zhitu explain` hands to the pipeline; everyone else runs without one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from extract.annotation import EntityType

Reason = Literal["unsure", "overlapped", "out of scope", "other reading", "no name"]
"""Why a candidate became no annotation: its confidence is under the cut; a surer or longer one stands on its words; it is unsure and
stands outside what the text tells of its cases; another type is the surer reading of the name; the words around make it no name."""


@dataclass(frozen=True, slots=True)
class Dropped:
    """A candidate that became no annotation, at reading offsets `start..end`."""

    type: EntityType
    start: int
    end: int
    label: str
    rule: str
    confidence: float
    reason: Reason
    needed: float | None = None
    """The confidence that would have been enough; None where none would."""
    instead: str = ""
    """What stands in its place: rule and label, or a type."""


class Trace:
    """Collects the candidates that one extraction drops, in the order in which they are dropped."""

    def __init__(self) -> None:
        self.dropped: list[Dropped] = []

    def drop(self, candidate: Dropped) -> None:
        """Note a candidate that became no annotation."""
        self.dropped.append(candidate)
