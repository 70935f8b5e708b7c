"""Speed and memory of the text path (cleaning, structure and sentences together) on one core, by kind of text.

    python tests/benchmarks/text_path.py [--folder ../shared/seeds] [--folder ../shared/corpora] [--repeat 20]

Prints for each folder of .txt and .md files, and for texts made here, Mchar/s (best of several runs, processor time), the same as a
multiple of what one pass of `str.translate` costs on the same text (a figure that depends less on the machine), how the time grows
when the text is ten times as long, and the peak memory while a document is made, as a multiple of the text in memory. Then how long
the signature of a text takes, and to look for near-duplicates of one document among 10,000.
"""

from __future__ import annotations

import argparse
import gc
import random
import sys
import time
import tracemalloc
from collections.abc import Callable, Sequence
from pathlib import Path

from corpus.duplicates import SIZE, NearDuplicates, signature
from corpus.plain import read_plain
from corpus.sentences import sentences
from corpus.source import SourceText
from corpus.structure import structure

HAN = "".join(chr(code) for code in range(0x4E00, 0x5400))
ASCENDING = {code: code for code in (0xFF10, 0xFF21)}


def text_path(source: SourceText) -> object:
    """Do what is measured, and keep what it makes."""
    parts = structure(source)
    return parts, sentences(parts.reading, parts.segments)


def best(work: Callable[[], object], repeat: int) -> float:
    """Return the least processor time of several runs, in seconds."""
    least = float("inf")
    for _ in range(repeat):
        start = time.process_time()
        work()
        least = min(least, time.process_time() - start)
    return least


def peak(source: SourceText) -> float:
    """Return the most memory that making a document takes, as a multiple of its text's."""
    gc.collect()
    tracemalloc.start()
    text_path(source)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return most / sys.getsizeof(source.raw)


def invented(characters: int, width: int, *, noise: bool) -> str:
    """Return prose of invented words, in lines of `width` characters (0: one line a paragraph), with citation marks where noisy."""
    draw = random.Random(width)
    lines: list[str] = []
    length = 0
    while length < characters:
        sentences_ = ("".join(draw.choices(HAN, k=draw.randint(10, 40))) + "，" + "".join(draw.choices(HAN, k=9)) for _ in range(5))
        paragraph = ("<sup>[1]</sup>。" if noise else "。").join(sentences_) + ("２０２０ 年投入 4 221 元。" if noise else "。")
        lines += [paragraph[at : at + width] for at in range(0, len(paragraph), width)] if width else [paragraph]
        length += len(paragraph)
    return "\n".join(lines)


def report(name: str, texts: Sequence[str], repeat: int) -> None:
    """Print the line of one kind of text."""
    sources = [SourceText(text) for text in texts]
    characters = sum(map(len, texts))
    for source in sources:
        text_path(source)
    taken = sum(best(lambda source=source: text_path(source), repeat) for source in sources)
    once = sum(best(lambda text=text: text.translate(ASCENDING), repeat) for text in texts)
    longest = max(sources, key=lambda source: len(source.raw))
    tenfold = SourceText("\n".join([longest.raw] * 10))
    growth = best(lambda: text_path(tenfold), max(2, repeat // 5)) / best(lambda: text_path(longest), repeat) / 10
    figures = f"{characters / taken / 1e6:5.2f} Mchar/s  {taken / once:5.1f} × translate  {growth:4.2f} × a character in ten times the text"
    print(f"{name:28} {len(texts):3} texts {characters:8} characters  {figures}  peak {peak(longest):4.1f} × the text", flush=True)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--folder", type=Path, action="append", default=[])
    parser.add_argument("--repeat", type=int, default=20)
    options = parser.parse_args()
    for folder in options.folder:
        for place in sorted({path.parent for path in folder.rglob("*") if path.suffix in {".txt", ".md"} and path.name != "README.md"}):
            paths = sorted(path for path in place.iterdir() if path.suffix in {".txt", ".md"})
            report(place.name, [read_plain(path.read_bytes(), path.name).raw for path in paths], options.repeat)
    for name, width, noise in (("made: paragraphs", 0, False), ("made: wrapped, marks", 32, True), ("made: narrow columns", 20, False)):
        report(name, [invented(20_000, width, noise=noise)], options.repeat)
    text = invented(20_000, 0, noise=False)
    print(f"signature: {len(text) / best(lambda: signature(text), options.repeat) / 1e6:.1f} Mchar/s")
    import numpy as np

    rows = np.random.default_rng(1).integers(0, 2**32, (10_000, SIZE), dtype=np.uint32)
    known = {f"{number:016x}": row for number, row in enumerate(rows)}
    start = time.process_time()
    near = NearDuplicates(known)
    near.like(rows[0])
    first = time.process_time() - start
    each = best(lambda: [near.like(row) for row in rows[:100]], 3) / 100
    print(f"near-duplicates among 10,000: {1000 * first:.0f} ms to begin, then {1000 * each:.2f} ms a document")


if __name__ == "__main__":
    main()
