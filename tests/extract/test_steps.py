"""Steps come out in order with who performs them; a shorthand whose members the text never lists has none."""

from __future__ import annotations

from collections.abc import Callable

from extract.mechanisms import find_mechanisms
from extract.steps import link_steps
from extract.view import Mention, View

ViewOf = Callable[..., View]


def _steps(view: View, *actors: str) -> dict[str, list[str]]:
    mentions = [
        Mention("Actor", at, at + len(name), name, "test", 0.9)
        for name in actors
        for at in range(len(view.text))
        if view.text.startswith(name, at)
    ]
    listed: dict[str, list[str]] = {}
    for link in link_steps(view, list(find_mechanisms(view)), mentions):
        if link.predicate == "hasStep" and link.subject:
            performer = link.object.attrs["performedBy"]
            listed.setdefault(link.subject.label, []).append(f"{link.object.attrs['order']} {link.object.label} {performer or '-'}")
    return listed


def test_a_list_after_a_colon_with_its_performers(view_of: ViewOf) -> None:
    view = view_of("青石县创立四核工作法：网格员核、村委会核、镇民政所核、县民政局核。")
    assert _steps(view, "网格员", "村委会", "镇民政所", "县民政局") == {
        "四核工作法": ["1 网格员核 网格员", "2 村委会核 村委会", "3 镇民政所核 镇民政所", "4 县民政局核 县民政局"]
    }


def test_the_parts_of_a_slogan_are_its_steps(view_of: ViewOf) -> None:
    view = view_of("全县建立“户申报、组评议、村公示”的救助审批机制。")
    assert [step.split()[1] for step in _steps(view)["户申报、组评议、村公示的救助审批机制"]] == ["户申报", "组评议", "村公示"]


def test_a_chain_with_as_many_links_as_the_name_says(view_of: ViewOf) -> None:
    view = view_of("全乡按“自愿申请—入户核实—集体评议—张榜公示”的顺序办理。这套“四步工作法”减少了差错。")
    assert len(_steps(view)["四步工作法"]) == 4


def test_parts_explained_on_their_own_are_unfolded(view_of: ViewOf) -> None:
    view = view_of("云岭县推行“两保两补”救助模式。“两保”即基本医疗保险和大病保险；“两补”即门诊补助和住院补助。")
    assert [step.split()[1] for step in _steps(view)["两保两补救助模式"]] == ["基本医疗保险", "大病保险", "门诊补助", "住院补助"]


def test_bodies_set_up_together_form_the_system(view_of: ViewOf) -> None:
    view = view_of("县里设立镇级工作站、村级服务点、组级联络员，形成三级服务体系。")
    assert [step.split()[1] for step in _steps(view)["三级服务体系"]] == ["镇级工作站", "村级服务点", "组级联络员"]


def test_members_that_the_text_never_lists_stay_open(view_of: ViewOf) -> None:
    view = view_of("在退出环节，用“五认”工作法保障群众的知情权、监督权和参与权。村干部、党员、群众都说好。")
    assert "五认工作法" not in _steps(view)


def test_a_bare_level_word_performs_only_by_inference(view_of: ViewOf) -> None:
    view = view_of("全县建立“村评议、镇把关、县审批”的资金管理机制。")
    found = [link for link in link_steps(view, list(find_mechanisms(view)), []) if link.predicate == "performedBy"]
    assert found
    assert all(link.modality == "inferred" and link.confidence < 0.7 for link in found)


def test_who_is_put_in_charge_right_after_a_step_performs_it(view_of: ViewOf) -> None:
    view = view_of("青石县推行“三访工作法”：一是访农户，由村干部逐户登记；二是访邻里，由工作队核对；三是访收入，由镇民政所复核。")
    assert _steps(view, "村干部", "工作队", "镇民政所") == {"三访工作法": ["1 访农户 村干部", "2 访邻里 工作队", "3 访收入 镇民政所"]}
