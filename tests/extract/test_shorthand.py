"""Numeric shorthands are counted and taken apart; words that only begin with a numeral are left alone."""

from __future__ import annotations

import pytest

from extract.shorthand import number, parse


@pytest.mark.parametrize(
    ("name", "count"),
    [
        ("四议两公开", 6),
        ("两不愁三保障", 5),
        ("两不愁、三保障", 5),
        ("五个一批", 5),
        ("六个精准", 6),
        ("三位一体", 3),
        ("七查", 7),
        ("十二项清单", 12),
    ],
)
def test_a_shorthand_says_how_many_members_it_has(name: str, count: int) -> None:
    found = parse(name)
    assert found is not None
    assert found.count == count


@pytest.mark.parametrize("word", ["一把手", "统一领导", "一线", "一流", "百日攻坚", "1+1+N", "积分制"])
def test_a_word_that_counts_nothing_is_no_shorthand(word: str) -> None:
    assert parse(word) is None


def test_parts_keep_their_own_counts() -> None:
    found = parse("两保三补四基金")
    assert found is not None
    assert [(part.count, part.noun) for part in found.parts] == [(2, "保"), (3, "补"), (4, "基金")]


@pytest.mark.parametrize(("text", "value"), [("两", 2), ("十", 10), ("十五", 15), ("三十", 30)])
def test_numerals(text: str, value: int) -> None:
    assert number(text) == value
