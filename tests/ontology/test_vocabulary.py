"""The constants say what the Turtle says, and the design's names are all there."""

from __future__ import annotations

from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, RdfFormat, parse

from ontology import concepts, resources, vocabulary
from ontology.concepts import Scheme, concept
from ontology.vocabulary import PREF_LABEL, RDF_TYPE, RDFS_LABEL, SKOS_CONCEPT, ZT

OWL = "http://www.w3.org/2002/07/owl#"
DCTERMS = "http://purl.org/dc/terms/"

GUIDELINE: list[tuple[Scheme, str]] = [
    ("mechanism-type", "识别核查 督查督战 资金分配 组织指挥 责任包干 信息公开 风险保障 利益联结 协作帮扶 激励问责 医疗保障 动员参与 其他"),
    ("actor-type", "党委 政府 人大 政协 督查机构 市场主体 社会组织 村组织 村干部 工作队 村民 干部 学者 其他"),
    ("level", "国家 省 市州 县 乡镇 村 片区 中央 管区 组 户"),
    ("measure-type", "产业 金融 健康 教育 社保兜底 易地搬迁 就业 生态 基础设施 信息化 消费 文化 党建 住房 其他"),
    ("modality", "reported inferred proposed criticised hypothetical negated cited"),
    ("qualifier", "exact 约 超过 以内 以上 不足 以下"),
    ("unit", "% 人 户 村 县 元 次 倍 个"),
    ("review", "unreviewed needs-review accepted rejected"),
]


def test_constants_are_the_terms_of_the_core() -> None:
    declared = {
        triple.subject.value
        for triple in resources.triples("core")
        if triple.predicate == RDF_TYPE
        and isinstance(triple.subject, NamedNode)
        and triple.subject.value.startswith(ZT)
        and isinstance(triple.object, NamedNode)
        and triple.object.value in (f"{OWL}Class", f"{OWL}ObjectProperty", f"{OWL}DatatypeProperty")
    }
    constants = {term.value for term in vars(vocabulary).values() if isinstance(term, NamedNode) and term.value.startswith(ZT)}
    assert constants == declared


@pytest.mark.parametrize("part", ["core", "concepts", "alignments"])
def test_each_part_has_licence_and_version(part: resources.Part) -> None:
    predicates = {triple.predicate.value for triple in resources.triples(part)}
    assert {f"{DCTERMS}license", f"{OWL}versionIRI", f"{OWL}versionInfo", f"{DCTERMS}title"} <= predicates
    assert resources.version() == "0.2.0"


def test_every_term_of_the_core_has_a_chinese_and_an_english_label() -> None:
    labels: dict[str, set[str | None]] = {}
    for triple in resources.triples("core"):
        if triple.predicate == RDFS_LABEL and isinstance(triple.object, Literal) and isinstance(triple.subject, NamedNode):
            labels.setdefault(triple.subject.value, set()).add(triple.object.language)
    terms = [term.value for term in vars(vocabulary).values() if isinstance(term, NamedNode) and term.value.startswith(ZT)]
    assert [term for term in terms if labels.get(term) != {"zh", "en"}] == []


def test_graphs_of_the_ontology_have_no_blank_nodes() -> None:
    for part in ("core", "concepts", "alignments"):
        assert all("_:" not in f"{triple.subject} {triple.object}"[:2] for triple in resources.triples(part))
        assert len(set(resources.triples(part))) == len(resources.triples(part))


@pytest.mark.parametrize(("scheme", "words"), GUIDELINE)
def test_every_value_of_the_guideline_is_a_concept(scheme: Scheme, words: str) -> None:
    found = [concept(scheme, word) for word in words.split()]
    assert None not in found


def test_labels_and_alternatives_find_the_same_concept() -> None:
    assert concept("level", "国家") == concept("level", "中央") == concept("level", "国家级")
    assert concept("unit", "名") == concept("unit", "人")
    assert concept("unit", "从未有过的单位") is None
    assert concept("level", None) is None
    percent = concept("unit", "％")
    assert percent is not None
    assert concepts.label(percent) == "%"


def test_every_concept_has_one_chinese_name() -> None:
    data = resources.triples("concepts")
    nodes = {triple.subject for triple in data if triple.predicate == RDF_TYPE and triple.object == SKOS_CONCEPT}
    names = [
        triple.subject
        for triple in data
        if triple.predicate == PREF_LABEL
        and isinstance(triple.object, Literal)
        and triple.object.language == "zh"
        and triple.subject in nodes
    ]
    assert len(nodes) > 100
    assert sorted(map(str, names)) == sorted(map(str, nodes))


@pytest.mark.shared
@pytest.mark.parametrize("name", ["core", "shapes"])
def test_no_name_of_the_design_is_missing(shared: Path, name: str) -> None:
    data = (shared / "design" / "ontology" / f"{name}.ttl").read_bytes()
    designed = {quad.subject.value for quad in parse(data, format=RdfFormat.TURTLE) if isinstance(quad.subject, NamedNode)}
    part: resources.Part = "core" if name == "core" else "shapes"
    ours = {triple.subject.value for triple in resources.triples(part) if isinstance(triple.subject, NamedNode)}
    assert designed <= ours
