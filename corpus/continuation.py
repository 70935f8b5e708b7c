"""A block under construction, and whether the next line goes on with it: wrapped lines joined, lost indents guessed."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from corpus.document import SegmentKind
from corpus.headings import INDENT, HeadingStyles
from corpus.labels import LabelHit
from corpus.layout import Layout, ends_sentence
from corpus.lines import Line
from corpus.markers import continues_sentence, heading_marker, is_list_item, opens_item

_DIVIDED = re.compile(r"[A-Za-z]-$")
_OPENING = "（(《“〈「『【"
_PARAGRAPHS: frozenset[SegmentKind] = frozenset({"paragraph", "list_item", "abstract", "keywords"})
NOT_FULL = 0.88
_NEARLY_FULL = 0.7
MIN_BROKEN = 50
"""Columns from which a line without a full stop is a paragraph that a page break cut, not a short line of its own."""


@dataclass(slots=True)
class Block:
    """A block under construction: raw pieces in reading order and what is known of it."""

    kind: SegmentKind
    lines: list[Line] = field(default_factory=list[Line])
    skip: int = 0
    """Characters at the start of the first line that are a label or mark, not text."""
    rank: int | None = None
    label: LabelHit | None = None
    widest: int = 0
    """Columns of the widest line added after the first."""

    @property
    def last(self) -> Line:
        """The line added last."""
        return self.lines[-1]

    def pieces(self) -> list[tuple[int, int]]:
        """Return raw spans in reading order."""
        spans = [(line.start, line.end) for line in self.lines]
        first = spans[0]
        return [(min(first[0] + self.skip, first[1]), first[1]), *spans[1:]]


def is_open(layout: Layout, block: Block) -> bool:
    """Whether a paragraph's last sentence is unfinished, so that what follows may interrupt it."""
    text = block.last.text
    if layout.whole or block.kind == "keywords" or ends_sentence(text) or text.endswith(("：", ":")):
        return False
    if layout.wrapped:
        return block.last.width >= layout.measure * 0.6 or len(block.lines) > 1
    return block.last.width >= MIN_BROKEN and not text.endswith(("；", ";"))


def goes_on(layout: Layout, styles: HeadingStyles, block: Block, line: Line) -> bool:
    """Whether `line` carries on the paragraph `block`: by its words, by how full the line before it is, by its indent."""
    last = block.last
    if line.glued and (not line.gap or last.width + line.width <= layout.measure + 4):
        return True
    if continues_sentence(line.text) or last.text[-1] in _OPENING:
        return True
    if len(block.lines) == 1 and block.skip >= len(last.text):
        return True
    if last.text[-1] == "-" and line.text[0].islower() and _DIVIDED.search(last.text):
        return True
    if not layout.wrapped:
        if line.indented or not (is_open(layout, block) or _breaks_off(layout, block)):
            return False
        return heading_marker(line.text) is None and not is_list_item(line.text) and not opens_item(line.text)
    if block.kind == "keywords":
        return last.text.endswith((";", "；", "，", ",", "、")) or last.width >= _over(layout, block)
    measure = max(layout.measure, block.lines[0].width, block.widest)
    full = last.width + (block.lines[-2].width if last.glued and len(block.lines) > 1 else 0) >= measure * NOT_FULL
    if ends_sentence(last.text) or last.text[-1] in "：:；;":
        item = ends_sentence(last.text) and heading_marker(line.text) is not None
        return full and not line.indented and not item and not _opens(layout, line)
    if line.indented and not full:
        return False
    return full or last.width >= measure * _NEARLY_FULL or not styles.is_heading_style(line)


def _breaks_off(layout: Layout, block: Block) -> bool:
    """Whether a line ends inside a sentence, as lines do in a text that is set a clause a line."""
    return not layout.whole and block.kind in _PARAGRAPHS and block.last.text.endswith(("，", ",", "、", "；", ";", "的"))


def _opens(layout: Layout, line: Line) -> bool:
    """Whether a full line is shorter by two characters, the indent of a paragraph that the file has lost."""
    measure = layout.measure
    return measure * 0.8 <= line.width <= measure - INDENT and not ends_sentence(line.text)


def _over(layout: Layout, block: Block) -> float:
    return max(layout.measure, block.lines[0].width) * NOT_FULL
