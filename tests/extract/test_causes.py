"""Causes that a text numbers one by one are tied to what it says they are the causes of."""

from __future__ import annotations

from collections.abc import Callable

from extract.causes import link_listed_causes
from extract.view import View

ViewOf = Callable[..., View]


def _causes(view: View) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for link in link_listed_causes(view):
        assert link.subject is not None
        found.setdefault(link.subject.label, []).append(link.object.label)
    return found


def test_numbered_paragraphs_after_an_announcement_are_causes(view_of: ViewOf) -> None:
    view = view_of(
        "调查发现，导致该地区增收慢、人才流失的原因主要归结为三个方面：\n（1）交通闭塞。出村要走半天。\n（2）产业单一。只种玉米。\n（3）公共服务薄弱，学校少。"
    )
    assert _causes(view) == {"增收慢": ["交通闭塞", "产业单一", "公共服务薄弱"], "人才流失": ["交通闭塞", "产业单一", "公共服务薄弱"]}


def test_numbers_in_words_count_too(view_of: ViewOf) -> None:
    view = view_of("干部把项目闲置的原因概括为两点。\n一是选址不当。\n二是管护缺位。")
    assert _causes(view) == {"项目闲置": ["选址不当", "管护缺位"]}


def test_a_list_that_does_not_begin_with_one_is_not_taken(view_of: ViewOf) -> None:
    assert _causes(view_of("项目闲置的原因有三个方面。\n三是管护缺位。\n四是资金不足。")) == {}


def test_a_cause_told_in_passing_announces_no_list(view_of: ViewOf) -> None:
    assert _causes(view_of("项目闲置的原因很复杂。\n一是交通好。\n二是土地多。")) == {}
