"""A case is what the paper studies; places that are only mentioned make none."""

from __future__ import annotations

from collections.abc import Callable

from extract.cases import find_cases
from extract.view import Mention, View

ViewOf = Callable[..., View]


def _places(view: View, **levels: str) -> list[Mention]:
    return [
        Mention("Place", at, at + len(name), name, "test", 0.9, {"adminLevel": level})
        for name, level in levels.items()
        for at in range(len(view.text))
        if view.text.startswith(name, at)
    ]


def test_the_place_of_the_title_is_the_case_and_its_practice_is_in_the_name(view_of: ViewOf) -> None:
    view = view_of("青石县脱贫攻坚取得成效。云岭县也曾试点。", title="从分散到协同：青石县脱贫攻坚的实践")
    cases = list(find_cases(view, _places(view, 青石县="县", 云岭县="县")))
    assert [(c.label, c.attrs["place"], c.attrs["practice"]) for c in cases] == [("青石县脱贫攻坚", "青石县", "脱贫攻坚")]
    assert "青石县" in cases[0].aliases


def test_the_province_before_the_county_is_no_case_of_its_own(view_of: ViewOf) -> None:
    view = view_of("青石县实行网格化管理。", title="基层治理的创新——基于湖中省青石县的调查")
    cases = list(find_cases(view, _places(view, 湖中省="省", 青石县="县")))
    assert [c.attrs["place"] for c in cases] == ["青石县"]


def test_an_editorial_studies_no_case(view_of: ViewOf) -> None:
    view = view_of("各地都在探索。青石县提供了经验。", title="深化改革，完善治理体系")
    assert list(find_cases(view, _places(view, 青石县="县"))) == []


def test_a_place_given_as_an_example_is_a_case(view_of: ViewOf) -> None:
    view = view_of("例如，云岭县首创了养殖保险。", title="深度贫困地区的治理")
    assert [c.attrs["place"] for c in find_cases(view, _places(view, 云岭县="县"))] == ["云岭县"]


def test_a_kind_of_region_is_no_place_of_study(view_of: ViewOf) -> None:
    view = view_of("深度贫困地区仍有困难。", title="深度贫困地区治理的研究")
    assert list(find_cases(view, _places(view, 深度贫困地区="片区"))) == []
