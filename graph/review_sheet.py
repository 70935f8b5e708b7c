"""Sheets of statements to review, as CSV for a spreadsheet and as JSON: handed out with their quotes, taken back with decisions.

A row says which statement it is by its IRI, and what it says by names and quote, so that a sheet that comes back after a rebuild still
finds its statements. Reviewers fill the columns from `decision` on.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import StringIO
from typing import Any, cast

from graph import reviewing
from graph.decisions import Decision, DecisionError, Quote, Said, Term, decision_from_json
from graph.desk import Desk, Item
from graph.reviewing import Change

TOLD = (
    "statement",
    "document",
    "subject",
    "subject_type",
    "predicate",
    "object",
    "object_type",
    "modality",
    "confidence",
    "status",
    "before",
    "quote",
    "after",
    "page",
)
"""Columns that say what the statement is."""
ASKED = (
    "decision",
    "new_subject",
    "new_subject_type",
    "new_predicate",
    "new_object",
    "new_object_type",
    "new_value",
    "new_modality",
    "new_quote",
    "with",
    "reviewer",
    "why",
)
"""Columns for the reviewer: accept, reject, correct, split (one row for each new statement), merge (`with` names the others), add."""
_FORMULA = ("=", "+", "-", "@", "\t")
Row = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Refused:
    """A row that makes no decision: number (the header is row 1 of a CSV), and why."""

    row: int
    reason: str


def sheet_rows(items: Iterable[Item]) -> Iterator[dict[str, str]]:
    """Yield a row for each statement; several quotes are joined by ｜, context is that of the first."""
    for item in items:
        record = item.record
        first = record.spans[0] if record.spans else None
        told = (
            record.iri,
            item.source,
            item.subject.text,
            item.subject.kind,
            record.predicate.replace("#", "/").rsplit("/", 1)[-1],
            item.object.text,
            item.object.kind,
            record.modality,
            f"{record.confidence:g}",
            record.review,
            first.prefix if first else "",
            "｜".join(span.exact for span in record.spans),
            first.suffix if first else "",
            str(first.page) if first and first.page is not None else "",
        )
        yield {**dict(zip(TOLD, told, strict=True)), **dict.fromkeys(ASKED, "")}


def to_csv(rows: Iterable[Row]) -> bytes:
    """Return the sheet as CSV that spreadsheets open as UTF-8; words that begin like a formula get an apostrophe before them."""
    out = StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow((*TOLD, *ASKED))
    for row in rows:
        cells = (row.get(name, "") for name in (*TOLD, *ASKED))
        writer.writerow([f"'{cell}" if cell.startswith(_FORMULA) else cell for cell in cells])
    return out.getvalue().encode("utf-8-sig")


def to_json(rows: Iterable[Row]) -> bytes:
    """Return the sheet as JSON."""
    return (json.dumps({"statements": list(rows)}, ensure_ascii=False, indent=1) + "\n").encode()


def decisions_in(data: bytes, desk: Desk, *, by: str, why: str = "") -> tuple[list[Decision], list[Refused]]:
    """Return the decisions that a sheet (CSV or JSON) or a log of decisions (JSON, JSON lines) holds, and the rows that make none.

    `by` and `why` hold where a row does not say. What is in the log already, from the same reviewer on the same statement, is passed
    over, so that a sheet can be taken in twice. Raises DecisionError for a file that is none of these.
    """
    text = _decoded(data)
    at = reviewing.now()
    made: list[Decision] = []
    refused: list[Refused] = []
    for number, rows in _jobs(text):
        try:
            found = _whole(rows[0]) or _decided(rows, desk, by, why, at)
            if not desk.knows(found):
                made.append(found)
        except (DecisionError, ValueError, KeyError) as error:
            refused.append(Refused(number, str(error)))
    return made, refused


def _decoded(data: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030"):  # spreadsheets in Chinese save CSV as the latter
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise DecisionError("the sheet is neither UTF-8 nor GB18030 text; save it as CSV in UTF-8")


def _jobs(text: str) -> Iterator[tuple[int, list[dict[str, Any]]]]:
    """Yield number and rows of what makes one decision; the rows of a split belong together, at the place of the first."""
    jobs: dict[object, tuple[int, list[dict[str, Any]]]] = {}
    for number, row in _rows(text):
        action = _action(row)
        if action or "action" in row:
            key = ("split", row.get("statement")) if action == "split" else number
            jobs.setdefault(key, (number, []))[1].append(row)
    yield from jobs.values()


def _action(row: Mapping[str, Any]) -> str:
    return str(row.get("decision", "")).strip().lower()


def _rows(text: str) -> Iterator[tuple[int, dict[str, Any]]]:
    if text.lstrip().startswith(("{", "[")):
        yield from enumerate(_json_rows(text), 1)
        return
    reader = csv.DictReader(StringIO(text))
    if not reader.fieldnames or "decision" not in reader.fieldnames:
        raise DecisionError(f"no column “decision”; a sheet has the columns {', '.join((*TOLD, *ASKED))}")
    for number, row in enumerate(reader, 2):
        yield number, {name: _plain(cell or "") for name, cell in row.items() if name}


def _json_rows(text: str) -> list[dict[str, Any]]:
    try:
        found: Any = json.loads(text)
    except ValueError:
        try:
            found = [json.loads(line) for line in text.splitlines() if line.strip()]
        except ValueError as error:
            raise DecisionError(f"neither JSON nor JSON lines ({error})") from error
    if isinstance(found, dict):
        data = cast("dict[str, Any]", found)
        found = next((data[name] for name in ("statements", "decisions") if name in data), [data])
    if not isinstance(found, list) or not all(isinstance(item, dict) for item in cast("list[Any]", found)):
        raise DecisionError("the JSON holds no list of statements or decisions")
    return cast("list[dict[str, Any]]", found)


def _plain(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(_FORMULA) else cell


def _whole(row: Mapping[str, Any]) -> Decision | None:
    return decision_from_json(row) if "action" in row else None


def _decided(rows: Sequence[Row], desk: Desk, by: str, why: str, at: str) -> Decision:
    row, action = rows[0], _action(rows[0])
    by, why, document = row.get("reviewer") or by, row.get("why") or why, row.get("document", "")
    match action:
        case "add":
            return desk.added(document, _change(row), by=by, why=why, at=at)
        case "accept" | "reject":
            return desk.judged(_said(row, desk), document, accept=action == "accept", by=by, why=why, at=at)
        case "merge":
            names = (name.strip() for name in row.get("with", "").replace("；", ";").split(";"))
            others = [desk.said(desk.statement(name)) for name in names if name]
            return desk.merged([_said(row, desk), *others], document, by=by, why=why, at=at)
        case "correct" | "split":
            return desk.corrected(_said(row, desk), document, [_change(one) for one in rows], by=by, why=why, at=at)
        case _:
            raise DecisionError(f"“{action}” is no decision; write accept, reject, correct, split, merge or add")


def _said(row: Row, desk: Desk) -> Said:
    """Return the statement of a row: as the knowledge base has it, else as the row itself tells it."""
    if desk.is_statement(row.get("statement", "")):
        return desk.said(desk.statement(row["statement"]))
    quotes = [words for words in row.get("quote", "").split("｜") if words]
    if not (quotes and row.get("subject") and row.get("predicate") and row.get("object")):
        raise DecisionError(
            "the row names no statement of this knowledge base and does not say what it says; keep the columns of the sheet"
        )
    around = [(row.get("before", ""), row.get("after", "")), *[("", "")] * (len(quotes) - 1)]
    found = tuple(Quote(words, before, after) for words, (before, after) in zip(quotes, around, strict=True))
    value = Term(label=row["object"], kind=row["object_type"]) if row.get("object_type") else Term(value=row["object"], language="zh")
    subject = Term(label=row["subject"], kind=row.get("subject_type", ""))
    return Said(
        subject, reviewing.predicate_called(row["predicate"]), value, found, row.get("statement", ""), row.get("modality", "reported")
    )


def _change(row: Row) -> Change:
    def told(name: str) -> str:
        return str(row.get(f"new_{name}") or "").strip()

    return Change(
        told("subject"),
        told("subject_type"),
        told("predicate"),
        told("object"),
        told("object_type"),
        float(told("value")) if told("value") else None,
        told("modality"),
        row.get("new_quote") or "",
    )
