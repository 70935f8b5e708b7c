"""What was learnt, as the package ships it: one safetensors file of half-precision updates and heads."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from importlib.resources import as_file, files
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from torch import Tensor

_FILE = "learned.safetensors"
_SAID = "learned"
"""The one key of the metadata: several would be written in any order."""
ENCODER, SPANS, PAIRS = "encoder.", "spans.", "pairs."


class ModelError(Exception):
    """The trained model is not there or not whole; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Learned:
    """Tensors by name, and what the training texts fix: characters, types, predicates and modalities in the order of the heads."""

    tensors: Mapping[str, Tensor]
    characters: Mapping[str, int]
    types: tuple[str, ...]
    predicates: tuple[str, ...]
    modalities: tuple[str, ...]

    def part(self, prefix: str) -> dict[str, Tensor]:
        """Return the tensors whose names begin with `prefix`, without it, as float32."""
        return {name.removeprefix(prefix): tensor.float() for name, tensor in self.tensors.items() if name.startswith(prefix)}


@contextmanager
def _shipped() -> Generator[Path, None, None]:
    resource = files("extract.model") / _FILE
    if not resource.is_file():
        raise ModelError("the trained model is not part of this installation: install zhitu again, or use `--profile rules`")
    with as_file(resource) as path:
        yield path


@cache
def model_version() -> str:
    """Return a short digest of the shipped model; annotations made with another one are out of date."""
    with _shipped() as path:
        return hashlib.sha256(path.read_bytes()).hexdigest()[:12]


def load_learned(path: Path | None = None) -> Learned:
    """Return what is in the shipped file, or in that at `path`. Raises ModelError where the shipped one is missing."""
    if path is None:
        with _shipped() as shipped:
            return load_learned(shipped)
    from safetensors import safe_open
    from safetensors.torch import load_file

    with safe_open(path, framework="pt") as file:
        said = json.loads((file.metadata() or {}).get(_SAID, "{}"))
    tensors = load_file(path)
    return Learned(tensors, said["characters"], tuple(said["types"]), tuple(said["predicates"]), tuple(said["modalities"]))


def save_learned(learned: Learned, path: Path) -> None:
    """Write `learned` to `path` in half precision; the same values give the same bytes."""
    from safetensors.torch import save_file

    said = {
        "characters": dict(learned.characters),
        "types": learned.types,
        "predicates": learned.predicates,
        "modalities": learned.modalities,
    }
    save_file(
        {name: tensor.half().contiguous() for name, tensor in sorted(learned.tensors.items())},
        path,
        metadata={_SAID: json.dumps(said, ensure_ascii=False)},
    )
