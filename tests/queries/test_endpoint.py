from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import httpx
import pyoxigraph as ox
import pytest
import uvicorn

from queries.endpoint import create_app
from queries.protocol import ProtocolError, QueryRequest, choose_format, read_request

ASK = "ASK { ?c a zt:Case }"
LABELS = 'SELECT ?label { ?c a zt:Case ; skos:prefLabel ?label FILTER(LANG(?label) = "zh") } ORDER BY ?label'
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"


@pytest.fixture(scope="module")
def client(store_folder: Path) -> Iterator[httpx.Client]:
    listener = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(create_app(store_folder, limit=1.5), log_level="warning"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    while not server.started:
        time.sleep(0.01)
    try:
        with httpx.Client(base_url=f"http://127.0.0.1:{listener.getsockname()[1]}", timeout=20) as session:
            yield session
    finally:
        server.should_exit = True
        thread.join()
        listener.close()


def test_a_query_may_come_in_the_address_as_a_form_or_as_a_body(client: httpx.Client) -> None:
    by_get = client.get("/sparql", params={"query": LABELS})
    by_form = client.post("/sparql", data={"query": LABELS})
    by_body = client.post("/sparql", content=LABELS.encode(), headers={"content-type": "application/sparql-query; charset=utf-8"})
    assert by_get.json() == by_form.json() == by_body.json()
    assert [row["label"]["value"] for row in by_get.json()["results"]["bindings"]] == ["云岭县就业帮扶", "青石县搬迁后续帮扶"]


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        ("application/sparql-results+json", "application/sparql-results+json"),
        ("application/sparql-results+xml", "application/sparql-results+xml"),
        ("text/csv", "text/csv"),
        ("text/tab-separated-values, text/csv;q=0.5", "text/tab-separated-values"),
        ("text/csv;q=0.1, application/json", "application/sparql-results+json"),
        ("*/*", "application/sparql-results+json"),
        ("text/html,application/xhtml+xml,*/*;q=0.8", "application/sparql-results+json"),
    ],
)
def test_rows_come_in_the_type_that_is_accepted(client: httpx.Client, accept: str, media_type: str) -> None:
    response = client.get("/sparql", params={"query": LABELS}, headers={"accept": accept})
    assert response.status_code == 200
    assert response.headers["content-type"].split(";")[0] == media_type


def test_triples_come_as_turtle_that_reads_back(client: httpx.Client) -> None:
    response = client.get("/sparql", params={"query": "CONSTRUCT WHERE { ?c zt:inPlace ?p }"}, headers={"accept": "text/turtle"})
    assert response.headers["content-type"].startswith("text/turtle")
    assert len(list(ox.parse(response.text, format=ox.RdfFormat.TURTLE))) == 2


def test_the_form_of_the_page_may_choose_the_format(client: httpx.Client) -> None:
    response = client.post("/sparql", data={"query": LABELS, "format": "table"}, headers={"accept": "text/html"})
    assert response.text.splitlines()[2] == "云岭县就业帮扶"


def test_a_data_set_given_by_the_protocol_replaces_the_union(client: httpx.Client) -> None:
    elsewhere = client.get("/sparql", params={"query": ASK, "default-graph-uri": "urn:elsewhere"})
    here = client.get("/sparql", params={"query": ASK, "default-graph-uri": "https://w3id.org/zhitu/graph/test/facts"})
    assert (elsewhere.json()["boolean"], here.json()["boolean"]) == (False, True)


@pytest.mark.parametrize(
    ("params", "status", "says"),
    [
        ("query=SELECT", 400, "line 1"),
        ("", 400, "query"),
        (f"query={quote(ASK)}&query={quote(ASK)}", 400, "2 times"),
        ("update=CLEAR%20ALL", 400, "only reads"),
        (f"query={quote('INSERT DATA {{ <urn:a> <urn:b> <urn:c> }}')}", 400, "read-only"),
        (f"query={quote('SELECT * {{ SERVICE <http://127.0.0.1/> {{ }} }}')}", 400, "SERVICE"),
        (f"query={quote(ASK)}&format=ttl", 400, "choose one of"),
        ("query=%FF", 400, "UTF-8"),
        (f"query={quote(ASK)}&default-graph-uri=nope%20nope", 400, "absolute IRIs"),
    ],
)
def test_a_wrong_request_is_a_problem_document(client: httpx.Client, params: str, status: int, says: str) -> None:
    response = client.get(f"/sparql?{params}")
    assert response.status_code == status
    assert response.headers["content-type"] == "application/problem+json"
    body = response.json()
    assert body["status"] == status and body["title"] == "Bad Request" and says in body["detail"]


def test_what_cannot_be_given_or_taken_is_406_or_415(client: httpx.Client) -> None:
    assert client.get("/sparql", params={"query": ASK}, headers={"accept": "image/png"}).status_code == 406
    assert client.post("/sparql", content=b"x", headers={"content-type": "application/sparql-update"}).status_code == 415


def test_a_late_query_is_stopped_and_others_go_on(client: httpx.Client) -> None:
    begun = time.monotonic()
    late = client.get("/sparql", params={"query": ENDLESS})
    assert (late.status_code, "stopped after 1.5 s" in late.json()["detail"]) == (503, True)
    assert time.monotonic() - begun < 8
    assert client.get("/sparql", params={"query": ASK}).json()["boolean"] is True


def test_the_page_lists_cases_and_documents_and_posts_queries(client: httpx.Client) -> None:
    page = client.get("/").text
    assert "青石县搬迁后续帮扶" in page and "没有补贴的培训：云岭县的做法" in page
    assert '<form method="post" action="sparql">' in page and 'name="query"' in page
    assert page.count("<td>甲_青石.txt</td>") == 2


def test_without_a_store_the_page_is_a_problem_document(tmp_path: Path) -> None:
    from fastapi.testclient import TestClient

    with TestClient(create_app(tmp_path / "none")) as session:
        response = session.get("/")
    assert response.status_code == 500
    assert "build the knowledge base first" in json.loads(response.content)["detail"]


def test_accept_weights_of_zero_are_refusals() -> None:
    with pytest.raises(ProtocolError) as error:
        choose_format(QueryRequest(ASK, (), (), None), "text/csv;q=0")
    assert error.value.status == 406


def test_a_form_may_give_graphs_in_the_address_too() -> None:
    request = read_request(
        "POST", "named-graph-uri=urn%3Ag", "application/x-www-form-urlencoded", b"query=ASK%20%7B%7D&default-graph-uri=urn%3Ah"
    )
    assert request == QueryRequest("ASK {}", ("urn:h",), ("urn:g",), None)
