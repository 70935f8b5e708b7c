"""Reads the figures of a text: what is measured, how much, of whom, when (observations)."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

from extract.annotation import Modality, Observation
from extract.indicator_names import COUNTED, SHARES, Clause, clause_start, counted_noun, name_of, words_before
from extract.indicator_scope import Scope
from extract.lexicon import rows
from extract.numbers import Quantity, find_quantities
from extract.times import Time, find_times
from extract.view import Mention, ProseSentence, View
from extract.words import Word, words

_KINDS = frozenset({"paragraph", "list_item", "abstract", "footnote", "caption", "heading", "title", "subtitle"})
_CHANGE = re.compile(
    r"^[^,，。;；]{0,2}?(?:左右|以上|以下)?[^,，。;；\d]{0,10}?(?:降|减|增|升|涨|跌|提|缩|扩|压|延|变|改|收窄|攀|上调|下调|调)[^,，。;；\d]{0,3}?(?:至|到|为|成)[^,，。;；\d]{0,10}?$"
)
_RANGE = re.compile(r"^\s?(?:至|到|[—–―~～-]{1,2})\s?$")
_PEOPLE = re.compile(r"(?:人口|群众|农民工?|人员|学生|居民|移民|对象|劳动力|患者|党员|干部|农村贫困|贫困人|人)$")
_MONEY = re.compile(r"(?:资金|收入|投入|产值|资产|债务|贷款|额度|额|费|补助|补贴|债|销售|营收)$")


@dataclass(frozen=True, slots=True)
class _Figure:
    q: Quantity
    name: str
    start: int
    end: int
    role: str


def find_observations(view: View, mentions: Sequence[Mention]) -> Iterator[Observation]:
    """Yield the observations of a document in text order, ids o1, o2, …

    `mentions` give what the figures are about; without them the subject of the clause is taken.
    """
    scope = Scope(view, mentions)
    tagged = words(view)
    starts = [w.start for w in tagged]
    number = 0
    for sentence in view.sentences:
        if sentence.kind not in _KINDS or not re.search(r"[\d零一二两三四五六七八九十百千万亿半]", sentence.text):
            continue
        own = [replace(w, start=w.start - sentence.start, end=w.end - sentence.start) for w in _between(tagged, starts, sentence)]
        times = tuple(find_times(sentence.text))
        for figure in _figures(sentence, own, times, scope):
            number += 1
            yield _observation(f"o{number}", view, sentence, figure, times, scope)


def _between(tagged: Sequence[Word], starts: list[int], sentence: ProseSentence) -> Sequence[Word]:
    return tagged[bisect_left(starts, sentence.start) : bisect_left(starts, sentence.end)]


def _observation(name: str, view: View, sentence: ProseSentence, f: _Figure, times: Sequence[Time], scope: Scope) -> Observation:
    year, start_year, time_text = scope.time(sentence, times, f.q.start)
    at = sentence.start
    return Observation(
        id=name,
        indicator=f.name,
        value=f.q.value,
        unit=f.q.unit,
        about=scope.about(sentence, f.q.start, f.name),
        evidence=(view.evidence(at + f.start, at + f.end),),
        year=year,
        start_year=start_year,
        qualifier=f.q.qualifier,
        time_text=time_text,
        modality=_modality(sentence.text, f.q),
        rule=f"indicators.{f.role}",
        confidence=0.9 if f.q.script == "arabic" else 0.75,
    )


def _figures(sentence: ProseSentence, own: Sequence[Word], times: Sequence[Time], scope: Scope) -> Iterator[_Figure]:
    text = sentence.text
    quantities = [q for q in find_quantities(text) if not any(t.start < q.end and q.start < t.end for t in times)]
    subjects = scope.subjects(sentence)
    previous: _Figure | None = None
    last_end = 0
    for i, q in enumerate(quantities):
        following = quantities[i + 1].outer_start if i + 1 < len(quantities) else len(text)
        clause = Clause(text, own, subjects, last_end, following)
        q2 = _resolved(clause, q, previous)
        if q2 is None or not _worth(text, q2, previous):
            continue
        figure = _named(clause, q2, previous)
        last_end = q.outer_end
        if figure is None:
            continue
        previous = figure
        yield figure


def _resolved(clause: Clause, q: Quantity, previous: _Figure | None) -> Quantity | None:
    """Give a number without unit the unit its noun asks for; None where it has none."""
    if q.unit is not None:
        return q
    text = clause.text
    raw = text[q.start : q.end]
    gap = text[previous.q.outer_end : q.outer_start] if previous else ""
    if raw in ("0", "零") and previous and _CHANGE.match(gap):
        return replace(q, unit=previous.q.unit, kind=previous.q.kind)
    follows = text[q.outer_end : q.outer_end + 1]
    if previous is not None and _next_has_unit(clause, q):
        return None
    if raw[-1] in "万亿" or raw[-2:-1] in "万亿":
        if follows == "-":
            return None
        a, b = counted_noun(clause, q)
        noun, before = text[a:b], words_before(clause, q)
        if _PEOPLE.search(noun) or (not noun and _PEOPLE.search(before)):
            return replace(q, unit="人", kind="people")
        if _MONEY.search(noun) or _MONEY.search(before):
            return replace(q, unit="元", kind="money")
    return None


def _next_has_unit(clause: Clause, q: Quantity) -> bool:
    return False


@cache
def _idioms() -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(row["pattern"]) for row in rows("number_idioms"))


def _worth(text: str, q: Quantity, previous: _Figure | None) -> bool:
    """Tell whether a number says something measured, and is not part of a phrase, an ordinal or a shorthand."""
    before, after = text[max(0, q.start - 12) : q.start], text[q.end : q.end + 12]
    if before.endswith(("第", "几", "数", "每隔")) or re.search(r"[A-Za-z]$", before):
        return False
    if re.search(r"[图表式注附卷]\s?$", before) or re.match(r"\s?[/.]\d", after):
        return False
    for idiom in _idioms():
        for m in idiom.finditer(text, max(0, q.start - 12), min(len(text), q.end + 12)):
            if m.start() <= q.start and q.end <= m.end():
                return False
    if q.script == "arabic":
        return q.kind not in ("",) and not (q.unit == "日" and before.endswith("月"))
    if q.kind in SHARES:
        return True
    bounded = q.outer_start != q.start or (q.outer_end != q.end and q.qualifier != "约")
    if q.kind == "money":
        return q.value >= 10 or bounded
    if q.kind in ("age", "level", "score"):
        return False
    changed = bool(previous and previous.q.unit == q.unit and _CHANGE.match(text[previous.q.outer_end : q.outer_start]))
    if changed:
        return True
    if q.value >= 10:
        return q.kind in COUNTED or bounded or q.kind in ("area", "length", "weight")
    if q.value >= 3 and q.kind in ("people", "household"):
        return True
    if q.value >= 3 and bounded and q.qualifier in ("不足", "以内", "超过", "以上"):
        return True
    return False


def _named(clause: Clause, q: Quantity, previous: _Figure | None) -> _Figure | None:
    text = clause.text
    gap = text[previous.q.outer_end : q.outer_start] if previous else ""
    same = previous is not None and (previous.q.unit == q.unit or {previous.q.kind, q.kind} <= COUNTED)
    if previous is not None and same and (_CHANGE.match(gap) or (_RANGE.match(gap) and previous.q.unit == q.unit)):
        return _Figure(q, previous.name, previous.q.outer_start, q.outer_end, "change")
    if previous is not None and not gap.strip() and {previous.q.kind, q.kind} == {"household", "people"}:
        return _Figure(q, _sibling(previous.name, q), previous.start, q.outer_end, "sibling")
    name, role, end = name_of(clause, q, previous.name if previous else "")
    if not name:
        name = previous.name if previous else ""
    if not name:
        return None
    where = text.find(name[:2], clause_start(text, q.outer_start), q.outer_start)
    return _Figure(q, name, where if where >= 0 else q.outer_start, end, role)


def _sibling(name: str, q: Quantity) -> str:
    """Name the persons after the households they live in, or the other way round."""
    base = re.sub(r"(?:户数|人数|人口数?|数)$", "", name)
    return base + ("人口" if q.unit == "人" else "户数")


def _modality(text: str, q: Quantity) -> Modality:
    left = text[clause_start(text, q.start) : q.start]
    if re.search(r"(?:假如|如果|倘若|假设|若)", left):
        return "hypothetical"
    if re.search(r"(?:建议|拟|力争|计划|目标|应当|应该|到20\d\d年要|预计|设想)", left):
        return "proposed"
    return "reported"
