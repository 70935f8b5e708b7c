"""Search quality and speed over a folder of papers, by kind of query, in one process.

    python tests/benchmarks/search.py --seeds ../shared/seeds --queries ../shared/search/open.json [--results FILE] [--precision fp32]

Prints R@1, R@5, MRR@10 and the share of empty answers as ../shared/tools/score_search.py does; `--results` writes what that
script reads. Prints also how many passages and sentences a second are embedded, and how long the index and a search take.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from collections import defaultdict
from pathlib import Path
from typing import Any

from corpus.load import find_sources, load_document
from queries.embedding import SentenceEmbedder
from queries.search import Hit, Searcher
from queries.search_index import load_index, update_index


def rank_of_first(hits: list[Hit], gold: list[dict[str, Any]]) -> int:
    """Return the 1-based place of the first hit that overlaps a gold span, 0 where none does."""
    for place, hit in enumerate(hits, 1):
        for span in gold:
            if Path(hit.document).stem == Path(span["document"]).stem and hit.start < span["end"] and span["start"] < hit.end:
                return place
    return 0


def main() -> None:
    """Index, ask, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seeds", type=Path, required=True)
    parser.add_argument("--queries", type=Path, required=True)
    parser.add_argument("--results", type=Path)
    parser.add_argument("--precision", choices=["auto", "fp32", "bf16"], default="auto")
    parser.add_argument("--plain", action="store_true", help="without the trained map, and so without a threshold for no answer")
    options = parser.parse_args()
    documents = [load_document(path) for path in find_sources([options.seeds])]
    embedder = SentenceEmbedder(precision=options.precision, progress=print, adapted=not options.plain)
    embedder.passages(["预热"])
    with tempfile.TemporaryDirectory() as folder:
        index = Path(folder)
        start = time.perf_counter()
        update_index(index, documents, embedder=embedder)
        taken = time.perf_counter() - start
        rows = sum(len(entry.unit_vectors) + len(entry.window_vectors) for entry in load_index(index))
        print(f"index of {len(documents)} documents: {taken:.1f} s, {rows} vectors, {rows / taken:.0f} a second")
        searcher = Searcher(index, embedder)
        queries = json.loads(options.queries.read_text(encoding="utf-8"))
        start = time.perf_counter()
        answers = {query["id"]: searcher.search(query["query"]) for query in queries}
        print(f"{len(queries)} searches: {1000 * (time.perf_counter() - start) / len(queries):.0f} ms each")
    if options.results:
        found = {key: [{"document": h.document, "start": h.start, "end": h.end} for h in hits] for key, hits in answers.items()}
        options.results.write_text(json.dumps(found), encoding="utf-8")
    kinds: defaultdict[str, list[tuple[int, bool]]] = defaultdict(list)
    for query in queries:
        hits = answers[query["id"]]
        for kind in {query["kind"], "none" if query["kind"] == "none" else "answerable"}:
            kinds[kind].append((rank_of_first(hits, query["gold"]), not hits))
    for kind, found in sorted(kinds.items()):
        count, empty = len(found), sum(none for _, none in found) / len(found)
        first, fifth = (sum(0 < place <= limit for place, _ in found) / count for limit in (1, 5))
        mean = sum(1 / place for place, _ in found if place) / count
        figures = "" if kind == "none" else f"R@1={first:.3f} R@5={fifth:.3f} MRR={mean:.3f} "
        print(f"{kind:12} n={count:3} {figures}empty={empty:.2f}")


if __name__ == "__main__":
    main()
