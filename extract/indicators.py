"""Reads the figures of a text: what is measured, how much, of whom, when (observations)."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

from extract.annotation import Evidence, Modality, Observation
from extract.indicator_names import COUNTED, SHARES, Clause, clause_start, counted_noun, name_of, words_before
from extract.indicator_patterns import pattern
from extract.indicator_scope import Period, Scope
from extract.indicator_tables import TableFigure, find_tables
from extract.lexicon import rows
from extract.numbers import Quantity, find_quantities
from extract.times import Time, find_times
from extract.view import Mention, ProseSentence, View
from extract.words import Word, words

_KINDS = frozenset({"paragraph", "list_item", "abstract", "footnote", "caption", "heading", "title", "subtitle"})
_SERIES = re.compile(r"\s?[、和与及]{1,2}\s?")
_RANGE = re.compile(r"^\s?(?:至|到|[—–―~～-]{1,2})\s?$")


@dataclass(frozen=True, slots=True)
class _Figure:
    q: Quantity
    name: str
    start: int
    end: int
    role: str
    from_: bool = False
    """True where it is the value before a change, whose time the text does not give."""


_LONGEST_CLAUSE = 60


def find_observations(view: View, mentions: Sequence[Mention]) -> Iterator[Observation]:
    """Yield the observations of a document in text order, with the ids o1, o2 and so on.

    `mentions` give what the figures are about; without them the subject of the clause is taken.
    """
    scope = Scope(view, mentions)
    tagged = words(view)
    starts = [w.start for w in tagged]
    found: list[tuple[int, Observation]] = []
    for sentence in view.sentences:
        if sentence.kind not in _KINDS or not re.search(r"[\d零一二两三四五六七八九十百千万亿半]", sentence.text):
            continue
        times = tuple(find_times(sentence.text))
        kept = _kept(sentence.text, times)
        if not kept:
            continue
        own = [replace(w, start=w.start - sentence.start, end=w.end - sentence.start) for w in _between(tagged, starts, sentence)]
        for figure in _figures(sentence, kept, own, scope):
            found.append((sentence.start + figure.q.start, _observation(view, sentence, figure, times, scope)))
    for caption_start, caption_end, figures in find_tables(view):
        about = scope.about_words(caption_start, caption_end)
        found.extend((figure.start, _table_observation(view, figure, about)) for figure in figures)
    for number, (_, observation) in enumerate(sorted(found, key=lambda pair: pair[0]), 1):
        yield replace(observation, id=f"o{number}")


def _table_observation(view: View, f: TableFigure, about: str | None) -> Observation:
    return Observation(
        id="",
        indicator=f.name,
        value=f.value,
        unit=f.unit,
        about=about,
        evidence=(view.evidence(f.start, f.end),),
        year=f.period.year,
        start_year=f.period.start_year,
        time_text=f.period.text,
        rule="indicators.table",
        confidence=0.85,
    )


def _evidence(view: View, start: int, end: int, number_start: int, number_end: int) -> Evidence:
    """Return the words of a figure; only the number where a table or page break lies between it and its name."""
    whole = view.evidence(start, end)
    return whole if whole.end - whole.start <= 2 * (end - start) + 20 else view.evidence(number_start, number_end)


def _clause(text: str, f: _Figure) -> tuple[int, int]:
    """Return the clause around a number of counted things: 520个村 alone does not say what was done there."""
    start = max(text.rfind(mark, 0, f.start) for mark in "，；：。") + 1
    ends = [at for mark in "，；：。" if (at := text.find(mark, f.end)) >= 0]
    end = min(ends, default=len(text))
    return (start, end) if end - start <= _LONGEST_CLAUSE else (f.start, f.end)


def _earlier_of_pair(text: str, times: Sequence[Time], q: Quantity) -> Period:
    """Return the first year of a change told before in the sentence (从2013年的…降至2018年的…), which this change goes on to tell."""
    told = [t for t in times if t.end <= q.start]
    if len(told) > 1 and re.search(r"[由从]\s?$", text[: told[-2].start]) and re.search(r"[至到]\s?$", text[: told[-1].start]):
        return Period(told[-2].year, None, told[-2].text)
    return Period()


def _year_right_before(text: str, times: Sequence[Time], q: Quantity) -> bool:
    return any(t.end <= q.outer_start and text[t.end : q.outer_start].strip() in ("", "的") for t in times)


def _between(tagged: Sequence[Word], starts: list[int], sentence: ProseSentence) -> Sequence[Word]:
    return tagged[bisect_left(starts, sentence.start) : bisect_left(starts, sentence.end)]


def _observation(view: View, sentence: ProseSentence, f: _Figure, times: Sequence[Time], scope: Scope) -> Observation:
    if f.from_ and not _year_right_before(sentence.text, times, f.q):
        period = _earlier_of_pair(sentence.text, times, f.q)
    else:
        period = scope.period(sentence, times, f.q.start, f.q.end)
    at = sentence.start
    start, end = _clause(sentence.text, f) if f.role == "counted" else (f.start, f.end)
    return Observation(
        id="",
        indicator=f.name,
        value=f.q.value,
        unit=f.q.unit,
        about=scope.about(sentence, f.q.start),
        evidence=(_evidence(view, at + start, at + end, at + f.q.start, at + f.q.end),),
        year=period.year,
        start_year=period.start_year,
        qualifier=f.q.qualifier,
        time_text=period.text,
        modality=_modality(sentence.text, f.q),
        rule=f"indicators.{f.role}",
        confidence=0.9 if f.q.script == "arabic" else 0.75,
    )


def _kept(text: str, times: Sequence[Time]) -> list[Quantity]:
    """Return the numbers of a sentence that measure something."""
    found = [q for q in find_quantities(text) if not any(t.start < q.end and q.start < t.end for t in times)]
    return [q for i, q in enumerate(found) if _worth(text, q, found[i - 1] if i else None)]


def _figures(sentence: ProseSentence, kept: Sequence[Quantity], own: Sequence[Word], scope: Scope) -> Iterator[_Figure]:
    text = sentence.text
    subjects = scope.subjects(sentence)
    previous: _Figure | None = None
    for i, bare in enumerate(kept):
        floor = max(kept[i - 1].outer_end, previous.end if previous else 0) if i else 0
        ceiling = kept[i + 1].outer_start if i + 1 < len(kept) else len(text)
        clause = Clause(text, own, subjects, floor, ceiling)
        q = _resolved(clause, bare, previous)
        figure = _named(clause, q, previous) if q is not None else None
        if figure is None:
            continue
        after = kept[i + 1] if i + 1 < len(kept) else None
        if figure.role != "change" and after is not None and _changes_to(text, figure.q, after) and _from(text, figure.q):
            figure = replace(figure, from_=True)
        previous = figure
        yield figure


def _changes_to(text: str, first: Quantity, second: Quantity) -> bool:
    """Tell whether the text says that `first` became `second`; the years of both may stand between."""
    gap = text[first.outer_end : second.outer_start]
    for time in reversed(list(find_times(gap))):
        gap = gap[: time.start] + gap[time.end :]
    return bool(pattern("change").match(gap))


def _from(text: str, q: Quantity) -> bool:
    return bool(pattern("first").search(text[max(0, q.outer_start - 6) : q.outer_start]))


def _resolved(clause: Clause, q: Quantity, previous: _Figure | None) -> Quantity | None:
    """Give a number without unit the unit its noun asks for; None where it has none."""
    if q.unit is not None:
        return q
    text = clause.text
    raw = text[q.start : q.end]
    if raw in ("0", "零") and previous and _changes_to(text, previous.q, q):
        return replace(q, unit=previous.q.unit, kind=previous.q.kind)
    follows = text[q.outer_end : q.outer_end + 1]
    if previous is not None and _next_has_unit(clause, q):
        return None
    if raw[-1] in "万亿" or raw[-2:-1] in "万亿":
        if follows == "-":
            return None
        a, b = counted_noun(clause, q)
        noun, before = text[a:b], words_before(clause, q)
        if pattern("people").search(noun) or (not noun and pattern("people").search(before)):
            return replace(q, unit="人", kind="people")
        if pattern("money").search(noun) or pattern("money").search(before):
            return replace(q, unit="元", kind="money")
    return None


def _next_has_unit(clause: Clause, q: Quantity) -> bool:
    return False


@cache
def _idioms() -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(row["pattern"]) for row in rows("number_idioms"))


def _worth(text: str, q: Quantity, previous: Quantity | None) -> bool:
    """Tell whether a number says something measured, and is not part of a phrase, an ordinal or a shorthand."""
    before, after = text[max(0, q.start - 12) : q.start], text[q.end : q.end + 12]
    if before.endswith(("第", "几", "数", "每隔")) or re.search(r"[A-Za-z]$|[图表式注附卷]\s?$", before) or re.match(r"\s?[/.]\d", after):
        return False
    for idiom in _idioms():
        if any(m.start() <= q.start < m.end() for m in idiom.finditer(text, max(0, q.start - 12), min(len(text), q.end + 12))):
            return False
    if q.script == "arabic":
        return _arabic_worth(text, q)
    if q.kind in SHARES:
        return True
    return _chinese_worth(text, q, previous)


def _bounded(q: Quantity) -> bool:
    return q.outer_start != q.start or q.outer_end != q.end


def _arabic_worth(text: str, q: Quantity) -> bool:
    if q.unit == "日" and text[: q.start].endswith("月"):
        return False
    if q.unit == "年":
        near = text[max(0, q.start - 8) : q.start]
        return _bounded(q) or bool(pattern("term").search(near) or pattern("term_behind").match(text[q.end : q.end + 6]))
    return q.kind != "" or text[q.start : q.end].rstrip("多余来")[-1:] in ("万", "亿", "0")


def _chinese_worth(text: str, q: Quantity, previous: Quantity | None) -> bool:
    bare = text[q.start] in "百千万亿"
    if bare and not _bounded(q):
        return False
    if previous is not None and previous.unit == q.unit and _changes_to(text, previous, q):
        return True
    if q.kind == "money":
        return q.value >= 10 or _bounded(q)
    if q.kind in ("age", "level", "score"):
        return False
    if q.value >= 10:
        return q.kind in COUNTED or _bounded(q) or q.kind in ("area", "length", "weight")
    if q.value >= 3 and q.kind in ("people", "household"):
        return True
    return q.value >= 3 and _bounded(q) and q.qualifier in ("不足", "以内", "超过", "以上")


def _named(clause: Clause, q: Quantity, previous: _Figure | None) -> _Figure | None:
    text = clause.text
    gap = text[previous.q.outer_end : q.outer_start] if previous else ""
    same = previous is not None and (previous.q.unit == q.unit or {previous.q.kind, q.kind} <= COUNTED)
    if previous is not None and same and (_changes_to(text, previous.q, q) or (_RANGE.match(gap) and previous.q.unit == q.unit)):
        return _Figure(q, previous.name, previous.q.outer_start, q.outer_end, "change")
    if previous is not None and previous.q.unit == q.unit and _SERIES.fullmatch(gap):
        return _Figure(q, previous.name, previous.start, q.outer_end, "series")
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
    base = pattern("base").sub("", name)
    return base + ("人口" if q.unit == "人" else "户数")


def _modality(text: str, q: Quantity) -> Modality:
    left = text[clause_start(text, q.start) : q.start]
    if pattern("hypothetical").search(left):
        return "hypothetical"
    if pattern("proposed").search(left):
        return "proposed"
    return "reported"
