"""Names of task organisations: a head such as 领导小组 or 指挥部 and as much before it as belongs to the name."""

from __future__ import annotations

import re
from functools import cache

from extract.actor_grammar import Candidate, level, level_words
from extract.lexicon import Matcher, rows, terms
from extract.view import View
from extract.words import Word, words

_LONGEST = 22
_JOINED = re.compile(r"[一-龥A-Za-z0-9—·]+")
_NAME_TAGS = ("n", "v", "a", "j", "b", "l", "i", "f", "s", "t", "x", "z", "q", "m", "eng", "k", "h")


def task_organisations(view: View) -> dict[int, list[Candidate]]:
    """Return candidates by index of the sentence, in reading offsets."""
    heads = {row["term"]: row for row in rows("task_heads")}
    starts = _word_starts(words(view))
    found: dict[int, list[Candidate]] = {}
    for sentence in view.sentences:
        for match in _heads().find(sentence.text):
            row = heads[match.term]
            end = sentence.start + match.end
            start = _left_edge(view.text, starts, sentence.start, sentence.start + match.start)
            start = _with_levels(view.text, sentence.start, start)
            name = re.sub(r"\s", "", view.text[start:end])
            if len(name) == len(match.term) and row["alone"] != "yes":
                continue
            found.setdefault(sentence.index, []).append(
                Candidate(start, end, name, "TaskOrganization", row["actorType"], level(name), "actors.task", 0.85)
            )
    return found


def _word_starts(tokens: tuple[Word, ...]) -> dict[int, Word]:
    """Return words by their end, for walking leftwards."""
    return {word.end: word for word in tokens}


def _left_edge(text: str, by_end: dict[int, Word], floor: int, start: int) -> int:
    """Walk left over words that can belong to a name; a stop word, a mark or the length limit ends it."""
    position = start
    while position > floor and start - position < _LONGEST:
        word = by_end.get(position)
        if word is None:
            word = next((by_end[position + n] for n in (1, 2, 3) if position + n in by_end and by_end[position + n].start < position), None)
            if word is None:
                break
            word = Word(word.start, position, text[word.start : position], "n")
        if word.text in _stops() or not _JOINED.fullmatch(word.text) or not word.tag.startswith(_NAME_TAGS) or word.start < floor:
            break
        position = word.start
    return position


def _with_levels(text: str, floor: int, start: int) -> int:
    """Take in levels listed before the name (省、市、县三级联合督战队)."""
    match = _listed_levels().search(text[floor:start])
    return floor + match.start() if match else start


@cache
def _listed_levels() -> re.Pattern[str]:
    return re.compile(f"(?:{level_words()})(?:[、](?:{level_words()}))*[、]$")


@cache
def _stops() -> frozenset[str]:
    return frozenset(terms("task_stops"))


@cache
def _heads() -> Matcher:
    return Matcher(terms("task_heads"))
