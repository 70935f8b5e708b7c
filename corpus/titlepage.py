"""The lines above the text proper: column name, title, subtitle, authors, affiliations."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from corpus.document import SegmentKind
from corpus.labels import label_at_start
from corpus.layout import Layout, ends_sentence
from corpus.lines import Line
from corpus.markers import UNNUMBERED_RANK, caption_kind, cjk_share, heading_marker, is_page_number, is_table_row

_DASHES = re.compile(r"^\**(?:[-—–－─]{2,}|[—–─])\s*")
_COLUMN = re.compile(r"^[【\[〔［■◆●].*[】\]〕］]$|^[·•●■◆].{0,12}[·•●■◆]$")
_JOURNAL = re.compile(r"\d{4}\s*年\s*第?\s*\d+\s*期|第\s*\d+\s*卷|总第\s*\d+\s*期|\bVol\b|\bNo\b|\bDOI\b|\bISSN\b|https?://", re.IGNORECASE)
_DATE = re.compile(r"^\D{0,6}\d{4}\s*[-年./]\s*\d{1,2}(?:\s*[-月./]\s*\d{1,2}\s*日?)?\D{0,4}$")
_BYLINE_MARK = re.compile(r"^[◇◆○●□■☆★△▲※*]|^文\s*[/／|｜]|^(?:本刊|本报)?记者\s|^作者\s*[:：]")
_NOTE = re.compile(r"<sup>[^<]{0,40}</sup>|[\d０-９¹²³⁴-⁹①-⑳*†‡]+")
_NAME = re.compile(r"[\u4e00-\u9fff]{2,4}|[\u4e00-\u9fff]{1,10}(?:[·•][\u4e00-\u9fff]{1,10})+|[\u4e00-\u9fff] {1,4}[\u4e00-\u9fff]")
_SEPARATOR = re.compile(r"\s*[,，、;；/]\s*|\s{2,}|\u3000+|(?<=[\u4e00-\u9fff]{2})\s+(?=[\u4e00-\u9fff]{2})")
_INSTITUTION = re.compile(r"[校院所系心室局委会司社部][)）]?\s*(?:[,，、;；\s/].*|\d{6}.*)?$|\d{6}")
_ENACTED = re.compile(r"^[（(]?(?:根据)?\d{4}\s*年\s*\d{1,2}\s*月\s*\d{1,2}\s*日\s*[^，,。\s]")
"""How the lines under a law's title begin that say when it was passed and amended."""
_DATED = re.compile(r"\d{4}\s*年\s*\d{1,2}\s*月")
_SALUTATION = re.compile(r"[:：]$")
_MAX_LINES = 40
_SHORTEST_TITLE = 5
_BROKEN_TITLE = 30
"""Columns from which a title may be set in two lines."""
_CHINESE = 0.3


@dataclass(frozen=True, slots=True)
class FrontLine:
    """A line of the title page and its part; `level` is set for lines that are headings after all."""

    line: Line
    kind: SegmentKind


def names_in(text: str) -> tuple[str, ...]:
    """Return the personal names in a byline, none if anything else stands in it.

    >>> names_in("王 某<sup>1</sup>，李某某2")
    ('王某', '李某某')
    """
    bare = _BYLINE_MARK.sub("", text.strip().strip("#*").strip())
    bare = _NOTE.sub(" , ", bare).strip(" ,，、;；")
    parts = [part for part in _SEPARATOR.split(bare) if part.strip(" ,，、;；")]
    if not parts or not all(_NAME.fullmatch(part.strip()) for part in parts):
        return ()
    return tuple(re.sub(r"\s+", "", part) for part in parts)


def title_page(lines: Sequence[Line], layout: Layout) -> list[FrontLine]:
    """Return the lines before the text proper with their parts; none where the text begins at once."""
    count = 0
    while count < min(len(lines), _MAX_LINES) and not _text_begins(lines, count, layout):
        count += 1
    front = lines[:count]
    title = _title_index(front)
    if title is None:
        return []
    result = [FrontLine(line, "furniture" if len(line.text) < 6 else "metadata") for line in front[:title]]
    result.append(FrontLine(front[title], "title"))
    previous: SegmentKind = "title"
    for line in front[title + 1 :]:
        previous = _kind_after(line, previous, result[-1].line, layout)
        result.append(FrontLine(line, previous))
    return result


def _text_begins(lines: Sequence[Line], index: int, layout: Layout) -> bool:
    line = lines[index]
    hit = label_at_start(line.text)
    if hit is not None and hit.label.kind == "source_note":
        return False
    if hit is not None or caption_kind(line.text) or is_table_row(line.text):
        return True
    marker = heading_marker(line.text)
    if marker and marker.rank < UNNUMBERED_RANK:
        return not _is_affiliation(line.text)
    if marker and marker.hashes > 1 and index:
        return True
    if _DASHES.match(line.text) or _is_affiliation(line.text) or _BYLINE_MARK.match(line.text):
        return False
    if _SALUTATION.search(line.text) and index and index + 1 < len(lines):
        following = lines[index + 1]
        return ends_sentence(following.text) or following.text.endswith(("，", "；")) or not _short(following, layout)
    if index and _ENACTED.match(line.text) and not ends_sentence(line.text):
        return False
    if ends_sentence(line.text) and not line.text.endswith((")", "）", "?", "？")):
        return True
    return not _short(line, layout)


def _short(line: Line, layout: Layout) -> bool:
    if cjk_share(line.text) < 0.1:
        return line.width < 160
    return line.width < layout.measure * 0.85 if layout.wrapped else line.width <= 100


def _title_index(front: Sequence[Line]) -> int | None:
    for index, line in enumerate(front):
        if line.text.startswith("# "):
            return index
    dashed = next((index for index, line in enumerate(front) if index and _DASHES.match(line.text)), 0)
    for index in range(dashed - 1, -1, -1):
        if _may_be_title(front[index].text):
            return index
    for index, line in enumerate(front):
        if _may_be_title(line.text):
            return index
    return None


def _may_be_title(text: str) -> bool:
    return not _is_side(text) and cjk_share(text) > _CHINESE and len(text) >= _SHORTEST_TITLE


def _is_side(text: str) -> bool:
    """Whether a line is column name, journal, date, page number, byline or a label, never a title."""
    marks = (_COLUMN.match(text), _JOURNAL.search(text), _DATE.match(text), _BYLINE_MARK.match(text), label_at_start(text))
    return any(marks) or is_page_number(text)


def _is_affiliation(text: str) -> bool:
    bare = re.sub(r"^[（(\[]?\s*\d{0,2}\s*[.．、]?\s*", "", text)
    return (len(text) <= 120 and _INSTITUTION.search(bare) is not None and text[:1] in "（([0123456789") or (
        re.search(r"\d{6}", bare) is not None and len(text) <= 120
    )


def _kind_after(line: Line, previous: SegmentKind, before: Line, layout: Layout) -> SegmentKind:
    text = line.text
    if _is_affiliation(text):
        return "affiliation"
    if _BYLINE_MARK.match(text) or names_in(text):
        return "author"
    if is_page_number(text):
        return "furniture"
    if _DASHES.match(text):
        return "subtitle"
    if _COLUMN.match(text) or _JOURNAL.search(text) or _DATE.match(text) or label_at_start(text):
        return "metadata"
    if previous == "title" and before.text.endswith((":", "：")):
        return "subtitle"
    if previous in {"title", "subtitle"} and line.gap <= 1 and not before.text.startswith("#") and _goes_on(before, layout):
        return "metadata" if _DATED.search(text) else previous
    return "affiliation" if _INSTITUTION.search(text) and previous in {"author", "affiliation"} else "metadata"


def _goes_on(before: Line, layout: Layout) -> bool:
    """Whether a title's line is so long that it may go on in the next; files of whole paragraphs keep a title in one line."""
    return layout.wrapped and before.width >= min(layout.measure * 0.4, _BROKEN_TITLE)
