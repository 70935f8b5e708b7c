from __future__ import annotations

import csv
import io

from hypothesis import given
from hypothesis import strategies as st

from queries.tables import Table, csv_text, markdown_table, one_line, shorten, text_table, width


def test_columns_line_up_where_chinese_is_two_cells_wide() -> None:
    text = text_table(Table(("案例", "n"), (("青石县", "1"), ("abc", "22"))))
    starts = {width(line[: line.rindex(line.split()[-1])]) for line in text.splitlines()}
    assert starts == {8}


def test_a_layout_line_break_between_chinese_characters_is_no_space() -> None:
    assert one_line("搬迁\n\n后续 work\n team") == "搬迁后续 work team"


def test_a_bar_in_a_cell_does_not_break_a_markdown_table() -> None:
    assert "| a\\|b |" in markdown_table(Table(("x",), (("a|b",),)))


@given(st.text(), st.integers(min_value=1, max_value=40))
def test_a_shortened_text_never_takes_more_than_its_cells(text: str, cells: int) -> None:
    assert width(shorten(text, cells)) <= max(cells, 1)


@given(st.lists(st.tuples(st.text(alphabet=st.characters(exclude_characters="\r\x00", exclude_categories=["Cs"])), st.just("x"))))
def test_csv_reads_back_as_it_was_written(rows: list[tuple[str, str]]) -> None:
    text = csv_text(("a", "b"), rows)
    assert [tuple(row) for row in csv.reader(io.StringIO(text, newline=""))] == [("a", "b"), *rows]
