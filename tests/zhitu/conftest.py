"""A knowledge base of two invented digests, built once by the real command."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from zhitu.cli.application import application

ROOT = Path(__file__).parents[2]
Run = Callable[..., subprocess.CompletedProcess[str]]

FIRST = """---
title: 河湾县精准扶贫的“四访工作法”
year: 2018
place: 河湾县
---

# 河湾县精准扶贫的“四访工作法”

## 一、背景

河湾县地处青岭山区，2013年全县贫困发生率为21.35%，2018年下降到1.8%。识别不准、帮扶脱节是该县面临的突出问题。

## 二、做法

为解决识别不准的问题，河湾县推行“四访工作法”：一是访农户，由村干部逐户登记；二是访邻里，由驻村工作队核对；三是访产业，由乡镇干部查看；四是访收入，由县扶贫办复核。
县里成立脱贫攻坚指挥部，县委书记任指挥长，县长任副指挥长。指挥部下设产业、住房、教育三个工作组。县扶贫办对乡镇政府的工作进行督查。

## 三、成效

河湾县推广小额信贷和易地搬迁，建成光伏电站36个，带动贫困户1250户增收。2019年，河湾县通过省级验收，实现整县脱贫。
"""

SECOND = """---
title: 远川县脱贫攻坚的督查机制
year: 2020
place: 远川县
---

# 远川县脱贫攻坚的督查机制

远川县位于省内西部，2014年贫困人口为3.2万人，2019年减少到0.1万人。
远川县建立督查问责机制，成立督战队，由县纪委书记任队长，对各乡镇进行督查。督战队每月入户核查，结果向县委报告。
为解决资金分散的问题，远川县实行资金整合制度，由县财政局统一拨付，2018年投入资金2.6亿元。远川县推行消费扶贫和健康扶贫，企业与合作社签订收购协议。
"""


@pytest.fixture(scope="session")
def zhitu() -> Run:
    """Return a function that runs the command line in a process of its own."""

    def run(
        *arguments: object, cwd: Path = ROOT, stdin: str | None = None, environment: dict[str, str] | None = None
    ) -> subprocess.CompletedProcess[str]:
        kept = {key: value for key, value in os.environ.items() if not key.startswith("ZHITU_") or key == "ZHITU_CACHE"}
        return subprocess.run(
            [sys.executable, "-m", "zhitu", *map(str, arguments)],
            cwd=cwd,
            # rules alone unless a test says otherwise: loading the trained model takes seconds a run
            env=kept | {"PYTHONPATH": str(ROOT), "ZHITU_PROFILE": "rules"} | (environment or {}),
            input=stdin,
            capture_output=True,
            encoding="utf-8",
            check=False,
        )

    return run


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> Run:
    """Return a function that runs the command line inside this process, which is faster."""
    for key in [key for key in os.environ if key.startswith("ZHITU_")]:
        monkeypatch.delenv(key)

    def run(*arguments: object) -> subprocess.CompletedProcess[str]:
        done = CliRunner().invoke(application(), [str(argument) for argument in arguments])
        return subprocess.CompletedProcess([], done.exit_code, done.stdout, done.stderr)

    return run


@pytest.fixture(scope="session")
def papers(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder of two digests."""
    folder = tmp_path_factory.mktemp("papers")
    (folder / "first.txt").write_text(FIRST, encoding="utf-8")
    (folder / "second.txt").write_text(SECOND, encoding="utf-8")
    return folder


@pytest.fixture(scope="session")
def kb(tmp_path_factory: pytest.TempPathFactory, papers: Path, zhitu: Run) -> Path:
    """Return a knowledge base of the two digests, without a search index."""
    folder = tmp_path_factory.mktemp("built") / "kb"
    done = zhitu("build", papers, "--kb", folder, "--no-search-index")
    assert done.returncode == 0, done.stderr
    return folder


def content_of(folder: Path) -> str:
    """Return a hash of all files below a folder, names and bytes."""
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        digest.update(str(path.relative_to(folder)).encode() + b"\0")
        if path.is_file():
            digest.update(path.read_bytes())
    return digest.hexdigest()


@pytest.fixture(scope="session")
def fingerprint() -> Callable[[Path], str]:
    """Return the function that tells whether a folder is as it was."""
    return content_of
