"""Reviewing and network analysis from the command line, on a knowledge base that the real command built."""

from __future__ import annotations

import csv
import io
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from zhitu.cli.application import GROUPS

Run = Callable[..., CompletedProcess[str]]


@pytest.fixture
def copy(kb: Path, tmp_path: Path) -> Path:
    """Return a copy of the knowledge base that may be changed."""
    return Path(shutil.copytree(kb, tmp_path / "kb"))


def sheet(quick: Run, kb: Path) -> list[dict[str, str]]:
    done = quick("review", "sheet", "--kb", kb, "--status", "all")
    assert done.returncode == 0, done.stderr
    return list(csv.DictReader(io.StringIO(done.stdout.removeprefix("\ufeff"))))


def step(quick: Run, kb: Path) -> dict[str, str]:
    return next(row for row in sheet(quick, kb) if row["predicate"] == "performedBy")


@pytest.mark.parametrize(("group", "name", "example"), [(group, name, example) for group, _, items in GROUPS for name, _, example in items])
def test_every_command_of_a_group_has_help_with_an_example(quick: Run, group: str, name: str, example: str) -> None:
    assert f"zhitu {group} {name}" in example
    done = quick(group, name, "--help")
    assert (done.returncode, example.split()[2] in done.stdout) == (0, True)


def test_a_statement_is_rejected_listed_and_taken_back(quick: Run, copy: Path) -> None:
    row = step(quick, copy)
    done = quick("review", "reject", row["statement"].rsplit("/", 1)[-1], "--kb", copy, "--by", "甲", "--why", "无此事")
    assert done.returncode == 0, done.stderr
    assert step(quick, copy) != row
    listed = json.loads(quick("review", "list", "--kb", copy, "--format", "json").stdout)["decisions"]
    assert [(item["action"], item["by"], item["why"], item["state"]) for item in listed] == [("reject", "甲", "无此事", "placed")]
    assert "甲" in quick("review", "list", "--kb", copy).stdout
    assert quick("review", "undo", listed[0]["id"], "--kb", copy, "--by", "甲").returncode == 0
    assert step(quick, copy) == row


def test_a_sheet_goes_out_and_comes_back(quick: Run, copy: Path, tmp_path: Path) -> None:
    rows = sheet(quick, copy)
    rows[0] |= {"decision": "accept", "reviewer": "乙"}
    rows[1] |= {"decision": "nonsense"}
    file = tmp_path / "sheet.csv"
    with file.open("w", encoding="utf-8-sig", newline="") as out:
        writer = csv.DictWriter(out, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    done = quick("review", "take", file, "--kb", copy, "--by", "甲")
    assert (done.returncode, "1 decisions taken, 1 rows refused" in done.stdout, "row 3" in done.stderr) == (1, True, True)
    quick("review", "reject", rows[0]["statement"], "--kb", copy, "--by", "丙")
    (found,) = json.loads(quick("review", "agreement", "--kb", copy, "--format", "json").stdout)
    assert ({found["first"], found["second"]}, found["statements"], found["same"]) == ({"乙", "丙"}, 1, 0.0)


def test_what_is_not_there_is_wrong_usage(quick: Run, copy: Path) -> None:
    for arguments in (("accept", "0000"), ("undo", "ffff"), ("take", "absent.csv"), ("split", "x")):
        done = quick("review", *arguments, "--kb", copy, "--by", "甲")
        assert (done.returncode, done.stdout) == (2, ""), arguments
        assert done.stderr.startswith("zhitu: ")


def test_networks_from_the_command_line(quick: Run, kb: Path, tmp_path: Path) -> None:
    rows = json.loads(quick("network", "project", "actor-mechanism", "--kb", kb, "--format", "json").stdout)
    tie = next(row for row in rows if row["second"] == "四访工作法")
    assert tie["documents"] == "first.txt"
    assert quick("network", "project", "all", "--kb", kb, "--format", "gexf", "--out", tmp_path / "all.gexf").returncode == 0
    assert (tmp_path / "all.gexf").read_bytes().startswith(b"<?xml")
    ranked = json.loads(quick("network", "centrality", "all", "--kb", kb, "--top", "3", "--format", "json").stdout)
    assert len(ranked) == 3
    assert quick("network", "communities", "all", "--kb", kb, "--format", "csv").stdout.startswith("community,size,members")
    way = json.loads(quick("network", "path", tie["first"], "四访工作法", "--kb", kb, "--format", "json").stdout)
    assert way and all(leg["quote"] and leg["document"] for leg in way)
    assert quick("network", "similar", "--kb", kb).returncode == 0
    assert quick("network", "path", "四访工作法", "无此物", "--kb", kb).returncode == 2
