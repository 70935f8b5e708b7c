"""Records of other programs, read: metadata.csv, BibTeX, RIS, and what CNKI exports for NoteExpress, EndNote, RefWorks and itself."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from io import StringIO

from corpus.labels import field_of

MAX_BYTES = 50 * 1024 * 1024
_BIB_ENTRY = re.compile(r"@(?P<kind>[A-Za-z]+)\s*[{(]\s*(?P<key>[^,\s]*)\s*,")
_TAG = re.compile(
    r"^(?:(?P<ris>[A-Z][A-Z0-9]) {1,2}-(?: |$)|%(?P<enw>\S) |\{(?P<net>[^}]+)\}: ?|(?P<cnki>[A-Za-z]+)-[^:：]{1,12}[:：] ?"
    r"|(?P<ref>[A-Z][A-Z0-9]) )"
)
_LATEX = re.compile(r"[{}]|\\(?=[&%$#_{}])")
_PAIR = re.compile(r"\s*,?\s*([A-Za-z][\w-]*)\s*=\s*")
_ATTACHED = re.compile(r":[A-Za-z0-9/+.-]*$")
"""The type that reference managers put behind a path."""
_QUOTE = re.compile(r'(?<!\\)"')
_BRACE = re.compile(r"(?<!\\)[{}]")
_BARE_END = re.compile(r"[,}\n]")
_ENCODINGS = ("utf-8-sig", "gb18030")
_LISTS = frozenset({"authors", "keywords", "affiliations", "funding"})


class BibliographyError(Exception):
    """A side file that cannot be read; the message names it, the line where it can, and what to do."""

    def __init__(self, source: str, reason: str) -> None:
        super().__init__(f"{source}: {reason}")
        self.source = source
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Record:
    """What a side file says of one document: the names it is meant for, and fields as front matter has them."""

    origin: str
    """Name of the side file, for messages."""
    names: tuple[str, ...] = ()
    """File names or their stems that the record gives."""
    fields: Mapping[str, str] = field(default_factory=dict[str, str])


@cache
def _fields_of_tags() -> Mapping[tuple[str, str], str]:
    """Return metadata fields by (format, tag)."""
    found: dict[tuple[str, str], str] = {}
    for line in files("corpus").joinpath("record_tags.tsv").read_text(encoding="utf-8").splitlines():
        if line.startswith(("#", "format\t")) or not line.strip():
            continue
        form, tag, name = line.split("\t")
        found[form, tag.casefold()] = name
    return found


def read_records(data: bytes, name: str) -> tuple[Record, ...]:
    """Return the records of a side file; `name` tells the format where the content does not.

    Raises BibliographyError for text that cannot be decoded and for a table without a column of titles or file names.
    """
    if len(data) > MAX_BYTES:
        raise BibliographyError(name, f"larger than {MAX_BYTES // 1024**2} MB; split it")
    text = _decoded(data, name)
    if name.lower().endswith(".csv"):
        return tuple(_table(text, name))
    pairs = _bibtex_entries(text) if name.lower().endswith(".bib") else _tagged_entries(text)
    return tuple(_record(form, entry, name) for form, entry in pairs if entry)


def _decoded(data: bytes, name: str) -> str:
    for encoding in ("utf-16",) if data[:2] in (b"\xff\xfe", b"\xfe\xff") else _ENCODINGS:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise BibliographyError(name, "text that is neither UTF-8, UTF-16 nor GB18030; save it as UTF-8")


def _record(form: str, entry: Sequence[tuple[str, str]], origin: str) -> Record:
    table = _fields_of_tags()
    found: dict[str, list[str]] = {}
    names: list[str] = []
    for tag, value in entry:
        name = table.get((form, tag.casefold()))
        value = " ".join(value.split())
        if name == "file":
            names += [re.split(r"[\\/]", _ATTACHED.sub("", part))[-1] for part in re.split(r"(?<!\\);", value) if part.strip()]
        elif name and value:
            found.setdefault(name, []).append(value)
    fields = {name: ";".join(values) if name in _LISTS else values[0] for name, values in found.items()}
    first, last = fields.pop("first_page", None), fields.pop("last_page", None)
    if first and "pages" not in fields:
        fields["pages"] = f"{first}-{last}" if last and last != first else first
    return Record(origin, tuple(name for name in names if name), fields)


def _table(text: str, origin: str) -> Iterator[Record]:
    """Rows of metadata.csv: a column for the file's name or the title, others named as in front matter."""
    sample = text[:2000].split("\n", 1)[0]
    delimiter = max(",;\t，", key=sample.count)
    rows = list(csv.reader(StringIO(text), delimiter=delimiter))
    if not rows:
        return
    head = [cell.strip() for cell in rows[0]]
    tags = _fields_of_tags()
    columns = [tags.get(("csv", cell.casefold())) or field_of(cell) for cell in head]
    if not {"file", "title"} & set(columns):
        raise BibliographyError(origin, f"line 1: no column 'file' or 'title' among {', '.join(head) or 'none'}; name one of them so")
    for row in rows[1:]:
        fields: dict[str, str] = {}
        names: tuple[str, ...] = ()
        for name, cell in zip(columns, row, strict=False):
            if name == "file":
                names = (cell.strip(),) if cell.strip() else ()
            elif name and cell.strip():
                fields.setdefault(name, cell.strip())
        if names or fields:
            yield Record(origin, names, fields)


def _tagged_entries(text: str) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """RIS, EndNote, NoteExpress, RefWorks and CNKI's own list: a tag a line, a new record where the first tag comes again."""
    entry: list[tuple[str, str]] = []
    form, opening = "", ""
    for line in text.splitlines():
        found = _TAG.match(line)
        if found is None:
            if line.strip() and entry:
                entry[-1] = (entry[-1][0], f"{entry[-1][1]} {line.strip()}")
            continue
        kind = found.lastgroup or ""
        tag = found[kind]
        opening = opening or tag
        form = form or ("ris" if kind == "ref" else kind)
        if tag == opening and entry:
            yield form, entry
            entry = []
        entry.append((tag, line[found.end() :].strip()))
    if entry:
        yield form, entry


def _bibtex_entries(text: str) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    position = 0
    while (opening := _BIB_ENTRY.search(text, position)) is not None:
        position = opening.end()
        if opening["kind"].lower() in {"comment", "string", "preamble"}:
            continue
        entry = [("type", opening["kind"].lower())]
        while (pair := _PAIR.match(text, position)) is not None:
            value, position = _bibtex_value(text, pair.end())
            if pair[1].lower() == "author":
                value = ";".join(_bibtex_name(name) for name in re.split(r"\s+and\s+", value))
            entry.append((pair[1].lower(), _LATEX.sub("", value)))
        yield "bib", entry


def _bibtex_value(text: str, start: int) -> tuple[str, int]:
    """Return a value and where it ends: `{…}` with inner braces, `"…"` or a bare word."""
    if text[start : start + 1] == '"':
        end = _QUOTE.search(text, start + 1)
        stop = end.start() if end else len(text)
        return text[start + 1 : stop], min(stop + 1, len(text))
    if text[start : start + 1] != "{":
        end = _BARE_END.search(text, start)
        stop = end.start() if end else len(text)
        return text[start:stop].strip(), stop
    depth = 0
    for brace in _BRACE.finditer(text, start):
        depth += 1 if brace.group() == "{" else -1
        if depth == 0:
            return text[start + 1 : brace.start()], brace.end()
    return text[start + 1 :], len(text)


def _bibtex_name(name: str) -> str:
    family, comma, given = name.strip().partition(",")
    if not comma:
        return name.strip()
    return f"{family.strip()}{given.strip()}" if re.search(r"[\u3400-\u9fff]", name) else f"{given.strip()} {family.strip()}"
