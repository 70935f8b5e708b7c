"""What is one thing across papers, and what is not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.identifiers import Identifiers, Scope
from graph.labels import display, fold
from graph.resolve import Resolution
from graph.steps import steps_of

if TYPE_CHECKING:
    from tests.graph.conftest import Sketch

IDS = Identifiers()


def resolved(paper: Sketch) -> Resolution:
    return Resolution(paper.document, paper.extraction(), IDS)


def iri(paper: Sketch, label: str) -> str:
    entity = next(entity for entity in paper.entities if entity.label == label)
    return resolved(paper).nodes[entity.id][0].iri.value


def on(sketch: type[Sketch], county: str, text: str, *entities: tuple[str, str], **attrs: str) -> Sketch:
    """Return a paper on a county that names the entities."""
    paper = sketch(f"{county}的经验。{text}", title=f"{county}的经验")
    place = paper.entity("Place", county)
    case = paper.entity("Case", f"{county}的经验", place=county)
    paper.relation("doc", "studiesCase", case, county)
    paper.relation(case, "inPlace", place, county)
    for kind, label in entities:
        paper.entity(kind, label, **attrs)  # type: ignore[arg-type]
    return paper


@pytest.mark.parametrize(
    ("kind", "label"), [("Actor", "县委"), ("TaskOrganization", "领导小组"), ("Mechanism", "四访工作法"), ("Problem", "因病致贫")]
)
def test_two_papers_on_one_real_county_share_what_belongs_to_it(sketch: type[Sketch], kind: str, label: str) -> None:
    first = on(sketch, "寿宁县", f"甲说{label}。", (kind, label))
    second = on(sketch, "寿宁", f"乙也说{label}。", (kind, label))
    assert iri(first, label) == iri(second, label)
    assert iri(first, label) != iri(on(sketch, "霞浦县", f"{label}。", (kind, label)), label)


def test_a_county_is_one_place_under_its_short_and_its_full_name(sketch: type[Sketch]) -> None:
    assert iri(on(sketch, "寿宁县", ""), "寿宁县") == iri(on(sketch, "寿宁", ""), "寿宁")


@pytest.mark.parametrize("county", ["H县", "某县", "××县", "贵州K县"])
@pytest.mark.parametrize(("kind", "label"), [("Place", None), ("Actor", "县委"), ("Mechanism", "四访工作法"), ("Case", None)])
def test_anonymised_places_and_what_belongs_to_them_stay_distinct(sketch: type[Sketch], county: str, kind: str, label: str | None) -> None:
    entities = ((kind, label),) if label else ()
    first, second = on(sketch, county, f"甲。{label}", *entities), on(sketch, county, f"乙。{label}", *entities)
    name = label or (county if kind == "Place" else f"{county}的经验")
    assert iri(first, name) != iri(second, name)


@pytest.mark.parametrize(
    ("kind", "label"),
    [
        ("Actor", "贫困户"),
        ("Actor", "驻村工作队"),
        ("PolicyDocument", "茶产业发展纲要"),
        ("TheoryConcept", "整体性治理"),
        ("Standard", "两不愁三保障"),
    ],
)
def test_what_every_county_has_is_shared(sketch: type[Sketch], kind: str, label: str) -> None:
    assert iri(on(sketch, "寿宁县", label, (kind, label)), label) == iri(on(sketch, "H县", label, (kind, label)), label)


def test_names_that_differ_by_one_character_are_two_posts(sketch: type[Sketch]) -> None:
    paper = on(sketch, "寿宁县", "县委书记与县委副书记。", ("Actor", "县委书记"), ("Actor", "县委副书记"))
    assert iri(paper, "县委书记") != iri(paper, "县委副书记")


def test_a_paper_that_compares_counties_does_not_say_whose_office_it_means(sketch: type[Sketch]) -> None:
    def compared(end: str) -> Sketch:
        paper = on(sketch, "寿宁县", f"霞浦县的经验。县委{end}", ("Actor", "县委"))
        place = paper.entity("Place", "霞浦县")
        case = paper.entity("Case", "霞浦县的经验", place="霞浦县")
        paper.relation("doc", "studiesCase", case, "霞浦县")
        paper.relation(case, "inPlace", place, "霞浦县")
        return paper

    assert iri(compared("甲"), "县委") != iri(compared("乙"), "县委")


def test_namesakes_in_two_provinces_are_two_townships(sketch: type[Sketch]) -> None:
    def township(province: str) -> Sketch:
        return on(sketch, "太平镇", f"{province}某地。", ("Place", province))

    assert iri(township("福建省"), "太平镇") == iri(township("福建省"), "太平镇")
    assert iri(township("福建省"), "太平镇") != iri(township("河南省"), "太平镇")


def test_methods_that_list_other_steps_are_not_merged(sketch: type[Sketch]) -> None:
    def method(*steps: str) -> Sketch:
        paper = on(sketch, "寿宁县", f"三访法：{'、'.join(steps)}", ("Mechanism", "三访法"))
        for order, label in enumerate(steps, 1):
            paper.relation(paper.entities[2].id, "hasStep", paper.entity("Step", label, order=order), label)
        return paper

    assert iri(method("干部访", "邻居访"), "三访法") == iri(method("干部访", "邻居访"), "三访法")
    assert iri(method("干部访", "邻居访"), "三访法") != iri(method("干部走访", "邻居访"), "三访法")


def test_a_step_that_two_methods_share_is_one_node_a_parent(sketch: type[Sketch]) -> None:
    paper = on(sketch, "寿宁县", "甲法、乙法都有核实。", ("Mechanism", "甲法"), ("Mechanism", "乙法"))
    step = paper.entity("Step", "核实", order=1)
    for method in paper.entities[2:4]:
        paper.relation(method.id, "hasStep", step, "核实")
    nodes = resolved(paper).nodes[step]
    assert len({node.iri for node in nodes}) == 2
    assert {node.label for node in nodes} == {"核实"}


def test_parts_that_claim_one_number_come_after_the_rest(sketch: type[Sketch]) -> None:
    paper = sketch("甲法：一查、二核、三定、四报。")
    method = paper.entity("Mechanism", "甲法")
    for label, order in (("一查", 1), ("二核", 2), ("三定", 2), ("四报", None)):
        paper.relation(method, "hasStep", paper.entity("Step", label, order=order), label)
    assert [(step.order, step.label) for step in steps_of(paper.extraction())[method]] == [
        (1, "一查"),
        (2, "二核"),
        (3, "三定"),
        (4, "四报"),
    ]


@given(st.text(min_size=1, max_size=12), st.sampled_from(["", "doc/0123456789abcdef", "place/shou-ning-xian-1a2b3c", "year/2018-issued"]))
def test_iris_are_ascii_and_say_the_same_for_the_same_name(label: str, scope: str) -> None:
    made = IDS.named("actor", fold(label), Scope(scope)).value
    assert made.isascii()
    assert made == IDS.named("actor", fold(label), Scope(scope)).value


@given(st.text(max_size=20))
def test_folding_is_idempotent_and_display_is_a_function_of_the_fold(label: str) -> None:
    assert fold(fold(label)) == fold(label)
    assert display(fold(label)) == display(fold(fold(label)))
