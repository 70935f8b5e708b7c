"""What a case profile is made of; built by `queries.case`, printed by `queries.case_page`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from queries.facts import Claim, Thing

_ENTRY = re.compile(r"\[[A-Z]{1,2}(?:/OL)?\]")
"""What a whole entry of GB/T 7714 has and an imprint has not."""


@dataclass(frozen=True, slots=True)
class CaseName:
    """A case and what it is called."""

    iri: str
    label: str


@dataclass(frozen=True, slots=True)
class DocumentEntry:
    """A source document as one cites it."""

    iri: str
    source: str
    title: str | None
    authors: tuple[str, ...]
    imprint: str | None
    """Journal, year, issue and pages, or the whole citation, as the graph has it."""
    year: int | None

    @property
    def listed(self) -> str:
        """The entry as a list of documents shows it, with the file name."""
        return f"{self.citation} ({self.source})" if self.source not in self.citation else self.citation

    @property
    def citation(self) -> str:
        """The GB/T 7714 entry that the graph holds; else author, title and imprint, as far as known; the file name where nothing is."""
        if self.imprint and _ENTRY.search(self.imprint):
            return self.imprint
        imprint = self.imprint or (str(self.year) if self.year else "")
        return ". ".join(part for part in (", ".join(self.authors), self.title, imprint) if part) or self.source


@dataclass(frozen=True, slots=True)
class StepProfile:
    """A step in its place, and who performs it."""

    order: int | None
    action: str | None
    claim: Claim
    performers: tuple[Claim, ...]


@dataclass(frozen=True, slots=True)
class MechanismProfile:
    """A mechanism the case employs; `steps` in order, empty where the corpus lists none."""

    claim: Claim
    steps: tuple[StepProfile, ...]
    actors: tuple[Claim, ...]
    targets: tuple[Claim, ...]
    addresses: tuple[Claim, ...]
    results: tuple[Claim, ...]
    policies: tuple[Claim, ...]


@dataclass(frozen=True, slots=True)
class Headship:
    """Who heads an organisation, and as what."""

    claim: Claim
    roles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OrganizationProfile:
    """An organisation made for the task."""

    organization: Thing
    heads: tuple[Headship, ...]
    parents: tuple[Claim, ...]
    claims: tuple[Claim, ...]
    """How the case comes to it: the case or a mechanism involves it, or it performs a step."""


@dataclass(frozen=True, slots=True)
class MeasureProfile:
    """A measure the case adopts."""

    claim: Claim
    targets: tuple[Claim, ...]
    addresses: tuple[Claim, ...]
    actors: tuple[Claim, ...]
    results: tuple[Claim, ...]


@dataclass(frozen=True, slots=True)
class ProblemProfile:
    """A problem the case faces, and its causes."""

    claim: Claim
    causes: tuple[Claim, ...]


@dataclass(frozen=True, slots=True)
class Point:
    """One figure; `value` in `unit`, of the period that ends in `year`."""

    value: Decimal
    unit: str | None
    year: int | None
    start_year: int | None
    qualifier: str
    """Last part of the core's concept: exact, approx, over, within, at-least, under, at-most."""
    time_text: str | None
    claim: Claim


@dataclass(frozen=True, slots=True)
class Series:
    """Figures of one indicator for one thing, by year."""

    indicator: str
    about: str
    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class StandardProfile:
    """A numeric shorthand that the case's documents speak of; `members` empty where they list none."""

    standard: Thing
    members: tuple[StepProfile, ...]
    named: tuple[Claim, ...]
    """Where the documents use the shorthand."""


@dataclass(frozen=True, slots=True)
class CaseProfile:
    """Everything the corpus says of a case; every section but `other` holds facts only."""

    case: Thing
    places: tuple[Claim, ...]
    documents: tuple[DocumentEntry, ...]
    mechanisms: tuple[MechanismProfile, ...]
    organizations: tuple[OrganizationProfile, ...]
    measures: tuple[MeasureProfile, ...]
    problems: tuple[ProblemProfile, ...]
    outcomes: tuple[Claim, ...]
    series: tuple[Series, ...]
    policies: tuple[Claim, ...]
    theories: tuple[Claim, ...]
    standards: tuple[StandardProfile, ...]
    actors: tuple[Claim, ...]
    other: tuple[Claim, ...]
    """What is said of the case and its parts but is no fact of it: proposed, inferred, criticised, negated, cited."""
