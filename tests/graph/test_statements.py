"""An extraction as a graph: what is published, what is only stated, and the words behind each."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from pyoxigraph import QuerySolutions

from extract.annotation import Evidence, Modality
from graph.identifiers import Identifiers
from graph.records import statements_of
from graph.reviewing import judged, said_of
from graph.statements import DocumentGraphs, EvidenceError, build_graphs
from graph.store import GraphStore
from graph.validate import PUBLISHED
from ontology.vocabulary import PREFIXES

if TYPE_CHECKING:
    from tests.graph.conftest import Sketch


def graphs(paper: Sketch) -> DocumentGraphs:
    return build_graphs(paper.document, paper.extraction())


def rows(store: GraphStore, query: str) -> list[tuple[str | None, ...]]:
    found = store.query("".join(f"PREFIX {name}: <{iri}>\n" for name, iri in PREFIXES.items()) + query)
    assert isinstance(found, QuerySolutions)
    names = [variable.value for variable in found.variables]
    return sorted(tuple(None if row[name] is None else str(getattr(row[name], "value", "")) for name in names) for row in found)


def loaded(*papers: Sketch) -> GraphStore:
    store = GraphStore.in_memory()
    for paper in papers:
        store.replace_document(graphs(paper))
    return store


def test_the_steps_of_a_method_come_in_order_with_who_performs_them(paper: Sketch) -> None:
    found = rows(
        loaded(paper),
        """SELECT ?n ?step ?who ?level WHERE { ?c zt:employsMechanism/zt:hasStep ?s . ?s zt:stepOrder ?n ; skos:prefLabel ?step ;
           zt:performedBy ?a . ?a skos:prefLabel ?who ; zt:adminLevel/skos:prefLabel ?level . FILTER(LANG(?level) = "zh") }""",
    )
    assert found == [
        ("1", "村干部访", "村干部", "村级"),
        ("2", "包村干部访", "包村干部", "村级"),
        ("3", "乡镇政府访", "乡镇政府", "乡镇级"),
        ("4", "县民政局访", "县民政局", "县级"),
    ]


def test_figures_have_indicator_subject_unit_and_year(paper: Sketch) -> None:
    found = rows(
        loaded(paper),
        """SELECT ?v ?unit ?y ?q ?place WHERE { ?o a zt:IndicatorObservation ; zt:value ?v ; zt:unit ?unit ; zt:year ?y ;
           zt:valueQualifier ?q ; zt:observedFor/skos:prefLabel ?place ; zt:indicator/skos:prefLabel "贫困发生率"@zh }""",
    )
    percent, exact = "http://qudt.org/vocab/unit/PERCENT", "https://w3id.org/zhitu/vocab/qualifier/exact"
    assert found == [("0.8", percent, "2019", exact, "全县"), ("12.5", percent, "2016", exact, "寿宁县")]


def test_a_head_is_there_directly_and_as_role_assignment(paper: Sketch) -> None:
    store = loaded(paper)
    assert rows(store, "SELECT ?p ?g WHERE { ?a zt:heads ?b . ?a skos:prefLabel ?p . ?b skos:prefLabel ?g }") == [("县委书记", "领导小组")]
    found = rows(
        store,
        """SELECT ?who ?role WHERE { ?r a zt:RoleAssignment ; org:member/skos:prefLabel ?who ;
           org:organization/skos:prefLabel "领导小组"@zh ; org:role/skos:prefLabel ?role . FILTER(LANG(?role) = "zh") }""",
    )
    assert found == [("县委书记", "组长")]


def test_a_theory_names_its_proponents(paper: Sketch) -> None:
    found = rows(loaded(paper), "SELECT ?who WHERE { ?t a zt:TheoryConcept ; zt:proponent/skos:prefLabel ?who }")
    assert found == [("格兰诺维特",), ("波兰尼",)]


@pytest.mark.parametrize("modality", ["inferred", "proposed", "criticised", "hypothetical", "negated", "cited"])
def test_what_is_not_reported_is_a_statement_and_no_fact(sketch: type[Sketch], modality: Modality) -> None:
    paper = sketch("寿宁县应当推广茶园托管。")
    case, measure = paper.entity("Case", "寿宁县脱贫", "寿宁县"), paper.entity("Measure", "茶园托管")
    paper.relation(case, "adoptsMeasure", measure, "推广茶园托管", modality=modality)
    store = loaded(paper)
    assert rows(store, "SELECT ?m WHERE { ?c zt:adoptsMeasure ?m }") == []
    found = rows(
        store, "SELECT ?mod ?label WHERE { ?s rdf:predicate zt:adoptsMeasure ; zt:modality ?mod ; rdf:object/skos:prefLabel ?label }"
    )
    assert found == [(f"https://w3id.org/zhitu/vocab/modality/{modality}", "茶园托管")]


@pytest.mark.parametrize(("confidence", "facts", "review"), [(0.7, 1, "unreviewed"), (0.69, 0, "needs-review")])
def test_what_is_not_sure_is_marked_for_review_and_no_fact(sketch: type[Sketch], confidence: float, facts: int, review: str) -> None:
    paper = sketch("寿宁县推广茶园托管。")
    case, measure = paper.entity("Case", "寿宁县脱贫", "寿宁县"), paper.entity("Measure", "茶园托管")
    paper.relation(case, "adoptsMeasure", measure, "推广茶园托管", confidence=confidence)
    store = loaded(paper)
    assert len(rows(store, "SELECT ?m WHERE { ?c zt:adoptsMeasure ?m }")) == facts
    statuses = rows(store, "SELECT ?r WHERE { ?s rdf:predicate zt:adoptsMeasure ; zt:reviewStatus ?r }")
    assert statuses == [(f"https://w3id.org/zhitu/vocab/review/{review}",)]


def test_a_rejected_statement_is_no_fact(paper: Sketch) -> None:
    store = loaded(paper)
    statement = next(item for item in statements_of(store, paper.document.id) if item.predicate.endswith("addresses"))
    decision = judged(said_of(store, statement), paper.document.id, paper.document.source, accept=False, by="甲", why="文中没有这样说")
    store.replace_document(build_graphs(paper.document, paper.extraction(), decisions=[decision]))
    assert rows(store, "SELECT ?p WHERE { ?m zt:addresses ?p }") == []
    assert rows(store, "SELECT ?r WHERE { ?s rdf:predicate zt:addresses ; zt:reviewStatus ?r }") != []


def test_a_figure_that_is_only_cited_counts_nowhere_but_can_be_read(sketch: type[Sketch]) -> None:
    paper = sketch("有研究称贫困发生率为9%。")
    paper.figure("贫困发生率", 9, "%", None, "贫困发生率为9%", modality="cited")
    store = loaded(paper)
    assert rows(store, "SELECT ?o WHERE { ?o a zt:IndicatorObservation }") == []
    found = rows(store, "SELECT ?v ?q WHERE { ?o a schema:Observation . ?s rdf:subject ?o ; rdf:object ?v ; zt:evidence/oa:exact ?q }")
    assert found == [("9", "贫困发生率为9%")]


def test_everything_named_has_the_words_that_name_it(paper: Sketch) -> None:
    store = loaded(paper)
    found = {
        (label, quote)
        for label, quote in rows(store, "SELECT ?l ?q WHERE { ?s rdf:predicate skos:prefLabel ; rdf:object ?l ; zt:evidence/oa:exact ?q }")
    }
    assert found >= {(entity.label, entity.evidence[0].quote) for entity in paper.entities if entity.type != "Case"}


def test_two_readings_of_one_triple_are_one_statement_with_the_stronger_modality(sketch: type[Sketch]) -> None:
    paper = sketch("建议推广茶园托管。寿宁县已推广茶园托管。")
    case, measure = paper.entity("Case", "寿宁县脱贫", "寿宁县"), paper.entity("Measure", "茶园托管")
    paper.relation(case, "adoptsMeasure", measure, "建议推广茶园托管", modality="proposed")
    paper.relation(case, "adoptsMeasure", measure, "寿宁县已推广茶园托管", confidence=0.8)
    records = [item for item in statements_of(loaded(paper), paper.document.id) if item.predicate.endswith("adoptsMeasure")]
    assert [(item.modality, item.confidence, [span.exact for span in item.spans]) for item in records] == [
        ("reported", 0.8, ["寿宁县已推广茶园托管"])
    ]


def test_members_that_a_standard_lists_are_its_steps_and_unlisted_ones_are_not_made_up(sketch: type[Sketch]) -> None:
    paper = sketch("坚持三真两严，即选题真、数据真、结论真。另有五必到。")
    paper.entity("Standard", "三真两严", count=5, members=("选题真", "数据真", "结论真", "从未写过"))
    paper.entity("Standard", "五必到", count=5, members=())
    found = rows(
        loaded(paper),
        """SELECT ?s ?count (GROUP_CONCAT(?name; separator=" ") AS ?names) WHERE { ?s a zt:Standard ; zt:memberCount ?count .
           OPTIONAL { ?s zt:hasStep ?m . ?m zt:stepOrder ?n ; skos:prefLabel ?name } } GROUP BY ?s ?count""",
    )
    assert sorted((count, set((names or "").split())) for _, count, names in found) == [("5", set()), ("5", {"选题真", "数据真", "结论真"})]


def test_a_policy_has_issuer_year_and_number(sketch: type[Sketch]) -> None:
    paper = sketch("依据《茶产业发展纲要》执行。")
    paper.entity("PolicyDocument", "茶产业发展纲要", issuer=("国务院",), year=2017, number="国发〔2017〕9号")
    found = rows(
        loaded(paper), "SELECT ?who ?y ?n WHERE { ?p zt:issuedBy/skos:prefLabel ?who ; dcterms:issued ?y ; dcterms:identifier ?n }"
    )
    assert found == [("国务院", "2017", "国发〔2017〕9号")]


def test_a_quote_that_is_not_in_the_document_is_refused(paper: Sketch) -> None:
    extraction = paper.extraction()
    wrong = replace(extraction.entities[0], evidence=(Evidence(0, 2, "不是"),))
    with pytest.raises(EvidenceError, match=r"four\.txt: characters 0–2"):
        build_graphs(paper.document, replace(extraction, entities=(wrong, *extraction.entities[1:])))


def test_a_relation_to_nothing_is_refused(paper: Sketch) -> None:
    extraction = paper.extraction()
    wrong = replace(extraction.relations[0], object="nobody")
    with pytest.raises(EvidenceError, match="nobody"):
        build_graphs(paper.document, replace(extraction, relations=(wrong,)))


def test_the_same_extraction_gives_the_same_quads(paper: Sketch) -> None:
    first, second = graphs(paper), graphs(paper)
    assert list(first.quads(Identifiers())) == list(second.quads(Identifiers()))


def test_another_base_changes_the_data_and_not_the_terms(paper: Sketch) -> None:
    made = build_graphs(paper.document, paper.extraction(), Identifiers("https://example.org/kb/"))
    assert not [triple for triple in (*made.facts, *made.statements) if str(triple.subject).startswith("<https://w3id.org/zhitu/id/")]
    assert {str(t.predicate) for t in made.facts} == {str(t.predicate) for t in graphs(paper).facts}


@pytest.mark.shared
def test_every_direct_triple_of_the_gold_has_its_statement(gold: list[tuple[object, object]]) -> None:
    for document, extraction in gold:
        store = GraphStore.in_memory()
        made = build_graphs(document, extraction)  # type: ignore[arg-type]
        store.replace_document(made)
        backed = {(item.subject, item.predicate, item.object) for item in statements_of(store, made.document_id) if item.published}
        direct = [triple for triple in made.facts if triple.predicate in PUBLISHED]
        assert len(direct) > 100
        assert all((getattr(t.subject, "value", ""), t.predicate.value, t.object) in backed for t in direct)
