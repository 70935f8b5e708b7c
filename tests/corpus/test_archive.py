"""A .zip of papers is read like a folder; what is bad in it is named, and the rest goes on."""

from __future__ import annotations

import stat
import struct
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_BZIP2, ZIP_DEFLATED, ZipFile, ZipInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.archive import Archive, Member, is_archive, member_path
from corpus.limits import MEGABYTE, Limits
from corpus.load import SUFFIXES, document_from_bytes, load_document
from corpus.source import DocumentError
from tests.corpus.wordfile import packed, paragraph, word_file

BODY = "清平县在2018年建立三级联查办法，由村干部、乡镇干部和县纪委分三轮核对名册。"


def contents(path: Path, limits: Limits | None = None) -> tuple[dict[str, str], dict[str, str]]:
    """Return the readings of the members by name, and the reasons of refusals by place."""
    good: dict[str, str] = {}
    bad: dict[str, str] = {}
    with Archive(path, limits or Limits()) as archive:
        for member in archive.members(SUFFIXES):
            try:
                if isinstance(member, DocumentError):
                    raise member
                good[member.name] = document_from_bytes(archive.read(member), member.name).reading.text
            except DocumentError as error:
                assert "\n" not in str(error)
                bad[error.source] = error.reason
    return good, bad


def saved(tmp_path: Path, data: bytes) -> Path:
    path = tmp_path / "papers.zip"
    path.write_bytes(data)
    return path


def test_documents_of_all_folders_are_read_and_other_files_passed_over(tmp_path: Path) -> None:
    parts = {
        "a.txt": BODY.encode(),
        "二/b.md": BODY.encode("gb18030"),
        "二/c.docx": word_file(paragraph(BODY)),
        "table.xlsx": b"x",
        "__MACOSX/._a.txt": b"x",
        ".hidden.txt": b"x",
        "~$c.docx": b"x",
        "empty/": b"",
    }
    good, bad = contents(saved(tmp_path, packed(parts)))
    assert good == {"a.txt": BODY, "b.md": BODY, "c.docx": BODY} and not bad


@pytest.mark.parametrize(
    "name", ["../up.txt", "a/../../up.txt", "/etc/up.txt", "C:\\up.txt", "C:/up.txt", "..\\up.txt", "\\\\host\\up.txt"]
)
def test_names_that_point_outside_are_refused(tmp_path: Path, name: str) -> None:
    good, bad = contents(saved(tmp_path, packed({"a.txt": BODY.encode(), name: BODY.encode()})))
    assert list(good) == ["a.txt"]
    assert [reason for reason in bad.values() if "points outside" in reason] == list(bad.values()) != []


def test_links_are_refused(tmp_path: Path) -> None:
    buffer = BytesIO()
    with ZipFile(buffer, "w") as package:
        link = ZipInfo("link.txt")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        package.writestr(link, "/etc/hostname")
        package.writestr("a.txt", BODY)
    good, bad = contents(saved(tmp_path, buffer.getvalue()))
    assert list(good) == ["a.txt"] and "link" in bad["papers.zip/link.txt"]


def test_archives_inside_are_refused(tmp_path: Path) -> None:
    good, bad = contents(saved(tmp_path, packed({"a.txt": BODY.encode(), "in.zip": packed({"b.txt": b"x"}), "old.rar": b"Rar!"})))
    assert list(good) == ["a.txt"] and all("inside an archive" in reason for reason in bad.values()) and len(bad) == 2


def test_a_member_under_a_wrong_name_is_told_by_its_content(tmp_path: Path) -> None:
    good, bad = contents(saved(tmp_path, packed({"a.docx": packed({"b.txt": BODY.encode()}), "b.txt": word_file(paragraph(BODY))})))
    assert good == {"b.txt": BODY} and "archive" in bad["a.docx"]


def test_names_from_chinese_windows_are_read(tmp_path: Path) -> None:
    buffer = BytesIO()
    with ZipFile(buffer, "w", ZIP_DEFLATED) as package:
        package.writestr("XXXXXXXXXXXX.txt", BODY)
    name = "论文/联查".encode("gbk") + b"XXX.txt"
    data = buffer.getvalue().replace(b"XXXXXXXXXXXX.txt", name)
    assert len(name) == 16
    good, _ = contents(saved(tmp_path, data))
    assert list(good) == ["联查XXX.txt"]


def test_the_utf8_name_beside_a_local_one_counts() -> None:
    info = ZipInfo("?????.txt")
    written = "联查.txt".encode()
    info.extra = struct.pack("<HHBI", 0x7075, 5 + len(written), 1, 0) + written
    assert member_path(info) == "联查.txt"


def test_members_locked_by_a_password_are_named(tmp_path: Path) -> None:
    data = bytearray(packed({"a.txt": BODY.encode(), "b.txt": BODY.encode()}))
    for signature, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(signature) + at] |= 1
    good, bad = contents(saved(tmp_path, bytes(data)))
    assert list(good) == ["b.txt"] and "password" in bad["papers.zip/a.txt"]


def test_a_bomb_is_refused_before_it_unpacks(tmp_path: Path) -> None:
    parts = {"a.txt": BODY.encode(), "bomb.txt": b"0" * (20 * MEGABYTE)}
    good, bad = contents(saved(tmp_path, packed(parts)))
    assert list(good) == ["a.txt"] and "zip bomb" in bad["papers.zip/bomb.txt"]
    _, bad = contents(saved(tmp_path, packed(parts)), Limits(file_bytes=MEGABYTE))
    assert "more than 1 MB" in bad["papers.zip/bomb.txt"]


def test_unusual_packing_is_refused(tmp_path: Path) -> None:
    _, bad = contents(saved(tmp_path, packed({"a.txt": BODY.encode()}, ZIP_BZIP2)))
    assert "deflate" in bad["papers.zip/a.txt"]


@pytest.mark.parametrize(
    ("limits", "says"),
    [
        (Limits(archive_files=2), "3 files, more than 2"),
        (Limits(archive_bytes=300), "larger than"),
        (Limits(archive_bytes=1200), "unpacks to"),
    ],
)
def test_an_archive_beyond_the_limits_is_refused_whole(tmp_path: Path, limits: Limits, says: str) -> None:
    path = saved(tmp_path, packed({f"{n}.txt": b"0" * 500 for n in range(3)}))
    with pytest.raises(DocumentError, match=says):
        Archive(path, limits)


def test_a_damaged_member_is_named_and_the_others_are_read(tmp_path: Path) -> None:
    data = bytearray(packed({"a.txt": BODY.encode() * 5, "b.txt": BODY.encode()}))
    data[60:80] = b"\xff" * 20
    good, bad = contents(saved(tmp_path, bytes(data)))
    assert list(good) == ["b.txt"] and "damaged" in bad["papers.zip/a.txt"]


@pytest.mark.parametrize("data", [b"", b"PK", b"no archive at all", packed({"a.txt": b"x"})[:-9]])
def test_what_is_no_archive_says_so(tmp_path: Path, data: bytes) -> None:
    with pytest.raises(DocumentError, match=r"papers\.zip: not a \.zip archive"):
        Archive(saved(tmp_path, data))


def test_a_word_file_named_zip_is_a_document(tmp_path: Path) -> None:
    path = saved(tmp_path, word_file(paragraph(BODY)))
    assert not is_archive(path) and load_document(path).reading.text == BODY


def test_an_archive_is_no_document(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match="archive of documents"):
        load_document(saved(tmp_path, packed({"a.txt": b"x"})))


@given(st.binary(max_size=300), st.integers(0, 10**6))
def test_any_damage_gives_members_or_one_line(tmp_path_factory: pytest.TempPathFactory, noise: bytes, seed: int) -> None:
    data = bytearray(packed({"a.txt": BODY.encode(), "b/c.txt": BODY.encode()}))
    at = seed % len(data)
    data[at : at + len(noise)] = noise
    path = tmp_path_factory.getbasetemp() / "noise.zip"
    path.write_bytes(bytes(data))
    try:
        with Archive(path) as archive:
            for member in archive.members(SUFFIXES):
                if isinstance(member, Member):
                    archive.read(member)
    except DocumentError as error:
        assert "\n" not in str(error)
