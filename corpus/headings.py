"""Which lines are headings: by their numbering, their length and how the same numbering is used elsewhere in the document."""

from __future__ import annotations

import re
from collections import Counter

from corpus.layout import Layout, ends_sentence
from corpus.lines import Line, Lines
from corpus.markers import (
    RUN_IN_RANK,
    UNNUMBERED_RANK,
    Marker,
    caption_kind,
    continues_sentence,
    heading_marker,
    is_footnote,
    is_list_item,
    is_table_row,
)

_SENTENCE_INSIDE = re.compile(r"[。；;！!]|[？?](?=.)")
_DANGLING = re.compile(r"[，,、：:（(“《与和及的—-]$")
_ANNEX = re.compile(r"附(?:件|录|表)\s*(?:[0-9]{1,2}|[一二三四五六七八九十]{1,2})?\s*[:：]?")
_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_MAX_WIDTH = 90
_MAX_PLAIN_WIDTH = 50
_SHORT = 0.85
_MAX_LINES = 3
INDENT = 4
"""Columns by which the first line of a paragraph is shorter, where a file has lost its indent."""


class HeadingStyles:
    """Decides for the lines of one document; the votes for each numbering style are counted once."""

    def __init__(self, lines: Lines, layout: Layout) -> None:
        self._lines = lines
        self._layout = layout
        self._clear: Counter[int] = Counter()
        self._run_in: Counter[int] = Counter()
        for index, text in enumerate(lines.texts()):
            marker = heading_marker(text)
            if marker is None or marker.rank >= UNNUMBERED_RANK:
                continue
            if _SENTENCE_INSIDE.search(text, marker.end):
                self._run_in[marker.rank] += 1
            elif self._is_short(lines[index]) or (index + 1 < len(lines) and self._is_tail(lines[index + 1])):
                self._clear[marker.rank] += 1

    def is_heading_style(self, line: Line) -> bool:
        """Return whether the line's numbering marks headings in this document and nothing in the line speaks against it."""
        marker = heading_marker(line.text)
        return marker is not None and self._fits(line, marker)

    def heading_lines(self, index: int) -> int:
        """Return how many lines from `index` on are one heading, 0 if none is; the caller knows that no sentence is open there."""
        line = self._lines[index]
        if index + 1 < len(self._lines) and continues_sentence(self._lines[index + 1].text):
            return 0
        marker = heading_marker(line.text)
        if marker is None:
            return 1 if self._is_plain_heading(index) else 0
        if not self._fits(line, marker):
            return 0
        count = self._extent(index)
        if self._layout.wrapped and count == 1 and not marker.hashes and not self._is_short(line) and index + 1 < len(self._lines):
            following = self._lines[index + 1]
            if following.width > self._layout.measure - INDENT and not heading_marker(following.text):
                return 0
        return count

    def _fits(self, line: Line, marker: Marker) -> bool:
        words = line.text[marker.end :]
        if not words or _SENTENCE_INSIDE.search(words.rstrip("*")) or words.rstrip("* ").endswith(("。", "；")):
            return False
        if marker.hashes:
            return line.width <= 2 * _MAX_WIDTH
        if not self._layout.wrapped:
            return line.width <= _MAX_WIDTH and not words.endswith(("，", ",", "：", ":"))
        if marker.rank >= RUN_IN_RANK:
            return self._is_short(line) and "，" not in words
        return self._is_short(line) or self._clear[marker.rank] >= max(1, self._run_in[marker.rank])

    def _extent(self, index: int) -> int:
        if not self._layout.wrapped:
            return 1
        count = 1
        while count < _MAX_LINES and index + count < len(self._lines):
            last, line = self._lines[index + count - 1], self._lines[index + count]
            marked = heading_marker(line.text) is not None or is_footnote(line.text) or caption_kind(line.text) is not None
            if marked or ends_sentence(last.text) or line.indented:
                break
            if _DANGLING.search(last.text) and not ends_sentence(line.text) and "。" not in line.text:
                count += 1
            elif last.width >= self._layout.measure * 0.7 and self._is_tail(line):
                count += 1
            else:
                break
        return count

    def _is_short(self, line: Line) -> bool:
        return line.width < self._layout.measure * _SHORT if self._layout.wrapped else line.width <= _MAX_WIDTH

    def _is_tail(self, line: Line) -> bool:
        """The rest of a heading that does not fit one line."""
        return (
            line.width <= self._layout.measure * 0.6
            and not _SENTENCE_INSIDE.search(line.text)
            and line.text[-1] not in "，,、：:"
            and heading_marker(line.text) is None
            and not is_footnote(line.text)
        )

    def _is_plain_heading(self, index: int) -> bool:
        """A short line without number or full stop before a line of prose."""
        line = self._lines[index]
        text = line.text.strip("*")
        if _ANNEX.fullmatch(text) and index + 1 < len(self._lines):
            return True
        if line.width > (min(_MAX_PLAIN_WIDTH, self._layout.measure * 0.7) if self._layout.wrapped else _MAX_PLAIN_WIDTH):
            return False
        if index + 1 >= len(self._lines) or not _CHINESE.search(text):
            return False
        if _SENTENCE_INSIDE.search(text) or text[-1] in "，,、：:；。.”》" or ends_sentence(text) or is_list_item(line.text):
            return False
        following = self._lines[index + 1]
        if is_table_row(following.text):
            return False
        if self._layout.wrapped:
            return following.width >= self._layout.measure * 0.75 or heading_marker(following.text) is not None
        return ends_sentence(following.text) or following.width > _MAX_PLAIN_WIDTH or heading_marker(following.text) is not None
