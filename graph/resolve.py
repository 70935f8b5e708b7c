"""Decides which things of different documents are one thing: entity → IRI and scope, a pure function of one document's extraction.

Because no other document is looked at, adding documents one by one gives the same IRIs as building all at once. Names are
compared after folding (`labels.fold`) and only within a type; never by likeness: 县委书记 and 县委副书记 differ by one character.

What a name is unique within (its scope) follows from what it names:

- Real districts are the same everywhere, under their official name (寿宁 is 寿宁县). Districts that share a name are told
  apart by the province the document is about. Townships are unique within that province, villages within the place of the
  main case or the one county the document names; where the document does not show these, within the document.
- A place named by a letter or 某, and everything with such a place in its name, is unique within its document: two papers'
  H县 are two counties, and neither is linked to a real one. Digests that name the same source paper count as one document here.
- Theories, standards, policy documents and groups or roles that exist in every county (贫困户, 驻村工作队, 村干部) are
  shared, so that papers can be compared by them; so are bodies of the central level and those with a real place in their name.
  A short policy title that recurs (一号文件) is unique within its year, a county's own plan within its case.
- Cases, mechanisms, measures, problems, outcomes, task organisations, and the offices and posts of province to township belong to the
  place of the document's main case: two papers on one real county share its 县委 and its working methods. They are unique
  within the document where that place is anonymised, unknown, or wider than a prefecture, or where the document compares
  cases of several places of one level, because then 县委 alone does not say which.
- Reviewers have the last word: what they merge is one thing, what they split is one of its own in a document.
- A step belongs to its parent and has the parent's IRI with its number. A mechanism or standard with steps is shared only with
  one that lists the same steps; otherwise a number would stand for two different steps.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from typing import cast

from pyoxigraph import NamedNode

from corpus.document import Document
from extract.annotation import DOCUMENT, Entity, EntityType, Extraction
from graph.decisions import Decision
from graph.identifiers import EVERYWHERE, Identifiers, Scope, digest
from graph.labels import display, fold
from graph.regions import District, anonymous, district, level_of, provinces
from graph.review_log import Identity
from graph.steps import Step, steps_of

KINDS: Mapping[EntityType, str] = {
    "Case": "case",
    "Place": "place",
    "Actor": "actor",
    "TaskOrganization": "actor",
    "Mechanism": "mechanism",
    "Step": "step",
    "Measure": "measure",
    "Standard": "standard",
    "Problem": "problem",
    "Outcome": "outcome",
    "TheoryConcept": "theory",
    "PolicyDocument": "policy",
}
_OFFICES = frozenset({"党委", "政府", "人大", "政协", "督查机构"})
_CENTRAL = frozenset({"中央", "国家"})
_HOME_LEVELS = frozenset({"市州", "县", "乡镇", "村"})
_LOCAL = frozenset({"省", "市州", "县", "乡镇", "管区"})
_RECURRING_TITLE = 6
"""Titles of policy documents this short recur every year (政府工作报告); longer ones name one document."""
_NAMED_FIRST = ("Place", "Case", "TaskOrganization", "Actor", "Measure", "Mechanism", "Standard")


@dataclass(frozen=True, slots=True)
class Node:
    """A thing of the graph: IRI, name as the graph writes it, and other names as the document writes them."""

    iri: NamedNode
    label: str
    alternatives: tuple[str, ...] = ()
    reason: str = ""
    """Why the name means this thing: last part of the IRI of a concept in the scheme `resolution`."""
    place: NamedNode | None = None
    """The place it belongs to, where the name means one thing within a place only."""
    decision: Decision | None = None
    """The reviewer's decision by which the name means this thing."""


class Resolution:
    """The nodes of one document's entities, and of names in its attributes and figures."""

    def __init__(
        self,
        document: Document,
        extraction: Extraction,
        identifiers: Identifiers,
        identity: Identity | None = None,
        names: Iterable[str] = (),
    ) -> None:
        self.identity = identity or Identity()
        """What reviewers say is one thing and what is not."""
        self._file_names = (document.source, *names)
        self._extraction = extraction
        self._document = document
        self._ids = identifiers
        self._entities = {entity.id: entity for entity in extraction.entities}
        self._places = _by_name(entity for entity in extraction.entities if entity.type == "Place")
        paper = document.metadata.source_paper
        self._own = Scope(f"paper/{digest((fold(paper),), 16)}" if paper else f"doc/{document.id}")
        self.steps: Mapping[str, tuple[Step, ...]] = steps_of(extraction)
        """Steps by the id of their parent entity."""
        located = [(case, self._place_of(case)) for case in self._studied_cases()]
        self._province = self._find_province(located)
        self._county = self._find_county()
        self._home, self._home_level = self._own, None
        self._home, self._home_level = self._find_home(located)
        self.nodes: Mapping[str, tuple[Node, ...]] = self._resolve()
        """Nodes by entity id: for a Step one for each parent, for every other entity exactly one."""
        self._names = self._named()

    def named(self, name: str) -> Node | None:
        """Return the entity that a figure or attribute names by label or alias: places first, labels before aliases."""
        return self._names.get(fold(name))

    def actor(self, name: str, actor_type: str | None = None) -> Node:
        """Return the node of an actor known only by name, such as the issuer of a policy document."""
        entity = Entity("", "Actor", name, (), attrs={"actorType": actor_type})
        return self._node(entity)

    def thing(self, kind: str, label: str) -> Node:
        """Return the node that an entity of this class (of the twelve; others: everywhere one) and name has in this document."""
        if kind in KINDS:
            return self._node(Entity("", cast("EntityType", kind), label, ()))
        folded = fold(label)
        return Node(self._ids.named(_kebab(kind), folded), display(folded))

    def subject(self, name: str) -> tuple[Node, bool]:
        """Return the node of what a figure is said of where that is no entity, and whether it is a real district."""
        known = district(fold(name), self._province)
        if known:
            return self._node(Entity("", "Place", name, ())), True
        folded = fold(name)
        scope = self._own if anonymous(folded) else EVERYWHERE if provinces(folded) else self._home
        label = display(folded)
        return Node(self._ids.named("subject", folded, scope), label, _others(name, (), label)), False

    def _resolve(self) -> dict[str, tuple[Node, ...]]:
        nodes: dict[str, tuple[Node, ...]] = {}
        nodes.update((entity.id, (self._node(entity),)) for entity in self._extraction.entities if entity.type != "Step")
        parts: dict[str, list[Node]] = {entity.id: [] for entity in self._extraction.entities if entity.type == "Step"}
        for parent, steps in self.steps.items():
            for step in steps:
                label = display(fold(step.label))
                iri = self._ids.step(nodes[parent][0].iri, step.order)
                parts[step.id].append(self._judged(Node(iri, label, _others(step.label, step.aliases, label), "parent")))
        for step_id, found in parts.items():
            nodes[step_id] = tuple(found) or (self._node(self._entities[step_id]),)
        return nodes

    def _node(self, entity: Entity) -> Node:
        known = self._district(entity) if entity.type == "Place" else None
        folded = known.name if known else fold(entity.label)
        label = display(folded)
        scope = self._scope(entity, folded, known)
        iri = self._ids.named(KINDS[entity.type], folded, scope)
        reason = "district" if known and entity.type == "Place" else self._reason(scope, entity, folded)
        place = self._ids.node(scope.key.partition("|")[0]) if reason in ("home", "steps") and scope.key.startswith("place/") else None
        return self._judged(Node(iri, label, _others(entity.label, entity.aliases, label), reason, place))

    def _judged(self, node: Node) -> Node:
        """Return the node as reviewers see it: one of its own in this document, or one that stands for it."""
        if not self.identity:
            return node
        iri, label, merged = self.identity.stands_for(node.iri.value)
        places = (self._document.id, self._file_names)
        apart = self.identity.apart(node.iri.value, *places) or self.identity.apart(iri, *places)
        if apart is not None:
            mine = f"{apart.things[0].iri}-{digest((self._own.key,), 6)}"
            iri, label, merged = self.identity.stands_for(mine)
            if merged is None:
                return replace(node, iri=NamedNode(mine), reason="set-apart", decision=apart)
        if merged is None:
            return node
        shown = label or node.label
        others = tuple(dict.fromkeys(name for name in (node.label, *node.alternatives) if name != shown))
        return Node(NamedNode(iri), shown, others, "merged", node.place, merged)

    def _reason(self, scope: Scope, entity: Entity, label: str) -> str:
        key, _, steps = scope.key.partition("|")
        if steps and not key.startswith(("doc/", "paper/")):
            return "steps"
        if not key:
            named = entity.type in ("Actor", "TaskOrganization") and (provinces(label) or _says("central", label))
            return "named-place" if named else "shared"
        kind, _, rest = key.partition("/")
        if kind == "place":
            return "province" if rest.endswith("-province") else "district" if rest.endswith("-district") else "home"
        return "year" if kind == "year" else "document"

    def _scope(self, entity: Entity, label: str, known: District | None) -> Scope:
        steps = self._signature(entity)
        case_place = entity.attrs.get("place") if entity.type == "Case" else None
        if anonymous(label) or anonymous(str(case_place or "")):
            return self._own.within(steps)
        match entity.type:
            case "Place":
                return self._place_scope(entity, label, known)
            case "Actor" | "TaskOrganization":
                return self._actor_scope(entity, label)
            case "TheoryConcept":
                return EVERYWHERE
            case "Standard":
                return EVERYWHERE.within(steps)
            case "PolicyDocument":
                return self._policy_scope(entity, label)
            case _:
                return self._home.within(steps)

    def _signature(self, entity: Entity) -> str:
        steps = self.steps.get(entity.id, ())
        return f"steps:{digest((f'{step.order} {fold(step.label)}' for step in steps), 12)}" if steps else ""

    def _actor_scope(self, entity: Entity, label: str) -> Scope:
        level = entity.attrs.get("adminLevel")
        if level in _CENTRAL or _says("central", label) or provinces(label):
            return EVERYWHERE
        office = entity.attrs.get("actorType") in _OFFICES and level in _LOCAL
        if entity.type != "TaskOrganization" and not office and (not _says("local", label) or _says("group", label)):
            return EVERYWHERE
        if label.startswith("省") and self._province:
            return Scope(f"place/{self._province}-province")
        return self._home

    def _policy_scope(self, entity: Entity, label: str) -> Scope:
        year = entity.attrs.get("year")
        if isinstance(year, int) and len(label) <= _RECURRING_TITLE:
            return Scope(f"year/{year}-issued")
        return self._home if _says("local", label) else EVERYWHERE

    def _place_scope(self, entity: Entity, label: str, known: District | None) -> Scope:
        if known:
            return EVERYWHERE if district(label) == known else Scope(f"place/{known.code}-district")
        level = self._level(entity)
        if level == "村":
            if self._home_level not in (None, "村"):
                return self._home
            return Scope(f"place/{self._county}-district") if self._county else self._own
        if level in ("县", "乡镇"):
            return Scope(f"place/{self._province}-province") if self._province else self._own
        return EVERYWHERE

    # where the document's main case is

    def _studied_cases(self) -> list[Entity]:
        studied = [
            self._entities[relation.object]
            for relation in self._extraction.relations
            if relation.subject == DOCUMENT and relation.predicate == "studiesCase" and relation.modality == "reported"
        ]
        return studied or [entity for entity in self._extraction.entities if entity.type == "Case"][:1]

    def _place_of(self, case: Entity) -> Entity | None:
        for relation in self._extraction.relations:
            if relation.subject == case.id and relation.predicate == "inPlace" and relation.modality == "reported":
                return self._entities[relation.object]
        place = case.attrs.get("place")
        if not isinstance(place, str) or not place:
            return None
        return self._places.get(fold(place)) or Entity("", "Place", place, ())

    def _find_province(self, located: list[tuple[Entity, Entity | None]]) -> str | None:
        """Return the province by front matter, main case, title, else the only one that the document's places lie in."""
        metadata = self._document.metadata
        names: list[str] = [metadata.place or ""]
        if located:
            case, place = located[0]
            names += [place.label, *place.aliases] if place else []
            names.append(case.label)
        names.append(" ".join((metadata.title or "", metadata.subtitle or "")))
        names.append("、".join(entity.label for entity in self._extraction.entities if entity.type == "Place"))
        for name in names:
            known = district(fold(name))
            found = provinces(name) | frozenset({known.province} if known else ())
            if len(found) == 1:
                return next(iter(found))
        return None

    def _find_county(self) -> str | None:
        """Return the code of the only county among the document's places."""
        places = (self._district(entity) for entity in self._extraction.entities if entity.type == "Place")
        counties = {known.code for known in places if known and known.level == "县"}
        return next(iter(counties)) if len(counties) == 1 else None

    def _find_home(self, located: list[tuple[Entity, Entity | None]]) -> tuple[Scope, str | None]:
        if not located:
            return self._own, None
        main, place = located[0]
        level = self._level(place) if place else None
        if place is None or level not in _HOME_LEVELS or anonymous(main.label) or anonymous(place.label):
            return self._own, None
        home = self._node(place).iri
        rivals = (other for _, other in located[1:] if other and self._level(other) == level)
        if any(self._node(other).iri != home for other in rivals):
            return self._own, None
        return Scope(self._ids.path(home)), level

    def _level(self, place: Entity) -> str | None:
        known = self._district(place)
        if known:
            return known.level
        level = level_of(fold(place.label)) or place.attrs.get("adminLevel")
        return level if isinstance(level, str) else None

    def _district(self, place: Entity) -> District | None:
        label, *others = (fold(name) for name in (place.label, *place.aliases))
        if anonymous(label) or any(anonymous(name) for name in others):
            return None
        # an alias only completes the label (寿宁, 寿宁县); a region is not the prefecture it is also called by
        names = (label, *(name for name in others if name.startswith(label)))
        found = (district(name, self._province) for name in names)
        return next((known for known in found if known), None)

    def _named(self) -> dict[str, Node]:
        rank = {kind: number for number, kind in enumerate(_NAMED_FIRST)}
        ranked = sorted(self._extraction.entities, key=lambda entity: rank.get(entity.type, len(rank)))
        names: dict[str, Node] = {}
        for entity in ranked:
            names.setdefault(fold(entity.label), self.nodes[entity.id][0])
        for entity in ranked:
            for alias in entity.aliases:
                names.setdefault(fold(alias), self.nodes[entity.id][0])
        return names


def _says(scope: str, label: str) -> bool:
    return bool(_forms()[scope].search(label))


@cache
def _forms() -> Mapping[str, re.Pattern[str]]:
    lines = (files("graph") / "name_scopes.tsv").read_text(encoding="utf-8").splitlines()
    rows = (line.split("\t") for line in lines if line and not line.startswith("#"))
    return {scope: re.compile(pattern) for scope, pattern in rows if scope != "scope"}


def _by_name(entities: Iterable[Entity]) -> dict[str, Entity]:
    found: dict[str, Entity] = {}
    for entity in entities:
        for name in (entity.label, *entity.aliases):
            found.setdefault(fold(name), entity)
    return found


def _others(label: str, aliases: tuple[str, ...], shown: str) -> tuple[str, ...]:
    """Return the names besides the one shown, each once, cleaned of line breaks."""
    names = (" ".join(name.split()) if name.isascii() else "".join(name.split()) for name in (label, *aliases))
    return tuple(dict.fromkeys(name for name in names if name and name != shown))


def _kebab(name: str) -> str:
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "-", name).lower() or "thing"
