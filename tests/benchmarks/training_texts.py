"""Scores the whole extraction on the annotated training texts: papers of other authors about invented places.

    python tests/benchmarks/training_texts.py --train ../shared/train [--folders W2,W4,W6,W8]

Their writers tag fewer things than the guideline's annotators, and nothing as optional, so precision reads low. Weights of phrases
are fitted on these texts (tests/benchmarks/fit_weights.py); the other rules were written with some folders in view.
"""

from __future__ import annotations

import argparse
import importlib.util
from collections.abc import Iterator
from pathlib import Path
from typing import cast

from corpus.load import document_from_bytes
from extract.annotation_json import extraction_to_json
from extract.evaluation import Judgement, evaluate
from extract.gold import AnnotationJson
from extract.pipeline import extract


def judgements(folder: Path, names: list[str]) -> Iterator[Judgement]:
    """Yield gold and prediction of every text of the named folders."""
    spec = importlib.util.spec_from_file_location("training_parse", folder / "parse.py")
    if spec is None or spec.loader is None:
        raise SystemExit(f"{folder / 'parse.py'} cannot be read")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    for name in names:
        for path in sorted((folder / name).glob("*.tagged.txt")):
            parsed = module.parse(path)[0]
            document = document_from_bytes(parsed["text"].encode(), f"{path.name.removesuffix('.tagged.txt')}.txt")
            for entity in parsed["entities"]:
                entity["evidence"] = [
                    {"start": m["start"], "end": m["end"], "quote": ""} for m in parsed["mentions"] if m["entity"] == entity["id"]
                ]
            gold = cast(AnnotationJson, {key: parsed[key] for key in ("entities", "relations", "observations")})
            predicted = cast(AnnotationJson, extraction_to_json(extract(document), document))
            yield Judgement(gold, predicted, document.raw)


def main() -> None:
    """Extract, score, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--train", type=Path, required=True)
    parser.add_argument("--folders", default=",".join(f"W{number}" for number in range(1, 10)))
    options = parser.parse_args()
    for line in evaluate(judgements(options.train, options.folders.split(","))).lines():
        print(line)


if __name__ == "__main__":
    main()
