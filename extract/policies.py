"""Finds official documents that a text cites: what a Party or state body issued, and plans named without 《》."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

from extract.annotation import AttributeValue
from extract.lexicon import rows
from extract.view import Link, Mention, ProseSentence, View

_TITLE = re.compile(r"《(?P<title>(?:[^《》〈]|〈[^〈〉]*+〉|〈)*+)》")
_NUMBER = re.compile(
    r"[\u4e00-\u9fff]{1,8}(?:\s?)[〔\[（(【]?\s?(?P<year>(?:19|20)\d\d)\s?[〕\])）】]?\s?(?:第)?\s?\d{1,4}\s?号|〔(?P<year2>(?:19|20)\d\d)〕\s?\d{1,4}\s?号"
)
_ALIAS = re.compile(
    r"^[^《》。]{0,4}[（(](?:以下|下文|下)?(?:简称|称)为?[:：]?(?:《(?P<book>[^《》]{2,30})》|[“\"](?P<quote>[^“”\"]{2,30})[”\"]|(?P<bare>[\u4e00-\u9fff]{2,12}))"
)
_LONE_NUMBER = re.compile(r"[国中省市州县区厅委政府农财民教]{0,4}(?:发|办发|办|函|字)〔(?:19|20)\d\d〕\s?\d{1,4}\s?号文?件?")
_NUMBER_OF_TITLE = re.compile(r"》\s?[（(]\s?$")
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)\s?年")
_BREAK = "。！？；;"


@dataclass(frozen=True, slots=True)
class _Title:
    start: int
    end: int
    title: str
    issuers: tuple[str, ...]
    year: int | None
    number: str | None
    sure: bool
    aliases: tuple[str, ...]


@cache
def _genres() -> tuple[frozenset[str], frozenset[str]]:
    sure = frozenset(row["term"] for row in rows("policy_genres") if row["sure"] == "yes")
    return sure, frozenset(row["term"] for row in rows("policy_genres")) - sure


@cache
def _words(role: str) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{row['pattern']})" for row in rows("policy_words") if row["role"] == role))


def find_policies(view: View) -> Iterator[Mention]:
    """Yield mentions of official documents in text order; `attrs` hold issuer, year and number where the text gives them."""
    aliases: dict[str, _Title] = {}
    known: dict[str, _Title] = {}
    for sentence in view.sentences:
        taken: list[tuple[int, int]] = []
        for found in _titles(sentence, known, aliases):
            taken.append((found.start, found.end))
            yield _mention(sentence, found, "policies.title")
        yield from _plans(sentence, taken)


def _titles(sentence: ProseSentence, known: dict[str, _Title], aliases: dict[str, _Title]) -> Iterator[_Title]:
    for m in _TITLE.finditer(sentence.text):
        title = re.sub(r"\s", "", m["title"])
        if title in aliases:
            yield replace(aliases[title], start=m.start(), end=m.end())
            continue
        found = _judged(sentence.text, m, title)
        if found is None and title not in known:
            continue
        found = known[title] if found is None else _merged(found, known.get(title))
        known[title] = found
        for alias in found.aliases:
            aliases[alias] = found
        yield replace(found, start=m.start(), end=m.end())


def _merged(found: _Title, earlier: _Title | None) -> _Title:
    if earlier is None:
        return found
    return replace(
        found,
        issuers=earlier.issuers or found.issuers,
        year=earlier.year or found.year,
        number=earlier.number or found.number,
        aliases=earlier.aliases or found.aliases,
    )


def _judged(text: str, m: re.Match[str], title: str) -> _Title | None:
    """Return the title as an official document, None for a book, a journal, a form or an agreement."""
    sure, weak = _genres()
    bare = re.sub(r"[（(][^（）()]*[）)]$", "", title).removesuffix("草案")
    genre = next((g for g in sorted(sure | weak, key=len, reverse=True) if bare.endswith(g)), None)
    left = text[max(0, _sentence_start(text, m.start())) : m.start()]
    near = left[-40:]
    right = text[m.end() : m.end() + 14]
    issued = bool(_words("act").search(near[-24:]) or _words("act").match(right.lstrip("，,")))
    issuers = _issuers(near, title)
    if genre is None and not (_words("title").search(bare) and issuers and issued):
        return None
    if genre is None and _words("not").search(bare):
        return None
    if genre in weak and not (issuers or issued or _words("title").search(bare)):
        return None
    if genre in sure and len(bare) <= len(genre or "") and genre not in ("宪法", "政府工作报告"):
        return None
    number = _NUMBER.search(text, m.end(), min(len(text), m.end() + 24))
    return _Title(
        m.start(),
        m.end(),
        title,
        issuers,
        _year(left, right, title, number),
        number.group().strip("（）() ") if number else None,
        True,
        _alias(text, m.end()),
    )


def _alias(text: str, at: int) -> tuple[str, ...]:
    m = _ALIAS.match(text[at : at + 60])
    return tuple(a for a in (m["book"], m["quote"], m["bare"]) if a) if m else ()


def _issuers(near: str, title: str) -> tuple[str, ...]:
    acted = list(_words("act").finditer(near))
    before = near[: acted[-1].start()] if acted else ""
    clause = re.split(r"[,，。;；:：]", before)[-1]
    found = [m.group() for m in _words("issuer").finditer(clause)]
    if not found:
        m = _words("issuer").match(title)
        found = [m.group()] if m and re.match(r"(?:关于|办公厅关于)", title[m.end() :]) else []
    return tuple(dict.fromkeys(found))


def _year(left: str, right: str, title: str, number: re.Match[str] | None) -> int | None:
    if number:
        return int(number["year"] or number["year2"])
    behind = re.match(r"\s?[（(]\s?((?:19|20)\d\d)", right)
    if behind:
        return int(behind.group(1))
    years = _YEAR.findall(re.split(r"《[^》]*》", left)[-1])
    return int(years[-1]) if years else None


def _sentence_start(text: str, at: int) -> int:
    return max(text.rfind(c, 0, at) for c in _BREAK) + 1


def _plans(sentence: ProseSentence, taken: Sequence[tuple[int, int]]) -> Iterator[Mention]:
    found = [m for pattern in (_words("named"), _LONE_NUMBER) for m in pattern.finditer(sentence.text)]
    for m in sorted(found, key=lambda m: m.start()):
        if any(a < m.end() and m.start() < b for a, b in taken) or _NUMBER_OF_TITLE.search(sentence.text[: m.start()]):
            continue
        year = re.search(r"(?:19|20)\d\d", m.group())
        attrs: dict[str, AttributeValue] = {"issuer": (), "year": int(year.group()) if year else None}
        yield Mention("PolicyDocument", sentence.start + m.start(), sentence.start + m.end(), m.group(), "policies.named", 0.8, attrs)


def _mention(sentence: ProseSentence, found: _Title, rule: str) -> Mention:
    attrs: dict[str, AttributeValue] = {"issuer": found.issuers, "year": found.year}
    if found.number:
        attrs["number"] = found.number
    start, end = sentence.start + found.start + 1, sentence.start + found.end - 1
    return Mention("PolicyDocument", start, end, found.title, rule, 0.95 if found.issuers else 0.85, attrs, found.aliases)


def link_policies(view: View, mentions: Sequence[Mention]) -> Iterator[Link]:
    """Yield citesPolicy of the document, and basedOnPolicy of a case or measure in a sentence that relies on the policy by name."""
    starts = [s.start for s in view.sentences]
    ordered = sorted(mentions, key=lambda m: m.start)
    begins = [m.start for m in ordered]
    cited: set[str] = set()
    for policy in ordered:
        if policy.type != "PolicyDocument":
            continue
        index = bisect_right(starts, policy.start) - 1
        if index < 0:
            continue
        sentence = view.sentences[index]
        if policy.label not in cited:
            cited.add(policy.label)
            yield Link(None, "citesPolicy", policy, sentence.start, sentence.end, "policies.cited", policy.confidence)
        left = sentence.text[max(0, policy.start - sentence.start - 40) : policy.start - sentence.start]
        if not re.search(rf"(?:{_words('cite').pattern})[^,，。；;]*$", left):
            continue
        for other in ordered[bisect_right(begins, sentence.start - 1) : bisect_right(begins, sentence.end)]:
            if other.type in ("Measure", "Case", "Mechanism") and other.start > policy.end:
                yield Link(other, "basedOnPolicy", policy, sentence.start, sentence.end, "policies.basis", 0.6)
                break
