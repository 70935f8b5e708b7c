"""How names of institutions, posts, groups and task organisations are composed: candidates in one sentence, before the document decides."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from extract.annotation import EntityType
from extract.lexicon import rows
from extract.patterns import alternation

_HEAD_OF = "长(?![期远效久])"
"""长 as the head of something, not as in 长期."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A possible name at `start..end` of the text it was sought in; `label` differs from those words where parts were restored."""

    start: int
    end: int
    label: str
    type: EntityType
    actor_type: str
    level: str
    rule: str
    confidence: float
    grouped: bool = False
    """True for a member of a compound (县人大、县政协主要领导): it may overlap the other members."""


@cache
def _part(lexicon: str, *parts: str) -> str:
    return alternation(row["term"] for row in rows(lexicon) if row["part"] in parts)


@cache
def level_words() -> str:
    """Return the alternation of words for a level of administration."""
    return alternation(row["term"] for row in rows("levels"))


@cache
def _levels() -> dict[str, str]:
    return {row["term"]: row["level"] for row in rows("levels")}


@cache
def level_terms() -> frozenset[str]:
    """Return the words for a level of administration."""
    return frozenset(_levels())


@cache
def _types(lexicon: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for row in rows(lexicon):
        if row["actorType"]:
            found.setdefault(row["term"], row["actorType"])
    return found


@cache
def _organisation() -> str:
    """Return the pattern of an organisation: 县委, 县委组织部, 县政府办公室, 民政部门, 县财政局, 乡镇党委."""
    level = f"(?:{level_words()})"
    core, organ, inner = _part("institutions", "core"), _part("institutions", "organ"), _part("institutions", "inner")
    body = f"(?:{_part('institutions', 'domain')})(?:{_part('institutions', 'unit')})"
    return f"(?:{level}级?(?:(?:{core}(?:{level}政府(?={inner}))?|{organ})(?:{inner})?|{body})|{organ}(?:{inner})?|{body})"


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str], float], ...]:
    level, organisation = f"(?:{level_words()})", _organisation()
    rank = f"(?:{_part('posts', 'rank')})*"
    office = f"(?:{_part('posts', 'post', 'alone')})"
    staff = f"(?:{_part('posts', 'staff')})"
    modifier = f"(?:{_part('groups', 'modifier')})"
    return (
        ("institution", re.compile(organisation), 0.85),
        ("institution", re.compile(_part("institutions", "whole")), 0.85),
        ("post", re.compile(f"{organisation}{rank}(?:{office}|{staff}|(?:{level})?{_HEAD_OF})"), 0.9),
        ("post", re.compile(f"{level}级?{rank}(?:{staff}|{_part('posts', 'staff_level')})"), 0.85),
        ("post", re.compile(f"分管[一-龥]{{2,8}}的副?{level}?[一-龥]?长"), 0.85),
        ("post", re.compile(f"{rank}(?:{_part('posts', 'whole', 'alone')})(?![期远效久])"), 0.75),
        ("group", re.compile(f"{modifier}*(?:{_part('groups', 'whole')})"), 0.8),
        ("group", re.compile(f"{modifier}+(?:{_part('groups', 'head', 'open')})"), 0.75),
        ("group", re.compile(f"{_part('groups', 'open')}"), 0.7),
    )


@cache
def _compound() -> re.Pattern[str]:
    level, organ, core = level_words(), _part("institutions", "organ"), _part("institutions", "core")
    item = f"(?:{level})(?:{core}|{organ})"
    staff = _part("posts", "staff")
    return re.compile(f"(?P<items>{item}(?:[、和与及]?{item})+)(?P<staff>{staff})")


@cache
def _item() -> re.Pattern[str]:
    return re.compile(f"(?:{level_words()})(?:{_part('institutions', 'core')}|{_part('institutions', 'organ')})")


def candidates(text: str) -> Iterator[Candidate]:
    """Yield every possible actor in one sentence; spans may overlap, the caller keeps the longest."""
    for match in _compound().finditer(text):
        for item in _item().finditer(match["items"]):
            label = item.group() + match["staff"]
            yield Candidate(
                match.start() + item.start(),
                match.end(),
                label,
                "Actor",
                actor_type(label, "post"),
                level(label),
                "actors.compound",
                0.9,
                grouped=True,
            )
    for kind, pattern, confidence in _patterns():
        for match in pattern.finditer(text):
            name = match.group()
            yield Candidate(match.start(), match.end(), name, "Actor", actor_type(name, kind), level(name), f"actors.{kind}", confidence)


def actor_type(name: str, kind: str) -> str:
    """Return the actor type of a composed name: its longest known ending decides."""
    if kind == "institution" and any(of == "督查机构" and domain in name for domain, of in _domains().items()):
        return "督查机构"
    order = {"institution": ("institutions",), "post": ("posts", "institutions"), "group": ("groups",)}[kind]
    for lexicon in order:
        types = _types(lexicon)
        for start in range(len(name)):
            if name[start:] in types:
                return types[name[start:]]
    return "其他"


def level(name: str) -> str:
    """Return the level of administration that a name says, `none` where it says none.

    >>> level("县民政局"), level("常务副县长"), level("驻村干部"), level("贫困户"), level("企业")
    ('县', '县', '村', '户', 'none')
    """
    known = _group_levels().get(name)
    if known:
        return known
    for length in range(min(6, len(name)), 0, -1):
        if name[:length] in _levels():
            return _levels()[name[:length]]
    headed = _headed_level().search(name)
    if headed:
        return _levels()[headed[1]]
    ministry = name.endswith("部") and name[:-1] in _domains()
    return "村" if name.startswith("驻村") else "中央" if ministry else "none"


@cache
def _domains() -> dict[str, str]:
    """Return fields of administration with the type of a body in charge of them."""
    return {row["term"]: row["actorType"] for row in rows("institutions") if row["part"] == "domain"}


@cache
def _group_levels() -> dict[str, str]:
    return {row["term"]: row["level"] for row in rows("groups") if row["level"] not in ("", "none")}


@cache
def _headed_level() -> re.Pattern[str]:
    return re.compile(f"副?({level_words()})长$")
