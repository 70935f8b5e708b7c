"""One case as the corpus tells it: found by a name, and profiled with the evidence of every fact."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal

from graph.engine import Engine
from queries.case_model import (
    CaseName,
    CaseProfile,
    DocumentEntry,
    Headship,
    MeasureProfile,
    MechanismProfile,
    OrganizationProfile,
    Point,
    ProblemProfile,
    Series,
    StandardProfile,
    StepProfile,
)
from queries.case_page import render_case
from queries.facts import Claim, Facts, Triple, local_name, look_up
from queries.sparql import term_text

__all__ = ["AmbiguousCase", "CaseName", "CaseNotFound", "CaseProfile", "case_profile", "find_case", "render_case"]

_ROUNDS = 3
_FEW = 20


class CaseNotFound(Exception):
    """No case has this name; the message lists those there are."""


class AmbiguousCase(Exception):
    """Several cases answer to a name; `candidates` are their labels."""

    def __init__(self, name: str, candidates: tuple[str, ...]) -> None:
        super().__init__(f"“{name}” may be any of {len(candidates)} cases: {_listed(candidates)}; give one of these names in full")
        self.candidates = candidates


def find_case(store: Engine, name: str) -> CaseName:
    """Find a case by label, alias, place or a part of these, in this order.

    Raises AmbiguousCase where the first of these that matches gives several, CaseNotFound where none does.
    """
    wanted = _folded(name)
    labels: dict[str, str] = {}
    named: list[tuple[str, str, str]] = []
    for c, label, kind, known_as in look_up(store, "cases").rows:
        iri = term_text(c, prefixed=False)
        labels[iri] = term_text(label)
        named.append((term_text(kind), _folded(term_text(known_as)), iri))
    tests: tuple[Callable[[str, str], bool], ...] = (
        lambda tier, text: tier == "label" and text == wanted,
        lambda tier, text: tier == "alias" and text == wanted,
        lambda tier, text: tier == "place" and text == wanted,
        lambda tier, text: tier == "label" and wanted in text,
        lambda tier, text: wanted in text or (len(text) > 1 and text in wanted),
    )
    for test in tests if wanted else ():
        found = dict.fromkeys(iri for tier, text, iri in named if test(tier, text))
        if len(found) == 1:
            iri = next(iter(found))
            return CaseName(iri, labels[iri])
        if found:
            raise AmbiguousCase(name, tuple(sorted(labels[iri] for iri in found)))
    known = _listed(tuple(sorted(labels.values()))) or "none; build a knowledge base from papers first"
    raise CaseNotFound(f"no case matches “{name}” (语料未提及); the cases are: {known}")


def _folded(name: str) -> str:
    return "".join(unicodedata.normalize("NFKC", name).casefold().split())


def _listed(labels: Sequence[str]) -> str:
    more = f" … and {len(labels) - _FEW} more" if len(labels) > _FEW else ""
    return "、".join(labels[:_FEW]) + more


def case_profile(store: Engine, case: str) -> CaseProfile:
    """Profile the case of this name (as `find_case` takes it) in about ten queries, however much is known of it."""
    return _Profiler(store, find_case(store, case).iri).profile()


class _Profiler:
    """Reads outwards from the case: its own statements, then those on what they reach, in the documents that tell of the case."""

    def __init__(self, store: Engine, case: str) -> None:
        self.case = case
        self.facts = Facts(store)
        self.facts.read_statements([case], [case], ("studiesCase",))
        stated = [t for t in self.facts.triples() if case in (t.subject, t.object)]
        self.documents = frozenset(d for t in stated if self.facts.is_asserted(t) for d in self.facts.documents_of(t))
        self.reached = {case, *self.documents}
        self._reach()
        things = [iri for t in self.facts.triples() for iri in (t.subject, *([] if t.is_literal else [t.object]))]
        observations = self.facts.observations(self.documents)
        assignments = self.facts.assignments(self.reached)
        standards = self.facts.standards(self.documents)
        self.facts.read_statements([*observations, *assignments, *standards])
        self.facts.read_things([case, *things, *observations, *assignments, *standards, *self.documents])
        late = [iri for t in self.facts.triples() for iri in ([] if t.is_literal else [t.object])]
        self.facts.read_things([*late, *(v for x in observations for v, _ in self.facts.values(x, "observedFor"))])
        self.observations, self.assignments, self.standards = observations, assignments, standards
        self._by_subject: dict[tuple[str, str], list[Triple]] = {}
        self._by_object: dict[tuple[str, str], list[Triple]] = {}
        for triple in self.facts.triples():
            if self.facts.documents_of(triple) & self.documents:
                self._by_subject.setdefault((triple.subject, triple.predicate), []).append(triple)
                self._by_object.setdefault((triple.object, triple.predicate), []).append(triple)

    def _reach(self) -> None:
        frontier = set(self.reached)
        for _ in range(_ROUNDS):
            found = {
                iri
                for t in self.facts.triples()
                if self.facts.is_asserted(t) and t.predicate != "studiesCase" and self.facts.documents_of(t) & self.documents
                for iri in (t.subject, *([] if t.is_literal else [t.object]))
                if t.subject in self.reached or t.predicate in ("heads", "partOf")
            }
            frontier = (frontier | found) - (self.reached - {self.case, *self.documents})
            self.reached |= frontier
            self.facts.read_statements(frontier, frontier - self.documents, ("heads", "partOf"))

    def profile(self) -> CaseProfile:
        claims = self.claims
        case = self.case
        return CaseProfile(
            case=self.facts.thing(case),
            places=claims(case, "inPlace"),
            documents=tuple(sorted((self._document(iri) for iri in self.documents), key=lambda d: d.source)),
            mechanisms=tuple(self._mechanism(claim) for claim in claims(case, "employsMechanism")),
            organizations=self._organizations(),
            measures=tuple(self._measure(claim) for claim in claims(case, "adoptsMeasure")),
            problems=tuple(ProblemProfile(c, claims(c.object.iri, "causedBy")) for c in claims(case, "facesProblem")),
            outcomes=claims(case, "resultsIn"),
            series=self._series(),
            policies=self._distinct([case, *sorted(self.documents)], ("basedOnPolicy", "citesPolicy")),
            theories=self._distinct([case, *sorted(self.documents)], ("usesTheory",)),
            standards=tuple(StandardProfile(self.facts.thing(iri), self._steps(iri), self._names(iri)) for iri in self.standards),
            actors=claims(case, "involvesActor"),
            other=self._other(),
        )

    def claims(self, subject: str, predicate: str) -> tuple[Claim, ...]:
        """Facts with this subject and predicate, in the order the documents tell them."""
        found = [self._claim(t) for t in self._by_subject.get((subject, predicate), []) if self.facts.is_asserted(t)]
        return tuple(sorted(found, key=_told))

    def _claim(self, triple: Triple) -> Claim:
        return self.facts.claim(triple, self.documents)

    def _distinct(self, subjects: Iterable[str], predicates: Sequence[str]) -> tuple[Claim, ...]:
        found: dict[str, Claim] = {}
        for predicate in predicates:
            for subject in subjects:
                for claim in self.claims(subject, predicate):
                    found.setdefault(claim.object.iri, claim)
        return tuple(found.values())

    def _steps(self, whole: str) -> tuple[StepProfile, ...]:
        steps: list[StepProfile] = []
        for claim in self.claims(whole, "hasStep"):
            step = claim.object.iri
            order = self.facts.value(step, "stepOrder")
            steps.append(
                StepProfile(int(order) if order else None, self.facts.value(step, "action"), claim, self.claims(step, "performedBy"))
            )
        return tuple(sorted(steps, key=lambda s: (s.order is None, s.order or 0, s.claim.object.label)))

    def _names(self, iri: str) -> tuple[Claim, ...]:
        return (*self.claims(iri, "prefLabel"), *self.claims(iri, "altLabel"))

    def _mechanism(self, claim: Claim) -> MechanismProfile:
        iri = claim.object.iri
        return MechanismProfile(
            claim,
            self._steps(iri),
            *(self.claims(iri, predicate) for predicate in ("involvesActor", "targets", "addresses", "resultsIn", "basedOnPolicy")),
        )

    def _measure(self, claim: Claim) -> MeasureProfile:
        iri = claim.object.iri
        return MeasureProfile(claim, *(self.claims(iri, predicate) for predicate in ("targets", "addresses", "involvesActor", "resultsIn")))

    def _organizations(self) -> tuple[OrganizationProfile, ...]:
        found: list[OrganizationProfile] = []
        for iri in sorted(self.reached):
            thing = self.facts.thing(iri)
            if thing.kind != "TaskOrganization":
                continue
            heads = [self._claim(t) for t in self._by_object.get((iri, "heads"), []) if self.facts.is_asserted(t)]
            links = [
                self._claim(t)
                for predicate in ("involvesActor", "performedBy")
                for t in self._by_object.get((iri, predicate), [])
                if t.subject in self.reached and self.facts.is_asserted(t)
            ]
            found.append(
                OrganizationProfile(
                    thing,
                    tuple(Headship(claim, self._roles(iri, claim.subject.iri)) for claim in sorted(heads, key=_told)),
                    self.claims(iri, "partOf"),
                    tuple(sorted(links, key=lambda c: (c.subject.iri != self.case, _told(c)))),
                )
            )
        return tuple(sorted(found, key=lambda o: (not o.heads, _first_told(o), o.organization.label)))

    def _roles(self, organization: str, member: str) -> tuple[str, ...]:
        roles = {
            self.facts.name(assignment, "role")
            for assignment in self.assignments
            if self.facts.value(assignment, "organization") == organization
            for t in self._by_subject.get((assignment, "member"), [])
            if t.object == member
        }
        return tuple(sorted(role for role in roles if role))

    def _series(self) -> tuple[Series, ...]:
        places = self._place_names()
        grouped: dict[tuple[str, str], list[Point]] = {}
        for observation in self.observations:
            about = self._about(observation, places)
            if about is None:
                continue
            for claim in self.claims(observation, "value"):
                indicator = self.facts.name(observation, "indicator") or ""
                grouped.setdefault((indicator, about), []).append(self._point(observation, claim))
        return tuple(
            Series(indicator, about, tuple(sorted(points, key=lambda p: (p.year or 9999, p.value))))
            for (indicator, about), points in sorted(grouped.items(), key=lambda item: min(_told(p.claim) for p in item[1]))
        )

    def _place_names(self) -> tuple[str, ...]:
        return tuple(name for claim in self.claims(self.case, "inPlace") for name in (claim.object.label, *claim.object.aliases))

    def _about(self, observation: str, places: Sequence[str]) -> str | None:
        """Return what a figure is of, empty where its document leaves that open, None where it is not of this case."""
        abouts = [iri for iri, _ in self.facts.values(observation, "observedFor")]
        named = [iri for iri in abouts if iri not in self.documents]
        about = "、".join(self.facts.thing(iri).label for iri in named)
        mine = not named or any(iri in self.reached for iri in named) or any(place in about for place in places)
        return about if mine else None

    def _point(self, observation: str, claim: Claim) -> Point:
        year, start = self.facts.value(observation, "year"), self.facts.value(observation, "startYear")
        return Point(
            Decimal(claim.object.label),
            self.facts.name(observation, "unit"),
            int(year) if year else None,
            int(start) if start else None,
            local_name(self.facts.value(observation, "valueQualifier") or "exact"),
            self.facts.value(observation, "timeText"),
            claim,
        )

    def _document(self, iri: str) -> DocumentEntry:
        year = (self.facts.value(iri, "issued") or "")[:4]
        return DocumentEntry(
            iri,
            self.facts.value(iri, "identifier") or local_name(iri),
            self.facts.value(iri, "title"),
            tuple(author for author, _ in self.facts.values(iri, "creator")),
            self.facts.value(iri, "bibliographicCitation"),
            int(year) if year.isdigit() else None,
        )

    def _other(self) -> tuple[Claim, ...]:
        places = self._place_names()
        figures = {observation for observation in self.observations if self._about(observation, places) is not None}
        found = [
            self._claim(t)
            for (subject, predicate), triples in self._by_subject.items()
            if predicate != "member"
            for t in triples
            if subject in self.reached or subject in figures or (predicate == "heads" and t.object in self.reached)
            if not self.facts.is_asserted(t)
        ]
        return tuple(sorted(found, key=lambda c: (c.subject.iri != self.case, c.modality, _told(c))))


def _told(claim: Claim) -> tuple[str, int, int, str]:
    quotes = claim.quotes
    first = min((q.document, q.start, q.end) for q in quotes) if quotes else ("", 0, 0)
    return first[0], first[1], first[2], claim.object.label


def _first_told(organization: OrganizationProfile) -> tuple[str, int, int, str]:
    claims = [*(head.claim for head in organization.heads), *organization.claims, *organization.parents]
    return min((_told(claim) for claim in claims), default=("", 0, 0, ""))
