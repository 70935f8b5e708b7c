"""Cases that rules find by their place, with the names that the trained model reads for them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from extract.genre import is_official
from extract.model.spans import Span
from extract.view import Mention, View

_QUOTES = str.maketrans("", "", "“”‘’ \n")
_SURE = 2.0
"""Score from which on the model's case stands where rules see none at its place."""
_AGREED, _ALONE = 0.85, 0.7
_LONGEST_NAME = 30


def join_cases(view: View, cases: Sequence[Mention], places: Sequence[Mention], spans: Sequence[Span]) -> list[Mention]:
    """Return the cases of rules, each also under what the model calls a case of the same place, and those that only the model sees.

    Rules know a case by its place and name it by the field of the paper; the model reads the name that the text has for the practice.
    """
    named = {} if is_official(view) else _names(view, places, spans)
    joined: list[Mention] = []
    for case in cases:
        place = str(case.attrs.get("place"))
        own = next((named.pop(name) for name in (place, *case.aliases) if name in named), None)
        if own:
            names = tuple(dict.fromkeys(label for _, label in own if label != case.label))
            case = replace(case, aliases=(*case.aliases, *names), confidence=max(case.confidence, _AGREED))
        joined.append(case)
    for place, own in named.items():
        span, label = max(own, key=lambda x: (x[0].score, -x[0].start))
        if span.score >= _SURE and label != place:
            aliases = tuple(dict.fromkeys(name for _, name in own if name != label))
            attrs = {"place": place, "practice": label.replace(place, "", 1)}
            joined.append(Mention("Case", span.start, span.end, label, "model.case", _ALONE, attrs, (place, *aliases)))
    return sorted(joined, key=lambda case: (case.start, case.end))


def _names(view: View, places: Sequence[Mention], spans: Sequence[Span]) -> dict[str, list[tuple[Span, str]]]:
    """Return the model's cases by the place whose name they begin with, or hold."""
    starting: dict[int, list[Mention]] = defaultdict(list)
    for place in places:
        starting[place.start].append(place)
    named: dict[str, list[tuple[Span, str]]] = defaultdict(list)
    for span in spans:
        label = view.text[span.start : span.end].translate(_QUOTES)
        if span.type != "Case" or span.score <= 0 or len(label) > _LONGEST_NAME:
            continue
        inside = [place for at in range(span.start, span.end) for place in starting.get(at, ()) if place.end <= span.end]
        if inside:  # the smallest place is where it happens: 省、县 before it say where that lies
            named[inside[-1].label].append((span, label))
    return named
