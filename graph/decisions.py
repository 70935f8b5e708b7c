"""Review decisions: what a reader says of statements and things, with the words it rests on, so that it outlives every rebuild.

A decision names statements by all that may be left of them after a rebuild: IRI, subject, predicate and object with their names, and
each quote with the words around it. Nothing in it depends on offsets alone.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any, Literal, cast, get_args

from extract.annotation import Modality

Action = Literal["accept", "reject", "correct", "add", "merge", "split", "undo"]
ACTIONS: tuple[Action, ...] = get_args(Action)
MODALITIES: tuple[Modality, ...] = get_args(Modality)


class DecisionError(Exception):
    """A decision does not say what it has to; the message names what is missing and what is allowed."""


@dataclass(frozen=True, slots=True)
class Term:
    """Subject or object: a thing by IRI, name and class (local name), or a literal by value, datatype and language.

    A thing without IRI gets the one that its class and name have in the document.
    """

    iri: str = ""
    label: str = ""
    kind: str = ""
    value: str = ""
    datatype: str = ""
    language: str = ""

    @property
    def literal(self) -> bool:
        """Whether this is a value, not a thing."""
        return bool(self.datatype or self.language)

    @property
    def text(self) -> str:
        """Return what people read: name or value."""
        return self.value if self.literal else self.label or self.iri.rsplit("/", 1)[-1]


@dataclass(frozen=True, slots=True)
class Quote:
    """Exact words with what stands before and after them, and where they were when the decision was made."""

    exact: str
    prefix: str = ""
    suffix: str = ""
    start: int = 0


@dataclass(frozen=True, slots=True)
class Said:
    """A statement as a decision keeps it."""

    subject: Term
    predicate: str
    """IRI."""
    object: Term
    quotes: tuple[Quote, ...]
    statement: str = ""
    """IRI of the statement, empty for one that only the decision makes."""
    modality: str = "reported"
    confidence: float = 1.0
    context: tuple[str, ...] = ()
    """Description of subject and object as N-Triples, for the day when nothing else describes them."""


@dataclass(frozen=True, slots=True)
class Decision:
    """One decision of one reviewer.

    accept and reject have one statement in `of`; correct and split put `to` in place of one, merge in place of several; add has only
    `to`. Merge and split of things (`things`) have no statements: the first thing stands for the others, or is one of its own in this
    document. undo withdraws the decision with the id `undoes`.
    """

    action: Action
    by: str
    at: str
    """Time in UTC, ISO 8601."""
    why: str = ""
    document: str = ""
    """Document id; empty for a merge of things."""
    source: str = ""
    """Its file name, by which a new version of the document is found."""
    of: tuple[Said, ...] = ()
    to: tuple[Said, ...] = ()
    things: tuple[Term, ...] = ()
    undoes: str = ""

    @property
    def id(self) -> str:
        """Return 16 hex digits of the content."""
        return hashlib.sha256(json.dumps(asdict(self), sort_keys=True).encode()).hexdigest()[:16]

    @property
    def on_things(self) -> bool:
        """Whether it is about which things are one."""
        return bool(self.things)

    def checked(self) -> Decision:
        """Return the decision; raises DecisionError where it lacks something or says too much."""
        _check(self)
        return self


def _check(decision: Decision) -> None:
    if decision.action not in ACTIONS:
        raise DecisionError(f"“{decision.action}” is no review action; choose one of {', '.join(ACTIONS)}")
    if not decision.by.strip():
        raise DecisionError("a decision needs a reviewer; give a name")
    if not decision.at:
        raise DecisionError("a decision needs a time")
    few, many = _COUNTS["things" if decision.on_things else "statements"].get(decision.action, ((0, 0), (0, 0)))
    of, to = len(decision.things or decision.of), len(decision.to)
    if not (few[0] <= of <= few[1] and many[0] <= to <= many[1]):
        raise DecisionError(f"{decision.action}: {of} statements or things and {to} new ones do not make such a decision")
    for said in decision.to:
        if said.modality not in MODALITIES:
            raise DecisionError(f"modality “{said.modality}” does not exist; choose one of {', '.join(MODALITIES)}")
        if not any(quote.exact for quote in said.quotes):
            raise DecisionError(f"{decision.action}: a statement needs words of the document that it rests on")
        if said.subject.literal or not (said.subject.text and said.object.text and said.predicate):
            raise DecisionError(f"{decision.action}: a statement needs a subject, a predicate and an object")


_MANY = 10**6
_COUNTS: Mapping[str, Mapping[str, tuple[tuple[int, int], tuple[int, int]]]] = {
    "statements": {
        "accept": ((1, 1), (0, 0)),
        "reject": ((1, 1), (0, 0)),
        "correct": ((1, 1), (1, 1)),
        "split": ((1, 1), (2, _MANY)),
        "merge": ((2, _MANY), (1, 1)),
        "add": ((0, 0), (1, 1)),
        "undo": ((0, 0), (0, 0)),
    },
    "things": {"merge": ((2, _MANY), (0, 0)), "split": ((1, 1), (0, 0))},
}


def decision_to_json(decision: Decision) -> dict[str, Any]:
    """Return a decision as JSON, fields that are empty left out."""
    return {"id": decision.id, **_without_empty(asdict(decision))}


def decision_from_json(data: Mapping[str, Any]) -> Decision:
    """Return a decision read from JSON; raises DecisionError where it is none."""
    try:
        made = Decision(
            action=cast("Action", str(data["action"])),
            by=str(data["by"]),
            at=str(data["at"]),
            why=str(data.get("why", "")),
            document=str(data.get("document", "")),
            source=str(data.get("source", "")),
            of=tuple(said_from_json(item) for item in data.get("of", ())),
            to=tuple(said_from_json(item) for item in data.get("to", ())),
            things=tuple(_term(item) for item in data.get("things", ())),
            undoes=str(data.get("undoes", "")),
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise DecisionError(f"not a review decision ({type(error).__name__}: {error})") from error
    return made.checked()


def said_from_json(data: Mapping[str, Any]) -> Said:
    """Return a statement as a decision keeps it; raises KeyError, TypeError or ValueError where it is none."""
    return Said(
        _term(data["subject"]),
        str(data["predicate"]),
        _term(data["object"]),
        tuple(
            replace(Quote(""), **{name: item[name] for name in ("exact", "prefix", "suffix", "start") if name in item})
            for item in data["quotes"]
        ),
        str(data.get("statement", "")),
        str(data.get("modality", "reported")),
        float(data.get("confidence", 1.0)),
        tuple(str(line) for line in data.get("context", ())),
    )


def _term(data: Mapping[str, Any]) -> Term:
    return Term(**{name: str(value) for name, value in data.items()})


def _without_empty(value: Any) -> Any:  # noqa: ANN401  # JSON
    if isinstance(value, dict):
        pairs = cast("dict[str, Any]", value).items()
        return {name: _without_empty(item) for name, item in pairs if item not in ("", (), []) and (name, item) != ("start", 0)}
    if isinstance(value, list | tuple):
        return [_without_empty(item) for item in cast("list[Any]", value)]
    return value
