"""Lists come apart at their marks, and every member is the exact words at its offsets."""

from __future__ import annotations

import itertools

from hypothesis import given
from hypothesis import strategies as st

from extract.enumerations import announced, before, split


def test_the_last_member_after_and_is_a_member() -> None:
    text = "户主申请、小组评议和乡镇审核"
    assert [item.text for item in split(text, 0, len(text))] == ["户主申请", "小组评议", "乡镇审核"]


def test_a_list_with_arrows_keeps_the_pauses_inside_its_members() -> None:
    text = "申报→村、组两级初审→公示"
    assert [item.text for item in split(text, 0, len(text))] == ["申报", "村、组两级初审", "公示"]


def test_and_so_on_is_no_member() -> None:
    text = "修路、架桥、通水等"
    assert [item.text for item in split(text, 0, len(text))] == ["修路", "架桥", "通水"]


def test_numbered_clauses_are_members_up_to_their_first_comma() -> None:
    text = "一是摸清底数，逐户登记；二是张榜公布，接受监督；三是定期回访。"
    assert [item.text for item in announced(text, 0, len(text))] == ["摸清底数", "张榜公布", "定期回访"]


def test_a_list_ends_where_the_count_is_reached() -> None:
    text = "甲查、乙查、丙查，丁查和戊查都不算。"
    assert [item.text for item in announced(text, 0, len(text), 3)] == ["甲查", "乙查", "丙查"]


def test_one_thing_is_no_list() -> None:
    text = "只有一件事。"
    assert announced(text, 0, len(text)) == ()


def test_a_list_right_before_a_name_is_found() -> None:
    text = "全乡采取村级申报、乡级复核、县级备案“三级把关”的办法"
    assert [item.text for item in before(text, text.index("“"), floor=0)] == ["全乡采取村级申报", "乡级复核", "县级备案"]


@given(st.text(alphabet="村乡县查评、，；（）“”—→+和等一二三。", max_size=60))
def test_members_are_the_words_at_their_offsets_and_in_order(text: str) -> None:
    for items in (split(text, 0, len(text)), announced(text, 0, len(text)), before(text, len(text), floor=0)):
        for item in items:
            assert text[item.start : item.end] == item.text != ""
        assert all(a.end <= b.start for a, b in itertools.pairwise(items))
