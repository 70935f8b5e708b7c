"""A BERT encoder in numpy for one query at a time: a search then starts in about a second, where importing torch takes several."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from extract.model.pieces import PIECES_FILE, PieceTokenizer

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Matrix = NDArray[np.float32]

_LINEAR = (
    "attention.self.query",
    "attention.self.key",
    "attention.self.value",
    "attention.output.dense",
    "intermediate.dense",
    "output.dense",
)
_NORM = ("attention.output.LayerNorm", "output.LayerNorm")


class Encoder:
    """Mean-pooled, unit-length vectors of the default model, out of its folder."""

    def __init__(self, folder: Path) -> None:
        from safetensors import safe_open

        config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
        limits = json.loads((folder / "sentence_bert_config.json").read_text(encoding="utf-8"))
        self.heads = int(config["num_attention_heads"])
        self.epsilon = float(config["layer_norm_eps"])
        self.limit = int(limits["max_seq_length"])
        self.tokenizer = PieceTokenizer(folder / PIECES_FILE)
        # Held open: of the 384 MB of word vectors a query needs some twenty rows.
        self.file = safe_open(folder / "model.safetensors", framework="np")
        self.words = self.file.get_slice("embeddings.word_embeddings.weight")
        self.positions: Matrix = self.file.get_tensor("embeddings.position_embeddings.weight")
        self.type: Matrix = self.file.get_tensor("embeddings.token_type_embeddings.weight")[0]
        self.norm = self._pair("embeddings.LayerNorm")
        self.layers = [
            {name: self._pair(f"encoder.layer.{i}.{name}") for name in (*_LINEAR, *_NORM)} for i in range(int(config["num_hidden_layers"]))
        ]

    def _pair(self, name: str) -> tuple[Matrix, Matrix]:
        return self.file.get_tensor(f"{name}.weight"), self.file.get_tensor(f"{name}.bias")

    def encode(self, text: str) -> Matrix:
        """Return the vector of `text`, whose prompt the caller has put before it."""
        ids = self.tokenizer.encode(text, self.limit)
        rows = np.concatenate([self.words[i : i + 1] for i in ids])
        state = self._normalise(rows + self.positions[: len(ids)] + self.type, self.norm)
        for layer in self.layers:
            state = self._normalise(state + self._attend(state, layer), layer["attention.output.LayerNorm"])
            inner = _gelu(_linear(state, layer["intermediate.dense"]))
            state = self._normalise(state + _linear(inner, layer["output.dense"]), layer["output.LayerNorm"])
        mean: Matrix = state.mean(axis=0)
        return mean / np.float32(np.linalg.norm(mean))

    def _attend(self, state: Matrix, layer: dict[str, tuple[Matrix, Matrix]]) -> Matrix:
        length, hidden = state.shape

        def split(name: str) -> Matrix:
            return _linear(state, layer[f"attention.self.{name}"]).reshape(length, self.heads, -1).transpose(1, 0, 2)

        query, key, value = split("query"), split("key"), split("value")
        scores = query @ key.transpose(0, 2, 1) / np.float32(np.sqrt(hidden / self.heads))
        scores = np.exp(scores - scores.max(axis=-1, keepdims=True))
        mixed = (scores / scores.sum(axis=-1, keepdims=True)) @ value
        return _linear(mixed.transpose(1, 0, 2).reshape(length, hidden), layer["attention.output.dense"])

    def _normalise(self, state: Matrix, norm: tuple[Matrix, Matrix]) -> Matrix:
        centred = state - state.mean(axis=-1, keepdims=True)
        spread = np.sqrt((centred**2).mean(axis=-1, keepdims=True) + np.float32(self.epsilon))
        return centred / spread * norm[0] + norm[1]


def _linear(state: Matrix, weights: tuple[Matrix, Matrix]) -> Matrix:
    return state @ weights[0].T + weights[1]


def _gelu(state: Matrix) -> Matrix:
    """Exact GELU; the error function after Abramowitz and Stegun 7.1.26 (error below 1.5e-7)."""
    x = np.abs(state) / np.float32(np.sqrt(2))
    t = 1 / (1 + np.float32(0.3275911) * x)
    series = ((((1.061405429 * t - 1.453152027) * t + 1.421413741) * t - 0.284496736) * t + 0.254829592) * t
    erf = np.copysign(1 - series * np.exp(-x * x), state)
    return (state * (1 + erf) / 2).astype(np.float32)
