"""Segments of a document: blocks with kinds, heading levels and the path of headings above each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from corpus.blocks import Block, assemble, front_blocks
from corpus.document import Reading, Segment, SegmentKind
from corpus.enumerations import with_enumerations
from corpus.frontmatter import front_matter
from corpus.furniture import without_furniture
from corpus.layout import Layout, Line, layout_of, lines_of
from corpus.markers import UNNUMBERED_RANK, cjk_share, heading_marker, is_table_rule
from corpus.reading import ReadingBlock, read_blocks
from corpus.runin import RunInHead, run_in_heads
from corpus.source import Mark, SourceText
from corpus.titlepage import title_page
from corpus.traditional import matching_text

_SILENT: frozenset[SegmentKind] = frozenset({"furniture"})
_OUTSIDE_SECTIONS: frozenset[SegmentKind] = frozenset({"abstract", "keywords", "metadata", "furniture"})
_ENGLISH = 0.2


class Structured:
    """Result of `structure`: reading text, segments, and the fields of the front matter."""

    __slots__ = ("front", "reading", "segments")

    def __init__(self, reading: Reading, segments: tuple[Segment, ...], front: dict[str, str]) -> None:
        self.reading = reading
        self.segments = segments
        self.front = front


def structure(source: SourceText) -> Structured:
    """Return reading text and segments of a raw text, in reading order."""
    lines = lines_of(source.raw, 0, source.pages)
    front = front_matter(lines)
    matching = matching_text(source.raw)
    if matching is not source.raw:  # lines tell what a block is; its words come from the raw text
        lines = lines_of(matching, 0, source.pages)
    head, rest = lines[front.start : front.end], [*lines[: front.start], *lines[front.end :]]
    rest, furniture = without_furniture(rest, paged=bool(source.pages))
    layout = layout_of(rest, broken=source.broken)
    if source.paragraphs and not layout.wrapped:
        layout = Layout(False, 0, whole=True)
    if source.marks:
        blocks = _marked(rest, source.marks, layout)
    else:
        title = title_page(rest, layout)
        chinese = cjk_share(source.raw[:20000]) > _ENGLISH
        blocks = [*front_blocks(title), *assemble(rest[len(title) :], layout, chinese=chinese)]
    blocks += [Block("furniture", [line]) for line in furniture]
    if head:
        blocks.insert(0, Block("metadata", head))
    return _segments(source.raw, blocks, front_lines=len(head), fields=front.fields)


def _marked(lines: Sequence[Line], marks: Sequence[Mark], layout: Layout) -> list[Block]:
    """Blocks of a format that states kinds; unmarked stretches between are assembled from their words."""
    waiting = iter(marks)
    mark = next(waiting, None)
    blocks: list[Block] = []
    plain: list[Line] = []

    def settle() -> None:
        if plain:
            title = [] if any(block.kind in {"title", "heading", "paragraph"} for block in blocks) else title_page(plain, layout)
            blocks.extend(front_blocks(title))
            blocks.extend(assemble(plain[len(title) :], layout, chinese=True))
            plain.clear()

    for line in lines:
        while mark is not None and mark.end <= line.start:
            mark = next(waiting, None)
        if mark is None or line.start < mark.start:
            plain.append(line)
            continue
        settle()
        if mark.kind == "table_row":  # tabs at its ends are empty cells
            line = replace(line, start=mark.start, end=mark.end)
        if mark.kind == "table_row" and blocks and blocks[-1].kind == "table" and not line.gap:
            blocks[-1].lines.append(line)
            continue
        marker = heading_marker(line.text) if mark.kind == "heading" else None
        rank = (
            None
            if mark.kind != "heading"
            else (marker.rank if marker and marker.rank < UNNUMBERED_RANK else UNNUMBERED_RANK + (mark.level or 1))
        )
        blocks.append(Block("table" if mark.kind == "table_row" else mark.kind, [line], rank=rank))
    settle()
    return blocks


def _segments(raw: str, blocks: Sequence[Block], *, front_lines: int, fields: dict[str, str]) -> Structured:
    heads = run_in_heads(raw, blocks)
    levels = _levels(blocks, heads)
    units: list[ReadingBlock] = []
    owners: list[int] = []
    for number, block in enumerate(blocks):
        silent = block.kind in _SILENT or (number == 0 and front_lines > 0)
        groups = [[piece] for piece in block.pieces()] if block.kind == "table" else [block.pieces()]
        for group, line in zip(groups, block.lines if block.kind == "table" else block.lines[:1], strict=True):
            rule = block.kind == "table" and is_table_rule(line.text)
            units.append(ReadingBlock(block.kind, tuple(group), silent or rule))
            owners.append(number)
    reading, spans = read_blocks(raw, units)
    segments: list[Segment] = []
    path: list[tuple[int, str]] = []
    position = 0
    for number, block in enumerate(blocks):
        own: list[int] = []
        while position < len(owners) and owners[position] == number:
            own.append(position)
            position += 1
        start, end = min(line.start for line in block.lines), max(line.end for line in block.lines)
        filled = [spans[unit] for unit in own if spans[unit][0] < spans[unit][1]] or [spans[own[0]]]
        text_start, text_end = filled[0][0], filled[-1][1]
        level: int | None = None
        head = heads.get(number)
        rank = head.rank if head else block.rank if block.kind == "heading" else None
        if rank is not None:
            level = levels[rank]
            path = [item for item in path if item[0] < level]
        section = () if block.kind in _OUTSIDE_SECTIONS else tuple(words for _, words in path)
        if head is not None and not head.whole:
            stop = next((at for at in range(text_start, text_end) if reading.offsets[at] >= head.end), text_end)
            segments.append(Segment("heading", start, head.end, text_start, stop, level, section))
            segments.append(Segment(block.kind, start, end, text_start, text_end, None, section))
        else:
            stop = text_end
            segments.append(Segment("heading" if head else block.kind, start, end, text_start, text_end, level, section))
        if level is not None:
            path.append((level, reading.text[text_start:stop].rstrip("。")))
        if block.kind == "table":
            rows = zip(own, block.lines, strict=True)
            segments += [
                Segment("table_row", line.start, line.end, *spans[unit], None, section)
                for unit, line in rows
                if spans[unit][0] < spans[unit][1]
            ]
    return Structured(reading, with_enumerations(reading, segments), fields)


def _levels(blocks: Sequence[Block], heads: Mapping[int, RunInHead]) -> dict[int, int]:
    """Number the heading styles in use 1, 2, 3 … from the highest; short headings without number rank with the first level."""
    own = {block.rank for block in blocks if block.kind == "heading" and block.rank is not None}
    ranks = sorted(own | {head.rank for head in heads.values()})
    return {rank: level for level, rank in enumerate(ranks, 1)}
