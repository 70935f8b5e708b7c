"""The numbered parts of each mechanism or standard, one list a parent, with numbers that are whole and told apart."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from extract.annotation import AttributeValue, Entity, Extraction


@dataclass(frozen=True, slots=True)
class Step:
    """A part of one parent; `id` is that of its entity."""

    id: str
    order: int
    label: str
    aliases: tuple[str, ...] = ()
    attrs: Mapping[str, AttributeValue] = field(default_factory=dict[str, AttributeValue])


def steps_of(extraction: Extraction) -> dict[str, tuple[Step, ...]]:
    """Return the steps of each parent by the parent's id, in order.

    The order is the entity's own number. A part without one, or with a number that an earlier part has, comes after the rest:
    two enumerations that were read as one list must not claim the same place.
    """
    entities = {entity.id: entity for entity in extraction.entities}
    parts: dict[str, list[Entity]] = {}
    for relation in extraction.relations:
        if relation.predicate == "hasStep":
            listed = parts.setdefault(relation.subject, [])
            if entities[relation.object] not in listed:
                listed.append(entities[relation.object])
    return {parent: _numbered(listed) for parent, listed in parts.items()}


def _numbered(parts: list[Entity]) -> tuple[Step, ...]:
    taken: dict[int, Entity] = {}
    late: list[Entity] = []
    for part in parts:
        order = part.attrs.get("order")
        if isinstance(order, int) and order > 0 and order not in taken:
            taken[order] = part
        else:
            late.append(part)
    following = max(taken, default=0) + 1
    taken.update({following + number: part for number, part in enumerate(late)})
    return tuple(Step(part.id, order, part.label, part.aliases, part.attrs) for order, part in sorted(taken.items()))
