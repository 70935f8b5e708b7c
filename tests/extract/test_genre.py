"""Official documents study no case; papers do, whatever their titles end in."""

from __future__ import annotations

import pytest

from corpus.load import document_from_bytes
from extract.genre import is_official
from extract.pipeline import extract
from extract.view import View

LAW = "# 河湾省乡村治理条例\n\n" + "\n\n".join(f"第{n}条 河湾县人民政府应当健全议事制度。" for n in "一二三四五六")
REPORT = "政府工作报告\n——2019年2月1日在河湾省第三届人民代表大会上\n各位代表：\n河湾县脱贫攻坚成效明显，为全省提供了经验。\n"
PAPER = "河湾县脱贫攻坚的实践与经验\n\n河湾县以网格议事推进脱贫攻坚。河湾县脱贫攻坚的做法值得总结。\n"


def view_of(text: str) -> View:
    return View(document_from_bytes(text.encode(), "text.txt"))


@pytest.mark.parametrize(("text", "official"), [(LAW, True), (REPORT, True), (PAPER, False)])
def test_laws_and_reports_are_told_from_papers(text: str, official: bool) -> None:
    assert is_official(view_of(text)) is official


def test_a_paper_with_references_is_a_paper_whatever_its_title_ends_in() -> None:
    text = PAPER.replace("的实践与经验", "的若干意见") + "\n参考文献\n[1] 李某. 乡村治理研究[J]. 某学报, 2019(2): 3-9.\n"
    assert not is_official(view_of(text))


@pytest.mark.parametrize("text", [LAW, REPORT])
def test_no_case_is_found_in_an_official_document(text: str) -> None:
    assert not [e for e in extract(document_from_bytes(text.encode(), "text.txt")).entities if e.type == "Case"]
