"""What reviewers do with statements and things of a knowledge base: functions for a command line, a web page or a notebook.

Each makes decisions, which `KnowledgeBase.review` puts down in the log and into effect; nothing here changes anything by itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import cast

from pyoxigraph import DefaultGraph, Literal, NamedNode, Triple

from corpus.document import Document
from extract.annotation import Modality
from graph.claims import CONTEXT
from graph.decisions import Decision, DecisionError, Quote, Said, Term
from graph.describe import relation_properties
from graph.labels import fold
from graph.names import Names
from graph.records import ENTITY_CLASSES, StatementRecord, Value, properties
from graph.store import GraphStore
from graph.terms import decimal
from ontology import vocabulary as v

_DESCRIBING = frozenset(
    predicate.value
    for predicate in (
        v.RDF_TYPE,
        v.PREF_LABEL,
        v.ALT_LABEL,
        v.MECHANISM_TYPE,
        v.MEASURE_TYPE,
        v.ACTOR_TYPE,
        v.ADMIN_LEVEL,
        v.STEP_ORDER,
        v.HAS_INDICATOR,
        v.OBSERVED_FOR,
        v.UNIT,
        v.VALUE_QUALIFIER,
        v.YEAR,
        v.START_YEAR,
        v.TIME_TEXT,
        v.ORG_ORGANIZATION,
        v.ORG_ROLE,
    )
)
"""Properties that describe a thing and are no claims about it."""
_KINDS = (*ENTITY_CLASSES, v.INDICATOR_OBSERVATION, v.SCHEMA_OBSERVATION, v.ROLE_ASSIGNMENT)


@dataclass(frozen=True, slots=True)
class Change:
    """What a corrected statement says otherwise; what is empty stays. `subject` and `object` are names or IRIs."""

    subject: str = ""
    subject_type: str = ""
    predicate: str = ""
    object: str = ""
    object_type: str = ""
    value: float | None = None
    modality: str = ""
    quote: str = ""


def now() -> str:
    """Return the time as decisions give it."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def said_of(store: GraphStore, record: StatementRecord) -> Said:
    """Return a statement as a decision keeps it."""
    subject, value = NamedNode(record.subject), record.object
    context = {*_description(store, subject), *(_description(store, value) if isinstance(value, NamedNode) else ())}
    linked = {triple.object for triple in context if isinstance(triple.object, NamedNode)} - {subject, value}
    ours = (node for node in linked if node.value.startswith(f"{store.identifiers.base}id/"))
    context |= {triple for node in ours for triple in _description(store, node)}
    return Said(
        term_of(store, subject),
        record.predicate,
        term_of(store, value),
        tuple(Quote(span.exact, span.prefix, span.suffix, span.start) for span in record.spans),
        record.iri,
        record.modality,
        record.confidence,
        tuple(sorted(f"{triple} ." for triple in context)),
    )


def judged(said: Said, document_id: str, source: str, *, accept: bool, by: str, why: str = "", at: str = "") -> Decision:
    """Return the decision that a statement is what its words say, or is not."""
    return Decision("accept" if accept else "reject", by, at or now(), why, document_id, source, (said,)).checked()


def corrected(
    store: GraphStore, own: Said, document: Document, changes: Sequence[Change], *, by: str, why: str = "", at: str = ""
) -> Decision:
    """Return the decision that another statement stands in place of this one, or several do (a split).

    Raises DecisionError where a change changes nothing or names what there is not.
    """
    to = tuple(_changed(store, own, change, document) for change in changes)
    if any(_same(own, made) for made in to) and len(to) == 1:
        raise DecisionError(
            "the corrected statement says the same; say what is otherwise (subject, predicate, object, value, modality, quote)"
        )
    action = "correct" if len(to) == 1 else "split"
    return Decision(action, by, at or now(), why, document.id, document.source, (own,), to).checked()


def merged_statements(said: Sequence[Said], document: Document, *, by: str, why: str = "", at: str = "") -> Decision:
    """Return the decision that several statements of one document are one: the first, with the words of all."""
    quotes = tuple(dict.fromkeys(quote for item in said for quote in item.quotes))
    one = replace(said[0], quotes=quotes, statement="")
    return Decision("merge", by, at or now(), why, document.id, document.source, tuple(said), (one,)).checked()


def added(store: GraphStore, document: Document, change: Change, *, by: str, why: str = "", at: str = "") -> Decision:
    """Return the decision that a document says something that nothing has found; `subject` may be `doc` for the document itself.

    Raises DecisionError where a part is missing or the words are not in the document.
    """
    if not (change.subject and change.predicate and change.quote and (change.object or change.value is not None)):
        raise DecisionError("a new statement needs subject, predicate, object (or value) and the words it rests on")
    nothing = Said(Term(), "", Term(), (), modality="reported")
    said = _changed(store, nothing, change, document)
    return Decision("add", by, at or now(), why, document.id, document.source, (), (said,)).checked()


def merged_things(store: GraphStore, things: Sequence[str], *, by: str, why: str = "", at: str = "") -> Decision:
    """Return the decision that things (IRIs) are one, for which the first stands.

    Raises DecisionError where they are not of one class, or list different steps, whose numbers would clash.
    """
    terms = tuple(term_of(store, NamedNode(iri)) for iri in things)
    for term in terms:
        if not term.kind or term.kind in ("SourceDocument", "Step", "IndicatorObservation", "Observation", "RoleAssignment"):
            raise DecisionError(f"{term.iri}: no thing that can be merged; give the IRIs of things of one class")
    if len({term.kind for term in terms}) != 1:
        raise DecisionError(f"things of different classes cannot be one: {', '.join(f'{term.label} ({term.kind})' for term in terms)}")
    lists = [found for iri in things if (found := _steps(store, iri))]
    if any(found != lists[0] for found in lists[1:]):
        raise DecisionError("they list different steps, and a number would stand for two; correct or reject the steps of one first")
    return Decision("merge", by, at or now(), why, things=terms).checked()


def split_thing(store: GraphStore, thing: str, document_id: str, source: str, *, by: str, why: str = "", at: str = "") -> Decision:
    """Return the decision that what a document calls by this name is another thing than in other documents."""
    term = term_of(store, NamedNode(thing))
    if not term.kind:
        raise DecisionError(f"{thing}: nothing is known of it; give the IRI of a thing")
    return Decision("split", by, at or now(), why, document_id, source, things=(term,)).checked()


def withdrawn(decision: Decision, *, by: str, why: str = "", at: str = "") -> Decision:
    """Return the decision that another one no longer counts."""
    return Decision("undo", by, at or now(), why, decision.document, decision.source, undoes=decision.id).checked()


def things_called(store: GraphStore, name: str, kind: str = "") -> tuple[Term, ...]:
    """Return the things whose IRI (or its part after /id/) or one of whose names this is, of one class (local name) where given."""
    if ":" in name or "/" in name:
        iri = name if name.startswith(store.identifiers.base) else store.identifiers.node(name).value
        return (term_of(store, NamedNode(iri)),) if properties(store, iri) else ()
    found: set[str] = set()
    for predicate in (v.PREF_LABEL, v.ALT_LABEL):
        for literal in (Literal(name, language="zh"), Literal(fold(name), language="zh"), Literal(name)):
            found.update(
                q.subject.value
                for q in store.raw.quads_for_pattern(None, predicate, literal, DefaultGraph())
                if isinstance(q.subject, NamedNode)
            )
    terms = (term_of(store, NamedNode(iri)) for iri in sorted(found))
    return tuple(term for term in terms if term.kind and kind in ("", term.kind))


def _changed(store: GraphStore, own: Said, change: Change, document: Document) -> Said:
    predicate = predicate_called(change.predicate) if change.predicate else own.predicate
    subject = _named(store, change.subject, change.subject_type or own.subject.kind, document) if change.subject else own.subject
    value = own.object
    if change.value is not None:
        number = decimal(change.value)
        value = Term(value=number.value, datatype=number.datatype.value)
    elif change.object:
        value = _named(store, change.object, change.object_type or own.object.kind, document)
        if own.object.literal and not change.object_type:
            value = replace(own.object, value=change.object)
    quotes = (_quoted(change.quote, document),) if change.quote else own.quotes
    return Said(subject, predicate, value, quotes, "", change.modality or own.modality, 1.0, own.context)


def _quoted(words: str, document: Document) -> Quote:
    start = document.raw.find(words)
    if start < 0:
        raise DecisionError(f"{document.source}: “{words[:40]}” is not in the document; give its exact words")
    end = start + len(words)
    return Quote(words, document.raw[max(0, start - CONTEXT) : start], document.raw[end : end + CONTEXT], start)


def predicate_called(name: str) -> str:
    """Return the IRI of a property by its local name; raises DecisionError where there is none."""
    known = {**relation_properties(), "value": v.VALUE, "prefLabel": v.PREF_LABEL, "altLabel": v.ALT_LABEL, "member": v.ORG_MEMBER}
    local = name.rsplit("#", 1)[-1].rsplit("/", 1)[-1].removeprefix("zt:")
    if local not in known:
        raise DecisionError(f"predicate “{name}” does not exist; choose one of {', '.join(sorted(known))}")
    return known[local].value


def _named(store: GraphStore, name: str, kind: str, document: Document) -> Term:
    """Return the thing that a reviewer names: by IRI, as `doc`, or by name and class, with an IRI where the document has just one."""
    if name == "doc":
        return term_of(store, store.identifiers.document(document.id))
    if ":" in name:
        found = things_called(store, name)
        if not found:
            raise DecisionError(f"{name}: nothing is known of it; give a name instead")
        return found[0]
    if not kind or NamedNode(v.ZT + kind) not in ENTITY_CLASSES:
        names = ", ".join(node.value.removeprefix(v.ZT) for node in ENTITY_CLASSES)
        raise DecisionError(f"“{name}” needs a type; choose one of {names}")
    graph = store.identifiers.facts(document.id)
    facts = [quad.triple for quad in store.raw.quads_for_pattern(None, None, None, graph)]
    node = Names(facts).find(kind, fold(name))
    return term_of(store, node) if node is not None else Term(label=name, kind=kind)


def term_of(store: GraphStore, node: Value) -> Term:
    """Return a node as decisions keep it: a thing by IRI, name and class, or a literal."""
    if isinstance(node, Literal):
        return Term(value=node.value, datatype="" if node.language else node.datatype.value, language=node.language or "")
    values = properties(store, node.value)
    kinds = values.get(v.RDF_TYPE.value, [])
    kind = next((known for known in _KINDS if known in kinds), None)
    label = next((name.value for name in values.get(v.PREF_LABEL.value, [])), "") or _label(store, node, values)
    return Term(node.value, label, kind.value.replace("#", "/").rsplit("/", 1)[-1] if kind else "")


def _label(store: GraphStore, node: NamedNode, values: Mapping[str, list[Value]]) -> str:
    if v.IDENTIFIER.value in values:
        return values[v.IDENTIFIER.value][0].value
    linked = [value for found in values.values() for value in found if isinstance(value, NamedNode)]
    return Names([*_description(store, node), *(t for other in linked for t in _description(store, other))]).label(node)


def _description(store: GraphStore, node: NamedNode) -> Iterable[Triple]:
    for quad in store.raw.quads_for_pattern(node, None, None, DefaultGraph()):
        if quad.predicate.value in _DESCRIBING and not _inferred_type(store, quad.triple):
            yield quad.triple


def _inferred_type(store: GraphStore, triple: Triple) -> bool:
    if triple.predicate != v.RDF_TYPE:
        return False
    found = store.raw.quads_for_pattern(triple.subject, triple.predicate, triple.object, None)
    return all(quad.graph_name in (DefaultGraph(), store.identifiers.inferred) for quad in found)


def _steps(store: GraphStore, iri: str) -> set[tuple[str, str]]:
    steps = [value for value in properties(store, iri).get(v.HAS_STEP.value, []) if isinstance(value, NamedNode)]
    listed = ((properties(store, step.value), step) for step in steps)
    return {(_first(values, v.STEP_ORDER), fold(_first(values, v.PREF_LABEL))) for values, _ in listed}


def _first(values: Mapping[str, list[Value]], predicate: NamedNode) -> str:
    return next((value.value for value in values.get(predicate.value, [])), "")


def _same(one: Said, other: Said) -> bool:
    return (one.subject, one.predicate, one.object, one.modality, {q.exact for q in one.quotes}) == (
        other.subject,
        other.predicate,
        other.object,
        cast("Modality", other.modality),
        {q.exact for q in other.quotes},
    )
