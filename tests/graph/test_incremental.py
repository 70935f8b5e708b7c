"""Whatever is added, changed, removed and extracted anew, a knowledge base on disk holds what a rebuild holds (hash after RDFC-1.0)."""

from __future__ import annotations

import hashlib
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import CanonicalizationAlgorithm, Dataset

from corpus.document import Document
from extract.annotation import Entity, Evidence, Extraction, Relation
from graph import build
from graph.knowledge_base import KnowledgeBase

COUNTIES = ("寿宁县", "霞浦县", "H县的")
NAMES = ("one.txt", "two.txt", "three.txt")
STEPS = st.one_of(
    st.tuples(st.just("write"), st.sampled_from(NAMES), st.sampled_from(COUNTIES), st.integers(0, 2)),
    st.tuples(st.just("remove"), st.sampled_from(NAMES), st.just(""), st.just(0)),
    st.tuples(st.just("rules"), st.just(""), st.just(""), st.integers(0, 1)),
)


def extract(document: Document, version: int) -> Extraction:
    """Annotate the words in 「」 as a measure of a county, surer in one version of the rules than in the other."""
    raw = document.raw
    start, end = raw.index("「") + 1, raw.index("」")
    county, words = Evidence(0, 3, raw[:3]), Evidence(start, end, raw[start:end])
    entities = (
        Entity("p", "Place", county.quote, (county,)),
        Entity("c", "Case", f"{county.quote}的做法", (county,), attrs={"place": county.quote}),
        Entity("m", "Measure", words.quote, (words,)),
    )
    relations = (
        Relation("doc", "studiesCase", "c", (county,)),
        Relation("c", "adoptsMeasure", "m", (words,), confidence=0.9 - 0.4 * version),
    )
    return Extraction(document.id, document.source, entities, relations, ())


def rdfc(kb: KnowledgeBase) -> str:
    data = Dataset(kb.graphs().quads())
    data.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    return hashlib.sha256("\n".join(sorted(map(str, data))).encode()).hexdigest()


@pytest.mark.slow
@settings(max_examples=8, deadline=None)
@given(steps=st.lists(STEPS, min_size=1, max_size=6))
def test_any_history_ends_in_what_a_rebuild_gives(steps: list[tuple[str, str, str, int]]) -> None:
    plain = build.versions
    with tempfile.TemporaryDirectory() as name, pytest.MonkeyPatch.context() as patch:
        sources, rules = Path(name) / "sources", 0
        sources.mkdir()
        kb = KnowledgeBase.create_or_open(Path(name) / "kb")
        for what, file, county, number in [*steps, ("write", "last.txt", "柘荣县", 0)]:
            if what == "write":
                (sources / file).write_text(f"{county}推行「第{number}号托管」。文件{file}。", encoding="utf-8")
            elif what == "remove":
                (sources / file).unlink(missing_ok=True)
                if any(entry.source == file for entry in kb.entries()):
                    kb.remove(file)
            else:
                rules = number
            version = rules
            patch.setattr(build, "versions", lambda version=version: {**plain(), "rules": f"version {version}"})
            if any(sources.iterdir()):
                kb.add([sources], extract=lambda document, version=version: extract(document, version))
        fresh = KnowledgeBase.create_or_open(Path(name) / "again")
        fresh.add([sources], extract=lambda document: extract(document, rules))
        assert rdfc(kb) == rdfc(fresh)
        assert kb.graphs().canonical_hash() == fresh.graphs().canonical_hash()
