"""Facts with their evidence, read from the store in few queries: things, statements about them, quotes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

import pyoxigraph as ox

from graph.engine import Engine
from queries.lexing import substitute
from queries.sparql import Solutions, Term, known_prefixes, select

REPORTED = "reported"
REJECTED = "rejected"
_TRUE = ("true", "1")
"""How engines write a truth in a row; Virtuoso has numbers for it."""


@dataclass(frozen=True, slots=True)
class Quote:
    """Exact words of a document: `text` is raw[start:end]; `document` is the source file name, `page` 1-based where there are pages."""

    text: str
    document: str
    start: int
    end: int
    page: int | None


@dataclass(frozen=True, slots=True)
class Statement:
    """What one document says, and how: modality as in the core vocabulary (reported, proposed, negated …)."""

    modality: str
    confidence: float
    review: str
    agent: str | None
    quotes: tuple[Quote, ...]


@dataclass(frozen=True, slots=True)
class Thing:
    """A node with a name; `kind` is its most special core class, `type` and `level` the Chinese names of its concepts."""

    iri: str
    label: str
    kind: str = ""
    aliases: tuple[str, ...] = ()
    type: str | None = None
    level: str | None = None
    count: int | None = None
    """Number in a numeric shorthand, whether or not its members are listed."""


@dataclass(frozen=True, slots=True)
class Claim:
    """A triple with every statement of it; `asserted` where it stands as a fact (a direct triple)."""

    subject: Thing
    predicate: str
    object: Thing
    asserted: bool
    statements: tuple[Statement, ...]

    @property
    def modality(self) -> str:
        """`reported` for a fact, else that of the surest statement."""
        return REPORTED if self.asserted else self.statements[0].modality

    @property
    def confidence(self) -> float:
        """Confidence of the surest statement that counts for this claim."""
        return max(statement.confidence for statement in self.statements)

    @property
    def quotes(self) -> tuple[Quote, ...]:
        """The words behind the claim; behind a fact only those that report it."""
        counted = [s for s in self.statements if not self.asserted or s.modality == REPORTED]
        return tuple(quote for statement in counted for quote in statement.quotes)


@dataclass(frozen=True, slots=True)
class Triple:
    """One triple that statements speak of, in terms of the store."""

    subject: str
    predicate: str
    object: str
    is_literal: bool


@dataclass(slots=True)
class _Gathered:
    asserted: bool
    statements: dict[str, tuple[Statement, str, list[Quote]]] = field(default_factory=dict[str, tuple[Statement, str, list[Quote]]])


Values = Mapping[str, tuple[tuple[str, str | None], ...]]
"""Values of a node by predicate: (value, Chinese name of the value)."""


class Facts:
    """Reads statements and names out of a store; what was read is kept, so nothing is asked twice."""

    def __init__(self, store: Engine) -> None:
        self._store = store
        self._values: dict[str, dict[str, list[tuple[str, str | None]]]] = {}
        self._triples: dict[Triple, _Gathered] = {}
        self._things: dict[str, Thing] = {}
        self._asked: set[tuple[str, str]] = set()

    def read_statements(self, subjects: Iterable[str], objects: Iterable[str] = (), predicates: Sequence[str] = ()) -> None:
        """Read the statements with these subjects, and those with these objects and one of these predicates (core names)."""
        wanted = sorted({iri for iri in subjects if ("s", iri) not in self._asked})
        pointed = sorted({iri for iri in objects if (f"o{predicates}", iri) not in self._asked})
        self._asked.update(("s", iri) for iri in wanted)
        self._asked.update((f"o{predicates}", iri) for iri in pointed)
        if wanted:
            self._add_all(self._look_up("statements-of", subjects=_iris(wanted)))
        if pointed:
            self._add_all(self._look_up("statements-on", objects=_iris(pointed), predicates=" ".join(f"zt:{name}" for name in predicates)))

    def _add_all(self, rows: Solutions) -> None:
        for row in rows.rows:
            self._add(dict(zip(rows.variables, row, strict=True)))

    def _add(self, row: Mapping[str, Term | None]) -> None:
        review = local_name(_text(row["review"]))
        if review == REJECTED:
            return
        triple = Triple(_text(row["s"]), local_name(_text(row["p"])), _text(row["o"]), isinstance(row["o"], ox.Literal))
        gathered = self._triples.setdefault(triple, _Gathered(_text(row["asserted"]) in _TRUE))
        agent = row["agent"]
        statement = Statement(
            local_name(_text(row["modality"])),
            float(_text(row["confidence"])),
            review,
            None if agent is None else local_name(_text(agent)),
            (),
        )
        quotes = gathered.statements.setdefault(_text(row["st"]), (statement, _text(row["d"]), []))[2]
        page = row["page"]
        quote = Quote(
            _text(row["quote"]),
            _text(row["d"]),
            int(_text(row["start"])),
            int(_text(row["end"])),
            None if page is None else int(_text(page)),
        )
        if quote not in quotes:
            quotes.append(quote)

    def read_things(self, iris: Iterable[str]) -> None:
        """Read names and attributes of nodes."""
        wanted = sorted({iri for iri in iris if iri not in self._values})
        if not wanted:
            return
        self._things.clear()
        for iri in wanted:
            self._values[iri] = {}
        for x, p, v, name in self._look_up("things", things=_iris(wanted)).rows:
            language = v.language if isinstance(v, ox.Literal) else None
            values = self._values[_text(x)].setdefault(local_name(_text(p)), [])
            values.append((_text(v), language if name is None else _text(name)))

    def observations(self, documents: Iterable[str]) -> tuple[str, ...]:
        """Return the observations these documents state."""
        return self._column("observations", documents=_iris(sorted(set(documents))))

    def assignments(self, organizations: Iterable[str]) -> tuple[str, ...]:
        """Return the assignments to a role in these organisations."""
        return self._column("assignments", things=_iris(sorted(set(organizations))))

    def standards(self, documents: Iterable[str]) -> tuple[str, ...]:
        """Return the numeric shorthands these documents speak of."""
        return self._column("standards", documents=_iris(sorted(set(documents))))

    def triples(self) -> tuple[Triple, ...]:
        """Return every triple read so far."""
        return tuple(self._triples)

    def is_asserted(self, triple: Triple) -> bool:
        """Say whether a triple stands as a fact."""
        return self._triples[triple].asserted

    def documents_of(self, triple: Triple) -> frozenset[str]:
        """Return the IRIs of the documents that speak of a triple."""
        return frozenset(document for _, document, _ in self._triples[triple].statements.values())

    def values(self, iri: str, predicate: str) -> tuple[tuple[str, str | None], ...]:
        """Return the values of a node for a predicate's local name, each with its Chinese name (or its language), sorted."""
        return tuple(sorted(self._values.get(iri, {}).get(predicate, []), key=lambda pair: (pair[0], pair[1] or "")))

    def value(self, iri: str, predicate: str) -> str | None:
        """Return the first value, None where there is none."""
        found = self.values(iri, predicate)
        return found[0][0] if found else None

    def name(self, iri: str, predicate: str) -> str | None:
        """Return the Chinese name of the first value, its local name where it has none."""
        found = self.values(iri, predicate)
        return (found[0][1] or local_name(found[0][0])) if found else None

    def thing(self, iri: str) -> Thing:
        """Return a node with its names; read it before with `read_things`."""
        if iri not in self._things:
            self._things[iri] = self._thing(iri)
        return self._things[iri]

    def _thing(self, iri: str) -> Thing:
        labels = self.values(iri, "prefLabel") or self.values(iri, "title")
        chinese = [label for label, language in labels if (language or "").startswith("zh")] or [label for label, _ in labels]
        figure = self._figure(iri) if not chinese else None
        core = known_prefixes()["zt"]
        kinds = sorted(kind.removeprefix(core) for kind, _ in self.values(iri, "type") if kind.startswith(core))
        special = [kind for kind in kinds if kind != "Actor"] or kinds
        count = self.value(iri, "memberCount")
        return Thing(
            iri,
            chinese[0] if chinese else figure or self.value(iri, "identifier") or local_name(iri),
            special[0] if special else "",
            tuple(sorted({alias for alias, _ in self.values(iri, "altLabel")})),
            self.name(iri, "mechanismType") or self.name(iri, "measureType") or self.name(iri, "actorType"),
            self.name(iri, "adminLevel"),
            None if count is None else int(float(count)),
        )

    def _figure(self, iri: str) -> str | None:
        """Return an observation's indicator and year as its name."""
        indicator, year = self.name(iri, "indicator"), self.value(iri, "year")
        return f"{indicator}（{year}）" if indicator and year else indicator

    def claim(self, triple: Triple, documents: frozenset[str] | None = None) -> Claim:
        """Return a triple with its statements, the surest first, those of `documents` only where given."""
        gathered = self._triples[triple]
        statements = [
            Statement(s.modality, s.confidence, s.review, s.agent, tuple(self._sourced(quote) for quote in sorted(quotes, key=_place)))
            for s, document, quotes in gathered.statements.values()
            if documents is None or document in documents
        ]
        statements.sort(key=lambda s: (-s.confidence, s.modality, _place(s.quotes[0])))
        target = Thing(triple.object, triple.object) if triple.is_literal else self.thing(triple.object)
        return Claim(self.thing(triple.subject), triple.predicate, target, gathered.asserted, tuple(statements))

    def _sourced(self, quote: Quote) -> Quote:
        source = self.value(quote.document, "identifier") or local_name(quote.document)
        return Quote(quote.text, source, quote.start, quote.end, quote.page)

    def _column(self, lookup: str, **terms: str) -> tuple[str, ...]:
        return tuple(dict.fromkeys(_text(row[0]) for row in self._look_up(lookup, **terms).rows))

    def _look_up(self, lookup: str, **terms: str) -> Solutions:
        return look_up(self._store, lookup, **terms)


def look_up(store: Engine, lookup: str, **terms: str) -> Solutions:
    """Run `lookups/NAME.rq` with serialised terms for its place holders."""
    return select(store, substitute(_lookup_text(lookup), terms))


@cache
def _lookup_text(lookup: str) -> str:
    return (files("queries") / "lookups" / f"{lookup}.rq").read_text(encoding="utf-8")


def local_name(iri: str) -> str:
    """Return what stands after the last `#` or `/`.

    >>> local_name("https://w3id.org/zhitu/vocab/modality/reported")
    'reported'
    """
    return iri.rstrip("/").replace("#", "/").rsplit("/", 1)[-1]


def _iris(iris: Iterable[str]) -> str:
    return " ".join(str(ox.NamedNode(iri)) for iri in iris)


def _text(term: Term | None) -> str:
    if isinstance(term, ox.NamedNode | ox.Literal | ox.BlankNode):
        return term.value
    return "" if term is None else str(term)


def _place(quote: Quote) -> tuple[str, int, int]:
    return quote.document, quote.start, quote.end
