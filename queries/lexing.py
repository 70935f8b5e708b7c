"""What kind of query a text is, what may not run, values put in safely, and syntax errors in one line."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from graph.sparql_tokens import PATTERN, Token, tokens

__all__ = ["QueryError", "QueryKind", "Token", "explain_syntax_error", "kind_of", "place", "substitute", "tokens"]

_FORMS = frozenset({"SELECT", "ASK", "CONSTRUCT", "DESCRIBE"})
_UPDATES = frozenset({"INSERT", "DELETE", "LOAD", "CLEAR", "CREATE", "DROP", "COPY", "MOVE", "ADD", "WITH"})


class QueryError(Exception):
    """A query cannot be answered; `line` and `column` are 1-based where the fault has a place in the text."""

    def __init__(self, message: str, *, line: int | None = None, column: int | None = None) -> None:
        super().__init__(message)
        self.line = line
        self.column = column


def place(query: str, offset: int) -> tuple[int, int]:
    """Return the 1-based line and column of a character offset."""
    before = query[:offset]
    return before.count("\n") + 1, offset - (before.rfind("\n") + 1) + 1


@dataclass(frozen=True, slots=True)
class QueryKind:
    """What a query asks for; `names_graphs` is true where it states its own data set with FROM."""

    form: str
    names_graphs: bool


def kind_of(query: str) -> QueryKind:
    """Return the form (SELECT, ASK, CONSTRUCT, DESCRIBE) of a read-only query.

    Raises QueryError for an update, a SERVICE call, and a text without a query form.
    """
    form = ""
    names_graphs = False
    for token in tokens(query):
        if token.kind != "word":
            continue
        word = token.text.upper()
        if not form and word in _UPDATES:
            raise _refusal(
                query, token, f"{word} would change data; a knowledge base is read-only here: change it with build, remove or review"
            )
        if word == "SERVICE":
            raise _refusal(query, token, "SERVICE calls other servers, which is not allowed; query this knowledge base alone")
        if word in _FORMS and not form:
            form = word
        names_graphs = names_graphs or word == "FROM"
    if not form:
        raise QueryError(
            "query line 1: no SELECT, ASK, CONSTRUCT or DESCRIBE found; write a SPARQL query or give a query's name", line=1, column=1
        )
    return QueryKind(form, names_graphs)


def _refusal(query: str, token: Token, why: str) -> QueryError:
    line, column = place(query, token.start)
    return QueryError(f"query line {line}, column {column}: {why}", line=line, column=column)


def substitute(query: str, terms: Mapping[str, str]) -> str:
    """Put serialised terms where the variables `$name` stand; strings, IRIs and comments are left alone.

    Only the `$` spelling is a place holder, so a file with place holders is itself a valid query.

    >>> substitute('SELECT ?x { ?x ?p $v FILTER(xsd:decimal($v) > 1) } # $v', {"v": '"2"'})
    'SELECT ?x { ?x ?p "2" FILTER(xsd:decimal("2") > 1) } # $v'
    """
    parts: list[str] = []
    for match in PATTERN.finditer(query):
        text = match.group()
        replacement = terms.get(text[1:]) if match.lastgroup == "variable" and text[0] == "$" else None
        parts.append(text if replacement is None else replacement)
    return "".join(parts)


def explain_syntax_error(query: str, message: str, known_prefixes: Callable[[], str]) -> QueryError:
    """Turn the parser's words into one line that names the place and says what to do."""
    found = re.match(r"error at (\d+):(\d+): (.*)", message, re.DOTALL)
    if found is None:
        return QueryError(f"query: {' '.join(message.split())}; correct the query")
    line, column, detail = int(found[1]), int(found[2]), " ".join(found[3].split())
    where = f"query line {line}, column {column}"
    source = query.splitlines()[line - 1] if line <= len(query.splitlines()) else ""
    before = source[: column - 1].rstrip()
    if "Prefix not found" in detail:
        prefix = (re.findall(r"([\w.\-]*):[^\s:]*$", before) or ["?"])[0]
        advice = f"prefix “{prefix}:” is not declared; add PREFIX {prefix}: <…>, or use one that is known: {known_prefixes()}"
    elif reason := re.search(r"(The SELECT [^,\[]+|[A-Z][a-z][^,\[]{12,}[a-z])", detail):
        advice = f"{reason[1].strip()}; correct the query"
    elif _is_open(query):
        advice = "the query ends too early; close every { ( [ and quotation mark that was opened"
    else:
        near = " ".join(before.split()[-3:]) or source.strip()[:20]
        advice = (
            f"syntax error after “{near}”; look for a missing “.”, a clause out of order or a misspelt word there or on the line before"
        )
    return QueryError(f"{where}: {advice}", line=line, column=column)


def _is_open(query: str) -> bool:
    depth = 0
    for token in tokens(query):
        if token.kind == "other":
            depth += (token.text in "{([") - (token.text in "})]")
            if token.text in "\"'":
                return True
    return depth > 0
