"""The knowledge base folder: what a build does, that it can be killed, and that the same sources give the same graph."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from corpus.document import Document
from extract.annotation import Entity, Evidence, Extraction, Relation
from graph.files import exclusive
from graph.knowledge_base import KnowledgeBase, KnowledgeBaseError
from graph.store import GraphStore
from graph.validate import validate


def extract(document: Document) -> Extraction:
    """Annotate the first word in 「」 as a measure of the county that the text begins with."""
    raw = document.raw
    if "坏" in raw:
        raise ValueError("nothing to read here")
    county = Evidence(0, 3, raw[:3])
    start, end = raw.index("「") + 1, raw.index("」")
    words = Evidence(start, end, raw[start:end])
    entities = (
        Entity("p", "Place", county.quote, (county,)),
        Entity("c", "Case", f"{county.quote}的做法", (county,), attrs={"place": county.quote}),
        Entity("m", "Measure", words.quote, (words,)),
    )
    relations = (Relation("doc", "studiesCase", "c", (county,)), Relation("c", "adoptsMeasure", "m", (words,)))
    return Extraction(document.id, document.source, entities, relations, ())


@pytest.fixture
def sources(tmp_path: Path) -> Path:
    """Return a folder of two invented sources."""
    folder = tmp_path / "sources"
    folder.mkdir()
    (folder / "one.txt").write_text("寿宁县推行「茶园托管」。", encoding="utf-8")
    (folder / "two.txt").write_text("霞浦县推行「海带保险」。", encoding="utf-8")
    return folder


@pytest.fixture
def kb(tmp_path: Path) -> KnowledgeBase:
    """Return a knowledge base that is not there yet."""
    return KnowledgeBase.create_or_open(tmp_path / "kb")


def hash_of(kb: KnowledgeBase) -> str:
    return kb.graphs().canonical_hash()


def contents(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and "store" not in path.relative_to(folder).parts
    }


def test_a_build_adds_and_a_second_one_has_nothing_to_do(kb: KnowledgeBase, sources: Path) -> None:
    seen: list[tuple[int, int, str]] = []
    report = kb.add([sources], extract=extract, progress=lambda done, total, name: seen.append((done, total, name)))
    assert (report.added, report.updated, report.unchanged, report.failed) == (("one.txt", "two.txt"), (), (), ())
    assert seen == [(1, 2, "one.txt"), (2, 2, "two.txt")]
    before = contents(kb.path)
    again = KnowledgeBase.open(kb.path).add([sources], extract=extract)
    assert (again.added, again.unchanged) == ((), ("one.txt", "two.txt"))
    assert contents(kb.path) == before


def test_documents_and_annotations_come_back_as_they_were(kb: KnowledgeBase, sources: Path) -> None:
    kb.add([sources], extract=extract)
    document = kb.document("one.txt")
    assert document.raw == "寿宁县推行「茶园托管」。"
    assert kb.extraction(document.id) == extract(document)
    assert (kb.folder.source(kb.entry("one.txt"))).read_bytes() == (sources / "one.txt").read_bytes()


def test_new_content_under_a_known_name_is_an_update(kb: KnowledgeBase, sources: Path, tmp_path: Path) -> None:
    kb.add([sources], extract=extract)
    (sources / "one.txt").write_text("寿宁县推行「光伏扶贫」。", encoding="utf-8")
    report = kb.add([sources], extract=extract)
    assert (report.updated, report.unchanged) == (("one.txt",), ("two.txt",))
    rebuilt = KnowledgeBase.create_or_open(tmp_path / "again")
    rebuilt.add([sources], extract=extract)
    assert hash_of(kb) == hash_of(rebuilt)
    assert contents(kb.path) == contents(rebuilt.path)


def test_the_same_content_twice_is_one_document(kb: KnowledgeBase, sources: Path) -> None:
    shutil.copy(sources / "one.txt", sources / "copy.txt")
    report = kb.add([sources], extract=extract)
    assert len(report.added) == 2
    assert len(report.unchanged) == 1
    assert len(kb.documents()) == 2


def test_two_files_of_one_name_and_other_content_do_not_replace_each_other(kb: KnowledgeBase, sources: Path) -> None:
    (sources / "sub").mkdir()
    (sources / "sub" / "one.txt").write_text("寿宁县推行「光伏扶贫」。", encoding="utf-8")
    report = kb.add([sources], extract=extract)
    assert report.added == ("one.txt", "two.txt")
    assert "rename" in report.failed[0].reason


@pytest.mark.parametrize("name", ["two.txt", None])
def test_adding_then_removing_leaves_what_was_there(kb: KnowledgeBase, sources: Path, name: str | None) -> None:
    kb.add([sources / "one.txt"], extract=extract)
    before, files = hash_of(kb), contents(kb.path)
    kb.add([sources / "two.txt"], extract=extract)
    kb.remove(name or kb.entry("two.txt").id)
    assert hash_of(kb) == before
    assert contents(kb.path) == files


def test_the_order_of_adding_does_not_matter(kb: KnowledgeBase, sources: Path, tmp_path: Path) -> None:
    kb.add([sources], extract=extract)
    other = KnowledgeBase.create_or_open(tmp_path / "other")
    for name in ("two.txt", "one.txt"):
        other.add([sources / name], extract=extract)
    assert hash_of(kb) == hash_of(other)


def test_a_document_that_fails_is_named_and_leaves_no_trace(kb: KnowledgeBase, sources: Path) -> None:
    kb.add([sources], extract=extract)
    before, files = hash_of(kb), contents(kb.path)
    (sources / "bad.txt").write_text("坏。", encoding="utf-8")
    (sources / "empty.txt").write_text("", encoding="utf-8")
    report = kb.add([sources], extract=extract)
    assert [failure.source for failure in report.failed] == ["bad.txt", "empty.txt"]
    assert report.failed[0].reason == "nothing to read here"
    assert (hash_of(kb), contents(kb.path)) == (before, files)


def test_where_every_document_fails_no_knowledge_base_is_made(kb: KnowledgeBase, sources: Path) -> None:
    (sources / "bad.txt").write_text("坏。", encoding="utf-8")
    assert kb.add([sources / "bad.txt"], extract=extract).failed
    assert not kb.path.exists()


def test_a_folder_that_is_no_knowledge_base_is_named(tmp_path: Path) -> None:
    with pytest.raises(KnowledgeBaseError, match="zhitu build"):
        KnowledgeBase.open(tmp_path / "absent")
    (tmp_path / "letter.doc").write_bytes(b"mine")
    with pytest.raises(KnowledgeBaseError, match="holds other files"):
        KnowledgeBase.create_or_open(tmp_path)


def test_a_damaged_manifest_is_named(kb: KnowledgeBase, sources: Path) -> None:
    kb.add([sources], extract=extract)
    kb.folder.manifest.write_text("{", encoding="utf-8")
    with pytest.raises(KnowledgeBaseError, match=r"manifest\.json"):
        KnowledgeBase.open(kb.path)


def test_an_unknown_document_is_named(kb: KnowledgeBase, sources: Path) -> None:
    kb.add([sources], extract=extract)
    before = contents(kb.path)
    with pytest.raises(KnowledgeBaseError, match=r"absent\.txt"):
        kb.remove("absent.txt")
    assert contents(kb.path) == before


def test_a_second_writer_is_told_to_wait(kb: KnowledgeBase, sources: Path) -> None:
    kb.add([sources / "one.txt"], extract=extract)
    with exclusive(kb.folder.lock) as held:
        assert held
        with pytest.raises(KnowledgeBaseError, match="another process"):
            KnowledgeBase.open(kb.path).add([sources], extract=extract)


def test_what_other_versions_made_is_made_anew(kb: KnowledgeBase, sources: Path) -> None:
    kb.add([sources], extract=extract)
    before = hash_of(kb)
    data = json.loads(kb.folder.manifest.read_text(encoding="utf-8"))
    data["documents"][0]["madeWith"]["graph"] = "older"
    data["documents"][1]["madeWith"]["rules"] = "older"
    kb.folder.manifest.write_text(json.dumps(data), encoding="utf-8")
    late = KnowledgeBase.open(kb.path)
    assert set(late.status().outdated) == {"one.txt", "two.txt"}
    calls: list[str] = []

    def counted(document: Document) -> Extraction:
        calls.append(document.source)
        return extract(document)

    report = late.add([sources / "one.txt"], extract=counted)
    assert set(report.updated) == {"one.txt", "two.txt"}
    assert calls == [data["documents"][1]["source"]], "only the one whose rules are older is extracted again"
    assert hash_of(late) == before
    assert late.status().outdated == ()


def test_graphs_that_a_stopped_build_left_are_put_in_step(kb: KnowledgeBase, sources: Path) -> None:
    kb.add([sources], extract=extract)
    whole = hash_of(kb)
    gone = kb.entry("one.txt")
    store = GraphStore.open(kb.folder.store, kb.identifiers)
    store.remove_document(gone.id)
    del store
    kb.folder.mark.touch()
    late = KnowledgeBase.open(kb.path)
    assert late.status().unfinished
    assert late.add([sources], extract=extract).unchanged == ("one.txt", "two.txt")
    assert hash_of(late) == whole
    assert not late.status().unfinished


KILLED = """
import sys, time
from pathlib import Path
sys.path.insert(0, sys.argv[3])
from graph.knowledge_base import KnowledgeBase
from test_knowledge_base_extract import extract
slow = lambda document: (time.sleep(0.03), extract(document))[1]
KnowledgeBase.create_or_open(Path(sys.argv[1])).add([Path(sys.argv[2])], extract=slow)
"""


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="needs SIGKILL")
def test_a_build_that_is_killed_at_any_moment_resumes(tmp_path: Path, sources: Path) -> None:
    for number in range(40):
        (sources / f"more-{number}.txt").write_text(f"寿宁县推行「第{number}号托管」。", encoding="utf-8")
    source = Path(__file__).read_text(encoding="utf-8")
    begin, end = source.index("def extract("), source.index("@pytest.fixture")
    head = "from extract.annotation import Entity, Evidence, Extraction, Relation\nfrom corpus.document import Document\n\n"
    (tmp_path / "test_knowledge_base_extract.py").write_text(head + source[begin:end], encoding="utf-8")
    expected = KnowledgeBase.create_or_open(tmp_path / "expected")
    expected.add([sources], extract=extract)
    path = tmp_path / "kb"
    command = [sys.executable, "-c", KILLED, str(path), str(sources), str(tmp_path)]
    for delay in (0.6, 1.0, 1.4, 1.8, 2.4):
        build = subprocess.Popen(command, cwd=Path(__file__).parents[2], stderr=subprocess.DEVNULL)
        time.sleep(delay)
        build.send_signal(signal.SIGKILL)
        build.wait()
    kb = KnowledgeBase.create_or_open(path)
    assert not kb.add([sources], extract=extract).failed
    assert hash_of(kb) == hash_of(expected)
    assert contents(path) == contents(expected.path)
    assert not [finding for finding in validate(kb) if finding.severity == "Violation"]
