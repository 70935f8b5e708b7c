"""What always holds of cleaning and reading, for any text."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.cleaning import CleaningMode, clean
from corpus.document import Document
from corpus.load import document_from_bytes
from corpus.markers import caption_kind, is_footnote, is_page_number, is_reference, is_table_row, opens_plainly
from corpus.source import DocumentError

ANY = st.text(
    st.one_of(
        st.characters(exclude_categories=("Cs",)),
        st.sampled_from("县乡村民，。：；“”（）[]［］①②**`_^<>|#\\ \t\u3000\n\r\f\v\x1c\x85\u2028\u200b\ufeff０９Ａ％．.,12340%abc"),
    ),
    max_size=80,
)
PARTS = st.lists(
    st.sampled_from(
        [
            *(
                "县里先登记",
                "村里后复核",
                "，",
                "。",
                "：",
                "①",
                "②",
                "4 221",
                "２０２０ 年",
                "Ｔ 县",
                "3．5",
                "APP",
                " ",
                "\u3000",
                "\n",
                "\r\n",
            ),
            *(
                "<sup>[1]</sup>",
                "<sup>",
                "</sup>",
                "［2］",
                "[10-11]",
                "[",
                "]",
                "^",
                "**",
                "*",
                "`",
                "_",
                "__",
                "\\",
                "&nbsp;",
                "\u200b",
                "²",
            ),
            *("![图](a.png)", "[见](http://a.b)", "|", "(", ")", "<b>", "<!--", "-->", "%", "1", "22", "333", "，［", "１"),
        ]
    ),
    max_size=14,
).map("".join)
MODES: tuple[CleaningMode, ...] = ("prose", "spaced", "cells")


def folded(char: str) -> str:
    """A character as the contract compares it."""
    return " " if char.isspace() else unicodedata.normalize("NFKC", char)


def read(text: str) -> Document | None:
    """The document of a text; None where it is refused."""
    try:
        return document_from_bytes(text.encode(), "paper.md")
    except DocumentError:
        return None


@settings(max_examples=200, deadline=None)
@given(st.one_of(ANY, PARTS), st.sampled_from(MODES), st.booleans())
def test_every_cleaned_character_stands_for_the_raw_one_at_its_offset(text: str, mode: CleaningMode, notes: bool) -> None:
    cleaned = clean(text, [(0, len(text))], mode, notes=notes)
    assert len(cleaned.text) == len(cleaned.offsets)
    assert [folded(char) for char in cleaned.text] == [folded(text[offset]) for offset in cleaned.offsets]
    assert list(cleaned.offsets) == sorted(set(cleaned.offsets)), "in order, each once"


@settings(max_examples=300, deadline=None)
@given(st.one_of(ANY, PARTS), st.sampled_from(MODES[:2]), st.booleans())
def test_cleaning_what_is_clean_changes_nothing(text: str, mode: CleaningMode, notes: bool) -> None:
    """Table rows aside, whose empty cells at the edge are white space that a second cleaning would take for the edge."""
    once = clean(text, [(0, len(text))], mode, notes=notes).text
    assert clean(once, [(0, len(once))], mode, notes=notes).text == once


@settings(max_examples=150, deadline=None)
@given(st.lists(st.one_of(ANY, PARTS), min_size=1, max_size=8).map("\n".join), st.data())
def test_any_slice_of_the_reading_text_lies_in_its_raw_span(text: str, data: st.DataObject) -> None:
    document = read(text)
    if document is None or not document.reading.text:
        return
    reading = document.reading
    assert all(folded(char) == folded(document.raw[offset]) for char, offset in zip(reading.text, reading.offsets, strict=True))
    start = data.draw(st.integers(0, len(reading.text) - 1))
    end = data.draw(st.integers(start + 1, len(reading.text)))
    first, last = reading.raw_span(start, end)
    assert 0 <= first < last <= len(document.raw)
    assert {first, last - 1} <= set(reading.offsets[start:end])


@settings(max_examples=150, deadline=None)
@given(st.lists(st.one_of(ANY, PARTS), min_size=1, max_size=8).map("\n".join), st.data())
def test_consecutive_sentences_of_a_segment_map_back_to_it(text: str, data: st.DataObject) -> None:
    document = read(text)
    if document is None or not document.sentences:
        return
    first = data.draw(st.integers(0, len(document.sentences) - 1))
    own = document.sentences[first].segment
    last = max(number for number in range(first, len(document.sentences)) if document.sentences[number].segment == own)
    last = data.draw(st.integers(first, last))
    start, end = document.reading.raw_span(document.sentences[first].start, document.sentences[last].end)
    segment = document.segments[own]
    assert segment.start <= start < end <= segment.end
    for number in range(first, last + 1):
        words = document.reading.text[document.sentences[number].start : document.sentences[number].end]
        assert words and words == words.strip()


@given(st.one_of(ANY, st.text("续表图第注附页一二1２①[]|、.：- ", max_size=12)))
def test_a_line_that_opens_plainly_opens_nothing_else(line: str) -> None:
    if opens_plainly(line):
        assert caption_kind(line) is None
        assert not is_table_row(line) and not is_page_number(line) and not is_footnote(line) and not is_reference(line, in_list=False)


@pytest.mark.parametrize("pieces", [[(0, 4), (5, 9)], [(0, 4), (6, 9)], [(0, 9)]])
def test_lines_join_as_their_characters_ask(pieces: list[tuple[int, int]]) -> None:
    assert clean("村里先查\n乡里后查", [(start, min(end, 9)) for start, end in pieces]).text[:4] == "村里先查"
