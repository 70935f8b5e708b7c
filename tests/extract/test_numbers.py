"""Numbers, units and times as a reader of a county report understands them."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from extract.annotation import Qualifier
from extract.lexicon import rows
from extract.numbers import find_quantities, parse_number, parse_unit
from extract.times import find_times

QUALIFIERS = {"exact", "约", "超过", "以内", "以上", "不足", "以下"}


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("7.4亿", 740_000_000),
        ("七点四亿", 740_000_000),
        ("1.95万亿", 1.95e12),
        ("三千二百", 3200),
        ("两万五千", 25_000),
        ("一百二", 120),
        ("二〇一九", 2019),
        ("1,250", 1250),
        ("1 206", 1206),
        ("八", 8),
        ("百", 100),
    ],
)
def test_a_number_is_read_however_it_is_written(written: str, value: float) -> None:
    assert parse_number(written) == pytest.approx(value)


def test_what_is_no_number_is_none() -> None:
    assert parse_number("河湾") is None
    assert parse_number("三点") is None


@pytest.mark.parametrize(
    ("text", "value", "unit", "qualifier"),
    [
        ("全县贫困人口7.4亿人", 7.4e8, "人", "exact"),
        ("约20多万名群众", 200_000, "人", "约"),
        ("卖出洋芋10 万余斤", 100_000, "斤", "超过"),
        ("占百分之三", 3, "%", "exact"),
        ("占三成五", 35, "%", "exact"),
        ("三成以上的农户", 30, "%", "以上"),
        ("三分之二的村", 66.67, "%", "exact"),
        ("一半的农户", 50, "%", "exact"),
        ("比上年增长一倍以上", 1, "倍", "以上"),
        ("提高了5.3个百分点", 5.3, "个百分点", "exact"),
        ("增收近50万元", 500_000, "元", "约"),
        ("人均不足1亩", 1, "亩", "不足"),
        ("每斤多卖八毛钱", 0.8, "元", "exact"),
        ("平均一天半办结", 1.5, "天", "exact"),
        ("不超过15桌", 15, "桌", "以内"),
        ("低保户30户左右", 30, "户", "约"),
        ("回收问卷1 206份", 1206, "份", "exact"),
        ("抽调37名干部", 37, "人", "exact"),
    ],
)
def test_a_figure_gives_value_unit_and_qualifier(text: str, value: float, unit: str, qualifier: Qualifier) -> None:
    (found,) = find_quantities(text)
    assert found.value == pytest.approx(value)
    assert (found.unit, found.qualifier) == (unit, qualifier)


def test_households_and_persons_side_by_side_are_two_figures() -> None:
    assert [(q.value, q.unit) for q in find_quantities("贫困人口6.5万户28.6万人")] == [(65_000, "户"), (286_000, "人")]


def test_a_unit_with_a_scale_multiplies() -> None:
    assert parse_unit("亿元") == ("元", 1e8)
    assert parse_unit("名") == ("人", 1.0)
    assert parse_unit("不明") == (None, 1.0)


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("截至2019年底", [(None, 2019)]),
        ("2013—2018年", [(2013, 2018)]),
        ("2018年6月至2020年4月", [(2018, 2020)]),
        ("二〇一七年春", [(None, 2017)]),
        ("“十三五”时期", [(2016, 2020)]),
        ("从2014年的30%降至2019年的1%", [(None, 2014), (None, 2019)]),
        ("12015年画", []),
    ],
)
def test_years_and_periods_are_read(text: str, years: list[tuple[int | None, int]]) -> None:
    assert [(t.start_year, t.year) for t in find_times(text)] == years


@example("一亿一%")
@given(st.text(alphabet="0123456789.,%一二三十百千万亿两点半成年月约近多余以上户人元村 ，。的河湾县", max_size=40))
def test_what_is_found_lies_in_the_text_in_order(text: str) -> None:
    end = 0
    for q in find_quantities(text):
        assert end <= q.outer_start <= q.start < q.end <= q.outer_end <= len(text)
        end = q.outer_end
    end = 0
    for t in find_times(text):
        assert end <= t.start and text[t.start : t.end] == t.text
        assert t.start_year is None or t.start_year < t.year
        end = t.end


@given(st.integers(min_value=0, max_value=10**12))
def test_plain_digits_are_their_own_value(number: int) -> None:
    assert parse_number(str(number)) == number


def test_lexicons_use_the_qualifiers_and_numbers_of_the_contract() -> None:
    for row in rows("number_words"):
        assert row["side"] in ("before", "behind", "share")
        assert row["side"] == "share" or row["qualifier"] in QUALIFIERS
    for row in rows("units"):
        assert float(row["factor"]) > 0 and row["kind"]
