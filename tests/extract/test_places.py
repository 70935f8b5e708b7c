"""Where it happens: known districts, invented ones, anonymised ones and regions; one label a place."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.gazetteer import areas, short_names, without_suffix
from extract.places import find_places
from extract.view import Mention, View

ViewOf = Callable[..., View]


def _places(view: View) -> dict[str, Mention]:
    return {m.label: m for m in find_places(view)}


def test_known_districts_have_level_and_code(view_of: ViewOf) -> None:
    found = _places(view_of("调研组先到四川省，再到成都市和红原县。"))
    assert found["四川省"].attrs == {"adminLevel": "省", "code": "510000"}
    assert found["成都市"].attrs["adminLevel"] == "市州"
    assert (found["红原县"].attrs["adminLevel"], len(str(found["红原县"].attrs["code"]))) == ("县", 6)


def test_short_and_full_name_are_one_place(view_of: ViewOf) -> None:
    view = view_of("贵州省山地多。贵州的茶园连片，贵州人爱茶。")
    assert {m.label for m in find_places(view)} == {"贵州省"}
    assert len(list(find_places(view))) == 3


def test_chain_of_places_is_split(view_of: ViewOf) -> None:
    assert {"佛山市", "禅城区"} <= set(_places(view_of("项目落在佛山市禅城区。")))


def test_anonymised_places_keep_their_letter(view_of: ViewOf) -> None:
    found = _places(view_of("本文以K县和L 镇为例，K县地处山区，K县级财政薄弱。"))
    assert found["K县"].attrs["adminLevel"] == "县"
    assert found["L镇"].attrs["adminLevel"] == "乡镇"
    assert "L 镇" in found["L镇"].aliases


def test_villages_of_an_enumeration(view_of: ViewOf) -> None:
    found = _places(view_of("工作队走访了云溪乡的石板村、杨梅村。"))
    assert {"石板村", "杨梅村"} <= set(found)
    assert found["石板村"].attrs["adminLevel"] == "村"


def test_regions_of_national_policy(view_of: ViewOf) -> None:
    found = _places(view_of("三区三州和乌蒙山区是我国脱贫攻坚的重点。"))
    assert {"三区三州", "乌蒙山区", "我国"} <= set(found)
    assert found["乌蒙山区"].attrs["adminLevel"] == "片区"


@pytest.mark.parametrize(
    "text", ["全县贫困村都已退出。", "各乡镇、村社和试点县要落实。", "资源向市场集中，西部署工作组。", "县委会同县政府发文。"]
)
def test_common_words_are_no_places(view_of: ViewOf, text: str) -> None:
    assert not _places(view_of(text))


@given(st.sampled_from(sorted(areas())))
def test_every_district_has_a_short_name_that_begins_it(name: str) -> None:
    short = without_suffix(name)
    assert name.startswith(short)
    assert short == name or short in short_names()


def test_autonomous_areas_by_their_usual_names() -> None:
    assert areas()["凉山州"].name == "凉山彝族自治州"
    assert short_names()["内蒙古"][0].level == "省"


@pytest.mark.shared
def test_places_of_the_township_study(shared: Path) -> None:
    from corpus.load import load_document

    view = View(load_document(next(iter(sorted((shared / "seeds").glob("002_*.txt"))))))
    mentions = list(find_places(view))
    assert {"贺波洛乡", "桌古村", "尔吉村", "紫南村", "四川省", "佛山市"} <= {m.label for m in mentions}
    for mention in mentions:
        quote = re.sub(r"\s", "", view.evidence(mention.start, mention.end).quote)
        assert quote in {re.sub(r"\s", "", name) for name in (mention.label, *mention.aliases)}
