"""The graph as plain records, one a statement, thing or figure: what checks, tables and network files are made of."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode

from graph.claims import SURE
from graph.store import GraphStore
from ontology import vocabulary as v

Value = NamedNode | Literal
Triple = tuple[str, str, Value]

ENTITY_CLASSES = (
    v.CASE,
    v.PLACE,
    v.TASK_ORGANIZATION,
    v.ACTOR,
    v.MECHANISM,
    v.STEP,
    v.MEASURE,
    v.STANDARD,
    v.PROBLEM,
    v.OUTCOME,
    v.THEORY_CONCEPT,
    v.POLICY_DOCUMENT,
    v.SOURCE_DOCUMENT,
)
"""Classes whose members are nodes of a network, the more special before the more general."""


@dataclass(frozen=True, slots=True)
class SpanRecord:
    """A piece of evidence."""

    iri: str
    start: int
    end: int
    exact: str
    page: int | None
    prefix: str = ""
    suffix: str = ""


@dataclass(frozen=True, slots=True)
class StatementRecord:
    """A statement of one document."""

    iri: str
    document: str
    """Document id."""
    subject: str
    predicate: str
    object: Value
    modality: str
    """Last part of the concept's IRI; likewise `review`."""
    review: str
    confidence: float
    rule: str
    spans: tuple[SpanRecord, ...]

    @property
    def published(self) -> bool:
        """Whether the direct triple may stand."""
        return self.modality == "reported" and self.confidence >= SURE and self.review != "rejected" and bool(self.spans)


@dataclass(frozen=True, slots=True)
class Thing:
    """A described thing: class and names, and other attributes by local name."""

    iri: str
    kind: str
    """Local name of its class."""
    label: str
    aliases: tuple[str, ...]
    attributes: tuple[tuple[str, str], ...]


def statements(store: GraphStore) -> Iterator[StatementRecord]:
    """Yield the statements of all documents, document by document, in order of their IRIs."""
    for document_id in sorted(store.documents()):
        yield from statements_of(store, document_id)


def statements_of(store: GraphStore, document_id: str) -> Iterator[StatementRecord]:
    """Yield the statements of one document in order of their IRIs."""
    described: dict[str, dict[str, list[Value]]] = {}
    for quad in store.raw.quads_for_pattern(None, None, None, store.identifiers.statements(document_id)):
        if isinstance(quad.subject, NamedNode) and isinstance(quad.object, NamedNode | Literal):
            described.setdefault(quad.subject.value, {}).setdefault(quad.predicate.value, []).append(quad.object)
    spans = {iri: _span(iri, values) for iri, values in described.items() if v.OA_EXACT.value in values}
    for iri, values in sorted(described.items()):
        if v.RDF_PREDICATE.value not in values:
            continue
        found = (spans[node.value] for node in values.get(v.EVIDENCE.value, []) if node.value in spans)
        yield StatementRecord(
            iri=iri,
            document=document_id,
            subject=_text(values, v.RDF_SUBJECT),
            predicate=_text(values, v.RDF_PREDICATE),
            object=values[v.RDF_OBJECT.value][0],
            modality=_text(values, v.MODALITY).rsplit("/", 1)[-1],
            review=_text(values, v.REVIEW_STATUS).rsplit("/", 1)[-1],
            confidence=float(_text(values, v.CONFIDENCE) or 0),
            rule=_text(values, v.RULE),
            spans=tuple(sorted(found, key=lambda span: (span.start, span.end))),
        )


def things(store: GraphStore) -> Iterator[Thing]:
    """Yield every entity and source document, in order of their IRIs."""
    kinds: dict[str, NamedNode] = {}
    for kind in ENTITY_CLASSES:
        for quad in store.raw.quads_for_pattern(None, v.RDF_TYPE, kind, None):
            if isinstance(quad.subject, NamedNode):
                kinds.setdefault(quad.subject.value, kind)
    for iri, kind in sorted(kinds.items()):
        values = properties(store, iri)
        labels = values.get(v.PREF_LABEL.value) or values.get(v.TITLE.value) or values.get(v.IDENTIFIER.value) or [Literal(iri)]
        aliases = tuple(sorted({name.value for name in values.get(v.ALT_LABEL.value, [])}))
        attributes = tuple(sorted(_attributes(store, values)))
        yield Thing(iri, kind.value.removeprefix(v.ZT), labels[0].value, aliases, attributes)


def properties(store: GraphStore, iri: str) -> dict[str, list[Value]]:
    """Return a node's values by property, each once, sorted."""
    found: dict[str, set[Value]] = {}
    for quad in store.raw.quads_for_pattern(NamedNode(iri), None, None, None):
        if isinstance(quad.object, NamedNode | Literal):
            found.setdefault(quad.predicate.value, set()).add(quad.object)
    return {predicate: sorted(values, key=str) for predicate, values in found.items()}


def name_of(store: GraphStore, node: Value) -> str:
    """Return a node's Chinese name, a literal's text, or the last part of an IRI that has no name."""
    if isinstance(node, Literal):
        return node.value
    names = [quad.object for quad in store.raw.quads_for_pattern(node, v.PREF_LABEL, None, None) if isinstance(quad.object, Literal)]
    names = [name for name in names if name.language == "zh"] or names
    return min((name.value for name in names), default=node.value.rsplit("/", 1)[-1])


_CONCEPTS = (v.MECHANISM_TYPE, v.MEASURE_TYPE, v.PROBLEM_TYPE, v.ACTOR_TYPE, v.ADMIN_LEVEL, v.DEONTIC)
_TEXTS = (v.STEP_ORDER, v.ACTION, v.CONDITION, v.OR_ELSE, v.MEMBER_COUNT, v.ISSUED, v.IDENTIFIER)


def _attributes(store: GraphStore, values: dict[str, list[Value]]) -> Iterator[tuple[str, str]]:
    for predicate in _CONCEPTS:
        if predicate.value in values:
            yield _local(predicate), "；".join(name_of(store, node) for node in values[predicate.value])
    for predicate in _TEXTS:
        if predicate.value in values:
            yield _local(predicate), "；".join(node.value for node in values[predicate.value])


def _local(predicate: NamedNode) -> str:
    return predicate.value.replace("#", "/").rsplit("/", 1)[-1]


def _span(iri: str, values: dict[str, list[Value]]) -> SpanRecord:
    page = _text(values, v.PAGE)
    start, end = int(_text(values, v.OA_START) or 0), int(_text(values, v.OA_END) or 0)
    around = _text(values, v.OA_PREFIX), _text(values, v.OA_SUFFIX)
    return SpanRecord(iri, start, end, _text(values, v.OA_EXACT), int(page) if page else None, *around)


def _text(values: dict[str, list[Value]], predicate: NamedNode) -> str:
    found = values.get(predicate.value)
    return found[0].value if found else ""
