"""Relations that the trained model reads between mentions, as links; steps that only the model sees come with them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache

from extract.annotation import AttributeValue
from extract.lexicon import rows
from extract.model.spans import Pair, Span
from extract.view import Link, Mention, View

LEARNED = "model.relation"
_FEWEST_STEPS = 2
_ENDS = "，。；、：,;“”‘’ \n"


@cache
def _cuts() -> Mapping[str, float]:
    return {row["predicate"]: float(row["cut"]) for row in rows("relation_cuts")}


def learned_links(pairs: Sequence[Pair], mentions: Sequence[Mention]) -> Iterator[Link]:
    """Yield links between mentions for pairs that are likelier than the cut of their predicate; steps are left to `learned_steps`."""
    of = _by_span(mentions)
    for pair in pairs:
        subject, target = of.get(_key(pair.subject)), of.get(_key(pair.object))
        if subject and target and pair.share >= _cuts().get(pair.predicate, 1.0):
            start, end = min(subject.start, target.start), max(subject.end, target.end)
            yield Link(subject, pair.predicate, target, start, end, LEARNED, round(pair.share, 3))


def confirmed(links: Iterable[Link], pairs: Sequence[Pair]) -> Iterator[Link]:
    """Yield what rules link and the model does not think unlikely, for predicates that rules alone get wrong too often.

    Those are marked `ask` in `lexicon/relation_cuts.tsv`.
    """
    asked = {row["predicate"] for row in rows("relation_cuts") if row["rules"] == "ask"}
    likely = {(_key(pair.subject), pair.predicate, _key(pair.object)) for pair in pairs}
    for link in links:
        if link.predicate not in asked or link.subject is None:
            yield link
        elif (_place(link.subject), link.predicate, _place(link.object)) in likely:
            yield link


def learned_steps(view: View, pairs: Sequence[Pair], mentions: Sequence[Mention], ruled: Iterable[Link]) -> Iterator[Link]:
    """Yield hasStep for mechanisms of which the model sees two steps or more, in text order, and performedBy from those steps.

    What rules list (`ruled`) is listed: the model's steps over the same words are second names of those.
    """
    of = _by_span(mentions)
    listed = {at for link in ruled if link.predicate == "hasStep" for at in range(link.object.start, link.object.end)}
    likely = [pair for pair in pairs if pair.share >= _cuts().get(pair.predicate, 1.0)]
    steps: dict[tuple[str, str], dict[Span, Pair]] = defaultdict(dict)
    for pair in sorted((p for p in likely if p.predicate == "hasStep"), key=lambda p: p.share):
        free = listed.isdisjoint(range(pair.object.start, pair.object.end))
        if free and (parent := of.get(_key(pair.subject))):
            steps[parent.type, parent.label][pair.object] = pair
    performers = {p.subject: p for p in sorted(likely, key=lambda p: p.share) if p.predicate == "performedBy" and _key(p.object) in of}
    for found in steps.values():
        apart = _apart(found)
        if len(apart) >= _FEWEST_STEPS:
            parent = of[_key(max(found.values(), key=lambda pair: (pair.share, -pair.subject.start)).subject)]
            sure = round(sum(found[span].share for span in apart) / len(apart), 3)
            for order, span in enumerate(apart, 1):
                yield from _tied(view, parent, span, order, sure, performers.get(span), of)


def _tied(
    view: View, parent: Mention, span: Span, order: int, sure: float, performer: Pair | None, of: Mapping[tuple[str, int, int], Mention]
) -> Iterator[Link]:
    actor = of[_key(performer.object)] if performer else None
    step = _step(view, span, order, actor, sure)
    yield Link(parent, "hasStep", step, min(parent.start, step.start), max(parent.end, step.end), LEARNED, sure)
    if performer and actor:
        share = round(performer.share, 3)
        yield Link(step, "performedBy", actor, min(step.start, actor.start), max(step.end, actor.end), LEARNED, share)


def _apart(found: Mapping[Span, Pair]) -> list[Span]:
    """Return the steps in text order without those that lie over a likelier one."""
    kept: list[Span] = []
    for span in sorted(found, key=lambda s: (-found[s].share, s.start)):
        if all(span.end <= other.start or other.end <= span.start for other in kept):
            kept.append(span)
    return sorted(kept, key=lambda s: s.start)


def _step(view: View, span: Span, order: int, actor: Mention | None, sure: float) -> Mention:
    start, end = span.start, span.end
    while start < end - 1 and view.text[start] in _ENDS:
        start += 1
    while end - 1 > start and view.text[end - 1] in _ENDS:
        end -= 1
    label = view.text[start:end].replace("\n", "")
    action = view.text[actor.end : end] if actor and start <= actor.start <= start + 1 and actor.end < end else label
    attrs: dict[str, AttributeValue] = {"order": order, "action": action, "performedBy": actor.label if actor else None}
    return Mention("Step", start, end, label, LEARNED, sure, attrs)


def _key(span: Span) -> tuple[str, int, int]:
    return span.type, span.start, span.end


def _place(mention: Mention) -> tuple[str, int, int]:
    return mention.type, mention.start, mention.end


def _by_span(mentions: Sequence[Mention]) -> dict[tuple[str, int, int], Mention]:
    return {_place(m): m for m in reversed(mentions)}
