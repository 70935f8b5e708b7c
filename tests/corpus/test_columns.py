"""Segments, sentences and offsets kept as columns of numbers are what lists of the same things are."""

from __future__ import annotations

from array import array
from itertools import accumulate

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.columns import Segments, Sentences
from corpus.document import Segment, Sentence
from corpus.lines import lines_of
from corpus.offsets import Offsets, cut

RUNS = st.lists(st.tuples(st.integers(0, 500), st.integers(1, 9)), min_size=1, max_size=12)


@settings(deadline=None)
@given(RUNS, st.data())
def test_offsets_are_what_a_list_of_the_numbers_is(runs: list[tuple[int, int]], data: st.DataObject) -> None:
    numbers = [raw + more for raw, count in runs for more in range(count)]
    offsets = Offsets(runs)
    assert list(offsets) == numbers and len(offsets) == len(numbers) and offsets == numbers
    start = data.draw(st.integers(0, len(numbers) - 1))
    end = data.draw(st.integers(start + 1, len(numbers)))
    assert list(offsets[start:end]) == numbers[start:end] and offsets[start] == numbers[start]
    assert list(offsets[end:start:-1]) == numbers[end:start:-1] and offsets[-1] == numbers[-1]
    assert offsets.span(start, end) == (min(numbers[start:end]), max(numbers[start:end]) + 1)
    assert Offsets(offsets.runs()) == offsets


@settings(deadline=None)
@given(RUNS, st.lists(st.integers(1, 5), max_size=8))
def test_what_is_cut_out_of_runs_is_what_is_cut_out_of_the_numbers(runs: list[tuple[int, int]], steps: list[int]) -> None:
    numbers = list(Offsets(runs))
    edges = [edge for edge in accumulate(steps) if edge <= len(numbers)]
    spans = list(zip(edges[::2], edges[1::2], strict=False))
    assert list(Offsets(cut(runs, spans))) == [number for start, end in spans for number in numbers[start:end]]


def test_a_character_beyond_the_last_is_an_error() -> None:
    with pytest.raises(IndexError, match="character 3 of 3"):
        Offsets([(7, 3)])[3]


def test_segments_and_sentences_are_given_back_as_they_were_put_in() -> None:
    items = (
        Segment("heading", 0, 4, 0, 4, 2, (), ()),
        Segment("paragraph", 5, 30, 5, 28, None, ("一、做法",), ()),
        Segment("enumeration", 5, 30, 5, 28, None, ("一、做法",), ((5, 9), (12, 20))),
    )
    segments = Segments(items)
    assert segments == items and tuple(segments) == items and segments[-1] == items[-1] and segments[1:] == items[1:]
    assert segments != items[:2]
    sentences = Sentences(array("I", [0, 4, 0, 5, 28, 1]))
    assert sentences == (Sentence(0, 4, 0), Sentence(5, 28, 1))
    with pytest.raises(IndexError):
        sentences[2]


def test_enumerations_are_put_behind_the_segments_they_lie_over() -> None:
    one, two = Segment("paragraph", 0, 4, 0, 4), Segment("paragraph", 5, 9, 5, 9)
    more = Segment("enumeration", 0, 4, 0, 4, None, (), ((0, 2), (2, 4)))
    assert Segments([one, two]).with_more({0: [more]}) == (one, more, two)


def test_a_line_is_the_same_whichever_way_it_is_looked_at() -> None:
    lines = lines_of("  县里登记。\n\n［1］\n　　乡里核对 3 户。\r\n村里公示。", ())
    assert [line.text for line in lines] == list(lines.texts()) == ["县里登记。", "乡里核对 3 户。", "村里公示。"]
    assert [line.width for line in lines] == lines.widths() == [10, 13, 10]
    assert [(line.indented, line.gap, line.glued) for line in lines] == [(True, 0, False), (True, 0, True), (False, 0, False)]
    assert [line.start for line in lines[1:]] == list(lines.starts())[1:]
    assert [line.text for line in lines.without([1])] == ["县里登记。", "村里公示。"]
