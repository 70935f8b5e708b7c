"""A store on a SPARQL server does what the embedded one does: same changes, same graphs, same answers, whatever server it is."""

from __future__ import annotations

import base64
import threading
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

import pytest

from graph.identifiers import Identifiers
from graph.remote import RemoteGraphStore
from graph.sparql_server import Address, Server, ServerError
from graph.statements import DocumentGraphs, build_graphs
from graph.store import GraphStore
from queries import named
from queries.case import case_profile
from queries.compare import compare
from queries.sparql import run, select

if TYPE_CHECKING:
    from tests.graph.conftest import Sketch

pytestmark = pytest.mark.slow

Paper = Callable[[str, str], DocumentGraphs]


@pytest.fixture
def ids(request: pytest.FixtureRequest) -> Identifiers:
    """Return the IRIs of this test alone, as the servers outlive it."""
    return Identifiers(f"https://example.org/{abs(hash(request.node.nodeid))}/")


@pytest.fixture
def paper(sketch: type[Sketch], ids: Identifiers) -> Paper:
    """Return a function that makes the graphs of a small paper on a county and what it did."""

    def make(county: str, done: str) -> DocumentGraphs:
        text = f"{county}推行{done}，解决了“销路\n不畅”。{'本文数据来自实地调查。' * 300}全县实施{done}，2019年贫困发生率为0.8%。"
        made = sketch(text, source=f"{county}.txt", title=f"{county}的做法")
        place = made.entity("Place", county, adminLevel="县")
        case = made.entity("Case", f"{county}精准扶贫", county, place=county)
        head = made.entity("Actor", "县委书记", "县实施", actorType="党委", adminLevel="县")
        group = made.entity("TaskOrganization", "领导小组", "实地调查", adminLevel="县")
        measure, problem = made.entity("Measure", done), made.entity("Problem", "销路不畅", "销路\n不畅")
        made.relation("doc", "studiesCase", case, county)
        made.relation(case, "inPlace", place, county)
        made.relation(case, "adoptsMeasure", measure, f"推行{done}")
        made.relation(case, "involvesActor", head, "数据", modality="proposed")
        made.relation(measure, "addresses", problem, text[: text.index("全县")])
        made.relation(head, "heads", group, "实地调查", role="组长")
        made.figure("贫困发生率", 0.8, "%", county, "贫困发生率为0.8%", year=2019)
        return build_graphs(made.document, made.extraction(), ids)

    return make


def test_every_server_holds_and_answers_what_the_embedded_store_does(address: Address, ids: Identifiers, paper: Paper) -> None:
    one, two, three = paper("寿宁县", "茶园托管"), paper("霞浦县", "茶园托管"), paper("寿宁县", "海带保险")
    here, there = GraphStore.in_memory(ids), RemoteGraphStore.at(address, ids, read_only=False)
    for store in (here, there):
        for graphs in (one, two):
            store.replace_document(graphs)
    assert there.canonical_hash() == here.canonical_hash()
    assert (len(there), there.documents()) == (len(here), here.documents())
    for query in named.catalogue():
        assert run(there.raw, query.bind()) == run(here.raw, query.bind()), query.name
    names = ("寿宁县精准扶贫", "霞浦县精准扶贫")
    assert [case_profile(there.raw, name) for name in names] == [case_profile(here.raw, name) for name in names]
    assert compare(there.raw, names, "measure") == compare(here.raw, names, "measure")
    for text in (
        "ASK { ?x zt:adoptsMeasure ?y }",
        "ASK { ?x zt:adoptsMeasure ?x }",
        "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s a zt:Statement } }",
    ):
        assert run(there.raw, text) == run(here.raw, text)
    assert run(there.raw, "CONSTRUCT WHERE { ?x skos:prefLabel ?y }") == run(here.raw, "CONSTRUCT WHERE { ?x skos:prefLabel ?y }")
    for store in (here, there):
        store.replace_document(three, instead_of=one.document_id)
        store.remove_document(two.document_id)
    assert there.canonical_hash() == here.canonical_hash()
    there.close()


@pytest.mark.parametrize("requests", [0, 2, 6, 20])
def test_a_change_that_was_cut_off_is_finished_by_the_next_writer(
    oxigraph: str, ids: Identifiers, paper: Paper, requests: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = Address(f"{oxigraph}/query", f"{oxigraph}/update", f"{oxigraph}/store")
    one, two, three = paper("寿宁县", "茶园托管"), paper("霞浦县", "茶园托管"), paper("寿宁县", "海带保险")
    store = RemoteGraphStore.at(address, ids, read_only=False)
    store.replace_document(one)
    store.replace_document(two)
    send, left = Server._send, [requests]  # pyright: ignore[reportPrivateUsage]  # where every request goes through

    def cut_off(self: Server, method: str, url: str, *rest: object, **more: object) -> bytes:
        if method != "GET" and not url.endswith("/query"):
            left[0] -= 1
            if left[0] < 0:
                raise ServerError("the line is dead")
        return send(self, method, url, *rest, **more)  # pyright: ignore[reportArgumentType]

    monkeypatch.setattr(Server, "_send", cut_off)
    with pytest.raises(ServerError):
        store.replace_document(three, instead_of=one.document_id)
        left[0] = -1  # all of it fitted into the requests, and the next cannot begin
        store.remove_document(two.document_id)
    monkeypatch.undo()
    store.close()
    late = RemoteGraphStore.at(address, ids, read_only=False)
    for name in late.documents() - {two.document_id, three.document_id}:
        late.remove_document(name)
    for graphs in (two, three):
        if graphs.document_id not in late.documents():
            late.replace_document(graphs)
    expected = GraphStore.in_memory(ids)
    for graphs in (two, three):
        expected.replace_document(graphs)
    assert late.canonical_hash() == expected.canonical_hash()
    late.close()


def test_other_graphs_on_the_server_are_left_alone_and_out_of_sight(oxigraph: str, ids: Identifiers, paper: Paper) -> None:
    address = Address(f"{oxigraph}/query", f"{oxigraph}/update", f"{oxigraph}/store")
    other = RemoteGraphStore.at(address, Identifiers(f"{ids.base}other/"), read_only=False)
    other.replace_document(paper("寿宁县", "茶园托管"))
    before = other.canonical_hash()
    store = RemoteGraphStore.at(address, ids, read_only=False)
    assert store.documents() == frozenset()
    store.replace_document(paper("霞浦县", "茶园托管"))
    assert other.canonical_hash() == before
    assert not select(store.raw, "SELECT ?x { ?x skos:prefLabel ?y FILTER (STR(?y) = '寿宁县') }").rows
    store.close()
    other.close()


class _Guarded(BaseHTTPRequestHandler):
    """Passes requests on to the server behind it, if they come with the right name and password."""

    behind = ""

    def _pass_on(self) -> None:
        body = self.rfile.read(int(self.headers.get("content-length") or 0))
        if self.headers.get("authorization") != "Basic " + base64.b64encode("馆员:口令".encode()).decode():
            self.send_response(401)
            self.send_header("WWW-Authenticate", 'Basic realm="store"')
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        kept = {name: value for name, value in self.headers.items() if name.lower() in ("accept", "content-type")}
        request = urllib.request.Request(self.behind + self.path, body or None, kept, method=self.command)
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                status, data = answer.status, answer.read()
        except urllib.error.HTTPError as error:
            with error:
                status, data = error.code, error.read()
        self.send_response(status)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    do_GET = do_POST = _pass_on

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def guarded(oxigraph: str) -> Iterator[str]:
    """Return the address of the same server behind a password."""
    handler = type("Handler", (_Guarded,), {"behind": oxigraph})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()


def test_a_server_that_asks_for_a_name_and_password_gets_them(guarded: str, ids: Identifiers, paper: Paper) -> None:
    address = Address(f"{guarded}/query", f"{guarded}/update", f"{guarded}/store", "馆员", "口令")
    store = RemoteGraphStore.at(address, ids, read_only=False)
    store.replace_document(paper("寿宁县", "茶园托管"))
    assert len(store.documents()) == 1
    store.close()
    for wrong in (replace(address, password="错"), replace(address, user="", password="")):
        refused = Server(wrong)
        with pytest.raises(ServerError, match="ZHITU_STORE_PASSWORD"):
            refused.query("ASK {}", "application/sparql-results+json")
        refused.close()


def test_digest_with_a_wrong_password_is_refused_in_one_line(virtuoso: str) -> None:
    server = Server(Address(f"{virtuoso}/sparql", f"{virtuoso}/sparql-auth", "", "dba", "no", seconds=60))
    with pytest.raises(ServerError, match="wants other credentials"):
        server.update("INSERT DATA { GRAPH <https://example.org/g> { <https://example.org/a> a <https://example.org/b> } }")
    server.close()


def test_a_server_that_is_not_there_is_named() -> None:
    server = Server(Address("http://127.0.0.1:9/query", "http://127.0.0.1:9/update"))
    with pytest.raises(ServerError, match=r"127\.0\.0\.1:9/query.*start it"):
        server.query("ASK {}", "application/sparql-results+json")
    server.close()


@pytest.mark.parametrize("url", ["ftp://host/x", "host:7878", "http://name:word@host/query"])
def test_an_address_that_cannot_be_or_holds_a_password_is_refused_without_showing_it(url: str) -> None:
    with pytest.raises(ServerError) as caught:
        Address(url, url)
    assert "word@" not in str(caught.value)


def test_a_password_is_not_shown() -> None:
    assert "geheim" not in repr(Address("http://h/q", "http://h/u", user="u", password="geheim"))
