"""Names a figure by the words around it: the noun it counts, the noun before it, the verb between."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from extract.indicator_patterns import pattern
from extract.lexicon import rows
from extract.numbers import Quantity
from extract.times import find_times
from extract.words import Word

COUNTED = frozenset({"count", "people", "household", "area_unit"})
"""Kinds of units that count things; their figures are named …数."""
SHARES = frozenset({"ratio", "ratio_change", "multiple"})
"""Kinds of units that compare; their figures are named …占比, …比例 or by the rate before them."""

_BREAK = re.compile(r"[,，。;；:：!！?？()（）《》\n—…]")
_NAME_MAX = 26
_NOUN_MAX = 14
_NOMINAL_TAGS = frozenset({"vn", "eng", "q", "k", "h", "LOC"})
_SUFFIX = re.compile(r"[组村点队户县区员站所室团班社会岗家](?![\u4e00-\u9fff]?[长员])")
_HEADS = "组村点队户县区员站所室团班社岗家乡镇人校"


@dataclass(frozen=True, slots=True)
class Clause:
    """The words of one sentence around a figure: `text` is the sentence, all offsets are into it."""

    text: str
    words: Sequence[Word]
    subjects: Sequence[tuple[int, int]]
    """Spans of places and actors, candidates for the subject."""
    floor: int
    """End of the figure before this one, 0 where there is none."""
    ceiling: int
    """Start of the figure behind this one, the end of the sentence where there is none."""


@cache
def _role(role: str) -> frozenset[str]:
    return frozenset(row["term"] for row in rows("indicator_words") if row["role"] == role)


@cache
def _changes() -> tuple[tuple[str, str], ...]:
    return tuple((row["term"], row["gives"]) for row in rows("indicator_words") if row["role"] == "change")


@cache
def _edge(*roles: str) -> tuple[str, ...]:
    return tuple(sorted({term for role in roles for term in _role(role)}, key=len, reverse=True))


def clause_start(text: str, at: int) -> int:
    """Return where the clause that holds `at` begins."""
    for i in range(at - 1, -1, -1):
        if _BREAK.match(text[i]):
            return i + 1
    return 0


def clause_end(text: str, at: int) -> int:
    """Return where the clause that holds `at` ends."""
    m = _BREAK.search(text, at)
    return m.start() if m else len(text)


def counted_noun(clause: Clause, q: Quantity) -> tuple[int, int]:
    """Return the span of the noun that the figure counts, read off the words behind it; empty where there is none."""
    end = min(clause_end(clause.text, q.outer_end), clause.ceiling)
    start = q.outer_end
    while start < end and clause.text[start] in '的 “”"':
        start += 1
    stop, noun_seen = start, False
    for i, word in enumerate(clause.words):
        if word.end <= start:
            continue
        if word.end > end or word.end - start > _NOUN_MAX or word.text[0] in "、和与及":
            break
        if word.text in _role("stop") or word.text in ("的", "被", "把", "将"):
            break
        if word.start < start:
            noun_seen, stop = True, word.end
            continue
        verb = word.tag[0] == "v" or word.tag == "vn"
        headed = noun_seen and clause.text[stop - 1] in _HEADS
        if verb and headed and not _head_follows(clause, i):
            break
        nominal = word.tag[0] in "nalijbsgz" or word.tag in _NOMINAL_TAGS or word.text in _role("nominal") or word.text in '“”"'
        if word.tag[0] == "v" and not nominal and not _head_follows(clause, i) and (noun_seen or not _noun_follows(clause, i, end)):
            break
        if word.tag[0] != "v" and not nominal:
            break
        noun_seen = noun_seen or word.tag[0] == "n"
        stop = word.end
    suffix = _SUFFIX.match(clause.text, stop, end) if stop > start else None
    return start, suffix.end() if suffix else stop


def _noun_follows(clause: Clause, i: int, end: int) -> bool:
    following = clause.words[i + 1] if i + 1 < len(clause.words) else None
    return following is not None and following.start < end and following.tag[0] == "n"


def _head_follows(clause: Clause, i: int) -> bool:
    """Tell whether the next word is a one-letter head, as in 聚居+县 or 安置+点."""
    following = clause.words[i + 1] if i + 1 < len(clause.words) else None
    return following is not None and following.text in _HEADS


def words_before(clause: Clause, q: Quantity) -> str:
    """Return the words of the clause before a figure, without links, times, subject and lead-in."""
    start = max(clause_start(clause.text, q.outer_start), clause.floor)
    text = _without_tail(clause.text[start : q.outer_start])
    for a, b in clause.subjects:
        if start <= a and b < start + len(text) and not _without_lead(clause.text[start:a]):
            rest = clause.text[b : start + len(text)]
            if _without_lead(rest) and not rest.startswith("、"):
                text, start = rest, b
    return _without_lead(text)


def _without_tail(text: str) -> str:
    while True:
        before = text = text.rstrip(' “”"')
        for link in _edge("link"):
            if text.endswith(link):
                text = text[: -len(link)]
                break
        for time in find_times(text):
            if time.end == len(text):
                text = text[: time.start]
        if text == before:
            return text


def _without_lead(text: str) -> str:
    while True:
        before = text = text.lstrip(' 、的,，“”"')
        for time in find_times(text):
            if time.start == 0:
                text = text[time.end :]
        for lead in _edge("lead", "place"):
            if text.startswith(lead) and (len(lead) > 1 or not _glued(text)):
                text = text[len(lead) :]
                break
        if text == before:
            return text


def _glued(text: str) -> bool:
    """A one-letter lead may be the first letter of a word."""
    from extract.words import in_dictionary

    return any(in_dictionary(text[:n]) for n in (2, 3))


def name_of(clause: Clause, q: Quantity, previous: str) -> tuple[str, str, int]:
    """Return the name of a figure, the rule that made it and where the words that show it end.

    `previous` is the name of the figure before in the same sentence, "" where there is none.
    """
    before = words_before(clause, q)
    a, b = counted_noun(clause, q)
    noun = clause.text[a:b]
    if q.kind in COUNTED or q.kind == "level":
        if noun:
            return tidy(with_count(_verb(clause, before) + noun, q)), "counted", b
        part = _last_part(before)
        return tidy(with_count(_after_de(part), q) if part else ""), "before", q.outer_end
    if q.kind in SHARES:
        return _share(clause, q, before, noun, previous)
    if noun and clause.text[q.outer_end : a].strip() == "的" and pattern("whole").search(noun):
        return tidy(noun), "counted", b
    if before and (not noun or not pattern("whole").search(noun) or pattern("whole").search(before)):
        return tidy(_measured(change_name(_last_part(before)), q)), "before", q.outer_end
    if noun:
        return tidy(noun), "counted", b
    return "", "before", q.outer_end


def _measured(name: str, q: Quantity) -> str:
    """Return `name` with the word for what is measured, where it has none."""
    if pattern("whole").search(name):
        return name
    if q.kind == "area":
        return name + "面积"
    return name + "天数" if q.unit == "天" else name


def _share(clause: Clause, q: Quantity, before: str, noun: str, previous: str) -> tuple[str, str, int]:
    text = clause.text[clause_start(clause.text, q.outer_start) : q.outer_start]
    end = clause_end(clause.text, q.outer_end)
    behind = clause.text[q.outer_end : min(end, clause.ceiling)]
    of = re.search(r"占(?P<whole>[^占]*?)(?:的|比|比为|到|了|约|近)?$", text)
    part = _last_part(before)
    if of and len(of["whole"]) <= 16:
        base = re.sub(r"占.*$", "", part) if "占" in part else part
        base = base or pattern("base").sub("", previous)
        whole = of["whole"]
        return tidy(f"{base}占{whole}比例" if whole else f"{base}占比"), "share", q.outer_end
    use = pattern("use").search(behind)
    if use and len(behind) <= 20 and not (part and pattern("whole").search(part)):
        return tidy(behind[use.start() :] + "比例"), "use", min(end, clause.ceiling)
    if part and (pattern("whole").search(part) or not behind.startswith("的")):
        return tidy(change_name(part)), "before", q.outer_end
    if noun:
        a = behind.find(noun)
        verb = behind[a + len(noun) :] if a >= 0 else ""
        if 1 < len(verb) <= 14:
            return tidy(f"{verb}的{noun}比例"), "share", min(end, clause.ceiling)
        return tidy(noun + "占比"), "share", q.outer_end + a + len(noun)
    return (tidy(part) or previous), "before", q.outer_end


def _last_part(before: str) -> str:
    return re.split("、", before)[-1]


def _after_de(part: str) -> str:
    rest = part.rpartition("的")[2]
    return rest if len(rest) >= 2 else part


def _verb(clause: Clause, before: str) -> str:
    """Return the verb that ends `before` and governs what is counted, "" where it says nothing of its own."""
    part = _last_part(before)
    for length in (4, 3, 2):
        if len(part) >= length and part[-length:] not in _role("light") and _is_verb(clause, part[-length:]):
            return part[-length:]
    return ""


def _is_verb(clause: Clause, text: str) -> bool:
    return any(word.text == text and word.tag[0] == "v" and word.end > clause.floor for word in clause.words)


def tidy(name: str) -> str:
    """Return a name without quotation marks, blanks and the particles at its edges."""
    return re.sub(r"[\s“”\"‘’了]", "", name).strip("的、，,.。")[-_NAME_MAX:]


def with_count(noun: str, q: Quantity) -> str:
    """Return `noun` as the name of a number of things: people give 人数, households 户数, the rest 数."""
    if q.unit == "户" and noun.endswith("人口"):
        return noun.removesuffix("人口") + "户数"
    if not noun or pattern("counted").search(noun):
        return noun
    if q.unit == "人":
        return noun + ("数" if noun.endswith("人") else "人数")
    if q.unit == "户":
        return noun + ("数" if noun.endswith("户") else "户数")
    if q.unit in ("次", "人次"):
        return noun + ("次数" if q.unit == "次" else "人次")
    return noun + "数"


def change_name(name: str) -> str:
    """Return a name that ends in a verb of change as the name of that change.

    >>> change_name("重复投诉量同比下降")
    '重复投诉量降幅'
    """
    for verb, gives in _changes():
        if name.endswith(verb) and len(name) > len(verb) + 1:
            return pattern("comparison").sub("", name[: -len(verb)]) + gives
    return name
