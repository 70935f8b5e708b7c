"""A small linear map that fits the default embeddings to Chinese governance papers, trained on texts written for it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import as_file, files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_FILE = "adaptation.safetensors"


@dataclass(frozen=True, slots=True)
class Adaptation:
    """`matrix` (dimension × dimension) is added to the identity; `floor` is the similarity below which nothing answers."""

    matrix: NDArray[np.float32]
    floor: float

    def apply(self, vectors: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return unit-length rows v + v A for rows v."""
        import numpy as np

        moved = vectors + vectors @ self.matrix
        return moved / np.linalg.norm(moved, axis=-1, keepdims=True)


@cache
def load_adaptation() -> Adaptation:
    """Return the map shipped with this program (tests/benchmarks/train_adaptation.py makes it)."""
    import numpy as np
    from safetensors import safe_open

    with as_file(files("queries") / _FILE) as path, safe_open(path, framework="np") as file:
        return Adaptation(file.get_tensor("map").astype(np.float32), float(file.get_tensor("floor")[0]))


def adaptation_bytes() -> bytes:
    """Return the file itself, for fingerprints."""
    return (files("queries") / _FILE).read_bytes()
