"""The library of named queries: `rq/NAME.rq`, documented in its first lines, with parameters bound as literals.

A file starts with comment lines `# title-zh:`, `# title-en:`, `# description:` and one `# param: name — meaning — default`
for each parameter, which the query writes as `$name`.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import pyoxigraph as ox

from queries.lexing import QueryError, substitute

_HEADER = re.compile(r"#\s*(title-zh|title-en|description|param):\s*(.*)")
_NAME = re.compile(r"[a-z][a-z0-9-]*")


@dataclass(frozen=True, slots=True)
class Parameter:
    """A value a query takes; an empty default usually means all."""

    name: str
    meaning: str
    default: str


@dataclass(frozen=True, slots=True)
class NamedQuery:
    """One file of the library."""

    name: str
    title_zh: str
    title_en: str
    description: str
    parameters: tuple[Parameter, ...]
    text: str

    def bind(self, values: Mapping[str, str] | None = None) -> str:
        """Return the SPARQL with every `$parameter` replaced by a literal: the value given, else the default.

        A value is only ever the content of a string literal, whatever it contains.
        Raises QueryError for a parameter the query does not have.
        """
        given = values or {}
        known = {parameter.name for parameter in self.parameters}
        for name in given:
            if name not in known:
                allowed = ", ".join(sorted(known)) or "none"
                raise QueryError(f"query {self.name} has no parameter “{name}”; it takes: {allowed}")
        return substitute(self.text, {p.name: str(ox.Literal(given.get(p.name, p.default))) for p in self.parameters})


def names() -> tuple[str, ...]:
    """Return the names of all queries, sorted."""
    return tuple(sorted(entry.name[:-3] for entry in (files("queries") / "rq").iterdir() if entry.name.endswith(".rq")))


@cache
def load(name: str) -> NamedQuery:
    """Return a query by its name; raises QueryError, with the nearest names, where there is none."""
    if not _NAME.fullmatch(name) or name not in names():
        near = difflib.get_close_matches(name, names(), n=3, cutoff=0.4) or list(names())
        raise QueryError(f"no query is named “{name}”; did you mean {', '.join(near)}?")
    return parse(name, (files("queries") / "rq" / f"{name}.rq").read_text(encoding="utf-8"))


def parse(name: str, text: str) -> NamedQuery:
    """Read the header lines of a query file; raises QueryError that names the line of a malformed one."""
    fields: dict[str, str] = {}
    parameters: list[Parameter] = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.startswith("#"):
            break
        found = _HEADER.fullmatch(line.strip())
        if found is None:
            continue
        key, value = found[1], found[2].strip()
        if key != "param":
            fields[key] = value
            continue
        parts = [part.strip() for part in f"{value} ".split("—")]
        if len(parts) != 3 or not re.fullmatch(r"\w+", parts[0]):
            raise QueryError(f"rq/{name}.rq line {number}: write “# param: name — meaning — default”", line=number)
        parameters.append(Parameter(*parts))
    missing = [key for key in ("title-zh", "title-en", "description") if not fields.get(key)]
    if missing:
        raise QueryError(f"rq/{name}.rq line 1: “# {missing[0]}: …” is missing", line=1)
    return NamedQuery(name, fields["title-zh"], fields["title-en"], fields["description"], tuple(parameters), text)


def catalogue() -> tuple[NamedQuery, ...]:
    """Return every query of the library, sorted by name."""
    return tuple(load(name) for name in names())
