"""Observations: what a figure measures, of whom, when. The counties are invented."""

from __future__ import annotations

import os
import re
from array import array
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.document import Document, Metadata, Reading, Segment, SegmentKind, Sentence
from corpus.load import load_document
from extract.annotation import Observation
from extract.indicator_patterns import pattern
from extract.indicators import find_observations
from extract.lexicon import rows
from extract.view import Mention, View


def view_of(*parts: str | tuple[SegmentKind, str]) -> View:
    """A document of paragraphs whose reading text equals its raw text."""
    raw = ""
    segments: list[Segment] = []
    sentences: list[Sentence] = []
    for part in parts:
        kind, text = ("paragraph", part) if isinstance(part, str) else part
        start = len(raw)
        if kind not in ("table", "table_row"):
            for m in re.finditer(r"[^。]+。?", text):
                sentences.append(Sentence(start + m.start(), start + m.end(), len(segments)))
        raw += text + "\n"
        segments.append(Segment(kind, start, start + len(text), start, start + len(text)))
    reading = Reading(raw, array("l", range(len(raw))))
    return View(Document("d", "d.txt", "", raw, Metadata(), reading, tuple(segments), tuple(sentences)))


def places(view: View, *names: str) -> list[Mention]:
    return [Mention("Place", m.start(), m.end(), name, "test", 1.0) for name in names for m in re.finditer(name, view.text)]


def observe(*parts: str | tuple[SegmentKind, str], names: tuple[str, ...] = ("清平县",)) -> list[Observation]:
    view = view_of(*parts)
    return list(find_observations(view, places(view, *names)))


def brief(found: list[Observation]) -> list[tuple[str, float, str | None]]:
    return [(o.indicator, o.value, o.unit) for o in found]


def test_households_persons_and_rate_of_one_sentence() -> None:
    found = observe("2014年,清平县建档立卡贫困人口为6.1万户25.3万人,贫困发生率为21.4%。")
    assert brief(found) == [("建档立卡贫困户数", 61_000, "户"), ("建档立卡贫困人口", 253_000, "人"), ("贫困发生率", 21.4, "%")]
    assert {(o.about, o.year) for o in found} == {("清平县", 2014)}
    assert [o.id for o in found] == ["o1", "o2", "o3"]


def test_a_change_is_two_figures_of_one_name_each_with_its_year() -> None:
    found = observe("清平县贫困发生率由2014年的21.4%降至2019年的0.9%。")
    assert [(o.indicator, o.value, o.year) for o in found] == [("贫困发生率", 21.4, 2014), ("贫困发生率", 0.9, 2019)]


def test_the_value_before_a_change_does_not_take_the_year_of_the_change() -> None:
    found = observe("到2020年，清平县稳岗率从48%升到87%。")
    assert [(o.value, o.year) for o in found] == [(48, None), (87, 2020)]


def test_what_is_counted_names_the_figure() -> None:
    found = observe("清平县辖14个乡镇、217个行政村，抽调126名业务骨干集中办公，设立9个攻坚组。")
    assert brief(found) == [("乡镇数", 14, "个"), ("行政村数", 217, "个"), ("抽调业务骨干人数", 126, "人"), ("攻坚组数", 9, "个")]


def test_a_period_gives_both_years() -> None:
    (found,) = observe("2018年6月至2020年4月，清平县督战队发现问题412个。")
    assert (found.start_year, found.year, found.time_text) == (2018, 2020, "2018年6月至2020年4月")


def test_a_growth_over_an_earlier_year_starts_there() -> None:
    (found,) = observe("2018年清平县的投入比2013年增长一倍以上。")
    assert (found.value, found.unit, found.start_year, found.year, found.qualifier) == (1, "倍", 2013, 2018, "以上")


def test_a_bare_number_of_ten_thousands_takes_the_unit_of_its_noun() -> None:
    found = observe("全国累计减少贫困人口1.2亿，近6000万低保人员得到保障，收入达到3.5亿。", names=())
    assert [(o.value, o.unit) for o in found] == [(1.2e8, "人"), (6e7, "人"), (3.5e8, "元")]
    assert all(o.about is None for o in found)


def test_the_place_of_the_passage_holds_on() -> None:
    found = observe("清平县地处河源省西部。全县贫困村有52个。", names=("清平县", "河源省"))
    assert [(o.indicator, o.about) for o in found] == [("贫困村数", "清平县")]


def test_a_share_says_of_what() -> None:
    found = observe("清平县因病致贫户占贫困户的42.3%，七成农户参保。")
    assert [(o.value, o.unit) for o in found] == [(42.3, "%"), (70, "%")]
    assert found[0].indicator == "因病致贫户占贫困户比例"


@pytest.mark.parametrize(
    "text",
    [
        "坚持两不愁三保障，落实五位一体总体布局。",
        "第一书记和第三方评估组到村。",
        "打通最后一公里，办好这一件事。",
        "2019年3月5日，见图1和表2。",
        "20世纪90年代以来，改革一成不变。",
        "开展“万村”行动，分为三个方面、两种类型。",
        "改革开放40年来的经验。",
    ],
)
def test_shorthands_ordinals_dates_and_set_phrases_are_no_figures(text: str) -> None:
    assert observe(text) == []


def test_references_are_not_read_for_figures() -> None:
    view = view_of("清平县。", ("reference", "某某：《论文》，2019年第3期，共15页，引用25次。"))
    assert list(find_observations(view, [])) == []


def test_an_aim_and_a_supposition_are_not_reported() -> None:
    found = observe("建议清平县把补助提高到200元。", "假如报销比例降到50%，支出将减少。")
    assert [o.modality for o in found] == ["proposed", "hypothetical"]


def test_a_table_by_years() -> None:
    found = observe(
        ("caption", "表1 清平县财政投入(单位:万元)"),
        ("table", "2013年\t2014年\n专项资金\t12.5\t13\n县级配套\t1\t2.5"),
    )
    assert [(o.indicator, o.value, o.unit, o.year, o.about) for o in found] == [
        ("专项资金", 125_000, "元", 2013, "清平县"),
        ("专项资金", 130_000, "元", 2014, "清平县"),
        ("县级配套", 10_000, "元", 2013, "清平县"),
        ("县级配套", 25_000, "元", 2014, "清平县"),
    ]


def test_figures_stay_in_their_columns_where_a_cell_is_empty() -> None:
    found = observe(("table", "\t2013年\t2014年\t2015年\n专项资金\t12.5\t\t13\n县级配套\t\t2.5\t-"))
    assert [(o.indicator, o.value, o.year) for o in found] == [("专项资金", 12.5, 2013), ("专项资金", 13, 2015), ("县级配套", 2.5, 2014)]


def test_a_table_by_heads() -> None:
    found = observe(("table", "村名\t户数\t收入(万元)\n甲村\t120\t35\n乙村\t98\t12.5"))
    assert brief(found) == [
        ("甲村(户数)", 120, "户"),
        ("甲村(收入)", 350_000, "元"),
        ("乙村(户数)", 98, "户"),
        ("乙村(收入)", 125_000, "元"),
    ]


def test_a_table_that_faces_two_lists() -> None:
    found = observe(("table", "频数(户)\t致贫原因\t比例\t影响因素\t比例\t返贫原因\t频数(户)\n52\t缺水\t61.5\t自然因素\t40\t旱灾\t18"))
    assert brief(found) == [
        ("致贫原因:缺水(频数)", 52, "户"),
        ("致贫原因:缺水(比例)", 61.5, "%"),
        ("返贫原因:旱灾(比例)", 40, "%"),
        ("返贫原因:旱灾(频数)", 18, "户"),
    ]


def test_table_rows_inside_a_table_are_read_once() -> None:
    view = view_of(("table", "2013年\t2014年\n投入\t1\t2"))
    table = view.document.segments[0]
    inner = Segment("table_row", table.start + 12, table.end, table.text_start + 12, table.text_end)
    doubled = Document("d", "d", "", view.document.raw, Metadata(), view.document.reading, (table, inner), ())
    assert len(list(find_observations(View(doubled), []))) == 2


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet="清平县贫困发生率由从降至增到占为达约近0123456789.%万亿户人元个年月村，。、的三成倍半数\t|", max_size=60))
def test_evidence_is_exact_and_ids_are_unique(text: str) -> None:
    view = view_of(("table", text), text)
    found = list(find_observations(view, places(view, "清平县")))
    for o in found:
        for e in o.evidence:
            assert view.document.raw[e.start : e.end] == e.quote
        assert o.indicator
    assert [o.id for o in found] == [f"o{i}" for i in range(1, len(found) + 1)]


@pytest.mark.shared
def test_the_poverty_rate_of_the_open_county_paper_falls() -> None:
    shared = Path(os.environ.get("ZHITU_SHARED", Path(__file__).parents[2].parent / "shared"))
    papers = sorted((shared / "seeds").glob("004_*.txt"))
    if not papers:
        pytest.skip(f"no papers in {shared}/seeds; set ZHITU_SHARED")
    view = View(load_document(papers[0]))
    rates = {o.year: o.value for o in find_observations(view, []) if o.indicator == "贫困发生率"}
    assert (rates[2014], rates[2019]) == (27.15, 1.4)


def test_lexicons_are_well_formed() -> None:
    for row in rows("indicator_patterns"):
        assert pattern(row["name"]).pattern == row["pattern"]
    for row in rows("number_idioms"):
        re.compile(row["pattern"])
    assert {row["role"] for row in rows("indicator_words")} == {"link", "change", "lead", "stop", "nominal", "light", "place", "aside"}
