"""Names of task organisations: a head such as 领导小组 or 指挥部 and as much before it as belongs to the name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache

from extract.actor_grammar import Candidate, level, level_words
from extract.lexicon import Matcher, rows, terms
from extract.view import ProseSentence, View
from extract.words import Word, words

_LONGEST = 22
_JOINED = re.compile(r"[一-龥A-Za-z0-9—·]+")
_NAME_TAGS = ("n", "v", "a", "j", "b", "l", "i", "f", "s", "x", "z", "q", "eng", "k", "h", "m")
_GOES_ON = {
    "组": "织成建合装长员",
    "队": "伍员长列",
    "班": "子长",
    "办": "理法公事好学案",
    "部": "门分署长",
    "指": "挥出导标",
    "区": "指域分别间内",
}
"""Characters after a head's last character that make it another word (攻坚组织, 战区指挥长)."""
_QUANTITY = re.compile(r"^(?:[一二两三四五六七八九十百\d]+(?:余|多)?[个支名条]|各|若干)(?!级)")
_CLAUSE = re.compile(r"^.*(?:有|在于|之后|由|等)(?=..)")
"""What a word that segmentation glued to a name leaves before it (县有指挥部)."""
_COUNT = re.compile(r"[一二两三四五六七八九十百\d]+(?:余|多)?[个支名条]")
_LISTED = re.compile(
    r"(?P<members>[一-龥]{2,8}(?:、[一-龥]{2,8}?)+(?:(?:和|与|及)[一-龥]{2,8}?)?)等?"
    r"(?:\d+|[一二两三四五六七八九十]+)(?:多|余)?个(?P<head>[一-龥]{0,4}(?:组|专班))"
)
_DECLARED = re.compile(
    r"\s?[（(](?:以下|下文|下称)?(?:均|统一)?(?:简称|称)(?:为|作)?[:：]?\s?[“\"'‘「]?(?P<short>[^”\"'’」）)，。]{2,8})[”\"'’」]?[）)]"
)
_GROUPS = re.compile(r"[一-龥]{2,7}组(?:[、和与及][一-龥]{2,7}组)+(?![织成建合装长员])")
_OFFICE = re.compile(
    r"(?:下设|内设|设立|设有|分设|单设|设)(?P<office>(?:综合)?办公室)|(?<=[，。；（、])(?P<bare>办公室)(?=设在|设于|挂靠|挂在)"
)


def task_organisations(view: View) -> dict[int, list[Candidate]]:
    """Return candidates by index of the sentence, in reading offsets."""
    by_end = {word.end: word for word in words(view)}
    found: dict[int, list[Candidate]] = {}
    last: str | None = None
    short: dict[str, str] = {}
    for sentence in view.sentences:
        here = [*_headed(view.text, sentence, by_end), *_grouped(sentence)]
        for office in _OFFICE.finditer(sentence.text):
            start = sentence.start + office.start("office" if office["office"] else "bare")
            owner = _owner(view.text[sentence.start : start], [c for c in here if c.end <= start], short) or last
            if owner and not owner.endswith("办公室"):
                name = owner + (office["office"] or office["bare"])
                here.append(
                    Candidate(start, sentence.start + office.end(), name, "TaskOrganization", "政府", level(name), "actors.office", 0.8)
                )
        if here:
            found[sentence.index] = here
            short.update(declared(view.text, here))
            last = next((c.label for c in reversed(here) if not c.label.endswith("办公室")), last)
    return found


def declared(text: str, found: Iterable[Candidate]) -> dict[str, str]:
    """Return abbreviations that the text declares right after a name: （简称“X”）."""
    short: dict[str, str] = {}
    for candidate in found:
        match = _DECLARED.match(text, candidate.end)
        if match:
            short.setdefault(match["short"].strip(), candidate.label)
    return short


def _owner(before: str, named: list[Candidate], short: dict[str, str]) -> str | None:
    """Return the organisation named last before an office, under its full name or a declared abbreviation."""
    abbreviated = max(((before.rfind(form), full) for form, full in short.items()), default=(-1, ""))
    return abbreviated[1] if abbreviated[0] >= 0 and not named else (named[-1].label if named else None)


def _headed(text: str, sentence: ProseSentence, by_end: dict[int, Word]) -> Iterator[Candidate]:
    """Yield names that end with a head of the lexicon, walked leftwards from it."""
    heads = {row["term"]: row for row in rows("task_heads")}
    for match in _heads().find(sentence.text):
        row = heads[match.term]
        end = sentence.start + match.end
        if text[end : end + 1] in tuple(_GOES_ON.get(match.term[-1], "")) and text[end : end + 1]:
            continue
        if text.endswith(_standing(), sentence.start, end):
            continue
        start = _left_edge(text, by_end, sentence.start, sentence.start + match.start)
        if match.term == "战区" and re.search(r"[三四五六七八九]个$", text[sentence.start : start]):
            start -= 2
        start = _with_levels(text, sentence.start, start)
        name = re.sub(r"\s", "", text[start:end])
        name = _CLAUSE.sub("", name)
        start = end - len(name) if text[end - len(name) : end] == name else start
        bare = _QUANTITY.sub("", name)
        start += len(name) - len(bare) if bare != name and not _counted(name, match.term) else 0
        name = name if _counted(name, match.term) else bare
        if len(name) > len(match.term) or row["alone"] == "yes":
            yield Candidate(start, end, name, "TaskOrganization", row["actorType"], level(name), "actors.task", 0.85)


def _counted(name: str, head: str) -> bool:
    """Tell whether a small count is part of the name: 三个战区, but 12个攻坚组 is 攻坚组."""
    return bool(re.fullmatch(f"[三四五六七八九]个{head}", name)) and head == "战区"


def _grouped(sentence: ProseSentence) -> Iterator[Candidate]:
    """Yield the groups of a list: 甲组、乙组和丙组, and 甲、乙、丙三个组 with the head restored."""
    for match in _GROUPS.finditer(sentence.text):
        for member in re.finditer(r"(?:^|(?<=组)[、和与及])(?P<name>[一-龥]+?组)(?=[、和与及]|$)", match.group()):
            name = _after_verb(member["name"])
            end = sentence.start + match.start() + member.end()
            if len(name) > 2:
                yield _group(end - len(name), end, name)
    for match in _LISTED.finditer(sentence.text):
        for member in re.finditer(r"[^、和与及]+", match["members"]):
            name = _after_verb(member.group())
            start = sentence.start + match.start() + member.start() + len(member.group()) - len(name)
            label = name if name.endswith(match["head"][-1]) else name + match["head"]
            if len(name) >= 2:
                yield _group(start, sentence.start + match.start() + member.end(), label)
        head = sentence.start + match.start("head")
        if len(match["head"]) >= 3:
            yield Candidate(head, head + len(match["head"]), match["head"], "TaskOrganization", "工作队", "none", "actors.collective", 0.86)


def _group(start: int, end: int, label: str) -> Candidate:
    return Candidate(start, end, label, "TaskOrganization", "工作队", level(label), "actors.group_list", 0.75)


def _after_verb(name: str) -> str:
    """Drop a verb of founding before the first member of a list (内设政策宣传)."""
    return re.sub(r"^.*(?:下设|内设|分设|设立|成立|组建|设有|下辖|分为|设|含|包括)(?=..)", "", name)


def _left_edge(text: str, by_end: dict[int, Word], floor: int, start: int) -> int:
    """Walk left over words that can belong to a name; a stop word, a mark or the length limit ends it."""
    position = start
    while position > floor and start - position < _LONGEST:
        word = by_end.get(position)
        if word is None:
            crossing = next(
                (by_end[position + n] for n in (1, 2, 3) if position + n in by_end and by_end[position + n].start < position), None
            )
            if crossing is None:
                break
            word = Word(crossing.start, position, text[crossing.start : position], "n")
        if (
            word.text in _stops()
            or _COUNT.fullmatch(word.text)
            or not _JOINED.fullmatch(word.text)
            or not word.tag.startswith(_NAME_TAGS)
            or word.start < floor
        ):
            break
        position = word.start
    return position


def _with_levels(text: str, floor: int, start: int) -> int:
    """Take in levels listed before the name (省、市、县三级联合督战队)."""
    match = _listed_levels().search(text[floor:start])
    return floor + match.start() if match and level(text[start : start + 4]) != "none" else start


@cache
def _listed_levels() -> re.Pattern[str]:
    return re.compile(f"(?:{level_words()})(?:[、](?:{level_words()}))*[、]$")


@cache
def _stops() -> frozenset[str]:
    return frozenset(terms("task_stops"))


@cache
def _standing() -> tuple[str, ...]:
    """Return bodies that end like task organisations and are none: 村民小组, 党小组."""
    return tuple(row["term"] for row in rows("institutions") if row["part"] == "whole" and row["term"].endswith("小组"))


@cache
def _heads() -> Matcher:
    return Matcher(terms("task_heads"))
