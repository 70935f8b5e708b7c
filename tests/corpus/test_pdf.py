"""Any journal PDF comes out in the order a person reads it, and one that cannot be read says why in one line."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.document import Document
from corpus.limits import Limits
from corpus.load import document_from_bytes
from corpus.pdf import read_pdf
from corpus.source import DocumentError
from tests.corpus.typeset import (
    EMBEDDED,
    NAMED,
    PAPERS,
    STYLES,
    Piece,
    Style,
    Typesetter,
    mixed_columns,
    scanned,
    share_in_order,
    two_columns,
)

Paper = Callable[[int, Style], Typesetter]
PdfOf = Callable[..., bytes]


def lines_of(data: bytes) -> list[str]:
    """The lines of a PDF without the white space around them."""
    return [line.strip() for line in read_pdf(data, "paper.pdf").raw.replace("\f", "").split("\n")]


# reading order


@pytest.mark.parametrize("order", ["read", "rows", "mixed"])
@pytest.mark.parametrize("font", [NAMED, EMBEDDED])
@pytest.mark.parametrize("paper", PAPERS)
def test_lines_come_in_reading_order(paper: Paper, font: str, order: str) -> None:
    right = total = 0.0
    for number, style in enumerate(STYLES):
        setter = paper(number + 3, style)
        expected = setter.expected()
        share = share_in_order(expected, lines_of(setter.pdf(font=font, order=order)))
        assert share >= 0.97, f"style {number}: {share:.3f} of lines in order"
        right, total = right + share * len(expected), total + len(expected)
    assert right / total >= 0.99


@pytest.mark.parametrize("split", [0.3, 0.36, 0.5, 0.65, 0.7])
def test_the_gutter_may_lie_anywhere(split: float) -> None:
    setter = two_columns(1, replace(Style(), split=split, left=45, right=550))
    assert share_in_order(setter.expected(), lines_of(setter.pdf())) == 1


def test_three_columns_are_read_one_after_the_other() -> None:
    setter = Typesetter(5, replace(Style(), left=40, right=555, size=9))
    y = setter.page()
    y = setter.centred(y, 16, "三栏小报的题目在此")
    setter.columns(y, 30, 30, parts=3)
    assert share_in_order(setter.expected(), lines_of(setter.pdf())) == 1


@pytest.mark.parametrize(("quarter", "turn"), itertools.product((90, 180, 270), [0.5, 0.4]))
def test_a_page_that_lies_on_its_side_is_read_all_the_same(quarter: int, turn: float) -> None:
    setter = two_columns(2, replace(Style(), split=turn))
    assert share_in_order(setter.expected(), lines_of(turned(setter.pdf(), quarter))) == 1


def turned(data: bytes, quarter: int) -> bytes:
    """The same pages, drawn on their side."""
    from io import BytesIO

    import pypdfium2 as pdfium
    from pypdfium2.raw import FS_MATRIX, FPDFPageObj_TransformF

    matrices = {90: (0, 1, -1, 0, 842, 0), 180: (-1, 0, 0, -1, 595, 842), 270: (0, -1, 1, 0, 0, 595)}
    document = pdfium.PdfDocument(data)
    for number in range(len(document)):
        page = document[number]
        for item in page.get_objects():
            FPDFPageObj_TransformF(item.raw, FS_MATRIX(*matrices[quarter]))
        page.gen_content()
    buffer = BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def words(document: Document, *kinds: str) -> list[str]:
    """Reading text of the segments of some kinds."""
    return [document.reading.text[s.text_start : s.text_end] for s in document.segments if s.kind in kinds]


def test_heads_and_page_numbers_are_furniture_in_a_paper_of_two_columns() -> None:
    setter = mixed_columns(4, STYLES[0])
    document = document_from_bytes(setter.pdf(font=EMBEDDED), "paper.pdf")
    text = "".join(document.reading.text.split())
    assert "治理研究" not in text.replace("第36卷第3期2019年6月治理研究", "")
    assert "王某：联查办法" not in text
    assert words(document, "title") == ["联查办法的试验与启示"]


def test_a_running_head_close_to_the_columns_is_in_none_of_them() -> None:
    setter = Typesetter(9, STYLES[0])
    for number in range(3):
        y = setter.page()
        head = [Piece(60, y + 15, 9, "治理研究"), Piece(480, y + 15, 9, f"2019年第{number}期")]
        setter.sheet.pieces.extend(head)
        setter.columns(y, 40, 40)
        marks = [
            Piece(piece.x + 10 * len(piece.words), piece.y + 4, 6, "[3]") for piece in setter.sheet.pieces[7::5] if "。" not in piece.words
        ]
        setter.sheet.pieces.extend(mark for mark in marks if mark.x < 290)
    pages = read_pdf(setter.pdf(font=EMBEDDED), "paper.pdf").raw.split("\f")
    assert [page.split("\n")[0] for page in pages] == [f"治理研究\t2019年第{number}期" for number in range(3)]
    found = [line.strip().removesuffix("[3]").strip() for page in pages for line in page.split("\n")]
    assert share_in_order(setter.expected(), found) == 1


def test_one_footnote_at_each_column_end_stays_in_its_column() -> None:
    setter = Typesetter(5, STYLES[0])
    y = setter.page()
    end = setter.columns(y, 20, 20) - 20
    notes = ["①数字来自县扶贫办的统计。", "②数字来自县志。"]
    setter.sheet.pieces += [Piece(60, end, 8, notes[0]), Piece(306, end, 8, notes[1])]
    found = lines_of(setter.pdf(font=EMBEDDED))
    assert found[20] == notes[0] and found[41] == notes[1]


def test_a_page_is_known_for_every_line() -> None:
    setter = mixed_columns(4, STYLES[1])
    document = document_from_bytes(setter.pdf(), "paper.pdf")
    assert len(document.pages) == len(setter.sheets)
    squeezed = [index for index, char in enumerate(document.raw) if not char.isspace()]
    text = "".join(document.raw[index] for index in squeezed)
    for number, sheet in enumerate(setter.sheets, 1):
        for line in sheet.lines[::7]:
            assert document.page_at(squeezed[text.index("".join(line.split()))]) == number


def test_paragraphs_begin_where_they_are_set_in(pdf_of: PdfOf) -> None:
    first, second = "甲" * 18, "乙" * 20
    rows = [(80.0, first), (60.0, second), (60.0, "丙" * 19 + "。"), (80.0, "丁" * 18), (60.0, "戊" * 9 + "。")]
    data = pdf_of([[(x, 700.0 - 16 * number, 10.0, text) for number, (x, text) in enumerate(rows)]])
    assert read_pdf(data, "paper.pdf").raw.split("\n")[:4] == [
        "\u3000\u3000" + first,
        second,
        "丙" * 19 + "。",
        "\u3000\u3000" + "丁" * 18,
    ]
    document = document_from_bytes(data, "paper.pdf")
    assert len(words(document, "paragraph")) == 2


# files that cannot be read


def truncated(data: bytes) -> bytes:
    """The first two thirds of a file."""
    return data[: len(data) * 2 // 3]


def locked(data: bytes) -> bytes:
    """A PDF that asks for a password."""
    from io import BytesIO

    from reportlab.lib.pdfencrypt import StandardEncryption
    from reportlab.pdfgen.canvas import Canvas

    buffer = BytesIO()
    canvas = Canvas(buffer, encrypt=StandardEncryption("open sesame", strength=128))
    canvas.drawString(60, 700, "County")
    canvas.save()
    return buffer.getvalue()


def renamed(data: bytes) -> bytes:
    """Something else that ends in .pdf."""
    return b"PK\x03\x04" + data[4:]


def beginning(data: bytes) -> bytes:
    """What a broken download leaves."""
    return data[:400]


def without_pages(data: bytes) -> bytes:
    """A file that begins as a PDF and holds nothing of one."""
    return b"%PDF-1.7\n" + b"nothing in here " * 200 + b"\n%%EOF"


@pytest.mark.parametrize(
    ("damage", "says"),
    [
        (truncated, "end is missing"),
        (locked, "password"),
        (without_pages, "damaged"),
        (renamed, "not a PDF"),
        (beginning, "end is missing"),
    ],
)
def test_a_file_that_cannot_be_read_says_why(damage: Callable[[bytes], bytes], says: str) -> None:
    with pytest.raises(DocumentError) as raised:
        read_pdf(damage(two_columns(1, Style()).pdf()), "paper.pdf")
    message = str(raised.value)
    assert message.startswith("paper.pdf: ") and says in message and ";" in message and "\n" not in message


PAPER = two_columns(1, Style()).pdf()


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(0, len(PAPER) - 1), st.binary(max_size=6), st.integers(0, 40)), min_size=1, max_size=6))
def test_a_damaged_file_is_read_or_refused_in_one_line(damages: list[tuple[int, bytes, int]]) -> None:
    data = PAPER
    for at, put, cut in damages:
        data = data[:at] + put + data[at + cut :]
    try:
        read = read_pdf(data, "paper.pdf")
    except DocumentError as error:
        assert str(error).startswith("paper.pdf: ") and "\n" not in str(error)
    else:
        assert list(read.pages) == sorted(read.pages) and all(0 <= start <= len(read.raw) for start in read.pages)


@pytest.mark.parametrize(("limits", "says"), [(Limits(pages=2), "3 pages, more than 2"), (Limits(file_bytes=1000), "split it")])
def test_a_file_over_a_limit_is_refused(limits: Limits, says: str) -> None:
    with pytest.raises(DocumentError, match=says):
        read_pdf(two_columns(1, Style()).pdf(), "paper.pdf", limits)


def test_what_a_mail_gateway_appends_is_no_damage() -> None:
    data = two_columns(1, Style()).pdf()
    assert read_pdf(data + b"\0" * 9000, "a.pdf").raw == read_pdf(data + b"\r\nscanned by some gateway\r\n", "a.pdf").raw


# pages that are pictures


@pytest.fixture
def without_recognition(monkeypatch: pytest.MonkeyPatch) -> None:
    """The extra `ocr` is not installed."""
    monkeypatch.setattr("corpus.pdf.recogniser", lambda: None)


def paragraph(characters: Sequence[str]) -> list[tuple[float, float, float, str]]:
    """Ten lines of some characters."""
    return [(60.0, 700.0 - 16 * number, 10.0, "".join(characters[number % 3 :]) * 6) for number in range(10)]


@pytest.mark.usefixtures("without_recognition")
def test_a_scan_says_what_to_install() -> None:
    with pytest.raises(DocumentError, match=r"scan.*pip install 'zhitu\[ocr\]'"):
        read_pdf(scanned(two_columns(1, Style()).pdf(), scale=0.5), "scan.pdf")


@pytest.mark.usefixtures("without_recognition")
def test_a_text_layer_of_private_characters_says_what_to_install(pdf_of: PdfOf) -> None:
    data = pdf_of([paragraph("\ue001\ue002\ue003\ue004甲\ue005")])
    with pytest.raises(DocumentError, match=r"text layer that cannot be read.*zhitu\[ocr\]"):
        read_pdf(data, "garbage.pdf")


@pytest.mark.usefixtures("without_recognition")
def test_a_chinese_font_decoded_as_latin_says_what_to_install(pdf_of: PdfOf) -> None:
    data = pdf_of([paragraph("ÖÐ¹úÏØÏçÖÎÀí·")])
    with pytest.raises(DocumentError, match=r"zhitu\[ocr\]"):
        read_pdf(data, "garbage.pdf")


@pytest.mark.usefixtures("without_recognition")
def test_figures_and_english_in_a_chinese_font_are_read(pdf_of: PdfOf) -> None:
    english = [(60.0, 700.0 - 16 * n, 10.0, "The county checks each household in three rounds of visits") for n in range(8)]
    figures = [(60.0 + 80 * k, 700.0 - 16 * n, 10.0, f"{n * 17 + k}.{k}%") for n in range(10) for k in range(4)]
    raw = read_pdf(pdf_of([english, figures]), "paper.pdf").raw
    assert "three rounds" in raw and "17.0%\t18.1%\t19.2%\t20.3%" in raw


@pytest.mark.usefixtures("without_recognition")
def test_one_picture_among_pages_of_text_is_left_out_with_a_warning() -> None:
    from io import BytesIO

    import pypdfium2 as pdfium

    text, scan = two_columns(1, Style()).pdf(), scanned(two_columns(2, Style()).pdf(), scale=0.3)
    joined = pdfium.PdfDocument.new()
    joined.import_pages(pdfium.PdfDocument(text))
    joined.import_pages(pdfium.PdfDocument(scan), pages=[0])
    buffer = BytesIO()
    joined.save(buffer)
    read = read_pdf(buffer.getvalue(), "paper.pdf")
    assert len(read.pages) == 4 and "page 4" in read.warnings[0] and "zhitu[ocr]" in read.warnings[0]


@pytest.mark.slow
def test_a_scan_is_read_by_text_recognition() -> None:
    pytest.importorskip("rapidocr", reason="the extra `ocr` is not installed")
    setter = Typesetter(6, replace(Style(), size=12, latin=0))
    setter.columns(setter.page(), 12, 12)
    found = [line.replace("；", ";").replace("，", ",") for line in lines_of(scanned(setter.pdf(font=EMBEDDED)))]
    expected = [line.replace("；", ";").replace("，", ",") for line in setter.expected()]
    assert share_in_order(expected, found) >= 0.9
