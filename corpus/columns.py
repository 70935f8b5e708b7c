"""Segments and sentences of a document as columns of numbers: each is made when it is looked at, so that a long text takes few bytes."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TypeVar, cast, get_args, overload

from corpus.document import Segment, SegmentKind, Sentence

_KINDS: tuple[SegmentKind, ...] = get_args(SegmentKind)
_NUMBERS: dict[SegmentKind, int] = {kind: number for number, kind in enumerate(_KINDS)}
_WIDTH = 6
"""Numbers of a segment: kind, start, end, text_start, text_end, index of its section."""
_LEVEL = 256
"""What the kind's number counts in a heading's level by."""
_Item = TypeVar("_Item", Segment, Sentence)


class _Columns(Sequence[_Item]):
    """What both have in common; equal to a tuple of the same items."""

    __slots__ = ()

    def _item(self, index: int) -> _Item:
        raise NotImplementedError

    @overload
    def __getitem__(self, index: int) -> _Item: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[_Item, ...]: ...
    def __getitem__(self, index: int | slice) -> _Item | tuple[_Item, ...]:
        if isinstance(index, slice):
            return tuple(map(self._item, range(*index.indices(len(self)))))
        at = index + len(self) if index < 0 else index
        if not 0 <= at < len(self):
            raise IndexError(f"item {index} of {len(self)}")
        return self._item(at)

    def __iter__(self) -> Iterator[_Item]:
        return map(self._item, range(len(self)))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Columns | tuple) and list(self) == list(cast("Sequence[object]", other))

    __hash__ = None  # pyright: ignore[reportAssignmentType]  # as lists

    def __repr__(self) -> str:
        return f"{type(self).__name__}({list(self)!r})"


class Segments(_Columns[Segment]):
    """Segments in reading order.

    >>> segments = Segments([Segment("title", 0, 3, 0, 3), Segment("heading", 4, 6, 4, 6, 1, (), ())])
    >>> segments[-1].level, [segment.kind for segment in segments], list(segments.spans(frozenset({"title"})))
    (1, ['title', 'heading'], [(0, 0, 3)])
    """

    __slots__ = ("_items", "_numbers", "_sections", "_sections_at")

    def __init__(self, segments: Iterable[Segment] = ()) -> None:
        self._numbers = array("I")
        self._sections: list[tuple[str, ...]] = [()]
        self._sections_at: dict[tuple[str, ...], int] = {(): 0}
        self._items: dict[int, tuple[tuple[int, int], ...]] = {}
        for segment in segments:
            self.append(segment)

    def append(self, segment: Segment) -> None:
        """Add a segment; only for whoever builds the segments of a document."""
        span = (segment.start, segment.end, segment.text_start, segment.text_end)
        if segment.items:
            self._items[len(self)] = segment.items
        self.add(segment.kind, span, segment.section, segment.level or 0)

    def add(self, kind: SegmentKind, span: tuple[int, int, int, int], section: tuple[str, ...], level: int = 0) -> None:
        """Add a segment without items by its raw and reading span, as `append` does."""
        at = self._sections_at.get(section)
        if at is None:
            at = self._sections_at[section] = len(self._sections)
            self._sections.append(section)
        self._numbers.extend((_NUMBERS[kind] + level * _LEVEL, *span, at))

    def with_levels(self, levels: Mapping[int, int]) -> None:
        """Number the levels of headings anew, as `levels` maps those they have; only for whoever builds the segments."""
        numbers, heading = self._numbers, _NUMBERS["heading"]
        for at in range(0, len(numbers), _WIDTH):
            level, kind = divmod(numbers[at], _LEVEL)
            if level and kind == heading:
                numbers[at] = heading + levels[level] * _LEVEL

    def spans(self, kinds: frozenset[SegmentKind]) -> Iterator[tuple[int, int, int]]:
        """Yield (index, text_start, text_end) of the segments of some kinds, without making them."""
        numbers = self._numbers
        wanted = [kind in kinds for kind in _KINDS]
        for index, at in enumerate(range(0, len(numbers), _WIDTH)):
            if wanted[numbers[at] % _LEVEL]:
                yield index, numbers[at + 3], numbers[at + 4]

    def kind(self, index: int) -> SegmentKind:
        """Return a segment's kind without making it."""
        return _KINDS[self._numbers[index * _WIDTH] % _LEVEL]

    def with_more(self, more: Mapping[int, Sequence[Segment]]) -> Segments:
        """Return these segments, none of which has items yet, with some put in: `more[index]` come behind the segment at `index`."""
        result = Segments()
        result._sections, result._sections_at = self._sections, self._sections_at
        done = 0
        for index in sorted(more):
            result._numbers.extend(self._numbers[done * _WIDTH : (index + 1) * _WIDTH])
            done = index + 1
            for segment in more[index]:
                result.append(segment)
        result._numbers.extend(self._numbers[done * _WIDTH :])
        return result

    def __len__(self) -> int:
        return len(self._numbers) // _WIDTH

    def _item(self, index: int) -> Segment:
        kind, start, end, text_start, text_end, section = self._numbers[index * _WIDTH : (index + 1) * _WIDTH]
        level, kind = divmod(kind, _LEVEL)
        items = self._items.get(index, ()) if self._items else ()
        return Segment(_KINDS[kind], start, end, text_start, text_end, level or None, self._sections[section], items)


class Sentences(_Columns[Sentence]):
    """Sentences in reading order, each as three numbers: start, end, segment."""

    __slots__ = ("_numbers",)

    def __init__(self, numbers: array[int]) -> None:
        """Take the numbers of all sentences in a row, unsigned ("I"); raises ValueError where some are missing."""
        if len(numbers) % 3:
            raise ValueError(f"{len(numbers)} numbers are not three for each sentence")
        self._numbers = numbers

    def __len__(self) -> int:
        return len(self._numbers) // 3

    def _item(self, index: int) -> Sentence:
        start, end, segment = self._numbers[3 * index : 3 * index + 3]
        return Sentence(start, end, segment)
