"""Lines put together to blocks (paragraph, heading, footnote …); a block that interrupts a sentence comes after its paragraph."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from corpus.continuation import MIN_BROKEN, NOT_FULL, Block, goes_on, is_open
from corpus.document import SegmentKind
from corpus.headings import HeadingStyles
from corpus.labels import LabelHit, label_at_start
from corpus.layout import Layout, ends_sentence
from corpus.lines import Line, Lines
from corpus.markers import (
    UNNUMBERED_RANK,
    caption_kind,
    heading_marker,
    is_footnote,
    is_foreign,
    is_list_item,
    is_page_number,
    is_reference,
    is_table_row,
    opens_plainly,
)
from corpus.titlepage import FrontLine

_OPEN_END = "，,、；;：:"
_SUBSCRIPT = re.compile(r"[0-9]{1,2}(?:\.[0-9])?")
_LETTER_AT_END = re.compile(r"[A-Za-z]$")
_OVER_WIDE = 1.5
_MAX_SIDE_LINES = 12
_HELD = 4
"""Blocks kept back, as what comes next may go on with the last ones."""
_DIGIT_RANK = 5
"""Heading styles from here on begin with a digit, as table cells do."""


class _Assembler:
    """Reads lines in order; `main` is the paragraph that may still go on, `side` a block that interrupts it."""

    def __init__(self, lines: Lines, layout: Layout, *, chinese: bool) -> None:
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

    def run(self) -> Iterator[Block]:
        index = 0
        while index < len(self.lines):
            index += self._take(index)
            while len(self.done) > _HELD and self.done[0] is not self.side:
                yield self.done.pop(0)
        self._flush()
        yield from self.done

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
        if self.main is not None and goes_on(self.layout, self.styles, self.main, line):
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
            return not (self.table_open or self.main is None or not is_open(self.layout, self.main))
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
        if self.main is not None and is_open(self.layout, self.main) and not (kind == "keywords" and self.main.kind == "abstract"):
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
        if caption and not (self.main and is_open(self.layout, self.main) and line.glued):
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
        if self.main is not None and is_open(self.layout, self.main):
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

    def _is_subscript(self, line: Line) -> bool:
        """A number on a line of its own that was set below a letter (PM 2.5), or the words that follow such a number."""
        if self.main is None or self.layout.whole:
            return False
        last = self.main.last
        if line.text[0].isdigit() and _SUBSCRIPT.fullmatch(line.text):
            return _LETTER_AT_END.search(last.text) is not None and not ends_sentence(last.text)
        after = len(self.main.lines) > 1 and last.text[0].isdigit() and _SUBSCRIPT.fullmatch(last.text) is not None
        return after and not line.gap and not ends_sentence(last.text)

    def _side_goes_on(self, side: Block, line: Line) -> bool:
        if self.in_foreign and side.kind == "metadata":
            if side.label:
                return is_foreign(line.text) or line.text.isascii()
            joins = not line.gap and side.last.width >= MIN_BROKEN
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
            return side.last.width >= self.layout.measure * NOT_FULL
        if self.main is None or not is_open(self.layout, self.main):
            return line.width > over or ends_sentence(line.text)
        column = self.layout.measure * 0.8 <= line.width <= self.layout.measure * 1.2
        return not column or ends_sentence(line.text)

    def _is_note(self, line: Line) -> bool:
        """A line that begins with ① is a note unless it carries on a list in the text."""
        if self.main is None or is_open(self.layout, self.main):
            return not (self.main is not None and self.main.last.text.endswith(tuple(_OPEN_END)))
        return not self.main.last.text.endswith(("：", ":", "；", ";"))

    def _is_foreign(self, line: Line) -> bool:
        if not self.chinese or "\u4e00" <= line.text[0] <= "\u9fff" or (self.main is not None and is_open(self.layout, self.main)):
            return False
        return is_foreign(line.text) or (self.in_foreign and not re.search(r"[\u4e00-\u9fff]", line.text))

    def _is_alien(self, line: Line) -> bool:
        """A line far wider than the column, in the middle of a sentence: a piece of another part of the page."""
        if not self.layout.wrapped or self.main is None or line.width <= self.layout.measure * _OVER_WIDE:
            return False
        return self.main.last.width <= self.layout.measure * 1.2 and is_open(self.layout, self.main)

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


def _mark_length(text: str) -> int:
    """Characters of Markdown marks before a heading's words."""
    return len(text) - len(text.lstrip("#* \t"))


def _list_mark(text: str) -> int:
    found = re.match(r"[-*+•●○■□◆◇▪➢✓]\s+|[•●■◆▪➢✓]\s*", text)
    return found.end() if found else 0


def assemble(lines: Lines, layout: Layout, *, chinese: bool) -> Iterator[Block]:
    """Yield the blocks of the text proper in reading order."""
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
