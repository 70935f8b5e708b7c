"""Commands of network analysis: network project, centrality, communities, path, similar."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal, cast

import typer

from zhitu.cli.failures import DONE
from zhitu.cli.opening import open_kb
from zhitu.cli.options import KbOption, OutOption
from zhitu.cli.output import give
from zhitu.settings import current_settings

if TYPE_CHECKING:
    from collections.abc import Sequence

    from graph.desk import Desk
    from graph.projections import Network

Name = Literal["actor-mechanism", "case-mechanism", "actor-actor", "citation", "all"]
Projected = Annotated[
    Name, typer.Argument(metavar="NETWORK", help="actor-mechanism, case-mechanism, actor-actor (who performs together), citation, all.")
]
FormatOption = Annotated[Literal["table", "json", "csv"], typer.Option("--format", help="Table for people, json and csv for programs.")]
TopOption = Annotated[int, typer.Option("--top", metavar="N", min=1, help="How many.")]


def project(
    network: Projected,
    kb: KbOption = None,
    output: Annotated[
        Literal["table", "json", "csv", "gexf", "graphml", "ttl"],
        typer.Option("--format", help="gexf and graphml for Gephi, ttl: the ties as RDF."),
    ] = "table",
    out: OutOption = None,
) -> int:
    """Give a network of one kind of relation: its ties with weight, papers and a quote."""
    from graph.network import written

    found = _network(kb)
    if output in ("gexf", "graphml"):
        give(written(found.graph(network), output), out)
        return DONE
    if output == "ttl":
        from pyoxigraph import RdfFormat, serialize

        from graph.projections import triples_of

        # N-Triples are Turtle, and come in one order
        give(serialize(triples_of(found.ties(network)), format=RdfFormat.N_TRIPLES) or b"", out)
        return DONE
    rows = [
        {
            "first": found.things[tie.first].label,
            "second": found.things[tie.second].label,
            "weight": tie.weight,
            "documents": "；".join(sorted({name for link in tie.links for name in link.documents})),
            "quote": tie.links[0].quote,
        }
        for tie in found.ties(network)
    ]
    _give(rows, ("first", "second", "weight", "documents", "quote"), output, out)
    return DONE


def centrality(network: Projected, kb: KbOption = None, top: TopOption = 20, output: FormatOption = "table", out: OutOption = None) -> int:
    """List the most central things of a network: ties, degree, betweenness, closeness, PageRank."""
    from graph.analysis import centralities

    rows = [asdict(item) for item in centralities(_network(kb), network)[:top]]
    _give(rows, ("label", "kind", "ties", "degree", "betweenness", "closeness", "pagerank"), output, out)
    return DONE


def communities(network: Projected, kb: KbOption = None, output: FormatOption = "table", out: OutOption = None) -> int:
    """List the communities of a network (Louvain, the same each time)."""
    from graph.analysis import communities as found

    rows = [{"community": item.number, "size": len(item.iris), "members": list(item.labels)} for item in found(_network(kb), network)]
    _give(rows, ("community", "size", "members"), output, out)
    return DONE


def path(
    start: Annotated[str, typer.Argument(metavar="FROM", help="A thing: name or IRI.")],
    end: Annotated[str, typer.Argument(metavar="TO", help="A thing: name or IRI.")],
    kb: KbOption = None,
    output: FormatOption = "table",
    out: OutOption = None,
) -> int:
    """Show the shortest way between two things over published relations, with the quote for each."""
    from graph.analysis import evidence_path

    desk = _desk(kb)
    legs = evidence_path(_network(kb), desk.thing(start).iri, desk.thing(end).iri)
    rows = [
        {
            "subject": leg.subject,
            "relation": leg.link.predicate,
            "object": leg.object,
            "quote": leg.link.quote,
            "document": leg.link.document,
            "start": leg.link.start,
            "end": leg.link.end,
            "confidence": leg.link.confidence,
        }
        for leg in legs
    ]
    _give(rows, ("subject", "relation", "object", "quote", "document"), output, out)
    return DONE


def similar(
    case: Annotated[str, typer.Argument(metavar="CASE", help="A case: name or IRI; none: all pairs.")] = "",
    kb: KbOption = None,
    top: TopOption = 20,
    output: FormatOption = "table",
    out: OutOption = None,
) -> int:
    """List cases by what they are both tied to: mechanisms, measures, problems, outcomes, actors, policies, theories (Jaccard)."""
    from graph.analysis import similar_cases

    iri = _desk(kb).thing(case, "Case").iri if case else ""
    rows = [asdict(item) for item in similar_cases(_network(kb), iri)[:top]]
    _give(rows, ("first", "second", "score", "shared"), output, out)
    return DONE


COMMANDS = (
    ("project", project, "zhitu network project actor-mechanism --format gexf --out actors.gexf"),
    ("centrality", centrality, "zhitu network centrality actor-mechanism --top 10"),
    ("communities", communities, "zhitu network communities all"),
    ("path", path, "zhitu network path ACTOR MEASURE"),
    ("similar", similar, "zhitu network similar CASE"),
)


def _network(kb: Path | None) -> Network:
    from graph.projections import Network

    knowledge = open_kb(current_settings().with_kb(kb))
    return Network(knowledge.graphs(), {entry.id: entry.source for entry in knowledge.documents()})


def _desk(kb: Path | None) -> Desk:
    from graph.desk import Desk

    return Desk(open_kb(current_settings().with_kb(kb)), "")


def _give(rows: Sequence[dict[str, Any]], columns: tuple[str, ...], output: str, out: Path | None) -> None:
    from queries.tables import Table, csv_text, text_table

    if output == "json":
        give(json.dumps(rows, ensure_ascii=False, indent=1), out)
        return
    cells = tuple(tuple(_cell(row[name]) for name in columns) for row in rows)
    give(csv_text(columns, cells) if output == "csv" else text_table(Table(columns, cells)), out)


def _cell(value: object) -> str:
    if isinstance(value, list | tuple):
        return "；".join(str(item) for item in cast("Sequence[object]", value))
    return f"{value:g}" if isinstance(value, float) else str(value)
