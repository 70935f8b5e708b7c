"""A read-only web application over a store: the SPARQL 1.1 protocol at /sparql and a small page at /."""

from __future__ import annotations

import json
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from graph.sparql_server import ServerError
from queries.answers import Answers
from queries.lexing import QueryError
from queries.named import catalogue, load
from queries.protocol import MEDIA_TYPES, ProtocolError, choose_format, read_request
from queries.timed import QueryTimeout, TimedStore
from queries.web_template import render_template

if TYPE_CHECKING:
    from fastapi import FastAPI, Response

_PROBLEM = "application/problem+json"


def create_app(source: Path | Answers, *, limit: float = 30.0, workers: int = 2) -> FastAPI:
    """Make the application over a store folder, each query stopped after `limit` seconds and `workers` at once, or over who answers.

    Errors are RFC 9457 problem documents: 400 wrong query or request, 406, 415, 502 the store's server fails, 503 time limit reached.
    """
    from fastapi import FastAPI, Request, Response
    from starlette.concurrency import run_in_threadpool

    store: Answers = TimedStore(source, limit=limit, workers=workers) if isinstance(source, Path) else source

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncGenerator[None]:
        yield
        store.close()

    def answer(method: Literal["GET", "POST"], query_string: str, headers: Mapping[str, str], body: bytes) -> Response:
        try:
            request = read_request(method, query_string, headers.get("content-type", ""), body)
            output, media_type = choose_format(request, headers.get("accept", ""))
            found = store.answer(request.query, output, default_graphs=request.default_graphs, named_graphs=request.named_graphs)
        except ProtocolError as error:
            return problem(error.status, str(error))
        except QueryTimeout as error:
            return problem(503, str(error))
        except ServerError as error:
            return problem(502, str(error))
        except QueryError as error:
            return problem(400, str(error), line=error.line, column=error.column)
        return Response(found, media_type=media_type, headers={"Vary": "Accept"})

    async def sparql(request: Request) -> Response:
        method: Literal["GET", "POST"] = "POST" if request.method == "POST" else "GET"
        return await run_in_threadpool(answer, method, request.url.query, request.headers, await request.body())

    def home(_request: Request) -> Response:
        try:
            cases, documents = (_rows(store, name) for name in ("cases", "documents"))
        except QueryError as error:
            return problem(500, str(error))
        page = render_template(
            "home.html",
            query=load("cases").bind(),
            formats=tuple(MEDIA_TYPES),
            cases=cases,
            documents=list({row["document"]: row for row in documents}.values()),
            queries=catalogue(),
        )
        return Response(page, media_type="text/html; charset=utf-8")

    app = FastAPI(title="Zhitu", lifespan=lifespan, docs_url=None, redoc_url=None, openapi_url=None)
    app.add_route("/sparql", sparql, methods=["GET", "POST"])
    app.add_route("/", home)
    return app


def problem(status: int, detail: str, **more: int | None) -> Response:
    """Return an RFC 9457 problem document; members that are None are left out."""
    from fastapi import Response

    body = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status, "detail": detail}
    known = {key: value for key, value in more.items() if value is not None}
    return Response(json.dumps(body | known, ensure_ascii=False), status_code=status, media_type=_PROBLEM)


def _rows(store: Answers, name: str) -> list[dict[str, str]]:
    """Return the rows of a named query as text, unbound cells empty."""
    found = json.loads(store.answer(load(name).bind(), "json"))
    return [{key: row.get(key, {"value": ""})["value"] for key in found["head"]["vars"]} for row in found["results"]["bindings"]]
