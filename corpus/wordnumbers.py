"""The numbers that Word sets before paragraphs of lists and headings; the file holds only counters and patterns for them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from corpus.wordxml import children, local_name, number_of, value_of

if TYPE_CHECKING:
    from lxml.etree import Element

_DIGITS = "〇一二三四五六七八九"
_FORMAL = "零壹贰叁肆伍陆柒捌玖"
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_BRANCHES = "子丑寅卯辰巳午未申酉戌亥"
_ROMAN = ((1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"))
_PLACE = re.compile(r"%([1-9])")
_LEVELS = 9
_MOST = 10_000
"""Numbers beyond are set in digits: a damaged file may count from anywhere."""


@dataclass(slots=True)
class _Level:
    start: int = 1
    form: str = "decimal"
    pattern: str = ""
    legal: bool = False
    style: str | None = None


@dataclass(slots=True)
class _List:
    levels: dict[int, _Level] = field(default_factory=dict[int, _Level])
    counters: list[int | None] = field(default_factory=lambda: [None] * _LEVELS)


@dataclass(slots=True)
class _Use:
    """A list as paragraphs name it; several may count on in one list."""

    list: _List
    starts: dict[int, int] = field(default_factory=dict[int, int])


class Numbering:
    """Counters of all lists of a file; `text` must be called for its paragraphs in order."""

    def __init__(self, root: Element | None) -> None:
        self._uses: dict[int, _Use] = {}
        if root is None:
            return
        lists: dict[int, _List] = {}
        for item in children(root, "abstractNum"):
            lists[number_of(item, "abstractNumId")] = _List(
                {min(max(number_of(level, "ilvl"), 0), _LEVELS - 1): _level(level) for level in children(item, "lvl")}
            )
        for item in children(root, "num"):
            found = lists.get(number_of(next(children(item, "abstractNumId"), None), "val", -1))
            if found is None:
                continue
            use = _Use(found)
            for override in children(item, "lvlOverride"):
                start = next(children(override, "startOverride"), None)
                if start is not None:
                    use.starts[number_of(override, "ilvl")] = number_of(start, "val", 1)
            self._uses[number_of(item, "numId")] = use

    def is_list(self, use: int) -> bool:
        """Return whether paragraphs may name this list."""
        return use in self._uses

    def level_of_style(self, use: int, style: str) -> int:
        """Return the level of a list that a paragraph style is tied to, 0 where it is tied to none."""
        levels = self._uses[use].list.levels
        return next((number for number, level in levels.items() if level.style == style), 0)

    def text(self, use: int, level: int) -> str:
        """Count on in a list and return the number as Word sets it, empty for bullets."""
        named = self._uses[use]
        found = named.list
        level = min(max(level, 0), _LEVELS - 1)
        counters = found.counters
        if level in named.starts:
            counters[level] = named.starts.pop(level)
        else:
            before = counters[level]
            counters[level] = self._start(found, level) if before is None else before + 1
        for deeper in range(level + 1, _LEVELS):
            counters[deeper] = None
        shape = found.levels.get(level, _Level(pattern=f"%{level + 1}."))
        if shape.form in {"bullet", "none"}:
            return ""

        def counted(place: re.Match[str]) -> str:
            at = int(place[1]) - 1
            other = found.levels.get(at, _Level())
            count = counters[at]
            return formatted(self._start(found, at) if count is None else count, "decimal" if shape.legal else other.form)

        return _PLACE.sub(counted, shape.pattern)

    @staticmethod
    def _start(found: _List, level: int) -> int:
        return found.levels[level].start if level in found.levels else 1


def _level(element: Element) -> _Level:
    level = _Level()
    for child in children(element):
        match local_name(child):
            case "start":
                level.start = number_of(child, "val", 1)
            case "numFmt":
                level.form = value_of(child) or "decimal"
            case "lvlText":
                level.pattern = (value_of(child) or "")[:40]
            case "isLgl":
                level.legal = value_of(child) not in {"0", "false"}
            case "pStyle":
                level.style = value_of(child)
            case _:
                pass
    return level


def formatted(number: int, form: str) -> str:
    """Return a number in one of Word's formats; formats that Chinese papers do not use are set in digits.

    >>> formatted(12, "chineseCounting"), formatted(4, "upperRoman"), formatted(3, "decimalEnclosedCircle")
    ('十二', 'IV', '③')
    """
    if not 0 < number <= _MOST:
        return str(number)
    if form in {"chineseCounting", "chineseCountingThousand", "japaneseCounting", "taiwaneseCounting", "taiwaneseCountingThousand"}:
        return _counted(number, _DIGITS, "十", "百")
    if form in {"chineseLegalSimplified", "ideographLegalTraditional", "japaneseLegal"}:
        return _counted(number, _FORMAL, "拾", "佰")
    if form in {"upperLetter", "lowerLetter"}:
        letters = chr(65 + (number - 1) % 26) * min((number - 1) // 26 + 1, 10)
        return letters if form == "upperLetter" else letters.lower()
    if form in {"upperRoman", "lowerRoman"}:
        return _roman(number) if form == "upperRoman" else _roman(number).lower()
    if form.startswith("decimalEnclosedCircle") and number <= 20:
        return chr(0x2460 + number - 1)
    if form == "ideographTraditional" and number <= len(_STEMS):
        return _STEMS[number - 1]
    if form == "ideographZodiac" and number <= len(_BRANCHES):
        return _BRANCHES[number - 1]
    return f"{number:02d}" if form == "decimalZero" else str(number)


def _counted(number: int, digits: str, ten: str, hundred: str) -> str:
    if number >= 1000:
        return str(number)
    hundreds, tens, ones = number // 100, number // 10 % 10, number % 10
    text = digits[hundreds] + hundred if hundreds else ""
    if tens:
        text += (digits[tens] if hundreds or tens > 1 or digits == _FORMAL else "") + ten
    elif hundreds and ones:
        text += "零"
    return text + (digits[ones] if ones else "")


def _roman(number: int) -> str:
    text = ""
    for value, letters in (*_ROMAN, (4, "IV"), (1, "I")):
        text += letters * (number // value)
        number %= value
    return text
