"""An extraction as triples: descriptions and published triples in one graph, every claim with its evidence in another."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from pyoxigraph import NamedNode, Quad, Triple

from corpus.document import Document
from extract.annotation import DOCUMENT, Extraction, Relation
from graph.claims import Claims, EvidenceError
from graph.decisions import Decision
from graph.describe import describe_document, describe_entity, minted_concept, relation_properties
from graph.figures import classes_of_figures, figure_of
from graph.identifiers import Identifiers, digest, pinyin
from graph.replay import Outcome, Replay
from graph.resolve import Node, Resolution
from graph.review_log import Identity
from ontology import vocabulary as v
from ontology.concepts import concept

__all__ = ["DocumentGraphs", "EvidenceError", "build_graphs"]

_NONE: Mapping[str, str] = {}
_HEAD = "负责人"


@dataclass(frozen=True, slots=True)
class DocumentGraphs:
    """The two graphs of a document, without repetition, in N-Triples order."""

    document_id: str
    facts: tuple[Triple, ...]
    statements: tuple[Triple, ...]
    outcomes: tuple[Outcome, ...] = ()
    """What became of the review decisions on the document."""

    def quads(self, identifiers: Identifiers) -> Iterator[Quad]:
        """Yield the triples in their named graphs."""
        for graph, triples in (
            (identifiers.facts(self.document_id), self.facts),
            (identifiers.statements(self.document_id), self.statements),
        ):
            for triple in triples:
                yield Quad(triple.subject, triple.predicate, triple.object, graph)


def build_graphs(
    document: Document,
    extraction: Extraction,
    identifiers: Identifiers | None = None,
    *,
    decisions: Sequence[Decision] = (),
    identity: Identity | None = None,
    names: Sequence[str] = (),
    others: Mapping[str, str] = _NONE,
) -> DocumentGraphs:
    """Return the graphs of one document.

    `decisions` are reviewers' decisions on its statements in order, `identity` theirs on which things are one; `names` other file names
    of the document, `others` file names, by id, of the near-duplicates that it stands for. Raises EvidenceError where a quote is not in
    the document or a relation names an entity that is not there.
    """
    identifiers = identifiers or Identifiers()
    _check(document, extraction)
    resolution = Resolution(document, extraction, identifiers, identity, names)
    claims = Claims(document, extraction.profile, identifiers)
    facts: set[Triple] = set(describe_document(document, identifiers, others))
    for entity in extraction.entities:
        facts.update(describe_entity(entity, document, resolution, claims, identifiers))
    for relation in extraction.relations:
        _claim(relation, document, resolution, claims, identifiers)
    for relation in extraction.relations:
        if relation.predicate == "heads":
            facts.update(_role_assignments(relation, resolution, claims, identifiers))
    for observation in extraction.observations:
        facts.update(figure_of(observation, document, resolution, claims, identifiers).described)
    outcomes = Replay(document, claims, facts, resolution, identifiers).run(decisions) if decisions else ()
    facts.update(classes_of_figures(claims))
    facts.update(claims.direct())
    statements = tuple(sorted(set(claims.statements()), key=str))
    return DocumentGraphs(document.id, tuple(sorted(facts, key=str)), statements, outcomes)


def _check(document: Document, extraction: Extraction) -> None:
    if extraction.document != document.id:
        raise EvidenceError(f"{document.source}: the extraction is of document {extraction.document}, not {document.id}")
    known = {entity.id for entity in extraction.entities}
    for relation in extraction.relations:
        missing = {relation.object} - known | ({relation.subject} - known - {DOCUMENT})
        if missing:
            raise EvidenceError(f"{document.source}: relation {relation.predicate} names entity {min(missing)}, which is not listed")
        if relation.predicate not in relation_properties():
            raise EvidenceError(f"{document.source}: relation “{relation.predicate}” is no property of the core")


def _ends(
    relation: Relation, document: Document, resolution: Resolution, identifiers: Identifiers
) -> Iterator[tuple[NamedNode, NamedNode]]:
    """Yield subject and object; a step that several parents share takes part once for each of them."""
    if relation.predicate == "hasStep":
        parent = resolution.nodes[relation.subject][0].iri
        numbers = [step.order for step in resolution.steps[relation.subject] if step.id == relation.object]
        yield from ((parent, identifiers.step(parent, number)) for number in numbers)
        return
    if relation.subject == DOCUMENT:
        subjects: tuple[Node, ...] = (Node(identifiers.document(document.id), ""),)
    else:
        subjects = resolution.nodes[relation.subject]
    for subject in subjects:
        for value in resolution.nodes[relation.object]:
            yield subject.iri, value.iri


def _claim(relation: Relation, document: Document, resolution: Resolution, claims: Claims, identifiers: Identifiers) -> None:
    predicate = relation_properties()[relation.predicate]
    for subject, value in _ends(relation, document, resolution, identifiers):
        claims.add(
            subject,
            predicate,
            value,
            relation.evidence,
            modality=relation.modality,
            confidence=relation.confidence,
            rule=relation.rule,
        )


def _role_assignments(relation: Relation, resolution: Resolution, claims: Claims, identifiers: Identifiers) -> Iterator[Triple]:
    """Yield the n-ary form of heads: who (org:member) leads what (org:organization) as what (org:role)."""
    name = relation.attrs.get("role")
    name = name if isinstance(name, str) and name else _HEAD
    role = concept("role", name)
    if role is None:
        role = identifiers.named("role", name)
        yield from minted_concept(role, name, "role")
    member, organization = resolution.nodes[relation.subject][0], resolution.nodes[relation.object][0]
    key = digest((member.iri.value, organization.iri.value, role.value), 12)
    node = identifiers.node(f"role-assignment/{pinyin(f'{organization.label} {name}')}-{key}")
    yield Triple(node, v.RDF_TYPE, v.ROLE_ASSIGNMENT)
    yield Triple(node, v.ORG_ORGANIZATION, organization.iri)
    yield Triple(node, v.ORG_ROLE, role)
    claims.add(
        node,
        v.ORG_MEMBER,
        member.iri,
        relation.evidence,
        modality=relation.modality,
        confidence=relation.confidence,
        rule=relation.rule,
    )
