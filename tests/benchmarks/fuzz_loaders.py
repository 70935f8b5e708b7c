"""Feeds damaged files to every loader and stops at none: a file gives a sound document or one line that says why not.

    python tests/benchmarks/fuzz_loaders.py --seconds 600 --keep FOLDER

Inputs are mutations of small files made here; those that reach lines of corpus/ not reached before are mutated on (coverage guided).
What breaks a rule is written to FOLDER, smallest first found of its kind, and the exit code is 1.
"""

from __future__ import annotations

import argparse
import random
import signal
import sys
import time
import traceback
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from types import FrameType
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

sys.path.insert(0, str(Path(__file__).parents[2]))

from corpus.archive import UNPACKING_ERRORS, Archive
from corpus.document import Document
from corpus.limits import MEGABYTE, Limits
from corpus.load import SUFFIXES, document_from_bytes
from corpus.source import DocumentError
from tests.benchmarks.word_mutations import packed, with_elements_changed, word_parts

LIMITS = Limits(file_bytes=2 * MEGABYTE, pages=50, markup_bytes=2 * MEGABYTE, archive_files=100, archive_bytes=8 * MEGABYTE)
SECONDS = 20
"""Time one input may take; all are small."""
_TRACED = 0.25
"""Share of the inputs whose lines are watched."""
TEXT = (
    "清平县在2018年建立三级联查办法，由村干部、乡镇干部和县纪委分三轮核对名册。第一轮入户，第二轮抽查，第三轮复核。\n\n全县核对4221户。\n"
)
_TOKENS = (
    b"<", b">", b"</p>", b"<table>", b"<tr>", b"<td colspan=99999999 rowspan=99999999>", b"<ol start=999999999>", b"<li value=-1>", b"<!--",
    b"<w:p>", b"</w:p>", b"<w:r>", b"<w:t>", b"<w:tbl>", b"<w:del>", b'<w:gridSpan w:val="99999999"/>', b'<w:vMerge/>', b"<w:numPr>",
    b'<w:numId w:val="1"/>', b'<w:footnoteReference w:id="2"/>', b"<!DOCTYPE x [<!ENTITY a 'b'>]>", b"&a;", b"&#0;", b"\x00", b"\xff\xfe",
    b"\xef\xbb\xbf", b"\x80", b"\x1a", b"PK\x03\x04", b"PK\x01\x02", b"%PDF-", b"{\\rtf", b"\r\n", b"\f", b"\x85", b"\xe2\x80\xa8",
    b"---\n",
    b"| a | b |\n", b"[^1]: ", "①".encode(), "表1 ".encode(), "参考文献\n[1] ".encode(), "一、".encode(), b"2147483648", b"-1", b"9" * 30,
)  # fmt: skip


@dataclass
class Target:
    """Files of one ending: seeds, and how a mutation is made of one."""

    suffix: str
    pool: list[bytes]
    mutate: Callable[[bytes, random.Random], bytes]
    runs: int = 0
    refused: int = 0
    seen: set[tuple[str, int]] = field(default_factory=set[tuple[str, int]])


class TooSlow(Exception):
    """An input took longer than SECONDS."""


def seeds_of_text() -> Iterator[bytes]:
    for encoding in ("utf-8", "utf-8-sig", "gb18030", "big5", "utf-16", "utf-16-le"):
        yield TEXT.encode(encoding, errors="ignore")
    front = "---\ntitle: 联查\nyear: 2019\n---\n# 联查\n\n## 一、做法\n\n"
    yield f"{front}{TEXT}\n| 指标 | 数 |\n|---|---|\n| 户 | 4221 |\n\n[1] 王某. 联查[J].\n".encode()


def seeds_of_pages() -> Iterator[bytes]:
    inner = (
        f"<h1>联查</h1><h2>一、做法</h2><p>{TEXT}<sup>[1]</sup></p><ol start=3><li><p>入户</p><li>抽查<ol><li>甲</ol></ol>"
        "<table><caption>表1 户数</caption><tr><th rowspan=2>县<th colspan=2>户<tr><td>甲<td>乙</table>"
        "<font><p>字<br>行</font><pre>一\n二</pre>"
    )
    head = (
        '<!DOCTYPE html><html><head><meta charset="{}"><title>联查 - 某网</title><meta name="citation_author" content="王某"></head><body>'
    )
    for encoding in ("utf-8", "gb2312", "utf-16"):
        yield (head.format(encoding) + inner + "</body></html>").encode(encoding)
    yield f"<html><body><table><tr><td>{inner}</td></tr></table><nav>首页</nav></body></html>".encode()


def seeds_of_pdf() -> Iterator[bytes]:
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.pdfgen.canvas import Canvas

    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))  # pyright: ignore[reportUnknownMemberType]  # reportlab is untyped
    buffer = BytesIO()
    canvas = Canvas(buffer, invariant=True, pageCompression=0)
    for _ in range(2):
        canvas.setFont("STSong-Light", 11)
        for row, line in enumerate(TEXT.split("，")):
            canvas.drawString(60 + 250 * (row % 2), 700 - 18 * row, line)
        canvas.showPage()
    canvas.save()
    yield buffer.getvalue()


def changed(data: bytes, dice: random.Random) -> bytes:
    """Return `data` with one to six random changes."""
    found = bytearray(data)
    for _ in range(dice.randint(1, 6)):
        at, size = dice.randrange(len(found) + 1), min(dice.choice((1, 2, 4, 16, 64, 400)), len(found))
        match dice.randrange(7):
            case 0 if found:
                found[at % len(found)] = dice.randrange(256)
            case 1:
                del found[at : at + size]
            case 2:
                found[at:at] = found[at : at + size] * dice.choice((1, 2, 60))
            case 3 | 4:
                found[at:at] = dice.choice(_TOKENS) * dice.choice((1, 1, 1, 3, 300))
            case 5:
                start = dice.randrange(len(found) + 1)
                found[at : at + size] = found[start : start + size]
            case _:
                del found[max(at, 1) :]
        del found[200_000:]
    return bytes(found)


def changed_package(data: bytes, dice: random.Random) -> bytes:
    """Return a package with one part changed, or one whose own bytes are."""
    if dice.random() < 0.2:
        return changed(data, dice)
    try:
        with ZipFile(BytesIO(data)) as package:
            parts = {info.filename: package.read(info) for info in package.infolist()}
    except UNPACKING_ERRORS:
        return changed(data, dice)
    if not parts:
        return changed(data, dice)
    if "word/document.xml" in parts and dice.random() < 0.8:
        return with_elements_changed(parts, dice)
    name = dice.choice(list(parts))
    parts[name] = changed(parts[name], dice)
    return packed(parts, dice.choice((ZIP_DEFLATED, ZIP_STORED)))


def targets() -> list[Target]:
    text, pages = list(seeds_of_text()), list(seeds_of_pages())
    word = packed(word_parts())
    archive = packed({"a.txt": text[0], "b/页.html": pages[0], "c.docx": word, "../d.txt": text[2], "e.zip": b"PK"})
    return [
        Target(".txt", text, changed),
        Target(".md", text, changed),
        Target(".html", pages, changed),
        Target(".docx", [word], changed_package),
        Target(".zip", [archive], changed_package),
        Target(".pdf", list(seeds_of_pdf()), changed),
    ]


def check(document: Document) -> None:
    """Raise AssertionError where a document breaks a rule that other layers rely on."""
    raw, reading = document.raw, document.reading
    if len(reading.text) != len(reading.offsets):
        raise AssertionError("as many offsets as characters")
    if reading.offsets and not 0 <= min(reading.offsets) <= max(reading.offsets) < len(raw):
        raise AssertionError("offsets lie in the raw text")
    for segment in document.segments:
        if not (0 <= segment.start <= segment.end <= len(raw) and 0 <= segment.text_start <= segment.text_end <= len(reading.text)):
            raise AssertionError("segments lie in the text")
    if any(not 0 <= s.start < s.end <= len(reading.text) for s in document.sentences):
        raise AssertionError("sentences lie in the reading text")
    raw.encode("utf-8")


def load(data: bytes, suffix: str, folder: Path) -> int:
    """Load one input as a build does; returns how many files were refused. Raises whatever breaks a rule."""
    if suffix != ".zip":
        return load_one(data, f"input{suffix}")
    path = folder / "input.zip"
    path.write_bytes(data)
    try:
        with Archive(path, LIMITS) as archive:
            return sum(
                one_line(member) if isinstance(member, DocumentError) else load_one(archive.read(member), member.name)
                for member in archive.members(SUFFIXES)
            )
    except DocumentError as error:
        return one_line(error)


def load_one(data: bytes, name: str) -> int:
    try:
        check(document_from_bytes(data, name, LIMITS))
    except DocumentError as error:
        return one_line(error)
    return 0


def one_line(error: DocumentError) -> int:
    if "\n" in str(error) or not error.reason:
        raise AssertionError("a refusal is one line") from error
    return 1


def traced(seen: set[tuple[str, int]]) -> Callable[[FrameType, str, object], object]:
    """Return a trace function that collects the lines of corpus/ that are run."""

    def line(frame: FrameType, event: str, _: object) -> object:
        if event == "line":
            seen.add((frame.f_code.co_name, frame.f_lineno))
        return line

    def call(frame: FrameType, _event: str, _: object) -> object:
        name = frame.f_code.co_filename
        return line if "/corpus/" in name and "site-packages" not in name else None

    return call


def alarm(*_: object) -> None:
    raise TooSlow(f"longer than {SECONDS} s")


def run(target: Target, dice: random.Random, folder: Path, keep: Path | None, known: set[str]) -> None:
    data = target.mutate(dice.choice(target.pool), dice) if target.runs >= len(target.pool) else target.pool[target.runs]
    seen: set[tuple[str, int]] = set()
    target.runs += 1
    refused = target.refused
    signal.alarm(SECONDS)
    if target.runs <= len(target.pool) or dice.random() < _TRACED:  # tracing takes most of the time
        sys.settrace(traced(seen))  # pyright: ignore[reportArgumentType]
    try:
        target.refused += load(data, target.suffix, folder)
    except Exception as error:  # whatever comes out is what is looked for
        sys.settrace(None)
        frame = traceback.extract_tb(error.__traceback__)[-1]
        kind = f"{type(error).__name__} in {frame.name}:{frame.lineno}"
        if kind not in known:
            known.add(kind)
            print(f"{target.suffix}: {kind}: {str(error)[:200]}", flush=True)
            if keep:
                keep.mkdir(parents=True, exist_ok=True)
                (keep / f"case{len(known)}{target.suffix}").write_bytes(data)
    finally:
        sys.settrace(None)
        signal.alarm(0)
    if not seen <= target.seen and len(target.pool) < 2000:
        target.seen |= seen
        if target.refused == refused:  # what is refused at the door leads nowhere
            target.pool.append(data)


def main() -> int:
    parser = argparse.ArgumentParser(description="Feeds damaged files to every loader.")
    parser.add_argument("--seconds", type=float, default=600)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", type=Path)
    parser.add_argument("--only", nargs="*", help="endings, such as .docx")
    options = parser.parse_args()
    signal.signal(signal.SIGALRM, alarm)
    dice = random.Random(options.seed)
    known: set[str] = set()
    all_targets = [target for target in targets() if not options.only or target.suffix in options.only]
    end = time.monotonic() + options.seconds
    with TemporaryDirectory() as folder:
        while time.monotonic() < end:
            for target in all_targets:
                run(target, dice, Path(folder), options.keep, known)
    for target in all_targets:
        print(f"{target.suffix}: {target.runs} inputs, {target.refused} refused, {len(target.seen)} lines reached")
    print(f"{len(known)} kinds of failure")
    return 1 if known else 0


if __name__ == "__main__":
    sys.exit(main())
