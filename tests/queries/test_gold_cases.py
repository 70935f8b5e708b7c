"""Case profiles over graphs made from the gold annotations of the open papers: what the annotators found is what a reader gets."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox
import pytest

from corpus.document import Document
from corpus.load import load_document
from extract.annotation import Entity, Extraction, Relation
from extract.annotation_json import extraction_from_json
from graph.closure import consequences
from graph.identifiers import Identifiers
from graph.statements import build_graphs
from ontology.resources import triples
from queries.case import case_profile, render_case
from queries.case_model import CaseProfile, MechanismProfile
from queries.named import catalogue
from queries.sparql import run

SHARED = Path(os.environ.get("ZHITU_SHARED") or Path(__file__).parents[2].parent / "shared")
GOLD = sorted((SHARED / "gold").glob("*.gold.json")) if (SHARED / "gold").is_dir() else []
pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(not GOLD, reason="the gold annotations are in ../shared, which is absent (or set ZHITU_SHARED)"),
]


@dataclass(frozen=True)
class Paper:
    """A paper and what the annotators found in it."""

    document: Document
    gold: Extraction

    @property
    def case(self) -> Entity:
        """The case the paper is about: the first it studies."""
        first = next(r.object for r in self.gold.relations if r.predicate == "studiesCase" and r.modality == "reported")
        return self.entity(first)

    def entity(self, key: str) -> Entity:
        """Return the entity of this id."""
        return next(entity for entity in self.gold.entities if entity.id == key)

    def reported(self, predicate: str, subject: str | None = None) -> list[Relation]:
        """Return the relations that are stated as fact."""
        return [
            r
            for r in self.gold.relations
            if r.predicate == predicate and r.modality == "reported" and (subject is None or r.subject == subject)
        ]


@pytest.fixture(scope="module")
def papers() -> tuple[Paper, ...]:
    found: list[Paper] = []
    for path in GOLD:
        data = json.loads(path.read_text(encoding="utf-8"))
        document = load_document(SHARED / "seeds" / data["document"])
        found.append(Paper(document, extraction_from_json(data, document_id=document.id)))
    return tuple(found)


@pytest.fixture(scope="module")
def graph(papers: tuple[Paper, ...]) -> ox.Store:
    store = ox.Store()
    for paper in papers:
        graphs = build_graphs(paper.document, paper.gold)
        store.extend(graphs.quads(Identifiers()))
        store.extend(ox.Quad(t.subject, t.predicate, t.object, ox.NamedNode("urn:inferred")) for t in consequences(graphs.facts))
    store.extend(ox.Quad(t.subject, t.predicate, t.object, ox.NamedNode("urn:vocab")) for t in triples("concepts"))
    return store


@pytest.fixture(scope="module", params=range(len(GOLD)), ids=[path.name[:3] for path in GOLD])
def told(request: pytest.FixtureRequest, papers: tuple[Paper, ...], graph: ox.Store) -> tuple[Paper, CaseProfile]:
    number: int = request.param
    paper = papers[number]
    return paper, case_profile(graph, paper.case.label)


def names(entity: Entity) -> set[str]:
    return {folded(name) for name in (entity.label, *entity.aliases)}


def folded(name: str) -> str:
    return "".join(name.split()).translate(str.maketrans("()“”", "（）''")).replace("'", "")


def mechanism(profile: CaseProfile, entity: Entity) -> MechanismProfile | None:
    wanted = names(entity)
    return next((m for m in profile.mechanisms if wanted & {folded(n) for n in (m.claim.object.label, *m.claim.object.aliases)}), None)


def test_every_mechanism_the_case_employs_is_there_with_its_steps_in_order(told: tuple[Paper, CaseProfile]) -> None:
    paper, profile = told
    for relation in paper.reported("employsMechanism", paper.case.id):
        entity = paper.entity(relation.object)
        found = mechanism(profile, entity)
        assert found is not None, entity.label
        steps = {paper.entity(r.object).id for r in paper.reported("hasStep", entity.id)}
        assert len(found.steps) == len(steps), entity.label
        orders = [step.order for step in found.steps]
        assert orders == sorted(order for order in orders if order is not None)


def test_every_step_shows_who_performs_it(told: tuple[Paper, CaseProfile]) -> None:
    paper, profile = told
    shown = {
        (folded(step.claim.object.label), folded(name))
        for m in profile.mechanisms
        for step in m.steps
        for claim in step.performers
        for name in (claim.object.label, *claim.object.aliases)
    }
    employed = {r.object for r in paper.reported("employsMechanism", paper.case.id)}
    steps = {r.object for r in paper.reported("hasStep") if r.subject in employed}
    for relation in paper.reported("performedBy"):
        if relation.subject in steps:
            step, actor = paper.entity(relation.subject), paper.entity(relation.object)
            assert any((folded(step.label), name) in shown for name in names(actor)), (step.label, actor.label)


def test_every_head_of_a_task_organisation_of_the_case_is_there_with_the_role(told: tuple[Paper, CaseProfile]) -> None:
    paper, profile = told
    shown = {
        (folded(organization), folded(head.claim.subject.label))
        for o in profile.organizations
        for organization in (o.organization.label, *o.organization.aliases)
        for head in o.heads
        if head.roles
    }
    involved = {r.object for r in paper.reported("involvesActor", paper.case.id)}
    for relation in paper.reported("heads"):
        head, organization = paper.entity(relation.subject), paper.entity(relation.object)
        if organization.type == "TaskOrganization" and organization.id in involved:
            pairs = {(one, other) for one in names(organization) for other in names(head)}
            assert pairs & shown, (head.label, organization.label)


def test_every_figure_said_of_the_case_is_in_a_series(told: tuple[Paper, CaseProfile]) -> None:
    paper, profile = told
    place = next(paper.entity(r.object) for r in paper.reported("inPlace", paper.case.id))
    shown = {(float(point.value), point.year) for series in profile.series for point in series.points}
    for observation in paper.gold.observations:
        if observation.about and folded(observation.about) in names(place) | names(paper.case):
            assert (float(observation.value), observation.year) in shown, observation.indicator


def test_what_is_not_reported_is_never_a_fact(told: tuple[Paper, CaseProfile]) -> None:
    paper, profile = told
    facts = {folded(claim.object.label) for claim in (*(m.claim for m in profile.mechanisms), *(m.claim for m in profile.measures))}
    reported = {name for r in paper.gold.relations if r.modality == "reported" for name in names_of(paper, r.object)}
    for relation in paper.gold.relations:
        if relation.subject == paper.case.id and relation.modality in ("proposed", "criticised", "negated", "cited", "hypothetical"):
            assert not (names_of(paper, relation.object) - reported) & facts


def names_of(paper: Paper, key: str) -> set[str]:
    return names(paper.entity(key))


def test_every_quote_is_what_stands_in_the_paper(told: tuple[Paper, CaseProfile]) -> None:
    paper, profile = told
    quotes = [quote for claim in (*profile.actors, *profile.outcomes, *profile.other) for quote in claim.quotes]
    quotes += [quote for m in profile.mechanisms for step in m.steps for quote in step.claim.quotes]
    mine = [quote for quote in quotes if quote.document == paper.document.source]
    assert mine
    assert all(paper.document.raw[quote.start : quote.end] == quote.text for quote in mine)


def test_the_page_can_be_printed(told: tuple[Paper, CaseProfile]) -> None:
    paper, profile = told
    assert paper.case.label[:2] in render_case(profile, "md")


@pytest.mark.parametrize("name", [query.name for query in catalogue()])
def test_every_named_query_runs_on_it(graph: ox.Store, name: str) -> None:
    query = next(query for query in catalogue() if query.name == name)
    assert run(graph, query.bind()) == run(graph, query.bind())
