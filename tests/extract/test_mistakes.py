"""What went wrong in a scored extraction: confusions, misses, false hits."""

from __future__ import annotations

from typing import Any, cast

from extract.gold import AnnotationJson
from extract.mistakes import NOTHING, mistakes

TEXT = "河湾县推行光伏扶贫，光伏扶贫带动农户；河湾县成立督战队，督战队入户。基础薄弱。"


def annotated(*entities: dict[str, Any]) -> AnnotationJson:
    return cast(AnnotationJson, {"entities": list(entities), "relations": [], "observations": []})


def entity(id_: str, type_: str, label: str, **more: object) -> dict[str, Any]:
    start = TEXT.index(label)
    return {"id": id_, "type": type_, "label": label, "evidence": [{"start": start, "end": start + len(label), "quote": label}]} | more


GOLD = annotated(
    entity("x", "Measure", "光伏扶贫"),
    entity("a", "TaskOrganization", "督战队"),
    entity("p", "Problem", "基础薄弱"),
    entity("l", "Place", "河湾县", required=False),
)


def found(*entities: dict[str, Any]) -> Any:  # noqa: ANN401
    return mistakes({"d": GOLD}, {"d": annotated(*entities)}, {"d": TEXT})


def test_a_thing_found_under_another_type_is_a_confusion() -> None:
    wrong = found(entity("1", "Mechanism", "光伏扶贫", rule="mechanisms.named", confidence=0.9), entity("2", "Actor", "督战队"))
    assert wrong.confusion == {("Measure", "Mechanism"): 1, ("Actor", "Actor"): 1, ("Problem", NOTHING): 1}
    assert [(m.label, m.taken_for, m.times) for m in wrong.misses] == [("光伏扶贫", "Mechanism 光伏扶贫", 2), ("基础薄弱", None, 1)]
    (false,) = wrong.false_hits
    assert (false.label, false.taken_for, false.rule, false.confidence) == ("光伏扶贫", "Measure 光伏扶贫", "mechanisms.named", 0.9)


def test_what_is_in_no_gold_is_a_false_hit_with_its_context() -> None:
    wrong = found(entity("1", "Actor", "农户"))
    assert wrong.confusion[NOTHING, "Actor"] == 1
    assert "【农户】" in wrong.false_hits[0].context
    assert TEXT[wrong.false_hits[0].start : wrong.false_hits[0].end] == "农户"


def test_optional_gold_and_duplicates_are_no_mistakes() -> None:
    wrong = found(entity("1", "TaskOrganization", "督战队"), entity("2", "Actor", "督战队"))
    assert not wrong.false_hits
    assert "河湾县" not in {m.label for m in wrong.misses}


def test_the_surest_false_hits_and_the_most_named_misses_come_first_and_ten_at_most() -> None:
    many = [entity(str(i), "Outcome", TEXT[i : i + 3], confidence=i / 20) for i in range(14)]
    wrong = found(*many)
    assert len(wrong.false_hits) == 10
    assert [m.confidence for m in wrong.false_hits] == sorted((m.confidence for m in wrong.false_hits), reverse=True)
    assert [m.times for m in wrong.misses] == [2, 2, 1]


def test_lines_and_json_tell_the_same() -> None:
    wrong = found(entity("1", "Mechanism", "光伏扶贫", rule="r", confidence=0.9))
    text, data = "\n".join(wrong.lines()), wrong.to_json()
    assert data["confusion"]["Measure"]["Mechanism"] == 1
    assert all(m["label"] in text for m in (*data["misses"], *data["false_hits"]))
