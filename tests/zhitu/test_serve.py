"""`zhitu serve` answers SPARQL over HTTP until it is interrupted, and says what is wrong when it cannot listen."""

from __future__ import annotations

import json
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest

Run = Callable[..., CompletedProcess[str]]


@pytest.fixture
def port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def fetched(url: str, *, within: float) -> bytes:
    """Return what a URL gives, as soon as somebody answers there."""
    last = time.monotonic() + within
    while True:
        try:
            with urllib.request.urlopen(url, timeout=20) as answer:
                return answer.read()
        except urllib.error.URLError:
            if time.monotonic() > last:
                raise
            time.sleep(0.2)


@pytest.mark.skipif(sys.platform == "win32", reason="interrupts are sent as POSIX signals")
def test_the_endpoint_answers_until_it_is_interrupted(kb: Path, port: int) -> None:
    command = [sys.executable, "-m", "zhitu", "serve", "--kb", str(kb), "--port", str(port)]
    with subprocess.Popen(command, cwd=Path(__file__).parents[2], stderr=subprocess.PIPE, text=True) as process:
        try:
            body = fetched(f"http://127.0.0.1:{port}/sparql?query=ASK%20%7B%20%3Fc%20a%20zt%3ACase%20%7D", within=40)
        finally:
            process.send_signal(signal.SIGINT)
            _, errors = process.communicate(timeout=20)
    assert json.loads(body)["boolean"] is True
    assert process.returncode == 0, "an interrupt is how serving ends"
    assert "Traceback" not in errors


def test_a_port_that_is_taken_is_named(quick: Run, kb: Path, port: int) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", port))
        taken.listen()
        done = quick("serve", "--kb", kb, "--port", port)
    assert done.returncode == 1
    assert f"port {port}" in done.stderr
