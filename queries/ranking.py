"""How well passages answer a query: best sentence and whole passage by meaning, and words, in one score."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from bm25s import BM25
    from numpy.typing import NDArray

    Scores = NDArray[np.float32]

# Set on 2,048 queries over 144 invented papers, not on the open search queries; the plateau is wide (docs/benchmarks.md).
SENTENCE, WINDOW = 0.6, 0.4
WORDS = 9.0
"""Weight of all query words found, in standard deviations of the similarities: models differ in how far these spread."""
_MIN_SPREAD = 1e-3
_K1, _B = 0.9, 0.4


class WordScores:
    """BM25 over the words of passages, as a share of what a passage with all words of the query would score at most."""

    def __init__(self, passages: Sequence[Sequence[str]]) -> None:
        self.size = len(passages)
        self.found_in = Counter(word for passage in passages for word in set(passage))
        self.bm25 = _bm25(passages) if self.found_in else None

    def score(self, query: Sequence[str]) -> Scores:
        """Return one number from 0 (no word) towards 1 for each passage."""
        distinct = sorted(set(query))
        known = [word for word in distinct if word in self.found_in]
        if not known or self.bm25 is None:
            return np.zeros(self.size, np.float32)
        scores = self.bm25.get_scores(known) / sum(map(self._weight, distinct))
        return scores.astype(np.float32)

    def _weight(self, word: str) -> float:
        count = self.found_in[word]
        return float(np.log(1 + (self.size - count + 0.5) / (count + 0.5)))


def _bm25(passages: Sequence[Sequence[str]]) -> BM25:
    from bm25s import BM25

    bm25 = BM25(k1=_K1, b=_B, method="lucene")
    bm25.index([list(passage) for passage in passages], show_progress=False)
    return bm25


@dataclass(frozen=True, slots=True)
class Ranking:
    """Scores of all passages for one query."""

    sentences: Scores
    """Similarity of the best sentence of each passage."""
    meaning: Scores
    """Best sentence and whole passage, weighted."""
    words: Scores
    total: Scores


def rank(unit_scores: Scores, window_scores: Scores, bounds: NDArray[np.int64], word_scores: Scores) -> Ranking:
    """Fuse similarities of sentences and passages with word scores; `bounds` has first and last sentence of each passage."""
    # reduceat wants every index inside the array, also the end of the last passage.
    best = np.maximum.reduceat(np.append(unit_scores, np.float32(-1)), bounds.reshape(-1))[::2]
    meaning: Scores = (SENTENCE * best + WINDOW * window_scores).astype(np.float32)
    spread = max(float(meaning.std()), _MIN_SPREAD)
    return Ranking(best, meaning, word_scores, (meaning + WORDS * spread * word_scores).astype(np.float32))
