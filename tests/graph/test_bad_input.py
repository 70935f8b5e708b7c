"""What goes wrong around a build is said in one line, and nothing that was there is lost."""

from __future__ import annotations

import gc
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from corpus.document import Document
from extract.annotation import Entity, Evidence, Extraction, Relation
from graph.files import exclusive
from graph.knowledge_base import FullDisk, KnowledgeBase, KnowledgeBaseError
from graph.store import StoreError


def extract(document: Document) -> Extraction:
    """Annotate the first three characters as a place and case, and what stands in 「」 as a measure of it."""
    raw = document.raw
    start, end = raw.index("「") + 1, raw.index("」")
    county, words = Evidence(0, 3, raw[:3]), Evidence(start, end, raw[start:end])
    entities = (
        Entity("p", "Place", county.quote, (county,)),
        Entity("c", "Case", f"{county.quote}的做法", (county,), attrs={"place": county.quote}),
        Entity("m", "Measure", words.quote, (words,)),
    )
    relations = (Relation("doc", "studiesCase", "c", (county,)), Relation("c", "adoptsMeasure", "m", (words,)))
    return Extraction(document.id, document.source, entities, relations, ())


@pytest.fixture
def sources(tmp_path: Path) -> Path:
    """Return a folder of two sources."""
    folder = tmp_path / "sources"
    folder.mkdir()
    (folder / "one.txt").write_text("寿宁县推行「茶园托管」。", encoding="utf-8")
    (folder / "two.txt").write_text("霞浦县推行「海带保险」。", encoding="utf-8")
    return folder


@pytest.fixture
def kb(tmp_path: Path, sources: Path) -> KnowledgeBase:
    """Return a knowledge base of them."""
    made = KnowledgeBase.create_or_open(tmp_path / "kb")
    made.add([sources], extract=extract)
    return made


def contents(folder: Path) -> dict[str, bytes]:
    found = (path for path in sorted(folder.rglob("*")) if path.is_file() and "store" not in path.relative_to(folder).parts)
    return {str(path.relative_to(folder)): path.read_bytes() for path in found}


def test_a_source_that_changes_while_it_is_read_is_named_and_read_by_the_next_build(
    kb: KnowledgeBase, sources: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, plain = contents(kb.path), Path.read_bytes

    def late(path: Path) -> bytes:
        data = plain(path)
        if path.parent == sources:
            path.write_bytes(data + "还在写。".encode())
        return data

    monkeypatch.setattr(Path, "read_bytes", late)
    report = kb.add([sources / "one.txt"], extract=extract)
    assert [failure.source for failure in report.failed] == ["one.txt"]
    assert "changed while it was read" in report.failed[0].reason
    monkeypatch.undo()
    assert contents(kb.path) == before
    assert kb.add([sources / "one.txt"], extract=extract).updated == ("one.txt",)


def test_the_second_of_two_builds_is_told_who_holds_the_lock(kb: KnowledgeBase, sources: Path) -> None:
    with exclusive(kb.folder.lock) as held:
        assert held
        with pytest.raises(KnowledgeBaseError, match=rf"process {os.getpid()} on .* since \d"):
            KnowledgeBase.open(kb.path).add([sources], extract=extract)
    assert not kb.folder.lock.read_bytes()
    assert len(KnowledgeBase.open(kb.path).add([sources], extract=extract).unchanged) == 2


@pytest.mark.parametrize("broken", ["{", "[]", '{"format": 1}', '{"format": 0, "base": "x", "documents": []}'])
def test_a_broken_manifest_is_named_and_nothing_is_changed(kb: KnowledgeBase, broken: str) -> None:
    kb.folder.manifest.write_text(broken, encoding="utf-8")
    before = contents(kb.path)
    for use in (KnowledgeBase.open, KnowledgeBase.create_or_open):
        with pytest.raises(KnowledgeBaseError, match=r"manifest\.json.*nothing was changed") as caught:
            use(kb.path)
        assert "\n" not in str(caught.value)
    assert contents(kb.path) == before


def test_a_manifest_of_a_newer_zhitu_says_so(kb: KnowledgeBase) -> None:
    kb.folder.manifest.write_text('{"format": 99}', encoding="utf-8")
    with pytest.raises(KnowledgeBaseError, match="newer Zhitu"):
        KnowledgeBase.open(kb.path)


def test_a_store_of_an_older_form_says_how_and_the_next_build_makes_it_again(kb: KnowledgeBase, sources: Path) -> None:
    whole = kb.graphs().canonical_hash()
    data = json.loads(kb.folder.manifest.read_text(encoding="utf-8"))
    kb.folder.manifest.write_text(json.dumps({**data, "store": {"layout": 0}}), encoding="utf-8")
    late = KnowledgeBase.open(kb.path)
    with pytest.raises(StoreError, match="zhitu build"):
        late.graphs()
    late.add([sources], extract=extract)
    assert late.graphs().canonical_hash() == whole


def test_a_store_that_is_damaged_says_how_and_comes_back_from_the_annotations(kb: KnowledgeBase, sources: Path) -> None:
    whole = kb.graphs().canonical_hash()
    (kb.folder.store / "CURRENT").write_bytes(b"nonsense")
    with pytest.raises(StoreError, match="delete this folder and build again"):
        kb.graphs()
    shutil.rmtree(kb.folder.store)
    assert len(kb.add([sources], extract=extract).unchanged) == 2
    assert kb.graphs().canonical_hash() == whole


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """Return a folder on a disk of 12 MB; skip where none can be made."""
    folder = tmp_path / "disk"
    folder.mkdir()
    if sys.platform != "linux" or os.geteuid() != 0 or shutil.which("mount") is None:
        pytest.skip("a small disk needs root on Linux")
    made = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=12m", "tmpfs", folder], capture_output=True, text=True, check=False)
    if made.returncode:
        pytest.skip(f"no small disk can be mounted here: {made.stderr.strip()}")
    yield folder
    subprocess.run(["umount", "-l", folder], check=False)


def full_disk_said(kb: KnowledgeBase, sources: Path) -> str:
    """Return what a build says on a full disk, without the traceback, whose frames would keep the store open."""
    try:
        kb.add([sources], extract=extract)
    except FullDisk as error:
        return str(error)
    return "nothing"


def test_a_full_disk_is_said_once_and_the_build_goes_on_when_there_is_room(small_disk: Path, sources: Path) -> None:
    kb = KnowledgeBase.create_or_open(small_disk / "kb")
    kb.add([sources], extract=extract)
    whole, kept = kb.graphs().canonical_hash(), contents(kb.path)
    free = shutil.disk_usage(small_disk).free
    (small_disk / "ballast").write_bytes(bytes(max(0, free - 300_000)))
    for number in range(6):
        (sources / f"more-{number}.txt").write_text(f"寿宁县推行「第{number}号托管」。{'本段无事。' * 9000}", encoding="utf-8")
    said = full_disk_said(kb, sources)
    gc.collect()  # the store is closed when nothing holds it any more
    assert re.search(r"no space left.*run the same command again", said)
    assert "\n" not in said
    late = KnowledgeBase.open(kb.path)
    for name in ("one.txt", "two.txt"):
        source = late.folder.source(late.entry(name))
        assert source.read_bytes() == kept[str(source.relative_to(kb.path))]
    (small_disk / "ballast").unlink()
    assert not late.add([sources], extract=extract).failed
    for number in range(6):
        late.remove(f"more-{number}.txt")
    assert late.graphs().canonical_hash() == whole
