"""The questions of the demo: read from `showcase.tsv`, answered over a knowledge base, with the words behind each answer."""

from __future__ import annotations

from dataclasses import dataclass, replace
from importlib.resources import files
from typing import TYPE_CHECKING, Literal, cast, get_args

from zhitu.passages import hits_text, searcher

if TYPE_CHECKING:
    from graph.knowledge_base import KnowledgeBase
    from zhitu.settings import Settings

Kind = Literal["sparql", "case", "compare", "search"]
_QUOTE_CELLS = 100
_MOST_QUOTES = 6
_BELOW = frozenset({"quote", "document", "citation"})
"""Columns of the library's queries that stand below the table."""


class ShowcaseError(Exception):
    """A line of `showcase.tsv` is not a question."""


@dataclass(frozen=True, slots=True)
class Question:
    """One showcase question: `target` is a query's name, a case, an aspect or a text, by `kind`."""

    kind: Kind
    target: str
    arguments: tuple[str, ...]
    zh: str
    en: str

    @property
    def parameters(self) -> dict[str, str]:
        """The arguments as NAME=VALUE."""
        return dict(argument.split("=", 1) for argument in self.arguments)

    @property
    def command(self) -> str:
        """The command line that asks the same."""
        quoted = [f'"{argument}"' for argument in self.arguments]
        if self.kind == "sparql":
            return " ".join(["zhitu sparql", self.target, *(f"--param {argument}" for argument in quoted)])
        if self.kind == "compare":
            return f"zhitu compare {' '.join(quoted)} --by {self.target}"
        options = "".join(f" --{name} {value}" for name, value in self.parameters.items())
        return f'zhitu {self.kind} "{self.target}"{options}'


def questions(text: str | None = None) -> tuple[Question, ...]:
    """Return the questions of `text`, by default those that come with Zhitu.

    Raises ShowcaseError that names the line.
    """
    text = (files("zhitu") / "showcase.tsv").read_text(encoding="utf-8") if text is None else text
    found: list[Question] = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        parts = line.split("\t")
        if len(parts) != 5 or parts[0] not in get_args(Kind):
            raise ShowcaseError(f"showcase.tsv line {number}: five columns are needed, the first one of {', '.join(get_args(Kind))}")
        kind, target, arguments, zh, en = parts
        found.append(Question(cast(Kind, kind), target, tuple(part.strip() for part in arguments.split(";") if part.strip()), zh, en))
    return tuple(found)


def with_case_names(question: Question, kb: KnowledgeBase) -> Question:
    """Return a comparison with the full names of its cases; where a place has several cases, the first of them by name."""
    from queries.case import AmbiguousCase, find_case

    def full(name: str) -> str:
        try:
            return find_case(kb.store(), name).label
        except AmbiguousCase as error:
            return error.candidates[0]

    return replace(question, arguments=tuple(map(full, question.arguments))) if question.kind == "compare" else question


def answer(question: Question, kb: KnowledgeBase, settings: Settings) -> str:
    """Return the answer to a question as lines for a terminal, quotes included."""
    if question.kind == "sparql":
        return _rows(question, kb)
    if question.kind == "compare":
        from queries.compare import compare
        from queries.comparison_page import render_text

        return render_text(compare(kb.store(), question.arguments, question.target), "table")
    if question.kind == "case":
        from queries.case import case_profile
        from queries.case_page import render_case

        return render_case(case_profile(kb.store(), question.target), "table")
    from queries.references import citations

    return hits_text(searcher(kb, settings).search(question.target, int(question.parameters.get("top", "3"))), citations(kb.store()))


def _rows(question: Question, kb: KnowledgeBase) -> str:
    """Return the rows of a library query, its quotes below as numbered words of their documents."""
    from queries import named
    from queries.references import entry_lines
    from queries.sparql import select, term_text
    from queries.tables import Table, shorten, text_table

    found = select(kb.store(), named.load(question.target).bind(question.parameters))
    rows = [dict(zip(found.variables, map(term_text, row), strict=True)) for row in found.rows]
    shown = [name for name in found.variables if name not in _BELOW and any(row[name] for row in rows)]
    quotes = list(dict.fromkeys((row["quote"], row["document"]) for row in rows if row.get("quote")))
    table = text_table(Table(tuple(shown), tuple(dict.fromkeys(tuple(row[name] for name in shown) for row in rows))))
    lines = [f"  “{shorten(quote, _QUOTE_CELLS)}” — {document}" for quote, document in quotes[:_MOST_QUOTES]]
    if len(quotes) > _MOST_QUOTES:
        lines.append(f"  … {len(quotes) - _MOST_QUOTES} more quotes: {question.command}")
    entries = {row["document"]: row["citation"] for row in rows if row.get("citation")}
    lines += [f"  {line}" for line in entry_lines((name for _, name in quotes), entries)]
    return table + "\n".join(lines) + "\n"
