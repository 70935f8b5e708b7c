"""Scores are those of the project's own scoring tool, number for number and line for line."""

from __future__ import annotations

import copy
import json
import random
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.evaluation import Judgement, evaluate, evaluate_folder
from extract.gold import AnnotationJson, GoldError, read_annotations, read_gold
from extract.matching import Name, assign


def annotated(**parts: list[dict[str, Any]]) -> AnnotationJson:
    return cast(AnnotationJson, {"entities": [], "relations": [], "observations": []} | parts)


def entity(id_: str, type_: str, label: str, **more: object) -> dict[str, Any]:
    return {"id": id_, "type": type_, "label": label} | more


GOLD = annotated(
    entities=[
        entity("c", "Case", "河湾县脱贫", aliases=["河湾县"]),
        entity("a", "Actor", "县扶贫办"),
        entity("t", "TaskOrganization", "河湾县指挥部", required=False),
        entity("m", "Mechanism", "三看工作法"),
    ],
    relations=[
        {"s": "c", "p": "employsMechanism", "o": "m", "modality": "reported"},
        {"s": "a", "p": "partOf", "o": "t", "required": False},
    ],
    observations=[{"indicator": "贫困发生率", "value": 12.5, "unit": "%", "about": "河湾县", "year": 2015, "yearAlternatives": [2016]}],
)


def test_gold_against_itself_is_perfect() -> None:
    rows = evaluate([Judgement(GOLD, GOLD, None)]).rows
    assert rows["ALL ENTITIES"]["F1"] == rows["relations"]["F1"] == rows["observations"]["F1"] == 1.0
    assert rows["MACRO F1 (entity types)"]["F1"] == 1.0


def test_only_required_gold_counts_for_recall_but_finding_optional_gold_is_right() -> None:
    predicted = annotated(entities=[entity("1", "Actor", "河湾县指挥部")])
    row = evaluate([Judgement(GOLD, predicted, None)]).rows["Actor"]
    assert (row["P"], row["R"], row["required"]) == (1.0, 0.0, 1)


def test_a_second_prediction_of_one_thing_is_a_duplicate_and_still_lends_its_relations() -> None:
    predicted = annotated(
        entities=[entity("1", "Case", "河湾县"), entity("2", "Mechanism", "三看工作法"), entity("3", "Mechanism", "“三看”工作法")],
        relations=[{"s": "1", "p": "employsMechanism", "o": "3"}],
    )
    rows = evaluate([Judgement(GOLD, predicted, None)]).rows
    assert (rows["Mechanism"]["P"], rows["Mechanism"]["duplicates"]) == (0.5, 1)
    assert rows["relations"]["R"] == 1.0


def test_a_relation_with_another_modality_is_right_but_not_exact() -> None:
    predicted = copy.deepcopy(GOLD)
    predicted["relations"][0]["modality"] = "proposed"
    row = evaluate([Judgement(GOLD, predicted, None)]).rows["relations"]
    assert (row["P"], row["exact_share"]) == (1.0, 0.5)


@pytest.mark.parametrize(
    ("change", "right", "right_value"),
    [({}, 1.0, 1.0), ({"year": 2016}, 1.0, 1.0), ({"year": 2017}, 0.0, 1.0), ({"unit": "人"}, 0.0, 0.0), ({"about": "远山乡"}, 0.0, 1.0)],
)
def test_a_figure_is_right_with_value_unit_year_and_subject(change: dict[str, object], right: float, right_value: float) -> None:
    predicted = annotated(observations=[cast(dict[str, Any], GOLD["observations"][0]) | change])
    rows = evaluate([Judgement(GOLD, predicted, None)]).rows
    assert (rows["observations"]["F1"], rows["observations:value"]["F1"]) == (right, right_value)


def test_quotes_are_checked_against_the_raw_text() -> None:
    quotes = [{"start": 0, "end": 3, "quote": "河湾县"}, {"start": 1, "end": 4, "quote": "河湾县"}]
    predicted = annotated(entities=[entity("1", "Case", "河湾县", evidence=quotes), entity("2", "Place", "河湾县")])
    assert evaluate([Judgement(GOLD, predicted, "河湾县很大")]).rows["evidence"] == {
        "items with evidence": 0.5,
        "quotes exact": 0.5,
        "spans": 2,
    }


def test_a_document_without_prediction_is_named() -> None:
    lines = evaluate_folder({"a": GOLD, "b": GOLD}, {"a": GOLD}, {}).lines()
    assert lines[-1] == "no prediction for: b"


def test_a_folder_without_gold_and_a_file_that_is_no_annotation_are_named(tmp_path: Path) -> None:
    with pytest.raises(GoldError, match=str(tmp_path)):
        read_gold(tmp_path)
    broken = tmp_path / "x.gold.json"
    broken.write_text("{", encoding="utf-8")
    with pytest.raises(GoldError, match=r"x\.gold\.json"):
        read_gold(tmp_path)
    broken.write_text('{"entities": []}', encoding="utf-8")
    with pytest.raises(GoldError, match="relations, observations"):
        read_annotations(broken)


@given(st.text(max_size=12), st.text(max_size=12))
def test_closeness_does_not_depend_on_the_order_of_the_names(left: str, right: str) -> None:
    assert Name.of(left).closeness(Name.of(right)) == Name.of(right).closeness(Name.of(left))


@given(st.lists(st.dictionaries(st.integers(0, 5), st.sampled_from([1.0, 1.5, 2.0, 3.5]), max_size=6), max_size=7))
def test_assignment_is_one_to_one_and_cannot_be_enlarged(edges: list[dict[int, float]]) -> None:
    pairs = assign(edges, [True, False] * 3)
    assert len(set(pairs.values())) == len(pairs)
    assert all(j in edges[i] for i, j in pairs.items())
    assert len(pairs) == _largest(edges, 0, frozenset())


def _largest(edges: list[dict[int, float]], i: int, used: frozenset[int]) -> int:
    if i == len(edges):
        return 0
    return max([_largest(edges, i + 1, used), *(1 + _largest(edges, i + 1, used | {j}) for j in edges[i] if j not in used)])


def damaged_entities(gold: AnnotationJson, dice: random.Random) -> Iterator[dict[str, Any]]:
    """Entities dropped, doubled, relabelled, retyped, with wrong aliases and shifted quotes."""
    for item in cast(list[dict[str, Any]], copy.deepcopy(gold["entities"])):
        another = dice.choice(gold["entities"])
        changes: list[dict[str, Any]] = [
            {"label": item["label"][dice.randrange(3) :] or item["label"]},
            {"aliases": [*item.get("aliases", []), another["label"]]},
            {"type": another["type"]},
            {"evidence": [span | {"start": span["start"] + 1} for span in item["evidence"]]},
        ]
        if dice.random() < 0.15:
            yield item | {"id": item["id"] + "x", "aliases": [], "evidence": None}
        if dice.random() < 0.85:
            yield item | (dice.choice(changes) if dice.random() < 0.5 else {})


def damaged(gold: AnnotationJson, seed: int) -> AnnotationJson:
    """Gold as a bad extraction would have it."""
    dice = random.Random(seed)
    entities = list(damaged_entities(gold, dice))
    dice.shuffle(entities)
    relations = [cast(dict[str, Any], item) for item in gold["relations"] if dice.random() > 0.2]
    relations = [item | dice.choice([{}, {}, {"modality": "proposed"}, {"o": dice.choice(gold["entities"])["id"]}]) for item in relations]
    observations = [cast(dict[str, Any], item) for item in gold["observations"] if dice.random() > 0.2]
    changes: list[dict[str, Any]] = [{}, {}, {"value": 3}, {"year": 1999}, {"unit": None}, {"about": None}, {"indicator": "占比"}]
    observations = [item | dice.choice(changes) for item in observations]
    return annotated(entities=entities, relations=relations + dice.sample(relations, 3), observations=observations)


@pytest.mark.shared
@pytest.mark.parametrize(("seed", "texts", "options"), [(None, True, []), (1, True, ["--json"]), (2, False, []), (3, True, [])])
def test_scores_are_those_of_the_tool(shared: Path, tmp_path: Path, seed: int | None, texts: bool, options: list[str]) -> None:
    gold = read_gold(shared / "gold")
    predicted = {stem: item if seed is None else damaged(item, seed) for stem, item in gold.items()}
    if seed == 3:
        predicted.popitem()
    for stem, item in predicted.items():
        (tmp_path / f"{stem}.json").write_text(json.dumps(item, ensure_ascii=False), encoding="utf-8")
    command = [sys.executable, str(shared / "tools" / "score.py"), str(shared / "gold"), str(tmp_path), *options]
    command += ["--seeds", str(shared / "seeds")] if texts else []
    raw = {stem: _read(shared / "seeds" / f"{stem}.txt") for stem in gold} if texts else {}
    ours = evaluate_folder(gold, predicted, raw)
    printed = [ours.to_json()] if "--json" in options else ours.lines()
    assert "\n".join(printed) + "\n" == subprocess.run(command, capture_output=True, check=True, encoding="utf-8").stdout


def _read(path: Path) -> str:
    with open(path, encoding="utf-8", newline="") as file:
        return file.read()
