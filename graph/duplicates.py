"""Near-duplicates in a knowledge base: the signatures of its documents in one file, their pairs, and which stands for which."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING, Any

from corpus.document import Document
from corpus.duplicates import SIZE, NearDuplicates, Pair, originals, signature
from corpus.store_format import FormatError
from graph.files import write_atomically
from graph.folder import Folder
from graph.manifest import Entry, Policy
from graph.versions import versions

if TYPE_CHECKING:
    from corpus.duplicates import Signature

_RICHEST = (".docx", ".html", ".htm", ".md", ".pdf", ".txt")
"""Formats from the one that states most about its text (headings, tables, notes) to the one that states least."""


@dataclass(frozen=True, slots=True, order=True)
class Duplicate:
    """Two documents that say nearly the same, by file name."""

    first: str
    second: str
    similarity: float
    stands: str | None = None
    """File name of the one that stands for the other, where they are merged."""


def duplicates(documents: Mapping[str, Entry], pairs: Iterable[Pair]) -> tuple[Duplicate, ...]:
    """Return pairs by file name, in order."""
    found: list[Duplicate] = []
    for pair in pairs:
        one, other = sorted((documents[pair.first], documents[pair.second]), key=lambda entry: (entry.source, entry.id))
        stands = one.source if other.merged_into == one.id else other.source if one.merged_into == other.id else None
        found.append(Duplicate(one.source, other.source, pair.similarity, stands))
    return tuple(sorted(found))


def stand_ins(documents: Mapping[str, Entry], pairs: Iterable[Pair], policy: Policy) -> dict[str, str]:
    """Return for each document that another stands for which one that is: that of the richest format, then of the first file name."""
    if policy != "merge":
        return {}
    ranked = sorted(documents.values(), key=lambda entry: (richness(entry.suffix), entry.source, entry.id))
    return originals([entry.id for entry in ranked], pairs)


def richness(suffix: str) -> int:
    """Return the place of a format (file ending, lower case) in the order from the richest on."""
    return _RICHEST.index(suffix) if suffix in _RICHEST else len(_RICHEST)


class Signatures:
    """The signatures of a knowledge base's documents, read from their file at first use, and the pairs that follow from them.

    `documents` is what the knowledge base holds, as it changes. A signature that the file lacks, because a build was stopped or the
    code that reads texts has changed, is made from the stored document.
    """

    def __init__(self, folder: Folder, documents: Mapping[str, Entry], pairs: Iterable[Pair]) -> None:
        self._folder = folder
        self._documents = documents
        self._pairs: defaultdict[str, dict[str, Pair]] = defaultdict(dict)
        for pair in pairs:
            self._pair(pair)
        self._near: NearDuplicates | None = None
        self._short: set[str] = set()

    @property
    def pairs(self) -> tuple[Pair, ...]:
        """Documents that say nearly the same, in order."""
        return tuple(sorted(pair for name, others in self._pairs.items() for pair in others.values() if pair.first == name))

    def like(self, document: Document, *, apart_from: str | None = None) -> dict[str, float]:
        """Return the documents that say nearly the same as one that is not among them, with the similarity of each."""
        found = signature(document.reading.text)
        alike = self._known().like(found) if found is not None else {}
        return {name: value for name, value in alike.items() if name not in (document.id, apart_from)}

    def put(self, document: Document) -> None:
        """Take in a document that is new or has been read anew."""
        self._add(self._known(), document)

    def forget(self, document_id: str) -> None:
        """Forget a document."""
        self._known().discard(document_id)
        self._short.discard(document_id)
        self._drop_pairs(document_id)

    def write(self) -> None:
        """Write the file, the same for the same documents, where it is not as it should be."""
        import numpy as np

        known = self._known()
        told = sorted(self._documents.keys() & (known.signatures.keys() | self._short))
        rows = np.zeros(len(told), dtype=_row())
        for number, name in enumerate(told):
            found = known.signatures.get(name)
            rows[number] = (name, versions()["reading"], found is not None, found if found is not None else np.zeros(SIZE, np.uint32))
        file = BytesIO()
        np.save(file, rows, allow_pickle=False)
        data = file.getvalue()
        if not self._folder.signatures.exists() or self._folder.signatures.read_bytes() != data:
            write_atomically(self._folder.signatures, data)

    def _known(self) -> NearDuplicates:
        if self._near is None:
            stored = self._stored()
            self._short = {name for name, found in stored.items() if found is None}
            near = NearDuplicates({name: found for name, found in stored.items() if found is not None})
            self._near = near
            for name in sorted(self._documents.keys() - stored.keys()):
                with suppress(OSError, ValueError, FormatError):  # of another version or damaged: the build reads it anew or names it
                    self._add(near, self._folder.read_document(name))
        return self._near

    def _add(self, near: NearDuplicates, document: Document) -> None:
        near.discard(document.id)
        self._short.discard(document.id)
        self._drop_pairs(document.id)
        found = signature(document.reading.text)
        if found is None:
            self._short.add(document.id)
            return
        for pair in near.add(document.id, found):
            self._pair(pair)

    def _pair(self, pair: Pair) -> None:
        self._pairs[pair.first][pair.second] = pair
        self._pairs[pair.second][pair.first] = pair

    def _drop_pairs(self, name: str) -> None:
        for other in self._pairs.pop(name, {}):
            self._pairs[other].pop(name, None)

    def _stored(self) -> dict[str, Signature | None]:
        """Return the signatures in the file that are of documents there are and made by the code that runs."""
        import numpy as np

        try:
            rows: Any = np.load(self._folder.signatures, allow_pickle=False)
            if rows.dtype != _row():
                return {}
            current = rows[rows["made"] == versions()["reading"].encode()]
        except (OSError, ValueError, EOFError):
            return {}
        names = (name.decode() for name in current["id"].tolist())
        found = zip(names, current["long"].tolist(), current["signature"], strict=True)
        return {name: row if long else None for name, long, row in found if name in self._documents}


def _row() -> Any:  # noqa: ANN401  # numpy is imported late, and its type of types is no help here
    import numpy as np

    return np.dtype([("id", "S16"), ("made", "S12"), ("long", "?"), ("signature", "<u4", (SIZE,))])
