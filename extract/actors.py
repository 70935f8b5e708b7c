"""Actors of a document: institutions, posts, groups and task organisations, one label a thing whatever the form of its mentions."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace

from extract.actor_grammar import Candidate, candidates, level_terms
from extract.actor_identity import canonical
from extract.annotation import AttributeValue
from extract.lexicon import Matcher
from extract.places import find_places
from extract.task_organisations import task_organisations
from extract.view import Mention, View

_DECLARED = re.compile(
    r"\s?[（(](?:以下|下文|下称)?(?:均|统一)?(?:简称|称)(?:为|作)?[:：]?\s?[“\"'‘「]?(?P<short>[^”\"'’」）)，。]{2,8})[”\"'’」]?[）)]"
)
_ANAPHORIC = frozenset(
    {"书记", "主任", "局长", "组长", "队长", "部长", "院长", "校长", "所长", "站长", "办公室", "第一书记", "工作队", "指挥长", "班子"}
)


def find_actors(view: View) -> Iterator[Mention]:
    """Yield every mention of an actor or task organisation in the prose, in reading order."""
    found = _found(view)
    places = {m.end: m for m in find_places(view)}
    full = [_with_place(view.text, candidate, places) for candidate in found]
    declared = _declared(view.text, found)
    found, full = _with_short_forms(view, found, full, declared)
    prefixed: dict[str, set[str]] = defaultdict(set)
    for candidate, name in zip(found, full, strict=True):
        if name != candidate.label:
            prefixed[candidate.label].add(name)
    names = [name if len(prefixed[c.label]) > 1 else c.label for c, name in zip(found, full, strict=True)]
    names = _resolve_short(found, names)
    labels = canonical(names, declared, level_terms())
    aliases: dict[str, set[str]] = defaultdict(set)
    for candidate, name, whole in zip(found, names, full, strict=True):
        aliases[labels[name]].update((name, whole, candidate.label) if len(prefixed[candidate.label]) <= 1 else (name, whole))
    for candidate, name in zip(found, names, strict=True):
        label = labels[name]
        attrs: dict[str, AttributeValue] = {"actorType": candidate.actor_type, "adminLevel": candidate.level}
        others = tuple(sorted(aliases[label] - {label}))
        yield Mention(candidate.type, candidate.start, candidate.end, label, candidate.rule, candidate.confidence, attrs, others)


def _found(view: View) -> list[Candidate]:
    """Return the candidates of all sentences in reading offsets, overlaps resolved."""
    tasks = task_organisations(view)
    found: list[Candidate] = []
    for sentence in view.sentences:
        here = [replace(c, start=c.start + sentence.start, end=c.end + sentence.start) for c in candidates(sentence.text)]
        found.extend(_longest([*here, *tasks.get(sentence.index, ())]))
    return found


def _longest(found: Sequence[Candidate]) -> list[Candidate]:
    """Keep the longest of overlapping candidates; members of one compound stand together."""
    kept: list[Candidate] = []
    taken: set[int] = set()
    for candidate in sorted(found, key=lambda c: (not c.grouped, -(c.end - c.start), c.start, -c.confidence)):
        span = range(candidate.start, candidate.end)
        if candidate.grouped or taken.isdisjoint(span):
            kept.append(candidate)
            taken.update(span)
    return sorted(kept, key=lambda c: (c.start, c.end))


def _with_place(text: str, candidate: Candidate, places: dict[int, Mention]) -> str:
    """Return the name with the place before it (兰考县委, T县县政府), the bare name without one."""
    for shared in (0, 1, 2):
        place = places.get(candidate.start + shared)
        if place and place.start < candidate.start and candidate.start + shared < candidate.end:
            return re.sub(r"\s", "", text[place.start : candidate.start]) + candidate.label
    return candidate.label


def _declared(text: str, found: Sequence[Candidate]) -> dict[str, str]:
    """Return abbreviations that the text declares right after a name: （简称“X”）."""
    declared: dict[str, str] = {}
    for candidate in found:
        match = _DECLARED.match(text, candidate.end)
        if match:
            declared.setdefault(match["short"].strip(), candidate.label)
    return declared


def _with_short_forms(view: View, found: list[Candidate], full: list[str], declared: dict[str, str]) -> tuple[list[Candidate], list[str]]:
    """Add mentions under declared abbreviations; they displace what was found inside them."""
    if not declared:
        return found, full
    of_name = {c.label: c for c in found}
    matcher = Matcher(sorted(declared))
    added: list[Candidate] = []
    for sentence in view.sentences:
        for match in matcher.find(sentence.text):
            source = of_name[declared[match.term]]
            start, end = sentence.start + match.start, sentence.start + match.end
            if not any(c.start <= start and end <= c.end and c.end - c.start > end - start for c in found):
                added.append(replace(source, start=start, end=end, label=match.term, rule="actors.abbreviation"))
    taken = {offset for c in added for offset in range(c.start, c.end)}
    pairs = [(c, name) for c, name in zip(found, full, strict=True) if taken.isdisjoint(range(c.start, c.end))]
    pairs.extend((c, c.label) for c in added)
    pairs.sort(key=lambda pair: (pair[0].start, pair[0].end))
    return [c for c, _ in pairs], [name for _, name in pairs]


def _resolve_short(found: Sequence[Candidate], names: Sequence[str]) -> list[str]:
    """Read a bare title or head (书记, 领导小组) as the last longer name before it that ends with it."""
    last: dict[str, str] = {}
    resolved: list[str] = []
    for candidate, name in zip(found, names, strict=True):
        heads = _ANAPHORIC if candidate.type == "Actor" else frozenset({name})
        if name in heads and name in last:
            resolved.append(last[name])
            continue
        resolved.append(name)
        for cut in range(1, len(name) - 1):
            last[name[cut:]] = name
    return resolved
