"""A small typesetter: papers of invented words as PDF in one, two and mixed columns, with the lines in the order a person reads them."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from importlib.resources import files
from io import BytesIO
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from reportlab.pdfgen.canvas import Canvas

WIDTH, HEIGHT = 595.0, 842.0
NAMED = "STSong-Light"
EMBEDDED = "MicroHei"
_HAN = "县乡村治理扶贫干部办法联查登记复核群众公示名单试点推行镇区组长会议制度资金项目产业教育医疗住房安全饮水道路监督考评责任"
_LATIN = ("2019", "12.5%", "Policy", "4221", "GDP", "A1", "(2020)")


@dataclass(frozen=True, slots=True)
class Piece:
    """Words set at one place."""

    x: float
    y: float
    size: float
    words: str


@dataclass(slots=True)
class Sheet:
    """A page under construction: what stands on it, and its lines in reading order without running head and page number."""

    pieces: list[Piece] = field(default_factory=list[Piece])
    lines: list[str] = field(default_factory=list[str])
    furniture: list[str] = field(default_factory=list[str])


@dataclass(frozen=True, slots=True)
class Style:
    """How a paper is set."""

    left: float = 60.0
    right: float = 535.0
    gutter: float = 18.0
    split: float = 0.5
    """Where the gutter's middle lies between the margins."""
    size: float = 10.0
    lead: float = 1.5
    ragged: float = 0.0
    """Half a character or so by which full lines differ in width."""
    staggered: bool = False
    """The right column's lines lie between the left one's."""
    latin: float = 0.2
    """Share of lines that hold Latin words or figures."""


class Typesetter:
    """Sets pages of invented words, the same for the same seed."""

    def __init__(self, seed: int, style: Style | None = None) -> None:
        self.random = random.Random(seed)
        self.style = style or Style()
        self.sheets: list[Sheet] = []
        self.number = 0

    # words

    def words(self, width: float, size: float) -> str:
        """A line of words that fills `width`, unlike every other line."""
        count = max(int(width / size), 1)
        self.number += 1
        text = "".join(self.random.choices(_HAN, k=count))
        if count >= 12 and self.random.random() < self.style.latin:
            word = self.random.choice(_LATIN)
            at = self.random.randrange(2, count - 8)
            text = text[:at] + word + text[at + (len(word) + 1) // 2 :]
        mark = self.random.choice("，、；") if count > 3 else ""
        return text[: count // 2] + mark + text[count // 2 + len(mark) :]

    def prose(self, width: float, count: int, size: float) -> list[tuple[float, str]]:
        """Lines of paragraphs as (indent, words): first lines are set in by two characters, last ones are short."""
        result: list[tuple[float, str]] = []
        ahead = 0
        for _ in range(count):
            if ahead == 0:
                result.append((2 * size, self.words(width - 2 * size, size)))
                ahead = self.random.randrange(2, 7)
            else:
                ahead -= 1
                full = ahead > 0
                result.append(
                    (0.0, self.words(width, size) if full else self.words(width * self.random.uniform(0.2, 0.9), size)[:-1] + "。")
                )
        return result

    # parts of a page

    @property
    def sheet(self) -> Sheet:
        """The page in work."""
        return self.sheets[-1]

    def page(self, head: str = "", foot: str = "") -> float:
        """Begin a page; returns the height of its first line of text."""
        self.sheets.append(Sheet())
        style = self.style
        if head:
            parts = head.split("|")
            for number, part in enumerate(parts):
                last = len(parts) > 1 and number == len(parts) - 1
                x = style.left + (style.right - style.left) * number / max(len(parts) - 1, 1) - (len(part) * 9 if last else 0)
                self.sheet.pieces.append(Piece(x, 800, 9, part))
                self.sheet.furniture.append(part)
        if foot:
            self.sheet.pieces.append(Piece((WIDTH - 9 * len(foot) / 2) / 2, 40, 9, foot))
            self.sheet.furniture.append(foot)
        return 765.0

    def line(self, x: float, y: float, size: float, words: str) -> None:
        """Set one line of the text."""
        self.sheet.pieces.append(Piece(x, y, size, words))
        self.sheet.lines.append(words)

    def centred(self, y: float, size: float, words: str) -> float:
        """Set one line in the middle between the margins; returns the height of the next line."""
        style = self.style
        self.line((style.left + style.right - size * len(words)) / 2, y, size, words)
        return y - size * 2

    def block(self, y: float, count: int, *, size: float | None = None, inset: float = 0) -> float:
        """Set `count` lines of prose from margin to margin; returns the height of the next line."""
        style = self.style
        size = size or style.size
        for indent, words in self.prose(style.right - style.left - 2 * inset, count, size):
            self.line(style.left + inset + indent, y, size, words)
            y -= size * style.lead
        return y - size * 0.5

    def columns(self, y: float, left: int, right: int, *, notes: tuple[int, int] = (0, 0), parts: int = 2) -> float:
        """Set prose in columns, with footnotes at their ends; returns the height of the next line."""
        style, lowest = self.style, y
        edges = [
            style.left,
            *(style.left + (style.right - style.left) * (style.split if parts == 2 else (n + 1) / parts) for n in range(parts - 1)),
        ]
        for number, edge in enumerate(edges):
            start = edge + (style.gutter / 2 if number else 0)
            end = (edges[number + 1] - style.gutter / 2) if number + 1 < parts else style.right
            height = y - (style.size * style.lead * 0.4 if style.staggered and number % 2 else 0)
            for indent, words in self.prose(end - start, left if number == 0 else right, style.size):
                self.line(start + indent + self.random.uniform(0, style.ragged), height, style.size, words)
                height -= style.size * style.lead
            for note in range(notes[min(number, 1)]):
                height -= 0 if note else 8
                words = "①②③④⑤"[note] + self.words((end - start - 10) * self.random.uniform(0.4, 1.0), 8)
                self.line(start, height, 8, words)
                height -= 11
            lowest = min(lowest, height)
        return lowest - style.size * 0.5

    def table(
        self, y: float, rows: int, columns: int, *, left: float | None = None, right: float | None = None, caption: str = ""
    ) -> float:
        """Set a table row by row between two edges; returns the height of the next line."""
        style = self.style
        left, right = left if left is not None else style.left, right if right is not None else style.right
        if caption:
            self.line((left + right - 9 * len(caption)) / 2, y, 9, caption)
            y -= 16
        step = (right - left) / columns
        for _ in range(rows):
            cells = [self.words(self.random.uniform(0.3, 0.7) * step, 9).strip("，、；") for _ in range(columns)]
            for number, cell in enumerate(cells):
                self.sheet.pieces.append(Piece(left + step * number + 4, y, 9, cell))
            self.sheet.lines.append("".join(cells))
            y -= 15
        return y - 6

    # the file

    def pdf(self, *, font: str = NAMED, order: str = "read") -> bytes:
        """Return the PDF; `order` tells how the pieces follow in the file: as read, by height ("rows") or at random ("mixed")."""
        canvas, buffer = _canvas()
        for sheet in self.sheets:
            pieces = list(sheet.pieces)
            if order == "rows":
                pieces.sort(key=lambda piece: (-piece.y, piece.x))
            elif order == "mixed":
                self.random.shuffle(pieces)
            for piece in pieces:
                _draw(canvas, piece, _face(font))
            canvas.showPage()
        canvas.save()
        return buffer.getvalue()

    def expected(self) -> list[str]:
        """The lines of all pages in reading order, without white space."""
        return ["".join(line.split()) for sheet in self.sheets for line in sheet.lines]


def share_in_order(expected: Sequence[str], found: Sequence[str]) -> float:
    """Return the share of expected lines that are found whole and in order (the longest ascending run of their places)."""
    from bisect import bisect_left

    places: dict[str, list[int]] = {}
    for number, line in enumerate(found):
        places.setdefault("".join(line.split()), []).append(number)
    tails: list[int] = []
    for line in expected:
        for place in reversed(places.get(line, [])):
            at = bisect_left(tails, place)
            tails[at : at + 1] = [place]
    return len(tails) / max(len(expected), 1)


def _canvas() -> tuple[Canvas, BytesIO]:
    from reportlab.pdfgen.canvas import Canvas

    buffer = BytesIO()
    return Canvas(buffer, pagesize=(WIDTH, HEIGHT), invariant=True), buffer


def _draw(canvas: Canvas, piece: Piece, face: str) -> None:
    canvas.setFont(face, piece.size)
    canvas.drawString(piece.x, piece.y, piece.words)


@cache
def _face(font: str) -> str:
    from reportlab.pdfbase import cidfonts, pdfmetrics, ttfonts

    register = cast("Callable[[object], None]", pdfmetrics.registerFont)  # pyright: ignore[reportUnknownMemberType]  # reportlab is untyped
    if font == EMBEDDED:
        path = files("paperang_p2_fonts_cjk") / "fonts" / "wqy-microhei.ttc"
        register(ttfonts.TTFont(EMBEDDED, str(path), subfontIndex=0))
    else:
        register(cidfonts.UnicodeCIDFont(NAMED))
    return font


# papers


def one_column(seed: int, style: Style) -> Typesetter:
    """Three pages of one column with a table."""
    setter = Typesetter(seed, style)
    for number in range(3):
        y = setter.page("治理研究|2019年第3期", f"{number + 1}")
        if number == 0:
            y = setter.centred(y, 18, "联查办法的试验与启示")
            y = setter.centred(y, 11, "王某　李某某")
            y = setter.block(y, 5, size=9, inset=30)
        y = setter.block(y, 14)
        if number == 1:
            y = setter.table(y, 6, 4, caption="表1 各乡镇户数")
        setter.block(y, 8)
    return setter


def two_columns(seed: int, style: Style) -> Typesetter:
    """Three pages of two columns, the last one short."""
    setter = Typesetter(seed, style)
    for number in range(3):
        y = setter.page("王某：联查办法||治理研究", f"· {number + 31} ·")
        setter.columns(y, *((42, 42) if number < 2 else (9, 6)), notes=(2, 1) if number == 0 else (0, 0))
    return setter


def mixed_columns(seed: int, style: Style) -> Typesetter:
    """A journal paper: title and abstract across, two columns, a table across, footnotes, a table in a column, unequal pages."""
    setter = Typesetter(seed, style)
    y = setter.page("第36卷 第3期|2019年6月|治理研究", "1")
    y = setter.centred(y, 18, "联查办法的试验与启示")
    y = setter.centred(y, 11, "王某　李某某")
    y = setter.block(y, 6, size=9, inset=20)
    setter.columns(y, 30, 30, notes=(2, 0))
    y = setter.page("王某：联查办法|治理研究", "2")
    y = setter.columns(y, 14, 14)
    y = setter.table(y, 6, 5, caption="表1 各乡镇户数与投入（单位：万元）")
    setter.columns(y, 16, 13, notes=(0, 3))
    y = setter.page("王某：联查办法|治理研究", "3")
    middle = style.left + (style.right - style.left) * style.split - style.gutter / 2
    lines = setter.prose(middle - style.left, 10, style.size)
    for indent, words in lines:
        setter.line(style.left + indent, y, style.size, words)
        y -= style.size * style.lead
    setter.table(y - 4, 5, 3, left=style.left, right=middle, caption="表2 户数")
    y = 765.0
    for indent, words in setter.prose(style.right - middle - style.gutter, 16, style.size):
        setter.line(middle + style.gutter + indent, y, style.size, words)
        y -= style.size * style.lead
    y = setter.page("王某：联查办法|治理研究", "4")
    y = setter.block(y, 10)
    setter.columns(y - 10, 8, 7)
    return setter


PAPERS: tuple[Callable[[int, Style], Typesetter], ...] = (one_column, two_columns, mixed_columns)
STYLES: tuple[Style, ...] = (
    Style(),
    replace(Style(), split=0.4, gutter=14),
    replace(Style(), split=0.62, staggered=True),
    replace(Style(), left=80, right=520, size=9, gutter=22, ragged=2, latin=0.6),
    replace(Style(), left=40, right=560, size=10.5, lead=1.35, gutter=24, staggered=True),
)


def scanned(data: bytes, scale: float = 200 / 72) -> bytes:
    """Return a PDF of pictures of the pages of another, as a scanner makes it."""
    import pypdfium2 as pdfium

    original, scan = pdfium.PdfDocument(data), pdfium.PdfDocument.new()
    for number in range(len(original)):
        page = original[number]
        width, height = page.get_width(), page.get_height()
        image = pdfium.PdfImage.new(scan)
        image.set_bitmap(page.render(scale=scale))
        image.set_matrix(pdfium.PdfMatrix().scale(width, height))
        target = scan.new_page(width, height)
        target.insert_obj(image)
        target.gen_content()
    buffer = BytesIO()
    scan.save(buffer)
    return buffer.getvalue()
