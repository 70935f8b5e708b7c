"""What rules find and what the trained model finds, weighed against each other type by type."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import cast

from extract.actor_grammar import actor_type, level
from extract.annotation import AttributeValue, EntityType
from extract.coreference import name_key
from extract.lexicon import rows
from extract.measures import kind_of
from extract.mechanisms import mechanism_type
from extract.model.spans import Span
from extract.problem_types import problem_type
from extract.view import Mention, View

FEATURES = ("base", "rule", "rule_confidence", "model", "model_score", "near_model", "near_rule", "length")
"""What is known of a candidate: that a rule found it and how sure it is, that the model did and its score, the score and the confidence of
the other's candidates that lie over it with other ends, and how long it is."""
_HIGHEST = 8.0
_QUOTES = str.maketrans("", "", "“”‘’ \n")
_LONGEST = 60
_OTHER = "其他"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A mention that a rule or the model proposes, and what is known of it in the order of FEATURES."""

    mention: Mention
    ruled: bool
    features: tuple[float, ...]


@cache
def _weights() -> Mapping[str, tuple[tuple[float, ...], float]]:
    """Return per type the weights in the order of FEATURES, and the least joint confidence of a mention worth an annotation."""
    return {row["type"]: (tuple(float(row[name]) for name in FEATURES), float(row["cut"])) for row in rows("joining")}


def joins(kind: str) -> bool:
    """Say whether mentions of this type are weighed; the others are what the rules find, which were right more often alone."""
    return kind in _weights()


def joined(view: View, kind: EntityType, ruled: Sequence[Mention], spans: Sequence[Span]) -> list[Mention]:
    """Return the mentions of `kind` in text order; where two of unlike origin lie over each other the likelier stands.

    `ruled` are those that rules found, however unsure; `spans` those of the model. Confidence is the share of such mentions that
    annotators tag too, measured on texts held out (docs/benchmarks.md).
    """
    weights, cut = _weights()[kind]
    proposed = list(candidates(view, kind, ruled, spans))
    shares = [share(weights, candidate.features) for candidate in proposed]
    stands = set(standing(proposed, shares, cut))
    kept: list[Mention] = []
    for number, (candidate, sure) in enumerate(zip(proposed, shares, strict=True)):
        mention = replace(candidate.mention, confidence=round(sure, 3))
        if number in stands:
            kept.append(mention)
        elif sure < cut:
            view.let_go(mention, "unsure", needed=cut)
        else:
            view.let_go(mention, "overlapped")
    return sorted(kept, key=lambda m: (m.start, m.end))


def share(weights: Sequence[float], features: Sequence[float]) -> float:
    """Return how likely annotators tag a candidate too."""
    return 1 / (1 + math.exp(-sum(weight * value for weight, value in zip(weights, features, strict=True))))


def standing(proposed: Sequence[Candidate], shares: Sequence[float], cut: float) -> Iterator[int]:
    """Yield the numbers of the candidates that stand: likely enough, and over no likelier one of the other origin.

    Rules settle among themselves which of their mentions may lie over each other; the model's may not.
    """
    taken: dict[int, list[bool]] = defaultdict(list)
    order = sorted(
        range(len(proposed)), key=lambda n: (-shares[n], not proposed[n].ruled, proposed[n].mention.start, -proposed[n].mention.end)
    )
    for number in order:
        if shares[number] < cut:
            break
        candidate = proposed[number]
        places = range(candidate.mention.start, candidate.mention.end)
        over = [ruled for at in places for ruled in taken.get(at, ())]
        if over and not (candidate.ruled and all(over)):
            continue
        for at in places:
            taken[at].append(candidate.ruled)
        yield number


def candidates(view: View, kind: EntityType, ruled: Sequence[Mention], spans: Sequence[Span]) -> Iterator[Candidate]:
    """Yield what rules and the model propose, those that both do once, with what speaks for each."""
    own = sorted((s for s in spans if s.type == kind), key=lambda s: (s.start, s.end))
    mine = [m for m in ruled if m.type == kind]
    by_name: dict[tuple[int, str], Span] = {}
    for span in own:
        for at in range(span.start, span.end):
            by_name[at, name_key(view.text[span.start : span.end])] = span
    starts, longest = [s.start for s in own], max((s.end - s.start for s in own), default=0)
    both: set[Span] = set()
    for mention in mine:
        same = next((by_name[key] for at in range(mention.start, mention.end) if (key := (at, name_key(mention.label))) in by_name), None)
        if same:
            both.add(same)
        near = max((s.score for s in _over(own, starts, longest, mention.start, mention.end) if s is not same), default=None)
        yield Candidate(mention, True, _features(mention.confidence, same.score if same else None, near, None, len(mention.label)))
    places: dict[int, float] = {}
    for mention in mine:
        for at in range(mention.start, mention.end):
            places[at] = max(places.get(at, 0.0), mention.confidence)
    for span in own:
        label = view.text[span.start : span.end].translate(_QUOTES)
        if span in both or len(label) < 2:
            continue
        near_rule = max((places.get(at, 0.0) for at in range(span.start, span.end)), default=0.0)
        near = max((s.score for s in _over(own, starts, longest, span.start, span.end) if s is not span), default=None)
        mention = Mention(kind, span.start, span.end, label, "model.span", 0.0, attributes(kind, label))
        yield Candidate(mention, False, _features(None, span.score, near, near_rule, len(label)))


def _over(own: Sequence[Span], starts: Sequence[int], longest: int, start: int, end: int) -> Iterator[Span]:
    for span in own[bisect_left(starts, start - longest) : bisect_left(starts, end)]:
        if span.end > start:
            yield span


def _features(rule: float | None, model: float | None, near_model: float | None, near_rule: float | None, length: int) -> tuple[float, ...]:
    return (
        1.0,
        float(rule is not None),
        rule or 0.0,
        float(model is not None),
        min(model, _HIGHEST) / _HIGHEST if model is not None else 0.0,
        max(-1.0, min(near_model, _HIGHEST)) / _HIGHEST + 0.2 if near_model is not None else 0.0,
        near_rule or 0.0,
        min(length, _LONGEST) / _LONGEST,
    )


def attributes(kind: EntityType, label: str) -> dict[str, AttributeValue]:
    """Return the attributes that a name alone gives."""
    if kind == "Actor":
        known = (actor_type(label, lexicon) for lexicon in ("institution", "post", "group"))
        return {"actorType": next((found for found in known if found != _OTHER), _OTHER), "adminLevel": level(label)}
    if kind == "TaskOrganization":
        types = (row["actorType"] for row in rows("task_heads") if label.endswith(row["term"]))
        return {"actorType": next(types, _OTHER), "adminLevel": level(label)}
    if kind == "Mechanism":
        return {"mechanismType": mechanism_type(label)}
    if kind == "Measure":
        return {"measureType": kind_of(label)}
    if kind == "Problem":
        return {"problemType": problem_type(label)}
    return {}


def as_spans(mentions: Sequence[Mention]) -> list[Span]:
    """Return mentions as the model takes them: to say how they are related."""
    return [Span(cast(str, mention.type), mention.start, mention.end) for mention in mentions]
