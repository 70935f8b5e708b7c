"""Commands that ask: sparql, search, case, compare."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Literal

import typer

from zhitu.cli.failures import DONE, WrongUsage, complain
from zhitu.cli.opening import answers, open_kb
from zhitu.cli.options import KbOption, OutOption
from zhitu.cli.output import give
from zhitu.settings import current_settings


def sparql(
    query: Annotated[
        str, typer.Argument(metavar="QUERY", help="A .rq file, the name of a query of the library, or - for standard input.")
    ] = "",
    kb: KbOption = None,
    output: Annotated[
        Literal["table", "json", "csv", "tsv", "xml", "ttl"], typer.Option("--format", help="ttl is for CONSTRUCT and DESCRIBE.")
    ] = "table",
    param: Annotated[
        list[str] | None, typer.Option("--param", metavar="NAME=VALUE", help="Value for $NAME in the query; repeatable.")
    ] = None,
    listed: Annotated[bool, typer.Option("--list", help="List the library's queries with their parameters, and exit.")] = False,
) -> int:
    """Ask in SPARQL; read-only, the usual prefixes (zt, skos, dcterms …) are known."""
    if listed:
        print(_library(), end="")
        return DONE
    if not query:
        raise WrongUsage(
            "no query given; name a .rq file or a query of the library (zhitu sparql --list shows them), or give - for standard input"
        )
    settings = current_settings().with_kb(kb)
    text = _query_text(query, _pairs(param or []))
    # A process of its own answers, so that the time limit and Ctrl-C stop the slowest query.
    with answers(open_kb(settings), settings) as store:
        give(store.answer(text, output))
    return DONE


def search(
    text: Annotated[str, typer.Argument(metavar="TEXT", help="What is looked for, in one's own words.")],
    kb: KbOption = None,
    top: Annotated[int, typer.Option("--top", metavar="N", min=1, help="How many passages.")] = 10,
    output: Annotated[
        Literal["table", "json"], typer.Option("--format", help="json: document, start, end, text, section, page, score, citation.")
    ] = "table",
) -> int:
    """Find passages by meaning and words."""
    from queries.references import citations
    from zhitu.passages import hits_json, hits_text, searcher

    settings = current_settings().with_kb(kb)
    opened = open_kb(settings)
    try:
        hits = searcher(opened, settings).search(text, top)
    except ValueError as error:
        raise WrongUsage(str(error)) from error
    if not hits:
        complain("nothing in the knowledge base answers this (语料未提及)")
    if hits or output == "json":
        entries = citations(opened.store())
        give(hits_json(hits, entries) if output == "json" else hits_text(hits, entries))
    return DONE


def case(
    label: Annotated[str, typer.Argument(metavar="LABEL", help="A case's name, its place, or part of these.")],
    kb: KbOption = None,
    output: Annotated[Literal["table", "md", "json"], typer.Option("--format", help="json holds every quote with its offsets.")] = "table",
) -> int:
    """Show everything the corpus says of a case, with the words behind it."""
    from queries.case import case_profile
    from queries.case_page import render_case

    give(render_case(case_profile(open_kb(current_settings().with_kb(kb)).store(), label), output))
    return DONE


def compare(
    cases: Annotated[list[str], typer.Argument(metavar="CASE...", help="Two or more cases, as `zhitu case` takes them.")],
    kb: KbOption = None,
    by: Annotated[
        Literal["mechanism", "actor", "measure", "indicator", "problem"], typer.Option("--by", help="What the rows are.")
    ] = "mechanism",
    output: Annotated[
        Literal["table", "csv", "md", "xlsx", "html", "docx"] | None,
        typer.Option("--format", help="Default: by the ending of --out, else table; xlsx and docx need --out."),
    ] = None,
    out: OutOption = None,
) -> int:
    """Set cases side by side: present, explicitly absent, or not mentioned."""
    from queries.compare import compare as set_side_by_side
    from queries.comparison_page import FILE_FORMATS, TEXT_FORMATS, render

    ending = out.suffix[1:].lower() if out else ""
    chosen = output or (ending if ending in (*TEXT_FORMATS, *FILE_FORMATS) else "table")
    if chosen in FILE_FORMATS and out is None:
        raise WrongUsage(f"--format {chosen} is a file, not text; say where it goes with --out PATH")
    store = open_kb(current_settings().with_kb(kb)).store()
    try:
        comparison = set_side_by_side(store, cases, by)
    except ValueError as error:
        raise WrongUsage(str(error)) from error
    give(render(comparison, chosen), out)
    return DONE


def _pairs(values: list[str]) -> dict[str, str]:
    pairs: dict[str, str] = {}
    for value in values:
        name, separator, content = value.partition("=")
        if not separator or not name:
            raise WrongUsage(f"--param {value!r} is not NAME=VALUE; write for example --param case=NAME")
        pairs[name] = content
    return pairs


def _query_text(query: str, values: dict[str, str]) -> str:
    """Return the SPARQL of a file, of standard input or of the library, with its parameters filled in."""
    from queries import named

    path = Path(query)
    if query != "-" and path.suffix != ".rq" and not path.is_file():
        return named.load(query).bind(values)
    if query == "-":
        text = sys.stdin.read()
    else:
        try:
            text = path.read_text(encoding="utf-8-sig")
        except FileNotFoundError:
            raise WrongUsage(f"{path}: no such file; give a .rq file, a query of the library (zhitu sparql --list) or -") from None
        except (OSError, UnicodeDecodeError) as error:
            raise WrongUsage(f"{path} cannot be read as UTF-8 text: {error}") from error
    if "# title-zh:" in text:  # written like those of the library, so its parameters have defaults
        return named.parse(path.stem, text).bind(values)
    return _filled(text, values)


def _filled(text: str, values: dict[str, str]) -> str:
    import pyoxigraph as ox

    from queries.lexing import substitute, tokens

    places = {token.text[1:] for token in tokens(text) if token.kind == "variable" and token.text.startswith("$")}
    for name in values:
        if name not in places:
            raise WrongUsage(f"the query has no ${name}; it has {', '.join(f'${place}' for place in sorted(places)) or 'no $names at all'}")
    return substitute(text, {name: str(ox.Literal(value)) for name, value in values.items()})


def _library() -> str:
    from queries import named
    from queries.tables import Table, text_table

    rows = tuple((item.name, item.title_zh, item.title_en, ", ".join(p.name for p in item.parameters)) for item in named.catalogue())
    return text_table(Table(("name", "题名", "title", "parameters"), rows))
