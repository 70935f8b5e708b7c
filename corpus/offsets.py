"""Raw offsets of the characters of a reading text, kept as runs of consecutive ones: a few bytes a line instead of four a character."""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from typing import cast, overload

Run = tuple[int, int]
"""Raw offset of the first character, and how many follow one another."""


class Offsets(Sequence[int]):
    """The raw offset of each character; equal to a list of the same numbers.

    >>> offsets = Offsets([(3, 3), (9, 2), (2, 1)])
    >>> list(offsets), offsets[4], offsets.span(1, 5)
    ([3, 4, 5, 9, 10, 2], 10, (4, 11))
    """

    __slots__ = ("_at", "_length", "_raw")

    def __init__(self, runs: Iterable[Run] = ()) -> None:
        self._at = array("I")
        """Where each run begins among the characters."""
        self._raw = array("I")
        """Where it begins in the raw text."""
        self._length = 0
        self.extend(runs)

    def extend(self, runs: Iterable[Run]) -> None:
        """Add runs; one that goes on where the last ends becomes one with it. Only for whoever builds the offsets of a text."""
        starts, raws, length = self._at, self._raw, self._length
        following = raws[-1] + length - starts[-1] if starts else -1
        for raw, count in runs:
            if raw != following:
                starts.append(length)
                raws.append(raw)
            length += count
            following = raw + count
        self._length = length

    def runs(self) -> Iterator[Run]:
        """Yield the runs in order."""
        for index, raw in enumerate(self._raw):
            following = self._at[index + 1] if index + 1 < len(self._at) else self._length
            yield raw, following - self._at[index]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the smallest raw span (start, end-exclusive) that covers characters `start..end`, of which there must be one."""
        low, high = -1, -1
        for first, last in self._pieces(start, end):
            low = first if low < 0 or first < low else low
            high = last if last > high else high
        return low, high

    def _pieces(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        """Yield the raw spans (end-exclusive) of characters `start..end` in order."""
        starts, raws, count = self._at, self._raw, len(self._at)
        index = bisect_right(starts, start) - 1
        while start < end:
            following = starts[index + 1] if index + 1 < count else self._length
            stop = following if following < end else end
            first = raws[index] + start - starts[index]
            yield first, first + stop - start
            start = stop
            index += 1

    def __len__(self) -> int:
        return self._length

    @overload
    def __getitem__(self, index: int) -> int: ...
    @overload
    def __getitem__(self, index: slice) -> array[int]: ...
    def __getitem__(self, index: int | slice) -> int | array[int]:
        if isinstance(index, slice):
            start, stop, step = index.indices(self._length)
            first, last = (start, stop) if step > 0 else (stop + 1, start + 1)
            found: array[int] = array("I")
            for low, high in self._pieces(first, last):
                found.extend(range(low, high))
            return found[::step] if step > 0 else found[::-1][::-step]
        at = index + self._length if index < 0 else index
        if not 0 <= at < self._length:
            raise IndexError(f"character {index} of {self._length}")
        run = bisect_right(self._at, at) - 1
        return self._raw[run] + at - self._at[run]

    def __iter__(self) -> Iterator[int]:
        for raw, count in self.runs():
            yield from range(raw, raw + count)

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Offsets):
            return self._length == other._length and self._at == other._at and self._raw == other._raw
        return isinstance(other, Sequence) and list(self) == list(cast("Sequence[object]", other))

    __hash__ = None  # pyright: ignore[reportAssignmentType]  # as lists and arrays of numbers

    def __repr__(self) -> str:
        return f"Offsets({list(self.runs())!r})"


def cut(runs: Sequence[Run], spans: Iterable[tuple[int, int]]) -> list[Run]:
    """Return the runs of what `spans` keep of a text with these runs; the spans are ascending and hold a character each.

    >>> cut([(3, 3), (9, 2)], [(0, 1), (2, 4)])
    [(3, 1), (5, 1), (9, 1)]
    """
    kept: list[Run] = []
    index = at = 0
    for start, end in spans:
        while start < end:
            raw, count = runs[index]
            if at + count <= start:
                at += count
                index += 1
                continue
            stop = at + count if at + count < end else end
            kept.append((raw + start - at, stop - start))
            start = stop
    return kept
