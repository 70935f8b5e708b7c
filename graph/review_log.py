"""The log of review decisions of a knowledge base: one JSON line each, only ever added to, kept apart from all that is derived."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from graph.decisions import Decision, DecisionError, Term, decision_from_json, decision_to_json


@dataclass(frozen=True)
class ReviewLog:
    """All decisions in the order in which they were made; those that were withdrawn are still there."""

    decisions: tuple[Decision, ...] = ()
    damaged: tuple[str, ...] = ()
    """Lines that cannot be read, each as `line N: reason`; they stay in the file."""

    @cached_property
    def active(self) -> tuple[Decision, ...]:
        """Decisions that count: not withdrawn, in order. An undo can itself be undone."""
        gone: set[str] = set()
        for decision in reversed(self.decisions):
            if decision.action == "undo" and decision.id not in gone:
                gone.add(decision.undoes)
        return tuple(decision for decision in self.decisions if decision.action != "undo" and decision.id not in gone)

    @cached_property
    def _by_document(self) -> Mapping[str, tuple[Decision, ...]]:
        found: dict[str, list[Decision]] = {}
        for decision in self.active:
            if not decision.on_things:
                found.setdefault(decision.document, []).append(decision)
                if decision.source:
                    found.setdefault(f"name:{decision.source}", []).append(decision)
        return {name: tuple(items) for name, items in found.items()}

    def of(self, document_id: str, names: Iterable[str], present: Container[str] = ()) -> tuple[Decision, ...]:
        """Return the decisions on statements of a document: made on it, or on one of its names whose document is not there any more."""
        if not self._by_document:
            return ()
        found = {decision.id: decision for decision in self._by_document.get(document_id, ())}
        for name in names:
            for decision in self._by_document.get(f"name:{name}", ()):
                if decision.document not in present:
                    found[decision.id] = decision
        order = {decision.id: number for number, decision in enumerate(self.active)} if len(found) > 1 else {}
        return tuple(sorted(found.values(), key=lambda decision: order.get(decision.id, 0)))

    @cached_property
    def identity(self) -> Identity:
        """Which things are one and which are not, as reviewers say."""
        return Identity(tuple(decision for decision in self.active if decision.on_things))


class Identity:
    """Merges and splits of things: which node stands for a node in a document."""

    def __init__(self, decisions: Iterable[Decision] = ()) -> None:
        self._same: dict[str, tuple[Term, Decision]] = {}
        self._apart: dict[tuple[str, str], Decision] = {}
        self._made = tuple(decisions)
        for decision in self._made:
            kept, *others = decision.things
            if decision.action == "merge":
                for other in others:
                    if other.iri != kept.iri and self.stands_for(kept.iri)[0] != other.iri:
                        self._same[other.iri] = (kept, decision)
            else:
                for name in (decision.document, f"name:{decision.source}"):
                    self._apart[name, kept.iri] = decision

    def __bool__(self) -> bool:
        return bool(self._made)

    @property
    def version(self) -> str:
        """Return a digest of what was decided, empty where nothing was."""
        return digest_of(self._made)

    def stands_for(self, iri: str) -> tuple[str, str, Decision | None]:
        """Return IRI and name of the thing that stands for this one, and the decision that says so; itself where none does."""
        label, decision, seen = "", None, {iri}
        while (found := self._same.get(iri)) and found[0].iri not in seen:
            iri, label, decision = found[0].iri, found[0].label, found[1]
            seen.add(iri)
        return iri, label, decision

    def apart(self, iri: str, document_id: str, names: Iterable[str]) -> Decision | None:
        """Return the decision by which a thing is one of its own in a document."""
        if not self._apart:
            return None
        keys = ((document_id, iri), *((f"name:{name}", iri) for name in names))
        return next((self._apart[key] for key in keys if key in self._apart), None)


def digest_of(decisions: Iterable[Decision]) -> str:
    """Return a short digest of decisions in order, empty for none."""
    ids = [decision.id for decision in decisions]
    return hashlib.sha256(" ".join(ids).encode()).hexdigest()[:12] if ids else ""


def read_log(path: Path) -> ReviewLog:
    """Return the log in a file, an empty one where there is none. A line that is half written or damaged is named and passed over."""
    try:
        lines = path.read_bytes().split(b"\n")
    except FileNotFoundError:
        return ReviewLog()
    found: list[Decision] = []
    damaged: list[str] = []
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            found.append(decision_from_json(json.loads(line)))
        except (ValueError, DecisionError) as error:
            damaged.append(f"line {number}: {error}")
    return ReviewLog(tuple(found), tuple(damaged))


def append(path: Path, decisions: Iterable[Decision]) -> None:
    """Add decisions to the file, on disk when this returns. The caller holds the knowledge base's lock."""
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = "".join(json.dumps(decision_to_json(decision), ensure_ascii=False) + "\n" for decision in decisions)
    with path.open("a+b") as file:
        if file.seek(0, os.SEEK_END) and file.seek(-1, os.SEEK_END) >= 0 and file.read(1) != b"\n":
            file.write(b"\n")
        file.write(lines.encode())
        file.flush()
        os.fsync(file.fileno())
