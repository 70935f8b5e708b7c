"""Who acts: institutions, posts, groups and task organisations come out once each, under one label, where the text has them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from extract.actors import find_actors
from extract.view import Mention, View

ViewOf = Callable[..., View]


def _labels(view: View) -> set[str]:
    return {m.label for m in find_actors(view)}


def _of(view: View, label: str) -> list[Mention]:
    return [m for m in find_actors(view) if m.label == label]


def test_level_and_organ_make_an_institution(view_of: ViewOf) -> None:
    view = view_of("县民政局会同乡镇党委核实名单，村两委公示，省级财政兜底，审批后报县委组织部备案。")
    assert {"县民政局", "乡镇党委", "村两委", "省级财政", "县委组织部"} <= _labels(view)


def test_type_and_level_of_an_actor(view_of: ViewOf) -> None:
    found = {m.label: m.attrs for m in find_actors(view_of("县审计局约谈镇长，驻村工作队走访贫困户，企业帮扶村集体。"))}
    assert (found["县审计局"]["actorType"], found["县审计局"]["adminLevel"]) == ("督查机构", "县")
    assert (found["镇长"]["actorType"], found["镇长"]["adminLevel"]) == ("政府", "乡镇")
    assert (found["驻村工作队"]["actorType"], found["驻村工作队"]["adminLevel"]) == ("工作队", "村")
    assert (found["贫困户"]["actorType"], found["贫困户"]["adminLevel"]) == ("村民", "户")
    assert found["企业"]["actorType"] == "市场主体"


def test_shared_part_of_a_compound_is_restored(view_of: ViewOf) -> None:
    view = view_of("分别由县人大、县政府、县政协主要领导包片。")
    posts = [m for m in find_actors(view) if m.label.endswith("主要领导")]
    assert [m.label for m in posts] == ["县人大主要领导", "县政府主要领导", "县政协主要领导"]
    assert view.text[posts[0].start : posts[0].end] == "县人大、县政府、县政协主要领导"
    assert view.text[posts[2].start : posts[2].end] == "县政协主要领导"


def test_names_written_together_are_two_actors(view_of: ViewOf) -> None:
    assert {"县委", "县政府"} <= _labels(view_of("县委县政府高度重视。"))


def test_place_before_an_organ_is_no_second_actor(view_of: ViewOf) -> None:
    view = view_of("云岭县委定下目标。此后县委每月调度，云岭县委书记带头。")
    assert len(_of(view, "县委")) == 2
    assert "云岭县委" in _of(view, "县委")[0].aliases


def test_level_left_out_means_the_same_bureau(view_of: ViewOf) -> None:
    view = view_of("县水利局牵头修渠。水利局还负责验收。")
    assert len({m.label for m in find_actors(view) if "水利局" in m.label}) == 1


def test_two_levels_of_a_bureau_stay_two(view_of: ViewOf) -> None:
    view = view_of("市民政局拨款，县民政局发放。")
    assert {"市民政局", "县民政局"} <= _labels(view)


def test_misprint_of_the_same_sound_is_the_same_actor(view_of: ViewOf) -> None:
    view = view_of("县督查局每月检查。县督察局通报结果。县督查局再复查。")
    assert _labels(view) == {"县督查局"}


def test_task_organisation_ends_at_its_head_and_begins_after_the_verb(view_of: ViewOf) -> None:
    view = view_of("2019年县里成立饮水安全工作领导小组，下设督导组、保障组和宣传组，另派出12个攻坚组。")
    tasks = {m.label for m in find_actors(view) if m.type == "TaskOrganization"}
    assert {"饮水安全工作领导小组", "督导组", "保障组", "宣传组", "攻坚组"} <= tasks


def test_list_of_groups_gets_its_head_back(view_of: ViewOf) -> None:
    view = view_of("指挥部内设综合协调、项目推进、宣传引导等6个工作组。")
    assert {"综合协调工作组", "项目推进工作组", "宣传引导工作组"} <= _labels(view)


def test_declared_abbreviation_is_an_alias_and_found_later(view_of: ViewOf) -> None:
    view = view_of("县里成立防汛抢险前线指挥部（以下简称“汛前部”）。汛前部每日会商。\n群众听汛前部调度。")
    found = _of(view, "防汛抢险前线指挥部")
    assert len(found) == 4
    assert all("汛前部" in m.aliases and m.type == "TaskOrganization" for m in found)


def test_office_of_a_task_organisation_is_named_after_it(view_of: ViewOf) -> None:
    view = view_of("县里成立河湖整治领导小组，下设办公室。")
    assert "河湖整治领导小组办公室" in _labels(view)


def test_head_inside_a_longer_word_is_no_organisation(view_of: ViewOf) -> None:
    view = view_of("合作经济组织发展快，队伍建设好，战区域广，集中办理。")
    assert not [m for m in find_actors(view) if m.type == "TaskOrganization"]


def test_role_that_a_post_takes_on_is_not_another_actor(view_of: ViewOf) -> None:
    assert "组长" not in _labels(view_of("县长任组长，副县长任副组长。"))


def test_nothing_in_a_text_without_actors(view_of: ViewOf) -> None:
    assert not list(find_actors(view_of("春天山花开得很早，河水清浅。")))


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.sampled_from(
            ["县委", "、", "县政府", "主要领导", "农户", "成立", "工作专班", "（简称“专办”）", "专办", "。", "T县", "书记", "和"]
        ),
        max_size=14,
    )
)
def test_mentions_lie_in_the_text_and_say_what_it_says(view_of: ViewOf, parts: list[str]) -> None:
    view = view_of("".join(parts) or "。")
    mentions = list(find_actors(view))
    assert mentions == list(find_actors(view))
    for mention in mentions:
        assert 0 <= mention.start < mention.end <= len(view.text)
        assert mention.label not in mention.aliases
        assert 0 < mention.confidence <= 1
    labels = {(m.start, m.end): m.label for m in mentions if m.rule != "actors.compound"}
    assert len(labels) == len([m for m in mentions if m.rule != "actors.compound"])


@pytest.mark.shared
def test_task_organisations_and_posts_of_the_county_study(shared: Path) -> None:
    from corpus.load import load_document

    view = View(load_document(next(iter(sorted((shared / "seeds").glob("004_*.txt"))))))
    mentions = list(find_actors(view))
    headquarters = {m.label for m in mentions if m.type == "TaskOrganization" and "总攻办" in m.aliases}
    assert headquarters == {"脱贫攻坚总攻前线指挥部"}
    assert {"县委书记", "县长", "县人大主要领导", "县政协主要领导", "乡级指挥所", "村级作战室", "组级战斗队"} <= {m.label for m in mentions}


def test_standing_groups_of_a_village_are_no_task_organisations(view_of: Callable[..., View]) -> None:
    found = list(find_actors(view_of("村民委员会可以分设若干村民小组。召开村民小组会议，应当推选小组长。县里成立治水领导小组。")))
    assert [m.label for m in found if m.type == "TaskOrganization"] == ["治水领导小组"]
    assert "村民小组" in {m.label for m in found if m.type == "Actor"}
