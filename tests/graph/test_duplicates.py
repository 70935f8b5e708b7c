"""Documents that say nearly the same in a knowledge base: reported, skipped or merged, and the order of adding does not matter."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from pyoxigraph import DefaultGraph

from corpus.document import Document
from extract.annotation import Entity, Evidence, Extraction, Relation
from graph.knowledge_base import Duplicate, KnowledgeBase
from graph.manifest import Policy
from graph.validate import validate
from ontology import vocabulary as v

ORCHARD = (
    "寿宁县推行「茶园托管」，由村集体统一管护茶园。"
    + "，".join(f"第{n}个村由{n * 7}户茶农签约，年底按{n * 3}元一亩结算" for n in range(12))
    + "。"
)
HERDING = (
    "霞浦县推行「海带保险」，保费由县里补贴。" + "，".join(f"渔排{n}号投保{n * 11}元，受灾后{n}日内赔付到人" for n in range(14)) + "。"
)
FILES = {
    "tea.txt": ORCHARD,
    "tea.md": ORCHARD + "本文另有一节说明。",
    "tea.html": f"<html><body><article><p>{ORCHARD}</p></article></body></html>",
    "copy-of-tea.txt": ORCHARD,
    "kelp.txt": HERDING,
    "a-kelp.md": HERDING,
}


def extract(document: Document) -> Extraction:
    """Annotate the first word in 「」 as a measure of the county that the text names before it."""
    raw = document.raw
    start, end = raw.index("「") + 1, raw.index("」")
    first = raw.index("县推行") - 2
    county, words = Evidence(first, first + 3, raw[first : first + 3]), Evidence(start, end, raw[start:end])
    entities = (
        Entity("p", "Place", county.quote, (county,)),
        Entity("c", "Case", f"{county.quote}的做法", (county,), attrs={"place": county.quote}),
        Entity("m", "Measure", words.quote, (words,)),
    )
    relations = (Relation("doc", "studiesCase", "c", (county,)), Relation("c", "adoptsMeasure", "m", (words,)))
    return Extraction(document.id, document.source, entities, relations, ())


def written(folder: Path, names: Sequence[str]) -> list[Path]:
    folder.mkdir(exist_ok=True, parents=True)
    for name in names:
        (folder / name).write_text(FILES[name], encoding="utf-8")
    return [folder / name for name in names]


def built(folder: Path, batches: Sequence[Sequence[str]], policy: Policy | None) -> KnowledgeBase:
    kb = KnowledgeBase.create_or_open(folder / "kb")
    for batch in batches:
        report = kb.add(written(folder / "sources", batch), extract=extract, duplicates=policy)
        assert not report.failed
    return kb


def state(kb: KnowledgeBase) -> tuple[str, dict[str, bytes]]:
    """Everything a knowledge base holds: its graph, and its files outside the store."""
    files = (path for path in sorted(kb.path.rglob("*")) if path.is_file() and "store" not in path.relative_to(kb.path).parts)
    return kb.graphs().canonical_hash(), {str(path.relative_to(kb.path)): path.read_bytes() for path in files}


def test_near_duplicates_are_kept_and_reported(tmp_path: Path) -> None:
    kb = KnowledgeBase.create_or_open(tmp_path / "kb")
    assert kb.add(written(tmp_path, ["tea.txt", "kelp.txt"]), extract=extract).duplicates == ()
    report = kb.add(written(tmp_path, ["tea.md"]), extract=extract)
    [pair] = report.duplicates
    assert (pair.first, pair.second, pair.stands) == ("tea.md", "tea.txt", None)
    assert 0.8 < pair.similarity <= 1
    assert kb.status().duplicates == report.duplicates
    assert len(kb.documents()) == 3
    assert kb.add(written(tmp_path, ["tea.md"]), extract=extract).duplicates == (), "told once"


def test_a_later_one_is_skipped(tmp_path: Path) -> None:
    kb = built(tmp_path, [["tea.txt", "kelp.txt"]], None)
    before = state(kb)
    report = kb.add(written(tmp_path, ["tea.html"]), extract=extract, duplicates="skip")
    [skipped] = report.skipped
    assert (skipped.first, skipped.second, report.added) == ("tea.html", "tea.txt", ())
    assert state(kb)[0] == before[0]
    assert len(kb.documents()) == 2
    assert kb.add(written(tmp_path, ["tea.md"]), extract=extract).skipped, "as was said once"


def test_of_files_given_together_the_richest_format_is_not_skipped(tmp_path: Path) -> None:
    kb = built(tmp_path, [["tea.txt", "tea.md", "tea.html", "kelp.txt"]], "skip")
    assert [entry.source for entry in kb.documents()] == ["kelp.txt", "tea.html"]


def test_merged_documents_are_one_with_another_source(tmp_path: Path) -> None:
    kb = built(tmp_path, [["tea.txt", "kelp.txt"], ["tea.html"]], "merge")
    assert [entry.source for entry in kb.documents()] == ["kelp.txt", "tea.html"]
    [pair] = kb.duplicates()
    assert pair == Duplicate("tea.html", "tea.txt", pair.similarity, "tea.html")
    tea, other = kb.identifiers.document(kb.entry("tea.html").id), kb.identifiers.document(kb.entry("tea.txt").id)
    store = kb.store()
    assert [quad.object for quad in store.quads_for_pattern(tea, v.HAS_FORMAT, None, DefaultGraph())] == [other]
    [label] = [quad.object for quad in store.quads_for_pattern(other, None, None, DefaultGraph())]
    assert getattr(label, "value", None) == "tea.txt", "its name is all that is said of it"
    assert not [finding for finding in validate(kb) if finding.severity == "Violation"]


@pytest.mark.parametrize("gone", ["tea.html", "tea.txt"])
def test_removing_one_of_two_leaves_what_the_other_alone_gives(tmp_path: Path, gone: str) -> None:
    kb = built(tmp_path, [["tea.txt", "tea.html", "kelp.txt"]], "merge")
    kb.remove(gone)
    rest = "tea.txt" if gone == "tea.html" else "tea.html"
    assert state(kb) == state(built(tmp_path / "alone", [[rest, "kelp.txt"]], "merge"))


def test_the_choice_may_be_changed_later(tmp_path: Path) -> None:
    kb = built(tmp_path, [["tea.txt", "tea.md", "kelp.txt"]], "merge")
    merged = state(kb)
    kb.add(written(tmp_path, ["tea.txt"]), extract=extract, duplicates="keep")
    assert state(kb) == state(built(tmp_path / "kept", [["tea.txt", "tea.md", "kelp.txt"]], "keep"))
    kb.add(written(tmp_path, ["tea.txt"]), extract=extract, duplicates="merge")
    assert state(kb) == merged


def test_a_merged_document_that_changes_is_on_its_own_again(tmp_path: Path) -> None:
    kb = built(tmp_path, [["tea.txt", "tea.html"]], "merge")
    (tmp_path / "sources" / "tea.txt").write_text(HERDING, encoding="utf-8")
    kb.add([tmp_path / "sources"], extract=extract)
    assert [entry.source for entry in kb.documents()] == ["tea.html", "tea.txt"]
    other = KnowledgeBase.create_or_open(tmp_path / "other")
    other.add([tmp_path / "sources"], extract=extract, duplicates="merge")
    assert state(kb) == state(other)


def test_what_a_stopped_build_did_not_write_is_made_up_for(tmp_path: Path) -> None:
    kb = built(tmp_path, [["tea.txt", "tea.html", "kelp.txt"]], "merge")
    whole = state(kb)
    kb.folder.signatures.unlink()
    data = json.loads(kb.folder.manifest.read_text(encoding="utf-8"))
    for item in data["documents"]:
        item.pop("mergedInto", None)
        item.pop("standsFor", None)
    kb.folder.manifest.write_text(json.dumps(data), encoding="utf-8")
    kb.folder.mark.touch()
    late = KnowledgeBase.open(kb.path)
    late.add([tmp_path / "sources"], extract=extract)
    assert state(late) == whole


def test_content_under_two_names_is_found_by_both_and_goes_by_the_first(tmp_path: Path) -> None:
    kb = built(tmp_path, [["tea.txt"], ["copy-of-tea.txt"]], None)
    [entry] = kb.documents()
    assert (entry.source, entry.other_names) == ("copy-of-tea.txt", ("tea.txt",))
    assert kb.document("tea.txt").source == "copy-of-tea.txt"
    assert KnowledgeBase.open(kb.path).entry("tea.txt") == entry


def test_a_name_that_gets_new_content_leaves_the_old_content_to_its_other_name(tmp_path: Path) -> None:
    kb = built(tmp_path, [["tea.txt", "copy-of-tea.txt"]], None)
    (tmp_path / "sources" / "copy-of-tea.txt").write_text(HERDING, encoding="utf-8")
    report = kb.add([tmp_path / "sources"], extract=extract)
    assert report.updated == ("copy-of-tea.txt",)
    other = KnowledgeBase.create_or_open(tmp_path / "other")
    other.add([tmp_path / "sources"], extract=extract)
    assert state(kb) == state(other)


def test_added_one_by_one_backwards_they_are_what_they_are_at_once(tmp_path: Path) -> None:
    names = sorted(FILES)
    one_by_one = built(tmp_path, [[name] for name in reversed(names)], "merge")
    assert state(one_by_one) == state(built(tmp_path / "scratch", [names], "merge"))


@pytest.mark.slow
@pytest.mark.parametrize("policy", ["keep", "merge"])
@settings(
    max_examples=5,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.permutations(sorted(FILES)), st.integers(1, 6), st.integers(0, 4))
def test_the_order_of_adding_does_not_matter_nor_what_was_there_in_between(
    policy: Policy, order: list[str], size: int, removed: int
) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        batches = [order[at : at + size] for at in range(0, len(order), size)]
        kb = built(folder, batches, policy)
        scratch = built(folder / "scratch", [sorted(FILES)], policy)
        assert state(kb) == state(scratch)
        entry = kb.entries()[removed % len(kb.entries())]
        kb.remove(entry.source)
        gone = {entry.source, *entry.other_names}
        rest = sorted(FILES.keys() - gone)
        assert state(kb) == state(built(folder / "rest", [rest], policy))
        kb.add(written(folder / "sources", sorted(gone)), extract=extract)
        assert state(kb) == state(scratch)
