"""Mentions that name one thing become one entity: equal names, declared abbreviations, counted names, names inside longer names."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from extract.annotation import AttributeValue, Entity, EntityType, Evidence
from extract.shorthand import parse
from extract.view import Mention, View

_GROUP: Mapping[str, str] = {"TaskOrganization": "Actor"}
_PREFIX: Mapping[EntityType, str] = {
    "Case": "c",
    "Place": "l",
    "Actor": "a",
    "TaskOrganization": "t",
    "Mechanism": "m",
    "Step": "s",
    "Measure": "x",
    "Standard": "d",
    "Problem": "p",
    "Outcome": "u",
    "TheoryConcept": "k",
    "PolicyDocument": "g",
}
_ONE_OF = ("Standard", "Mechanism", "Measure", "TheoryConcept", "Problem", "Outcome")
"""Types of which a name can be only one in a document; the first wins a tie."""
_CONTAINED = frozenset({"Mechanism", "Problem", "Outcome"})
"""Types whose longer names hold shorter names of the same thing."""
_MOST_EVIDENCE = 12


def name_key(name: str) -> str:
    """Return a name as it is compared: NFKC, lower case, without punctuation, quotation marks and 的.

    >>> name_key("“大扶贫”的格局") == name_key("大扶贫格局")
    True
    """
    return "".join(c for c in unicodedata.normalize("NFKC", name).lower() if (c.isalnum() or c in "%+") and c != "的")


def _counted_key(name: str) -> str | None:
    """Return what a counted name counts: 五大战区 and 五个战区 are one."""
    found = re.fullmatch(r"([一二两三四五六七八九十]+)(?:个|大|项|类|支|条)?(.{2,6})", name)
    return f"{found[1]}#{found[2]}" if found and parse(name) else None


class _Union:
    def __init__(self) -> None:
        self._parent: dict[str, str] = {}

    def find(self, key: str) -> str:
        parent = self._parent.setdefault(key, key)
        if parent != key:
            parent = self._parent[key] = self.find(parent)
        return parent

    def join(self, one: str, other: str) -> None:
        self._parent[self.find(one)] = self.find(other)


@dataclass(frozen=True, slots=True)
class Resolved:
    """Entities of a document and the entity id of every mention that became part of one (by identity of type, place and label)."""

    entities: tuple[Entity, ...]
    of: Mapping[tuple[str, int, int, str], str]

    def id_of(self, mention: Mention) -> str | None:
        """Return the id of the entity that `mention` belongs to, None where it was dropped."""
        return self.of.get((mention.type, mention.start, mention.end, mention.label))


def _settle_types(mentions: Sequence[Mention]) -> dict[str, str]:
    """Return for each name that was read as several of the types a thing can be only one of, the type that is surest."""
    sure: dict[str, dict[str, float]] = defaultdict(dict)
    for mention in mentions:
        if mention.type in _ONE_OF:
            types = sure[name_key(mention.label)]
            types[mention.type] = max(types.get(mention.type, 0.0), mention.confidence)
    return {key: max(types, key=lambda t: (types[t], -_ONE_OF.index(t))) for key, types in sure.items() if len(types) > 1}


def _one_reading(view: View, mentions: Sequence[Mention]) -> list[Mention]:
    """Return the mentions without second readings: a place or actor is no problem or measure, the short name of a mechanism no standard."""
    named = {(m.start, m.end): m for m in mentions if m.type in {"Actor", "TaskOrganization", "Place"}}
    full: dict[str, str] = {}
    for mention in mentions:
        if mention.type == "Mechanism":
            full.update((name_key(alias), mention.label) for alias in mention.aliases if parse(alias))
    kept: list[Mention] = []
    for mention in mentions:
        other = named.get((mention.start, mention.end)) if mention.type in _ONE_OF and mention.type != "Mechanism" else None
        if other:
            view.let_go(mention, "other reading", instead=f"{other.rule} {other.label}")
            continue
        kept.append(mention)
    return kept if not full else [replace(m, type="Mechanism") if m.type == "Standard" and name_key(m.label) in full else m for m in kept]


def _clusters(group: str, mentions: Sequence[Mention]) -> dict[str, list[Mention]]:
    """Group the mentions of one type by the thing they name."""
    union = _Union()
    labels = {name_key(m.label) for m in mentions}
    counted: dict[str, str] = {}
    for mention in mentions:
        key = name_key(mention.label)
        union.find(key)
        for alias in mention.aliases:
            if name_key(alias) in labels and len(alias) > 1:
                union.join(name_key(alias), key)
        if group == "TheoryConcept":
            union.join(key.removesuffix("理论") or key, key)
        count = _counted_key(mention.label)
        if count:
            union.join(key, counted.setdefault(count, key))
    if group in _CONTAINED:
        _join_contained(union, labels)
    _join_task_organisations(union, {name_key(m.label) for m in mentions if m.type == "TaskOrganization"})
    clusters: dict[str, list[Mention]] = defaultdict(list)
    for mention in mentions:
        clusters[union.find(name_key(mention.label))].append(mention)
    return clusters


def _join_task_organisations(union: _Union, labels: set[str]) -> None:
    """Join the short name of a task organisation to the one longer name that ends with it."""
    longer: dict[str, list[str]] = defaultdict(list)
    for label in labels:
        for cut in range(1, len(label) - 3):
            if label[cut:] in labels:
                longer[label[cut:]].append(label)
    for part, names in sorted(longer.items()):
        if len(names) == 1:
            union.join(part, names[0])


def _join_contained(union: _Union, labels: set[str]) -> None:
    """Join a name to the one longer name that ends with it or begins with it, is at most twice as long, and to no other."""
    ends: dict[str, list[str]] = defaultdict(list)
    for label in labels:
        for cut in range(1, len(label) // 2 + 1):
            for part in (label[cut:], label[:-cut]):
                if len(part) >= 4 and part in labels:
                    ends[part].append(label)
    for part, longer in sorted(ends.items()):
        if len(set(longer)) == 1:
            union.join(part, longer[0])


def _entity(view: View, kind: EntityType, number: int, cluster: Sequence[Mention]) -> Entity:
    by_label: dict[str, list[Mention]] = defaultdict(list)
    for mention in cluster:
        by_label[mention.label].append(mention)
    best_label = max(by_label, key=lambda label: (max(m.confidence for m in by_label[label]), len(by_label[label]), len(label)))
    best = max(by_label[best_label], key=lambda m: (m.confidence, -m.start))
    attrs: dict[str, AttributeValue] = {}
    for mention in sorted(cluster, key=lambda m: (m.label != best_label, -m.confidence, m.start)):
        for name, value in mention.attrs.items():
            if attrs.get(name) is None:
                attrs[name] = value
    aliases = dict.fromkeys(name for m in sorted(cluster, key=lambda m: m.start) for name in (m.label, *m.aliases))
    aliases.pop(best_label, None)
    ordered = [best, *(m for m in sorted(cluster, key=lambda m: m.start) if m is not best)]
    spans: dict[tuple[int, int], Evidence] = {}
    for mention in ordered:
        evidence = view.evidence(mention.start, mention.end)
        spans.setdefault((evidence.start, evidence.end), evidence)
    return Entity(
        id=f"{_PREFIX[kind]}{number}",
        type=kind,
        label=best_label,
        evidence=tuple(spans.values())[:_MOST_EVIDENCE],
        aliases=tuple(aliases),
        attrs=attrs,
        rule=best.rule,
        confidence=round(best.confidence, 3),
    )


def resolve(view: View, mentions: Sequence[Mention]) -> Resolved:
    """Merge mentions into entities. Ids number the entities of a type by their first mention, so they are the same in every run."""
    mentions = _one_reading(view, mentions)
    settled = _settle_types(mentions)
    groups: dict[str, list[Mention]] = defaultdict(list)
    for mention in mentions:
        wanted = settled.get(name_key(mention.label)) if mention.type in _ONE_OF else None
        if wanted is None or wanted == mention.type:
            groups[_GROUP.get(mention.type, mention.type)].append(mention)
        else:
            view.let_go(mention, "other reading", instead=wanted)
    entities: list[Entity] = []
    of: dict[tuple[str, int, int, str], str] = {}
    numbers: dict[str, int] = defaultdict(int)
    for group in sorted(groups):
        clusters = _clusters(group, groups[group])
        for cluster in sorted(clusters.values(), key=lambda c: min((m.start, m.label) for m in c)):
            kind: EntityType = "TaskOrganization" if any(m.type == "TaskOrganization" for m in cluster) else cluster[0].type
            numbers[kind] += 1
            entity = _entity(view, kind, numbers[kind], cluster)
            entities.append(entity)
            of.update({(m.type, m.start, m.end, m.label): entity.id for m in cluster})
    return Resolved(tuple(entities), of)
