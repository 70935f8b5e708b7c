"""Speaks to a SPARQL 1.1 server: Query, Update and Graph Store HTTP Protocol, with basic or digest authentication.

Credentials are those the server asks for: nothing is sent before it has, and digest goes before basic.
"""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import urlencode, urlsplit

if TYPE_CHECKING:
    import httpx2

RESULTS = "application/sparql-results+json"
TRIPLES = "application/n-triples"
_SHOWN = 300
_LIMIT_HEADERS = ("X-SPARQL-MaxRows", "X-SQL-State")
"""Headers by which Virtuoso says that an answer is not whole."""


class ServerError(OSError):
    """A SPARQL server cannot be reached or refuses; the message names its address and the next step.

    It is an OSError, as are those of the embedded store: whoever reads a store handles both.
    """


@dataclass(frozen=True, slots=True)
class Address:
    """Where a SPARQL server answers. Without a Graph Store address data goes in the text of updates, one for each document."""

    query: str
    update: str
    graphs: str = ""
    user: str = ""
    password: str = field(default="", repr=False)
    seconds: float = 60.0
    """Longest time for one request."""

    def __post_init__(self) -> None:
        for url in filter(None, (self.query, self.update, self.graphs)):
            parts = urlsplit(url)
            if parts.scheme not in ("http", "https") or not parts.hostname:
                raise ServerError(f"{url}: not an address of a SPARQL server; write http://HOST:PORT/PATH")
            if parts.username or parts.password:
                raise ServerError(
                    "the address of a SPARQL server holds a user name or password; set ZHITU_STORE_USER and _PASSWORD instead"
                )


class Server:
    """One server, asked over one pool of connections; safe to use from several threads."""

    def __init__(self, address: Address) -> None:
        import httpx2

        self.address = address
        auth = challenged(address.user, address.password) if address.user else None
        # no proxy and no netrc of the environment: what is sent goes to this server alone, with these credentials
        self._client = httpx2.Client(timeout=address.seconds, auth=auth, trust_env=False)

    def query(
        self, text: str, accept: str, *, default: Sequence[str] = (), named: Sequence[str] = (), seconds: float | None = None
    ) -> bytes:
        """Return the answer of a query as `accept`, asked of the graphs given, where any are."""
        form: list[tuple[str, str]] = [("query", text)]
        form += (("default-graph-uri", iri) for iri in default)
        form += (("named-graph-uri", iri) for iri in named)
        headers = {"Accept": accept, "Content-Type": "application/x-www-form-urlencoded"}
        return self._send("POST", self.address.query, headers, form=form, seconds=seconds)

    def update(self, text: str) -> None:
        """Run an update."""
        self._send("POST", self.address.update, {"Content-Type": "application/sparql-update; charset=utf-8"}, body=text.encode())

    def read_graph(self, graph: str) -> bytes:
        """Return a graph as N-Triples, nothing where there is none."""
        return self._send("GET", self.address.graphs, {"Accept": TRIPLES}, graph=graph, missing=b"")

    def add_to_graph(self, graph: str, data: bytes) -> None:
        """Add N-Triples to a graph."""
        self._send("POST", self.address.graphs, {"Content-Type": TRIPLES}, graph=graph, body=data)

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def _send(
        self,
        method: str,
        url: str,
        headers: dict[str, str],
        *,
        graph: str = "",
        body: bytes | None = None,
        form: Sequence[tuple[str, str]] = (),
        missing: bytes | None = None,
        seconds: float | None = None,
    ) -> bytes:
        import httpx2

        try:
            answer = self._client.request(
                method,
                url,
                headers=headers,
                params={"graph": graph} if graph else None,
                content=urlencode(form).encode() if form else body,
                timeout=self.address.seconds if seconds is None else seconds,
            )
        except httpx2.TimeoutException as error:
            raise ServerError(f"{url}: no answer within {seconds or self.address.seconds:g} s; make the query narrower") from error
        except httpx2.HTTPError as error:
            raise ServerError(f"{url}: the SPARQL server cannot be reached ({error}); start it, or correct the address") from error
        if answer.status_code == 404 and missing is not None:
            return missing
        self._check(url, answer)
        return answer.content

    def _check(self, url: str, answer: httpx2.Response) -> None:
        if answer.status_code in (401, 403):
            raise ServerError(f"{url}: the SPARQL server wants other credentials; set ZHITU_STORE_USER and ZHITU_STORE_PASSWORD")
        if answer.status_code >= 400:
            said = " ".join(answer.text.split())[:_SHOWN]
            raise ServerError(f"{url}: the SPARQL server refuses ({answer.status_code}: {said})")
        cut = next((name for name in _LIMIT_HEADERS if name in answer.headers), None)
        if cut:
            raise ServerError(f"{url}: the SPARQL server cuts answers off ({cut}); raise ResultSetMaxRows in its settings")


def challenged(user: str, password: str) -> httpx2.Auth:
    """Return the authentication that the server asks for at its first answer: digest, else basic."""
    import httpx2

    class Challenged(httpx2.Auth):
        def __init__(self) -> None:
            self._chosen: httpx2.Auth | None = None

        def auth_flow(self, request: httpx2.Request) -> Generator[httpx2.Request, httpx2.Response, None]:
            if self._chosen is None:
                answer = yield request
                if answer.status_code != 401:
                    return
                asked = ", ".join(answer.headers.get_list("www-authenticate")).lower()
                self._chosen = httpx2.DigestAuth(user, password) if "digest" in asked else httpx2.BasicAuth(user, password)
            yield from self._chosen.auth_flow(request)

    return Challenged()
