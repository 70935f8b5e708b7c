"""JSON-LD that people can read: short names for the core's terms by a context, which is also a file of its own."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from pyoxigraph import Literal, NamedNode, Quad

from ontology import vocabulary as v
from ontology.resources import triples

_OWL = "http://www.w3.org/2002/07/owl#"
_STRING = f"{v.XSD}string"
_ALIASES: Mapping[str, str] = {
    v.PREF_LABEL.value: "prefLabel",
    v.ALT_LABEL.value: "altLabel",
    v.OA_EXACT.value: "exact",
    v.OA_PREFIX.value: "prefix",
    v.OA_SUFFIX.value: "suffix",
    v.OA_START.value: "start",
    v.OA_END.value: "end",
    v.RDF_SUBJECT.value: "subject",
    v.RDF_PREDICATE.value: "predicate",
    v.RDF_OBJECT.value: "object",
    v.WAS_GENERATED_BY.value: "wasGeneratedBy",
    v.WAS_ATTRIBUTED_TO.value: "wasAttributedTo",
}
"""Short names of terms that are not the core's own."""
_LINKS = frozenset({v.RDF_SUBJECT.value, v.RDF_PREDICATE.value, v.WAS_GENERATED_BY.value, v.WAS_ATTRIBUTED_TO.value})
_NATURAL = frozenset({v.OA_START.value, v.OA_END.value})


@cache
def context() -> Mapping[str, Any]:
    """Return the JSON-LD context: prefixes, and each property of the core by its local name with its type."""
    found: dict[str, Any] = {"@version": 1.1, **dict(sorted(v.PREFIXES.items()))}
    ranges = {t.subject: t.object for t in triples("core") if t.predicate == v.RDFS_RANGE}
    for triple in sorted(triples("core"), key=lambda triple: str(triple.subject)):
        if triple.predicate != v.RDF_TYPE or not isinstance(triple.subject, NamedNode) or not triple.subject.value.startswith(v.ZT):
            continue
        name, kind = triple.subject.value.removeprefix(v.ZT), triple.object
        if kind == NamedNode(f"{_OWL}Class"):
            found[name] = f"zt:{name}"
        elif kind == NamedNode(f"{_OWL}ObjectProperty"):
            found[name] = {"@id": f"zt:{name}", "@type": "@id"}
        elif kind == NamedNode(f"{_OWL}DatatypeProperty"):
            datatype = ranges.get(triple.subject)
            typed = isinstance(datatype, NamedNode) and datatype.value.startswith(v.XSD) and datatype.value != _STRING
            found[name] = {"@id": f"zt:{name}", **({"@type": _short(datatype.value)} if typed and isinstance(datatype, NamedNode) else {})}
    for iri, name in sorted(_ALIASES.items(), key=lambda item: item[1]):
        natural = {"@type": "xsd:nonNegativeInteger"} if iri in _NATURAL else {}
        found[name] = {"@id": _short(iri), **({"@type": "@id"} if iri in _LINKS else natural)}
    return found


def context_file() -> bytes:
    """Return the context as a file."""
    return _bytes({"@context": context()})


def document(quads: Iterable[Quad]) -> bytes:
    """Return quads as one JSON-LD document: an object for each named graph, in it one for each node, all in order."""
    graphs: dict[str, dict[str, dict[str, list[Any]]]] = {}
    for quad in quads:
        if isinstance(quad.graph_name, NamedNode) and isinstance(quad.subject, NamedNode):
            node = graphs.setdefault(quad.graph_name.value, {}).setdefault(quad.subject.value, {})
            name, value = _pair(quad.predicate.value, quad.object)
            node.setdefault(name, []).append(value)
    listed = [
        {"@id": graph, "@graph": [{"@id": iri, **{name: _one(node[name]) for name in sorted(node)}} for iri, node in sorted(nodes.items())]}
        for graph, nodes in sorted(graphs.items())
    ]
    return _bytes({"@context": context(), "@graph": listed})


def _pair(predicate: str, value: object) -> tuple[str, Any]:
    """Return property and value as the context has them read."""
    if predicate == v.RDF_TYPE.value and isinstance(value, NamedNode):
        return "@type", _term(value.value)
    name = _term(predicate)
    defined = context().get(name)
    typed = defined.get("@type") if isinstance(defined, dict) else None  # pyright: ignore[reportUnknownVariableType, reportUnknownMemberType]
    if isinstance(value, NamedNode):
        return name, value.value if typed == "@id" else {"@id": value.value}
    if not isinstance(value, Literal):
        raise TypeError(f"{value}: a graph of this knowledge base holds IRIs and literals only")
    if value.language:
        return name, {"@value": value.value, "@language": value.language}
    if value.datatype.value == _STRING:
        return name, value.value if typed is None else {"@value": value.value}
    short = _short(value.datatype.value)
    return name, value.value if typed == short else {"@value": value.value, "@type": short}


def _term(iri: str) -> str:
    alias = _ALIASES.get(iri) or (iri.removeprefix(v.ZT) if iri.startswith(v.ZT) else "")
    return alias if alias in context() else _short(iri)


@cache
def _short(iri: str) -> str:
    for prefix, namespace in v.PREFIXES.items():
        if iri.startswith(namespace) and iri[len(namespace) :].isidentifier():
            return f"{prefix}:{iri[len(namespace) :]}"
    return iri


def _one(values: list[Any]) -> Any:  # noqa: ANN401  # JSON
    ordered = sorted(values, key=lambda value: json.dumps(value, ensure_ascii=False, sort_keys=True))
    return ordered[0] if len(ordered) == 1 else ordered


def _bytes(value: object) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode()
