"""Lines put together to blocks (paragraph, heading, footnote …); a block that interrupts a sentence comes after its paragraph."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from corpus.document import SegmentKind
from corpus.headings import INDENT, HeadingStyles
from corpus.labels import LabelHit, label_at_start
from corpus.layout import Layout, Line, ends_sentence
from corpus.markers import (
    UNNUMBERED_RANK,
    caption_kind,
    continues_sentence,
    heading_marker,
    is_footnote,
    is_foreign,
    is_list_item,
    is_page_number,
    is_reference,
    is_table_row,
    opens_item,
    opens_plainly,
)
from corpus.titlepage import FrontLine

_OPENING = "（(《“〈「『【"
_OPEN_END = "，,、；;：:"
_PARAGRAPHS: frozenset[SegmentKind] = frozenset({"paragraph", "list_item", "abstract", "keywords"})
_SUBSCRIPT = re.compile(r"[0-9]{1,2}(?:\.[0-9])?")
_LETTER_AT_END = re.compile(r"[A-Za-z]$")
_NOT_FULL = 0.88
_NEARLY_FULL = 0.7
_OVER_WIDE = 1.5
_MIN_BROKEN = 50
"""Columns from which a line without a full stop is a paragraph that a page break cut, not a short line of its own."""
_MAX_SIDE_LINES = 12
_DIGIT_RANK = 5
"""Heading styles from here on begin with a digit, as table cells do."""


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


class _Assembler:
    """Reads lines in order; `main` is the paragraph that may still go on, `side` a block that interrupts it."""

    def __init__(self, lines: Sequence[Line], layout: Layout, *, chinese: bool) -> None:
        self.lines = lines
        self.layout = layout
        self.chinese = chinese
        self.styles = HeadingStyles(lines, layout)
        self.done: list[Block] = []
        self.deferred: list[Block] = []
        self.main: Block | None = None
        self.side: Block | None = None
        self.in_references = False
        self.in_foreign = False
        self.table_open = False

    def run(self) -> list[Block]:
        index = 0
        while index < len(self.lines):
            index += self._take(index)
        self._flush()
        return self.done

    # what happens to one line

    def _take(self, index: int) -> int:
        line = self.lines[index]
        hit = label_at_start(line.text)
        if hit is not None and not self._mid_sentence(line, hit):
            return self._take_label(index, hit)
        if self.in_references and self._take_reference(line):
            return 1
        if self._is_subscript(line):
            self._append_main(line)
            return 1
        if self._take_interruption(line):
            return 1
        if self.main is not None and self._goes_on(self.main, line):
            self._append_main(line)
            return 1
        heading = self.styles.heading_lines(index)
        if heading:
            return self._take_heading(index, heading)
        self._open_paragraph(line)
        return 1

    def _mid_sentence(self, line: Line, hit: LabelHit) -> bool:
        """A wrapped line of a paragraph that happens to begin with a label's word."""
        if hit.label.kind == "source_note":
            return not (self.table_open or self.main is None or not self._is_open(self.main))
        return False

    def _take_label(self, index: int, hit: LabelHit) -> int:
        line = self.lines[index]
        kind = hit.label.kind
        if kind == "foreign" and not self.chinese:
            kind = "keywords" if hit.label.field else "abstract"
        self.table_open = False
        if kind == "references":
            self._flush()
            self.in_references, self.in_foreign = True, False
            if hit.end >= len(line.text):
                self.done.append(Block("heading", [line], _mark_length(line.text), rank=3, label=hit))
            else:
                self.main = None
                self.done.append(Block("reference", [line], hit.end, label=hit))
            return 1
        self.in_references = False
        self.in_foreign = kind == "foreign"
        if kind == "abstract":
            block = Block("abstract", [line], hit.end, label=hit)
        elif kind == "keywords":
            block = Block("keywords", [line], hit.end, label=hit)
        elif kind == "source_note":
            block = Block("caption", [line], label=hit)
        else:
            block = Block("metadata", [line], label=hit)
        if self.main is not None and self._is_open(self.main) and not (kind == "keywords" and self.main.kind == "abstract"):
            self._interrupt(block)
        else:
            self._flush()
            if kind in {"abstract", "keywords"}:
                self.main = block
            else:
                self.done.append(block)
                self.side = block
        return 1

    def _take_reference(self, line: Line) -> bool:
        marker = heading_marker(line.text)
        ends = marker is not None and (marker.hashes or marker.rank <= 4)
        if ends:
            self.in_references = False
            return False
        if is_reference(line.text, in_list=True) or (is_footnote(line.text) and line.text[:1] not in "[［"):
            self._flush()
            self.done.append(Block("reference", [line], _list_mark(line.text)))
        elif is_page_number(line.text):
            self.done.append(Block("furniture", [line]))
        elif self.done and self.done[-1].kind == "reference" and not self.done[-1].last.text.endswith("。") and self.layout.wrapped:
            self.done[-1].lines.append(line)
        elif line.text.strip("（()）").startswith(tuple("①②③④⑤⑥⑦⑧⑨⑩")) or (self.done[-1:] and self.done[-1].kind == "heading"):
            self.done.append(Block("reference", [line]))
        else:
            self.in_references = False
            return False
        return True

    def _take_interruption(self, line: Line) -> bool:
        """Take a line that belongs to no paragraph: table, caption, footnote, page number, foreign words."""
        text = line.text
        if opens_plainly(text) and not self.table_open:
            return self._take_stray(line)
        caption = caption_kind(text)
        if caption and not (self.main and self._is_open(self.main) and line.glued):
            self._interrupt(Block("caption", [line]))
            self.table_open = caption == "table"
            return True
        if is_table_row(text):
            self._add_row(line)
            return True
        if self.table_open and self._in_table(line):
            self._add_row(line)
            return True
        self.table_open = False
        if is_page_number(text) and not line.glued:
            self._interrupt(Block("furniture", [line]))
            return True
        if is_footnote(text) and self._is_note(line):
            self._interrupt(Block("footnote", [line]))
            return True
        if is_reference(text, in_list=False):
            self._flush()
            self.in_references = True
            return self._take_reference(line)
        return self._take_stray(line)

    def _take_stray(self, line: Line) -> bool:
        """Take a line that no mark tells but what stands around it: more of an interruption, foreign words, another part of the page."""
        if self.side is not None and self._side_goes_on(self.side, line):
            self.side.lines.append(line)
            return True
        if self._is_foreign(line):
            self._interrupt(Block("metadata", [line]))
            self.in_foreign = True
            return True
        if self._is_alien(line):
            self._interrupt(Block("paragraph", [line]))
            return True
        return False

    def _take_heading(self, index: int, count: int) -> int:
        lines = list(self.lines[index : index + count])
        self._flush()
        marker = heading_marker(lines[0].text)
        rank = marker.rank if marker else UNNUMBERED_RANK
        self.in_foreign = False
        self.done.append(Block("heading", lines, _mark_length(lines[0].text), rank=rank))
        return count

    def _open_paragraph(self, line: Line) -> None:
        self._flush()
        kind: SegmentKind = "list_item" if is_list_item(line.text) else "paragraph"
        self.in_foreign = False
        self.main = Block(kind, [line], _list_mark(line.text) if kind == "list_item" else 0)

    # continuing blocks

    def _append_main(self, line: Line) -> None:
        if self.main is not None:
            self.main.lines.append(line)
            self.main.widest = max(self.main.widest, line.width)
        self.side = None

    def _interrupt(self, block: Block) -> None:
        """Put `block` after the open paragraph, or at once where none is open."""
        if self.main is not None and self._is_open(self.main):
            self.deferred.append(block)
        else:
            self._flush()
            self.done.append(block)
        self.side = block

    def _flush(self) -> None:
        if self.main is not None:
            self.done.append(self.main)
        self.done.extend(self.deferred)
        self.main, self.side, self.deferred = None, None, []

    def _add_row(self, line: Line) -> None:
        if self.side is not None and self.side.kind == "table":
            self.side.lines.append(line)
        else:
            self._interrupt(Block("table", [line]))

    # tests

    def _is_open(self, block: Block) -> bool:
        """Whether a paragraph's last sentence is unfinished, so that what follows may interrupt it."""
        text = block.last.text
        if self.layout.whole or block.kind == "keywords" or ends_sentence(text) or text.endswith(("：", ":")):
            return False
        if self.layout.wrapped:
            return block.last.width >= self.layout.measure * 0.6 or len(block.lines) > 1
        return block.last.width >= _MIN_BROKEN and not text.endswith(("；", ";"))

    def _goes_on(self, block: Block, line: Line) -> bool:
        last = block.last
        if line.glued and (not line.gap or last.width + line.width <= self.layout.measure + 4):
            return True
        if continues_sentence(line.text) or last.text[-1] in _OPENING:
            return True
        if len(block.lines) == 1 and block.skip >= len(last.text):
            return True
        if not self.layout.wrapped:
            marked = heading_marker(line.text) is not None or is_list_item(line.text) or opens_item(line.text)
            return (self._is_open(block) or self._breaks_off(block)) and not marked and not line.indented
        if block.kind == "keywords":
            return last.text.endswith((";", "；", "，", ",", "、")) or last.width >= _over(self.layout, block)
        measure = max(self.layout.measure, block.lines[0].width, block.widest)
        full = last.width + (block.lines[-2].width if last.glued and len(block.lines) > 1 else 0) >= measure * _NOT_FULL
        if ends_sentence(last.text) or last.text[-1] in "：:；;":
            item = ends_sentence(last.text) and heading_marker(line.text) is not None
            return full and not line.indented and not item and not self._opens(line)
        if line.indented and not full:
            return False
        return full or last.width >= measure * _NEARLY_FULL or not self.styles.is_heading_style(line)

    def _breaks_off(self, block: Block) -> bool:
        """Whether a line ends inside a sentence, as lines do in a text that is set a clause a line."""
        return not self.layout.whole and block.kind in _PARAGRAPHS and block.last.text.endswith(("，", ",", "、", "；", ";", "的"))

    def _is_subscript(self, line: Line) -> bool:
        """A number on a line of its own that was set below a letter (PM 2.5), or the words that follow such a number."""
        if self.main is None or self.layout.whole or ends_sentence(self.main.last.text):
            return False
        last = self.main.last
        if _SUBSCRIPT.fullmatch(line.text):
            return _LETTER_AT_END.search(last.text) is not None
        return len(self.main.lines) > 1 and _SUBSCRIPT.fullmatch(last.text) is not None and not line.gap

    def _opens(self, line: Line) -> bool:
        """Whether a full line is shorter by two characters, the indent of a paragraph that the file has lost."""
        measure = self.layout.measure
        return measure * 0.8 <= line.width <= measure - INDENT and not ends_sentence(line.text)

    def _side_goes_on(self, side: Block, line: Line) -> bool:
        if self.in_foreign and side.kind == "metadata":
            if side.label:
                return is_foreign(line.text) or line.text.isascii()
            joins = not line.gap and side.last.width >= _MIN_BROKEN
            return joins and is_foreign(line.text) and line.text[0] not in "(（"
        marker = heading_marker(line.text)
        if not self.layout.wrapped or len(side.lines) >= _MAX_SIDE_LINES or (marker and (marker.hashes or marker.rank < _DIGIT_RANK)):
            return False
        over = self.layout.measure * _OVER_WIDE
        if side.kind == "abstract":
            return min(side.lines[0].width, line.width) > over
        if side.kind not in {"footnote", "metadata", "paragraph"} or ends_sentence(side.last.text):
            return False
        if side.lines[0].width <= over:
            return side.last.width >= self.layout.measure * _NOT_FULL
        if self.main is None or not self._is_open(self.main):
            return line.width > over or ends_sentence(line.text)
        column = self.layout.measure * 0.8 <= line.width <= self.layout.measure * 1.2
        return not column or ends_sentence(line.text)

    def _is_note(self, line: Line) -> bool:
        """A line that begins with ① is a note unless it carries on a list in the text."""
        if self.main is None or self._is_open(self.main):
            return not (self.main is not None and self.main.last.text.endswith(tuple(_OPEN_END)))
        return not self.main.last.text.endswith(("：", ":", "；", ";"))

    def _is_foreign(self, line: Line) -> bool:
        if not self.chinese or "\u4e00" <= line.text[0] <= "\u9fff" or (self.main is not None and self._is_open(self.main)):
            return False
        return is_foreign(line.text) or (self.in_foreign and not re.search(r"[\u4e00-\u9fff]", line.text))

    def _is_alien(self, line: Line) -> bool:
        """A line far wider than the column, in the middle of a sentence: a piece of another part of the page."""
        if not self.layout.wrapped or self.main is None or line.width <= self.layout.measure * _OVER_WIDE:
            return False
        return self.main.last.width <= self.layout.measure * 1.2 and self._is_open(self.main)

    def _in_table(self, line: Line) -> bool:
        text = line.text
        marker = heading_marker(text)
        if marker and (marker.rank < _DIGIT_RANK or marker.hashes) and self.styles.is_heading_style(line):
            return False
        if is_footnote(text) or ends_sentence(text):
            return False
        if self.layout.wrapped:
            short = line.width < self.layout.measure * 0.8
            cells = len(text.split()) >= 2 and line.width <= self.layout.measure * 1.2 and "。" not in text
            narrow = len(re.findall(r"\S+", text)) >= 3 or short
            return short if self.layout.measure > 60 else (narrow and cells) or line.width < self.layout.measure * 0.5
        return line.width <= 60 and "。" not in text


def _over(layout: Layout, block: Block) -> float:
    return max(layout.measure, block.lines[0].width) * _NOT_FULL


def _mark_length(text: str) -> int:
    """Characters of Markdown marks before a heading's words."""
    return len(text) - len(text.lstrip("#* \t"))


def _list_mark(text: str) -> int:
    found = re.match(r"[-*+•●○■□◆◇▪➢✓]\s+|[•●■◆▪➢✓]\s*", text)
    return found.end() if found else 0


def assemble(lines: Sequence[Line], layout: Layout, *, chinese: bool) -> list[Block]:
    """Return the blocks of the text proper in reading order."""
    return _Assembler(lines, layout, chinese=chinese).run()


def front_blocks(front: Sequence[FrontLine]) -> list[Block]:
    """Return the blocks of a title page; a title or subtitle set in two lines is one block."""
    blocks: list[Block] = []
    for item in front:
        joined = item.kind in {"title", "subtitle"} and blocks and blocks[-1].kind == item.kind
        if joined:
            blocks[-1].lines.append(item.line)
        else:
            skip = (
                len(item.line.text) - len(item.line.text.lstrip("#* -—–－─◇◆○●□■☆★△▲※"))
                if item.kind in {"title", "subtitle", "author"}
                else 0
            )
            blocks.append(Block(item.kind, [item.line], skip, rank=None))
    return blocks
