"""The parts of a paper are told apart, and a sentence that something interrupts comes out unbroken."""

from __future__ import annotations

import pytest

from corpus.document import Document
from corpus.load import document_from_bytes


def read(text: str, name: str = "paper.txt") -> Document:
    """The document of a text."""
    return document_from_bytes(text.encode("utf-8"), name)


def words(document: Document, *kinds: str) -> list[str]:
    """Reading text of the segments of some kinds."""
    return [document.reading.text[s.text_start : s.text_end] for s in document.segments if s.kind in kinds]


def sentences(document: Document) -> list[str]:
    """Reading text of all sentences."""
    return [document.reading.text[s.start : s.end] for s in document.sentences]


PAPER = """# 三级联查：县域治理的一种办法

——基于清平县的调查

王某某<sup>1</sup>，李 某<sup>2</sup>

(1. 清平大学 公共管理学院，湖南 长沙 410000; 2. 云屏学院 社会学系，湖南 长沙 410001)

**摘要：**本文讨论三级联查。它很有用。

**关键词：**三级联查；县域治理；督查

**文章编号：**1234-5678(2019)03-0021-10

## 一、引言

县里的办法很多<sup>[1]</sup>。这一套办法是从村里开始做起来的，后来全县各个乡镇都跟着学，到年底时

收稿日期：2019-01-02

**作者简介：**王某某，男，清平大学教授。

已有三十个村用上了它。

## 二、做法

### （一）入户

1. 先登记。

| 指标 | 数值 |
|---|---|
| 户数 | 320 |

表1 各村户数

### 参考文献：

[1] 张某. 县域治理[M]. 北京: 某出版社, 2010: 3.
[2] 李某. 督查论[J]. 某学报, 2012(3): 5-9.

(责任编辑：赵某)

## Three Rounds of Checks

Abstract: This paper discusses checks in three rounds.

Keywords: checks; county
"""


def test_the_parts_of_a_markdown_paper() -> None:
    document = read(PAPER, "paper.md")
    assert words(document, "title", "subtitle") == ["三级联查：县域治理的一种办法", "基于清平县的调查"]
    assert words(document, "abstract") == ["本文讨论三级联查。它很有用。"]
    assert words(document, "keywords") == ["三级联查；县域治理；督查"]
    assert words(document, "heading") == ["一、引言", "二、做法", "（一）入户", "参考文献："]
    assert words(document, "table_row") == ["指标\t数值", "户数\t320"]
    assert words(document, "caption") == ["表1各村户数"]
    assert len(words(document, "reference")) == 2
    assert any(text.startswith("Abstract") for text in words(document, "metadata"))


def test_the_metadata_of_a_markdown_paper() -> None:
    meta = read(PAPER, "paper.md").metadata
    assert meta.authors == ("王某某", "李某")
    assert meta.affiliations == ("清平大学 公共管理学院", "云屏学院 社会学系")
    assert meta.keywords == ("三级联查", "县域治理", "督查")
    assert (meta.year, meta.issue, meta.pages, meta.article_number) == (2019, "3", "21-30", "1234-5678(2019)03-0021-10")
    assert meta.references == 2 and meta.has_abstract and meta.language == "zh"


def test_author_notes_at_a_page_foot_do_not_break_the_sentence() -> None:
    document = read(PAPER, "paper.md")
    assert "这一套办法是从村里开始做起来的，后来全县各个乡镇都跟着学，到年底时已有三十个村用上了它。" in sentences(document)
    assert document.reading.text.index("三十个村") < document.reading.text.index("收稿日期")


def test_notes_and_foreign_words_are_no_sentences() -> None:
    text = "".join(sentences(read(PAPER, "paper.md")))
    assert "收稿日期" not in text and "Abstract" not in text and "某出版社" not in text and "责任编辑" not in text


def test_section_paths_follow_the_numbering_not_the_hashes() -> None:
    document = read("## 一、甲\n\n#### （一）乙\n\n乙说一句话。\n\n## （二）丙\n\n丙说一句话。\n\n### 二、丁\n\n丁说一句话。\n")
    paths = [s.section for s in document.segments if s.kind == "paragraph"]
    assert paths == [("一、甲", "（一）乙"), ("一、甲", "（二）丙"), ("二、丁",)]


def column(text: str, width: int = 22, between: str = "\n") -> str:
    """A column of print: indent lost, lines of `width` characters, the first two shorter."""
    first, rest = text[: width - 2], text[width - 2 :]
    return between.join([first, *(rest[at : at + width] for at in range(0, len(rest), width))])


A = (
    "县里把联查办法分成三步走，村干部先入户登记，乡镇再逐户抽查，最后由县里派人复核，复核不过的要重来一遍，"
    "重来的名单在村口公示七天，群众没有意见才算数。"
)
B = "办法推开以后，群众的意见少了，干部的作风也变了，上面来检查的时候再也不用临时补材料，村里的账本随时可以翻开来看，外村的人也常常来学习。"


@pytest.mark.parametrize("between", ["\n", "\n\n", "\r\n"])
def test_wrapped_lines_are_joined_and_paragraphs_kept(between: str) -> None:
    text = between.join([column(A, between=between), column(B, between=between), column(A, between=between)])
    assert words(read(text), "paragraph") == [A, B, A]


def test_a_footnote_inside_a_sentence_is_read_after_its_paragraph() -> None:
    lines = column(A).split("\n")
    note = "①这里说的县是一个化名，下文说到的乡镇和村也都用了化名，调查在冬天做了三个月，前后去过十一个村。"
    document = read("\n".join([column(B), *lines[:2], "", note, "", *lines[2:], column(B)]))
    assert words(document, "paragraph", "footnote") == [B, A, note, B]


def test_a_table_inside_a_sentence_is_read_after_its_paragraph() -> None:
    lines = column(A).split("\n")
    table = ["表 1 各村登记户数", "村名 登记 复核", "东山村 30 28", "西山村 41 40"]
    document = read("\n".join([column(B), *lines[:2], *table, *lines[2:], column(B)]))
    assert words(document, "paragraph") == [B, A, B]
    assert words(document, "caption") == ["表1各村登记户数"]
    assert words(document, "table_row") == ["村名 登记 复核", "东山村 30 28", "西山村 41 40"]


def test_a_piece_of_another_part_of_the_page_goes_after_the_paragraph() -> None:
    lines = column(A).split("\n")
    stray = " 摘 要：" + (B + A)[:52]
    document = read("\n".join([column(B), *lines[:2], stray, *lines[2:], column(B)]))
    assert words(document, "paragraph") == [B, A, B]
    assert words(document, "abstract") == [(B + A)[:52]]


def test_a_citation_on_its_own_line_joins_the_line_it_stood_in() -> None:
    lines = column(A).split("\n")
    cut = [*lines[:1], lines[1][:9], "[3]", lines[1][9:], *lines[2:]]
    assert words(read("\n".join([column(B), *cut, column(B)])), "paragraph") == [B, A, B]


def test_a_heading_set_in_two_lines_is_one() -> None:
    heading = ["（二）联查办法在各个乡镇之间推开的原因与", "条件"]
    text = "\n".join(["一、做法与条件", "（一）办法", column(A), *heading, column(B), column(A)])
    document = read(text)
    assert words(document, "heading") == ["一、做法与条件", "（一）办法", "".join(heading)]
    assert words(document, "paragraph") == [A, B, A]


def test_a_numbered_paragraph_is_a_paragraph_whole() -> None:
    text = "一、做法\n\n（1）先登记。" + A + "\n\n（2）再复核。" + B + "\n"
    document = read(text)
    assert words(document, "heading") == ["一、做法", "（1）先登记。", "（2）再复核。"]
    assert words(document, "paragraph") == ["（1）先登记。" + A, "（2）再复核。" + B]


def test_page_numbers_are_not_read() -> None:
    document = read(f"{A}\n\n— 12 —\n\n{B}\n")
    assert document.reading.text == f"{A}\n{B}"
    assert [document.raw[s.start : s.end] for s in document.segments if s.kind == "furniture"] == ["— 12 —"]


@pytest.mark.parametrize(
    "front",
    ["---\n{}\n---\n", "{}\n", "清平县联查：一个摘编\n\n{}\n"],
)
def test_front_matter_in_chinese_or_english(front: str) -> None:
    chinese = "标题: 清平县联查：一个摘编\n来源论文：三级联查的试验\n年份: 2019\n地点: 清平县\n作者: 王某; 李某某\n关键词: 联查，督查"
    english = (
        'title: "清平县联查：一个摘编"\nsource_paper: 三级联查的试验\nyear: 2019\nplace: 清平县\n'
        "authors: [王某, 李某某]\nkeywords:\n  - 联查\n  - 督查"
    )
    for fields in (chinese, english):
        heading = "" if front.startswith("清平县") else "# 清平县联查：一个摘编\n\n"
        document = read(front.format(fields) + "\n" + heading + A + "\n", "digest.md")
        meta = document.metadata
        assert (meta.title, meta.source_paper, meta.year, meta.place) == ("清平县联查：一个摘编", "三级联查的试验", 2019, "清平县")
        assert meta.authors == ("王某", "李某某") and meta.keywords == ("联查", "督查")
        assert document.segments[0].kind == "metadata"
        assert document.reading.text.startswith("清平县联查")
        assert "2019" not in document.reading.text


def test_a_rule_between_paragraphs_is_no_front_matter() -> None:
    document = read(f"---\n\n{A}\n\n---\n\n{B}\n")
    assert words(document, "paragraph")[:1] == [A] or A in document.reading.text
    assert document.metadata.title is None


def test_the_title_of_a_page_with_menus() -> None:
    text = "下载\n打印\n来源：某日报\n时间：2026-02-01\n2026年清平县工作报告\n——2026年1月3日在某次会议上\n"
    text += "县长 王某\n各位代表：\n现在，我向大会报告工作。\n"
    meta = read(text).metadata
    assert (meta.title, meta.subtitle) == ("2026年清平县工作报告", "2026年1月3日在某次会议上")


def test_an_english_paper_is_read_as_english() -> None:
    document = read(
        "County Checks\n\nAbstract: We study checks. They work.\n\n1 Introduction\n\nThe county has a rule. It has three rounds.\n"
    )
    assert document.metadata.language == "en" and document.metadata.has_abstract
    assert "The county has a rule." in sentences(document)


RUN_IN = (
    "一、做法\n\n清平县从2014年起分三步复核各乡镇的名册。\n\n（1）部门间的分工不清。扶贫办管名册，财政局管资金，两家的数对不上，农户只好来回跑，一件事要盖四个章。\n\n"
    "（2）乡镇之间的标准不一。有的乡按收入算，有的乡按房子算，同样的人家在这个村是贫困户，在那个村就不是。\n\n后来县里定了一个标准，各乡都照它办。\n"
)


def test_a_short_numbered_sentence_that_opens_a_paragraph_is_its_heading() -> None:
    document = read(RUN_IN)
    headings = [(s.level, document.reading.text[s.text_start : s.text_end]) for s in document.segments if s.kind == "heading"]
    assert headings == [(1, "一、做法"), (2, "（1）部门间的分工不清。"), (2, "（2）乡镇之间的标准不一。")]
    last = document.segments[-1]
    assert last.kind == "paragraph" and last.section == ("一、做法", "（2）乡镇之间的标准不一")
    said = sentences(document)
    assert said.count("（1）部门间的分工不清。") == 1 and "".join(said) == document.reading.text.replace("\n", "")


def test_a_head_on_a_line_of_its_own_is_a_heading_for_all_its_full_stop() -> None:
    lines = ["1.分工不清。", column(B), "复核的结果报到县里。", "2.标准不一。", column(B), "复核的结果报到省里。"]
    document = read("\n".join([column(B), "县里复核了各乡镇的名册。", *lines]))
    assert words(document, "heading") == ["1.分工不清。", "2.标准不一。"]


@pytest.mark.parametrize(
    "items",
    [
        ("（1）入户登记，由村干部做；", "（2）张榜公示，由乡镇做。"),
        ("（1）村干部入户登记。", "（2）乡镇张榜公示。"),
        ("（1）2014年以来，县里按户登记了收入，又按村登记了田亩，再按乡登记了路桥。登记的本子交到县里存着，随时可查。", "（2）县里公示。"),
        ("（1）分工不清。扶贫办管名册，财政局管资金，两家的数对不上，农户只好来回跑。",),
    ],
)
def test_items_of_a_list_are_no_headings(items: tuple[str, ...]) -> None:
    document = read("一、做法\n\n" + "\n\n".join(items) + "\n\n县里后来又做了一次，结果与上次没有不同。\n")
    assert words(document, "heading") == ["一、做法"]
