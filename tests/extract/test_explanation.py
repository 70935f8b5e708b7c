"""Why a passage was read as it was: rules, near misses, role and modality."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.load import document_from_bytes, load_document
from extract.annotation_json import extraction_to_json
from extract.explanation import Explanation, explain
from extract.pipeline import extract
from extract.trace import Trace

TEXT = """# 清溪县精准扶贫的“三访工作法”

## 二、做法

为解决识别不准的问题，清溪县推行“三访工作法”：一是访农户，由村干部逐户登记；二是访邻里，由驻村工作队核对；三是访收入，由县扶贫办复核。

## 三、对策建议

应当完善监督体系。
"""


def explained(words: str) -> Explanation:
    document = document_from_bytes(TEXT.encode(), "qingxi.md")
    start = document.raw.index(words)
    return explain(document, start, start + len(words))


def test_every_annotation_on_the_words_is_named_with_its_rule_and_quote() -> None:
    found = explained("三访工作法”：一是访农户")
    kinds = {hit.kind for hit in found.hits}
    assert {"Mechanism", "Step", "hasStep", "employsMechanism"} <= kinds
    mechanism = next(hit for hit in found.hits if hit.kind == "Mechanism")
    assert (mechanism.what, mechanism.rule) == ("三访工作法", "mechanisms.quoted_whole")
    assert all(TEXT[e.start : e.end] == e.quote for hit in found.hits for e in hit.evidence)
    assert all(e.start < found.end and found.start < e.end for hit in found.hits for e in hit.evidence)


def test_what_nearly_fired_says_why_it_did_not() -> None:
    found = explained("三访工作法")
    overlapped = [near for near in found.near_misses if near.reason == "overlapped"]
    assert overlapped and all(near.instead for near in overlapped)
    unsure = [near for near in explained("识别不准").near_misses if near.reason == "unsure"]
    assert unsure and all(near.needed and near.short_by == pytest.approx(near.needed - near.confidence) for near in unsure)


def test_section_role_and_the_words_behind_a_modality_are_told() -> None:
    (passage,) = explained("完善监督体系").passages
    assert (passage.role, passage.section[-1], passage.modality) == ("paragraph", "三、对策建议", "proposed")
    assert (passage.cue_scope, passage.cue) == ("section", "建议")
    (passage,) = explained("村干部").passages
    assert (passage.modality, passage.cue) == ("reported", "")


def test_the_text_for_people_has_a_line_for_all_that_the_json_has() -> None:
    found = explained("三访工作法")
    lines = "\n".join(found.lines())
    assert all(hit.rule in lines for hit in found.hits) and all(near.rule in lines for near in found.near_misses)
    assert len(found.to_json()["hits"]) == len(found.hits)


@pytest.mark.parametrize(("start", "end"), [(5, 5), (-1, 4), (0, 10**6)])
def test_a_span_outside_the_text_is_refused(start: int, end: int) -> None:
    document = document_from_bytes(TEXT.encode(), "qingxi.md")
    with pytest.raises(ValueError, match=r"qingxi\.md: span"):
        explain(document, start, end)


@pytest.mark.shared
def test_being_watched_changes_nothing(shared: Path) -> None:
    document = load_document(min((shared / "seeds").glob("001_*.txt")))
    trace = Trace()
    watched = extract(document, trace=trace)
    assert extraction_to_json(watched, document) == extraction_to_json(extract(document), document)
    assert trace.dropped
