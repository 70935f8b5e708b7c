"""Cases: what the paper itself studies or uses as an example, against places it only mentions or cites."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache
from weakref import WeakKeyDictionary

from extract import lexicon
from extract.annotation import AttributeValue
from extract.view import Mention, View

_LOCAL = frozenset({"市州", "县", "乡镇", "村", "片区", "省"})
_STUDY = re.compile(
    r"实践|经验|案例|考察|调查|调研|研究|为例|样本|启示|探索|观察|做法|实证|报告|分析|创新|故事|路径|逻辑|何以|如何|模式|机制|扶贫|脱贫|治理|振兴"
)
_BASED_ON = re.compile(r"(?:以|基于|通过对|根据对|对|选取|来自|立足)$")
_AS_EXAMPLE = re.compile(r"^[^，。；]{0,24}?(?:为例|为案例|为个案|的(?:案例|实践|经验|调查|调研|田野|实证|考察|观察)|典型代表|典型案例)")
_EXAMPLE_BEFORE = re.compile(r"(?:(?:例如|比如|譬如)[，：]?[^，。；]{0,24}|以)$")
_KIND_OF_REGION = re.compile(
    r"^(?:深度?贫困?|贫困|民族|革命|边疆|边境|欠?发达|西部|东部|中部|东西部|农村|山|牧|老|少|边|穷|基层|广大|各|全国|脱贫|集中连片.*|部分|一些|多).{0,3}(?:地区|片区|区|部)$"
)
"""Names of kinds of regions (深度贫困地区), which are no place of study."""
_COMPOSED = re.compile(r"(?:省|州|市)?[一-龥]{1,3}?(?:州县|区县|贫困县|地区|山区|藏区|彝区|牧区|片区|库区|苏区|老区)")
_FOLLOWING = 12
"""Reading characters after a place within which the practice it is a case of is named."""
_FEWEST_MENTIONS = 2
_GENERIC = 2
"""Practices of so few characters (扶贫, 治理) name a case only where no other is named."""


@cache
def _practices() -> tuple[re.Pattern[str], ...]:
    terms = lexicon.terms("practices")
    return (re.compile("|".join(map(re.escape, sorted(terms, key=len, reverse=True)))),)


@cache
def _after_words() -> re.Pattern[str]:
    return re.compile(r"的?(?:[^，。；的]{0,3}?)(?P<what>" + _practices()[0].pattern + ")")


def find_composed_regions(view: View, places: Sequence[Mention]) -> Iterator[Mention]:
    """Yield regions named by a province or prefecture and a kind of area within it (…省涉藏州县, …州高寒山区)."""
    for place in places:
        if place.attrs.get("adminLevel") not in {"省", "市州"}:
            continue
        found = _COMPOSED.match(view.text, place.end)
        if found:
            whole = view.text[place.start : found.end()]
            label = re.sub("^(.{2,3}?)(?:省|州|市)(?=.)", r"\1", whole)
            aliases = (whole,) if whole != label else ()
            yield Mention("Place", place.start, found.end(), label, "places.composed", 0.75, {"adminLevel": "片区"}, aliases)


def practice_of(view: View, places: Sequence[Mention]) -> tuple[str, Mention, int]:
    """Return the practice most often named right after one of `places` (all mentions of one place), that mention and where it ends.

    Falls back to the first practice of the title, then of the text; an empty string where none is named.
    """
    pattern = _practices()[0]
    counted: Counter[str] = Counter()
    first: dict[str, tuple[Mention, int]] = {}
    for place in places:
        found = pattern.match(view.text, place.end) or _after_words().match(
            view.text, place.end, min(len(view.text), place.end + _FOLLOWING)
        )
        if found:
            what = found["what"] if "what" in found.re.groupindex else found.group()
            counted[what] += 1
            first.setdefault(what, (place, found.end()))
    if counted:
        what = max(counted, key=lambda term: (len(term) > _GENERIC, counted[term], len(term), -first[term][1]))
        return what, *first[what]
    return _practice_of_all(view), places[0], places[0].end


_practice: WeakKeyDictionary[View, str] = WeakKeyDictionary()


def _practice_of_all(view: View) -> str:
    """Return the practice that the title names, else the one the text names most; kept with the view, since many cases ask."""
    found = _practice.get(view)
    if found is None:
        found = ""
        for kinds in (("title", "subtitle"), ("abstract", "heading", "paragraph")):
            named = Counter(
                match.group()
                for segment in view.segments(*kinds)
                for match in _practices()[0].finditer(view.text, segment.text_start, segment.text_end)
            )
            if named:
                found = max(named, key=lambda term: (len(term) > _GENERIC, named[term], len(term), term))
                break
        _practice[view] = found
    return found


def _main_places(view: View, by_place: dict[str, list[Mention]]) -> Iterator[tuple[str, float]]:
    """Yield places that title or subtitle name as the field of study, or that text says the study is based on."""
    titles = list(view.segments("title", "subtitle"))
    for label, mentions in by_place.items():
        for place in mentions:
            for segment in titles:
                if segment.text_start <= place.start < segment.text_end and _STUDY.search(view.text[segment.text_start : segment.text_end]):
                    yield label, 0.95
    limit = max((s.end for s in view.sentences if s.kind == "abstract"), default=0) or len(view.text) // 4
    for label, mentions in by_place.items():
        for place in mentions:
            lead, after = view.text[max(0, place.start - 6) : place.start], view.text[place.end : place.end + 30]
            local = place.attrs.get("adminLevel") != "省"
            if local and place.start < limit and _BASED_ON.search(lead) and _AS_EXAMPLE.search(after):
                yield label, 0.85


def _example_places(view: View, by_place: dict[str, list[Mention]]) -> Iterator[tuple[str, float]]:
    """Yield places that a sentence brings in as an example (例如, 以…为例, 典型代表)."""
    for label, mentions in by_place.items():
        for place in mentions:
            lead, after = view.text[max(0, place.start - 28) : place.start], view.text[place.end : place.end + 30]
            if place.attrs.get("adminLevel") != "省" and (_EXAMPLE_BEFORE.search(lead) or _AS_EXAMPLE.search(after)):
                yield label, 0.78
                break


def _acting_places(view: View, by_place: dict[str, list[Mention]]) -> Iterator[tuple[str, float]]:
    """Yield small places that are the subject of several sentences: the paper tells what was done there."""
    starts = {sentence.start for sentence in view.sentences}
    for label, mentions in by_place.items():
        if mentions[0].attrs.get("adminLevel") not in {"县", "乡镇", "村"}:
            continue
        acting = sum(place.start in starts or view.text[place.start - 1] in "，；、与和" for place in mentions)
        if acting >= _FEWEST_MENTIONS and len(mentions) >= _FEWEST_MENTIONS:
            yield label, 0.74


def find_cases(view: View, places: Sequence[Mention]) -> Iterator[Mention]:
    """Yield one mention per case, those of title and abstract first; none where the text studies no local practice.

    The label is place and practice, the place's names are aliases; `place` and `practice` stand in the attributes.
    """
    ends_before = {place.start for place in places}
    by_place: dict[str, list[Mention]] = {}
    for place in places:
        holds_next = place.end in ends_before  # 贵州 in 贵州T县 only says where T县 is
        if place.attrs.get("adminLevel") in _LOCAL and not holds_next and not _KIND_OF_REGION.search(place.label):
            by_place.setdefault(place.label, []).append(place)
    given = view.document.metadata.place
    chosen: dict[str, float] = {}
    for label, mentions in by_place.items():
        if given and given in (label, *(alias for mention in mentions for alias in mention.aliases)):
            chosen[label] = 0.95
    finders = (_main_places, _example_places, _acting_places) if not chosen else (_main_places,)
    for finder in finders:
        for label, sure in finder(view, by_place):
            chosen[label] = max(chosen.get(label, 0.0), sure)
    endings = {label[cut:] for label in chosen for cut in range(1, len(label))}
    for label, sure in chosen.items():
        if label in endings:
            continue
        mentions = by_place[label]
        practice, place, end = practice_of(view, mentions)
        names = tuple(dict.fromkeys(name for m in mentions for name in (m.label, view.text[m.start : m.end], *m.aliases)))
        attrs: dict[str, AttributeValue] = {"place": label, "practice": practice}
        start = place.start
        yield Mention("Case", start, max(end, place.end), label + practice, "cases.place", sure, attrs, names)
