"""Words and names of a document as two outside tools see them: jieba's segmentation and LAC's names, with reading offsets.

Both are features for rules, never their frame: they split terms of the field (工作队, 领导小组), so lexicons match on characters.
The tools are loaded on first use; what they say of a view is kept as long as the view.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from extract.view import View

if TYPE_CHECKING:
    from rjieba import Jieba

    from extract.lac import NameTagger


@dataclass(frozen=True, slots=True)
class Word:
    """A word at reading offsets `start..end`; `tag` is jieba's part of speech, or LAC's PER, LOC, ORG, TIME for a name."""

    start: int
    end: int
    text: str
    tag: str


_CHINESE = re.compile(r"[\u3400-\u9fff]")
_words: WeakKeyDictionary[View, tuple[Word, ...]] = WeakKeyDictionary()
_names: WeakKeyDictionary[View, tuple[Word, ...]] = WeakKeyDictionary()


def words(view: View) -> tuple[Word, ...]:
    """Return jieba's words of the prose sentences, in reading order."""
    found = _words.get(view)
    if found is None:
        jieba = _jieba()
        found = tuple(word for s in view.sentences for word in _placed(jieba.tag(s.text), s.start))
        _words[view] = found
    return found


def names(view: View) -> tuple[Word, ...]:
    """Return the persons, places, organisations and times that LAC marks in the prose sentences, in reading order.

    LAC knows Chinese only: in a sentence without a Chinese character it is not asked.
    """
    found = _names.get(view)
    if found is None:
        chinese = [s for s in view.sentences if _CHINESE.search(s.text)]
        tagged = zip(chinese, _tagger().names([s.text for s in chinese]), strict=True)
        found = tuple(Word(s.start + start, s.start + end, s.text[start:end], kind) for s, names in tagged for start, end, kind in names)
        _names[view] = found
    return found


def in_dictionary(word: str) -> bool:
    """Tell whether jieba's dictionary has `word`: an invented or little known name is not in it."""
    return _jieba().has_word(word)


def tag_alone(word: str) -> str | None:
    """Return jieba's part of speech of `word` by itself, None where the dictionary lacks it."""
    tagged = _jieba().tag(word, hmm=False) if in_dictionary(word) else []
    return tagged[0][1] if len(tagged) == 1 else None


def _placed(tagged: list[tuple[str, str]], start: int) -> list[Word]:
    found: list[Word] = []
    for text, tag in tagged:
        found.append(Word(start, start + len(text), text, tag))
        start += len(text)
    return found


@cache
def _jieba() -> Jieba:
    from rjieba import Jieba

    return Jieba()


@cache
def _tagger() -> NameTagger:
    from extract.lac import NameTagger

    return NameTagger()
