"""The layout of a text: how wide a full line is and whether paragraphs are broken into lines of that width."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from itertools import accumulate

from corpus.lines import Lines

TERMINAL = "。！？!?…"
"""Characters that end a sentence."""
CLOSERS = "”’\"'）)】］]〕》〉」』*"
"""Characters that may stand between the end of a sentence and the end of its line."""

_MAY_FOLLOW_END = CLOSERS + "①②③④⑤⑥⑦⑧⑨⑩"
_CITATION_AT_END = re.compile(r"(?:<sup>[^<]*</sup>|[\[［][0-9０-９,，\-–—~、]+[\]］]|[①-⑳]|\s)+$")
_CITATION_ENDS = ">]］①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳ \t\u3000\xa0"
_NARROWEST, _WIDEST = 24, 160
"""Columns of the narrowest line that counts as full, and of the widest that a page may have; longer lines are paragraphs."""
_MARKED = "#*|[［-<"
_FEWEST_FULL = 5
"""Full lines that a text needs before it counts as wrapped."""


@dataclass(frozen=True, slots=True)
class Layout:
    """What the lines have in common."""

    wrapped: bool
    """Paragraphs are broken into lines."""
    measure: int
    """Columns of a full line; 0 where lines are whole paragraphs."""
    whole: bool = False
    """The format states paragraphs, so that no line goes on in the next."""


def ends_sentence(text: str) -> bool:
    """Return whether `text` ends with a full stop or the like, closing quotes and citation marks aside.

    >>> ends_sentence("任务完成。”［1］"), ends_sentence("任务完成，")
    (True, False)
    """
    last = text[-1:]
    if last in TERMINAL or (last not in _MAY_FOLLOW_END and last >= "\u2e80"):
        return last in TERMINAL and last != ""
    bare = _CITATION_AT_END.sub("", text) if last in _CITATION_ENDS else text
    return bare.rstrip(CLOSERS).endswith(tuple(TERMINAL)) or (bare[-1:] == "." and bare.isascii())


def layout_of(lines: Lines, *, broken: bool = False) -> Layout:
    """Return the measure that most text is set in, and whether text is wrapped at all; `broken` says that it is."""
    widths = lines.widths()
    long = [width for width in widths if width >= _NARROWEST]
    if len(long) < (1 if broken else 4):
        return Layout(False, 0)
    weight = {width: width * count for width, count in Counter(long).items() if width <= _WIDEST}
    best, measure = 0, 0
    up_to = list(accumulate((weight.get(width, 0) for width in range(_WIDEST + 3)), initial=0))
    for width in weight:
        near = up_to[width + 3] - up_to[int(width * 0.88)]
        if near > best or (near == best and width > measure):
            best, measure = near, width
    least, most = measure * 0.88, measure + 2
    texts = zip(widths, lines.texts(), strict=True)
    full = [text for width, text in texts if least <= width <= most and text[0] not in _MARKED]
    cut = sum(1 for text in full if not ends_sentence(text) and text[-1] not in "：:；;")
    enough = len(full) >= _FEWEST_FULL and best >= 0.35 * sum(long) and cut >= 0.6 * len(full)
    wrapped = broken or enough
    return Layout(True, measure) if wrapped and measure else Layout(False, 0)
