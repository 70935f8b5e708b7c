"""Descriptions of documents and entities: class, names, types as concepts, and the claims that the document names them so."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from types import MappingProxyType

from pyoxigraph import NamedNode, Triple

from corpus.citation import gbt7714_of
from corpus.document import Document
from extract.annotation import Entity, EntityType, Evidence
from graph.claims import Claims
from graph.identifiers import Identifiers
from graph.labels import display, fold
from graph.resolve import Node, Resolution
from graph.terms import chinese, natural, plain, positive, year
from ontology import vocabulary as v
from ontology.concepts import Scheme, concept
from ontology.resources import triples

CLASSES: Mapping[EntityType, NamedNode] = {
    "Case": v.CASE,
    "Place": v.PLACE,
    "Actor": v.ACTOR,
    "TaskOrganization": v.TASK_ORGANIZATION,
    "Mechanism": v.MECHANISM,
    "Step": v.STEP,
    "Measure": v.MEASURE,
    "Standard": v.STANDARD,
    "Problem": v.PROBLEM,
    "Outcome": v.OUTCOME,
    "TheoryConcept": v.THEORY_CONCEPT,
    "PolicyDocument": v.POLICY_DOCUMENT,
}
_TYPED: tuple[tuple[str, NamedNode, Scheme], ...] = (
    ("mechanismType", v.MECHANISM_TYPE, "mechanism-type"),
    ("measureType", v.MEASURE_TYPE, "measure-type"),
    ("problemType", v.PROBLEM_TYPE, "problem-type"),
    ("actorType", v.ACTOR_TYPE, "actor-type"),
    ("adminLevel", v.ADMIN_LEVEL, "level"),
)
_SEVERAL = re.compile(r"[、；;/]")


@cache
def relation_properties() -> Mapping[str, NamedNode]:
    """Return the object properties of the core by local name, read out of the ontology."""
    kind = NamedNode("http://www.w3.org/2002/07/owl#ObjectProperty")
    found = (t.subject for t in triples("core") if t.predicate == v.RDF_TYPE and t.object == kind)
    return MappingProxyType({node.value.removeprefix(v.ZT): node for node in found if isinstance(node, NamedNode)})


def describe_document(document: Document, identifiers: Identifiers, others: Mapping[str, str]) -> Iterator[Triple]:
    """Yield what is known of the source document itself; `others` are file names, by id, of near-duplicates it stands for."""
    node, metadata = identifiers.document(document.id), document.metadata
    yield Triple(node, v.RDF_TYPE, v.SOURCE_DOCUMENT)
    yield Triple(node, v.IDENTIFIER, plain(document.source))
    yield Triple(node, v.SCHEMA_SHA256, plain(document.sha256))
    yield Triple(node, v.LANGUAGE, plain(metadata.language))
    if metadata.title:
        title = f"{metadata.title}——{metadata.subtitle}" if metadata.subtitle else metadata.title
        yield Triple(node, v.TITLE, chinese(title) if metadata.language == "zh" else plain(title))
    for other, name in others.items():
        yield Triple(node, v.HAS_FORMAT, identifiers.document(other))
        yield Triple(identifiers.document(other), v.RDFS_LABEL, plain(name))
    for author in metadata.authors:
        yield Triple(node, v.CREATOR, plain(author))
    if metadata.year and 0 < metadata.year < 10000:
        yield Triple(node, v.ISSUED, year(metadata.year))
    for keyword in metadata.keywords:
        yield Triple(node, v.SCHEMA_KEYWORDS, plain(keyword))
    number = metadata.article_number
    texts = (
        (v.BIBO_ISSUE, metadata.issue),
        (v.BIBO_PAGES, metadata.pages),
        (v.BIBO_DOI if number and number.startswith("10.") else v.BIBO_IDENTIFIER, number),
        (v.BIBLIOGRAPHIC_CITATION, gbt7714_of(metadata, document.source)),
        (v.SOURCE, metadata.source_paper),
        (v.COVERAGE, metadata.place),
    )
    yield from (Triple(node, predicate, plain(text)) for predicate, text in texts if text)


def describe_entity(
    entity: Entity, document: Document, resolution: Resolution, claims: Claims, identifiers: Identifiers
) -> Iterator[Triple]:
    """Yield class, names and types of an entity; its evidence becomes the claim that the document calls it by this name.

    The name is claimed, not the class: that a paper uses the name is reported whatever the paper says of the thing, so a measure
    that is only proposed has no reported statement but this one.
    """
    for node in resolution.nodes[entity.id]:
        yield from _named(node, CLASSES[entity.type])
        written = display(fold(entity.label))
        predicate = v.PREF_LABEL if written == node.label else v.ALT_LABEL
        claims.add(
            node.iri,
            predicate,
            chinese(written),
            entity.evidence,
            confidence=entity.confidence,
            rule=entity.rule,
            resolved=node.reason,
            merged_by=node.decision,
        )
        yield Triple(node.iri, predicate, chinese(written))
        for attribute, typed, scheme in _TYPED:
            value = entity.attrs.get(attribute)
            kind = concept(scheme, value) if isinstance(value, str) else None
            if kind is not None:
                yield Triple(node.iri, typed, kind)
    node = resolution.nodes[entity.id][0]
    match entity.type:
        case "Mechanism" | "Standard":
            yield from _members(entity, node, document, resolution, claims, identifiers)
        case "Step":
            yield from _step(entity, resolution)
        case "TheoryConcept":
            yield from _agents(entity, node, "proponent", v.PROPONENT, resolution, claims)
        case "PolicyDocument":
            yield from _agents(entity, node, "issuer", v.ISSUED_BY, resolution, claims)
            issued, number = entity.attrs.get("year"), entity.attrs.get("number")
            if isinstance(issued, int) and 0 < issued < 10000:
                yield Triple(node.iri, v.ISSUED, year(issued))
            if isinstance(number, str) and number:
                yield Triple(node.iri, v.IDENTIFIER, plain(number))
        case _:
            pass


def minted_concept(node: NamedNode, name: str, scheme: Scheme) -> Iterator[Triple]:
    """Yield the description of a concept that the scheme does not list."""
    yield Triple(node, v.RDF_TYPE, v.SKOS_CONCEPT)
    yield Triple(node, v.IN_SCHEME, NamedNode(v.VOCAB + scheme))
    yield Triple(node, v.PREF_LABEL, chinese(name))


def _named(node: Node, kind: NamedNode) -> Iterator[Triple]:
    yield Triple(node.iri, v.RDF_TYPE, kind)
    if node.place is not None and node.place != node.iri:
        yield Triple(node.iri, v.SPATIAL, node.place)
    yield Triple(node.iri, v.PREF_LABEL, chinese(node.label))
    for name in node.alternatives:
        yield Triple(node.iri, v.ALT_LABEL, chinese(name))


def _members(
    entity: Entity, node: Node, document: Document, resolution: Resolution, claims: Claims, identifiers: Identifiers
) -> Iterator[Triple]:
    """Yield the number of members, and the members as steps where the document lists them without a relation to each."""
    count = entity.attrs.get("count")
    steps = resolution.steps.get(entity.id, ())
    if isinstance(count, int) and count >= 0 and (entity.type == "Standard" or not steps):
        yield Triple(node.iri, v.MEMBER_COUNT, natural(count))
    members = entity.attrs.get("members")
    if steps or not isinstance(members, tuple):
        return
    listed = [(member, _found(member, entity, document)) for member in dict.fromkeys(members)]
    for order, (member, span) in enumerate((item for item in listed if item[1]), 1):
        label = display(fold(member))
        step = identifiers.step(node.iri, order)
        yield from _named(Node(step, label), v.STEP)
        yield Triple(step, v.STEP_ORDER, positive(order))
        evidence = (span,) if span else ()
        claims.add(node.iri, v.HAS_STEP, step, evidence, confidence=entity.confidence, rule=entity.rule)
        claims.add(step, v.PREF_LABEL, chinese(label), evidence, confidence=entity.confidence, rule=entity.rule)


def _found(member: str, entity: Entity, document: Document) -> Evidence | None:
    """Return the member's own words after the first mention of the shorthand, else anywhere."""
    near = entity.evidence[0].start if entity.evidence else 0
    start = document.raw.find(member, max(0, near - 200))
    start = start if start >= 0 else document.raw.find(member)
    return Evidence(start, start + len(member), member) if start >= 0 and member else None


def _step(entity: Entity, resolution: Resolution) -> Iterator[Triple]:
    orders = [step.order for steps in resolution.steps.values() for step in steps if step.id == entity.id]
    own = entity.attrs.get("order")
    for node, order in zip(resolution.nodes[entity.id], orders or [own if isinstance(own, int) and own > 0 else 1], strict=True):
        yield Triple(node.iri, v.STEP_ORDER, positive(order))
        for attribute, predicate in (("action", v.ACTION), ("condition", v.CONDITION), ("orElse", v.OR_ELSE)):
            value = entity.attrs.get(attribute)
            if isinstance(value, str) and value:
                yield Triple(node.iri, predicate, chinese(value))
        deontic = entity.attrs.get("deontic")
        kind = concept("deontic", deontic) if isinstance(deontic, str) else None
        if kind is not None:
            yield Triple(node.iri, v.DEONTIC, kind)


def _agents(entity: Entity, node: Node, attribute: str, predicate: NamedNode, resolution: Resolution, claims: Claims) -> Iterator[Triple]:
    """Yield the people or bodies that an attribute names (proponents, issuers), and claim the link with the entity's evidence."""
    value = entity.attrs.get(attribute)
    texts = value if isinstance(value, tuple) else (value,) if isinstance(value, str) else ()
    scholar = "学者" if attribute == "proponent" else None
    for name in (part.strip().removesuffix("等").strip() for text in texts for part in _SEVERAL.split(text)):
        if not name:
            continue
        agent = resolution.actor(name, scholar)
        yield from _named(agent, v.ACTOR)
        kind = concept("actor-type", scholar)
        if kind is not None:
            yield Triple(agent.iri, v.ACTOR_TYPE, kind)
        claims.add(node.iri, predicate, agent.iri, entity.evidence, confidence=entity.confidence, rule=entity.rule)
