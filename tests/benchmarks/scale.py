"""How a knowledge base grows: time and memory of a build by number of documents, one document more, and loading triples.

    python tests/benchmarks/scale.py --folder ../shared/seeds --folder ../shared/corpora [--sizes 5,50,200,1800] [--characters 450]

The texts of the folders are cut into pieces of about `--characters`, each a document, in one random order. Every size is built in a
process of its own, by rules and without search index; times are processor time (other processes do not count), from the first
document on, without imports. Then one document is added to the largest knowledge base and to none. Then all its triples are loaded
into an empty store by the engine's bulk loader.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from corpus.load import document_from_bytes
from extract import pipeline
from graph.knowledge_base import KnowledgeBase


def pieces(folders: list[Path], characters: int) -> list[str]:
    """Return the texts of folders in pieces that end with a line, in random order, always the same."""
    found = [piece for folder in folders for path in sorted(folder.rglob("*")) for piece in _cut(path, characters)]
    random.Random(7).shuffle(found)
    return found


def _cut(path: Path, characters: int) -> Iterator[str]:
    if path.suffix not in (".txt", ".md") or path.name == "README.md":
        return
    piece = ""
    for line in path.read_text(encoding="utf-8", errors="replace").splitlines(keepends=True):
        piece += line
        if len(piece) >= characters:
            yield piece
            piece = ""


def build(sources: Path, kb: Path) -> dict[str, float]:
    """Build or add, and return processor seconds, documents added and peak memory in MB."""
    pipeline.extract(document_from_bytes("寿宁县推行茶园托管，2016年贫困发生率为12.5%。".encode(), "warm.txt"), profile="rules")
    base = KnowledgeBase.create_or_open(kb)
    start = time.process_time()
    report = base.add([sources])
    spent = time.process_time() - start
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"seconds": spent, "documents": len(report.added), "MB": most}


def load(kb: Path) -> dict[str, float]:
    """Load the quads of a knowledge base into an empty store on disk; return their number and the seconds on the clock."""
    from pyoxigraph import RdfFormat, Store, serialize

    data = serialize(KnowledgeBase.open(kb).graphs().quads(), format=RdfFormat.N_QUADS) or b""
    with tempfile.TemporaryDirectory() as folder:
        store = Store(folder)
        start = time.perf_counter()
        store.bulk_load(data, RdfFormat.N_QUADS)
        spent = time.perf_counter() - start
        return {"triples": float(len(store)), "seconds": spent}


def in_process(*arguments: str | Path) -> dict[str, float]:
    """Run one step in a process of its own."""
    done = subprocess.run([sys.executable, __file__, *map(str, arguments)], stdout=subprocess.PIPE, text=True, check=True)
    return json.loads(done.stdout.splitlines()[-1])


def main() -> None:
    """Run the benchmark, or one step of it."""
    if sys.argv[1:2] == ["--step"]:
        step, *paths = sys.argv[2:]
        print(json.dumps(build(Path(paths[0]), Path(paths[1])) if step == "build" else load(Path(paths[0]))))
        return
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--folder", type=Path, action="append", required=True)
    parser.add_argument("--sizes", default="5,50,200,1800")
    parser.add_argument("--characters", type=int, default=450)
    chosen = parser.parse_args()
    texts = pieces(chosen.folder, chosen.characters)
    sizes = [int(size) for size in chosen.sizes.split(",")]
    if len(texts) <= max(sizes):
        sys.exit(f"the folders give {len(texts)} pieces; take smaller --sizes or --characters")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for size in sizes:
            sources = folder / f"sources-{size}"
            sources.mkdir()
            for number, text in enumerate(texts[:size]):
                (sources / f"{number:05}.txt").write_text(text, encoding="utf-8")
            found = in_process("--step", "build", sources, folder / f"kb-{size}")
            each = 1000 * found["seconds"] / max(1, found["documents"])
            print(f"{size} documents: {each:.0f} ms each, peak {found['MB']:.0f} MB", flush=True)
        one = folder / "one"
        one.mkdir()
        (one / "one-more.txt").write_text(texts[-1], encoding="utf-8")
        alone = in_process("--step", "build", one, folder / "kb-alone")["seconds"]
        added = in_process("--step", "build", one, folder / f"kb-{sizes[-1]}")["seconds"]
        print(f"one document: {alone:.2f} s alone, {added:.2f} s added to {sizes[-1]} ({added / alone:.2f} times)")
        loaded = in_process("--step", "load", folder / f"kb-{sizes[-1]}")
        print(f"loading {loaded['triples']:.0f} triples: {loaded['triples'] / loaded['seconds']:.0f} a second")


if __name__ == "__main__":
    main()
