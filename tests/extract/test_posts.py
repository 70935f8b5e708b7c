"""Who heads what, what belongs to what, who supervises whom: as the sentence says it, with the role."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from extract.actors import find_actors
from extract.posts import link_posts
from extract.view import Link, View

ViewOf = Callable[..., View]


def _links(view: View, predicate: str) -> dict[tuple[str, str], Link]:
    found = [link for link in link_posts(view, list(find_actors(view))) if link.predicate == predicate]
    return {(link.subject.label if link.subject else "", link.object.label): link for link in found}


def test_two_posts_take_on_one_role(view_of: ViewOf) -> None:
    view = view_of("云岭县成立抗旱保供指挥部，由县委书记、县长担任总指挥长。")
    heads = _links(view, "heads")
    assert set(heads) == {("县委书记", "抗旱保供指挥部"), ("县长", "抗旱保供指挥部")}
    assert {link.attrs["role"] for link in heads.values()} == {"总指挥长"}


def test_deputies_are_less_sure_than_heads(view_of: ViewOf) -> None:
    view = view_of("县里成立改厕工作领导小组，由县长任组长，分管副县长任副组长。")
    heads = _links(view, "heads")
    assert heads["县长", "改厕工作领导小组"].confidence >= 0.7 > heads["分管副县长", "改厕工作领导小组"].confidence
    assert heads["分管副县长", "改厕工作领导小组"].attrs["role"] == "副组长"


def test_organisation_named_after_its_heads(view_of: ViewOf) -> None:
    view = view_of("全县成立了以县委书记任第一组长、县长任组长的水源保护工作领导小组。")
    heads = _links(view, "heads")
    assert heads["县委书记", "水源保护工作领导小组"].attrs["role"] == "第一组长"
    assert heads["县长", "水源保护工作领导小组"].attrs["role"] == "组长"


def test_role_before_its_holder(view_of: ViewOf) -> None:
    view = view_of("县里设有烟叶生产领导小组，组长由分管副县长担任。")
    assert ("分管副县长", "烟叶生产领导小组") in _links(view, "heads")


def test_office_its_head_and_where_it_sits(view_of: ViewOf) -> None:
    view = view_of("县里成立护林防火指挥部。护林防火指挥部下设办公室，由县委副书记兼任办公室主任。")
    assert ("县委副书记", "护林防火指挥部办公室") in _links(view, "heads")
    assert ("护林防火指挥部办公室", "护林防火指挥部") in _links(view, "partOf")


def test_posts_that_pair_with_zones_only_by_order_head_the_collective(view_of: ViewOf) -> None:
    view = view_of("全县划分为上、中、下三个战区，分别由县人大、县政协主要领导和县委副书记任三个战区指挥长。")
    assert {subject for subject, _ in _links(view, "heads")} == {"县人大主要领导", "县政协主要领导", "县委副书记"}


def test_groups_are_part_of_the_organisation_that_has_them(view_of: ViewOf) -> None:
    view = view_of("防疫指挥部下设物资保障组、社区防控组。")
    assert set(_links(view, "partOf")) == {("物资保障组", "防疫指挥部"), ("社区防控组", "防疫指挥部")}


def test_supervision_of_one_actor_by_another(view_of: ViewOf) -> None:
    view = view_of("县纪委监委约谈乡镇党委书记。县督导组对各乡镇开展专项督查。")
    found = _links(view, "supervises")
    assert ("县纪委监委", "乡镇党委书记") in found
    assert any(subject == "县督导组" for subject, _ in found)


def test_no_head_without_an_organisation(view_of: ViewOf) -> None:
    assert not _links(view_of("县长任期五年，农户为主体。"), "heads")


@pytest.mark.shared
def test_heads_of_the_county_study(shared: Path) -> None:
    from corpus.load import load_document

    view = View(load_document(next(iter(sorted((shared / "seeds").glob("004_*.txt"))))))
    heads = _links(view, "heads")
    for post in ("县委书记", "县长"):
        assert heads[post, "脱贫攻坚总攻前线指挥部"].attrs["role"] == "总指挥长"
    assert len([pair for pair in heads if pair[1].endswith("战区")]) == 5
