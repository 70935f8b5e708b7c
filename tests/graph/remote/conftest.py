"""Real SPARQL servers on loopback, each with its own data in a temporary folder, and addresses of them."""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from graph.sparql_server import Address

SECONDS = 600.0
"""For a server to start, and for one request: a machine that does much else is slow, not wrong."""
VIRTUOSO = """
[Database]
DatabaseFile = v.db
ErrorLogFile = v.log
LockFile = v.lck
TransactionFile = v.trx
xa_persistent_file = v.pxa
[TempDatabase]
DatabaseFile = v-temp.db
TransactionFile = v-temp.trx
[Parameters]
ServerPort = 127.0.0.1:{sql}
DisableUnixSocket = 1
CheckpointInterval = 0
NumberOfBuffers = 20000
MaxOptimizeLayouts = 20
StopCompilerWhenXOverRunTime = 1
[HTTPServer]
ServerPort = 127.0.0.1:{http}
ServerThreads = 5
ServerRoot = .
[SPARQL]
ResultSetMaxRows = 1000000
"""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _running(command: list[str], folder: Path, url: str) -> Iterator[str]:
    with (folder / "server.log").open("wb") as log, subprocess.Popen(command, cwd=folder, stdout=log, stderr=log) as process:
        try:
            end = time.monotonic() + SECONDS
            while True:
                try:
                    urllib.request.urlopen(url, timeout=5).close()
                    break
                except urllib.error.HTTPError as error:
                    error.close()
                    break
                except OSError:
                    if process.poll() is not None or time.monotonic() > end:
                        raise AssertionError((folder / "server.log").read_text(errors="replace")) from None
                    time.sleep(0.05)
            yield url
        finally:
            process.kill()


@pytest.fixture(scope="session")
def oxigraph(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Return the address of an Oxigraph server; skip where the program is not installed."""
    program = shutil.which("oxigraph", path=str(Path(sys.executable).parent)) or shutil.which("oxigraph")
    if program is None:
        pytest.skip("no oxigraph program; pip install oxigraph")
    folder, port = tmp_path_factory.mktemp("oxigraph"), free_port()
    yield from _running([program, "serve", "--bind", f"127.0.0.1:{port}"], folder, f"http://127.0.0.1:{port}")


@pytest.fixture(scope="session")
def virtuoso(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Return the address of a Virtuoso 7 server; skip where the program is not installed."""
    program = shutil.which("virtuoso-t")
    if program is None:
        pytest.skip("no virtuoso-t program; on Debian: apt-get install virtuoso-opensource-7-bin")
    folder, port = tmp_path_factory.mktemp("virtuoso"), free_port()
    (folder / "v.ini").write_text(VIRTUOSO.format(sql=free_port(), http=port), encoding="ascii")
    yield from _running([program, "+foreground", "+configfile", "v.ini"], folder, f"http://127.0.0.1:{port}")


@pytest.fixture(params=["oxigraph", "oxigraph, data in updates", "virtuoso"])
def address(request: pytest.FixtureRequest) -> Address:
    """Return the address of each kind of server."""
    if request.param == "virtuoso":
        url: str = request.getfixturevalue("virtuoso")
        return Address(f"{url}/sparql", f"{url}/sparql-auth", f"{url}/sparql-graph-crud-auth", "dba", "dba", SECONDS)
    url = request.getfixturevalue("oxigraph")
    return Address(f"{url}/query", f"{url}/update", f"{url}/store" if request.param == "oxigraph" else "", seconds=SECONDS)
