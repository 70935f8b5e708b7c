from __future__ import annotations

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from queries.lexing import QueryError, kind_of, place, substitute, tokens


@given(st.text())
def test_no_text_is_too_odd_to_be_cut_into_tokens(text: str) -> None:
    assert all(text.startswith(token.text, token.start) for token in tokens(text))


@given(st.text())
def test_without_place_holders_a_text_is_left_as_it_is(text: str) -> None:
    assert substitute(text, {}) == text


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { ?a zt:p,zt:q ; SERVICE <urn:x> { } }",
        "SELECT * {?s ?p ?o.SERVICE<urn:x>{?a ?b ?c}}",
        "SELECT * { ?s ?p 'it''s' . SERVICE ?x {} }",
        'SELECT * { ?s ?p """a"b""" SERVICE ?x {} }',
        "SELECT * { FILTER(?a<?b) SERVICE ?x {} FILTER(?c>?d) }",
        "SELECT * { ?s zt:a\\,b ?o } # x\nVALUES ?x { 1 } SERVICE ?y {}",
    ],
)
def test_a_service_call_is_seen_wherever_it_hides(query: str) -> None:
    with pytest.raises(QueryError, match="SERVICE"):
        kind_of(query)


@pytest.mark.parametrize(
    "query", ["SELECT * { ?s ?p '''SERVICE''' }", "SELECT * { ?s zt:SERVICE ?o . ?o ?p 'x'@service }", "ASK { <SERVICE> ?p ?o }"]
)
def test_what_only_looks_like_a_service_call_passes(query: str) -> None:
    assert kind_of(query).form in ("SELECT", "ASK")


def test_the_engine_itself_takes_no_escaped_keyword() -> None:
    with pytest.raises(SyntaxError):
        ox.Store().query("ASK { \\u0053ERVICE <urn:x> { ?s ?p ?o } }")


def test_places_count_lines_and_columns_from_one() -> None:
    assert place("案例\n b", 0) == (1, 1)
    assert place("案例\n b", 4) == (2, 2)


def test_place_holders_in_strings_iris_and_comments_stay() -> None:
    text = "ASK { <urn:$v> ?v '$v' ; zt:p $v } # $v"
    assert substitute(text, {"v": "1"}) == "ASK { <urn:$v> ?v '$v' ; zt:p 1 } # $v"
