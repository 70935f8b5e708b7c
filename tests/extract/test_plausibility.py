"""Confidence of candidates: the features that weights are fitted on are the ones that are added up, and counting them is exact."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from math import exp

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.candidates import Candidate
from extract.lexicon import rows
from extract.measures import measure_candidates
from extract.outcomes import outcome_candidates
from extract.plausibility import Judge, occurrences
from extract.problems import problem_candidates
from extract.view import View

TEXT = (
    "清溪县实施光伏扶贫、小额信贷和易地搬迁，带动贫困户1250户增收。基础设施落后、内生动力不足是突出问题。光伏扶贫覆盖36个村。"
    "2019年，清溪县通过验收，实现整县脱贫。"
)


@pytest.mark.parametrize(
    ("kind", "candidates"), [("measures", measure_candidates), ("problems", problem_candidates), ("outcomes", outcome_candidates)]
)
def test_the_features_named_are_the_features_weighed(
    view_of: Callable[..., View], kind: str, candidates: Callable[[View], Iterator[Candidate]]
) -> None:
    view = view_of(TEXT, title="清溪县的脱贫实践", section=("二、做法",))
    weights = {row["feature"]: float(row["weight"]) for row in rows(f"{kind}_weights")}
    judge = Judge(view, kind)
    found = list(candidates(view))
    judge.expect({c.label for c in found})
    assert found
    for candidate in found:
        odds = sum(weights.get(feature, 0.0) for feature in {"bias", *judge.features(candidate)})
        assert judge.confidence(candidate) == pytest.approx(1 / (1 + exp(-odds)))


@given(st.text("甲乙丙", max_size=60), st.sets(st.text("甲乙丙", min_size=1, max_size=4), max_size=8))
def test_occurrences_are_those_that_str_counts(text: str, labels: set[str]) -> None:
    counted = occurrences(text, labels)
    assert {label: counted.get(label, 0) for label in labels} == {label: text.count(label) for label in labels}
