"""Reads numbers, units and times in Chinese text; the ground on which indicators and policies stand."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Literal, cast

from extract.annotation import Qualifier
from extract.lexicon import rows

Script = Literal["arabic", "chinese"]

_ARABIC = r"(?<![\d.])\d{1,3}(?:[, ]\d{3})+(?:\.\d+)?(?!\d)|\d+(?:\.\d+)?"
_CHINESE = r"[零〇一二两三四五六七八九十百千万亿]{1,24}(?:点[零〇一二三四五六七八九]{1,12}[万亿]?)?半?"
"""No number is longer in words; without a bound a run of numerals would be read again from each of its characters."""
_SCALE = r"万亿|千万|百万|十万|[万亿千百]"
_SOME = r"[多余来]"
_SCALES = {"": 1, "百": 100, "千": 1000, "万": 10_000, "十万": 100_000, "百万": 1_000_000, "千万": 10_000_000, "亿": 10**8, "万亿": 10**12}
_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with its unit at `start..end`; `value` has 万 and 亿 resolved and is in `unit`."""

    start: int
    end: int
    value: float
    unit: str | None
    kind: str
    """Kind of the unit in lexicon/units.tsv; "" where no unit is written."""
    script: Script
    qualifier: Qualifier
    outer_start: int
    """Where the words that qualify it begin (约, 超过), `start` where there are none."""
    outer_end: int
    """Where the words that qualify it end (以上, 左右), `end` where there are none."""


@lru_cache(maxsize=4096)
def parse_number(text: str) -> float | None:
    """Return the value of an Arabic, Chinese or mixed number, None for what is no number.

    >>> [parse_number(n) for n in ("7.4亿", "七点四亿", "三千二百", "1,250", "十二", "一百二")]
    [740000000.0, 740000000.0, 3200.0, 1250.0, 12.0, 120.0]
    """
    body = text.replace(" ", "").replace(",", "")
    half = body.endswith("半") and len(body) > 1
    body = body.removesuffix("半") if half else body
    scale = 1
    trailing = re.search(f"(?:{_SCALE})+$", body)
    if trailing and (trailing.start() == 0 or re.search(r"[\d.点]", body)):
        for part in re.findall(_SCALE, trailing.group()):
            scale *= _SCALES[part]
        body = body[: trailing.start()] or "1"
    value = _plain(body)
    if value is None:
        return None
    if half:
        value += 0.5
    return round(value * scale, 6)


def _plain(body: str) -> float | None:
    if re.fullmatch(r"\d+(\.\d+)?", body):
        return float(body)
    whole, point, decimals = body.partition("点")
    if point and decimals and all(c in _DIGITS for c in decimals):
        integer = _chinese_integer(whole)
        return None if integer is None else integer + int("".join(str(_DIGITS[c]) for c in decimals)) / 10 ** len(decimals)
    return None if point else _chinese_integer(body)


def _chinese_integer(body: str) -> float | None:
    if not body or not re.fullmatch(r"[零〇一二两三四五六七八九十百千万亿]+", body):
        return None
    if all(c in _DIGITS for c in body):
        return float("".join(str(_DIGITS[c]) for c in body))
    from cn2an import cn2an

    try:
        return float(cn2an(body.replace("〇", "零"), "normal"))
    except (ValueError, KeyError):  # cn2an raises KeyError for 一亿一, where a digit follows 亿 without its place
        return None


@cache
def _units() -> dict[str, tuple[str, float, str]]:
    return {row["term"]: (row["unit"], float(row["factor"]), row["kind"]) for row in rows("units")}


def parse_unit(text: str) -> tuple[str | None, float]:
    """Return the unit that `text` names and what its numbers are multiplied by; None where it is no known unit.

    >>> parse_unit("亿元"), parse_unit("名")
    (('元', 100000000.0), ('人', 1.0))
    """
    known = _units()
    for scale in ("", *_SCALES):
        if text.startswith(scale) and text[len(scale) :] in known:
            unit, factor, _ = known[text[len(scale) :]]
            return unit, factor * _SCALES[scale]
    return None, 1.0


@cache
def _halves() -> dict[str, float]:
    return {row["term"]: float(row["qualifier"]) for row in rows("number_words") if row["side"] == "share"}


@cache
def _qualifiers(side: str) -> dict[str, Qualifier]:
    found: dict[str, Qualifier] = {}
    for row in rows("number_words"):
        if row["side"] == side:
            found[row["term"]] = cast("Qualifier", row["qualifier"])
    return found


def _alternatives(words: Iterator[str] | list[str]) -> str:
    return "|".join(re.escape(w) for w in sorted(words, key=len, reverse=True))


@cache
def _pattern() -> re.Pattern[str]:
    units = _alternatives(list(_units()))
    before = _alternatives(list(_qualifiers("before")))
    behind = _alternatives(list(_qualifiers("behind")))
    halves = _alternatives(list(_halves()))
    return re.compile(
        rf"(?P<before>(?:{before})\s?)?"
        rf"(?:(?P<fraction>(?P<whole>[百千万十]|[二三四五六七八九十]{{1,12}})分之(?P<part>{_CHINESE}|\d+(?:\.\d+)?))"
        rf"|(?P<half>{halves})"
        rf"|(?P<tenths>[一二两三四五六七八九]成(?:半|[一二三四五六七八九](?![一二三四五六七八九十])|多)?)(?![员立为就本效分果功熟年长型套体])"
        rf"|(?P<arabic>{_ARABIC})\s?(?P<some1>{_SOME})?(?P<scale>{_SCALE})?(?P<some2>{_SOME})?\s?(?P<unit1>{units})?"
        rf"|(?P<chinese>{_CHINESE})(?P<some3>{_SOME})?(?P<scale2>[万亿])?(?P<some4>{_SOME})?(?P<unit2>{units}))"
        rf"(?P<tail>(?<=[天年倍月时里周])半(?!数))?"
        rf"(?P<behind>\s?(?:{behind}))?"
    )


def find_quantities(text: str) -> Iterator[Quantity]:
    """Yield the numbers of `text` that carry a unit or a scale word, and bare Arabic numbers, in text order.

    >>> [(q.value, q.unit, q.qualifier) for q in find_quantities("贫困人口6.5万户28.6万人，占三成以上，销售10万余斤")]
    [(65000.0, '户', 'exact'), (286000.0, '人', 'exact'), (30.0, '%', '以上'), (100000.0, '斤', '超过')]
    """
    for m in _pattern().finditer(text):
        quantity = _read(m)
        if quantity is not None:
            yield quantity


def _read(m: re.Match[str]) -> Quantity | None:
    start = m.end("before") if m["before"] else m.start()
    end = m.start("behind") if m["behind"] else m.end()
    some = bool(m["some1"] or m["some2"] or m["some3"] or m["some4"] or (m["tenths"] or "").endswith("多"))
    qualifier = _qualifier(m, some)
    value: float | None
    unit: str | None = "%"
    kind = "ratio"
    script: Script = "chinese"
    if m["fraction"]:
        whole, part = parse_number(m["whole"]), parse_number(m["part"])
        if not whole or part is None:
            return None
        value = round(part / whole * 100, 2)
    elif m["half"]:
        value = _halves()[m["half"]]
    elif m["tenths"]:
        head = _DIGITS[m["tenths"][0]]
        tail = m["tenths"][2:]
        value = head * 10.0 + (5 if tail == "半" else _DIGITS.get(tail, 0))
    else:
        script = "arabic" if m["arabic"] else "chinese"
        value = parse_number((m["arabic"] or m["chinese"]) + (m["scale"] or m["scale2"] or ""))
        term = m["unit1"] or m["unit2"]
        unit, factor, kind = _units()[term] if term else (None, 1.0, "")
        if value is not None:
            value = round((value + (0.5 if m["tail"] else 0)) * factor, 6)
    if value is None:
        return None
    return Quantity(start, end, value, unit, kind, script, qualifier, m.start(), m.end())


def _qualifier(m: re.Match[str], some: bool) -> Qualifier:
    if m["behind"]:
        return _qualifiers("behind")[m["behind"].strip()]
    if m["before"]:
        return _qualifiers("before")[m["before"].strip()]
    if m["half"] and m["half"][0] == "过":
        return "超过"
    return "超过" if some else "exact"
