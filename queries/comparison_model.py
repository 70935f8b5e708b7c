"""A comparison as its page and its tables read it: cases as columns, rows of three-valued cells."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from queries.case_model import DocumentEntry
from queries.facts import Claim, Thing

By = Literal["mechanism", "actor", "measure", "indicator", "problem"]
State = Literal["present", "absent", "unmentioned"]


@dataclass(frozen=True, slots=True)
class Cell:
    """What the corpus says of one thing in one case.

    `present`: a fact; `absent`: a document says it is not so; `unmentioned`: neither, `claims` then holds what is only
    proposed, inferred or said by others.
    """

    state: State
    text: str
    claims: tuple[Claim, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """A type (its things taken together) or one thing, with a cell for each case."""

    level: Literal["type", "thing"]
    type: str
    label: str
    cells: tuple[Cell, ...]
    differs: bool


@dataclass(frozen=True, slots=True)
class Comparison:
    """Cases as columns; rows that differ come first."""

    by: By
    cases: tuple[Thing, ...]
    rows: tuple[Row, ...]
    documents: tuple[DocumentEntry, ...] = ()
    """The documents that speak of the cases, in order of their file names."""
