"""Bad input: one line that names it and says what to do, exit code 1 or 2, and the knowledge base as it was."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest

Run = Callable[..., CompletedProcess[str]]
Fingerprint = Callable[[Path], str]


@pytest.fixture
def bad(tmp_path: Path) -> Path:
    """Return a folder of files that cannot be read as documents."""
    (tmp_path / "empty.txt").write_text("", encoding="utf-8")
    (tmp_path / "broken.pdf").write_bytes(b"%PDF-1.4 and nothing else")
    (tmp_path / "broken.docx").write_bytes(b"PK\x03\x04 and nothing else")
    (tmp_path / "picture.png").write_bytes(b"\x89PNG")
    (tmp_path / "nothing").mkdir()
    (tmp_path / "wrong.rq").write_text("SELECT *\nWHERE { ?case a zt:Case\n", encoding="utf-8")
    return tmp_path


def complaint(done: CompletedProcess[str], code: int) -> str:
    """Return the one line of stderr after checking that it is one and the exit code is right."""
    assert done.returncode == code, done.stderr
    assert "Traceback" not in done.stderr
    lines = [line for line in done.stderr.splitlines() if line.startswith("zhitu: ")]
    assert len(lines) == 1, done.stderr
    return lines[0]


@pytest.mark.parametrize(
    ("name", "code", "says"),
    [
        ("absent.txt", 2, "absent.txt: no such file or folder"),
        ("nothing", 2, "the folder holds no document"),
        ("picture.png", 2, "are not read; give one of"),
        ("empty.txt", 1, "empty.txt: the file is empty"),
        ("broken.pdf", 1, "broken.pdf"),
        ("broken.docx", 1, "broken.docx"),
    ],
)
def test_a_source_that_cannot_be_read(zhitu: Run, kb: Path, bad: Path, fingerprint: Fingerprint, name: str, code: int, says: str) -> None:
    before = fingerprint(kb)
    assert says in complaint(zhitu("build", bad / name, "--kb", kb, "--no-search-index"), code)
    assert fingerprint(kb) == before


def test_a_source_that_is_missing_makes_no_knowledge_base(zhitu: Run, tmp_path: Path) -> None:
    complaint(zhitu("build", tmp_path / "absent.txt", "--kb", tmp_path / "new"), 2)
    assert not (tmp_path / "new").exists()


def test_one_bad_document_does_not_keep_the_good_ones_out(quick: Run, papers: Path, bad: Path) -> None:
    kb = bad / "kb"
    done = quick("build", papers / "first.txt", bad / "empty.txt", "--kb", kb, "--no-search-index")
    assert "empty.txt" in complaint(done, 1)
    assert done.stdout.startswith("first.txt")
    assert "first.txt" in quick("status", "--kb", kb).stdout


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (["sparql", "BAD/wrong.rq"], 2, "line 3"),
        (["sparql", "BAD/absent.rq"], 2, "absent.rq: no such file"),
        (["sparql", "steps-of-mechanisms"], 2, "did you mean steps-of-mechanism"),
        (["sparql", "cases", "--param", "colour=red"], 2, "has no parameter “colour”"),
        (["sparql", "cases", "--param", "colour"], 2, "is not NAME=VALUE"),
        (["sparql", "cases", "--format", "ttl"], 2, "no triples"),
        (["sparql"], 2, "no query given"),
        (["case", "无名县"], 2, "无名县"),
        (["compare", "河湾县", "无名县"], 2, "无名县"),
        (["compare", "河湾县"], 2, "two or more"),
        (["compare", "河湾县", "远川县", "--format", "xlsx"], 2, "--out"),
        (["compare", "河湾县", "远川县", "--out", "BAD/no/such/folder.csv"], 1, "cannot be written"),
        (["remove", "absent.txt"], 2, "absent.txt"),
        (["evaluate", "--gold", "BAD/nothing"], 2, "no *.gold.json"),
        (["search", "贫困"], 1, "zhitu build"),
    ],
)
def test_a_wrong_question(quick: Run, kb: Path, bad: Path, fingerprint: Fingerprint, arguments: list[str], code: int, says: str) -> None:
    before = fingerprint(kb)
    done = quick(*(argument.replace("BAD", str(bad)) for argument in arguments), "--kb", kb)
    assert says in complaint(done, code)
    assert done.stdout == ""
    assert fingerprint(kb) == before


@pytest.mark.parametrize(
    "arguments",
    [
        ["status"],
        ["validate"],
        ["sparql", "cases"],
        ["search", "x"],
        ["case", "x"],
        ["compare", "x", "y"],
        ["remove", "x"],
        ["export", "--format", "ttl", "--out", "x"],
        ["evaluate", "--gold", "GOLD"],
        ["serve"],
    ],
    ids=lambda arguments: arguments[0],
)
def test_a_folder_that_is_no_knowledge_base(quick: Run, bad: Path, fingerprint: Fingerprint, arguments: list[str]) -> None:
    (bad / "x.gold.json").write_text('{"entities": [], "relations": [], "observations": []}', encoding="utf-8")
    arguments = [argument.replace("GOLD", str(bad)) for argument in arguments]
    before = fingerprint(bad)
    assert str(bad) in complaint(quick(*arguments, "--kb", bad), 2)
    assert str(bad / "absent") in complaint(quick(*arguments, "--kb", bad / "absent"), 2)
    assert fingerprint(bad) == before


def test_documents_are_not_built_into_a_folder_of_other_things(quick: Run, bad: Path, papers: Path, fingerprint: Fingerprint) -> None:
    before = fingerprint(bad)
    assert str(bad) in complaint(quick("build", papers, "--kb", bad, "--no-search-index"), 2)
    assert fingerprint(bad) == before


@pytest.mark.parametrize("arguments", [["bild"], ["build"], ["compare"], ["search", "x", "--top", "0"], ["case", "x", "--format", "pdf"]])
def test_wrong_usage_is_exit_code_2(quick: Run, arguments: list[str]) -> None:
    done = quick(*arguments)
    assert done.returncode == 2
    assert "Error" in done.stderr


def test_a_wrong_setting_is_named(zhitu: Run) -> None:
    assert "ZHITU_PORT" in complaint(zhitu("status", environment={"ZHITU_PORT": "many"}), 2)


def test_debug_shows_where_an_error_came_from(zhitu: Run, tmp_path: Path) -> None:
    assert "Traceback" in zhitu("status", "--kb", tmp_path, environment={"ZHITU_DEBUG": "1"}).stderr


INTERRUPTED = (130, -signal.SIGINT)
"""Codes of an interrupted command. An interrupt while Python runs generated code, as imports do, ends the process by the
signal itself once all is done; to a shell that is 130 as well."""


def _hears_interrupts() -> None:
    """Undo what a shell does to the programs it starts in the background: they ignore interrupts."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


@pytest.mark.skipif(sys.platform == "win32", reason="interrupts are sent as POSIX signals")
def test_an_interrupt_is_one_line_and_code_130(kb: Path) -> None:
    command = [sys.executable, "-m", "zhitu", "sparql", "-", "--kb", str(kb)]
    slow = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
    with subprocess.Popen(
        command,
        cwd=Path(__file__).parents[2],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=_hears_interrupts,
    ) as process:
        assert process.stdin
        process.stdin.write(slow)
        process.stdin.close()
        time.sleep(1.5)
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=20) in INTERRUPTED
        assert process.stderr
        assert process.stderr.read().splitlines() == [
            "zhitu: interrupted; the knowledge base is whole, run the same command again to go on"
        ]


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="interrupts are sent as POSIX signals")
@pytest.mark.parametrize("seconds", [0.6, 1.2, 2.0, 3.0])
def test_an_interrupted_build_is_whole_and_goes_on(zhitu: Run, papers: Path, kb: Path, tmp_path: Path, seconds: float) -> None:
    started = tmp_path / "kb"
    command = [sys.executable, "-m", "zhitu", "build", str(papers), "--kb", str(started), "--no-search-index"]
    with subprocess.Popen(command, cwd=Path(__file__).parents[2], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        time.sleep(seconds)
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=60)
    assert "Traceback" not in errors
    assert process.returncode in (0, *INTERRUPTED)
    assert process.returncode == 0 or not errors or errors.splitlines()[-1].startswith("zhitu: interrupted")
    assert zhitu("build", papers, "--kb", started, "--no-search-index").returncode == 0
    for folder, out in ((kb, "whole.nq"), (started, "resumed.nq")):
        assert zhitu("export", "--kb", folder, "--format", "nq", "--out", tmp_path / out).returncode == 0
    assert (tmp_path / "resumed.nq").read_bytes() == (tmp_path / "whole.nq").read_bytes()
