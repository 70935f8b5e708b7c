"""Where sentences end."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.sentences import sentence_spans


def split(text: str) -> list[str]:
    """The sentences of a text."""
    return [text[start:end] for start, end in sentence_spans(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("县里查。乡里查！村里查吗？", ["县里查。", "乡里查！", "村里查吗？"]),
        ("一是登记；二是复核；三是公示。完了。", ["一是登记；二是复核；三是公示。", "完了。"]),
        ("他说：“先查。后补。”众人都同意。", ["他说：“先查。后补。”", "众人都同意。"]),
        ("“先查。后补。”的办法好。", ["“先查。后补。”的办法好。"]),
        ("要做到“真查”。真改。", ["要做到“真查”。", "真改。"]),
        ("见《先查后补。试行》一文。完。", ["见《先查后补。试行》一文。", "完。"]),
        ("办法（共三条。见下）有效。完。", ["办法（共三条。见下）有效。", "完。"]),
        ("(1）先查。再补。", ["(1）先查。", "再补。"]),
        ("没有关上的“引号。后面还有话。", ["没有关上的“引号。", "后面还有话。"]),
        ("登记、复核……都做了。好！！", ["登记、复核……都做了。", "好！！"]),
        ("没有句号", ["没有句号"]),
        ("增长 3.5%。降到1.4%。", ["增长 3.5%。", "降到1.4%。"]),
        ("The county checks. It works well.", ["The county checks.", "It works well."]),
        ("  ", []),
    ],
)
def test_splitting(text: str, expected: list[str]) -> None:
    assert split(text) == expected


def test_a_quotation_whose_end_is_lost_does_not_swallow_the_rest() -> None:
    long = "“开头。" + "中间有话。" * 80 + "结尾”。"
    assert len(split(long)) > 50


@given(st.text(alphabet="县查。！？；，“”（）《》 1A…", max_size=60))
def test_nothing_is_lost_and_nothing_overlaps(text: str) -> None:
    spans = list(sentence_spans(text))
    assert all(a[1] <= b[0] for a, b in pairwise(spans))
    kept = "".join(text[start:end] for start, end in spans)
    assert "".join(kept.split()) == "".join(text.split())
