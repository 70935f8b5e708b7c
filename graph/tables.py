"""The graph as tables: node and relationship files for Neo4j's import, and a workbook for people."""

from __future__ import annotations

import csv
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO, StringIO

from pyoxigraph import NamedNode

from graph.links import Link, clean, nodes_and_links, one_line
from graph.records import Thing, name_of, properties, statements
from graph.store import GraphStore
from ontology import vocabulary as v

_ATTRIBUTES = ("actorType", "adminLevel", "mechanismType", "measureType", "stepOrder", "action", "memberCount", "issued", "identifier")
_NO_DATE = (1980, 1, 1, 0, 0, 0)
"""The earliest date a zip archive can name."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table with a heading."""

    title: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def csv_files(store: GraphStore, sources: Mapping[str, str]) -> dict[str, bytes]:
    """Return nodes.csv and relationships.csv with the headers that `neo4j-admin database import` reads."""
    nodes, links = nodes_and_links(store, sources)
    node_header = ("iri:ID", "name", "aliases:string[]", *_ATTRIBUTES, ":LABEL")
    node_rows = ((node.iri, node.label, ";".join(node.aliases), *_values(node), node.kind) for node in nodes)
    link_header = (":START_ID", ":END_ID", ":TYPE", "documents:string[]", "papers:int", "confidence:double", "quote")
    link_rows = (
        (link.subject, link.object, link.predicate, ";".join(link.documents), str(len(link.documents)), f"{link.confidence:g}", link.quote)
        for link in links
    )
    return {"nodes.csv": _csv(node_header, node_rows), "relationships.csv": _csv(link_header, link_rows)}


def workbook(store: GraphStore, sources: Mapping[str, str]) -> bytes:
    """Return an Excel workbook: things, relations, figures, and all statements with their quotes."""
    from openpyxl import Workbook
    from openpyxl.styles import Font

    book = Workbook()
    for number, sheet in enumerate(_sheets(store, sources)):
        page = book.active if number == 0 else book.create_sheet(sheet.title)
        page.title = sheet.title
        page.append(sheet.header)
        for row in sheet.rows:
            page.append(row)
        page.freeze_panes = "A2"
        for cells in page.iter_rows():
            for cell in cells:
                cell.data_type = "s"  # words of a paper are never a formula
        for cell in page[1]:
            cell.font = Font(bold=True)
    out = BytesIO()
    book.save(out)
    return _undated(out.getvalue())


def _sheets(store: GraphStore, sources: Mapping[str, str]) -> Iterator[Sheet]:
    nodes, links = nodes_and_links(store, sources)
    names = {node.iri: node.label for node in nodes}
    yield _sheet("实体", ("类型", "名称", "别名", *_ATTRIBUTES, "IRI"), _thing_rows(nodes))
    yield _sheet("关系", ("主体", "关系", "客体", "文献", "置信度", "证据"), _link_rows(links, names))
    yield _sheet("指标", ("指标", "对象", "数值", "单位", "起始年份", "年份", "限定", "文献", "证据"), _figure_rows(store, sources))
    header = ("主体", "谓词", "客体", "性质", "置信度", "审核", "规则", "文献", "起", "止", "页", "原文")
    yield _sheet("陈述", header, _statement_rows(store, sources))


def _sheet(title: str, header: tuple[str, ...], rows: Iterable[Sequence[str]]) -> Sheet:
    return Sheet(title, header, tuple(tuple(clean(cell) for cell in row) for row in rows))


def _thing_rows(nodes: Iterable[Thing]) -> Iterator[Sequence[str]]:
    for node in nodes:
        yield (node.kind, node.label, "；".join(node.aliases), *_values(node), node.iri)


def _link_rows(links: Iterable[Link], names: Mapping[str, str]) -> Iterator[Sequence[str]]:
    for link in links:
        papers = "；".join(link.documents)
        yield (names[link.subject], link.predicate, names[link.object], papers, f"{link.confidence:g}", link.quote)


def _figure_rows(store: GraphStore, sources: Mapping[str, str]) -> Iterator[Sequence[str]]:
    for record in statements(store):
        if record.predicate != v.VALUE.value or not record.published:
            continue
        values = properties(store, record.subject)

        def cell(predicate: NamedNode, values: Mapping[str, Sequence[object]] = values) -> str:
            found = values.get(predicate.value)
            node = found[0] if found else None
            return name_of(store, node) if isinstance(node, NamedNode) else str(getattr(node, "value", ""))

        described = (cell(p) for p in (v.HAS_INDICATOR, v.OBSERVED_FOR, v.VALUE, v.UNIT, v.START_YEAR, v.YEAR, v.VALUE_QUALIFIER))
        yield (*described, sources.get(record.document, record.document), one_line(record.spans[0].exact))


def _statement_rows(store: GraphStore, sources: Mapping[str, str]) -> Iterator[Sequence[str]]:
    for record in statements(store):
        predicate = record.predicate.replace("#", "/").rsplit("/", 1)[-1]
        said = (name_of(store, NamedNode(record.subject)), predicate, name_of(store, record.object), record.modality)
        judged = (f"{record.confidence:g}", record.review, record.rule, sources.get(record.document, record.document))
        for span in record.spans:
            page = str(span.page) if span.page is not None else ""
            yield (*said, *judged, str(span.start), str(span.end), page, one_line(span.exact))


def _values(node: Thing) -> tuple[str, ...]:
    attributes = dict(node.attributes)
    return tuple(attributes.get(name, "") for name in _ATTRIBUTES)


def _csv(header: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    out = StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return out.getvalue().encode()


def _undated(data: bytes) -> bytes:
    """Return the workbook without the time it was made, which would differ from run to run."""
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in sorted(old.namelist()):
            content = old.read(name)
            if name == "docProps/core.xml":
                content = _without_times(content)
            new.writestr(zipfile.ZipInfo(name, _NO_DATE), content, compress_type=zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _without_times(properties_xml: bytes) -> bytes:
    never = datetime(*_NO_DATE).isoformat().encode() + b"Z"
    return re.sub(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*", rb"\g<1>" + never, properties_xml)
