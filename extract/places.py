"""Places of a document: provinces to villages, anonymised places and regions; one label a place, its other names as aliases."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from weakref import WeakKeyDictionary

from extract.annotation import AttributeValue
from extract.gazetteer import areas, level_of, short_names, without_suffix
from extract.lexicon import Matcher, rows
from extract.view import Mention, View
from extract.words import Word, in_dictionary, names, tag_alone, words

_SUFFIX = "自治州|自治县|自治旗|省|市|州|盟|县|区|旗|乡|镇|街道|苏木|社区|嘎查|村|屯"
_ANONYMOUS = re.compile(rf"(?<![A-Za-z0-9])(?:[A-Z]{{1,2}}|×{{1,3}}|某|[甲乙丙丁]) ?(?:{_SUFFIX})(?![一-龥]?级)")
_BOUNDARY = re.compile(r"(?:自治区|自治州|省|市|州|县|区|旗|乡|镇|村|社区)(?=[一-龥A-Z]{2})")
_SEAT = re.compile(r"([^\W县委省市区旗乡镇村农民中共外]{2,3}(?:省|市|州|县|区|旗|乡|镇|村))(?:委|政府|人民|党|纪|人大|政协|两委)")
"""A place at the head of an organisation's name (云岭县委)."""
_PART = re.compile(r"(?:(?:东|西|南|北|中){1,2}部|腹地|境内|[东西南北]麓|沿岸|流域)$")
_HAN = re.compile(r"[一-龥]+")
_FEATURE = re.compile(r"(?<=..)[山江河湖海岭峡原塬庄崖峪屯流域]$")
_NAME_TAGS = frozenset({"ns", "nz", "nr", "nrt"})
_GLUE = frozenset("和与及在从到由给对为向里")


@dataclass(slots=True)
class _Place:
    """A place on the way to its mentions, with every name the document has for it and the best source among them."""

    label: str
    level: str | None
    confidence: float
    rule: str
    code: str | None = None
    names: set[str] = field(default_factory=set[str])


@dataclass(slots=True)
class _Candidates:
    """Names that may be places: the best source of each."""

    found: dict[str, tuple[float, str]] = field(default_factory=dict[str, tuple[float, str]])

    def add(self, name: str, confidence: float, rule: str) -> None:
        if self.found.get(name, (0.0, ""))[0] < confidence:
            self.found[name] = (confidence, rule)


_found: WeakKeyDictionary[View, tuple[Mention, ...]] = WeakKeyDictionary()


def find_places(view: View) -> Iterator[Mention]:
    """Yield every mention of a place in the prose, in reading order; a place has one label in a document."""
    found = _found.get(view)
    if found is None:  # kept with the view, because actors are told apart by their places
        found = _found[view] = tuple(_mentions(view))
    yield from found


def _mentions(view: View) -> Iterator[Mention]:
    by_name = {name: place for place in _places(view) for name in place.names}
    matcher = Matcher(sorted(by_name))
    for sentence in view.sentences:
        for match in matcher.find(sentence.text):
            place = by_name[match.term]
            attrs: dict[str, AttributeValue] = {}
            if place.level:
                attrs["adminLevel"] = place.level
            if place.code:
                attrs["code"] = place.code
            start, end = sentence.start + match.start, sentence.start + match.end
            if _inside_word(view.text, match.term, end):
                continue
            yield Mention("Place", start, end, place.label, place.rule, place.confidence, attrs, tuple(sorted(place.names - {place.label})))


def _inside_word(text: str, name: str, end: int) -> bool:
    """Tell whether the characters go on to a longer word: 西部 in 西部署, K县 in K县级."""
    follows = text[end : end + 1]
    if name.endswith("部"):
        return follows in tuple("署分门长队委") and follows != ""
    return follows == "级" and level_of(name) is not None


def _places(view: View) -> list[_Place]:
    """Merge the names of one place: with and without suffix (清平县, 清平), with and without space (K 县, K县)."""
    candidates = _candidates(view)
    regions = {row["term"]: row for row in rows("regions")}
    places: dict[str, _Place] = {}
    suffixed: dict[str, str] = {}
    for name in sorted(candidates, key=lambda n: (-len(n), n)):
        confidence, rule = candidates[name]
        region = regions.get(name)
        label = (region["alias_of"] or name) if region and region["alias_of"] in candidates else name.replace(" ", "")
        stem = without_suffix(name)
        if stem == name and name in suffixed:
            label = suffixed[name]
        elif stem != name and not region:
            suffixed.setdefault(stem, label)
        place = places.setdefault(label, _Place(label, None, confidence, rule))
        place.names.add(name)
        if confidence > place.confidence:
            place.confidence, place.rule = confidence, rule
        place.level = place.level or (region["level"] if region else _level(name))
        area = areas().get(name) or next(iter(short_names().get(name, ())), None)
        if rule != "places.region" and area and label == name:
            place.code = area.code
    for stem, label in suffixed.items():
        if stem not in candidates and len(stem) >= 2 and not _stopped(stem, "short") and not in_dictionary(stem):
            places[label].names.add(stem)
    return list(places.values())


def _level(name: str) -> str | None:
    short = short_names().get(name)
    return level_of(name) or (short[0].level if short else "片区")


def _candidates(view: View) -> dict[str, tuple[float, str]]:
    """Return names found by any source with confidence and rule."""
    found = _Candidates()
    marked = [word for word in names(view) if word.tag in ("LOC", "ORG")]
    located = Counter(piece for word in marked if word.tag == "LOC" for piece in _split(word.text))
    named = "\n".join(word.text for word in marked)
    anonymous: Counter[str] = Counter()
    in_names: dict[str, bool] = {}
    for sentence in view.sentences:
        for match in _full_names().find(sentence.text):
            if match.term not in in_names:
                in_names[match.term] = match.term in named
            if in_names[match.term] and (match.term[-1] not in "县区" or len(match.term) > 2 or match.term in located):
                found.add(match.term, 0.95, "places.gazetteer")
        for match in _regions().find(sentence.text):
            found.add(match.term, 0.8, "places.region")
        anonymous.update(m.group() for m in _ANONYMOUS.finditer(sentence.text))
    for name, count in anonymous.items():
        if count > 1 or not name.startswith("某"):
            found.add(name, 0.9, "places.anonymous")
    for name, count in located.items():
        _judge(found, name, count)
    for name, count in Counter(m[1] for word in marked if word.tag == "ORG" and (m := _SEAT.match(word.text))).items():
        _judge(found, name, count)
    _judge_words(found, words(view))
    return _without_stray_heads(found.found)


def _split(located: str) -> list[str]:
    """Split a chain of places at its suffixes (南海市云岭区石板村) and drop parts of the compass after a name."""
    pieces: list[str] = []
    start = 0
    for boundary in _BOUNDARY.finditer(located):
        if boundary.end() - start >= 3:
            pieces.append(located[start : boundary.end()])
            start = boundary.end()
    rest = _PART.sub("", located[start:])
    short = next((rest[:n] for n in (4, 3, 2) if len(rest) - n >= 3 and rest[:n] in short_names() and rest not in areas()), "")
    if short:
        pieces.append(short)
        rest = rest[len(short) :]
    if not pieces or short or level_of(rest):
        pieces.append(rest)
    return pieces


def _judge(found: _Candidates, name: str, count: int) -> None:
    """Take a name that LAC calls a place, unless the lexicon knows better."""
    if len(name) < 2 or _stopped(name, "whole") or _stopped(name, "short") or not _HAN.fullmatch(name):
        return
    level = level_of(name)
    if name in short_names():
        if short_names()[name][0].level != "县" or (tag_alone(name) or "ns") in _NAME_TAGS:
            found.add(name, 0.85, "places.short")
    elif level:
        if len(name) > 2 and not _generic_stem(name, count):
            found.add(name, 0.85, "places.suffix")
    elif _FEATURE.search(name) or (count >= 3 and not in_dictionary(name)):
        found.add(name, 0.6, "places.named")


def _without_stray_heads(found: dict[str, tuple[float, str]]) -> dict[str, tuple[float, str]]:
    """Drop a name that is another name with one function word glued before it (和石板村 beside 石板村)."""
    return {name: source for name, source in found.items() if not (name[1:] in found and name[0] in _GLUE and source[1] == "places.suffix")}


def _judge_words(found: _Candidates, tokens: tuple[Word, ...]) -> None:
    """Take jieba's place words that are short names of provinces and prefectures."""
    for word in tokens:
        if word.tag.startswith("ns") and not _stopped(word.text, "short"):
            short = short_names().get(word.text)
            if short and short[0].level != "县":
                found.add(word.text, 0.85, "places.short")


def _generic_stem(name: str, count: int) -> bool:
    """Tell whether what stands before the suffix is a common word (试点 in 试点村), not a name."""
    if name in areas():
        return False
    stem = next((name.removesuffix(row["suffix"]) for row in rows("place_levels") if name.endswith(row["suffix"])), name)
    if not stem or any(stem.endswith(word) or (stem.startswith(word) and len(word) > 1) for word in _stops("stem")):
        return True
    return count < 2 and not (tag_alone(stem) or "ns").startswith(("n", "s"))


def _stopped(name: str, use: str) -> bool:
    return name in _stops(use)


@cache
def _stops(use: str) -> frozenset[str]:
    return frozenset(row["term"] for row in rows("place_stops") if row["use"] == use)


@cache
def _full_names() -> Matcher:
    return Matcher(sorted(name for name in areas() if not _stopped(name, "whole")))


@cache
def _regions() -> Matcher:
    return Matcher(sorted(row["term"] for row in rows("regions")))
