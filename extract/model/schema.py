"""What the trained model tells apart: types of spans, and relations with the types of their ends, as the annotation guideline has them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import get_args

from extract.annotation import EntityType, Modality

FIGURE = "Observation"
SPAN_TYPES: tuple[str, ...] = (*get_args(EntityType), FIGURE)
_ACTORS = frozenset({"Actor", "TaskOrganization"})
_WAYS = frozenset({"Mechanism", "Measure"})

ARGUMENTS: Mapping[str, tuple[frozenset[str], frozenset[str]]] = {
    "inPlace": (frozenset({"Case"}) | _ACTORS, frozenset({"Place"})),
    "employsMechanism": (frozenset({"Case"}), frozenset({"Mechanism"})),
    "adoptsMeasure": (frozenset({"Case"}), frozenset({"Measure"})),
    "hasStep": (frozenset({"Mechanism", "Standard"}), frozenset({"Step"})),
    "performedBy": (frozenset({"Step"}), _ACTORS),
    "involvesActor": (frozenset({"Case"}) | _WAYS, _ACTORS),
    "supervises": (_ACTORS, _ACTORS),
    "heads": (frozenset({"Actor"}), _ACTORS),
    "partOf": (_ACTORS, _ACTORS),
    "facesProblem": (frozenset({"Case"}), frozenset({"Problem"})),
    "causedBy": (frozenset({"Problem"}), frozenset({"Problem"})),
    "addresses": (_WAYS, frozenset({"Problem"})),
    "resultsIn": (frozenset({"Case"}) | _WAYS, frozenset({"Outcome"})),
    "targets": (_WAYS, _ACTORS),
    "fundedBy": (frozenset({"Case", "Measure"}), _ACTORS),
    "basedOnPolicy": (frozenset({"Case"}) | _WAYS, frozenset({"PolicyDocument"})),
}
"""Types that subject and object may have, by predicate; relations of the document itself are not between spans."""
MODALITIES: tuple[str, ...] = get_args(Modality)
