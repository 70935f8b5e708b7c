"""Candidates for mentions: words that may name a thing, from lexicons, head words, quotation marks, lists and sentence frames."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from extract.lexicon import Matcher, rows, terms
from extract.phrases import Clause, breaks_clause, breaks_noun, clause_start, members, noun_start
from extract.view import ProseSentence

QUOTED = re.compile("“([^“”。！？]{2,18})”")


@dataclass(frozen=True, slots=True)
class Candidate:
    """Words at `start..end` that rule `rule` proposes; `key` is the lexicon entry that fired, '' where there is none."""

    start: int
    end: int
    label: str
    rule: str
    key: str
    clause: Clause


@cache
def _matcher(lexicon: str) -> Matcher:
    return Matcher(terms(lexicon))


@cache
def _heads(lexicon: str) -> tuple[frozenset[str], tuple[int, ...]]:
    entries = frozenset(terms(lexicon, "head"))
    return entries, tuple(sorted(set(map(len, entries)), reverse=True))


@cache
def _frames(lexicon: str) -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple((re.compile(r["pattern"]), r["name"]) for r in rows(lexicon))


def head_of(label: str, lexicon: str) -> str | None:
    """Return the longest head word of `lexicon` that `label` ends with."""
    entries, lengths = _heads(lexicon)
    for length in lengths:
        if label[-length:] in entries:
            return label[-length:]
    return None


def named(clause: Clause, lexicon: str) -> Iterator[Candidate]:
    """Yield the entries of `lexicon` that occur in the clause."""
    for match in _matcher(lexicon).find(clause.text):
        yield Candidate(clause.start + match.start, clause.start + match.end, match.term, "named", match.term, clause)


def headed(clause: Clause, lexicon: str, *, longest: int, loose: bool = False) -> Iterator[Candidate]:
    """Yield phrases that end in a head word of `lexicon`: noun phrases, or short clauses too where `loose`."""
    tokens = clause.words
    for i, word in enumerate(tokens):
        head = head_of(clause.text[: word.end - clause.start], lexicon)
        at_end = i + 1 == len(tokens)
        if head is None or not (at_end or breaks_noun(tokens[i + 1]) or breaks_clause(tokens[i + 1])):
            continue
        starts = {noun_start(tokens, i, longest=longest)}
        if loose:
            starts.add(clause_start(tokens, i, longest=longest))
        for first in sorted(starts - {-1}):
            label = clause.cut(first, i)
            if len(label) >= len(head) + 2:
                yield Candidate(tokens[first].start, word.end, label, "headed", head, clause)


def noun_phrases(clause: Clause, *, longest: int) -> Iterator[Candidate]:
    """Yield the maximal noun phrases of three characters or more."""
    tokens = clause.words
    for i, word in enumerate(tokens):
        if breaks_noun(word) or (i + 1 < len(tokens) and not breaks_noun(tokens[i + 1])):
            continue
        first = noun_start(tokens, i, longest=longest)
        label = clause.cut(first, i)
        if len(label) >= 3:
            yield Candidate(tokens[first].start, word.end, label, "phrase", "", clause)


def whole(clause: Clause, *, shortest: int, longest: int, opening: re.Pattern[str] | None = None) -> Iterator[Candidate]:
    """Yield the clause itself without an opening that `opening` matches."""
    lead = opening.match(clause.text) if opening else None
    skip = lead.end() if lead else 0
    if shortest <= len(clause.text) - skip <= longest:
        yield Candidate(clause.start + skip, clause.end, clause.text[skip:], "clause", "", clause)


def rest(clause: Clause, *, shortest: int, longest: int) -> Iterator[Candidate]:
    """Yield what follows the last word of the clause that breaks clauses, such as the object of 导致 or 实施."""
    tokens = clause.words
    first = clause_start(tokens, len(tokens) - 1, longest=longest)
    if first > 0 and shortest <= tokens[-1].end - tokens[first].start:
        yield Candidate(tokens[first].start, clause.end, clause.cut(first, len(tokens) - 1), "rest", tokens[first - 1].text, clause)


def quoted(sentence: ProseSentence, parts: Sequence[Clause]) -> Iterator[Candidate]:
    """Yield what stands between quotation marks."""
    for match in QUOTED.finditer(sentence.text):
        start, end = sentence.start + match.start(1), sentence.start + match.end(1)
        clause = next((c for c in parts if c.start <= start < c.end), None)
        if clause:
            yield Candidate(start, end, match[1], "quoted", "", clause)


def framed(sentence: ProseSentence, parts: Sequence[Clause], lexicon: str) -> Iterator[Candidate]:
    """Yield group x of each pattern of `lexicon` that the sentence matches."""
    for pattern, name in _frames(lexicon):
        for match in pattern.finditer(sentence.text):
            start, end = sentence.start + match.start("x"), sentence.start + match.end("x")
            clause = next((c for c in parts if c.start <= start < c.end), None)
            if clause:
                yield Candidate(start, end, match["x"], "framed", name, clause)


def frames_in(text: str, lexicon: str) -> list[str]:
    """Return the names of the patterns of `lexicon` that occur in `text`."""
    return [name for pattern, name in _frames(lexicon) if pattern.search(text)]


def listed(parts: Sequence[Clause], lexicon: str) -> Iterator[Candidate]:
    """Yield the members of enumerations of which one holds an entry of `lexicon`; the key is how many do, at most 3."""
    for run in members(parts):
        known = sum(any(True for _ in _matcher(lexicon).find(c.text)) for c in run)
        if not known:
            continue
        for i, clause in enumerate(run):
            tokens, last = clause.words, len(clause.words) - 1
            if i == len(run) - 1:
                stop = next((k for k, w in enumerate(tokens) if breaks_clause(w) or w.tag in {"u", "uj", "c"}), len(tokens))
                last = stop - 1
            first = noun_start(tokens, last, longest=14) if i == 0 and last >= 0 else 0
            if last >= first and 2 <= tokens[last].end - tokens[first].start <= 14:
                yield Candidate(tokens[first].start, tokens[last].end, clause.cut(first, last), "listed", str(min(known, 3)), clause)
