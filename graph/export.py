"""Writes a knowledge base for other programs: RDF, annotations, networks, tables, references, and descriptions of the data set.

Every format is the same bytes for the same knowledge base. A file is written beside its place and put there whole.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path, PurePath
from typing import Literal, get_args

from pyoxigraph import Quad, RdfFormat, Triple, serialize

from corpus.citation import bibliography, bibtex, csl_json
from corpus.document import Document
from extract.annotation_json import extraction_to_json
from graph.cube import QB, cube
from graph.dataset import VOID, crate_metadata, void
from graph.files import write_atomically
from graph.jsonld import context_file
from graph.jsonld import document as jsonld_document
from graph.knowledge_base import KnowledgeBase
from graph.network import gexf, graphml
from graph.tables import csv_files, workbook
from graph.webanno import annotation_page
from ontology.vocabulary import PREFIXES

Format = Literal[
    "ttl",
    "trig",
    "nq",
    "jsonld",
    "context",
    "annotations",
    "webanno",
    "gexf",
    "graphml",
    "csv",
    "xlsx",
    "qb",
    "void",
    "rocrate",
    "bibtex",
    "csl-json",
    "gbt7714",
]
FORMATS: tuple[str, ...] = get_args(Format)
FOLDERS = frozenset({"annotations", "csv", "rocrate"})
"""Formats that are a folder of files."""
TEXTS: frozenset[str] = frozenset(FORMATS) - FOLDERS - {"xlsx"}
"""Formats that are one text, fit for standard output."""


_IN_CRATE: Mapping[str, str] = {
    "graph.trig": "全部命名图",
    "graph.jsonld": "全部命名图，JSON-LD",
    "context.jsonld": "JSON-LD 的 context",
    "void.ttl": "数据集的 VoID 说明",
    "cube.ttl": "稠密的指标数据，RDF Data Cube",
    "annotations": "一篇文献的标注，偏移为原文字符",
    "tables": "节点与关系表，Neo4j 可直接导入",
    "reviews.jsonl": "审核决定，每行一条",
}
"""What the files and folders of a crate are."""


class ExportError(Exception):
    """An export cannot be written; the message names format or path and what is allowed."""


def export(kb: KnowledgeBase, format: str, out: Path) -> tuple[Path, ...]:  # the word of the command line
    """Write the knowledge base in `format` to `out` (a folder for annotations and csv) and return the files written.

    Raises ExportError for a format that does not exist and a path that cannot be written.
    """
    if format not in FORMATS:
        raise ExportError(f"export format “{format}” does not exist; choose one of {', '.join(FORMATS)}")
    if format in FOLDERS and out.exists() and not out.is_dir():
        raise ExportError(f"{out}: {format} is a folder of files, and this is a file; give another name")
    if format not in FOLDERS and out.is_dir():
        raise ExportError(f"{out}: {format} is one file, and this is a folder; give a file name")
    try:
        files = _folder(kb, format) if format in FOLDERS else {"": _WRITERS[format](kb)}
        written: list[Path] = []
        for name, data in files.items():
            path = out / name if name else out
            write_atomically(path, data)
            written.append(path)
    except OSError as error:
        raise ExportError(f"{out}: cannot be written ({error.strerror or error}); check the path") from error
    return tuple(written)


def exported(kb: KnowledgeBase, format: str) -> bytes:
    """Return the knowledge base in a format that is one text, UTF-8. Raises ExportError for one that is not."""
    if format not in TEXTS:
        raise ExportError(f"{format} is no text for standard output; say where it goes with --out PATH")
    return _WRITERS[format](kb)


def _folder(kb: KnowledgeBase, format: str) -> dict[str, bytes]:
    if format == "rocrate":
        return _crate(kb)
    return csv_files(kb.graphs(), _sources(kb)) if format == "csv" else _annotations(kb)


def _crate(kb: KnowledgeBase) -> dict[str, bytes]:
    """Everything that describes itself, in one folder: graphs, annotations, tables, review decisions, and the crate's own metadata."""
    files = {"graph.trig": _trig(kb), "graph.jsonld": _jsonld(kb), "context.jsonld": context_file(), "void.ttl": _void(kb)}
    files["cube.ttl"] = _cube(kb)
    files |= {f"annotations/{name}": data for name, data in _annotations(kb).items()}
    files |= {f"tables/{name}": data for name, data in csv_files(kb.graphs(), _sources(kb)).items()}
    if kb.folder.reviews.exists():
        files["reviews.jsonl"] = kb.folder.reviews.read_bytes()
    return {**files, "ro-crate-metadata.json": crate_metadata(kb, files, _IN_CRATE)}


def _annotations(kb: KnowledgeBase) -> dict[str, bytes]:
    """One JSON a document under the stem of its source; two sources that share a stem keep their endings."""
    stems = [PurePath(entry.source).stem for entry in kb.documents()]
    files: dict[str, bytes] = {}
    for entry, stem in zip(kb.documents(), stems, strict=True):
        name = stem if stems.count(stem) == 1 else entry.source
        files[f"{name}.json"] = _json(extraction_to_json(kb.extraction(entry.id), kb.document(entry.id)))
    return files


def _sources(kb: KnowledgeBase) -> dict[str, str]:
    return {entry.id: entry.source for entry in kb.documents()}


def _turtle(kb: KnowledgeBase) -> bytes:
    return _with_prefixes(sorted(kb.graphs().triples(), key=str), RdfFormat.TURTLE)


def _trig(kb: KnowledgeBase) -> bytes:
    return _with_prefixes(_quads(kb), RdfFormat.TRIG)


def _quads(kb: KnowledgeBase) -> list[Quad]:
    return sorted(kb.graphs().quads(), key=lambda quad: (str(quad.graph_name), str(quad.triple)))


def _with_prefixes(data: Iterable[Triple] | Iterable[Quad], rdf_format: RdfFormat, more: Mapping[str, str] = PREFIXES) -> bytes:
    """Serialise with prefix lines in order; the serialiser alone writes them in any order."""
    lines = (serialize(data, format=rdf_format, prefixes={**PREFIXES, **more}) or b"").splitlines(keepends=True)
    heads = sorted(line for line in lines if line.startswith(b"@prefix "))
    return b"".join([*heads, *(line for line in lines if not line.startswith(b"@prefix "))])


def _jsonld(kb: KnowledgeBase) -> bytes:
    return jsonld_document(kb.graphs().quads())


def _cube(kb: KnowledgeBase) -> bytes:
    return _with_prefixes(cube(kb.graphs()), RdfFormat.TURTLE, {"qb": QB})


def _void(kb: KnowledgeBase) -> bytes:
    return _with_prefixes(void(kb), RdfFormat.TURTLE, {"void": VOID})


def _documents(kb: KnowledgeBase) -> Iterator[Document]:
    return (kb.document(entry.id) for entry in kb.documents())


def _json(value: object) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode()


_WRITERS: Mapping[str, Callable[[KnowledgeBase], bytes]] = {
    "ttl": _turtle,
    "trig": _trig,
    "nq": lambda kb: serialize(_quads(kb), format=RdfFormat.N_QUADS) or b"",
    "jsonld": _jsonld,
    "context": lambda _: context_file(),
    "qb": _cube,
    "void": _void,
    "webanno": lambda kb: _json(annotation_page(kb.graphs(), _sources(kb))),
    "gexf": lambda kb: gexf(kb.graphs(), _sources(kb)),
    "graphml": lambda kb: graphml(kb.graphs(), _sources(kb)),
    "xlsx": lambda kb: workbook(kb.graphs(), _sources(kb)),
    "bibtex": lambda kb: "\n".join(bibtex(document) for document in _documents(kb)).encode(),
    "csl-json": lambda kb: _json([csl_json(document) for document in _documents(kb)]),
    "gbt7714": lambda kb: bibliography(_documents(kb)).encode(),
}
