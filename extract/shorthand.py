"""Numeric shorthands: how many members a name such as 四议两公开 stands for, and what it is made of."""

from __future__ import annotations

import re
from dataclasses import dataclass

_DIGITS = {"一": 1, "二": 2, "两": 2, "双": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9, "十": 10}
_NUMBER = "双(?=重)|十[一二三四五六七八九]?|[一二两三四五六七八九]十?"
_MEASURE_WORD = "个|大|项|类|道|条|张|面|级|位|步|化|重|本|方|轮"
_PART = re.compile(rf"(?P<number>{_NUMBER})(?P<unit>{_MEASURE_WORD})?(?P<noun>[^\d、，,·+＋双一二两三四五六七八九十]{{1,5}})")
_SEPARATORS = re.compile("[、，,·\\s]")
_TOGETHER = re.compile(rf"(?P<number>{_NUMBER})位一体$")
_NOT_COUNTED = frozenset("把线流站律般票经次样旦直定起切些体致点心系同刀")
"""Second characters that make 一把手, 一线, 一流 … words, not counts."""


@dataclass(frozen=True, slots=True)
class Part:
    """`count` members called `noun`: (4, 议)."""

    count: int
    noun: str
    text: str


@dataclass(frozen=True, slots=True)
class Shorthand:
    """A numeric shorthand taken apart; `count` is the number of all members."""

    parts: tuple[Part, ...]

    @property
    def count(self) -> int:
        """Number of members over all parts."""
        return sum(part.count for part in self.parts)


def number(text: str) -> int:
    """Return the value of a Chinese numeral from 一 to 九十九.

    >>> number("十二"), number("两"), number("三十")
    (12, 2, 30)
    """
    if len(text) == 1:
        return _DIGITS[text]
    if text[0] == "十":
        return 10 + _DIGITS[text[1]]
    return _DIGITS[text[0]] * 10


def parse(text: str) -> Shorthand | None:
    """Take a numeric shorthand apart; None where the text is not one from end to end.

    >>> parse("四议两公开").count, [p.noun for p in parse("四议两公开").parts]
    (6, ['议', '公开'])
    >>> parse("两不愁、三保障").count, parse("五个一批").count, parse("三位一体").count
    (5, 5, 3)
    >>> parse("一把手") is None, parse("统一领导") is None
    (True, True)
    """
    bare = _SEPARATORS.sub("", text)
    together = _TOGETHER.fullmatch(bare)
    if together:
        return Shorthand((Part(number(together["number"]), bare[len(together["number"]) :], bare),))
    if re.fullmatch(rf"(?:{_NUMBER})个一[^\d]{{1,3}}", bare):
        count = re.match(_NUMBER, bare)
        if count:
            return Shorthand((Part(number(count.group()), bare[count.end() :], bare),))
    parts: list[Part] = []
    at = 0
    while at < len(bare):
        found = _PART.match(bare, at)
        if not found or (found["number"] == "一" and not found["unit"] and found["noun"][0] in _NOT_COUNTED):
            return None
        parts.append(Part(number(found["number"]), found["noun"], found.group()))
        at = found.end()
    if not parts or max(part.count for part in parts) < 2:
        return None
    return Shorthand(tuple(parts))
