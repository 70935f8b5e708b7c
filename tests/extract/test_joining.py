"""Rules and model weighed: who is likelier stands, nobody is heard twice, and what a name alone says is not lost."""

from __future__ import annotations

from corpus.load import document_from_bytes
from extract.joining import FEATURES, Candidate, attributes, candidates, joined, joins, standing
from extract.model.spans import Span
from extract.view import Mention, View

TEXT = "河湾县推行村账乡管，干部发放了养殖补贴，农户改善了住房条件。"


def view_of(text: str) -> View:
    return View(document_from_bytes(text.encode(), "text.txt"))


def measure(text: str, name: str, confidence: float) -> Mention:
    at = text.index(name)
    return Mention("Measure", at, at + len(name), name, "measures.term", confidence)


def span(text: str, name: str, score: float) -> Span:
    at = text.index(name)
    return Span("Measure", at, at + len(name), score)


def test_what_both_see_is_one_candidate_that_both_speak_for() -> None:
    found = list(candidates(view_of(TEXT), "Measure", [measure(TEXT, "养殖补贴", 0.6)], [span(TEXT, "养殖补贴", 3.0)]))
    assert len(found) == 1
    assert found[0].ruled
    assert found[0].features[FEATURES.index("rule_confidence")] == 0.6
    assert found[0].features[FEATURES.index("model_score")] > 0


def test_what_only_the_model_sees_is_a_candidate_with_the_attributes_of_its_name() -> None:
    found = list(candidates(view_of(TEXT), "Measure", [], [span(TEXT, "村账乡管", 2.0)]))
    assert [(c.mention.label, c.ruled, c.mention.rule) for c in found] == [("村账乡管", False, "model.span")]
    assert "measureType" in found[0].mention.attrs


def test_both_together_are_likelier_than_either_alone() -> None:
    view = view_of(TEXT)
    rule, model = [measure(TEXT, "养殖补贴", 0.9)], [span(TEXT, "养殖补贴", 6.0)]

    def sure(ruled: list[Mention], spans: list[Span]) -> float:
        return max((m.confidence for m in joined(view, "Measure", ruled, spans)), default=0.0)

    assert sure(rule, model) > max(sure(rule, []), sure([], model))


def test_of_two_that_lie_over_each_other_the_likelier_stands() -> None:
    def candidate(start: int, end: int, *, ruled: bool) -> Candidate:
        return Candidate(Mention("Measure", start, end, "x" * (end - start), "r", 0.5), ruled, ())

    both = [candidate(0, 6, ruled=True), candidate(2, 8, ruled=False), candidate(8, 10, ruled=False)]
    assert sorted(standing(both, [0.9, 0.7, 0.6], 0.5)) == [0, 2]
    assert sorted(standing(both, [0.6, 0.7, 0.4], 0.5)) == [1]


def test_rules_may_lie_over_each_other_as_they_settled() -> None:
    nested = [Candidate(Mention("Actor", 0, end, "x" * end, "r", 0.9), True, ()) for end in (2, 4)]
    assert sorted(standing(nested, [0.9, 0.8], 0.5)) == [0, 1]


def test_types_where_rules_alone_were_more_often_right_are_left_to_them() -> None:
    assert joins("Measure")
    assert not joins("PolicyDocument")


def test_an_actor_of_the_model_has_a_type_and_a_level() -> None:
    assert attributes("Actor", "县民政局")["adminLevel"] == "县"
    assert attributes("TaskOrganization", "脱贫攻坚领导小组")["actorType"] == "政府"
