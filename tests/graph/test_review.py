"""What reviewers decide is in effect at once, outlives every rebuild, says who, when and why, and can be taken back."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from pyoxigraph import QuerySolutions

from graph.agreement import agreements, cohens_kappa
from graph.decisions import DecisionError
from graph.desk import Desk
from graph.knowledge_base import KnowledgeBase
from graph.review_log import append, read_log
from graph.review_sheet import decisions_in, sheet_rows, to_csv, to_json
from graph.reviewing import Change
from graph.validate import validate
from ontology.vocabulary import PREFIXES, VOCAB

if TYPE_CHECKING:
    from tests.graph.conftest import Sketch

Build = Callable[..., KnowledgeBase]


@pytest.fixture
def build(tmp_path: Path) -> Build:
    """Return a function that adds invented papers to the knowledge base, in place of older ones of their names."""

    def make(*papers: Sketch) -> KnowledgeBase:
        named = {paper.document.source: paper for paper in papers}
        for name, paper in named.items():
            (tmp_path / name).write_text(paper.document.raw, encoding="utf-8", newline="")
        kb = KnowledgeBase.create_or_open(tmp_path / "kb")
        report = kb.add(
            [tmp_path / name for name in named],
            load=lambda _data, name: named[name].document,
            extract=lambda document: named[document.source].extraction(),
        )
        assert not report.failed, report.failed
        return kb

    return make


def rows(kb: KnowledgeBase, pattern: str) -> list[tuple[str, ...]]:
    found = kb.store().query("".join(f"PREFIX {name}: <{iri}>\n" for name, iri in PREFIXES.items()) + f"SELECT * WHERE {{ {pattern} }}")
    assert isinstance(found, QuerySolutions)
    names = sorted(variable.value for variable in found.variables)
    return sorted(tuple(str(getattr(row[name], "value", "")) for name in names) for row in found)


def measures(kb: KnowledgeBase) -> list[str]:
    return [name for (name,) in (row[-1:] for row in rows(kb, "?c zt:adoptsMeasure ?m . ?m skos:prefLabel ?name"))]


def statement(kb: KnowledgeBase, predicate: str, value: str) -> str:
    found = [item for item in Desk(kb, "甲").statements("all") if item.record.predicate.endswith(predicate) and item.object.text == value]
    assert len(found) == 1
    return found[0].record.iri


def tea(sketch: type[Sketch], text: str = "寿宁县推广茶园托管。", *, confidence: float = 0.9, source: str = "tea.txt") -> Sketch:
    paper = sketch(text, source=source, title="茶")
    place = paper.entity("Place", "寿宁县", adminLevel="县")
    case = paper.entity("Case", "寿宁县脱贫", "寿宁县", place="寿宁县")
    measure = paper.entity("Measure", "茶园托管", measureType="产业")
    paper.relation("doc", "studiesCase", case, "寿宁县")
    paper.relation(case, "inPlace", place, "寿宁县")
    paper.relation(case, "adoptsMeasure", measure, "推广茶园托管", confidence=confidence)
    return paper


def sound(kb: KnowledgeBase) -> bool:
    return not [finding for finding in validate(kb) if finding.severity == "Violation"]


def test_what_is_rejected_is_not_published_and_says_who_when_and_why(sketch: type[Sketch], build: Build) -> None:
    kb = build(tea(sketch))
    assert measures(kb) == ["茶园托管"]
    node = statement(kb, "adoptsMeasure", "茶园托管")
    (outcome,) = Desk(kb, "甲").reject(node, why="只是计划")
    assert outcome.state == "placed"
    assert measures(kb) == []
    assert rows(kb, f"<{node}> zt:reviewStatus ?s") == [(f"{VOCAB}review/rejected",)]
    activity = f"?x prov:used <{node}> ; prov:wasAssociatedWith/rdfs:label ?a ; prov:endedAtTime ?b ; rdfs:comment ?c"
    ((who, when, why, _),) = rows(kb, activity)
    assert (who, why) == ("甲", "只是计划")
    assert when.endswith("Z")
    assert sound(kb)


def test_what_is_accepted_is_sure(sketch: type[Sketch], build: Build) -> None:
    kb = build(tea(sketch, confidence=0.4))
    assert measures(kb) == []
    Desk(kb, "甲").accept(statement(kb, "adoptsMeasure", "茶园托管"))
    assert measures(kb) == ["茶园托管"]
    assert sound(kb)


def test_a_corrected_statement_carries_both(sketch: type[Sketch], build: Build) -> None:
    kb = build(tea(sketch))
    node = statement(kb, "adoptsMeasure", "茶园托管")
    Desk(kb, "甲").correct(node, Change(object="茶园代管"))
    assert measures(kb) == ["茶园代管"]
    found = rows(kb, f"?a prov:wasRevisionOf <{node}> ; zt:reviewStatus ?b ; zt:evidence/oa:exact ?c")
    assert [row[1:] for row in found] == [(f"{VOCAB}review/corrected", "推广茶园托管")]
    assert rows(kb, f"<{node}> zt:reviewStatus ?s") == [(f"{VOCAB}review/rejected",)]
    assert sound(kb)


def test_a_corrected_figure_keeps_what_it_is_of(paper: Sketch, build: Build) -> None:
    kb = build(paper)
    Desk(kb, "甲").correct(statement(kb, "value", "12.5"), Change(value=12.6), why="表中为12.6")
    found = rows(kb, "?o a zt:IndicatorObservation ; zt:value ?v ; zt:year ?y ; zt:indicator/skos:prefLabel ?n . FILTER(?y = 2016)")
    assert [(name, value) for name, _, value, _ in found] == [("贫困发生率", "12.6")]
    assert sound(kb)


def test_a_statement_is_split_and_several_are_merged(sketch: type[Sketch], build: Build) -> None:
    kb = build(tea(sketch))
    node = statement(kb, "adoptsMeasure", "茶园托管")
    Desk(kb, "甲").correct(node, Change(object="茶园管护"), Change(object="茶叶代销"))
    assert measures(kb) == ["茶叶代销", "茶园管护"]
    Desk(kb, "甲").merge_statements(statement(kb, "adoptsMeasure", "茶园管护"), statement(kb, "adoptsMeasure", "茶叶代销"))
    assert measures(kb) == ["茶园管护"]
    assert sound(kb)


def test_a_statement_that_nothing_found_is_added(sketch: type[Sketch], build: Build) -> None:
    kb = build(tea(sketch, "寿宁县推广茶园托管，缓解销路不畅。"))
    change = Change("寿宁县脱贫", "Case", "facesProblem", "销路不畅", "Problem", quote="缓解销路不畅")
    (outcome,) = Desk(kb, "甲").add("tea.txt", change)
    assert outcome.state == "placed"
    assert [row[-1] for row in rows(kb, "?c zt:facesProblem ?p . ?p skos:prefLabel ?z")] == ["销路不畅"]
    assert sound(kb)
    with pytest.raises(DecisionError, match="not in the document"):
        Desk(kb, "甲").add("tea.txt", Change("寿宁县脱贫", "Case", "facesProblem", "水患", "Problem", quote="水患频仍"))


MOVED = "卷首语一段，原文没有。\n寿宁县推广\n茶园托管。文末又添一句。"


@pytest.mark.parametrize("action", ["reject", "accept", "correct"])
def test_decisions_are_in_effect_again_when_the_text_has_moved(sketch: type[Sketch], build: Build, action: str) -> None:
    kb = build(tea(sketch, confidence=0.4 if action == "accept" else 0.9))
    node = statement(kb, "adoptsMeasure", "茶园托管")
    desk = Desk(kb, "甲")
    if action == "correct":
        desk.correct(node, Change(object="茶园代管"))
    else:
        (desk.accept if action == "accept" else desk.reject)(node)
    moved = tea(sketch, MOVED.replace("推广\n茶园", "推广茶园"), confidence=0.4 if action == "accept" else 0.9)
    kb = build(moved)
    assert [entry.id for entry in kb.documents()] == [moved.document.id], "a new version in place of the old one"
    assert measures(kb) == {"reject": [], "accept": ["茶园托管"], "correct": ["茶园代管"]}[action]
    assert [item.state for item in kb.outcomes()] == ["placed"]
    assert sound(kb)


def test_what_was_accepted_stays_when_the_rules_do_not_find_it_any_more(sketch: type[Sketch], build: Build) -> None:
    kb = build(tea(sketch))
    Desk(kb, "甲").accept(statement(kb, "adoptsMeasure", "茶园托管"))
    later = sketch(MOVED, source="tea.txt", title="茶")
    place = later.entity("Place", "寿宁县")
    case = later.entity("Case", "寿宁县脱贫", "寿宁县", place="寿宁县")
    later.relation("doc", "studiesCase", case, "寿宁县")
    later.relation(case, "inPlace", place, "寿宁县")
    kb = build(later)
    assert measures(kb) == ["茶园托管"]
    assert [item.state for item in kb.outcomes()] == ["kept"]
    assert rows(kb, "?s rdf:predicate zt:adoptsMeasure ; zt:evidence/oa:exact ?q")[0][0] == "推广\n茶园托管", (
        "a line break has moved into the words"
    )
    assert sound(kb)


def test_what_cannot_be_placed_is_kept_and_listed(sketch: type[Sketch], build: Build) -> None:
    kb = build(tea(sketch))
    Desk(kb, "甲").reject(statement(kb, "adoptsMeasure", "茶园托管"))
    other = sketch("霞浦县推广海带保险。", source="tea.txt")
    other.entity("Place", "霞浦县")
    kb = build(other)
    (outcome,) = kb.outcomes()
    assert (outcome.state, "not in the document" in outcome.reason) == ("unplaced", True)
    assert [finding.severity for finding in validate(kb) if "not in effect" in finding.message] == ["Warning"]
    kb.remove("tea.txt")
    (outcome,) = kb.outcomes()
    assert (outcome.state, "no such document" in outcome.reason) == ("unplaced", True)
    assert measures(build(tea(sketch))) == [], "it is in effect again with the words"


def test_a_rebuild_from_nothing_with_the_log_gives_the_same_graph(sketch: type[Sketch], build: Build, tmp_path: Path) -> None:
    papers = tea(sketch), tea(sketch, "寿宁县也推广茶园托管。", source="more.txt")
    kb = build(*papers)
    desk = Desk(kb, "甲")
    first = next(item.record.iri for item in desk.statements("all") if item.record.predicate.endswith("adoptsMeasure"))
    desk.correct(first, Change(object="茶园代管"))
    desk.merge_things("茶园代管", "茶园托管", why="同一做法")
    assert set(measures(kb)) == {"茶园代管"}
    log = kb.folder.reviews.read_bytes()
    wanted = kb.graphs().canonical_hash()
    named = {paper.document.source: paper for paper in papers}
    other = KnowledgeBase.create_or_open(tmp_path / "other")

    def add(name: str) -> None:
        other.add(
            [tmp_path / name], load=lambda _, name: named[name].document, extract=lambda document: named[document.source].extraction()
        )

    add("more.txt")
    append(other.folder.reviews, kb.reviews().decisions)
    add("tea.txt")
    assert other.folder.reviews.read_bytes() == log
    assert other.graphs().canonical_hash() == wanted
    assert sound(other)


def test_a_merge_of_things_has_its_reason_and_can_be_taken_back(sketch: type[Sketch], build: Build) -> None:
    kb = build(tea(sketch), tea(sketch, "寿宁县推广茶园托管，又称茶园代管。", source="more.txt"))
    before = kb.graphs().canonical_hash()
    desk = Desk(kb, "甲")
    first = desk.thing("茶园托管").iri
    desk.split_thing(first, "more.txt", why="做法不同")
    assert len({row[1] for row in rows(kb, "?c zt:adoptsMeasure ?m")}) == 2
    reasons = rows(kb, "?s rdf:predicate skos:prefLabel ; rdf:object '茶园托管'@zh ; zt:resolvedBy ?b ; rdf:subject ?a")
    assert {reason.rsplit("/", 1)[-1] for _, reason, _ in reasons} == {"home", "set-apart"}
    second = next(row[1] for row in rows(kb, "?c zt:adoptsMeasure ?m") if row[1] != first)
    desk.merge_things(first, second, why="看过原文，是一回事")
    assert len({row[1] for row in rows(kb, "?c zt:adoptsMeasure ?m")}) == 1
    for decision in reversed(kb.reviews().decisions):
        desk.undo(decision.id, why="再议")
    assert kb.graphs().canonical_hash() == before
    assert len(kb.reviews().decisions) == 4, "nothing is taken out of the log"


def test_things_of_two_classes_or_with_other_steps_are_not_merged(paper: Sketch, sketch: type[Sketch], build: Build) -> None:
    other = sketch("寿宁县推行三访法：干部访。", source="three.txt")
    method = other.entity("Mechanism", "三访法")
    other.relation(method, "hasStep", other.entity("Step", "干部访", order=1), "干部访")
    desk = Desk(build(paper, other), "甲")
    with pytest.raises(DecisionError, match="different classes"):
        desk.merge_things("四访工作法", "茶园托管")
    with pytest.raises(DecisionError, match="different steps"):
        desk.merge_things("四访工作法", "三访法")


def test_the_last_word_on_a_statement_counts_and_an_earlier_one_can_come_back(sketch: type[Sketch], build: Build) -> None:
    kb = build(tea(sketch))
    node = statement(kb, "adoptsMeasure", "茶园托管")
    Desk(kb, "甲").correct(node, Change(object="茶园代管"))
    Desk(kb, "乙").accept(node)
    assert measures(kb) == ["茶园托管"]
    assert [item.state for item in kb.outcomes()] == ["replaced", "placed"]
    Desk(kb, "乙").undo(kb.reviews().decisions[-1].id)
    assert measures(kb) == ["茶园代管"]


def test_a_half_written_line_costs_no_decision(sketch: type[Sketch], build: Build) -> None:
    kb = build(tea(sketch))
    node = statement(kb, "adoptsMeasure", "茶园托管")
    Desk(kb, "甲").reject(node)
    with kb.folder.reviews.open("ab") as file:
        file.write(b'{"action": "accept", "by"')
    assert [line.partition(":")[0] for line in kb.reviews().damaged] == ["line 2"]
    Desk(kb, "乙").accept(node)
    assert [decision.by for decision in read_log(kb.folder.reviews).decisions] == ["甲", "乙"]
    assert json.loads(kb.folder.reviews.read_bytes().splitlines()[0])["by"] == "甲"


def test_an_unknown_statement_is_named(sketch: type[Sketch], build: Build) -> None:
    with pytest.raises(DecisionError, match="0123456789abcdef"):
        Desk(build(tea(sketch)), "甲").accept("0123456789abcdef")


def sheet_of(desk: Desk, **filled: str) -> bytes:
    """Return the sheet of all statements with columns of that on the measure filled in."""
    rows = [{**row, **(filled if row["predicate"] == "adoptsMeasure" else {})} for row in sheet_rows(desk.statements("all"))]
    return to_csv(rows)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030"])
def test_a_sheet_comes_back_with_decisions_and_is_taken_once(sketch: type[Sketch], build: Build, encoding: str) -> None:
    kb = build(tea(sketch))
    desk = Desk(kb, "甲")
    data = sheet_of(desk, decision="correct", new_object="茶园代管", reviewer="乙", why="核对原文").decode("utf-8-sig").encode(encoding)
    made, refused = decisions_in(data, desk, by="甲")
    assert ([decision.by for decision in made], refused) == (["乙"], [])
    assert [item.state for item in desk.take(made)] == ["placed"]
    assert measures(kb) == ["茶园代管"]
    assert decisions_in(data, desk, by="甲") == ([], []), "taking it again adds nothing"


def test_a_sheet_from_before_a_rebuild_still_finds_its_statements(sketch: type[Sketch], build: Build) -> None:
    data = sheet_of(Desk(build(tea(sketch)), "甲"), decision="reject")
    kb = build(tea(sketch, MOVED.replace("推广\n茶园", "推广茶园")))
    desk = Desk(kb, "甲")
    made, refused = decisions_in(data, desk, by="甲")
    assert not refused
    assert [item.state for item in desk.take(made)] == ["placed"]
    assert measures(kb) == []


def test_a_row_that_makes_no_decision_is_named_and_the_others_are_taken(sketch: type[Sketch], build: Build) -> None:
    desk = Desk(build(tea(sketch)), "甲")
    rows = list(sheet_rows(desk.statements("all")))
    rows[0]["decision"], rows[1]["decision"], rows[2]["decision"] = "accept", "perhaps", "correct"
    made, refused = decisions_in(to_json(rows), desk, by="甲")
    assert len(made) == 1
    assert [(item.row, word in item.reason) for item, word in zip(refused, ("perhaps", "same"), strict=True)] == [(2, True), (3, True)]
    with pytest.raises(DecisionError, match="decision"):
        decisions_in("甲,乙\n1,2\n".encode(), desk, by="甲")


def test_split_and_added_rows_of_a_sheet(sketch: type[Sketch], build: Build) -> None:
    kb = build(tea(sketch, "寿宁县推广茶园托管，缓解销路不畅。"))
    desk = Desk(kb, "甲")
    rows = [row for row in sheet_rows(desk.statements("all")) if row["predicate"] == "adoptsMeasure"]
    parts = [{**rows[0], "decision": "split", "new_object": name} for name in ("茶园管护", "茶叶代销")]
    new = {
        "decision": "add",
        "document": "tea.txt",
        "new_subject": "寿宁县脱贫",
        "new_subject_type": "Case",
        "new_predicate": "facesProblem",
    }
    new |= {"new_object": "销路不畅", "new_object_type": "Problem", "new_quote": "缓解销路不畅"}
    made, refused = decisions_in(to_csv([*parts, {**dict.fromkeys(rows[0], ""), **new}]), desk, by="甲")
    assert ([decision.action for decision in made], refused) == (["split", "add"], [])
    desk.take(made)
    assert measures(kb) == ["茶叶代销", "茶园管护"]
    assert sound(kb)


def test_decisions_can_be_carried_to_another_knowledge_base(sketch: type[Sketch], build: Build) -> None:
    kb = build(tea(sketch))
    desk = Desk(kb, "甲")
    desk.reject(statement(kb, "adoptsMeasure", "茶园托管"))
    lines = kb.folder.reviews.read_bytes()
    kb.folder.reviews.unlink()
    made, refused = decisions_in(lines, desk, by="乙")
    assert ([decision.by for decision in made], refused) == (["甲"], [])


def test_kappa_is_that_of_the_published_example() -> None:
    # Cohen (1960), table 1, three categories; kappa .492 as in the paper from its proportions of 200 cases
    table = {
        ("1", "1"): 88,
        ("1", "2"): 14,
        ("1", "3"): 18,
        ("2", "1"): 10,
        ("2", "2"): 40,
        ("2", "3"): 10,
        ("3", "1"): 2,
        ("3", "2"): 6,
        ("3", "3"): 12,
    }
    pairs = [pair for pair, count in table.items() for _ in range(count)]
    kappa = cohens_kappa([one for one, _ in pairs], [other for _, other in pairs])
    assert kappa is not None and round(kappa, 3) == 0.492
    assert cohens_kappa(["accept"], ["accept"]) is None


def test_agreement_of_reviewers_is_of_what_both_have_judged(sketch: type[Sketch], build: Build) -> None:
    kb = build(tea(sketch))
    first, second, third = [item.record.iri for item in Desk(kb, "甲").statements("all")][:3]
    Desk(kb, "甲").accept(first, second, third)
    Desk(kb, "乙").accept(first)
    Desk(kb, "乙").reject(second)
    (found,) = agreements(kb.reviews().active)
    assert (found.first, found.second, found.statements, found.same, found.kappa) == ("乙", "甲", 2, 0.5, 0.0)
