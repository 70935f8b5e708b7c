"""A stored document comes back equal."""

from __future__ import annotations

import json
from array import array

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.citation import gbt7714
from corpus.load import document_from_bytes
from corpus.store_format import FormatError, document_from_json, document_to_json, offset_runs, offsets_of

TEXT = """---
title: 清平县联查
year: 2019
authors: 王某
---
# 清平县联查

## 一、做法

县里先登记，再复核[1]。

| 甲 | 乙 |
|---|---|
| 1 | 2 |
"""


@given(st.lists(st.integers(0, 2**31), max_size=50))
def test_offsets_come_back_from_their_runs(numbers: list[int]) -> None:
    offsets = array("I", numbers)
    assert offsets_of(offset_runs(offsets)) == offsets


@settings(max_examples=40, deadline=None)
@given(st.text(alphabet="县查。，“”#|-[1] \n\r\u3000\f", min_size=3, max_size=80).filter(lambda text: "县" in text))
def test_any_document_comes_back_equal(text: str) -> None:
    document = document_from_bytes(text.encode(), "a.md")
    stored = json.dumps(document_to_json(document), ensure_ascii=False)
    assert document_from_json(json.loads(stored)) == document


def test_a_whole_document_comes_back_equal() -> None:
    document = document_from_bytes(TEXT.encode(), "a.md")
    assert document_from_json(json.loads(json.dumps(document_to_json(document)))) == document


@pytest.mark.parametrize("change", [{"format": 0}, {"segments": [[1]]}, {"metadata": {"colour": 1}}, {"sentences": [1]}])
def test_a_damaged_or_old_store_says_what_to_do(change: dict[str, object]) -> None:
    stored = document_to_json(document_from_bytes(TEXT.encode(), "a.md"))
    with pytest.raises(FormatError, match="build the knowledge base again"):
        document_from_json({**stored, **change})


@pytest.mark.parametrize(
    ("front", "expected"),
    [
        (
            "title: 联查论\nauthors: 甲某; 乙某; 丙某; 丁某\njournal: 治理学报\nyear: 2019\nissue: 3\npages: 5-9",
            "甲某, 乙某, 丙某, 等. 联查论[J]. 治理学报, 2019(3): 5-9.",
        ),
        ("title: 联查论\nsubtitle: 一个县的事\nauthors: 甲某\nyear: 2019", "甲某. 联查论——一个县的事[Z]. 2019."),
        ("year: 2019\nplace: 某县", "a.md[Z]. 2019."),
        ("title: 联查论\ndoi: 10.1234/ab.5", "联查论[Z]. DOI:10.1234/ab.5."),
    ],
)
def test_citation_after_gbt_7714(front: str, expected: str) -> None:
    document = document_from_bytes(f"---\n{front}\n---\n\n县里先登记，然后复核名单，最后公示。\n".encode(), "a.md")
    assert gbt7714(document) == expected
