"""A document as plain JSON values and back, exactly; offsets are coded as runs."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, cast

from corpus.columns import Segments, Sentences
from corpus.document import Cell, Document, Metadata, Note, Reading, Reference, Segment, SegmentKind, Table
from corpus.offsets import Offsets

FORMAT = 1
"""Version of the layout below; a reader refuses others."""


class FormatError(Exception):
    """A stored document that this version cannot read; the remedy is to build again."""


def document_to_json(document: Document) -> dict[str, Any]:
    """Return JSON values only; `document_from_json` gives an equal document."""
    meta = document.metadata
    return {
        "format": FORMAT,
        "id": document.id,
        "source": document.source,
        "sha256": document.sha256,
        "raw": document.raw,
        "metadata": {name: _plain(getattr(meta, name)) for name in Metadata.__slots__},
        "reading": {"text": document.reading.text, "runs": offset_runs(document.reading.offsets)},
        "segments": [
            [item.kind, item.start, item.end, item.text_start, item.text_end, item.level, list(item.section), *_items(item)]
            for item in document.segments
        ],
        "sentences": [number for item in document.sentences for number in (item.start, item.end, item.segment)],
        "pages": list(document.pages),
        "references": [[_plain(getattr(item, name)) for name in Reference.__slots__] for item in document.references],
        "notes": [[item.mark, item.start, item.end, _plain(item.anchor)] for item in document.notes],
        "tables": [
            [
                item.segment,
                item.caption,
                [[[cell.text, *(number for span in cell.spans for number in span)] for cell in row] for row in item.rows],
            ]
            for item in document.tables
        ],
        "warnings": list(document.warnings),
    }


def document_from_json(data: Mapping[str, Any]) -> Document:
    """Return the document that `document_to_json` wrote.

    Raises FormatError for another version or values of another shape.
    """
    if data.get("format") != FORMAT:
        raise FormatError(
            f"stored document {data.get('id', '?')}: format {data.get('format')!r}, not {FORMAT}; build the knowledge base again"
        )
    try:
        meta = cast(dict[str, Any], data["metadata"])
        numbers = cast(list[int], data["sentences"])
        segments = cast(list[list[Any]], data["segments"])
        return Document(
            id=data["id"],
            source=data["source"],
            sha256=data["sha256"],
            raw=data["raw"],
            metadata=Metadata(**{name: _frozen(value) for name, value in meta.items()}),
            reading=Reading(data["reading"]["text"], offsets_of(data["reading"]["runs"])),
            segments=Segments(
                Segment(cast(SegmentKind, kind), start, end, text_start, text_end, level, tuple(cast(list[str], section)), _pairs(items))
                for kind, start, end, text_start, text_end, level, section, *items in segments
            ),
            sentences=Sentences(array("I", numbers)),
            pages=tuple(cast(list[int], data["pages"])),
            references=tuple(Reference(*(_frozen(value) for value in item)) for item in _lists(data, "references")),
            notes=tuple(Note(mark, start, end, _frozen(anchor)) for mark, start, end, anchor in _lists(data, "notes")),
            tables=tuple(
                Table(segment, tuple(tuple(Cell(text, _pairs(spans)) for text, *spans in row) for row in rows), caption)
                for segment, caption, rows in _lists(data, "tables")
            ),
            warnings=tuple(cast(list[str], data.get("warnings", ()))),
        )
    except (KeyError, TypeError, ValueError, OverflowError) as error:
        raise FormatError(f"stored document {data.get('id', '?')}: damaged ({error!r}); build the knowledge base again") from error


def offset_runs(offsets: Sequence[int]) -> list[int]:
    """Return the offsets as [first, length, first, length …] of consecutive runs.

    >>> offset_runs([3, 4, 5, 9, 10, 2])
    [3, 3, 9, 2, 2, 1]
    """
    if isinstance(offsets, Offsets):
        return [number for run in offsets.runs() for number in run]
    runs: list[int] = []
    expected = -1
    for offset in offsets:
        if offset == expected:
            runs[-1] += 1
        else:
            runs += (offset, 1)
        expected = offset + 1
    return runs


def offsets_of(runs: Iterable[int]) -> Offsets:
    """Return the offsets that `offset_runs` coded."""
    numbers = iter(runs)
    return Offsets(zip(numbers, numbers, strict=True))


def _lists(data: Mapping[str, Any], name: str) -> list[list[Any]]:
    """What documents stored by an earlier version do not have is empty."""
    return cast("list[list[Any]]", data.get(name, []))


def _items(segment: Segment) -> list[int]:
    return [number for item in segment.items for number in item]


def _pairs(numbers: list[int]) -> tuple[tuple[int, int], ...]:
    return tuple(zip(numbers[::2], numbers[1::2], strict=True))


def _frozen(value: Any) -> Any:  # noqa: ANN401  # fields differ in type; the dataclass names them
    return tuple(cast(list[str], value)) if isinstance(value, list) else value


def _plain(value: object) -> object:
    return list(cast("tuple[object, ...]", value)) if isinstance(value, tuple) else value
