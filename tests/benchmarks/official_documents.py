"""Counts sentences of all official documents in ../shared/corpora that hold page furniture or are cut by a line end, and the speed.

Run: `.venv/bin/python tests/benchmarks/official_documents.py [FOLDER]`.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))
from corpus.load import load_document
from tests.corpus.test_structure_official import SHARED, found_cut, found_furniture


def main() -> None:
    """Print one line for each document with a fault, and the sums."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else SHARED
    paths = sorted(path for path in folder.glob("*/*") if path.suffix in {".txt", ".md"})
    sentences = cut = furniture = faulty = characters = 0
    seconds = 0.0
    for path in paths:
        started = time.perf_counter()
        document = load_document(path)
        seconds += time.perf_counter() - started
        lines, pieces = found_cut(document), found_furniture(document)
        sentences, cut, furniture = sentences + len(document.sentences), cut + len(lines), furniture + len(pieces)
        characters += len(document.raw)
        faulty += bool(lines or pieces)
        if lines or pieces:
            print(f"{path.name}: {len(lines)} cut, {len(pieces)} furniture: {[text[:30] for text in (*lines, *pieces)][:5]}")
    print(f"{len(paths)} documents, {sentences} sentences: {cut} cut by a line end, {furniture} furniture, in {faulty} documents")
    print(f"{characters / seconds / 1e6:.2f} million characters a second, reading files and imports included")


if __name__ == "__main__":
    main()
