"""Which names of a document mean the same actor: level said or left out, abbreviations, synonyms, misprints, later short forms."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from functools import cache

from extract.lexicon import rows, terms

_BODY = re.compile(r"(?:[局委办厅室院会站社校行所]|中心|残联|妇联|法院|大队)$")
_QUALIFIER = re.compile(r"^(?:建档立卡|农村|广大|当地|本地|全体|普通|众多|各类|各级|各|小|驻村)(?=..)")
_COUNTED = re.compile(r"^([一二两三四五六七八九十]+)[个大]")
_NOISE = re.compile(r"[\s“”\"‘’]")


def canonical(names: Sequence[str], aliases: Mapping[str, str], levels: frozenset[str], tasks: frozenset[str]) -> dict[str, str]:
    """Return for each of the document's `names` (one entry a mention) the label of the actor it means.

    `aliases` maps declared abbreviations to full names, `levels` are the words of level that may be left out, `tasks` those names
    that are task organisations.
    """
    counts = Counter(names)
    groups = _Groups(counts)
    by_key: dict[str, str] = {}
    for name in counts:
        groups.join(by_key.setdefault(plain(name, levels), name), name)
    for short, full in aliases.items():
        if short in counts and full in counts:
            groups.join(full, short)
    for row in rows("actor_synonyms"):
        if row["term"] in counts and row["name"] in counts:
            groups.join(row["name"], row["term"])
    _join_levels(groups, counts, levels)
    _join_task_names(groups, Counter({n: c for n, c in counts.items() if n in tasks}), frozenset(terms("task_heads")))
    _join_counted(groups, tasks)
    _join_qualified(groups, counts)
    _join_misprints(groups, counts, levels)
    _join_contracted(groups, counts, levels)
    labels = groups.labels(frozenset(aliases))
    return {name: labels[groups.root(name)] for name in counts}


def plain(name: str, levels: frozenset[str]) -> str:
    """Return a name without quotation marks and without 级 after its level (县级扶贫办, 县扶贫办)."""
    name = _NOISE.sub("", name)
    for length in range(min(4, len(name)), 0, -1):
        if name[:length] in levels and name[length : length + 1] in ("级", "域") and len(name) > length + 2:
            return name[:length] + name[length + 1 :]
    return name


def without_level(name: str, levels: frozenset[str]) -> str:
    """Return a name without the level before it (县民政局, 民政局)."""
    for length in range(min(4, len(name) - 2), 0, -1):
        if name[:length] in levels:
            return name[length:]
    return name


class _Groups:
    """Names joined to groups; the label of a group is its most frequent name, never an abbreviation."""

    def __init__(self, counts: Counter[str]) -> None:
        self._counts = counts
        self._parent = {name: name for name in counts}

    def root(self, name: str) -> str:
        while self._parent[name] != name:
            name = self._parent[name]
        return name

    def join(self, one: str, other: str) -> None:
        a, b = self.root(one), self.root(other)
        if a != b:
            self._parent[b] = a

    def labels(self, short: frozenset[str]) -> dict[str, str]:
        members: dict[str, list[str]] = defaultdict(list)
        for name in self._counts:
            members[self.root(name)].append(name)
        return {root: max(names, key=lambda n: (n not in short, self._counts[n], len(n), n)) for root, names in members.items()}


def _join_levels(groups: _Groups, counts: Counter[str], levels: frozenset[str]) -> None:
    """Join 民政局 to 县民政局 where the document has one level of it only."""
    full: dict[str, set[str]] = defaultdict(set)
    for name in counts:
        for length in range(1, min(4, len(name) - 2)):
            if name[:length] in levels and name[length:] in counts and (len(name) - length >= 3 or _BODY.search(name)):
                full[name[length:]].add(name)
    for bare, several in full.items():
        if len({groups.root(n) for n in several}) == 1 and _BODY.search(bare):
            groups.join(next(iter(sorted(several))), bare)


def _join_task_names(groups: _Groups, names: Counter[str], heads: frozenset[str]) -> None:
    """Join 抢险前线指挥部 to the one longer name that ends with it; heads alone are read in context, not here."""
    longer: dict[str, list[str]] = defaultdict(list)
    for name in names:
        for cut in range(1, len(name) - 4):
            if name[cut:] in names:
                longer[name[cut:]].append(name)
    for name in names:
        if len(longer.get(name, ())) == 1 and name not in heads:
            groups.join(longer[name][0], name)


def _join_qualified(groups: _Groups, counts: Counter[str]) -> None:
    for name in counts:
        bare = _QUALIFIER.sub("", name)
        if bare != name and bare in counts:
            groups.join(bare, name)


def _join_counted(groups: _Groups, tasks: frozenset[str]) -> None:
    """Join 三个战区 and 三大战区."""
    seen: dict[str, str] = {}
    for name in sorted(tasks):
        if _COUNTED.match(name):
            groups.join(seen.setdefault(_COUNTED.sub(r"\1", name), name), name)


def _join_misprints(groups: _Groups, counts: Counter[str], levels: frozenset[str]) -> None:
    """Join names of one length that differ in one character of the same sound (督查局, 督察局): the rarer is a misprint of the other."""
    by_sound: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for name in counts:
        bare = without_level(name, levels)
        if len(bare) >= 3:
            by_sound[_sound(bare)].append(name)
    for alike in by_sound.values():
        first = without_level(alike[0], levels)
        for other in alike[1:]:
            if sum(a != b for a, b in zip(first, without_level(other, levels), strict=True)) == 1:
                groups.join(alike[0], other)


def _join_contracted(groups: _Groups, counts: Counter[str], levels: frozenset[str]) -> None:
    """Join a contraction to its full form: same first two characters and same last, the rest left out in order (应急局, 应急管理局)."""
    by_ends: dict[tuple[str, str], list[tuple[str, str]]] = defaultdict(list)
    for name in counts:
        bare = without_level(name, levels).replace("办公室", "办")
        if len(bare) >= 3 and _BODY.search(bare):
            by_ends[bare[:2], bare[-1]].append((bare, name))
    for alike in by_ends.values():
        for short, name in alike:
            longer = {groups.root(other): other for bare, other in alike if len(bare) > len(short) and _subsequence(short[2:], bare[2:])}
            if len(longer) == 1 and len(short) <= 4:
                groups.join(next(iter(longer.values())), name)


def _subsequence(short: str, name: str) -> bool:
    rest = iter(name)
    return all(character in rest for character in short)


@cache
def _sound(name: str) -> tuple[str, ...]:
    from pypinyin import lazy_pinyin

    return tuple(lazy_pinyin(name))
