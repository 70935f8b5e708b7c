"""Sentences of the prose segments, in reading offsets."""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterator, Sequence

from corpus.columns import Segments, Sentences
from corpus.document import Reading, SegmentKind

PROSE: frozenset[SegmentKind] = frozenset({"title", "subtitle", "abstract", "heading", "paragraph", "list_item", "footnote", "caption"})
"""Kinds whose words form sentences."""
_WHOLE: frozenset[SegmentKind] = frozenset({"title", "subtitle", "heading"})
_PAIRS = {"“": "”", "‘": "’", "（": "）", "(": ")", "《": "》", "〈": "〉", "「": "」", "『": "』", "【": "】", "［": "］", "[": "]"}
_HALF = {"（": "(", "［": "["}
"""Full-width and half-width brackets match one another, as many files mix them."""
_OPENING = {opening: _HALF.get(opening, opening) for opening in _PAIRS}
_CLOSING = {close: _OPENING[opening] for opening, close in _PAIRS.items()}
_QUOTES = "”’」』"
_BRACKET = re.compile("[" + re.escape("".join(_PAIRS) + "".join(_PAIRS.values())) + "]")
_END = re.compile(r"[。！？!?…](?:(?<=[。！？!?])[。！？!?]*|(?<=[\u4e00-\u9fff”）)]…)…(?=[。！？])[。！？]*)[”’」』）)》\]］]*")
"""Begins with a set of characters, not with a choice, so that the engine skips to the next of them."""
_LATIN_END = re.compile(r"(?<=[a-z\d)])[.?!]+[”’\")]*\s+(?=[A-Z“])")
_AFTER_QUOTE = re.compile(r"[，、；：。！？,;:的地得之等这一为是所和与及则即中里]")
_LONGEST_PROTECTED = 300
"""Characters of a quotation past which full stops in it end sentences all the same (a quote whose end mark is lost)."""


def sentence_spans(text: str) -> Iterator[tuple[int, int]]:
    """Yield (start, end) of each sentence of `text`; nothing is cut inside quotation marks, brackets or book-title marks.

    Semicolons do not end a sentence; closing marks stay with theirs.

    >>> [("“甲。乙。”丙说。丁！")[a:b] for a, b in sentence_spans("“甲。乙。”丙说。丁！")]
    ['“甲。乙。”', '丙说。', '丁！']
    """
    shields = _protected(text)
    start = 0
    for end in _ends(text, shields):
        if text[start:end].strip():
            yield _trimmed(text, start, end)
            start = end
    if text[start:].strip():
        yield _trimmed(text, start, len(text))


def is_run_in(segments: Segments, index: int) -> bool:
    """Return whether a segment is a heading that lies over the beginning of the paragraph behind it."""
    if segments.kind(index) != "heading" or index + 1 >= len(segments):
        return False
    paragraph = segments[index + 1]
    return segments[index].text_start == paragraph.text_start < paragraph.text_end


def sentences(reading: Reading, segments: Segments) -> Sentences:
    """Return the sentences of all prose segments in reading order; titles and headings are one sentence each.

    The sentence of a heading that opens a paragraph is the paragraph's.
    """
    numbers = array("I")
    for index, first, last in segments.spans(PROSE):
        if first == last or is_run_in(segments, index):
            continue
        if segments.kind(index) in _WHOLE:
            numbers.extend((first, last, index))
            continue
        for start, end in sentence_spans(reading.text[first:last]):
            numbers.extend((first + start, first + end, index))
    return Sentences(numbers)


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    while text[start].isspace():
        start += 1
    while text[end - 1].isspace():
        end -= 1
    return start, end


def _ends(text: str, shields: Sequence[tuple[int, int]]) -> Iterator[int]:
    """Yield offsets at which a sentence ends, ascending."""
    latin = [found.end() for found in _LATIN_END.finditer(text)] if text.isascii() else []
    if latin:
        yield from latin
        return
    shield = 0
    for found in _END.finditer(text):
        stop = found.start()
        while shield < len(shields) and shields[shield][1] <= stop:
            shield += 1
        if shield >= len(shields) or shields[shield][0] >= stop:
            yield found.end()
            continue
        close = shields[shield][1]
        if found.end() < close or text[close - 1] not in _QUOTES:
            continue
        if found.end() == len(text) or not _AFTER_QUOTE.match(text, found.end()):
            yield found.end()


def _protected(text: str) -> list[tuple[int, int]]:
    """Return the outermost matched pairs as (start, end-exclusive), ascending; an unmatched opening mark protects nothing."""
    stack: list[tuple[str, int]] = []
    pairs: list[tuple[int, int]] = []
    for found in _BRACKET.finditer(text):
        char = found.group()
        opening = _OPENING.get(char)
        if opening is not None:
            stack.append((opening, found.start()))
            continue
        opening = _CLOSING[char]
        depth = next((level for level in range(len(stack) - 1, -1, -1) if stack[level][0] == opening), None)
        if depth is not None:
            start, end = stack[depth][1], found.end()
            if end - start <= _LONGEST_PROTECTED + 1:
                pairs.append((start, end))
            del stack[depth:]
    outer: list[tuple[int, int]] = []
    for start, end in sorted(pairs):
        if not outer or start >= outer[-1][1]:
            outer.append((start, end))
    return outer
