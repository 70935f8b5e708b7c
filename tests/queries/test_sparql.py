from __future__ import annotations

import json

import pyoxigraph as ox
import pytest

from queries.sparql import Graph, QueryError, Solutions, Truth, answer, known_prefixes, run

CASES = 'SELECT ?label { ?c a zt:Case ; skos:prefLabel ?label FILTER(LANG(?label) = "zh") } ORDER BY ?label'


def test_usual_prefixes_need_no_declaration(graph: ox.Store) -> None:
    found = run(graph, CASES)
    assert isinstance(found, Solutions)
    assert [row[0].value for row in found.rows if isinstance(row[0], ox.Literal)] == ["云岭县就业帮扶", "青石县搬迁后续帮扶"]


@pytest.mark.parametrize("prefix", sorted(known_prefixes()))
def test_each_known_prefix_is_known(graph: ox.Store, prefix: str) -> None:
    assert run(graph, f"ASK {{ ?x a {prefix}:Nothing }}") == Truth(False)


def test_a_declared_prefix_goes_before_the_known_one(graph: ox.Store) -> None:
    assert run(graph, "PREFIX zt: <urn:other:> ASK { ?x a zt:Case }") == Truth(False)


def test_named_graphs_are_asked_without_graph_and_with_it(graph: ox.Store) -> None:
    assert run(graph, "ASK { ?c a zt:Case }") == run(graph, "ASK { GRAPH ?g { ?c a zt:Case } }") == Truth(True)


def test_from_restricts_a_query_to_the_graph_it_names(graph: ox.Store) -> None:
    assert run(graph, "ASK FROM <urn:no-such-graph> { ?c a zt:Case }") == Truth(False)


def test_a_triple_in_two_graphs_counts_once_where_the_store_keeps_the_union() -> None:
    store = ox.Store()
    triple = (ox.NamedNode("urn:a"), ox.NamedNode("urn:p"), ox.NamedNode("urn:b"))
    for name in (ox.NamedNode("urn:g"), ox.NamedNode("urn:h"), ox.DefaultGraph()):
        store.add(ox.Quad(*triple, name))
    found = run(store, "SELECT * { ?s ?p ?o }")
    assert isinstance(found, Solutions) and len(found.rows) == 1


@pytest.mark.parametrize(
    "update", ["INSERT DATA { <urn:a> <urn:b> <urn:c> }", "PREFIX x: <urn:x> DELETE WHERE { ?s ?p ?o }", "clear all", "# 注\nDROP ALL"]
)
def test_an_update_is_refused_by_name_and_changes_nothing(graph: ox.Store, update: str) -> None:
    before = len(graph)
    with pytest.raises(QueryError, match="read-only"):
        run(graph, update)
    assert len(graph) == before


@pytest.mark.parametrize("form", ["SERVICE <http://127.0.0.1/>", "service SILENT ?where"])
def test_a_call_to_another_server_is_refused(graph: ox.Store, form: str) -> None:
    with pytest.raises(QueryError, match="SERVICE") as error:
        run(graph, f"SELECT * {{\n  {form} {{ ?s ?p ?o }} }}")
    assert (error.value.line, error.value.column) == (2, 3)


def test_the_word_service_in_a_string_a_comment_or_a_name_is_no_call(graph: ox.Store) -> None:
    assert run(graph, 'PREFIX ex: <urn:SERVICE/> ASK { ?service ex:SERVICE "SERVICE" # SERVICE\n }') == Truth(False)


@pytest.mark.parametrize(
    ("query", "line", "says"),
    [
        ("SELECT ?x WHERE {\n  ?x a zt:Case", 2, "ends too early"),
        ("SELECT ?x WHERE {\n\n  ?x a foo:Case }", 3, "prefix “foo:” is not declared"),
        ("SELECT ?x WHERE {\n  ?x a zt:Case\n  ?y a zt:Case }", 3, "syntax error"),
        ("SELECT ?x (COUNT(?y) AS ?n) WHERE { ?x a ?y }", 1, "unbound"),
        ("", 1, "no SELECT"),
    ],
)
def test_a_wrong_query_gives_one_line_that_names_the_place(graph: ox.Store, query: str, line: int, says: str) -> None:
    with pytest.raises(QueryError) as error:
        run(graph, query)
    assert error.value.line == line
    assert f"line {line}" in str(error.value) and says in str(error.value)
    assert "\n" not in str(error.value)


def test_rows_come_in_every_row_format(graph: ox.Store) -> None:
    as_json = json.loads(answer(graph, CASES, "json"))
    assert [row["label"]["value"] for row in as_json["results"]["bindings"]] == ["云岭县就业帮扶", "青石县搬迁后续帮扶"]
    assert answer(graph, CASES, "csv").decode() == "label\r\n云岭县就业帮扶\r\n青石县搬迁后续帮扶\r\n"
    assert answer(graph, CASES, "tsv").decode().startswith('?label\n"云岭县就业帮扶"@zh\n')
    assert b"<sparql" in answer(graph, CASES, "xml")
    assert answer(graph, CASES, "table").decode().splitlines()[2:] == ["云岭县就业帮扶", "青石县搬迁后续帮扶"]


def test_triples_come_as_turtle_with_only_the_prefixes_it_uses(graph: ox.Store) -> None:
    query = "CONSTRUCT { ?c zt:inPlace ?p } WHERE { ?c zt:inPlace ?p }"
    text = answer(graph, query, "ttl").decode()
    assert [line for line in text.splitlines() if line.startswith("@prefix")] == ["@prefix zt: <https://w3id.org/zhitu/ns#> ."]
    found = run(graph, query)
    assert isinstance(found, Graph)
    assert set(ox.parse(text, format=ox.RdfFormat.TURTLE)) == {ox.Quad(t.subject, t.predicate, t.object) for t in found.triples}
    assert answer(graph, query, "ttl").decode() == text


def test_a_description_of_a_case_holds_its_label(graph: ox.Store) -> None:
    assert "青石县搬迁后续帮扶" in answer(graph, "DESCRIBE ?c { ?c skos:altLabel '青石县'@zh }", "table").decode()


@pytest.mark.parametrize(("query", "output"), [(CASES, "ttl"), ("CONSTRUCT WHERE { ?s ?p ?o }", "csv"), (CASES, "docx")])
def test_a_format_that_does_not_suit_the_query_is_an_error_that_lists_those_that_do(graph: ox.Store, query: str, output: str) -> None:
    with pytest.raises(QueryError, match="choose one of"):
        answer(graph, query, output)
