"""Measures how fast documents are extracted, and how that grows with their length.

    python tests/benchmarks/extraction_speed.py --corpora ../shared/corpora [--profile rules] [--lengths 10000,100000,1000000,2000000]

Each length is one document: the central reports one after another, as often as needed. The work of loading lexicons and models, done once a
process, is left out (a first document warms up). Prints characters a second by the clock and by processor time of all threads, the
cost of a character against that of the shortest, and peak memory of the process.
"""

from __future__ import annotations

import argparse
import resource
import time
from itertools import cycle, islice
from pathlib import Path

from corpus.load import document_from_bytes
from extract.pipeline import extract

MEGABYTE = 1 << 20


def text_of(corpora: Path, length: int) -> str:
    """Return `length` characters of reports, each beginning after the end of the one before."""
    reports = [path.read_text(encoding="utf-8") for path in sorted((corpora / "central-reports").iterdir())]
    whole = "\n\n".join(islice(cycle(reports), 1 + length // min(map(len, reports))))
    return whole[:length]


def main() -> None:
    """Measure and print a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpora", type=Path, required=True)
    parser.add_argument("--profile", default="rules")
    parser.add_argument("--lengths", default="10000,100000,1000000,2000000")
    options = parser.parse_args()
    extract(document_from_bytes(text_of(options.corpora, 5000).encode(), "warm.txt"), profile=options.profile)
    heads = ("characters", "characters/s", "per processor second", "cost of a character", "annotations", "peak memory, MB")
    print("| " + " | ".join(heads) + " |\n" + "|---" * len(heads) + "|")
    first = 0.0
    for length in map(int, options.lengths.split(",")):
        document = document_from_bytes(text_of(options.corpora, length).encode(), "reports.txt")
        began, worked = time.perf_counter(), time.process_time()
        found = extract(document, profile=options.profile)
        seconds, processor = time.perf_counter() - began, time.process_time() - worked
        first = first or processor / length
        count = len(found.entities) + len(found.relations) + len(found.observations)
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / MEGABYTE
        growth = processor / length / first
        print(
            f"| {length:,} | {length / seconds:,.0f} | {length / processor:,.0f} | {growth:.2f} | {count:,} | {memory:,.0f} |", flush=True
        )


if __name__ == "__main__":
    main()
