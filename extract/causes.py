"""Causes that a text lists one by one: a sentence says what they are the causes of, numbered passages follow."""

from __future__ import annotations

import re
from collections.abc import Iterator

from extract.enumerations import split, trimmed
from extract.shorthand import number
from extract.view import Link, Mention, ProseSentence, View

_ANNOUNCED = re.compile(
    r"(?:(?:导致|造成|致使|把|将|对于?)(?P<effect>[^，。；：]{2,28}?)|(?P<topic>[^，。；：把将致]{2,28}?))的(?:主要|深层次?|根本|具体)?(?:原因|成因|根源|因素)"
    r"[^。]{0,16}?(?:归结|归纳|概括|总结|分为|包括|体现|表现|在于|有)[^。]{0,14}?(?:方面|[一二两三四五六七八九十几][点类种条个]|：)"
)
_MARKER = re.compile(r"[（(]?(?P<number>[一二三四五六七八九十]|\d{1,2})(?:[）)、.．]|是)|第(?P<ordinal>[一二三四五六七八九十])[，、]?")
_HERE = re.compile(r"^(?:该|本|当|这些?|其)(?:地区?|县|乡|村|区)?(?:的)?")
_LONGEST_CAUSE = 30
_FARTHEST = 60
"""Sentences after the announcement among which its numbered passages are looked for."""


def _numbered(sentence: ProseSentence) -> tuple[int, int] | None:
    """Return the number a sentence begins with and where its words start, None where it begins with none."""
    found = _MARKER.match(sentence.text)
    if not found:
        return None
    digits = found["number"] or found["ordinal"]
    return int(digits) if digits.isdigit() else number(digits), sentence.start + found.end()


def _effects(view: View, sentence: ProseSentence, said: re.Match[str]) -> list[Mention]:
    """Return what the causes are those of, without the words that point back to the place."""
    group = "effect" if said["effect"] else "topic"
    found: list[Mention] = []
    for item in split(view.text, sentence.start + said.start(group), sentence.start + said.end(group)):
        here = _HERE.match(item.text)
        cut = here.end() if here else 0
        if len(item.text) - cut >= 2:
            found.append(Mention("Problem", item.start + cut, item.end, item.text[cut:], "causes.announced", 0.8))
    return found


def _cause(view: View, sentence: ProseSentence, start: int) -> Mention | None:
    """Return what a numbered passage names first: the words up to its first comma or full stop."""
    stop = re.compile("[，。；]").search(view.text, start, sentence.end)
    item = trimmed(view.text, start, stop.start() if stop else sentence.end)
    if item is None or not 3 <= len(item.text) <= _LONGEST_CAUSE:
        return None
    return Mention("Problem", item.start, item.end, re.sub("[“”‘’]", "", item.text), "causes.numbered", 0.82)


def link_listed_causes(view: View) -> Iterator[Link]:
    """Yield causedBy from what a sentence announces the causes of to each cause numbered after it.

    Both ends are Problem mentions of this module's own; the list must begin with one and count up.
    """
    for sentence in view.sentences:
        said = _ANNOUNCED.search(sentence.text)
        if not said:
            continue
        effects = _effects(view, sentence, said)
        causes: list[Mention] = []
        for following in view.sentences[sentence.index + 1 : sentence.index + 1 + _FARTHEST]:
            numbered = _numbered(following)
            if following.kind == "heading" or (numbered and causes and numbered[0] == 1):
                break
            if numbered and numbered[0] == len(causes) + 1:
                cause = _cause(view, following, numbered[1])
                if cause is None:
                    break
                causes.append(cause)
        if len(causes) < 2:
            continue
        for effect in effects:
            for cause in causes:
                yield Link(effect, "causedBy", cause, cause.start, cause.end, "causes.numbered", 0.8, "reported")
