"""Commands for reviewers: review sheet, take, accept, reject, correct, add, merge, split, undo, list, agreement."""

from __future__ import annotations

import getpass
import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from zhitu.cli.failures import DONE, FAILED, WrongUsage, complain
from zhitu.cli.opening import open_kb
from zhitu.cli.options import KbOption, OutOption
from zhitu.cli.output import give
from zhitu.settings import current_settings

if TYPE_CHECKING:
    from collections.abc import Iterable

    from graph.desk import Desk
    from graph.replay import Outcome
    from graph.reviewing import Change

ByOption = Annotated[
    str | None,
    typer.Option("--by", metavar="NAME", envvar="ZHITU_REVIEWER", help="Who decides; default: ZHITU_REVIEWER, then the user's name."),
]
WhyOption = Annotated[str, typer.Option("--why", metavar="TEXT", help="The reason, kept with the decision.")]
Statement = Annotated[str, typer.Argument(metavar="STATEMENT", help="IRI of a statement, or its last part, as `zhitu review sheet` shows.")]
Statements = Annotated[list[str], typer.Argument(metavar="STATEMENT", help="IRIs of statements, or their last parts.")]
Subject = Annotated[str, typer.Option("--subject", metavar="NAME", help="Another subject: name or IRI; doc is the document itself.")]
SubjectType = Annotated[str, typer.Option("--subject-type", metavar="CLASS", help="Its class, such as Case or Measure.")]
Predicate = Annotated[str, typer.Option("--predicate", metavar="NAME", help="Another property, such as adoptsMeasure.")]
Object = Annotated[str, typer.Option("--object", metavar="NAME", help="Another object: name or IRI.")]
ObjectType = Annotated[str, typer.Option("--object-type", metavar="CLASS", help="Its class.")]
Value = Annotated[float | None, typer.Option("--value", metavar="NUMBER", help="Another figure.")]
Modality = Annotated[
    str, typer.Option("--modality", metavar="NAME", help="reported, proposed, criticised, cited, hypothetical, negated, inferred.")
]
Quote = Annotated[str, typer.Option("--quote", metavar="TEXT", help="The words it rests on, exactly as in the document.")]


def sheet(
    kb: KbOption = None,
    status: Annotated[
        Literal["needs-review", "unreviewed", "reviewed", "all"],
        typer.Option("--status", help="Which statements; needs-review: not sure enough."),
    ] = "needs-review",
    document: Annotated[str, typer.Option("--document", metavar="DOC", help="Only those of one document (file name or id).")] = "",
    below: Annotated[float | None, typer.Option("--below", metavar="SHARE", help="Only those with a confidence below this.")] = None,
    output: Annotated[Literal["csv", "json"], typer.Option("--format", help="csv for a spreadsheet, json for programs.")] = "csv",
    out: OutOption = None,
) -> int:
    """Write a sheet of statements with their quotes, to be filled in from the column `decision` on and taken back."""
    from graph import review_sheet

    rows = review_sheet.sheet_rows(_desk(kb, "").statements(status, document=document, below=below))
    give(review_sheet.to_json(rows) if output == "json" else review_sheet.to_csv(rows), out)
    return DONE


def take(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="A sheet (CSV or JSON), or decisions as `zhitu review list --format json` gives.")
    ],
    kb: KbOption = None,
    by: ByOption = None,
    why: WhyOption = "",
) -> int:
    """Take back a sheet: every row with a decision is put down and into effect; rows that make none are named."""
    from graph.review_sheet import decisions_in

    desk = _desk(kb, _reviewer(by))
    made, refused = decisions_in(_read(file), desk, by=_reviewer(by), why=why)
    code = _told(desk.take(made)) if made else DONE
    for item in refused:
        complain(f"{file} row {item.row}: {item.reason}")
    print(f"{len(made)} decisions taken, {len(refused)} rows refused")
    return FAILED if refused else code


def accept(statements: Statements, kb: KbOption = None, by: ByOption = None, why: WhyOption = "") -> int:
    """Say that statements are what their words say: their confidence is then 1."""
    return _told(_desk(kb, _reviewer(by)).accept(*statements, why=why))


def reject(statements: Statements, kb: KbOption = None, by: ByOption = None, why: WhyOption = "") -> int:
    """Say that statements are not what their words say: they are no longer published."""
    return _told(_desk(kb, _reviewer(by)).reject(*statements, why=why))


def correct(
    statement: Statement,
    kb: KbOption = None,
    by: ByOption = None,
    why: WhyOption = "",
    subject: Subject = "",
    subject_type: SubjectType = "",
    predicate: Predicate = "",
    object_: Object = "",
    object_type: ObjectType = "",
    value: Value = None,
    modality: Modality = "",
    quote: Quote = "",
) -> int:
    """Put another statement in place of one; what is not given stays as it is."""
    change = _change(subject, subject_type, predicate, object_, object_type, value, modality, quote)
    return _told(_desk(kb, _reviewer(by)).correct(statement, change, why=why))


def add(
    document: Annotated[str, typer.Argument(metavar="DOC", help="File name or id of the document that says so.")],
    kb: KbOption = None,
    by: ByOption = None,
    why: WhyOption = "",
    subject: Subject = "",
    subject_type: SubjectType = "",
    predicate: Predicate = "",
    object_: Object = "",
    object_type: ObjectType = "",
    value: Value = None,
    modality: Modality = "",
    quote: Quote = "",
) -> int:
    """Add a statement that a document makes and nothing has found; needs subject, predicate, object or value, and quote."""
    change = _change(subject, subject_type, predicate, object_, object_type, value, modality, quote)
    return _told(_desk(kb, _reviewer(by)).add(document, change, why=why))


def merge(
    names: Annotated[list[str], typer.Argument(metavar="NAME", help="Statements of one document, or things (IRI or name) of one class.")],
    kb: KbOption = None,
    by: ByOption = None,
    why: WhyOption = "",
) -> int:
    """Say that statements, or things, are one: the first stands for the others."""
    desk = _desk(kb, _reviewer(by))
    if all(desk.is_statement(name) for name in names):
        return _told(desk.merge_statements(*names, why=why))
    return _told(desk.merge_things(*names, why=why))


def split(
    name: Annotated[str, typer.Argument(metavar="NAME", help="A statement, or a thing (IRI or name).")],
    kb: KbOption = None,
    by: ByOption = None,
    why: WhyOption = "",
    into: Annotated[
        list[str] | None, typer.Option("--into", metavar="NAME", help="Of a statement: a new object; give two or more.")
    ] = None,
    object_type: ObjectType = "",
    document: Annotated[str, typer.Option("--document", metavar="DOC", help="Of a thing: the document in which it is another one.")] = "",
) -> int:
    """Say that a statement is several, or that what a document calls by a name is another thing than elsewhere."""
    from graph.reviewing import Change

    desk = _desk(kb, _reviewer(by))
    if document and not into:
        return _told(desk.split_thing(name, document, why=why))
    if not into or len(into) < 2 or document:
        raise WrongUsage("give --document for a thing, or --into twice or more for a statement")
    return _told(desk.correct(name, *(Change(object=word, object_type=object_type) for word in into), why=why))


def undo(
    decision: Annotated[
        str, typer.Argument(metavar="DECISION", help="Id of a decision, or the beginning of one, as `zhitu review list` shows.")
    ],
    kb: KbOption = None,
    by: ByOption = None,
    why: WhyOption = "",
) -> int:
    """Withdraw a decision; it stays in the log."""
    return _told(_desk(kb, _reviewer(by)).undo(decision, why=why))


def list_(
    kb: KbOption = None,
    unplaced: Annotated[bool, typer.Option("--unplaced", help="Only decisions that are not in effect, with the reason.")] = False,
    output: Annotated[Literal["table", "json"], typer.Option("--format", help="json can be taken into another knowledge base.")] = "table",
) -> int:
    """List the decisions that count, and what became of each."""
    from graph.decisions import decision_to_json

    knowledge = open_kb(current_settings().with_kb(kb))
    found = [item for item in knowledge.outcomes() if not unplaced or item.state == "unplaced"]
    if output == "json":
        rows = [{**decision_to_json(item.decision), "state": item.state, "reason": item.reason} for item in found]
        give(json.dumps({"decisions": rows}, ensure_ascii=False, indent=1))
    else:
        _table(found)
    for line in knowledge.reviews().damaged:
        complain(f"warning: {knowledge.folder.reviews}: {line}")
    return DONE


def agreement(
    kb: KbOption = None,
    output: Annotated[Literal["table", "json"], typer.Option("--format", help="Table for people, JSON for programs.")] = "table",
) -> int:
    """Show how far reviewers agree on statements that two of them have judged: share and Cohen's kappa."""
    from graph.agreement import agreements
    from queries.tables import Table, text_table

    found = agreements(open_kb(current_settings().with_kb(kb)).reviews().active)
    if output == "json":
        give(json.dumps([asdict(item) for item in found], ensure_ascii=False, indent=1))
        return DONE
    rows = tuple(
        (item.first, item.second, str(item.statements), f"{item.same:.3f}", "undefined" if item.kappa is None else f"{item.kappa:.3f}")
        for item in found
    )
    print(text_table(Table(("reviewer", "reviewer", "statements", "same", "kappa"), rows)), end="")
    return DONE


COMMANDS = (
    ("sheet", sheet, "zhitu review sheet --status needs-review --out sheet.csv"),
    ("take", take, "zhitu review take sheet.csv --by NAME"),
    ("accept", accept, "zhitu review accept 0123456789abcdef"),
    ("reject", reject, 'zhitu review reject 0123456789abcdef --why "only a plan"'),
    ("correct", correct, "zhitu review correct 0123456789abcdef --value 12.6"),
    (
        "add",
        add,
        "zhitu review add paper.pdf --subject CASE --predicate adoptsMeasure --object MEASURE --object-type Measure --quote WORDS",
    ),
    ("merge", merge, "zhitu review merge MEASURE1 MEASURE2"),
    ("split", split, "zhitu review split MEASURE --document paper.pdf"),
    ("undo", undo, "zhitu review undo 0123456789abcdef"),
    ("list", list_, "zhitu review list --unplaced"),
    ("agreement", agreement, "zhitu review agreement"),
)


def _desk(kb: Path | None, by: str) -> Desk:
    from graph.desk import Desk

    return Desk(open_kb(current_settings().with_kb(kb)), by)


def _reviewer(by: str | None) -> str:
    if by:
        return by
    try:
        return getpass.getuser()
    except (OSError, KeyError) as error:
        raise WrongUsage("who decides? give --by NAME or set ZHITU_REVIEWER") from error


def _read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise WrongUsage(f"{file} cannot be read ({error.strerror}); give a sheet that `zhitu review sheet` wrote") from error


def _change(
    subject: str, subject_type: str, predicate: str, object_: str, object_type: str, value: float | None, modality: str, quote: str
) -> Change:
    from graph.reviewing import Change

    return Change(subject, subject_type, predicate, object_, object_type, value, modality, quote)


def _told(outcomes: Iterable[Outcome]) -> int:
    """Print what became of decisions; those that could not be placed make the work fail in part."""
    late = [item for item in outcomes if item.state == "unplaced"]
    for item in late:
        complain(f"{item.decision.action} {item.decision.id}: {item.reason}; the decision is kept")
    return FAILED if late else DONE


def _table(found: Iterable[Outcome]) -> None:
    from queries.tables import Table, text_table

    rows = tuple(
        (
            item.decision.id,
            item.state,
            item.decision.action,
            item.decision.by,
            item.decision.at,
            _about(item),
            item.decision.why,
            item.reason,
        )
        for item in found
    )
    print(text_table(Table(("decision", "state", "action", "by", "at", "about", "why", "reason"), rows)), end="")


def _about(item: Outcome) -> str:
    said = (*item.decision.of, *item.decision.to)
    if not said:
        return " = ".join(thing.text for thing in item.decision.things)
    return "; ".join(f"{one.subject.text} {one.predicate.replace('#', '/').rsplit('/', 1)[-1]} {one.object.text}" for one in said)
