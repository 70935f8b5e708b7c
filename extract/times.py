"""Reads years and periods in Chinese text: the time a figure or a document stands at."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_DIGIT_YEAR = r"(?:1[89]|20)\d\d"
_HAN_YEAR = r"[一二][九〇零][〇零一二三四五六七八九]{2}"
_YEAR = rf"(?<![\d.])(?:{_DIGIT_YEAR}|{_HAN_YEAR})"
_PART = r"(?:底|末|初|中|[上下]半年|[春夏秋冬][天季]?)"
_DAY = r"(?:\s?(?:\d{1,2}|[一二三四五六七八九十]{1,3})日)?"
_MONTH = rf"\s?(?:\d{{1,2}}|[一二三四五六七八九十]{{1,3}})月{_DAY}[份底末初]?"
_REST = rf"(?:年[度代]?)?(?:{_MONTH}|年?{_PART})?"
_TO = r"\s?(?:[—–―~～-]+|至|到)\s?"
_PATTERN = re.compile(
    rf"(?P<first>{_YEAR}){_REST}{_TO}(?P<last>{_YEAR})\s?年{_REST}(?:间|期间)?"
    rf"|(?P<year>{_YEAR})\s?年{_REST}"
    rf"|[“\"]?(?P<plan>十[一二三四五]|[一二三四五六七八九])五[”\"]?\s?(?:时期|期间|规划期)"
)
_PLANS = {c: i for i, c in enumerate("一二三四五六七八九", 1)} | {"十一": 11, "十二": 12, "十三": 13, "十四": 14, "十五": 15}
_HAN = str.maketrans("〇零一二三四五六七八九", "00123456789")


@dataclass(frozen=True, slots=True)
class Time:
    """A time written at `start..end`: `year` is its last year, `start_year` its first where it is a period."""

    start: int
    end: int
    text: str
    year: int
    start_year: int | None = None


def find_times(text: str) -> Iterator[Time]:
    """Yield the years and periods of `text` in text order.

    >>> [(t.start_year, t.year) for t in find_times("2013—2018年投入增加，截至2019年底，“十三五”时期完成；2018年6月至2020年4月")]
    [(2013, 2018), (None, 2019), (2016, 2020), (2018, 2020)]
    """
    for m in _PATTERN.finditer(text):
        if m["plan"]:
            last = 1955 + 5 * _PLANS[m["plan"]]
            yield Time(m.start(), m.end(), m.group(), last, last - 4)
        elif m["year"]:
            yield Time(m.start(), m.end(), m.group(), _year(m["year"]))
        elif _year(m["first"]) < _year(m["last"]):
            yield Time(m.start(), m.end(), m.group(), _year(m["last"]), _year(m["first"]))
        else:
            yield Time(m.start(), m.end(), m.group(), _year(m["last"]))


def _year(text: str) -> int:
    return int(text.translate(_HAN))
