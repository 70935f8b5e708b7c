"""What a scholar hands in is found and read, or one line says why not."""

from __future__ import annotations

import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from corpus.document import Document
from corpus.load import SourceError, document_from_bytes, find_sources, load_document
from corpus.source import DocumentError

PdfOf = Callable[..., bytes]

BODY = (
    "清平县在2018年建立三级联查办法，由村干部、乡镇干部和县纪委分三轮核对名册。第一轮由村干部入户，第二轮由乡镇抽查，"
    "第三轮由县纪委复核。全县共核对4221户，占农户总数的12.5%。群众把这套办法叫作“三道筛子”。"
)


def words(document: Document, *kinds: str) -> list[str]:
    """Reading text of the segments of some kinds."""
    return [document.reading.text[s.text_start : s.text_end] for s in document.segments if s.kind in kinds]


def lines(text: str, width: int) -> list[str]:
    """`text` cut into lines of `width` characters."""
    return [text[at : at + width] for at in range(0, len(text), width)]


# finding


def test_files_and_folders_are_found_once_and_sorted(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    for name in ("b/二.md", "a.txt", "b/c.PDF", "b/notes.xlsx", ".hidden.txt", "~$word.docx"):
        (tmp_path / name).write_text("文", encoding="utf-8")
    found = find_sources([tmp_path, tmp_path / "a.txt"])
    assert [path.relative_to(tmp_path).as_posix() for path in found] == ["a.txt", "b/c.PDF", "b/二.md"]


@pytest.mark.parametrize(("name", "says"), [("gone.txt", "no such file"), ("table.xlsx", ".xlsx"), ("empty", "no document")])
def test_a_path_without_documents_is_named_in_one_line(tmp_path: Path, name: str, says: str) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "table.xlsx").write_bytes(b"PK")
    with pytest.raises(SourceError) as raised:
        find_sources([tmp_path / name])
    message = str(raised.value)
    assert name in message and says in message and "\n" not in message


# bad files


@pytest.mark.parametrize(
    ("name", "data", "says"),
    [
        ("leer.txt", b"", "empty"),
        ("blank.md", b" \n\n\t\n", "empty"),
        ("bild.txt", bytes(range(256)) * 40, "binary"),
        ("kaputt.pdf", b"%PDF-1.7\nno pages here", "PDF"),
        ("kaputt.docx", b"PK\x03\x04 not really a package", "docx"),
        ("leer.html", b"<html><body><script>1</script></body></html>", "no text"),
    ],
)
def test_a_bad_file_is_named_with_the_remedy(name: str, data: bytes, says: str) -> None:
    with pytest.raises(DocumentError) as raised:
        document_from_bytes(data, name)
    message = str(raised.value)
    assert message.startswith(f"{name}: ") and says in message and "\n" not in message


def test_a_missing_file_is_a_document_error(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match=r"gone\.txt: cannot be read"):
        load_document(tmp_path / "gone.txt")


def test_a_file_too_large_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "big.txt"
    with path.open("wb") as file:
        file.truncate(101 * 1024 * 1024)
    with pytest.raises(DocumentError, match="100 MB"):
        load_document(path)


def test_a_scan_without_text_layer_points_to_text_recognition(pdf_of: PdfOf) -> None:
    with pytest.raises(DocumentError, match="OCR"):
        document_from_bytes(pdf_of([[]]), "scan.pdf")


# plain text


def test_raw_text_is_what_python_reads(tmp_path: Path) -> None:
    path = tmp_path / "paper.txt"
    for text in (f"{BODY}\r\n\r\n{BODY}\r\n", f"\ufeff{BODY}\n", f"{BODY}\r{BODY}\n\n\n"):
        path.write_bytes(text.encode("utf-8"))
        with path.open(encoding="utf-8", newline="") as file:
            assert load_document(path).raw == file.read()


@pytest.mark.parametrize("encoding", ["gb18030", "gbk", "big5", "utf-16", "utf-16-le", "utf-8-sig"])
def test_encodings_of_chinese_files_are_recognised(encoding: str) -> None:
    traditional = "清平縣在二零一八年建立三級聯查辦法，由村幹部、鄉鎮幹部和縣紀委分三輪核對名冊，群眾十分滿意。"
    text = traditional if encoding == "big5" else BODY
    assert document_from_bytes(text.encode(encoding), "paper.txt").raw.lstrip("\ufeff") == text


def test_the_content_decides_where_the_name_is_wrong(docx_of: Callable[..., bytes]) -> None:
    assert BODY in document_from_bytes(docx_of([("Normal", BODY)]), "paper.txt").reading.text
    assert BODY in document_from_bytes(f"<!DOCTYPE html><html><body><p>{BODY}</p></body></html>".encode(), "paper.txt").reading.text


def test_id_is_of_the_bytes_alone() -> None:
    first, second = document_from_bytes(BODY.encode(), "a.txt"), document_from_bytes(BODY.encode(), "b.txt")
    assert first.id == second.id and first.sha256.startswith(first.id) and len(first.id) == 16


def test_form_feeds_give_pages() -> None:
    document = document_from_bytes(f"{BODY}\n\f{BODY}\n".encode(), "a.txt")
    assert document.page_at(0) == 1 and document.page_at(len(document.raw) - 2) == 2


# formats


def test_a_pdf_in_two_columns_is_read_column_by_column(pdf_of: PdfOf) -> None:
    left, right = lines(BODY, 20), lines(BODY.replace("清平县", "云屏县"), 20)
    page = [(200.0, 770.0, 16.0, "三级联查的试验与启示")]
    page += [(60.0, 720.0 - 18 * number, 11.0, line) for number, line in enumerate(left)]
    page += [(310.0, 720.0 - 18 * number, 11.0, line) for number, line in enumerate(right)]
    head = (60.0, 805.0, 9.0, "治理研究　2019年第3期")
    document = document_from_bytes(
        pdf_of([[head, *page, (300.0, 30.0, 9.0, "1")], [head, (60.0, 770.0, 11.0, "结语只有一句话。"), (300.0, 30.0, 9.0, "2")]]),
        "paper.pdf",
    )
    assert words(document, "title") == ["三级联查的试验与启示"]
    text = document.reading.text
    assert BODY in text and BODY.replace("清平县", "云屏县") in text
    assert text.index("清平县") < text.index("云屏县")
    assert "治理研究" not in text, "the running head is page furniture"
    assert (document.metadata.journal, document.metadata.year, document.metadata.issue) == ("治理研究", 2019, "3")
    assert document.page_at(document.raw.index("结语")) == 2


def test_a_pdf_with_front_matter_gives_its_fields(pdf_of: PdfOf) -> None:
    front = ["---", "title: 清平县联查摘编", "source paper: 三级联查的试验与启示", "year: 2019", "place: 清平县", "---", *lines(BODY, 40)]
    document = document_from_bytes(pdf_of([[(60.0, 780.0 - 20 * n, 11.0, line) for n, line in enumerate(front)]]), "digest.pdf")
    meta = document.metadata
    assert (meta.title, meta.source_paper, meta.year, meta.place) == ("清平县联查摘编", "三级联查的试验与启示", 2019, "清平县")
    assert document.reading.text == BODY


def test_a_word_file_keeps_headings_tables_and_order(docx_of: Callable[..., bytes]) -> None:
    paragraphs = [("Title", "清平县联查"), ("Heading 1", "一、做法"), ("Normal", BODY), ("List Bullet", "入户登记。")]
    document = document_from_bytes(docx_of(paragraphs, [["指标", "数值"], ["户数", "4221"]], title="旧题"), "digest.docx")
    assert document.metadata.title == "清平县联查"
    assert words(document, "heading", "paragraph", "list_item", "table_row") == ["一、做法", BODY, "入户登记。", "指标\t数值", "户数\t4221"]
    assert [s.section for s in document.segments if s.kind == "paragraph"] == [("一、做法",)]


def test_a_word_file_with_front_matter_paragraphs_gives_its_fields(docx_of: Callable[..., bytes]) -> None:
    front = [
        "---",
        "标题：清平县联查摘编",
        "来源论文：三级联查的试验与启示",
        "年份：2019年",
        "地点：清平县",
        "作者：王某、李某某",
        "---",
        BODY,
    ]
    document = document_from_bytes(docx_of([("Normal", line) for line in front]), "digest.docx")
    meta = document.metadata
    assert (meta.title, meta.source_paper, meta.year, meta.place) == ("清平县联查摘编", "三级联查的试验与启示", 2019, "清平县")
    assert meta.authors == ("王某", "李某某")
    assert document.reading.text == BODY


def test_a_web_page_is_read_without_its_menus() -> None:
    page = f"""<!DOCTYPE html><html><head><meta charset="utf-8"><title>清平县联查 - 某网</title>
    <meta name="DC.title" content="清平县联查"><meta name="citation_author" content="王某"><meta name="year" content="2019">
    <meta name="place" content="清平县"><meta name="source_paper" content="三级联查的试验"></head>
    <body><nav><a href="/">首页</a><a href="/x">关于我们</a></nav><h1>清平县联查</h1><h2>一、做法</h2>
    <p>{BODY[:40]}<sup>[1]</sup>{BODY[40:]}</p><ul><li>入户登记。</li></ul>
    <table><tr><th>指标</th><th>数值</th></tr><tr><td>户数</td><td>4221</td></tr></table><footer>版权所有 某网</footer></body></html>"""
    document = document_from_bytes(page.encode(), "page.html")
    assert words(document, "title", "heading", "paragraph", "list_item", "table_row") == [
        "清平县联查",
        "一、做法",
        BODY,
        "入户登记。",
        "指标\t数值",
        "户数\t4221",
    ]
    meta = document.metadata
    assert (meta.title, meta.authors, meta.year, meta.place, meta.source_paper) == (
        "清平县联查",
        ("王某",),
        2019,
        "清平县",
        "三级联查的试验",
    )
    assert "版权" not in document.raw and "首页" not in document.raw


def test_a_gbk_web_page_is_decoded_as_it_declares() -> None:
    page = f'<html><head><meta charset="gb2312"></head><body><p>{BODY}</p></body></html>'
    assert document_from_bytes(page.encode("gbk"), "page.htm").reading.text == BODY


def test_an_unreadable_file_says_so(tmp_path: Path) -> None:
    path = tmp_path / "locked.txt"
    path.mkdir()
    with pytest.raises(DocumentError, match=r"locked\.txt: cannot be read"):
        load_document(path)
    assert stat.S_ISDIR(path.stat().st_mode)
