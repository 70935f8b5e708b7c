"""A folder of good and bad files: each bad one is named with its reason, and all the others are there."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from subprocess import CompletedProcess
from zipfile import ZIP_DEFLATED, ZipFile

Run = Callable[..., CompletedProcess[str]]

TEXT = "云屏县在{}年建立三级联查办法，由村干部、乡镇干部和县纪委分三轮核对名册，全县共核对4221户。\n"


def test_good_files_are_added_and_bad_ones_named(quick: Run, tmp_path: Path) -> None:
    folder = tmp_path / "papers"
    folder.mkdir()
    (folder / "good.txt").write_text(TEXT.format(2018), encoding="utf-8")
    (folder / "gbk.txt").write_bytes((TEXT.format(2019) * 9).encode("gb18030") + b"\xff")
    (folder / "page.docx").write_text(f"<!DOCTYPE html><html><body><p>{TEXT.format(2020)}</p></body></html>", encoding="utf-8")
    (folder / "empty.md").write_bytes(b"")
    (folder / "binary.txt").write_bytes(bytes(range(256)) * 9)
    (folder / "old.docx").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512) + "WordDocument".encode("utf-16-le"))
    (folder / "cut.zip").write_bytes(b"PK\x03\x04 cut off")
    with ZipFile(folder / "more.zip", "w", ZIP_DEFLATED) as archive:
        archive.writestr("一/inside.txt", TEXT.format(2021))
        archive.writestr("../outside.txt", TEXT.format(2022))
        archive.writestr("bomb.txt", b"0" * 8_000_000)
        inner = BytesIO()
        ZipFile(inner, "w").close()
        archive.writestr("nested.zip", inner.getvalue())
    kb = tmp_path / "kb"
    done = quick("build", folder, "--kb", kb, "--no-search-index")
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert [line.split()[0] for line in done.stdout.splitlines() if "  added" in line] == ["gbk.txt", "good.txt", "inside.txt", "page.docx"]
    said = [line for line in done.stderr.splitlines() if line.startswith("zhitu: ")]
    for name, reason in (
        ("gbk.txt", "cannot be read (the first in line 10)"),
        ("empty.md", "empty"),
        ("binary.txt", "binary"),
        ("old.docx", "save it as .docx"),
        ("cut.zip", "not a .zip archive"),
        ("more.zip/../outside.txt", "points outside"),
        ("more.zip/bomb.txt", "zip bomb"),
        ("more.zip/nested.zip", "archive inside an archive"),
    ):
        assert [line for line in said if name in line and reason in line], f"{name} {reason}: {said}"
    assert len(said) == 8
    again = quick("build", folder / "good.txt", folder / "more.zip", "--kb", kb, "--no-search-index")
    assert again.stdout.count("unchanged") == 2


def test_limits_come_from_the_settings(zhitu: Run, tmp_path: Path) -> None:
    (tmp_path / "big.txt").write_text(TEXT.format(2018) * 12_000, encoding="utf-8")
    done = zhitu("build", tmp_path / "big.txt", "--kb", tmp_path / "kb", "--no-search-index", environment={"ZHITU_MAX_FILE_MB": "1"})
    assert done.returncode == 1 and "big.txt: larger than 1 MB" in done.stderr
