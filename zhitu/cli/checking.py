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


def validate(kb: KbOption = None) -> int:
    """Check files, quotes, what may stand as a fact, and the ontology's shapes; one line a finding, exit code 1 for a violation."""
    from graph.validate import validate as findings_of

    findings = findings_of(open_kb(current_settings().with_kb(kb)))
    for finding in findings:
        where = "  ".join(part for part in (finding.document, finding.where) if part)
        print(f"{finding.severity}  {where}: {' '.join(finding.message.split())}")
    violations = sum(finding.severity == "Violation" for finding in findings)
    print(f"{violations} violations, {len(findings) - violations} warnings")
    return FAILED if violations else DONE


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
