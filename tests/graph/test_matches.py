"""Things of different documents that are alike are linked with the reason, and never made one by likeness of spelling."""

from __future__ import annotations

from itertools import permutations
from pathlib import Path
from typing import TYPE_CHECKING

from pyoxigraph import Literal, NamedNode

from graph.identifiers import Identifiers
from graph.knowledge_base import KnowledgeBase
from graph.matches import MatchLinks
from graph.statements import build_graphs
from graph.store import GraphStore
from ontology import vocabulary as v

if TYPE_CHECKING:
    from tests.graph.conftest import Sketch

IDS = Identifiers()


def on(sketch: type[Sketch], county: str, words: str, *entities: tuple[str, str, tuple[str, ...]], source: str = "") -> Sketch:
    """Return a paper on a county with entities of a class, a name and aliases."""
    paper = sketch(f"{county}的经验。{words}", source=source or f"{county}{len(words)}.txt", title=f"{county}的经验")
    place = paper.entity("Place", county)
    case = paper.entity("Case", f"{county}的经验", place=county)
    paper.relation("doc", "studiesCase", case, county)
    paper.relation(case, "inPlace", place, county)
    for kind, label, aliases in entities:
        paper.entity(kind, label, aliases=aliases, adminLevel="县")  # type: ignore[arg-type]
    return paper


def linked(*papers: Sketch) -> GraphStore:
    store = GraphStore.in_memory()
    links = MatchLinks(store)
    for paper in papers:
        store.replace_document(build_graphs(paper.document, paper.extraction()))
        links.touch(paper.document.id)
    links.settle()
    return store


def pairs(store: GraphStore) -> set[tuple[str, str]]:
    found = store.raw.quads_for_pattern(None, v.CLOSE_MATCH, None, IDS.matches)
    return {(_name(store, quad.subject), _name(store, quad.object)) for quad in found if str(quad.subject) < str(quad.object)}


def _name(store: GraphStore, node: object) -> str:
    assert isinstance(node, NamedNode)
    names = (quad.object for quad in store.raw.quads_for_pattern(node, v.PREF_LABEL, None, None))
    return next(name.value for name in names if isinstance(name, Literal))


def test_counties_whose_names_are_alike_are_two_and_not_linked(sketch: type[Sketch]) -> None:
    store = linked(
        on(sketch, "寿宁县", "县委牵头。", ("Actor", "县委", ())),
        on(sketch, "寿阳县", "县委牵头。", ("Actor", "县委", ())),
    )
    assert pairs(store) == set()
    places = {quad.subject for quad in store.raw.quads_for_pattern(None, v.RDF_TYPE, v.PLACE, None)}
    offices = {quad.subject for quad in store.raw.quads_for_pattern(None, v.RDF_TYPE, v.ACTOR, None)}
    assert (len(places), len(offices)) == (2, 2)


def test_mechanisms_and_measures_of_one_name_are_close_and_stay_two(sketch: type[Sketch]) -> None:
    things = (("Mechanism", "四访工作法", ()), ("Measure", "茶园托管", ()), ("Problem", "销路不畅", ()))
    text = "四访工作法与茶园托管，针对销路不畅。"
    store = linked(on(sketch, "寿宁县", text, *things), on(sketch, "霞浦县", text, *things))
    assert pairs(store) == {("四访工作法", "四访工作法"), ("茶园托管", "茶园托管")}
    reasons = {quad.object for quad in store.raw.quads_for_pattern(None, v.TYPE, None, IDS.matches)}
    assert reasons == {NamedNode(f"{v.VOCAB}match/same-name")}


def test_bodies_of_one_county_and_level_that_share_an_alias_are_linked_for_review(sketch: type[Sketch]) -> None:
    full = ("TaskOrganization", "脱贫攻坚指挥部", ("攻坚办",))
    short = ("TaskOrganization", "攻坚办", ())
    one = on(sketch, "寿宁县", "设脱贫攻坚指挥部，简称攻坚办。", full)
    same, other = (on(sketch, county, "攻坚办每周调度。", short) for county in ("寿宁县", "霞浦县"))
    assert pairs(linked(one, same)) in ({("脱贫攻坚指挥部", "攻坚办")}, {("攻坚办", "脱贫攻坚指挥部")})
    assert pairs(linked(one, other)) == set(), "another county's office is another office"


def test_links_are_those_of_a_rebuild_whatever_came_and_went(sketch: type[Sketch], tmp_path: Path) -> None:
    measure, other = ("Measure", "茶园托管", ()), ("Measure", "光伏电站", ())
    papers = {
        paper.document.source: paper
        for paper in (
            on(sketch, "寿宁县", "茶园托管。", measure, source="1.txt"),
            on(sketch, "霞浦县", "茶园托管与光伏电站。", measure, other, source="2.txt"),
            on(sketch, "H县", "茶园托管与光伏电站！", measure, other, source="3.txt"),
        )
    }
    for name, paper in papers.items():
        (tmp_path / name).write_text(paper.document.raw, encoding="utf-8")

    def add(kb: KnowledgeBase, *names: str) -> None:
        paths = [tmp_path / name for name in names]
        kb.add(paths, load=lambda _, name: papers[name].document, extract=lambda document: papers[document.source].extraction())

    whole = KnowledgeBase.create_or_open(tmp_path / "whole")
    add(whole, "1.txt", "2.txt")
    wanted = whole.graphs().canonical_hash()
    assert len(pairs(whole.graphs())) == 1
    for number, order in enumerate(list(permutations(papers))[::2]):
        kb = KnowledgeBase.create_or_open(tmp_path / f"kb-{number}")
        for name in order:
            add(kb, name)
        kb.remove("3.txt")
        assert kb.graphs().canonical_hash() == wanted
