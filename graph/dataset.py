"""The data set described for those who have not opened it: VoID in RDF, and an RO-Crate that packs the exports with their description."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import PurePosixPath
from typing import Any

from pyoxigraph import DefaultGraph, NamedNode, Triple

from graph.claims import program_version
from graph.knowledge_base import KnowledgeBase
from graph.store import GraphStore
from graph.terms import chinese, integer, plain
from ontology import resources
from ontology import vocabulary as v

VOID = "http://rdfs.org/ns/void#"
_MEDIA: Mapping[str, str] = {
    ".trig": "application/trig",
    ".ttl": "text/turtle",
    ".jsonld": "application/ld+json",
    ".json": "application/json",
    ".csv": "text/csv",
    ".jsonl": "application/jsonl",
}
_PROFILE = "https://w3id.org/ro/crate/1.1"


def void(kb: KnowledgeBase) -> tuple[Triple, ...]:
    """Return the VoID description in order: size, classes and properties with their numbers, vocabularies, and a part for each document."""
    return tuple(sorted(set(_void(kb, kb.graphs())), key=str))


def _void(kb: KnowledgeBase, store: GraphStore) -> Iterator[Triple]:
    ids = store.identifiers
    node = ids.node("dataset")
    kinds, predicates, subjects, objects, total = _counted(store)
    yield Triple(node, v.RDF_TYPE, NamedNode(f"{VOID}Dataset"))
    yield Triple(node, v.TITLE, chinese(f"治图知识库：{len(kb.documents())}篇文献"))
    yield Triple(node, NamedNode(f"{VOID}uriSpace"), plain(f"{ids.base}id/"))
    yield Triple(node, v.WAS_ATTRIBUTED_TO, ids.node("agent/zhitu"))
    yield Triple(ids.node("agent/zhitu"), v.RDFS_LABEL, plain(f"Zhitu {program_version()}"))
    sizes = {"triples": total, "distinctSubjects": subjects, "distinctObjects": objects}
    sizes |= {"properties": len(predicates), "classes": len(kinds), "documents": len(kb.documents())}
    for name, number in sizes.items():
        yield Triple(node, NamedNode(f"{VOID}{name}"), integer(number))
    for namespace in sorted({namespace for namespace in v.PREFIXES.values() if any(iri.startswith(namespace) for iri in predicates)}):
        yield Triple(node, NamedNode(f"{VOID}vocabulary"), NamedNode(namespace))
    for what, counted in (("class", kinds), ("property", predicates)):
        for number, (iri, count) in enumerate(sorted(counted.items()), 1):
            part = ids.node(f"dataset/{what}/{number}")
            yield Triple(node, NamedNode(f"{VOID}{what}Partition"), part)
            yield Triple(part, NamedNode(f"{VOID}{what}"), NamedNode(iri))
            yield Triple(part, NamedNode(f"{VOID}{'entities' if what == 'class' else 'triples'}"), integer(count))
    for entry in kb.documents():
        for graph in (ids.facts(entry.id), ids.statements(entry.id)):
            yield Triple(node, NamedNode(f"{VOID}subset"), graph)
            yield Triple(graph, v.RDF_TYPE, NamedNode(f"{VOID}Dataset"))
            yield Triple(graph, v.SOURCE, ids.document(entry.id))
            size = sum(1 for _ in store.raw.quads_for_pattern(None, None, None, graph))
            yield Triple(graph, NamedNode(f"{VOID}triples"), integer(size))


def _counted(store: GraphStore) -> tuple[Counter[str], Counter[str], int, int, int]:
    kinds: Counter[str] = Counter()
    predicates: Counter[str] = Counter()
    subjects: set[str] = set()
    objects: set[str] = set()
    for quad in store.raw.quads_for_pattern(None, None, None, DefaultGraph()):
        predicates[quad.predicate.value] += 1
        subjects.add(str(quad.subject))
        objects.add(str(quad.object))
        if quad.predicate == v.RDF_TYPE and isinstance(quad.object, NamedNode):
            kinds[quad.object.value] += 1
    return kinds, predicates, len(subjects), len(objects), predicates.total()


def crate_metadata(kb: KnowledgeBase, files: Mapping[str, bytes], about: Mapping[str, str]) -> bytes:
    """Return the metadata file of an RO-Crate 1.1 that holds `files`; `about` describes them by name or ending.

    The date is that of the last change of the knowledge base, so that the same knowledge base gives the same bytes.
    """
    changed = datetime.fromtimestamp(kb.folder.manifest.stat().st_mtime, UTC).date().isoformat()
    sources = [_source(kb, entry.id, entry.source, entry.title) for entry in kb.documents()]
    root: dict[str, Any] = {
        "@id": "./",
        "@type": "Dataset",
        "name": f"治图知识库：{len(kb.documents())}篇文献",
        "description": "由文献抽取、每条陈述附原文证据的知识图谱，及其标注、表格与审核记录。",
        "datePublished": changed,
        "license": {"@id": "#license"},
        "hasPart": [{"@id": name} for name in sorted(files)],
        "mentions": [{"@id": source["@id"]} for source in sources],
    }
    program = {"@id": "#zhitu", "@type": "SoftwareApplication", "name": "治图 Zhitu", "version": program_version()}
    made = {
        "@id": "#build",
        "@type": "CreateAction",
        "name": "抽取与建库",
        "instrument": {"@id": "#zhitu"},
        "object": [{"@id": source["@id"]} for source in sources],
        "result": {"@id": "./"},
    }
    terms = "标注与图谱由程序生成；引文的权利属于各文献的权利人。"
    listed = [_file(name, data, about) for name, data in sorted(files.items())]
    descriptor = {
        "@id": "ro-crate-metadata.json",
        "@type": "CreativeWork",
        "conformsTo": {"@id": _PROFILE},
        "about": {"@id": "./"},
    }
    ontology = {"@id": "https://w3id.org/zhitu/ns", "@type": "CreativeWork", "name": "治图本体", "version": resources.version()}
    licence = {"@id": "#license", "@type": "CreativeWork", "name": "权利说明", "description": terms}
    graph = [descriptor, root, *listed, *sources, program, made, ontology, licence]
    return (json.dumps({"@context": f"{_PROFILE}/context", "@graph": graph}, ensure_ascii=False, indent=1) + "\n").encode()


def _file(name: str, data: bytes, about: Mapping[str, str]) -> dict[str, Any]:
    path = PurePosixPath(name)
    found: dict[str, Any] = {"@id": name, "@type": "File", "name": path.name, "contentSize": str(len(data))}
    media = _MEDIA.get(path.suffix)
    if media:
        found["encodingFormat"] = media
    said = about.get(name) or about.get(str(path.parent))
    return {**found, **({"description": said} if said else {})}


def _source(kb: KnowledgeBase, document_id: str, name: str, title: str | None) -> dict[str, Any]:
    return {"@id": kb.identifiers.document(document_id).value, "@type": "ScholarlyArticle", "name": title or name, "identifier": name}
