"""Cuts sentences into clauses of words, and finds where a phrase that ends at a given word begins."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from weakref import WeakKeyDictionary

from extract.lexicon import rows
from extract.view import ProseSentence, View
from extract.words import Word, words

STOPS = frozenset('，。；：！？!?;,:、“”‘’"（）()《》〈〉【】［］[]—…\n\t 　→＋+/|')
"""Characters that no phrase runs across."""
CONTENT = frozenset({"n", "nr", "ns", "nt", "nz", "nrt", "nrfg", "ng", "v", "vn", "vg", "vd", "vi", "a", "an", "ad", "ag"})
LOOSE = frozenset({"b", "j", "l", "i", "s", "f", "k", "g", "eng", "zg", "z", "h", "tg", "o", "q"})
PARTICLES = frozenset({"uj", "ul", "uz", "ud", "u", "c", "d", "p", "f", "k"})


@dataclass(frozen=True, slots=True)
class Clause:
    """A run of words of one sentence between two stops; `before` and `after` are the stop characters ('' at the sentence's ends)."""

    start: int
    end: int
    text: str
    before: str
    after: str
    words: tuple[Word, ...]

    def cut(self, first: int, last: int) -> str:
        """Return the text from word `first` to word `last`, both included."""
        return self.text[self.words[first].start - self.start : self.words[last].end - self.start]


_clauses: WeakKeyDictionary[View, tuple[tuple[ProseSentence, tuple[Clause, ...]], ...]] = WeakKeyDictionary()


def clauses(view: View) -> tuple[tuple[ProseSentence, tuple[Clause, ...]], ...]:
    """Return every prose sentence with its clauses, in text order; kept with the view because several extractors ask for it."""
    found = _clauses.get(view)
    if found is None:
        tokens, at, parts = words(view), 0, list[tuple[ProseSentence, tuple[Clause, ...]]]()
        for sentence in view.sentences:
            own: list[Word] = []
            while at < len(tokens) and tokens[at].start < sentence.end:
                if tokens[at].start >= sentence.start:
                    own.append(tokens[at])
                at += 1
            parts.append((sentence, tuple(_cut(sentence, own))))
        found = tuple(parts)
        _clauses[view] = found
    return found


def _cut(sentence: ProseSentence, tokens: Sequence[Word]) -> Iterator[Clause]:
    text, at = sentence.text, 0
    cuts = [-1, *(i for i, c in enumerate(text) if c in STOPS), len(text)]
    for left, right in pairwise(cuts):
        start, end = sentence.start + left + 1, sentence.start + right
        own: list[Word] = []
        while at < len(tokens) and tokens[at].start < end:
            if tokens[at].start >= start and tokens[at].end <= end:
                own.append(tokens[at])
            at += 1
        if own and own[0].start == start and own[-1].end == end:
            before, after = text[left] if left >= 0 else "", text[right] if right < len(text) else ""
            yield Clause(start, end, text[left + 1 : right], before, after, tuple(own))


@cache
def _breaks() -> tuple[frozenset[str], frozenset[str]]:
    entries = rows("phrase_breaks")
    return frozenset(r["word"] for r in entries), frozenset(r["word"] for r in entries if r["scope"] == "all")


def breaks_noun(word: Word) -> bool:
    """Return whether no noun phrase runs over `word` (function words, and verbs that take the phrase as their object)."""
    return word.text in _breaks()[0] or word.tag not in CONTENT | LOOSE


def breaks_clause(word: Word) -> bool:
    """Return whether not even a short clause (`干部素质不高`) runs over `word`."""
    return word.text in _breaks()[1]


def noun_start(tokens: Sequence[Word], last: int, *, longest: int) -> int:
    """Return the index of the first word of the noun phrase whose last word is `tokens[last]`, at most `longest` characters long."""
    first = last
    while first and not breaks_noun(tokens[first - 1]) and tokens[last].end - tokens[first - 1].start <= longest:
        first -= 1
    while first < last and tokens[first].tag in {"ns", "f", "q", "k"}:
        first += 1
    return first


def clause_start(tokens: Sequence[Word], last: int, *, longest: int) -> int:
    """Return the index of the first word of the short clause that ends with `tokens[last]`; -1 if it is longer than `longest`."""
    first = last
    while first and not breaks_clause(tokens[first - 1]):
        first -= 1
    while first < last and tokens[first].tag in PARTICLES:
        first += 1
    return first if tokens[last].end - tokens[first].start <= longest else -1


def members(parts: Sequence[Clause]) -> Iterator[tuple[Clause, ...]]:
    """Yield the enumerations (A、B、C) of a sentence as runs of clauses joined by 、."""
    run: list[Clause] = []
    for part in parts:
        if run and part.before == "、" and part.start == run[-1].end + 1:
            run.append(part)
            continue
        if len(run) > 1:
            yield tuple(run)
        run = [part]
    if len(run) > 1:
        yield tuple(run)
