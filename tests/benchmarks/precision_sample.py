"""Draws random annotations of official documents, to be read and judged by hand, and sums up the judgements.

    python tests/benchmarks/precision_sample.py --corpora ../shared/corpora --out sample.tsv [--profile rules]
    python tests/benchmarks/precision_sample.py --judged tests/benchmarks/precision_sample.tsv

The first form extracts a fixed random sample of the documents and writes up to 50 annotations of each type with the words around them
(to a place outside the repository: the texts stay where they are). A reader who has the annotation guideline at hand fills the column
`verdict`: 1 right, 0 wrong. What is kept in the repository is document, offsets and verdict, no text; the second form prints the
precision of each type with its 95 % interval (Wilson). Relations are judged with both ends and modality, figures by value, unit and name.
"""

from __future__ import annotations

import argparse
import csv
import random
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from math import sqrt
from pathlib import Path

from corpus.document import Document
from corpus.load import load_document
from extract.annotation import Evidence, Extraction
from extract.pipeline import extract

SEED, EACH, AROUND = 20261122, 50, 28
DOCUMENTS = {"central-reports": 4, "provincial-reports": 6, "laws": 10}
KEPT = ("type", "document", "start", "end", "verdict")


@dataclass(frozen=True, slots=True)
class Drawn:
    """An annotation as its judge sees it."""

    type: str
    document: str
    evidence: Evidence
    what: str
    context: str


def drawn_from(document: Document, extraction: Extraction) -> Iterator[Drawn]:
    """Yield every annotation of a document under the name of its type, predicate or `Observation`."""
    labels = {entity.id: entity.label for entity in extraction.entities}
    for entity in extraction.entities:
        said = " ".join(f"{name}={value}" for name, value in entity.attrs.items() if value)
        yield _drawn(entity.type, document, entity.evidence[0], f"{entity.label} | {said}")
    for relation in extraction.relations:
        ends = f"{labels.get(relation.subject, relation.subject)} –{relation.predicate}→ {labels.get(relation.object, relation.object)}"
        yield _drawn("relation", document, relation.evidence[0], f"{ends} | {relation.modality}")
    for figure in extraction.observations:
        what = f"{figure.indicator} = {figure.value:g} {figure.unit or ''} | about={figure.about} year={figure.year} {figure.qualifier}"
        yield _drawn("observation", document, figure.evidence[0], what)


def _drawn(kind: str, document: Document, evidence: Evidence, what: str) -> Drawn:
    before = document.raw[max(0, evidence.start - AROUND) : evidence.start]
    after = document.raw[evidence.end : evidence.end + AROUND]
    context = " ".join(f"{before}【{evidence.quote}】{after}".split())
    return Drawn(kind, document.source, evidence, what, context)


def draw(corpora: Path, profile: str) -> dict[str, list[Drawn]]:
    """Return at most EACH random annotations of each type out of a fixed random sample of documents."""
    dice = random.Random(SEED)
    found: defaultdict[str, list[Drawn]] = defaultdict(list)
    for folder, count in DOCUMENTS.items():
        for path in sorted(dice.sample(sorted((corpora / folder).iterdir()), count)):
            document = load_document(path)
            for drawn in drawn_from(document, extract(document, profile=profile)):
                found[drawn.type].append(drawn)
            print(path.name, flush=True)
    return {kind: dice.sample(items, min(EACH, len(items))) for kind, items in sorted(found.items())}


def interval(right: int, count: int) -> tuple[float, float]:
    """Return Wilson's 95 % interval of a share.

    >>> [round(bound, 3) for bound in interval(45, 50)]
    [0.786, 0.957]
    """
    z, share = 1.96, right / count
    middle, width = share + z * z / (2 * count), z * sqrt(share * (1 - share) / count + z * z / (4 * count * count))
    return (middle - width) / (1 + z * z / count), (middle + width) / (1 + z * z / count)


def summary(judged: Path) -> Iterator[str]:
    """Yield a line a type: judged, right, precision, interval."""
    verdicts: defaultdict[str, list[int]] = defaultdict(list)
    with judged.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t"):
            verdicts[row["type"]].append(int(row["verdict"]))
    for kind, given in verdicts.items():
        low, high = interval(sum(given), len(given))
        yield f"| {kind} | {len(given)} | {sum(given)} | {sum(given) / len(given):.2f} | {low:.2f}–{high:.2f} |"


def main() -> None:
    """Draw, or sum up."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpora", type=Path)
    parser.add_argument("--out", type=Path)
    parser.add_argument("--profile", default="rules")
    parser.add_argument("--judged", type=Path)
    options = parser.parse_args()
    if options.judged:
        print(*summary(options.judged), sep="\n")
        return
    if not options.corpora or not options.out:
        parser.error("give --corpora and --out, or --judged")
    with options.out.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter="\t")
        writer.writerow((*KEPT, "what", "context"))
        for kind, items in draw(options.corpora, options.profile).items():
            writer.writerows((kind, d.document, d.evidence.start, d.evidence.end, "", d.what, d.context) for d in items)


if __name__ == "__main__":
    main()
