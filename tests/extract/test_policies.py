"""Official documents against books, journals and forms. Titles and counties are invented."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from extract.lexicon import rows
from extract.policies import find_policies, link_policies
from extract.view import Mention, View

Policies = Callable[[str], list[Mention]]


@pytest.fixture
def policies(view_of: Callable[..., View]) -> Policies:
    """Return a function from invented text to the policy mentions in it."""
    return lambda text: list(find_policies(view_of(text)))


def test_title_issuer_year_and_number(policies: Policies) -> None:
    (found,) = policies("2016年，中共中央办公厅、国务院办公厅印发《关于河湖整治的指导意见》（厅字〔2016〕99号）。")
    assert found.label == "关于河湖整治的指导意见"
    assert found.attrs["issuer"] == ("中共中央办公厅", "国务院办公厅")
    assert found.attrs["year"] == 2016
    assert "2016" in str(found.attrs["number"]) and "99" in str(found.attrs["number"])


def test_a_county_may_be_the_issuer(policies: Policies) -> None:
    (found,) = policies("清平县人民政府出台《清平县梯田管护办法》。")
    assert found.attrs["issuer"] == ("清平县人民政府",)


def test_a_short_title_given_in_brackets_is_the_same_document(policies: Policies) -> None:
    found = policies("省政府印发《河源省稻田保护条例》（以下简称《条例》）。各地落实《条例》。")
    assert [m.label for m in found] == ["河源省稻田保护条例"] * 3
    assert found[0].aliases == ("条例",)


@pytest.mark.parametrize(
    "text",
    [
        "他著有《大河之路》。",
        "《清平日报》报道了此事。",
        "村民签订《养羊协议书》。",
        "参见《乡村治理研究》。",
        "填写《农户登记表》。",
        "撰写《梯田史》。",
    ],
)
def test_books_journals_forms_and_agreements_are_no_policies(policies: Policies, text: str) -> None:
    assert policies(text) == []


def test_named_plans_without_title_marks(policies: Policies) -> None:
    assert [m.label for m in policies("“十四五”规划纲要和2021年中央一号文件都有要求，国发〔2019〕12号文也提到。")] == [
        "“十四五”规划纲要",
        "2021年中央一号文件",
        "国发〔2019〕12号文",
    ]


def test_offsets_point_at_the_label(view_of: Callable[..., View]) -> None:
    view = view_of("根据《中华人民共和国梯田法》，推行轮作。")
    (found,) = find_policies(view)
    assert view.text[found.start : found.end] == found.label


def test_the_document_cites_each_policy_once_and_measures_rest_on_it(view_of: Callable[..., View]) -> None:
    view = view_of("根据《河源省稻田保护条例》，清平县推行轮作补贴。《河源省稻田保护条例》施行已久。")
    found = list(find_policies(view))
    at = view.text.index("轮作补贴")
    measure = Mention("Measure", at, at + 4, "轮作补贴", "test", 1.0)
    links = list(link_policies(view, [*found, measure]))
    assert [(link.subject.label if link.subject else None, link.predicate, link.object.label) for link in links] == [
        (None, "citesPolicy", "河源省稻田保护条例"),
        ("轮作补贴", "basedOnPolicy", "河源省稻田保护条例"),
    ]
    for link in links:
        assert link.start <= link.object.start < link.object.end <= link.end


def test_lexicons_are_well_formed() -> None:
    for row in rows("policy_words"):
        re.compile(row["pattern"])
    assert {row["role"] for row in rows("policy_words")} == {"named", "issuer", "act", "title", "not", "cite"}
    assert {row["sure"] for row in rows("policy_genres")} == {"yes", "no"}
