from __future__ import annotations

import json

import pyoxigraph as ox
import pytest

from queries import facts
from queries.case import AmbiguousCase, CaseNotFound, case_profile, find_case, render_case
from queries.case_model import CaseProfile
from queries.case_page import point_text
from queries.facts import Claim, Quote


@pytest.fixture(scope="module")
def profile(graph: ox.Store) -> CaseProfile:
    return case_profile(graph, "青石县")


def labels(claims: tuple[Claim, ...]) -> list[str]:
    return [claim.object.label for claim in claims]


@pytest.mark.parametrize("name", ["青石县搬迁后续帮扶", "青石县", " 青石 县 ", "搬迁后续", "青石县搬迁后续帮扶的做法"])
def test_a_case_is_found_by_label_alias_place_or_part_of_them(graph: ox.Store, name: str) -> None:
    assert find_case(graph, name).label == "青石县搬迁后续帮扶"


def test_a_name_of_several_cases_lists_them(graph: ox.Store) -> None:
    with pytest.raises(AmbiguousCase) as error:
        find_case(graph, "帮扶")
    assert error.value.candidates == ("云岭县就业帮扶", "青石县搬迁后续帮扶")


@pytest.mark.parametrize("name", ["无名县", "", "   "])
def test_no_case_lists_those_there_are(graph: ox.Store, name: str) -> None:
    with pytest.raises(CaseNotFound, match=r"语料未提及.*云岭县就业帮扶、青石县搬迁后续帮扶"):
        find_case(graph, name)


def test_an_empty_graph_says_what_to_do() -> None:
    with pytest.raises(CaseNotFound, match="build a knowledge base"):
        find_case(ox.Store(), "青石县")


def test_steps_come_in_order_with_performers_and_exact_quotes(profile: CaseProfile) -> None:
    mechanism = profile.mechanisms[0]
    assert (mechanism.claim.object.label, mechanism.claim.object.type) == ("三张清单工作法", "识别核查")
    assert [(step.order, step.action, labels(step.performers)) for step in mechanism.steps] == [
        (1, "核", ["乡镇政府"]),
        (2, "议", ["村委会"]),
        (3, "验", ["县审计局"]),
    ]
    assert mechanism.steps[2].claim.quotes == (Quote("县审计局验结果", "甲_青石.txt", 52, 59, None),)


def test_a_quote_names_its_page_where_there_are_pages(profile: CaseProfile) -> None:
    assert profile.outcomes[0].quotes[0].page == 3


def test_task_organisations_have_heads_roles_levels_and_parents(profile: CaseProfile) -> None:
    found = [
        (o.organization.label, o.organization.level, [(h.claim.subject.label, h.roles) for h in o.heads], labels(o.parents))
        for o in profile.organizations
    ]
    assert found == [
        ("搬迁后续帮扶指挥部", "县级", [("县委书记", ("指挥长",))], []),
        ("产业专班", "县级", [], ["搬迁后续帮扶指挥部"]),
    ]


def test_measures_problems_and_the_rest_are_facts_of_this_case(profile: CaseProfile) -> None:
    assert [(m.claim.object.label, labels(m.targets), labels(m.addresses)) for m in profile.measures] == [
        ("大棚租赁补贴", ["搬迁户"], ["就业不足"]),
        ("夜校培训", [], []),
    ]
    assert [(p.claim.object.label, labels(p.causes)) for p in profile.problems] == [("就业不足", ["技能单一"])]
    assert labels(profile.places) == ["青石县"]
    assert (labels(profile.policies), labels(profile.theories)) == (["《南屏省搬迁后续扶持意见》"], ["协同治理"])
    assert [(s.standard.label, len(s.members)) for s in profile.standards] == [("两稳", 0), ("三个一批", 3)]


def test_what_another_paper_tells_of_a_shared_measure_stays_with_its_case(graph: ox.Store) -> None:
    measures = case_profile(graph, "云岭").measures
    assert [(m.claim.object.label, labels(m.targets), [q.document for q in m.claim.quotes]) for m in measures] == [
        ("夜校培训", ["搬迁户"], ["乙_云岭.md"])
    ]


def test_figures_make_series_by_indicator(profile: CaseProfile) -> None:
    assert [(s.indicator, s.about, [point_text(p) for p in s.points]) for s in profile.series] == [
        ("就业率", "青石县", ["61.5%（2017）", "88.2%（2020）"])
    ]


def test_a_figure_that_is_not_exact_says_so(graph: ox.Store) -> None:
    assert [point_text(p) for s in case_profile(graph, "云岭").series for p in s.points] == ["约70%（2019）"]


def test_what_is_proposed_inferred_or_denied_is_no_fact(graph: ox.Store, profile: CaseProfile) -> None:
    assert [(c.modality, c.subject.label, c.object.label) for c in profile.other] == [
        ("inferred", "青石县搬迁后续帮扶", "南屏省"),
        ("proposed", "青石县搬迁后续帮扶", "托管服务"),
        ("inferred", "分管副县长", "产业专班"),
    ]
    others = case_profile(graph, "云岭").other
    assert [(c.modality, c.object.label) for c in others] == [("negated", "大棚租赁补贴"), ("hypothetical", "95")]


def test_a_rejected_statement_is_not_shown(graph: ox.Store) -> None:
    store = ox.Store()
    store.extend(graph.quads_for_pattern(None, None, None))
    review = ox.NamedNode("https://w3id.org/zhitu/ns#reviewStatus")
    proposed = ox.NamedNode("https://w3id.org/zhitu/vocab/modality/proposed")
    for quad in list(store.quads_for_pattern(None, None, proposed)):
        for status in list(store.quads_for_pattern(quad.subject, review, None)):
            store.remove(status)
            store.add(ox.Quad(quad.subject, review, ox.NamedNode("https://w3id.org/zhitu/vocab/review/rejected"), status.graph_name))
    assert [c.modality for c in case_profile(store, "青石县").other] == ["inferred", "inferred"]


def test_the_page_gives_each_quote_a_number_and_its_source(profile: CaseProfile) -> None:
    page = render_case(profile, "md")
    assert "| 3 | 县审计局验结果 | 县审计局 | [5] |" in page
    assert "- [5] 甲_青石.txt, 字符 52–59: “县审计局验结果”" in page
    assert "周禾, 林岸. 清单与接力：青石县搬迁后续帮扶的组织机制[J]. 治理评论, 2021(2): 3-9." in page


def test_a_shorthand_without_members_is_said_to_be_unlisted_and_an_empty_section_unmentioned(graph: ox.Store) -> None:
    assert "2. 四到位工作法（识别核查） “另有四到位工作法”[6]\n   步骤: 语料未列出" in render_case(case_profile(graph, "青石"), "table")
    assert "■ 理论\n语料未提及" in render_case(case_profile(graph, "云岭"), "table")


def test_non_facts_come_under_their_own_heading(profile: CaseProfile) -> None:
    facts_part, other_part = render_case(profile, "table").split("■ 非案例事实")
    assert "托管服务" not in facts_part and "托管服务" in other_part


def test_json_holds_quotes_as_they_stand(profile: CaseProfile) -> None:
    data = json.loads(render_case(profile, "json"))
    step = data["mechanisms"][0]["steps"][0]
    assert step["claim"]["statements"][0]["quotes"][0] == {
        "text": "乡镇政府核需求",
        "document": "甲_青石.txt",
        "start": 37,
        "end": 44,
        "page": None,
    }
    assert [point["value"] for point in data["series"][0]["points"]] == [61.5, 88.2]


def test_an_unknown_format_names_those_there_are(profile: CaseProfile) -> None:
    with pytest.raises(ValueError, match="table, md, json"):
        render_case(profile, "pdf")


def test_the_number_of_queries_does_not_grow_with_what_is_known(graph: ox.Store, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    real = facts.look_up

    def counted(store: ox.Store, lookup: str, **terms: str) -> facts.Solutions:
        asked.append(lookup)
        return real(store, lookup, **terms)

    monkeypatch.setattr(facts, "look_up", counted)
    case_profile(graph, "青石县")
    assert len(asked) <= 16


def test_the_same_graph_gives_the_same_page(graph: ox.Store, profile: CaseProfile) -> None:
    assert render_case(case_profile(graph, "青石县"), "table") == render_case(profile, "table")
