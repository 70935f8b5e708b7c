"""Invented papers with their annotations, and the gold papers, for tests of the graph layer."""

from __future__ import annotations

import hashlib
import json
from array import array
from collections.abc import Callable
from pathlib import Path

import pytest

from corpus.document import Document, Metadata, Reading
from extract.annotation import AttributeValue, Entity, EntityType, Evidence, Extraction, Modality, Observation, Qualifier, Relation
from extract.annotation_json import extraction_from_json

FOUR_CHECKS = (
    "寿宁县推行“四访工作法”：村干部访、包村干部访、乡镇政府访、县民政局访。县委书记任领导小组组长。"
    "2016年贫困发生率为12.5%，2019年降至0.8%。全县实施茶园托管，解决了销路不畅。本文主张建立数据平台。有学者提出嵌入性理论。"
)


def document_of(text: str, *, source: str = "invented.txt", title: str | None = None, place: str | None = None) -> Document:
    """Return a document of one paragraph that is read as it stands."""
    sha256 = hashlib.sha256(text.encode()).hexdigest()
    reading = Reading(text, array("l", range(len(text))))
    return Document(sha256[:16], source, sha256, text, Metadata(title=title, place=place), reading, (), ())


class Sketch:
    """A paper of invented text, annotated by naming its words: evidence is where they first stand."""

    def __init__(self, text: str, *, source: str = "invented.txt", title: str | None = None, place: str | None = None) -> None:
        self.document = document_of(text, source=source, title=title, place=place)
        self.entities: list[Entity] = []
        self.relations: list[Relation] = []
        self.figures: list[Observation] = []

    def quote(self, words: str) -> tuple[Evidence, ...]:
        """Return the place of the words."""
        start = self.document.raw.index(words)
        return (Evidence(start, start + len(words), words),)

    def entity(
        self,
        kind: EntityType,
        label: str,
        words: str | None = None,
        *,
        aliases: tuple[str, ...] = (),
        confidence: float = 0.9,
        **attrs: AttributeValue,
    ) -> str:
        """Add an entity and return its id."""
        identity = f"e{len(self.entities)}"
        evidence = self.quote(words or label)
        self.entities.append(Entity(identity, kind, label, evidence, aliases, attrs, "sketch", confidence))
        return identity

    def relation(
        self,
        subject: str,
        predicate: str,
        value: str,
        words: str,
        *,
        modality: Modality = "reported",
        confidence: float = 0.9,
        **attrs: AttributeValue,
    ) -> None:
        """Add a relation."""
        self.relations.append(Relation(subject, predicate, value, self.quote(words), modality, attrs, "sketch", confidence))

    def figure(
        self,
        indicator: str,
        value: float,
        unit: str | None,
        about: str | None,
        words: str,
        *,
        year: int | None = None,
        start: int | None = None,
        modality: Modality = "reported",
        qualifier: Qualifier = "exact",
    ) -> None:
        """Add an observation."""
        identity = f"o{len(self.figures)}"
        evidence = self.quote(words)
        figure = Observation(identity, indicator, value, unit, about, evidence, year, start, qualifier, modality=modality, confidence=0.9)
        self.figures.append(figure)

    def extraction(self) -> Extraction:
        """Return what was annotated."""
        document = self.document
        return Extraction(document.id, document.source, tuple(self.entities), tuple(self.relations), tuple(self.figures))


def four_checks(source: str = "four.txt", county: str = "寿宁县", more: str = "") -> Sketch:
    """Return a paper on one county with a method of four steps, heads, figures, a proposal and a theory."""
    sketch = Sketch(FOUR_CHECKS.replace("寿宁县", county) + more, source=source, title=f"{county}的四访")
    place = sketch.entity("Place", county, adminLevel="县")
    case = sketch.entity("Case", f"{county}精准扶贫", county, place=county)
    method = sketch.entity("Mechanism", "四访工作法", mechanismType="识别核查", count=4)
    sketch.relation("doc", "studiesCase", case, county)
    sketch.relation(case, "inPlace", place, county)
    sketch.relation(case, "employsMechanism", method, "推行“四访工作法”")
    for order, name in enumerate(("村干部", "包村干部", "乡镇政府", "县民政局"), 1):
        step = sketch.entity("Step", f"{name}访", order=order, action="访")
        actor = sketch.entity("Actor", name, actorType="政府" if order > 2 else "村干部", adminLevel=("村", "村", "乡镇", "县")[order - 1])
        sketch.relation(method, "hasStep", step, f"{name}访")
        sketch.relation(step, "performedBy", actor, f"{name}访")
    head = sketch.entity("Actor", "县委书记", actorType="党委", adminLevel="县")
    group = sketch.entity("TaskOrganization", "领导小组", adminLevel="县")
    sketch.relation(head, "heads", group, "县委书记任领导小组组长", role="组长")
    measure = sketch.entity("Measure", "茶园托管", measureType="产业")
    problem = sketch.entity("Problem", "销路不畅")
    platform = sketch.entity("Measure", "数据平台", measureType="信息化")
    theory = sketch.entity("TheoryConcept", "嵌入性理论", proponent="波兰尼、格兰诺维特等")
    sketch.relation(case, "adoptsMeasure", measure, "全县实施茶园托管")
    sketch.relation(measure, "addresses", problem, "解决了销路不畅")
    sketch.relation(case, "adoptsMeasure", platform, "本文主张建立数据平台", modality="proposed")
    sketch.relation("doc", "usesTheory", theory, "有学者提出嵌入性理论", modality="cited")
    sketch.figure("贫困发生率", 12.5, "%", county, "2016年贫困发生率为12.5%", year=2016)
    sketch.figure("贫困发生率", 0.8, "%", "全县", "2019年降至0.8%", year=2019)
    return sketch


@pytest.fixture(scope="session")
def sketch() -> type[Sketch]:
    """Return the class that makes invented papers."""
    return Sketch


@pytest.fixture(scope="session")
def make_paper() -> Callable[..., Sketch]:
    """Return the function that makes the paper on four checks, by file name and county."""
    return four_checks


@pytest.fixture
def paper() -> Sketch:
    """Return a paper on a real county name with invented facts."""
    return four_checks()


@pytest.fixture(scope="session")
def gold(shared: Path) -> list[tuple[Document, Extraction]]:
    """Return the open papers with their gold annotations."""
    found: list[tuple[Document, Extraction]] = []
    for path in sorted((shared / "gold").glob("*.gold.json")):
        data = json.loads(path.read_text(encoding="utf-8"))
        source = shared / "seeds" / data["document"]
        raw = source.read_bytes().decode("utf-8")
        sha256 = hashlib.sha256(source.read_bytes()).hexdigest()
        meta = data["metadata"]
        metadata = Metadata(title=meta["title"], subtitle=meta["subtitle"], authors=tuple(meta["authors"]), year=meta["year"])
        document = Document(sha256[:16], data["document"], sha256, raw, metadata, Reading(raw, array("l", range(len(raw)))), (), ())
        found.append((document, extraction_from_json(data, document_id=document.id)))
    return found
