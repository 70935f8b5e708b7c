"""The text layer of a PDF page: stretches of characters with their boxes, turned upright, and whether a person can read them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pypdfium2 as pdfium

_HYPHENS = "\x02\ufffe"
"""What PDFium gives for a hyphen at a line's end."""
_CONTROL = re.compile("[\x00-\x09\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\u2028\u2029]")
"""Hyphens as above and characters that would break lines; PDFium's own line ends are \\r\\n."""
_WORD = re.compile(r"\S+")
_SPLIT = 0.6
"""Gap, in heights of the text, that parts a line: columns and cells stand that far from each other, words of a line may."""
_WIDE = "\u2e80"
"""From here on characters are as wide as high."""
_WIDEST_WIDE = 1.5
_WIDEST_NARROW = 1.15
"""Advance of a character, in widths of the first wide one or in heights, above which a stretch without space hides a gap."""
_LONGEST_PAGE = 400_000
"""Characters of the longest page; more is a file made to fill the memory."""


class PageError(Exception):
    """A page whose text is out of all proportion; the message says how."""


@dataclass(slots=True)
class Run:
    """A stretch of characters on one line, in page coordinates (y grows upwards)."""

    left: float
    bottom: float
    right: float
    top: float
    text: str


@dataclass(frozen=True, slots=True)
class TextLayer:
    """What one page's text layer holds."""

    runs: list[Run]
    characters: int
    """Visible characters."""
    readable: bool
    """False where the characters are not what the page shows: replacement and private-use characters, a font decoded as another."""


def text_layer(page: pdfium.PdfPage) -> TextLayer:
    """Return the text layer of a page, upright whichever way the page is turned.

    Raises PageError for a page with more characters than any page has.
    """
    textpage = page.get_textpage()
    try:
        count = textpage.count_chars()
        if count > _LONGEST_PAGE:
            raise PageError(f"holds {count:,} characters; no page of a paper has more than {_LONGEST_PAGE:,}")
        text = _text(textpage, count) if count > 0 else ""
        visible = count - text.count(" ") - 2 * text.count("\n")
        readable = _is_readable(textpage, text, visible)
        if _CONTROL.search(text):
            text = _CONTROL.sub(lambda found: "-" if found[0] in _HYPHENS else " ", text)
        runs = _upright(*_Stretches(textpage, text).read()) if readable else []
    finally:
        textpage.close()
    return TextLayer(runs, max(visible, 0), readable)


def _text(textpage: pdfium.PdfTextPage, count: int) -> str:
    """Return the text so that each character stands at its index among the page's characters."""
    from ctypes import c_ushort

    from pypdfium2.raw import FPDFText_GetText

    buffer = (c_ushort * (2 * count + 16))()  # PDFium may insert characters
    length = FPDFText_GetText(textpage.raw, 0, count, buffer) - 1
    text = memoryview(buffer).cast("B")[: 2 * max(length, 0)].tobytes().decode("utf-16-le", "replace")
    return text if len(text) == count else _by_code(textpage, count)


def _by_code(textpage: pdfium.PdfTextPage, count: int) -> str:
    """Return the characters one by one, so that each stands at its index even where PDFium leaves some out of a whole page's text."""
    from pypdfium2.raw import FPDFText_GetUnicode

    codes = (FPDFText_GetUnicode(textpage.raw, index) for index in range(count))
    return "".join(chr(code) if code and not 0xD800 <= code < 0xE000 and code < 0x110000 else "\ufffd" for code in codes)


# stretches

_Box = tuple[float, float, float, float]
"""Left, bottom, right, top."""


class _Stretches:
    """Cuts the lines that PDFium finds at gaps and jumps; reads as few boxes as tell them, since each costs as much as its text."""

    def __init__(self, textpage: pdfium.PdfTextPage, text: str) -> None:
        from pypdfium2.raw import FS_RECTF, FPDFText_GetLooseCharBox

        self.page, self.rect, self.box_of = textpage.raw, FS_RECTF(), FPDFText_GetLooseCharBox
        self.text = text
        self.runs: list[Run] = []
        self.steps = {"right": 0, "left": 0, "up": 0, "down": 0}
        """Characters of stretches by the way they run."""
        self.last_box: _Box = (0.0, 0.0, 0.0, 0.0)
        self.last_end = -1
        """Where the last stretch ends in the text; below 0 at the beginning of a line."""

    def read(self) -> tuple[list[Run], dict[str, int]]:
        """Return the stretches, and how many characters run which way."""
        page, rect, box_of, runs = self.page, self.rect, self.box_of, self.runs
        start = plain = 0
        for line in self.text.split("\r\n"):
            length = len(line)
            if length > 1 and line.isprintable() and " " not in line and line[0] >= _WIDE and box_of(page, start, rect):
                # the plain case at full speed: two boxes, and nothing between them that calls for a closer look
                left, bottom, right, top = rect.left, rect.bottom, rect.right, rect.top
                height = top - bottom
                limit = right - left
                if box_of(page, start + length - 1, rect) and height > 0.0:
                    across = rect.left - left
                    raised = rect.bottom - bottom
                    if 0.0 <= across < length * limit * _WIDEST_WIDE and -0.7 * height < raised < 0.7 * height:
                        plain += length
                        end = rect.top
                        runs.append(Run(left, bottom if raised >= 0.0 else rect.bottom, rect.right, top if end < top else end, line))
                        start += length + 2
                        continue
            self.last_end = -1
            for word in _WORD.finditer(line):
                self._take(start + word.start(), start + word.end())
            start += length + 2
        self.steps["right"] += plain
        return runs, self.steps

    def _box(self, index: int) -> _Box:
        """Return a character's loose box: it comes from the font's own measure, so glyphs that are not embedded have a height as well."""
        rect = self.rect
        if not self.box_of(self.page, index, rect):
            return 0.0, 0.0, 0.0, 0.0
        return rect.left, rect.bottom, rect.right, rect.top

    def _take(self, start: int, end: int) -> None:
        """Take characters without a space between them."""
        first = self._box(start)
        height = first[3] - first[1]
        length = end - start
        if height <= 0:
            if self.last_end >= 0:
                self.runs[-1].text += self.text[self.last_end : end]
                self.last_end = end
            return
        if length == 1:
            self._add(start, end, first, first)
            return
        last = self._box(end - 1)
        across, along = last[0] - first[0], abs(last[1] - first[1])
        if along > 0.7 * height and along > abs(across):
            self.steps["up" if last[1] > first[1] else "down"] += length
        elif across < 0:
            if length > 2 and self._box(start + 2)[0] < self._box(start + 1)[0] < first[0]:
                self.steps["left"] += length
                self._add(start, end, first, last)
            else:
                self._split(start, end)
            return
        else:
            self.steps["right"] += length
            wide = self.text[start] >= _WIDE
            if across > length * (_WIDEST_WIDE * max(first[2] - first[0], 0.8 * height) if wide else _WIDEST_NARROW * height):
                self._split(start, end)
                return
        self._add(start, end, first, last)

    def _split(self, start: int, end: int) -> None:
        """Add the parts of a word between which characters jump."""
        begin, first = start, self._box(start)
        before = first
        for index in range(start + 1, end):
            box = self._box(index)
            if _parted(before, box):
                self._add(begin, index, first, before)
                begin, first = index, box
            before = box
        self._add(begin, end, first, before)

    def _add(self, start: int, end: int, first: _Box, last: _Box) -> None:
        left, bottom, right, top = first
        if last is not first and last[3] > last[1]:
            left, right = (left, last[2]) if left <= last[0] else (last[0], right)
            bottom = last[1] if last[1] < bottom else bottom
            top = last[3] if last[3] > top else top
        if self.last_end >= 0 and not _parted(self.last_box, first):
            run = self.runs[-1]
            run.text += self.text[self.last_end : end]
            run.left, run.right = min(run.left, left), max(run.right, right)
            run.bottom, run.top = min(run.bottom, bottom), max(run.top, top)
        else:
            self.runs.append(Run(left, bottom, right, top, self.text[start:end]))
        self.last_box, self.last_end = last, end


def _parted(before: _Box, box: _Box) -> bool:
    """Whether a character does not follow the one before it on one line."""
    height = max(box[3] - box[1], before[3] - before[1])
    gap = box[0] - before[2]
    beside = abs(box[1] + box[3] - before[1] - before[3]) < height
    above = min(abs(before[1] - box[3]), abs(box[1] - before[3])) < _SPLIT * height and abs(box[0] - before[0]) < 0.5 * height
    return not ((beside and -height < gap < _SPLIT * height) or (above and not beside))


def _upright(runs: list[Run], steps: dict[str, int]) -> list[Run]:
    """Turn the runs of a page whose text mostly runs up, down or backwards: a page laid on its side, or Chinese set downwards."""
    way = max(steps, key=lambda name: steps[name])
    for run in runs if way != "right" else ():
        left, bottom, right, top = run.left, run.bottom, run.right, run.top
        if way == "up":
            run.left, run.bottom, run.right, run.top = bottom, -right, top, -left
        elif way == "down":
            run.left, run.bottom, run.right, run.top = -top, left, -bottom, right
        else:
            run.left, run.bottom, run.right, run.top = -right, -top, -left, -bottom
    return runs


# legibility

_GARBAGE = re.compile("[\x00\x01\x03-\x08\x0e-\x1f\x7f-\x9f\ufffd\ue000-\uf8ff\U000f0000-\U0010ffff]")
_CJK = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")
_LATIN_WORD = re.compile(r"[A-Za-zÀ-ÿ]*[aeiouyAEIOUY][A-Za-z]*")
_CHINESE_FONT = re.compile(
    r"song|simsun|simhei|heiti|kaiti|fangsong|yahei|dengxian|mincho|ming|^(?:[A-Z]{6}\+)?(?:st|fz|hy|ht|dlf|e-)|gbk|gb2312|gb1|-hz|-bz|cjk",
    re.IGNORECASE,
)
_FEWEST = 20
"""Visible characters from which a page can be told to be garbage."""
_TOO_MANY = 0.3
_SAMPLES = 12


def _is_readable(textpage: pdfium.PdfTextPage, text: str, visible: int) -> bool:
    if visible < _FEWEST:
        return True
    if len(_GARBAGE.findall(text)) > _TOO_MANY * visible:
        return False
    if _CJK.search(text):
        return True
    words = sum(len(word) for word in _LATIN_WORD.findall(text) if len(word) > 1 and word.isascii())
    if words > 0.4 * visible:
        return True
    letters = sum(1 for char in text if char.isalpha() or ord(char) > 126)
    if letters < 0.5 * visible and sum(1 for char in text if char.isdigit()) > 0.3 * visible:
        return True  # a page of figures
    fonts = list(_fonts(textpage, len(text)))
    return sum(1 for font in fonts if _CHINESE_FONT.search(font)) <= len(fonts) / 2


def _fonts(textpage: pdfium.PdfTextPage, count: int) -> Iterator[str]:
    """Yield the font's name of some characters all over the page."""
    from ctypes import c_int, create_string_buffer

    from pypdfium2.raw import FPDFText_GetFontInfo

    for index in range(0, count, max(count // _SAMPLES, 1)):
        buffer, flags = create_string_buffer(128), c_int()
        if FPDFText_GetFontInfo(textpage.raw, index, buffer, 128, flags) > 1:
            yield buffer.value.decode("utf-8", "replace")
