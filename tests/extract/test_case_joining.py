"""A case has the place that rules see and the name that the model reads."""

from __future__ import annotations

from corpus.load import document_from_bytes
from extract.case_joining import join_cases
from extract.model.spans import Span
from extract.view import Mention, View

TEXT = "河湾县一事一议长廊的做法传开，青石镇互助食堂也办了起来。"


def at(name: str) -> tuple[int, int]:
    return TEXT.index(name), TEXT.index(name) + len(name)


PLACES = [Mention("Place", *at(name), name, "places.name", 0.9) for name in ("河湾县", "青石镇")]
RULED = Mention("Case", *at("河湾县"), "河湾县乡村治理", "cases.place", 0.6, {"place": "河湾县", "practice": "乡村治理"}, ("河湾县",))


def joined(cases: list[Mention], *spans: Span) -> list[Mention]:
    return join_cases(View(document_from_bytes(TEXT.encode(), "text.txt")), cases, PLACES, spans)


def test_the_models_name_of_a_case_that_rules_know_becomes_another_name_of_it() -> None:
    [case] = joined([RULED], Span("Case", *at("河湾县一事一议长廊"), 3.0))
    assert case.label == "河湾县乡村治理"
    assert "河湾县一事一议长廊" in case.aliases
    assert case.confidence > RULED.confidence


def test_a_case_that_only_the_model_sees_needs_a_place_and_a_sure_model() -> None:
    sure = Span("Case", *at("青石镇互助食堂"), 2.0)
    assert [case.label for case in joined([RULED], sure)] == ["河湾县乡村治理", "青石镇互助食堂"]
    assert joined([RULED], Span("Case", sure.start, sure.end, 0.2)) == [RULED]
    assert joined([], Span("Case", *at("互助食堂"), 5.0)) == []


def test_a_place_alone_is_no_case() -> None:
    assert joined([], Span("Case", *at("青石镇"), 5.0)) == []
