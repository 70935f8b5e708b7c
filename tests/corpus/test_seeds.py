"""The five shared papers come out whole."""

from __future__ import annotations

import json
import unicodedata
from pathlib import Path
from typing import Any

import pytest

from corpus.document import Document
from corpus.load import document_from_bytes

pytestmark = pytest.mark.shared
Seeds = dict[str, Document]


def sentence_with(document: Document, *parts: str) -> str:
    """The one sentence that holds all parts."""
    found = [text for s in document.sentences if all(part in (text := document.reading.text[s.start : s.end]) for part in parts)]
    assert len(found) == 1, f"{parts}: {len(found)} sentences"
    return found[0]


def test_every_character_stands_for_a_raw_one(seeds: Seeds) -> None:
    for document in seeds.values():
        for char, offset in zip(document.reading.text, document.reading.offsets, strict=True):
            raw = document.raw[offset]
            assert (char.isspace() and raw.isspace()) or unicodedata.normalize("NFKC", raw) == unicodedata.normalize("NFKC", char)


@pytest.mark.parametrize("number", ["000", "002", "004"])
def test_metadata_equals_the_gold(seeds: Seeds, gold_folder: Path, number: str) -> None:
    document = seeds[number]
    gold: dict[str, Any] = json.loads(next(gold_folder.glob(f"{number}_*.json")).read_text(encoding="utf-8"))["metadata"]
    meta = document.metadata
    assert (meta.title, meta.subtitle, list(meta.authors)) == (gold["title"], gold["subtitle"], gold["authors"])
    assert (list(meta.affiliations), meta.journal, meta.year, meta.issue) == (
        gold["affiliations"],
        gold["journal"],
        gold["year"],
        gold["issue"],
    )
    assert (list(meta.keywords), meta.article_number) == (gold["keywords"], gold["doi_or_articleno"])
    assert (meta.references, meta.has_abstract, meta.language) == (gold["references"], gold["has_abstract"], gold["language"])


def test_titles_where_no_gold_is(seeds: Seeds) -> None:
    assert seeds["001"].metadata.title == "深化精准扶贫，完善贫困治理机制"
    assert (seeds["003"].metadata.title or "").startswith("Chinese Model and")
    assert seeds["003"].metadata.authors == ("CHENG Shiyong",)


@pytest.mark.parametrize(
    ("number", "parts"),
    [
        ("000", ("六查工作法：村干部查", "县督查局查。")),
        ("000", ("先拨付、后报账", "县监督”的资金分配")),
        ("002", ("13个彝族聚居县", "4.16万平方公里。")),
        ("002", ("“候鸟式”新型贫困凸现。",)),
        ("002", ("定性和定量评估相结合", "动态监测框架，综合设置")),
        ("003", ("专门聚焦深度贫困地区脱贫攻坚。",)),
        ("003", ("据统计，易地搬迁建档立卡", "9313元")),
        ("003", ("万美元跨越2万美元平均用了9年",)),
        ("003", ("西藏、四省藏区、新疆南疆等",)),
        ("003", ("“家门口产业+家门口培训”",)),
        ("004", ("行政式贫困治理揭示了",)),
        ("004", ("特别是随着2020年",)),
        ("004", ("战令形式下达,统筹战区",)),
        ("004", ("县委县政府搭建了党的领导",)),
        ("004", ("T县于2018年成立", "总指挥长")),
    ],
)
def test_interrupted_sentences_are_whole(seeds: Seeds, number: str, parts: tuple[str, ...]) -> None:
    assert sentence_with(seeds[number], *parts)


def test_what_is_no_prose_is_no_sentence(seeds: Seeds) -> None:
    for document in seeds.values():
        text = "\n".join(document.reading.text[s.start : s.end] for s in document.sentences)
        for word in ("收稿日期", "基金项目", "Key words", "<sup>", "**", "[1]", "［1］", "##", "中图分类号"):
            assert word not in text, f"{document.source}: {word}"


def test_sentences_end_where_sentences_end(seeds: Seeds) -> None:
    for document in seeds.values():
        prose = [s for s in document.sentences if document.segments[s.segment].kind in {"paragraph", "list_item"}]
        ended = sum(document.reading.text[s.start : s.end].rstrip("”’）)」").endswith(("。", "！", "？", "?", "：")) for s in prose)
        assert ended >= 0.99 * len(prose), document.source


def test_headings_and_tables(seeds: Seeds) -> None:
    top = {
        number: [seeds[number].reading.text[s.text_start : s.text_end] for s in seeds[number].segments if s.level == 1] for number in seeds
    }
    assert [len(top[number]) for number in ("000", "002", "003")] == [3, 3, 5]
    assert top["000"][2] == "三、结论与反思"
    rows = {number: sum(s.kind == "table_row" for s in seeds[number].segments) for number in seeds}
    assert rows["003"] == 7 and rows["000"] == 0 and rows["002"] > 10
    assert sum(s.kind == "footnote" for s in seeds["003"].segments) == 5


def test_windows_line_ends_give_the_same_reading(seeds: Seeds) -> None:
    for document in seeds.values():
        other = document_from_bytes(document.raw.replace("\n", "\r\n").encode(), document.source)
        assert other.reading.text == document.reading.text
        assert [(s.kind, s.section) for s in other.segments] == [(s.kind, s.section) for s in document.segments]
