"""A saved web page gives its article: headings, lists with numbers, tables with cells, metadata; menus and scripts stay out."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.document import Document
from corpus.limits import Limits
from corpus.load import document_from_bytes
from corpus.source import DocumentError

BODY = "清平县在2018年建立三级联查办法，由村干部、乡镇干部和县纪委分三轮核对名册，全县共核对4221户。"
MORE = "第一轮由村干部入户登记，第二轮由乡镇抽查，第三轮由县纪委复核，群众把这套办法叫作三道筛子。"


def read(inner: str, head: str = '<meta charset="utf-8">', encoding: str = "utf-8") -> Document:
    page = f"<!DOCTYPE html><html><head>{head}</head><body>{inner}</body></html>"
    return document_from_bytes(page.encode(encoding), "page.html")


def words(document: Document, *kinds: str) -> list[str]:
    return [document.reading.text[s.text_start : s.text_end] for s in document.segments if s.kind in kinds]


def lines(document: Document) -> list[str]:
    return [line for line in document.raw.split("\n") if line]


# decoding


@pytest.mark.parametrize(
    ("head", "encoding"),
    [
        ('<meta charset="gb2312">', "gb18030"),
        ('<meta http-equiv="Content-Type" content="text/html; charset=GBK">', "gbk"),
        ('<meta charset="utf-8">', "gb18030"),
        ("", "gb18030"),
        ('<meta charset="gb2312">', "utf-8-sig"),
        ('<meta charset="x-unknown">', "utf-8"),
        ("", "utf-16"),
        ('<meta charset="big5">', "utf-8"),
    ],
)
def test_a_page_is_decoded_whatever_it_declares(head: str, encoding: str) -> None:
    assert read(f"<p>{BODY}</p><p>{MORE}</p>", head, encoding).reading.text == f"{BODY}\n{MORE}"


def test_a_damaged_page_is_read_over_and_reported() -> None:
    page = f"<html><head><meta charset='gbk'></head><body><p>{BODY * 3}</p></body></html>".encode("gbk").replace(b"</p>", b"\xff</p>")
    document = document_from_bytes(page, "page.html")
    assert BODY * 3 in document.reading.text and len(document.warnings) == 1


# structure


def test_ordered_lists_carry_their_numbers() -> None:
    steps = '<ol start="3"><li>入户登记。</li><li><p>乡镇抽查。</p></li><li value="9">县里复核。</li></ol>'
    document = read(f"<p>{BODY}</p>{steps}<ul><li>公示。</li></ul>")
    assert lines(document)[1:] == ["3. 入户登记。", "4. 乡镇抽查。", "9. 县里复核。", "公示。"]
    assert len(words(document, "list_item")) == 4


def test_merged_cells_keep_columns_in_place() -> None:
    table = (
        "<table><caption>表1 核对户数</caption><tr><th rowspan=2>县</th><th colspan=2>2018年</th></tr><tr><td>户</td><td>人</td></tr>"
        "<tr><td>清平县</td><td></td><td>30</td></tr></table>"
    )
    document = read(f"<p>{BODY}</p>{table}<p>{MORE}</p>")
    assert words(document, "table_row") == ["县\t2018年\t2018年", "县\t户\t人", "清平县\t\t30"]
    assert words(document, "caption") == ["表1核对户数"]


def test_empty_cells_are_empty_wherever_they_stand_and_others_map_back() -> None:
    rows = [["", "2018年", "2019年"], ["清平县", "", "30"], ["云屏县", "-", ""], ["", "", "41"]]
    cells = "".join("<tr>" + "".join(f"<td>{words}</td>" for words in row) + "</tr>" for row in rows)
    document = read(f"<p>{BODY}</p><table>{cells}</table><p>{MORE}</p>")
    (table,) = document.tables
    assert [[cell.text for cell in row] for row in table.rows] == rows
    assert all("".join(document.raw[start:end] for start, end in cell.spans) == cell.text for row in table.rows for cell in row)


def test_a_table_that_only_sets_the_page_is_no_table() -> None:
    article = f"<p>{BODY}</p><p>{MORE}</p><p>{BODY}{MORE}{BODY}</p>" * 3
    document = read(f"<table><tr><td><table><tr><td>首页</td></tr></table></td><td>{article}</td></tr></table>")
    assert words(document, "table_row") == [] and words(document, "paragraph").count(BODY) == 3


def test_blocks_inside_font_and_centre_tags_stay_apart() -> None:
    document = read(f"<font size=3><center><h2>一、做法</h2></center><p>{BODY}</p><span><p>{MORE}</p></span></font>")
    assert words(document, "heading", "paragraph") == ["一、做法", BODY, MORE]


def test_what_does_not_show_is_not_read() -> None:
    hidden = '<p style="display: none">暗文</p><p hidden>暗文</p><!-- 暗文 --><template><p>暗文</p></template><svg><text>暗文</text></svg>'
    document = read(f"<p>{BODY}<script>暗文</script></p>{hidden}<p>{MORE}</p><style>暗文</style>")
    assert lines(document) == [BODY, MORE]


def test_the_heading_of_an_article_is_its_title() -> None:
    page = f"<header><a href='/'>某网</a></header><article><header><h1>清平县联查</h1></header><p>{BODY}</p><p>{MORE}</p></article>"
    document = read(page, '<meta charset="utf-8"><title>清平县联查_某网</title><meta name="author" content="王某">')
    assert document.metadata.title == "清平县联查" and document.metadata.authors == ("王某",)
    assert "某网" not in document.raw


def test_plain_text_under_the_name_of_a_page_keeps_its_lines() -> None:
    document = document_from_bytes(f"{BODY}\n\n{MORE}\n".encode(), "page.html")
    assert document.raw == f"{BODY}\n\n{MORE}\n"


# refused


def test_a_page_over_the_limit_or_nested_too_deep_is_refused() -> None:
    with pytest.raises(DocumentError, match="page larger than 1 MB"):
        document_from_bytes(b"<html>" + b"<p>a</p>" * 200_000, "page.html", Limits(markup_bytes=1024 * 1024))
    with pytest.raises(DocumentError, match="deeper"):
        read("<div>" * 5000 + BODY)


def test_deep_but_readable_pages_are_read() -> None:
    assert BODY in read("<div>" * 1000 + BODY + "</div>" * 1000).raw
    assert BODY in read("<span>" * 1000 + BODY + "</span>" * 1000).raw


def test_raised_words_in_a_deep_nest_are_read() -> None:
    # found by fuzzing: one level of Python calls for each level of the page
    assert BODY in read("<b>" * 1500 + f"<sup>1</sup>{BODY}" + "</b>" * 1500).raw


def test_cells_of_any_size_add_little() -> None:
    cells = "<td colspan=99999999 rowspan=99999999>县</td>" * 20
    document = read(f"<p>{BODY}</p><table>" + f"<tr>{cells}<td>户</td></tr>" * 50 + "</table>")
    assert len(document.raw) < 100_000


def test_external_entities_are_not_fetched() -> None:
    page = f'<?xml version="1.0"?><!DOCTYPE html [<!ENTITY x SYSTEM "file:///etc/hostname">]><html><body><p>{BODY}&x;</p></body></html>'
    document = document_from_bytes(page.encode(), "page.html")
    assert BODY in document.raw and len(document.raw) < len(BODY) + 20


_TAGS = ("p", "div", "table", "tr", "td", "ol", "li", "h1", "h2", "span", "sup", "br", "pre", "script", "nav", "header", "article")


@given(st.lists(st.tuples(st.sampled_from(_TAGS), st.booleans(), st.text("县户在。 \n<&", max_size=8)), max_size=30))
@settings(deadline=None)  # the first example loads trafilatura
def test_any_tangle_of_tags_gives_a_document_or_one_line(tangle: list[tuple[str, bool, str]]) -> None:
    inner = "".join(f"<{'/' if closes else ''}{tag}>{text}" for tag, closes, text in tangle)
    try:
        document = read(inner)
    except DocumentError as error:
        assert "\n" not in str(error)
    else:
        assert all(document.raw[s.start : s.end].strip() for s in document.segments)
