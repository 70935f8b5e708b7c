"""Actors of a document: institutions, posts, groups and task organisations, one label a thing whatever the form of its mentions."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache

from extract.actor_grammar import Candidate, candidates, level_terms
from extract.actor_identity import canonical
from extract.annotation import AttributeValue
from extract.lexicon import Matcher, rows, terms
from extract.places import find_places
from extract.task_organisations import declared as declared_forms
from extract.task_organisations import task_organisations
from extract.view import Mention, View
from extract.words import Word, words

_SHARED = frozenset({"actors.group"})
"""Rules whose names do not become another thing by a place before them: 贫困户 of two villages are one group."""
_ROLE_TAKEN = re.compile(r"(?:任|担任|兼|为|当)$")
_NOUNS = ("n", "vn", "b", "j", "f")
_HAN = re.compile(r"[一-龥]+")
_ANAPHORIC = frozenset(
    {"书记", "主任", "局长", "组长", "队长", "部长", "院长", "校长", "所长", "站长", "办公室", "第一书记", "工作队", "指挥长", "班子"}
)


def find_actors(view: View) -> Iterator[Mention]:
    """Yield every mention of an actor or task organisation in the prose, in reading order."""
    found = _found(view)
    places = {m.end: m for m in find_places(view)}
    full = [_with_place(view.text, candidate, places) for candidate in found]
    declared = declared_forms(view.text, found)
    found, full = _with_short_forms(view, found, full, declared)
    prefixed: dict[str, set[str]] = defaultdict(set)
    for candidate, name in zip(found, full, strict=True):
        if name != candidate.label and candidate.rule not in _SHARED:
            prefixed[candidate.label].add(name)
    names = [name if len(prefixed[c.label]) > 1 else c.label for c, name in zip(found, full, strict=True)]
    names = _resolve_short(found, names)
    tasks = frozenset(name for c, name in zip(found, names, strict=True) if c.type == "TaskOrganization")
    labels = canonical(names, declared, level_terms(), tasks)
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
    by_end = {word.end: word for word in words(view)}
    found: list[Candidate] = []
    for sentence in view.sentences:
        here = [replace(c, start=c.start + sentence.start, end=c.end + sentence.start) for c in candidates(sentence.text)]
        here = [c for c in here if not (c.label in _plain_roles() and _ROLE_TAKEN.search(view.text, max(0, c.start - 2), c.start))]
        here = [_with_noun(view.text, sentence.start, by_end, c) for c in here]
        found.extend(_longest([*here, *tasks.get(sentence.index, ())]))
    return found


def _with_noun(text: str, floor: int, by_end: dict[int, Word], candidate: Candidate) -> Candidate:
    """Take the noun before a head that names little by itself into the name (服装企业, 护路协会)."""
    word = by_end.get(candidate.start)
    if candidate.label not in _open_heads() or word is None or word.start < floor:
        return candidate
    if len(word.text) < 2 or not word.tag.startswith(_NOUNS) or not _HAN.fullmatch(word.text) or word.text in terms("task_stops"):
        return candidate
    return replace(candidate, start=word.start, label=text[word.start : candidate.end])


@cache
def _open_heads() -> frozenset[str]:
    return frozenset(row["term"] for row in rows("groups") if row["part"] in ("open", "open2"))


@cache
def _plain_roles() -> frozenset[str]:
    """Return roles that name no one when a post takes them on: in 县长任组长 the actor is 县长."""
    parts = {use: [row["term"] for row in rows("task_roles") if row["use"] == use] for use in ("role", "rank")}
    return frozenset(rank + role for role in parts["role"] for rank in ("", *parts["rank"], *("常务副", "副总", "常务副总", "第一副")))


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
    """Return the name with the place before it (云岭县委, K县县政府), the bare name without one."""
    for shared in (0, 1, 2):
        place = places.get(candidate.start + shared)
        overlap = text[candidate.start : candidate.start + shared]
        if (
            place
            and place.start < candidate.start
            and candidate.start + shared < candidate.end
            and (not shared or overlap in level_terms())
        ):
            return re.sub(r"\s", "", text[place.start : candidate.start]) + candidate.label
    return candidate.label


def _with_short_forms(view: View, found: list[Candidate], full: list[str], declared: dict[str, str]) -> tuple[list[Candidate], list[str]]:
    """Add mentions under declared abbreviations; they displace what was found inside them."""
    if not declared:
        return found, full
    of_name = {c.label: c for c in found}
    matcher = Matcher(sorted(declared))
    longest = max(c.end - c.start for c in found)
    starts = [c.start for c in found]
    added: list[Candidate] = []
    for sentence in view.sentences:
        for match in matcher.find(sentence.text):
            source = of_name[declared[match.term]]
            start, end = sentence.start + match.start, sentence.start + match.end
            near = found[bisect_left(starts, end - longest) : bisect_right(starts, start)]
            if not any(end <= c.end and c.end - c.start > end - start for c in near):
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
        if candidate.rule == "actors.collective":
            last[name] = name
        elif name in heads and name in last:
            resolved.append(last[name])
            continue
        resolved.append(name)
        for cut in range(1, len(name) - 1):
            last[name[cut:]] = name
    return resolved
