"""The content of a file decides what it is; what is not read says what it is and what to save it as."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from corpus.load import document_from_bytes
from corpus.source import DocumentError
from tests.corpus.wordfile import packed, paragraph, word_file

BODY = "清平县在2018年建立三级联查办法，由村干部、乡镇干部和县纪委分三轮核对名册，全县共核对4221户。"
PAGE = f"<!DOCTYPE html><html><head><meta charset='utf-8'></head><body><p>{BODY}</p></body></html>"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)


@pytest.mark.parametrize("name", ["paper.txt", "paper.docx", "paper.pdf", "paper.htm", "paper.md", "paper"])
def test_a_file_is_read_whatever_its_name(name: str, pdf_of: Callable[..., bytes]) -> None:
    for data in (word_file(paragraph(BODY)), PAGE.encode(), PAGE.encode("utf-16"), BODY.encode(), BODY.encode("gb18030")):
        assert document_from_bytes(data, name).reading.text == BODY
    pdf = pdf_of([[(60.0, 700.0, 11.0, BODY[:24]), (60.0, 680.0, 11.0, BODY[24:])]])
    assert document_from_bytes(pdf, name).reading.text == BODY
    assert document_from_bytes(b"<?xml version='1.0'?>\n<!-- saved -->" + PAGE.encode(), name).reading.text == BODY


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (OLE + "WordDocument".encode("utf-16-le"), r"old Word file \(\.doc\); save it as \.docx"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "password"),
        (OLE + "Workbook".encode("utf-16-le"), "Excel"),
        (OLE, "old Office file"),
        (b"{\\rtf1\\ansi words}", r"RTF.*\.docx"),
        (b"<?xml version='1.0'?><?mso-application progid=\"Word.Document\"?><w:wordDocument/>", r"plain XML.*\.docx"),
        (b"From: <Saved by Blink>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n", r"\.mhtml.*\.html"),
        (b"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=x\r\n", r"\.mhtml"),
        (packed({"[Content_Types].xml": b"<x/>", "xl/workbook.xml": b"<x/>"}), "Excel"),
        (packed({"[Content_Types].xml": b"<x/>", "ppt/presentation.xml": b"<x/>"}), "PowerPoint"),
        (packed({"mimetype": b"x", "META-INF/manifest.xml": b"<x/>"}), "OpenDocument"),
        (packed({"a.txt": b"x"}), r"\.zip"),
        (packed({}), r"\.zip"),
        (b"CAJ\x00\x01", "CAJ.*pdf"),
        (b"KDH 2.0", "KDH.*pdf"),
        (b"Rar!\x1a\x07\x00", "rar"),
        (b"\x1f\x8b\x08\x00", "gz"),
        (b"\x89PNG\r\n\x1a\n", "picture"),
        (bytes(range(256)), "binary|UTF-8"),
    ],
)
@pytest.mark.parametrize("name", ["paper.docx", "paper.txt"])
def test_what_is_not_read_is_named(data: bytes, says: str, name: str) -> None:
    with pytest.raises(DocumentError, match=says) as raised:
        document_from_bytes(data, name)
    assert str(raised.value).startswith(f"{name}: ") and "\n" not in str(raised.value)


def test_text_that_only_mentions_a_format_is_text() -> None:
    for text in ("%PDF- 是一种格式的开头。", "<p>是段落的标记。", "PK 是缩写，MIME-Version: 是邮件头。", "HN 省在南部。"):
        assert document_from_bytes(text.encode(), "note.txt").raw == text
