"""The command line as people use it: real processes on a knowledge base of two invented digests."""

from __future__ import annotations

import csv
import io
import json
import time
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from zhitu import __version__
from zhitu.cli.application import COMMANDS

Run = Callable[..., CompletedProcess[str]]
Fingerprint = Callable[[Path], str]
HELP_SECONDS = 2.0
"""Far above what it takes (0.1 s), for machines under load; what it took is recorded in the report of the test run."""


def test_help_names_every_command_and_comes_quickly(zhitu: Run, record_property: Callable[[str, object], None]) -> None:
    began = time.perf_counter()
    done = zhitu("--help")
    seconds = time.perf_counter() - began
    record_property("seconds of zhitu --help", round(seconds, 3))
    assert done.returncode == 0
    assert all(f"  {name} " in done.stdout for name, _, _ in COMMANDS)
    assert seconds < HELP_SECONDS


@pytest.mark.parametrize(("name", "example"), [(name, example) for name, _, example in COMMANDS])
def test_the_help_of_a_command_has_an_example(quick: Run, name: str, example: str) -> None:
    done = quick(name, "--help")
    assert f"Example: {example}" in " ".join(done.stdout.split())


def test_version(zhitu: Run) -> None:
    assert zhitu("--version").stdout == f"zhitu {__version__}\n"


def test_status_counts_what_was_built(zhitu: Run, kb: Path) -> None:
    done = zhitu("status", "--kb", kb, "--format", "json")
    found = json.loads(done.stdout)
    assert [item["source"] for item in found["documents"]] == ["first.txt", "second.txt"]
    table = zhitu("status", "--kb", kb).stdout
    assert "first.txt" in table and "second.txt" in table


def test_zhitu_kb_names_the_knowledge_base(zhitu: Run, kb: Path, tmp_path: Path) -> None:
    by_variable = zhitu("status", cwd=tmp_path, environment={"ZHITU_KB": str(kb)})
    (tmp_path / "kb").symlink_to(kb)
    by_default = zhitu("status", cwd=tmp_path)
    assert by_variable.returncode == by_default.returncode == 0
    assert "first.txt" in by_variable.stdout and "first.txt" in by_default.stdout


def test_building_again_changes_nothing_and_says_so(zhitu: Run, kb: Path, papers: Path, fingerprint: Fingerprint) -> None:
    before = fingerprint(kb)
    done = zhitu("build", papers, "--kb", kb, "--no-search-index")
    assert done.returncode == 0
    assert [line.split()[:2] for line in done.stdout.splitlines()] == [["first.txt", "unchanged"], ["second.txt", "unchanged"]]
    assert fingerprint(kb) == before


def test_sparql_answers_a_library_query_a_file_and_standard_input(zhitu: Run, kb: Path, tmp_path: Path) -> None:
    named = zhitu("sparql", "steps-of-mechanism", "--kb", kb, "--format", "json", "--param", "mechanism=四访")
    rows = json.loads(named.stdout)["results"]["bindings"]
    assert [row["order"]["value"] for row in rows] == ["1", "2", "3", "4"]
    assert all("访" in row["step"]["value"] for row in rows)
    text = "SELECT ?name { ?m a zt:Mechanism ; skos:prefLabel ?name FILTER(CONTAINS(?name, $part)) }"
    file = tmp_path / "mine.rq"
    file.write_text(text, encoding="utf-8")
    from_file = zhitu("sparql", file, "--kb", kb, "--format", "csv", "--param", "part=四访")
    from_input = zhitu("sparql", "-", "--kb", kb, "--format", "csv", "--param", "part=四访", stdin=text)
    assert from_file.stdout == from_input.stdout
    assert "四访工作法" in from_file.stdout


@pytest.mark.parametrize(
    ("arguments", "says"),
    [(["case", "河湾县"], "四访工作法"), (["compare", "河湾县", "远川县"], "四访工作法"), (["validate"], "0 violations")],
)
def test_commands_answer_in_processes_of_their_own(zhitu: Run, kb: Path, arguments: list[str], says: str) -> None:
    done = zhitu(*arguments, "--kb", kb)
    assert done.returncode == 0
    assert "zhitu:" not in done.stderr  # a count of what was done may stand there, no complaint
    assert says in done.stdout


def test_the_library_is_listed(quick: Run) -> None:
    assert "steps-of-mechanism" in quick("sparql", "--list").stdout


def test_a_case_is_shown_with_its_mechanism_and_quotes_that_are_exact(quick: Run, kb: Path, papers: Path) -> None:
    assert "四访工作法" in quick("case", "河湾县", "--kb", kb).stdout
    assert quick("case", "河湾县", "--kb", kb, "--format", "md").stdout.startswith("# ")
    profile = json.loads(quick("case", "河湾县", "--kb", kb, "--format", "json").stdout)
    text = (papers / "first.txt").read_text(encoding="utf-8")
    quotes = [q for m in profile["mechanisms"] for s in m["claim"]["statements"] for q in s["quotes"]]
    assert quotes
    assert all(text[quote["start"] : quote["end"]] == quote["text"] for quote in quotes)


def test_cases_are_compared_as_text_and_as_files(quick: Run, kb: Path, tmp_path: Path) -> None:
    rows = list(csv.reader(io.StringIO(quick("compare", "河湾县", "远川县", "--kb", kb, "--format", "csv").stdout)))
    assert any("四访工作法" in row for row in rows)
    for name, start in (("a.xlsx", b"PK"), ("a.docx", b"PK"), ("a.html", b"<!"), ("a.md", b"# ")):
        done = quick("compare", "河湾县", "远川县", "--kb", kb, "--by", "measure", "--out", tmp_path / name)
        assert (done.returncode, done.stdout) == (0, "")
        assert (tmp_path / name).read_bytes().startswith(start)


def test_every_format_is_exported(quick: Run, kb: Path, tmp_path: Path) -> None:
    for ending in ("ttl", "trig", "nq", "jsonld", "webanno", "csv", "xlsx", "gexf", "graphml"):
        out = tmp_path / f"all.{ending}"
        done = quick("export", "--kb", kb, "--format", ending, "--out", out)
        assert (done.returncode, done.stdout) == (0, ""), done.stderr
        assert out.exists()


def test_documents_are_listed_as_references(quick: Run, kb: Path, tmp_path: Path) -> None:
    listed = quick("export", "--kb", kb, "--format", "gbt7714").stdout
    assert listed.splitlines() == ["[1] 河湾县精准扶贫的“四访工作法”[Z]. 2018.", "[2] 远川县脱贫攻坚的督查机制[Z]. 2020."]
    items = json.loads(quick("export", "--kb", kb, "--format", "csl-json").stdout)
    assert [item["issued"]["date-parts"] for item in items] == [[[2018]], [[2020]]]
    out = tmp_path / "refs.bib"
    assert quick("export", "--kb", kb, "--format", "bibtex", "--out", out).stdout == ""
    assert out.read_text(encoding="utf-8").count("@misc{zt20") == 2


def test_a_folder_or_workbook_is_not_written_to_standard_output(quick: Run, kb: Path) -> None:
    done = quick("export", "--kb", kb, "--format", "xlsx")
    assert done.returncode == 2 and "--out" in done.stderr


def test_answers_name_the_documents_they_quote_as_one_cites_them(quick: Run, kb: Path) -> None:
    entry = "河湾县精准扶贫的“四访工作法”[Z]. 2018."
    assert entry in quick("case", "河湾县", "--kb", kb).stdout
    assert entry in quick("compare", "河湾县", "远川县", "--kb", kb).stdout
    assert entry in quick("sparql", "mechanisms-of-case", "--kb", kb, "--format", "tsv").stdout.replace('\\"', '"')


def test_exported_annotations_are_scored_as_the_knowledge_base_is(zhitu: Run, kb: Path, tmp_path: Path) -> None:
    assert zhitu("export", "--kb", kb, "--format", "annotations", "--out", tmp_path / "out").returncode == 0
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["first.json", "second.json"]
    gold = tmp_path / "gold"
    gold.mkdir()
    (gold / "first.gold.json").write_bytes((tmp_path / "out" / "first.json").read_bytes())
    (gold / "third.gold.json").write_bytes((tmp_path / "out" / "second.json").read_bytes())
    done = zhitu("evaluate", "--kb", kb, "--gold", gold)
    assert done.returncode == 1, "a document that has gold and is not in the knowledge base is work not done"
    assert "no prediction for: third" in done.stdout
    (gold / "third.gold.json").unlink()
    rows = json.loads(zhitu("evaluate", "--kb", kb, "--gold", gold, "--json").stdout)["rows"]
    assert rows["ALL ENTITIES"]["F1"] == rows["relations"]["F1"] == rows["evidence"]["quotes exact"] == 1.0


def test_a_built_knowledge_base_is_valid(quick: Run, kb: Path) -> None:
    done = quick("validate", "--kb", kb)
    assert done.returncode == 0, done.stdout


def test_what_is_added_and_removed_leaves_what_was_there(quick: Run, papers: Path, tmp_path: Path) -> None:
    kb = tmp_path / "kb"

    def triples() -> bytes:
        assert quick("export", "--kb", kb, "--format", "nq", "--out", tmp_path / "all.nq").returncode == 0
        return (tmp_path / "all.nq").read_bytes()

    assert quick("build", papers / "first.txt", "--kb", kb, "--no-search-index").returncode == 0
    before = triples()
    assert quick("build", papers / "second.txt", "--kb", kb, "--no-search-index").returncode == 0
    assert triples() != before
    assert quick("remove", "second.txt", "--kb", kb).stdout == "second.txt  removed\n"
    assert triples() == before
