"""Marks at the start of a line that tell what it is: numbered heading, list item, caption, footnote, reference, table row."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

RUN_IN_RANK = 8
"""The style of （1）, which opens a paragraph more often than it is a heading of its own."""
UNNUMBERED_RANK = 9
_NUMERAL = "[一二三四五六七八九十百零〇]{1,4}"
_HEADINGS: tuple[tuple[int, re.Pattern[str]], ...] = (
    (0, re.compile(rf"第(?:{_NUMERAL}|\d{{1,2}})[编篇]\s*")),
    (1, re.compile(rf"第(?:{_NUMERAL}|\d{{1,2}})(?:章|部分)\s*")),
    (2, re.compile(rf"第(?:{_NUMERAL}|\d{{1,2}})节\s*")),
    (3, re.compile(rf"{_NUMERAL}\s*[、．]\s*")),
    (4, re.compile(rf"[（(]\s*{_NUMERAL}\s*[）)]\s*[、．]?\s*")),
    (7, re.compile(r"1?[1-9]\.[1-9]\d?\.[1-9]\d?\.?\s*(?=[^\d\s%％])")),
    (6, re.compile(r"1?[1-9]\.[1-9](?:\.\s*|\s+)(?=[^\d\s%％])")),
    (5, re.compile(r"[0-9０-９]{1,2}\s*[.．、]\s*(?=[^\d０-９\s])")),
    (5, re.compile(r"(?:0|1?[1-9])[ \u3000]+(?![万亿千百十年月日个人户元倍次余多])(?=[\u4e00-\u9fff“])")),
    (RUN_IN_RANK, re.compile(r"[（(]?\s*[0-9０-９]{1,2}\s*[）)]\s*")),
)
_ANY_HEADING = re.compile("|".join(f"({pattern.pattern})" for _, pattern in _HEADINGS))
"""All of them at once, the first that fits; none holds a group of its own."""
_HEADING_FIRST = "#*第（(一二三四五六七八九十百零〇"
_MARKDOWN_HEADING = re.compile(r"(#{1,6})\s+(?=\S)")
_BULLET = re.compile(r"[-*+•·●○■□◆◇▪➢✓]\s+(?=\S)|[•●■◆▪➢✓]")
_CAPTION = re.compile(
    r"\**(?:续?(?P<table>表)|(?P<figure>图))\s*(?:[0-9０-９]{1,3}(?:[-—.．][0-9０-９]{1,2})?|[一二三四五六七八九十]{1,3})(?![年月日%％\d])"
    r"\s*[:：.．]?\s*(?P<words>.*)",
    re.DOTALL,
)
_PROSE_IN_CAPTION = re.compile(r"[。；，,;]|^[是为所的显反可中表和与及、]")
_ITEM = re.compile(rf"[-—–―─]{{2}}|{_NUMERAL}是|第{_NUMERAL}(?:[，,、：:]|[条款项]\s)|[①-⑳]|[（(]\s?(?:{_NUMERAL}|\d{{1,2}})\s?[)）]")
_FOOTNOTE = re.compile(r"[①-⑳㉑-㉟]|\[\^\d+\]:|注[0-9０-９]{1,2}\s*[:：]|[¹²³⁴-⁹]\s*(?=\S)")
_REFERENCE = re.compile(r"(?:[-*]\s+)?[\[［〔]\s*[0-9０-９]{1,3}\s*[\]］〕]\s*(?=\S)|(?:[-*]\s+)?[0-9０-９]{1,3}\s*[.．、]\s*(?=\D)")
_STRONG_REFERENCE = re.compile(r"(?:[-*]\s+)?[\[［〔]\s*[0-9０-９]{1,3}\s*[\]］〕].{4,}[\[［][A-Z]{1,2}(?:/OL)?[\]］]", re.DOTALL)
_TABLE_RULE = re.compile(r"\|?\s*:?-{2,}:?\s*(?:\|\s*:?-{2,}:?\s*)*\|?$")
_CELL_GAP = re.compile(r"(?<=[\u4e00-\u9fff0-9%）)”])[ \t\u3000]+(?=[\u4e00-\u9fff0-9\-—“（(])")
_PAGE_NUMBER = re.compile(
    r"[-—–·•.\s]*[0-9０-９]{1,4}[-—–·•.\s]*|第\s*\d{1,4}\s*页(?:\s*[/／,，]?\s*共\s*\d{1,4}\s*页)?|Page\s+\d+(?:\s+of\s+\d+)?"
)
_CONTINUING = frozenset("，。、；：！？）》」』”’]］,;:!?%％)")
_OPEN_MARKS = frozenset("续表图第注")
"""Chinese characters that open captions, page numbers and notes."""
_CJK = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")
_CJK_ROWS = bytes([*range(0x34, 0xA0), 0xF9, 0xFA])
"""First bytes of the Chinese characters in UTF-16, as `_CJK` has them; counting bytes is fifty times faster."""
_LETTER = re.compile(r"[A-Za-zÀ-ÿ]")
_LETTER_BYTES = bytes(code for code in range(256) if _LETTER.match(chr(code)))


@dataclass(frozen=True, slots=True)
class Marker:
    """A heading mark: `rank` orders styles from 第一编 (0) to （1） (8), `end` is where the words begin, `hashes` counts Markdown #."""

    rank: int
    end: int
    hashes: int = 0


def heading_marker(line: str) -> Marker | None:
    """Return the numbering or Markdown mark that opens a line.

    >>> heading_marker("## 一、问题的提出")
    Marker(rank=3, end=5, hashes=2)
    >>> heading_marker("2020年底") is None
    True
    """
    if not line or (line[0] not in _HEADING_FIRST and not line[0].isdigit()):
        return None
    return _marker(line)


@lru_cache(maxsize=64)
def _marker(line: str) -> Marker | None:
    """What several rooms ask about one line and the next is looked up once."""
    markdown = _MARKDOWN_HEADING.match(line) if line[0] == "#" else None
    start = markdown.end() if markdown else 0
    hashes = len(markdown[1]) if markdown else 0
    bold = len(line) - start - len(line[start:].lstrip("*")) if line[start] == "*" else 0
    found = _ANY_HEADING.match(line, start + bold)
    if found and found.lastindex:
        return Marker(_HEADINGS[found.lastindex - 1][0], found.end(), hashes)
    return Marker(UNNUMBERED_RANK + hashes, start, hashes) if markdown else None


def caption_kind(line: str) -> str | None:
    """Return "table" or "figure" for a caption, None for prose that only mentions one.

    >>> caption_kind("表 1 各乡镇投入"), caption_kind("表1显示，投入逐年增加。")
    ('table', None)
    """
    found = _CAPTION.match(line)
    if found is None or _PROSE_IN_CAPTION.search(found["words"]):
        return None
    return "table" if found["table"] else "figure"


def is_list_item(line: str) -> bool:
    """Return whether a bullet opens the line."""
    return _BULLET.match(line) is not None


def opens_item(line: str) -> bool:
    """Return whether a mark that no clause begins with opens the line: a dash, 一是, 第一，, an article of a law, a circled number.

    >>> opens_item("二是逐户复核；"), opens_item("第三条 村民会议"), opens_item("三户一组")
    (True, True, False)
    """
    return _ITEM.match(line) is not None


def is_footnote(line: str) -> bool:
    """Return whether a note's number (①, 注1：) opens the line."""
    return _FOOTNOTE.match(line) is not None


def is_reference(line: str, *, in_list: bool) -> bool:
    """Return whether the line begins a bibliography entry; outside the list only [1] with a type such as [J] counts."""
    return (_REFERENCE if in_list else _STRONG_REFERENCE).match(line) is not None


def is_table_row(line: str) -> bool:
    """Return whether the line is a row of a Markdown table."""
    return line.startswith("|") and line.count("|") >= 2


def is_table_rule(line: str) -> bool:
    """Return whether the line is the rule under a Markdown table's head."""
    return "-" in line and _TABLE_RULE.fullmatch(line) is not None


def has_cells(line: str) -> bool:
    """Return whether white space splits the line into cells."""
    return "\t" in line or _CELL_GAP.search(line) is not None


def is_page_number(line: str) -> bool:
    """Return whether the line holds a page number and nothing else."""
    return _PAGE_NUMBER.fullmatch(line) is not None


def continues_sentence(line: str) -> bool:
    """Return whether the line begins with a mark that no sentence begins with."""
    return line[:1] in _CONTINUING or line[:2] in {"是：", "是:"}


def opens_plainly(line: str) -> bool:
    """Return whether the line begins with a Chinese character that opens no caption, table row, page number, note or reference.

    >>> opens_plainly("县里先登记"), opens_plainly("表1 户数")
    (True, False)
    """
    return "\u4e00" <= line[:1] <= "\u9fff" and line[0] not in _OPEN_MARKS


def is_foreign(line: str) -> bool:
    """Return whether the line has words in Latin letters and no Chinese character."""
    return _CJK.search(line) is None and len(_LETTER.findall(line)) >= 8


def cjk_share(text: str) -> float:
    """Return the share of Chinese characters among letters.

    >>> cjk_share("Q县")
    0.5
    """
    rows = text.encode("utf-16-be", "surrogatepass")[::2]
    cjk = len(rows) - len(rows.translate(None, _CJK_ROWS))
    latin = text.encode("latin-1", "ignore")
    letters = len(latin) - len(latin.translate(None, _LETTER_BYTES))
    return cjk / (cjk + letters) if cjk + letters else 0.0
