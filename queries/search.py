"""Search by meaning and words over the index of a knowledge base: passages with document, offsets, section and page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from queries.embedding import Embedder
from queries.passages import Window
from queries.search_index import IndexedDocument, SearchIndexError, load_index
from queries.words import fold, words

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from queries.ranking import Ranking, WordScores

WORDS_ENOUGH = 0.5
"""A passage that has this share of the query's words is an answer whatever its meaning."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that answers a query: `raw[start:end] == text` of the document with file name `document`."""

    document: str
    start: int
    end: int
    text: str
    section: tuple[str, ...]
    page: int | None
    score: float
    """Comparable within one answer only."""

    @property
    def line(self) -> str:
        """The text on one line, without line breaks between Chinese characters."""
        return re.sub(r"\s+", " ", re.sub(r"(?<=[⺀-￯])\s*\n\s*(?=[⺀-￯])", "", self.text)).strip()


class Searcher:
    """An index in memory. Loading it embeds nothing; the embedder's model is loaded by the first search."""

    def __init__(self, index_dir: Path, embedder: Embedder) -> None:
        import numpy as np

        self._embedder = embedder
        self._documents = load_index(index_dir)
        for document in self._documents:
            if document.model != embedder.fingerprint:
                raise SearchIndexError(
                    f"{document.source} in {index_dir} was indexed with another embedding model: run `zhitu build` again"
                )
        self._windows: list[tuple[IndexedDocument, Window]] = [
            (document, window) for document in self._documents for window in document.windows
        ]
        firsts = np.cumsum([0, *(len(document.unit_words) for document in self._documents)])
        self._bounds: NDArray[np.int64] = np.array(
            [
                (first + window.first, first + window.last)
                for first, document in zip(firsts, self._documents, strict=False)
                for window in document.windows
            ],
            np.int64,
        ).reshape(-1, 2)
        filled = [document for document in self._documents if document.windows]
        if filled:
            self._unit_vectors = np.concatenate([document.unit_vectors for document in filled]).astype(np.float32)
            self._window_vectors = np.concatenate([document.window_vectors for document in filled]).astype(np.float32)

    def search(self, text: str, top: int = 10) -> list[Hit]:
        """Return up to `top` passages, best first, none overlapping another; an empty list where nothing answers `text`.

        Raises ValueError for a query without a letter or digit, or `top` below 1.
        """
        query = fold(text)
        if not words(query):
            raise ValueError(f"query {text!r} has no word to search for")
        if top < 1:
            raise ValueError(f"top is {top}: at least 1 passage must be asked for")
        if not self._windows:
            return []
        ranking = self.rank(query)
        if not self._answers(ranking):
            return []
        return [self._hit(place, float(ranking.total[place])) for place in self._distinct(ranking.total, top)]

    def rank(self, query: str) -> Ranking:
        """Return the scores of all passages for folded `query`."""
        from queries.ranking import rank

        vector = self._embedder.query(query)
        return rank(self._unit_vectors @ vector, self._window_vectors @ vector, self._bounds, self._words.score(words(query)))

    @cached_property
    def _words(self) -> WordScores:
        from queries.ranking import WordScores

        return WordScores([" ".join(document.unit_words[window.first : window.last]).split() for document, window in self._windows])

    def _answers(self, ranking: Ranking) -> bool:
        floor = self._embedder.floor
        return floor is None or float(ranking.sentences.max()) >= floor or float(ranking.words.max()) >= WORDS_ENOUGH

    def _distinct(self, scores: NDArray[np.float32], top: int) -> Iterator[int]:
        """Yield places of passages by falling score (ties in order of the index), skipping what overlaps an earlier one."""
        import numpy as np

        taken: list[tuple[IndexedDocument, Window]] = []
        for place in map(int, np.argsort(-scores, kind="stable")):
            document, window = self._windows[place]
            if any(document is other and window.start < used.end and used.start < window.end for other, used in taken):
                continue
            yield place
            taken.append((document, window))
            if len(taken) == top:
                return

    def _hit(self, place: int, score: float) -> Hit:
        document, window = self._windows[place]
        text = document.raw[window.start : window.end]
        return Hit(document.source, window.start, window.end, text, window.section, window.page, round(score, 4))
