"""Outcomes: clauses that state a result are found whole, without the date that opens them."""

from __future__ import annotations

from collections.abc import Callable

from extract.outcomes import find_outcomes, link_outcomes
from extract.view import Mention, View

SURE = 0.25


def labels(view: View) -> set[str]:
    return {m.label for m in find_outcomes(view) if m.confidence >= SURE}


def test_a_change_from_one_figure_to_another_is_an_outcome(view_of: Callable[..., View]) -> None:
    view = view_of("推行两年后，全县贫困发生率由18.2%降至0.9%。")
    assert any("由18.2%降至0.9%" in label for label in labels(view))


def test_leaving_poverty_is_an_outcome_and_its_date_is_no_part_of_it(view_of: Callable[..., View]) -> None:
    view = view_of("2019年4月，青岭县退出贫困县序列。")
    assert labels(view) == {"青岭县退出贫困县序列"}


def test_titles_and_neutral_clauses_state_no_outcome(view_of: Callable[..., View]) -> None:
    assert labels(view_of("青岭县位于省境北部，辖九个乡镇。", title="青岭县全部贫困村退出")) == set()


def test_a_practice_results_in_what_its_sentence_states_after_it(view_of: Callable[..., View]) -> None:
    text = "推行数据共享后，重复填表减少了六成。"
    measure = Mention("Measure", 2, 6, "数据共享", "t", 1.0)
    outcome = Mention("Outcome", 8, 17, text[8:17], "t", 1.0)
    found = [(k.subject, k.predicate, k.object) for k in link_outcomes(view_of(text), [measure, outcome])]
    assert found == [(measure, "resultsIn", outcome)]
