"""Reading text: every character stands for a raw one, and cleaning drops what nobody reads aloud."""

from __future__ import annotations

import unicodedata
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.cleaning import clean
from corpus.document import Document
from corpus.load import document_from_bytes

HAN = "县乡村治理扶贫干部办法联查登记复核群众公示名单我们说的是了在和有不人这"
WORDS = st.text(alphabet=HAN, min_size=1, max_size=30)
NOISE = st.sampled_from(
    [
        "，",
        "、",
        " ",
        "２０１８ 年",
        "4 221",
        "Ｔ 县",
        "<sup>[1]</sup>",
        "［2］",
        "[10-11]",
        "“",
        "”",
        "％",
        "（",
        "）",
        "①",
        "**",
        "\u3000",
        "APP",
    ]
)
SENTENCE = st.lists(st.one_of(WORDS, NOISE), min_size=1, max_size=8).map(lambda parts: "".join(parts) + "。")
PARAGRAPH = st.lists(SENTENCE, min_size=1, max_size=4).map("".join)
BREAK = st.sampled_from(["\n", "\n\n", "\r\n", "\n \n", "\r\n\r\n", "\n\f"])
MARKED = st.one_of(
    PARAGRAPH,
    st.sampled_from(
        ["## 一、做法", "（一）入户", "表1 户数", "| 甲 | 乙 |", "|---|---|", "- 第一项", "①注文在此。", "[1]", "12", "摘要：", "参考文献"]
    ),
)
DRAFT = st.lists(st.tuples(MARKED, BREAK), min_size=1, max_size=12).map(lambda parts: "".join(a + b for a, b in parts))
PLAIN = st.lists(st.lists(WORDS, min_size=1, max_size=5).map("，".join), min_size=1, max_size=5).map(
    lambda parts: "".join(f"{p}。\n" for p in parts)
)


def read(text: str) -> Document:
    """The document of a text."""
    return document_from_bytes(text.encode("utf-8"), "paper.md")


def folded(char: str) -> str:
    """A character as the contract compares it."""
    return " " if char.isspace() else unicodedata.normalize("NFKC", char)


@settings(max_examples=120, deadline=None)
@given(DRAFT)
def test_every_character_stands_for_a_raw_one(text: str) -> None:
    document = read(text)
    reading = document.reading
    assert len(reading.text) == len(reading.offsets)
    for char, offset in zip(reading.text, reading.offsets, strict=True):
        assert folded(char) == folded(document.raw[offset])


@settings(max_examples=120, deadline=None)
@given(DRAFT)
def test_segments_and_sentences_lie_in_order_and_inside_the_text(text: str) -> None:
    document = read(text)
    length = len(document.reading.text)
    blocks = [s for s in document.segments if s.kind != "table_row"]
    assert all(0 <= s.text_start <= s.text_end <= length and 0 <= s.start < s.end <= len(document.raw) for s in document.segments)
    assert all(a.text_end <= b.text_start for a, b in pairwise(blocks))
    assert all(a.end <= b.start for a, b in pairwise(document.sentences))
    for sentence in document.sentences:
        segment = document.segments[sentence.segment]
        assert segment.text_start <= sentence.start < sentence.end <= segment.text_end
        start, end = document.reading.raw_span(sentence.start, sentence.end)
        assert segment.start <= start < end <= segment.end


@settings(max_examples=100, deadline=None)
@given(DRAFT, st.data())
def test_a_slice_of_a_sentence_maps_back_to_words_that_hold_it(text: str, data: st.DataObject) -> None:
    document = read(text)
    if not document.sentences:
        return
    sentence = data.draw(st.sampled_from(document.sentences))
    start = data.draw(st.integers(sentence.start, sentence.end - 1))
    end = data.draw(st.integers(start + 1, sentence.end))
    raw_start, raw_end = document.reading.raw_span(start, end)
    quote = unicodedata.normalize("NFKC", document.raw[raw_start:raw_end])
    position = 0
    for char in document.reading.text[start:end]:
        found = quote.find(folded(char), position)
        assert found >= 0 or char.isspace()
        position = found + 1 if found >= 0 else position


@settings(max_examples=80, deadline=None)
@given(PLAIN)
def test_reading_a_reading_text_changes_nothing(text: str) -> None:
    once = read(text).reading.text
    assert read(once).reading.text == once


@settings(max_examples=60, deadline=None)
@given(PLAIN)
def test_line_ends_make_no_difference_to_the_reading(text: str) -> None:
    windows = read(text.replace("\n", "\r\n")).reading.text
    assert windows == read(text).reading.text


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("到 ２０２０ 年，Ｔ 县投入４．５亿元，占 ３０ ％。", "到2020年，T县投入4.5亿元，占30%。"),
        ("户均 4 221 元，累计 1 234 567 元。", "户均4221元，累计1234567元。"),
        ("从 2016 年的 30 户", "从2016年的30户"),
        ("办法有效<sup>[1]</sup>，很好［2］。他说[3-5]好。", "办法有效，很好。他说好。"),
        ("国发〔2018〕3号", "国发〔2018〕3号"),
        ("面积 5 km<sup>2</sup>。", "面积5 km2。"),
        ("三个地区①和四个乡②，", "三个地区和四个乡，"),
        ("包括：①登记；②复核。", "包括：①登记；②复核。"),
        ("**重点**是`入户`，见[说明](http://a.b/c)。", "重点是入户，见说明。"),
        ("the county of Qing  ping", "the county of Qing ping"),
        ("用 APP 扶贫，人均 GDP 增长", "用APP扶贫，人均GDP增长"),
        ("改革\n开放以来 the\nnew era", "改革开放以来the new era"),
        ("⽼百姓", "老百姓"),
    ],
)
def test_what_cleaning_does(raw: str, expected: str) -> None:
    cleaned = clean(raw, [(0, len(raw))])
    assert cleaned.text == expected and len(cleaned.offsets) == len(expected)


def test_table_cells_keep_their_gaps() -> None:
    assert clean("| 指标 | 数值 |", [(0, 11)], "cells").text == "指标\t数值"
    assert clean("户数 30 28", [(0, 8)], "cells").text == "户数 30 28"


def test_latin_words_across_a_line_keep_one_space_and_chinese_none() -> None:
    raw = "poverty\nreduction 减贫\n治理"
    assert clean(raw, [(0, 7), (8, 20), (21, 23)]).text == "poverty reduction减贫治理"


@pytest.mark.parametrize(
    ("raw", "reading"),
    [
        ("poverty alle-\nviation", "poverty alleviation"),
        ("poverty alle-\r\nviation", "poverty alleviation"),
        ("poverty alle\u00ad\nviation", "poverty alleviation"),
        ("the e-\ncommerce of 2018-\n2019", "the e-commerce of 2018-2019"),
        ("a post - war plan", "a post - war plan"),
    ],
)
def test_a_word_that_a_line_end_divides_is_put_together(raw: str, reading: str) -> None:
    cleaned = clean(raw, [(0, len(raw))])
    assert cleaned.text == reading
    assert [raw[offset] for offset in cleaned.offsets] == list(reading)


def test_the_colon_behind_a_markdown_note_is_its_mark() -> None:
    assert clean("[^1]: 见县志。", [(0, 10)]).text == "见县志。"
