"""Papers in traditional characters are read by the same rules, and keep their own characters."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from opencc import OpenCC

from corpus.load import document_from_bytes
from corpus.traditional import is_traditional, matching_text
from extract.pipeline import extract

PAPER = """清平县三级联查的试验与启示

王某，李某某

摘要：本文讨论清平县的联查办法，指出其做法与效果。

关键词：联查；治理

一、做法

清平县地处北部山区，2014年贫困发生率为21.35%，2018年下降到1.8%。为解决识别不准的问题，清平县推行“三查工作法”：一是查农户，由村干部登记；二是查邻里，由驻村工作队核对；三是查收入，由县扶贫办复核。

参考文献

[1] 王某. 三级联查[J]. 治理研究, 2019(3): 1-9.
"""
FRONT = "---\n标题: 清平县联查\n作者: 王某\n年份: 2019\n---\n\n"


CONVERTER = OpenCC("s2t")


def traditional(text: str) -> str:
    return CONVERTER.convert(text)


LONG = traditional(PAPER)


def test_structure_is_that_of_the_same_paper_in_simplified_characters() -> None:
    simplified = document_from_bytes((FRONT + PAPER).encode(), "a.md")
    document = document_from_bytes(traditional(FRONT + PAPER).encode(), "a.md")
    assert [(s.kind, s.level) for s in document.segments] == [(s.kind, s.level) for s in simplified.segments]
    assert document.metadata.title == traditional("清平县联查")
    assert document.metadata.keywords == (traditional("联查"), "治理")
    assert document.raw == traditional(FRONT + PAPER)


def test_the_same_facts_are_found_and_quoted_in_the_papers_own_characters() -> None:
    simplified, document = (document_from_bytes(text.encode(), "a.md") for text in (PAPER, traditional(PAPER)))
    plain, found = extract(simplified), extract(document)
    assert [(e.type, [(v.start, v.end) for v in e.evidence]) for e in found.entities] == [
        (e.type, [(v.start, v.end) for v in e.evidence]) for e in plain.entities
    ]
    assert all(document.raw[v.start : v.end] == v.quote for e in found.entities for v in e.evidence)
    named = {e.label: e.aliases for e in found.entities if e.type == "Mechanism"}
    assert "三查工作法" in named
    actors = {e.label: e.aliases for e in found.entities if e.type == "Actor"}
    assert "县扶贫办" in actors[traditional("县扶贫办")], "the simplified name stays, so that papers of both kinds meet"
    assert [(o.indicator, o.value) for o in found.observations] == [(o.indicator, o.value) for o in plain.observations]


def test_a_simplified_text_with_a_traditional_quotation_is_left_alone() -> None:
    text = PAPER + "县志载“縣境多山，民貧”。"
    assert matching_text(text) is text


@settings(deadline=None)  # the first example loads OpenCC's dictionaries
@given(st.text(st.characters(codec="utf-8")))
def test_every_character_keeps_its_place(text: str) -> None:
    assert len(matching_text(text)) == len(text)
    assert len(matching_text(LONG + text)) == len(LONG + text)


def test_traditional_is_told_from_simplified() -> None:
    assert (
        is_traditional(traditional(PAPER)) and not is_traditional(PAPER) and not is_traditional("plain English") and not is_traditional("")
    )
