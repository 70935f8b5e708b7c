"""Near-duplicates: a short signature of what a document says, and which documents say nearly the same.

MinHash over shingles of five characters, with numpy alone: datasketch does the same, but takes nine tenths of a second to import
(scipy) and stamps its signatures with a scheme of its own version, and what is here is a page. Signatures are compared through
bands (locality-sensitive hashing), so that finding the like of one document does not mean looking at every other.
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Signature = NDArray[np.uint32]
    """`SIZE` numbers; the share of equal ones estimates the share of shingles that two texts have in common."""

SIZE = 128
SHINGLE = 5
SIMILAR = 0.6
"""Share of common shingles from which two documents count as nearly the same. A scan with three wrong characters in a hundred has
.64 or more in common with its original, a text without its last fifth .75; two laws on one model have at most .30."""
SHORTEST = 100
"""Letters and digits that a text must have; of shorter ones, many are alike that are not the same."""
_BANDS = 32
"""Bands of four numbers: two texts that share 60 % of their shingles meet in one of them in 99 of 100 cases, 70 % nearly always."""
_PRIME = 0x100000001B3
_MASK = (1 << 64) - 1


@dataclass(frozen=True, slots=True, order=True)
class Pair:
    """Two documents by id, the smaller first, and their similarity, 0 to 1."""

    first: str
    second: str
    similarity: float


def folded(text: str) -> str:
    """Return letters and digits alone, widths and case folded: what stays the same when a paper changes its format.

    >>> folded("（一）Ｔ县 2020年！")
    '一t县2020年'
    """
    return "".join(filter(str.isalnum, unicodedata.normalize("NFKC", text).casefold()))


def signature(text: str) -> Signature | None:
    """Return the signature of a reading text, None for one too short to tell."""
    import numpy as np

    letters = folded(text)
    if len(letters) < SHORTEST:
        return None
    codes = np.frombuffer(letters.encode("utf-32-le", "replace"), dtype="<u4").astype(np.uint64)
    count = len(codes) - SHINGLE + 1
    hashes = np.zeros(count, dtype=np.uint64)
    for place in range(SHINGLE):
        hashes = hashes * np.uint64(_PRIME) + codes[place : place + count]
    hashes = _mixed(hashes)
    return np.array([(hashes * factor).min() >> np.uint64(32) for factor in _factors()], dtype=np.uint32)


def similarity(one: Signature, other: Signature) -> float:
    """Return the estimated share of shingles that two texts have in common, in steps of 1/128."""
    return int((one == other).sum()) / SIZE


class NearDuplicates:
    """Signatures by document id, and for a new one those that are nearly the same."""

    def __init__(self, known: Mapping[str, Signature]) -> None:
        self._signatures = dict(known)
        self._first = tuple(known)
        self._table: tuple[NDArray[np.uint64], NDArray[np.intp]] | None = None
        self._later: defaultdict[int, list[str]] = defaultdict(list)

    @property
    def signatures(self) -> Mapping[str, Signature]:
        """The signatures there are, by document id."""
        return self._signatures

    def like(self, found: Signature) -> dict[str, float]:
        """Return the documents that are nearly the same as the one with this signature, with the similarity of each."""
        alike = {name: similarity(found, self._signatures[name]) for name in self._candidates(found)}
        return {name: value for name, value in sorted(alike.items()) if value >= SIMILAR}

    def add(self, name: str, found: Signature) -> list[Pair]:
        """Take in a document, in place of an older signature of it, and return its pairs."""
        self.discard(name)
        pairs = [Pair(min(name, other), max(name, other), value) for other, value in self.like(found).items()]
        self._signatures[name] = found
        for key in _band_keys(found[None, :])[0].tolist():
            self._later[key].append(name)
        return pairs

    def discard(self, name: str) -> None:
        """Forget a document; one that is not there is none to forget."""
        self._signatures.pop(name, None)

    def _candidates(self, found: Signature) -> set[str]:
        if self._table is None:
            self._table = self._sorted_keys()
        keys, owners = self._table
        wanted = _band_keys(found[None, :])[0]
        names: set[str] = set()
        lowest, highest = _places(keys, wanted)
        for band in range(_BANDS):
            names.update(self._first[int(owner)] for owner in owners[lowest[band] : highest[band]])
        for key in wanted.tolist():
            names.update(self._later.get(key, ()))
        return names & self._signatures.keys()

    def _sorted_keys(self) -> tuple[NDArray[np.uint64], NDArray[np.intp]]:
        """Return the band keys of the documents known from the start in order, and which document each is of."""
        import numpy as np

        there = [self._signatures.get(name) for name in self._first]
        rows = np.array([row if row is not None else np.zeros(SIZE, np.uint32) for row in there], dtype=np.uint32).reshape(-1, SIZE)
        keys = _band_keys(rows).ravel()
        order = np.argsort(keys, kind="stable")
        return keys[order], order // _BANDS


def _places(keys: NDArray[np.uint64], wanted: NDArray[np.uint64]) -> tuple[list[int], list[int]]:
    """Return for each key wanted where it begins and where it ends among the sorted keys."""
    import numpy as np

    search: Any = np.searchsorted  # numpy's own types leave the array's shape open
    return search(keys, wanted, side="left").tolist(), search(keys, wanted, side="right").tolist()


def originals(ranked: Sequence[str], pairs: Iterable[Pair]) -> dict[str, str]:
    """Return for each document that gives way to a nearly equal one which it gives way to; `ranked` holds all, the best first.

    It depends on the documents and their rank alone, not on the order in which they came. A document gives way only to one that
    itself stands, so a chain of small differences does not put together what is unlike.

    >>> originals(["b", "a", "c"], [Pair("a", "b", 0.9), Pair("a", "c", 0.8)])
    {'a': 'b'}
    """
    near: defaultdict[str, set[str]] = defaultdict(set)
    for pair in pairs:
        near[pair.first].add(pair.second)
        near[pair.second].add(pair.first)
    place = {name: number for number, name in enumerate(ranked)}
    given_way: dict[str, str] = {}
    standing: set[str] = set()
    for name in ranked:
        better = near[name] & standing
        if better:
            given_way[name] = min(better, key=place.__getitem__)
        else:
            standing.add(name)
    return given_way


def _mixed(values: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Spread the bits of each value over all 64 (the last steps of splitmix64)."""
    import numpy as np

    values = (values ^ (values >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    values = (values ^ (values >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return values ^ (values >> np.uint64(31))


@cache
def _factors() -> tuple[np.uint64, ...]:
    """Return one odd factor for each number of a signature, always the same ones."""
    import numpy as np

    numbers = np.array([(number * 0x9E3779B97F4A7C15) & _MASK for number in range(1, SIZE + 1)], dtype=np.uint64)
    return tuple(np.uint64(factor | 1) for factor in _mixed(numbers).tolist())


def _band_keys(signatures: NDArray[np.uint32]) -> NDArray[np.uint64]:
    """Return one key for each band of each signature; equal keys mean equal bands."""
    import numpy as np

    bands = signatures.astype(np.uint64).reshape(len(signatures), _BANDS, SIZE // _BANDS)
    keys = np.broadcast_to(np.arange(1, _BANDS + 1, dtype=np.uint64), bands.shape[:2])
    for place in range(bands.shape[2]):
        keys = _mixed(keys * np.uint64(_PRIME) + bands[:, :, place])
    return keys
