"""Commands that look at a knowledge base as a whole: status, validate, evaluate."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from zhitu.cli.failures import DONE, FAILED
from zhitu.cli.opening import open_kb
from zhitu.cli.options import KbOption
from zhitu.cli.output import give
from zhitu.settings import current_settings


def status(
    kb: KbOption = None,
    output: Annotated[Literal["table", "json"], typer.Option("--format", help="Table for people, JSON for programs.")] = "table",
) -> int:
    """Show what the knowledge base holds, and what the next build would make anew."""
    from zhitu.inventory import inventory

    found = inventory(open_kb(current_settings().with_kb(kb)))
    give(found.to_json() if output == "json" else found.to_text())
    return DONE


def validate(
    kb: KbOption = None,
    everything: Annotated[
        bool, typer.Option("--all", help="Look at everything again, also at what is as it was, and at the store itself.")
    ] = False,
) -> int:
    """Check files, quotes, what may stand as a fact, and the ontology's shapes; one line a finding, exit code 1 for a violation.

    Documents that are as they were when they were last checked are not checked again.
    """
    from graph.validate import run_validation
    from zhitu.passages import say

    found = run_validation(open_kb(current_settings().with_kb(kb)), everything=everything)
    for finding in found.findings:
        print(finding.to_text())
    print(f"{found.violations} violations, {len(found.findings) - found.violations} warnings")
    say(f"{found.checked} documents checked, {found.unchanged} unchanged since they were last checked")
    return FAILED if found.violations else DONE


def evaluate(
    gold: Annotated[Path, typer.Option("--gold", metavar="DIR", help="Folder of <document stem>.gold.json files.")],
    kb: KbOption = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the scores as one JSON object.")] = False,
) -> int:
    """Score the annotations against gold: names, relations, figures, quotes.

    Below the scores: which types were taken for which, and the ten worst misses and false hits with the words around them.
    """
    import json

    from extract.evaluation import evaluate_folder
    from extract.gold import read_gold
    from extract.mistakes import mistakes
    from zhitu.inventory import annotations_and_texts

    wanted = read_gold(gold)
    annotations, texts = annotations_and_texts(open_kb(current_settings().with_kb(kb)), wanted)
    scores = evaluate_folder(wanted, annotations, texts)
    wrong = mistakes(wanted, annotations, texts)
    told = json.dumps(json.loads(scores.to_json()) | wrong.to_json(), ensure_ascii=False)
    give(told if as_json else "\n".join((*scores.lines(), *wrong.lines())))
    return FAILED if scores.missing else DONE
