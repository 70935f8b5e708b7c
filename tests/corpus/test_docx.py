"""What stands in a Word file as it prints is read, in order and with its structure; what does not print is not."""

from __future__ import annotations

from itertools import pairwise

import pytest

from corpus.document import Document
from corpus.limits import Limits
from corpus.load import document_from_bytes
from corpus.source import DocumentError
from corpus.wordnumbers import formatted
from tests.corpus.wordfile import numbering, packed, paragraph, run, style, word_file, word_parts

BODY = "清平县在2018年建立三级联查办法，由村干部、乡镇干部和县纪委分三轮核对名册，全县共核对4221户。"


def read(data: bytes) -> Document:
    return document_from_bytes(data, "paper.docx")


def words(document: Document, *kinds: str) -> list[str]:
    return [document.reading.text[s.text_start : s.text_end] for s in document.segments if s.kind in kinds]


# headings


def test_headings_are_known_by_style_inherited_style_and_outline_level() -> None:
    styles = (
        style("a1", "heading 1")
        + style("own", "刊物一级题", '<w:basedOn w:val="a1"/>')
        + style("lv", "节题", '<w:pPr><w:outlineLvl w:val="1"/></w:pPr>')
        + style("t", "Title")
    )
    body = (
        paragraph("联查的试验", style="t")
        + paragraph("背景", style="own")
        + paragraph(BODY)
        + paragraph("入户", style="lv")
        + paragraph(BODY)
        + paragraph("复核", outline=1)
        + paragraph(BODY)
    )
    document = read(word_file(body, styles=styles))
    assert words(document, "title") == ["联查的试验"]
    assert [
        (s.level, w) for s, w in zip((s for s in document.segments if s.kind == "heading"), words(document, "heading"), strict=True)
    ] == [
        (1, "背景"),
        (2, "入户"),
        (2, "复核"),
    ]
    assert [s.section for s in document.segments if s.kind == "paragraph"] == [("背景",), ("背景", "入户"), ("背景", "复核")]


def test_a_whole_paragraph_in_a_heading_style_is_a_paragraph() -> None:
    document = read(word_file(paragraph(BODY * 2, outline=2) + paragraph(BODY)))
    assert words(document, "heading") == [] and len(words(document, "paragraph")) == 2


def test_automatic_numbers_of_headings_are_read_and_rank_them() -> None:
    lists = numbering(("chineseCounting", "%1、"), ("chineseCounting", "（%2）"))
    body = "".join(
        paragraph(text, numbered=(1, level)) if level >= 0 else paragraph(text)
        for text, level in (("做法", 0), (BODY, -1), ("入户登记", 1), (BODY, -1), ("乡镇抽查", 1), (BODY, -1), ("成效", 0), (BODY, -1))
    )
    document = read(word_file(body, numbering=lists))
    assert words(document, "heading") == ["一、做法", "（一）入户登记", "（二）乡镇抽查", "二、成效"]
    assert [s.level for s in document.segments if s.kind == "heading"] == [1, 2, 2, 1]


def test_a_table_of_contents_is_no_text() -> None:
    document = read(word_file(paragraph("一、做法\t3", style="toc") + paragraph(BODY), styles=style("toc", "toc 1")))
    assert words(document, "paragraph", "heading", "list_item") == [BODY] and "一、做法" in document.raw


# lists


def test_list_items_carry_their_numbers() -> None:
    body = paragraph("分三步：") + "".join(paragraph(text, numbered=(1, 0)) for text in ("入户登记。", "乡镇抽查。", "县里复核。"))
    document = read(word_file(body, numbering=numbering(("decimal", "%1."))))
    assert words(document, "list_item") == ["1.入户登记。", "2.乡镇抽查。", "3.县里复核。"]


def test_levels_count_for_themselves_and_start_again() -> None:
    lists = numbering(("decimal", "%1."), ("decimal", "%1.%2"))
    steps = ((0, "甲"), (1, "乙"), (1, "丙"), (0, "丁"), (1, "戊"))
    document = read(word_file("".join(paragraph(text, numbered=(1, level)) for level, text in steps), numbering=lists))
    assert [line for line in document.raw.split("\n") if line] == ["1. 甲", "1.1 乙", "1.2 丙", "2. 丁", "2.1 戊"]


def test_bullets_are_list_items_without_a_number() -> None:
    document = read(word_file(paragraph("入户", numbered=(1, 0)) + paragraph(BODY), numbering=numbering(("bullet", "\uf0b7"))))
    assert words(document, "list_item") == ["入户"]


@pytest.mark.parametrize(
    ("number", "form", "text"),
    [
        (10, "chineseCounting", "十"),
        (21, "japaneseCounting", "二十一"),
        (105, "chineseCountingThousand", "一百零五"),
        (12, "chineseLegalSimplified", "壹拾贰"),
        (28, "lowerLetter", "bb"),
        (14, "lowerRoman", "xiv"),
        (2, "ideographTraditional", "乙"),
        (7, "decimalZero", "07"),
        (3, "anything", "3"),
        (-5, "upperRoman", "-5"),
    ],
)
def test_numbers_in_the_formats_of_word(number: int, form: str, text: str) -> None:
    assert formatted(number, form) == text


# tables


def cell(text: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{paragraph(text) if text else '<w:p/>'}</w:tc>"


def row(*cells: str, properties: str = "") -> str:
    return f"<w:tr><w:trPr>{properties}</w:trPr>{''.join(cells)}</w:tr>"


def test_merged_cells_keep_columns_in_place() -> None:
    table = (
        row(cell("县", '<w:vMerge w:val="restart"/>'), cell("2018年", '<w:gridSpan w:val="2"/>'))
        + row(cell("", "<w:vMerge/>"), cell("户"), cell("人"))
        + row(cell("清平县"), cell(""), cell("30"))
    )
    document = read(word_file(paragraph(BODY) + f"<w:tbl>{table}</w:tbl>" + paragraph(BODY)))
    assert words(document, "table_row") == ["县\t2018年\t2018年", "县\t户\t人", "清平县\t\t30"]
    assert [[c.text for c in r] for r in document.tables[0].rows][2] == ["清平县", "", "30"]


def test_a_row_that_is_deleted_is_gone_and_a_frame_is_no_table() -> None:
    table = row(cell("户"), cell("3")) + row(cell("删"), cell("4"), properties="<w:del/>")
    frame = f"<w:tbl>{row(cell(BODY))}</w:tbl>"
    document = read(word_file(f"<w:tbl>{table}</w:tbl>" + frame))
    assert words(document, "table_row") == ["户\t3"] and words(document, "paragraph") == [BODY]


def test_two_tables_stay_two() -> None:
    table = f"<w:tbl>{row(cell('户'), cell('3'))}</w:tbl>"
    assert len(read(word_file(paragraph(BODY) + table + paragraph(BODY) + table)).tables) == 2


# notes


def note(identity: int, text: str, kind: str = "footnote") -> str:
    return f'<w:{kind} w:id="{identity}"><w:p><w:r><w:{kind}Ref/></w:r>{run(text)}</w:p></w:{kind}>'


def call(identity: int, kind: str = "footnote") -> str:
    return f'<w:r><w:rPr><w:vertAlign w:val="superscript"/></w:rPr><w:{kind}Reference w:id="{identity}"/></w:r>'


def test_footnotes_follow_with_their_anchors_and_do_not_break_the_sentence() -> None:
    body = (
        paragraph(run("清平县建立联查办法") + call(7) + run("，共核对4221户") + call(9) + run("。"))
        + paragraph("成效", outline=0)
        + paragraph(BODY)
    )
    separator = '<w:footnote w:type="separator" w:id="-1"><w:p/></w:footnote>'
    document = read(word_file(body, footnotes=separator + note(7, "当地叫三道筛子。") + note(9, "见年鉴。")))
    assert words(document, "paragraph")[0] == "清平县建立联查办法，共核对4221户。"
    assert [s.kind for s in document.segments] == ["paragraph", "footnote", "footnote", "heading", "paragraph"]
    assert [document.raw[n.start : n.end] for n in document.notes] == ["[^1]: 当地叫三道筛子。", "[^2]: 见年鉴。"]
    assert [document.raw[: n.anchor[0]][-2:] for n in document.notes if n.anchor] == ["办法", "1户"]


def test_endnotes_used_as_references_are_references() -> None:
    body = paragraph(run("已有研究指出此点[") + call(3, "endnote") + run("]，也有不同看法") + call(4, "endnote") + run("。"))
    endnotes = note(3, "王某. 三级联查[J]. 治理研究, 2019(3): 1-9.", "endnote") + note(4, "[2] 李某. 联查[M]. 2018.", "endnote")
    document = read(word_file(body + paragraph(BODY), endnotes=endnotes))
    assert words(document, "paragraph")[0] == "已有研究指出此点，也有不同看法。"
    assert document.metadata.references == 2
    assert [line for line in document.raw.split("\n") if "[J]" in line or "[M]" in line] == [
        "[1] 王某. 三级联查[J]. 治理研究, 2019(3): 1-9.",
        "[2] 李某. 联查[M]. 2018.",
    ]


# what prints and what does not


def test_tracked_changes_are_taken_as_accepted() -> None:
    words_ = run("县里") + f"<w:ins>{run('分三轮')}</w:ins><w:del><w:r><w:delText>分两轮</w:delText></w:r></w:del>" + run("核对名册。")
    moved = f"<w:moveFrom>{run('旧处。')}</w:moveFrom><w:moveTo>{run('新处。')}</w:moveTo>"
    joined = f"<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr>{run('前半句，')}</w:p>" + paragraph("后半句。")
    document = read(word_file(paragraph(words_) + paragraph(moved) + joined))
    assert [line for line in document.raw.split("\n") if line] == ["县里分三轮核对名册。", "新处。", "前半句，后半句。"]


def test_links_fields_and_controls_give_their_words_and_comments_nothing() -> None:
    field = '<w:r><w:instrText>PAGEREF x</w:instrText></w:r><w:fldSimple w:instr="DATE">' + run("2019年") + "</w:fldSimple>"
    control = f'<w:sdt><w:sdtPr><w:alias w:val="x"/></w:sdtPr><w:sdtContent>{run("公布")}</w:sdtContent></w:sdt>'
    link = f'<w:hyperlink r:id="r9">{run("官网")}</w:hyperlink>{control}'
    rest = '<w:r><w:commentReference w:id="1"/></w:r>' + run("密", "<w:vanish/>") + run("结果。")
    assert read(word_file(paragraph(field + link + rest))).raw.strip() == "2019年官网公布结果。"


def test_a_text_box_is_read_once_after_its_paragraph() -> None:
    content = f"<w:txbxContent>{paragraph('框中的话也要读到。')}</w:txbxContent>"
    box = (
        f'<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wps:txbx>{content}</wps:txbx></w:drawing></mc:Choice>'
        f"<mc:Fallback><w:pict>{content}</w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )
    document = read(word_file(paragraph(run("前文说到此事。") + box) + paragraph("后文接着说。")))
    assert [line for line in document.raw.split("\n") if line] == ["前文说到此事。", "框中的话也要读到。", "后文接着说。"]


def test_breaks_within_a_paragraph_part_lines_only_where_something_ends() -> None:
    long, rest = "第二句很长很长，一直说到行末也没有说完，于是到了下面的", "一行才完。"
    text = "<w:r>" + "<w:br/>".join(f"<w:t>{part}</w:t>" for part in ("第一句完。", long, rest)) + "</w:r>"
    assert words(read(word_file(paragraph(text))), "paragraph") == ["第一句完。", long + rest]


# refused


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_entities_are_refused(encoding: str) -> None:
    parts = word_parts(paragraph(BODY))
    evil = f"<?xml version='1.0' encoding='{encoding}'?><!DOCTYPE w [<!ENTITY x SYSTEM 'file:///etc/hostname'>]><w>&x;</w>"
    parts["word/styles.xml"] = evil.encode(encoding)
    with pytest.raises(DocumentError, match="entities"):
        read(packed(parts))


def test_oversized_and_overdeep_xml_is_refused() -> None:
    with pytest.raises(DocumentError, match="more than 1 MB"):
        document_from_bytes(word_file(paragraph("".join(map(str, range(300_000))))), "big.docx", Limits(markup_bytes=1024 * 1024))
    with pytest.raises(DocumentError, match="docx"):
        read(word_file("<w:sdt>" * 3000 + "</w:sdt>" * 3000))


def test_a_part_that_is_a_bomb_is_refused() -> None:
    parts = word_parts(paragraph(BODY)) | {"word/media/image1.png": b"\0" * 6_000_000}
    with pytest.raises(DocumentError, match="zip bomb"):
        read(packed(parts))


@pytest.mark.parametrize("missing", ["[Content_Types].xml", "word/document.xml", "_rels/.rels"])
def test_a_package_that_lacks_a_part_is_refused_in_one_line(missing: str) -> None:
    parts = word_parts(paragraph(BODY))
    del parts[missing]
    with pytest.raises(DocumentError) as raised:
        read(packed(parts))
    assert "\n" not in str(raised.value)


def test_a_circle_of_styles_and_wild_spans_end() -> None:
    styles = style("a", "一", '<w:basedOn w:val="b"/>') + style("b", "二", '<w:basedOn w:val="a"/>')
    table = "<w:tbl>" + row(cell("县", '<w:gridSpan w:val="999999999"/>'), cell("户")) * 3 + "</w:tbl>"
    document = read(word_file(paragraph(BODY, style="a") + table, styles=styles))
    assert len(document.raw) < 20_000


def test_raw_lines_are_the_words_of_the_marks() -> None:
    document = read(word_file(paragraph("做法", outline=0) + paragraph(BODY)))
    assert all(a.end <= b.start for a, b in pairwise(sorted(document.segments, key=lambda s: s.start)))


def test_properties_of_any_shape_leave_the_text_readable() -> None:
    """Found by fuzzing: the root of docProps/core.xml may be anything."""
    parts = word_parts(paragraph(BODY))
    kind = "application/vnd.openxmlformats-package.core-properties+xml"
    override = f'<Override PartName="/docProps/core.xml" ContentType="{kind}"/></Types>'.encode()
    parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace(b"</Types>", override)
    relation = b'<Relationship Id="c" Type="http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties" '
    relation += b'Target="docProps/core.xml"/></Relationships>'
    parts["_rels/.rels"] = parts["_rels/.rels"].replace(b"</Relationships>", relation)
    parts["docProps/core.xml"] = b"<a/>"
    assert read(packed(parts)).reading.text == BODY


def test_a_word_file_without_a_body_is_refused() -> None:
    """Found by fuzzing."""
    parts = word_parts(paragraph(BODY))
    parts["word/document.xml"] = parts["word/document.xml"].replace(b"w:body>", b"w:none>")
    with pytest.raises(DocumentError, match="not a Word document"):
        read(packed(parts))
