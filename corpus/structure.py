"""Segments of a document: blocks with kinds, heading levels and the path of headings above each."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from corpus.blocks import Block, assemble, front_blocks
from corpus.columns import Segments
from corpus.document import Reading, SegmentKind
from corpus.enumerations import with_enumerations
from corpus.frontmatter import front_matter
from corpus.furniture import without_furniture
from corpus.layout import Layout, layout_of
from corpus.lines import Line, Lines, lines_of
from corpus.markers import UNNUMBERED_RANK, cjk_share, heading_marker, is_table_rule
from corpus.reading import ReadingText
from corpus.runin import RunInHead, may_have_heads, run_in_heads
from corpus.source import Mark, SourceText
from corpus.titlepage import title_page
from corpus.traditional import matching_text

_BEGINNINGS: frozenset[SegmentKind] = frozenset({"title", "heading", "paragraph"})
"""Kinds after which no title page comes."""
_OUTSIDE_SECTIONS: frozenset[SegmentKind] = frozenset({"abstract", "keywords", "metadata", "furniture"})
_ENGLISH = 0.2
"""Share of Chinese among letters up to which a text counts as English."""
_SAMPLE = 20_000
_CIRCLED = re.compile("[①-⑳㉑-㉟]")
"""A number that calls a note where there are notes, and may number an item where there are none."""


class Structured:
    """Result of `structure`: reading text, segments, and the fields of the front matter."""

    __slots__ = ("front", "reading", "segments")

    def __init__(self, reading: Reading, segments: Segments, front: dict[str, str]) -> None:
        self.reading = reading
        self.segments = segments
        self.front = front


def structure(source: SourceText) -> Structured:
    """Return reading text and segments of a raw text, in reading order."""
    lines = lines_of(source.raw, source.pages)
    front = front_matter(lines)
    matching = matching_text(source.raw)
    if matching is not source.raw:  # lines tell what a block is; its words come from the raw text
        lines = lines.of(matching)
    head, rest = lines[front.start : front.end], lines.without(range(front.start, front.end))
    rest, furniture = without_furniture(rest, paged=bool(source.pages))
    layout = layout_of(rest, broken=source.broken)
    if source.paragraphs and not layout.wrapped:
        layout = Layout(False, 0, whole=True)

    chinese = cjk_share(source.raw[:_SAMPLE]) > _ENGLISH

    def blocks() -> Iterator[Block]:
        if head:
            yield Block("metadata", list(head))
        yield from _marked(rest, source.marks, layout) if source.marks else _plain(rest, layout, chinese=chinese)
        for line in furniture:
            yield Block("furniture", [line])

    notes = _CIRCLED.search(source.raw) is not None and any(block.kind == "footnote" for block in blocks())
    heads = run_in_heads(source.raw, blocks()) if may_have_heads(rest.texts()) else {}
    builder = _Builder(source.raw, notes=notes)
    for number, block in enumerate(blocks()):
        builder.add(block, heads.get(number), silent=block.kind == "furniture" or (number == 0 and len(head) > 0))
    return Structured(*builder.result(), front.fields)


def _plain(lines: Lines, layout: Layout, *, chinese: bool, titled: bool = False) -> Iterator[Block]:
    """Yield the blocks of lines whose words alone tell what they are, a title page first unless the document has its title."""
    title = [] if titled else title_page(lines, layout)
    yield from front_blocks(title)
    yield from assemble(lines[len(title) :], layout, chinese=chinese)


def _marked(lines: Lines, marks: Sequence[Mark], layout: Layout) -> Iterator[Block]:
    """Yield the blocks of a format that states kinds; unmarked stretches between are assembled from their words."""
    begun = False
    last: Block | None = None
    for mark, stretch in _stretches(lines, marks):
        line = stretch[0]
        if mark is not None and mark.kind == "table_row":
            line.start, line.end = mark.start, mark.end  # tabs at its ends are empty cells
            if last is not None and last.kind == "table" and not line.gap:
                last.lines.append(line)
                continue
        for block in _plain(stretch, layout, chinese=True, titled=begun) if mark is None else (_stated(line, mark),):
            if last is not None:
                yield last
            last = block
            begun = begun or block.kind in _BEGINNINGS
    if last is not None:
        yield last


def _stretches(lines: Lines, marks: Sequence[Mark]) -> Iterator[tuple[Mark | None, Lines]]:
    """Yield each marked line with its mark, and what stands between two of them without one."""
    waiting = iter(marks)
    mark = next(waiting, None)
    done = 0
    for index, start in enumerate(lines.starts()):
        while mark is not None and mark.end <= start:
            mark = next(waiting, None)
        if mark is None or start < mark.start:
            continue
        if done < index:
            yield None, lines[done:index]
        done = index + 1
        yield mark, lines[index:done]
    if done < len(lines):
        yield None, lines[done:]


def _stated(line: Line, mark: Mark) -> Block:
    if mark.kind != "heading":
        return Block("table" if mark.kind == "table_row" else mark.kind, [line])
    marker = heading_marker(line.text)
    rank = marker.rank if marker and marker.rank < UNNUMBERED_RANK else UNNUMBERED_RANK + (mark.level or 1)
    return Block("heading", [line], rank=rank)


class _Builder:
    """Reads blocks as they come and notes a segment for each; `path` holds the headings above the next one with their ranks."""

    def __init__(self, raw: str, *, notes: bool) -> None:
        self._text = ReadingText(raw, notes=notes)
        self._segments = Segments()
        self._path: list[tuple[int, str]] = []
        self._section: tuple[str, ...] = ()
        self._ranks: set[int] = set()

    def add(self, block: Block, head: RunInHead | None, *, silent: bool) -> None:
        """Read a block, which may begin with a heading; of a silent one nothing is read."""
        start, end = min([line.start for line in block.lines]), max([line.end for line in block.lines])
        if block.kind == "table":
            self._add_table(block, start, end, silent=silent)
            return
        at, words = (self._text.length, "") if silent else self._text.add(block.kind, block.pieces())
        rank = head.rank if head else block.rank if block.kind == "heading" else None
        if rank is not None:
            self._path = [item for item in self._path if item[0] < rank]
            self._section = tuple([heading for _, heading in self._path])
        section = () if block.kind in _OUTSIDE_SECTIONS else self._section
        stop = at + len(words)
        if head is not None and not head.whole and rank is not None:
            stop = self._text.first_from(head.end, at)
            self._segments.add("heading", (start, head.end, at, stop), section, rank + 1)
            self._segments.add(block.kind, (start, end, at, at + len(words)), section)
        else:
            kind = "heading" if head else block.kind
            self._segments.add(kind, (start, end, at, stop), section, 0 if rank is None else rank + 1)
        if rank is not None:
            self._ranks.add(rank)
            self._path.append((rank, words[: stop - at].rstrip("。")))
            self._section = (*self._section, self._path[-1][1])

    def _add_table(self, block: Block, start: int, end: int, *, silent: bool) -> None:
        rows: list[tuple[int, int, int, int]] = []
        for line, piece in zip(block.lines, block.pieces(), strict=True):
            if not (silent or is_table_rule(line.text)):
                at, words = self._text.add("table", [piece])
                if words:
                    rows.append((line.start, line.end, at, at + len(words)))
        first, last = (rows[0][2], rows[-1][3]) if rows else (self._text.length, self._text.length)
        self._segments.add("table", (start, end, first, last), self._section)
        for row in rows:
            self._segments.add("table_row", row, self._section)

    def result(self) -> tuple[Reading, Segments]:
        """Return what was read; the heading styles in use are numbered 1, 2, 3 … from the highest, short ones without number the last."""
        self._segments.with_levels({rank + 1: level for level, rank in enumerate(sorted(self._ranks), 1)})
        reading = self._text.reading()
        return reading, with_enumerations(reading, self._segments)
