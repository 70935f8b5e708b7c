"""Lines of a raw text and its layout: how wide a full line is and whether paragraphs are broken into lines of that width."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

TERMINAL = "。！？!?…"
"""Characters that end a sentence."""
CLOSERS = "”’\"'）)】］]〕》〉」』*"
"""Characters that may stand between the end of a sentence and the end of its line."""

_MAY_FOLLOW_END = CLOSERS + "①②③④⑤⑥⑦⑧⑨⑩"
_CITATION_AT_END = re.compile(r"(?:<sup>[^<]*</sup>|[\[［][0-9０-９,，\-–—~、]+[\]］]|[①-⑳]|\s)+$")
_LINE = re.compile(r"[^\r\n\f\v\x1c-\x1e\x85\u2028\u2029]+")
_INVISIBLE = re.compile(r"[\s\u200b-\u200f\u2060\ufeff\u00ad]+")
_WIDEST = 160
"""Columns of the widest line that a page may have; longer lines are paragraphs."""
_MARKED = "#*|[［-<"
_FEWEST_FULL = 5
"""Full lines that a text needs before it counts as wrapped."""
_BLANK = " \t\u3000\xa0\u200b\u200e\u200f\u2060\ufeff\xad"
_CITATION_LINE = re.compile(r"^(?:\^?[\[［〔][0-9０-９]{1,3}(?:\s*[-–—~～,，、]\s*[0-9０-９]{1,3})*[\]］〕])+$")
_CITATION_BEGINS = "^[［〔"
_SUPERSCRIPT = re.compile(r"<sup>[^<]{0,40}</sup>")


@dataclass(frozen=True, slots=True)
class Line:
    """A line with text; `start..end` are raw offsets without the white space around it."""

    start: int
    end: int
    text: str
    width: int
    """Columns: 2 for a full-width character, 1 for others, none for white space."""
    gap: int
    """Empty lines before it."""
    indented: bool
    page: int
    """0-based page; 0 where the source has none."""
    glued: bool = False
    """True where only a citation mark on a line of its own stands between it and the line before."""


@dataclass(frozen=True, slots=True)
class Layout:
    """What the lines have in common."""

    wrapped: bool
    """Paragraphs are broken into lines."""
    measure: int
    """Columns of a full line; 0 where lines are whole paragraphs."""
    whole: bool = False
    """The format states paragraphs, so that no line goes on in the next."""


def width_of(text: str) -> int:
    """Return the columns of `text`, white space not counted.

    >>> width_of("精准扶贫 2020年")
    14
    """
    squeezed = "".join((_SUPERSCRIPT.sub("", text) if "<sup>" in text else text).split())
    return len(squeezed) + (len(squeezed.encode("utf-8", "replace")) - len(squeezed)) // 2


def ends_sentence(text: str) -> bool:
    """Return whether `text` ends with a full stop or the like, closing quotes and citation marks aside.

    >>> ends_sentence("任务完成。”［1］"), ends_sentence("任务完成，")
    (True, False)
    """
    last = text[-1:]
    if last in TERMINAL or (last not in _MAY_FOLLOW_END and last >= "\u2e80"):
        return last in TERMINAL and last != ""
    bare = _CITATION_AT_END.sub("", text)
    return bare.rstrip(CLOSERS).endswith(tuple(TERMINAL)) or (bare[-1:] == "." and bare.isascii())


def lines_of(raw: str, start: int, pages: Sequence[int]) -> list[Line]:
    """Return the lines of `raw` from offset `start` on that hold text, citation marks that stand alone left out."""
    lines: list[Line] = []
    gap, glue, page, last_end = 0, False, 0, start
    for found in _LINE.finditer(raw, start):
        begin, end = found.span()
        gap += _breaks(raw, last_end, begin) - 1 if lines or gap else 0
        last_end = end
        text = found.group()
        head = None if text[0].isalnum() else _INVISIBLE.match(text)
        lead = head.end() if head else 0
        if lead == len(text):
            continue
        tail = len(text.rstrip(_BLANK))
        while page + 1 < len(pages) and pages[page + 1] <= begin + lead:
            page += 1
        body = text[lead:tail]
        if lines and body[0] in _CITATION_BEGINS and _CITATION_LINE.match(body):
            glue, gap = True, 0
            continue
        indented = lead > 0 and ("\u3000" in text[:lead] or "\t" in text[:lead] or text[:lead].count(" ") >= 2)
        lines.append(Line(begin + lead, begin + tail, body, width_of(body), gap, indented, page, glue))
        gap, glue = 0, False
    return lines


def _breaks(raw: str, start: int, end: int) -> int:
    return end - start - (raw.count("\r\n", start, end) if end - start > 1 else 0)


def layout_of(lines: Sequence[Line], *, broken: bool = False) -> Layout:
    """Return the measure that most text is set in, and whether text is wrapped at all; `broken` says that it is."""
    weight: Counter[int] = Counter()
    for line in lines:
        if 24 <= line.width <= _WIDEST:
            weight[line.width] += line.width
    long = [line.width for line in lines if line.width >= 24]
    if len(long) < (1 if broken else 4):
        return Layout(False, 0)
    best, measure = 0, 0
    up_to = list(accumulate((weight.get(width, 0) for width in range(_WIDEST + 3)), initial=0))
    for width in weight:
        near = up_to[width + 3] - up_to[int(width * 0.88)]
        if near > best or (near == best and width > measure):
            best, measure = near, width
    least, most = measure * 0.88, measure + 2
    full = [line for line in lines if least <= line.width <= most and line.text[0] not in _MARKED]
    cut = sum(1 for line in full if not ends_sentence(line.text) and line.text[-1] not in "：:；;")
    enough = len(full) >= _FEWEST_FULL and best >= 0.35 * sum(long) and cut >= 0.6 * len(full)
    wrapped = broken or enough
    return Layout(True, measure) if wrapped and measure else Layout(False, 0)
