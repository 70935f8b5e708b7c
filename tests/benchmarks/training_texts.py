"""Scores the whole extraction on the annotated training texts: papers of other authors about invented places.

    python tests/benchmarks/training_texts.py --train ../shared/train [--groups 'W*']
    python tests/benchmarks/training_texts.py --train ../shared/train --held-out [--model DRAFTS/first.safetensors]

With --held-out only the texts that the first round of training did not see, by rules alone or joined with the model given (`make train`
leaves that of the first round in .cache/drafts). The writers tag fewer things than the guideline's annotators, and nothing as optional,
so precision reads low. Weights of phrases are fitted on these texts (tests/benchmarks/fit_weights.py); the other rules were written with
some folders in view.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import cast

from extract.annotation_json import extraction_to_json
from extract.evaluation import Judgement, evaluate
from extract.gold import AnnotationJson
from extract.model import tagger
from extract.model.learned import load_learned
from extract.pipeline import extract
from extract.training.__main__ import held_out
from extract.training.tagged import Text, read_texts


def judgements(texts: Sequence[Text], profile: str) -> Iterator[Judgement]:
    """Yield gold and prediction of every text."""
    for text in texts:
        parsed = text.data
        for entity in parsed["entities"]:
            entity["evidence"] = [
                {"start": m["start"], "end": m["end"], "quote": ""} for m in parsed["mentions"] if m["entity"] == entity["id"]
            ]
        gold = cast(AnnotationJson, {key: parsed[key] for key in ("entities", "relations", "observations")})
        predicted = cast(AnnotationJson, extraction_to_json(extract(text.document, profile=profile), text.document))
        yield Judgement(gold, predicted, text.document.raw)


def main() -> None:
    """Extract, score, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--train", type=Path, required=True)
    parser.add_argument("--groups", default="W*", help="glob of folders")
    parser.add_argument("--held-out", action="store_true")
    parser.add_argument("--model", type=Path)
    options = parser.parse_args()
    if options.model:
        chosen = tagger.Tagger(load_learned(options.model))
        tagger.shipped_tagger = lambda: chosen
    texts = held_out(list(read_texts(options.train)))[1] if options.held_out else list(read_texts(options.train, options.groups))
    for line in evaluate(judgements(texts, "full" if options.model else "rules")).lines():
        print(line)


if __name__ == "__main__":
    main()
