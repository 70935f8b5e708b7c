"""The demo's questions can be asked: every one names a query, an aspect or a case that the layers know."""

from __future__ import annotations

import pytest

from queries import named
from zhitu.showcase import ShowcaseError, questions


def test_there_are_five_questions_in_both_languages() -> None:
    found = questions()
    assert len(found) == 5
    assert {question.kind for question in found} >= {"sparql", "compare", "search"}
    assert all(question.zh and question.en for question in found)


def test_every_query_question_gives_its_query_parameters_that_it_takes() -> None:
    for question in questions():
        if question.kind == "sparql":
            bound = named.load(question.target).bind(question.parameters)
            assert all(f'"{value}"' in bound for value in question.parameters.values())


def test_a_line_that_is_no_question_is_named() -> None:
    with pytest.raises(ShowcaseError, match="line 2"):
        questions("# comment\nguess\tx\t\ty\tz\n")
