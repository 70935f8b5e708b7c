"""Notes, tables and enumerations come out with their parts."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.document import Document
from corpus.load import document_from_bytes


def read(text: str, name: str = "paper.txt") -> Document:
    """The document of a text."""
    return document_from_bytes(text.encode("utf-8"), name)


def items(document: Document) -> list[list[str]]:
    """The words of the items of each enumeration."""
    return [
        [document.reading.text[start:end] for start, end in segment.items] for segment in document.segments if segment.kind == "enumeration"
    ]


@pytest.mark.parametrize(
    "text",
    [
        "县里的办法分三步：（1）村里登记；（2）乡里抽查；（3）县里复核。办法很好。",
        "县里的办法分三步：(1)村里登记；(2)乡里抽查；(3)县里复核。",
        "县里的办法分三步：①村里登记；②乡里抽查；③县里复核。",
        "县里这样做。一是村里登记；二是乡里抽查；三是县里复核。",
        "县里这样做：第一，村里登记；第二，乡里抽查；第三，县里复核。",
        "首先，村里登记；其次，乡里抽查；最后，县里复核。",
        "办法分三个步骤：村里登记、乡里抽查和县里复核。",
        "县里这样做。\n\n一是村里登记。\n\n二是乡里抽查。\n\n三是县里复核。",
        "县里履行下列职责：\n\n（一）村里登记；\n\n（二）乡里抽查；\n\n（三）县里复核。",
    ],
)
def test_an_enumeration_has_its_items(text: str) -> None:
    assert items(read(text)) == [["村里登记", "乡里抽查", "县里复核"]]


def test_an_enumeration_inside_another_is_its_own() -> None:
    text = "办法有二：一是登记，分两步：（1）村里登记；（2）乡里抽查。二是复核，由县里派人去做。"
    assert sorted(map(len, items(read(text)))) == [2, 2]


@pytest.mark.parametrize(
    "text", ["一是一，二是二。", "他说：东、西。", "第二，乡里抽查。第三，县里复核。", "一、做法\n\n（一）登记\n\n村里去登记。"]
)
def test_what_only_looks_like_an_enumeration_is_none(text: str) -> None:
    assert items(read(text)) in ([], [["一", "二"]])


def test_a_sentence_with_an_enumeration_is_one_sentence() -> None:
    text = "县里的办法分三步：（1）村里登记，说是“先看。再问。”；（2）乡里抽查……；（3）县里复核。办法很好。"
    document = read(text)
    assert [document.reading.text[s.start : s.end] for s in document.sentences] == [text[:-5], "办法很好。"]


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet="县查村；。，：、（）12一二三是第首先①② \n", max_size=120).filter(lambda text: "县" in text))
def test_items_lie_in_their_enumeration_and_do_not_overlap(text: str) -> None:
    document = read(text)
    for segment in document.segments:
        if segment.kind == "enumeration":
            flat = [at for item in segment.items for at in item]
            assert flat == sorted(flat) and segment.text_start <= flat[0] and flat[-1] <= segment.text_end
            assert document.reading.raw_span(segment.text_start, segment.text_end) == (segment.start, segment.end)


PAGES = """县里的联查①从村里开始，后来各乡也都跟着学②，到年底时全县都用上了它。

①这里的县是化名。

②学的人冬天来。

第二年又有外县来学①，他们也用上了这个办法，说它省力。

①外县也是化名。
"""


def test_footnotes_are_tied_to_their_anchors_page_by_page() -> None:
    document = read(PAGES)
    assert [(note.mark, document.raw[note.start : note.start + 4]) for note in document.notes] == [
        ("①", "①这里的"),
        ("②", "②学的人"),
        ("①", "①外县也"),
    ]
    anchors = [document.raw[note.anchor[0] - 2 : note.anchor[1]] for note in document.notes if note.anchor]
    assert anchors == ["联查①", "着学②", "来学①"]


def test_markdown_notes_are_tied_to_their_anchors() -> None:
    document = read("县里的联查[^1]从村里开始，各乡都学[^2]。\n\n[^1]: 这里的县是化名。\n[^2]: 学的人冬天来。\n", "a.md")
    assert [(note.mark, document.raw[slice(*note.anchor)] if note.anchor else None) for note in document.notes] == [
        ("1", "[^1]"),
        ("2", "[^2]"),
    ]


def rows(document: Document) -> list[list[str]]:
    """The words of the cells of the first table."""
    return [[cell.text for cell in row] for row in document.tables[0].rows]


EXPECTED = [["指标", "2018年", "2019年"], ["户数", "320", "300"], ["人数", "1 200", "1 100"]]


def test_cells_of_a_markdown_table() -> None:
    document = read("表1 各村户数\n\n| 指标 | 2018年 | 2019年 |\n|---|---|---|\n| 户数 | 320 | 300 |\n| 人数 | 1 200 | 1 100 |\n", "a.md")
    assert rows(document) == EXPECTED
    assert document.tables[0].caption is not None and document.segments[document.tables[0].caption].kind == "caption"


def test_an_empty_cell_stays_in_its_place() -> None:
    document = read("| 村 | 户 | 人 |\n|---|---|---|\n| 东山 | | 30 |\n", "a.md")
    assert rows(document)[1] == ["东山", "", "30"]


def test_cells_of_a_table_set_with_spaces() -> None:
    table = "指标  2018年  2019年\n户数  320  300\n人数  1 200  1 100"
    text = f"县里登记了各村的户数和人数，见下表。\n表1 各村户数\n{table}\n后来又登记了一次，户数没有变。\n"
    assert rows(read(text)) == EXPECTED


def test_a_head_without_a_corner_gets_one() -> None:
    text = "县里登记了各村的户数和人数，见下表。\n表1 各村户数\n2018年 2019年\n户数 320 300\n人数 120 110\n后来又登记了一次，户数没有变。\n"
    assert rows(read(text)) == [["", "2018年", "2019年"], ["户数", "320", "300"], ["人数", "120", "110"]]


def test_wrapped_and_merged_cells_are_put_together() -> None:
    table = [
        "频数",
        "(户)",
        "原因 比例 因素",
        "30 收入低 92.60 收入",
        "12",
        "上学、",
        "看病",
        "26.70 支出",
        "8",
        "缺少",
        "技能",
        "60.00",
        "5 残疾 20.00 健康",
    ]
    text = "县里登记了各村贫困的原因，见下表。\n表1 各村原因\n" + "\n".join(table) + "\n后来又登记了一次，原因没有变。\n"
    document = read(text)
    assert rows(document) == [
        ["频数(户)", "原因", "比例", "因素"],
        ["30", "收入低", "92.60", "收入"],
        ["12", "上学、看病", "26.70", "支出"],
        ["8", "缺少技能", "60.00", ""],
        ["5", "残疾", "20.00", "健康"],
    ]
    for row in document.tables[0].rows:
        for cell in row:
            assert "".join(document.raw[start:end] for start, end in cell.spans) == cell.text


def test_a_text_set_a_clause_a_line_has_whole_sentences() -> None:
    clauses = "县里的办法推开了，\n群众的意见少了；\n干部的作风变了，\n账本翻开了。"
    text = f"工作报告\n\n各位代表：\n{clauses}\n——产业有了起色。\n粮食增产，\n收入增加。\n"
    document = read(text)
    found = [document.reading.text[s.start : s.end] for s in document.sentences]
    assert found[-3:] == ["县里的办法推开了，群众的意见少了；干部的作风变了，账本翻开了。", "——产业有了起色。", "粮食增产，收入增加。"]


def test_a_number_set_below_a_letter_belongs_to_its_sentence() -> None:
    document = read("县里修了路。\n县里治理空气，PM\n2.5\n浓度下降了一成。\n群众满意。\n")
    assert "县里治理空气，PM 2.5浓度下降了一成。" in document.reading.text


def test_buttons_around_a_saved_page_are_furniture() -> None:
    head, foot = "下载\n打印\n【字号：\n大\n中\n小\n】\n", "扫一扫在手机打开当前页\n【\n关闭窗口\n】\n"
    text = f"{head}清平县工作报告\n各位代表：\n现在，我向大会报告工作。\n我们修了路。\n{foot}"
    document = read(text)
    assert document.metadata.title == "清平县工作报告"
    assert [document.reading.text[s.start : s.end] for s in document.sentences if document.segments[s.segment].kind == "paragraph"] == [
        "各位代表：",
        "现在，我向大会报告工作。",
        "我们修了路。",
    ]


def test_when_a_law_was_passed_is_no_sentence_of_it() -> None:
    passed = (
        "2010年7月30日 清平省第十一届人民代表大会常务委员会第十七次会议《关于修改〈清平省联查条例〉的决定》第一次修正，自公布之日起施行"
    )
    document = read(
        f"# 清平省联查条例\n\n2001年9月1日 清平省第九届人民代表大会常务委员会第九次会议通过\n\n{passed}\n\n第一条 为了联查，制定本条例。\n",
        "a.md",
    )
    kinds = {document.segments[s.segment].kind for s in document.sentences}
    assert kinds == {"title", "paragraph"}
    assert len(document.sentences) == 2
