"""SentencePiece's compiled character map, built from a plain table so that the `tokenizers` library can normalise with it."""

from __future__ import annotations

import struct
from collections.abc import Mapping

_LEAF = 1 << 31
_HAS_LEAF = 1 << 8
_MAX_OFFSET = 1 << 21
"""Offsets take 21 bits of a unit in the plain (unscaled) form, which is the only one written here."""
_TAIL = 1024


class _Node:
    __slots__ = ("children", "value")

    def __init__(self) -> None:
        self.children: dict[int, _Node] = {}
        self.value: int | None = None


def compile_charsmap(table: Mapping[str, str]) -> bytes:
    """Return `table` (character → replacement, empty to delete) in SentencePiece's precompiled form.

    The form is the byte length of a double-array trie, the trie over the UTF-8 keys as little-endian uint32 units, and the
    replacements as zero-terminated UTF-8. A unit holds its label (low byte), whether a value hangs below it (bit 8), and the
    offset that leads to its children (bits 10 to 30); a value unit holds the place of its replacement.

    Raises ValueError for an empty key, or a key or replacement with a zero character, which the form cannot hold.
    """
    root = _Node()
    replacements = bytearray()
    places: dict[str, int] = {}
    for key in sorted(table):
        replacement = table[key]
        if not key or "\0" in key or "\0" in replacement:
            raise ValueError(f"character map entry {key!r} → {replacement!r} is empty or holds a zero character")
        if replacement not in places:
            places[replacement] = len(replacements)
            replacements += replacement.encode() + b"\0"
        node = root
        for byte in key.encode():
            node = node.children.setdefault(byte, _Node())
        node.value = places[replacement]
    units = _layout(root)
    return struct.pack("<I", 4 * len(units)) + struct.pack(f"<{len(units)}I", *units) + bytes(replacements)


def _layout(root: _Node) -> list[int]:
    """Place every node's children at `base ^ label` in one array, first free base first."""
    units = [0]
    taken = {0}
    bases: set[int] = set()
    waiting: list[tuple[_Node, int, int]] = [(root, 0, 0)]
    while waiting:
        node, position, label = waiting.pop()
        labels = sorted(node.children) if node.value is None else [0, *sorted(node.children)]
        # Only the end of the array is tried: a little larger, and much faster than filling every gap.
        base = max(len(units) - _TAIL, 1)
        # Two nodes with one base would read each other's children as their own.
        while base in bases or any(base ^ child in taken for child in labels) or not position ^ base < _MAX_OFFSET:
            base += 1
        bases.add(base)
        taken.update(base ^ child for child in labels)
        needed = max(base ^ child for child in labels) + 1
        # Reading follows base ^ byte for any byte of the text, so the whole block of 256 must exist.
        units.extend([0] * (max(needed, (base | 0xFF) + 1) - len(units)))
        units[position] = label | (position ^ base) << 10 | (_HAS_LEAF if node.value is not None else 0)
        if node.value is not None:
            units[base] = _LEAF | node.value
        waiting.extend((child, base ^ byte, byte) for byte, child in node.children.items())
    return units
