"""A build that is killed at any moment loses no source and no review, and the next one leaves what a rebuild gives.

20 kills here; `make kills` tries 200 (ZHITU_KILLS). A child process is forked for each, so that the work is hit and not the start of
Python.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

KILLS = int(os.environ.get("ZHITU_KILLS", "20"))

DRIVER = r"""
import json, os, random, signal, sys, time
from pathlib import Path
from extract.annotation import Entity, Evidence, Extraction, Relation
from graph import build
from graph.desk import Desk
from graph.knowledge_base import KnowledgeBase
from graph.validate import validate
import corpus.bibliography, corpus.load, extract.pipeline, numpy, pypinyin, pyshacl, rdflib

folder, kills = Path(sys.argv[1]), int(sys.argv[2])
sources, path = folder / "sources", folder / "kb"
draw = random.Random(20261122)
current = build.versions()

def extracted(document):
    raw = document.raw
    start, end = raw.index("「") + 1, raw.index("」")
    county, words = Evidence(0, 3, raw[:3]), Evidence(start, end, raw[start:end])
    things = (
        Entity("p", "Place", county.quote, (county,)),
        Entity("c", "Case", county.quote + "的做法", (county,), attrs={"place": county.quote}),
        Entity("m", "Measure", words.quote, (words,)),
    )
    links = (Relation("doc", "studiesCase", "c", (county,)), Relation("c", "adoptsMeasure", "m", (words,)))
    return Extraction(document.id, document.source, things, links, ())

def write(name, number):
    county = draw.choice(["寿宁县", "霞浦县", "H县的"])
    (sources / name).write_text(f"{county}推行「第{number}号托管」。" + "本段无事。" * draw.randrange(50), encoding="utf-8")

def in_child(work):
    child = os.fork()
    if child == 0:
        code = 1
        try:
            work()
            code = 0
        finally:
            os._exit(code)
    return child

def done(work):
    assert os.waitpid(in_child(work), 0)[1] == 0, work

def built(rules="now"):
    build.versions = lambda: {**current, "rules": rules}
    KnowledgeBase.create_or_open(path).add([sources], extract=extracted)

def removed(name):
    kb = KnowledgeBase.open(path)
    if any(entry.source == name for entry in kb.entries()):
        kb.remove(name)

def reviewed():
    kb = KnowledgeBase.open(path)
    desk = Desk(kb, "审")
    for item in list(desk.statements("all", document="0.txt"))[:2]:
        desk.reject(item.record.iri, why="试")

def state():
    kb = KnowledgeBase.open(path)
    names = {entry.source: entry for entry in kb.entries()}
    return {name: kb.folder.source(entry).read_bytes() for name, entry in names.items()}

def checked(reviews, kept):
    def work():
        # what the store itself holds is whole; that the mark says a build was stopped is not a fault of it
        wrong = [item for item in validate(KnowledgeBase.open(path)) if item.severity == "Violation" and "build again" not in item.message]
        assert not wrong, wrong
        assert (path / "reviews" / "decisions.jsonl").read_bytes() == reviews
        now = state()
        for name, data in kept.items():
            assert now.get(name) in (data, (sources / name).read_bytes() if (sources / name).exists() else None), name
    done(work)

for number in range(4):
    write(f"{number}.txt", number)
done(built)
done(reviewed)
reviews = (path / "reviews" / "decisions.jsonl").read_bytes()
hit = 0
for trial in range(kills):
    kept, gone = state(), None
    action = draw.choice(["add", "change", "remove", "rules"]) if len(kept) > 3 else "add"
    work = built
    if action == "add":
        for extra in range(3):
            write(f"t{trial}-{extra}.txt", 100 + trial * 3 + extra)
    elif action == "change":
        write(draw.choice(sorted(set(kept) - {"0.txt"})), 1000 + trial)
    elif action == "remove":
        gone = draw.choice(sorted(set(kept) - {"0.txt"}))
        (sources / gone).unlink(missing_ok=True)
        work = lambda: removed(gone)
    else:
        work = lambda: built(f"of {trial}")
    child = in_child(work)
    time.sleep(draw.uniform(0, 0.6))
    os.kill(child, signal.SIGKILL)
    hit += os.WIFSIGNALED(os.waitpid(child, 0)[1])
    kept.pop(gone, None)
    checked(reviews, kept)
    if gone:
        done(lambda: removed(gone))
    if draw.random() < 0.3 or trial == kills - 1:
        done(built)
        def whole():
            kb = KnowledgeBase.open(path)
            assert not [item for item in validate(kb) if item.severity == "Violation"]
            assert not kb.status().unfinished
        done(whole)
again = folder / "again"
def compared():
    fresh = KnowledgeBase.create_or_open(again)
    (again / "reviews").mkdir(parents=True)
    (again / "reviews" / "decisions.jsonl").write_bytes(reviews)
    build.versions = lambda: {**current, "rules": "now"}
    fresh.add([sources], extract=extracted)
    kb = KnowledgeBase.open(path)
    assert kb.graphs().canonical_hash() == fresh.graphs().canonical_hash()
done(compared)
print(json.dumps({"kills": kills, "hit": hit}))
"""


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="needs fork and SIGKILL")
def test_kills_at_random_moments_lose_nothing(tmp_path: Path) -> None:
    (tmp_path / "sources").mkdir()
    command = [sys.executable, "-c", DRIVER, str(tmp_path), str(KILLS)]
    done = subprocess.run(command, cwd=Path(__file__).parents[2], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    assert json.loads(done.stdout)["hit"] > KILLS // 4, "most kills came too late to hit anything"
