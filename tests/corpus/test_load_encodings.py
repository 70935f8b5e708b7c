"""Text in any encoding that Chinese files have; a few bad bytes are read over and reported, binary data is refused."""

from __future__ import annotations

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from corpus.load import document_from_bytes
from corpus.plain import decode
from corpus.source import DocumentError
from corpus.store_format import document_from_json, document_to_json

BODY = (
    "清平县在2018年建立三级联查办法，由村干部、乡镇干部和县纪委分三轮核对名册。第一轮由村干部入户，第二轮由乡镇抽查，"
    "第三轮由县纪委复核。\n全县共核对4221户，占农户总数的12.5%。群众把这套办法叫作“三道筛子”。\n"
)
TRADITIONAL = "清平縣在二零一八年建立三級聯查辦法，由村幹部、鄉鎮幹部和縣紀委分三輪核對名冊，群眾十分滿意。\n" * 2
ENCODINGS = ("utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16", "utf-16-le", "utf-16-be", "utf-32")


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_encodings_of_chinese_files_are_recognised_without_complaint(encoding: str) -> None:
    document = document_from_bytes(BODY.encode(encoding), "paper.txt")
    assert document.raw.lstrip("\ufeff") == BODY and document.warnings == ()


@pytest.mark.parametrize("encoding", ["big5", "gb18030", "utf-16-le", "utf-8"])
def test_traditional_texts_are_recognised(encoding: str) -> None:
    assert document_from_bytes(TRADITIONAL.encode(encoding), "paper.txt").raw == TRADITIONAL


def test_rare_characters_of_gb18030_are_read() -> None:
    text = BODY + "“㐂”“𠮷”是人名用字。\n"
    assert document_from_bytes(text.encode("gb18030"), "paper.txt").raw == text


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8", "utf-16", "utf-16-le", "big5"])
def test_a_few_bad_bytes_are_read_over_and_reported(encoding: str) -> None:
    text = (TRADITIONAL if encoding == "big5" else BODY) * 4
    start = text.index("\n") + 1
    bad = b"\x00\xd8" if encoding.startswith("utf-16") else b"\xff"
    after = "utf-16-le" if encoding == "utf-16" else encoding
    data = text[:start].encode(encoding) + bad + text[start:].encode(after)
    document = document_from_bytes(data, "paper.txt")
    assert document.raw.count("\ufffd") == 1
    assert document.raw.replace("\ufffd", "") == text
    assert len(document.warnings) == 1 and "the first in line 2" in document.warnings[0]
    assert document_from_json(document_to_json(document)).warnings == document.warnings


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8", "utf-16"])
def test_a_file_cut_in_the_middle_of_a_character_is_read(encoding: str) -> None:
    text = (BODY * 3).rstrip("\n").rstrip("。”") + "县"
    document = document_from_bytes(text.encode(encoding)[:-1], "paper.txt")
    assert document.raw.rstrip("\ufffd") == text[:-1] and document.warnings


def test_two_files_joined_in_two_encodings_are_both_read() -> None:
    data = (BODY * 2).encode() + (BODY * 2).encode("gb18030")
    document = document_from_bytes(data, "paper.txt")
    assert document.raw == BODY * 4
    assert document.warnings == ("lines in UTF-8 and in GB18030 stand mixed, from line 5 on; check it there",)


@pytest.mark.parametrize(
    "data",
    [bytes(range(256)) * 20, BODY.encode() + b"\x00\x01\x02\x03" * 200, BODY.encode()[:60] + b"\xff\xfe\xfd" * 40, b"\x00" * 50 + b"\x01"],
)
def test_binary_data_is_refused(data: bytes) -> None:
    with pytest.raises(DocumentError, match=r"binary|not UTF-8"):
        document_from_bytes(data, "paper.txt")


@given(st.text(alphabet=st.sampled_from(BODY), min_size=40), st.sampled_from(ENCODINGS))
@settings(deadline=None)  # the first example loads the detector's tables
def test_common_text_comes_back_as_it_was(text: str, encoding: str) -> None:
    assume(len(set(text)) > 10 and sum("\u4e00" <= char for char in text) > 20)
    assert decode(text.encode(encoding), "a.txt").text.lstrip("\ufeff") == text


@given(st.binary(max_size=400))
@settings(deadline=None)
def test_any_bytes_give_text_or_one_line(data: bytes) -> None:
    try:
        decoded = decode(data, "a.txt")
    except DocumentError as error:
        assert str(error).startswith("a.txt: ") and "\n" not in str(error)
    else:
        decoded.text.encode("utf-8")
        assert len(decoded.text) <= len(data)
