"""The shipped model at work: what it marks stands in the text, the same again every time, whatever stands beside it."""

from __future__ import annotations

import pytest

from corpus.load import document_from_bytes
from extract.model.learned import load_learned, model_version
from extract.model.schema import ARGUMENTS, SPAN_TYPES
from extract.model.spans import Span
from extract.model.tagger import Tagger, shipped_tagger
from extract.pipeline import extract
from extract.view import View

LINES = (
    "2018年，清溪县推行“三查两访”工作法：县纪委查资金，乡镇干部查台账，驻村工作队查进度。",
    "由于集体经济薄弱，该县设立产业发展基金，向贫困户发放小额贷款，贫困发生率由12.5%降至1.1%。",
    "依据《清溪县扶贫资金管理办法》，县财政局负责拨付，村民监督委员会负责公示。",
)


def view_of(*lines: str) -> View:
    return View(document_from_bytes("\n\n".join(lines).encode(), "text.txt"))


@pytest.fixture(scope="module")
def tagger() -> Tagger:
    return shipped_tagger()


def test_what_ships_is_small_and_is_what_the_code_expects() -> None:
    learned = load_learned()
    assert learned.types == SPAN_TYPES
    assert set(learned.predicates) == set(ARGUMENTS)
    assert sum(tensor.nbytes for tensor in learned.tensors.values()) < 15_000_000
    assert len(model_version()) == 12


def test_spans_stand_in_the_text_and_have_known_types(tagger: Tagger) -> None:
    view = view_of(*LINES)
    reading = tagger.read(view)
    assert any(view.text[s.start : s.end] == "县财政局" and s.type == "Actor" and s.score > 0 for s in reading.spans)
    assert all(0 <= s.start < s.end <= len(view.text) and s.type in SPAN_TYPES for s in reading.spans)
    assert all(0 <= pair.share <= 1 and pair.predicate in ARGUMENTS for pair in reading.pairs)


def test_the_same_text_gives_the_same_reading(tagger: Tagger) -> None:
    assert tagger.read(view_of(*LINES)) == tagger.read(view_of(*LINES))


def test_what_stands_in_the_next_window_changes_little(tagger: Tagger) -> None:
    long = "县财政局负责拨付资金，村民监督委员会负责公示结果。" + "各乡镇按月上报进度，县委督查室按季通报。" * 9
    alone = {(s.type, s.start, s.end): s.score for s in tagger.read(view_of(long)).spans if s.score > 1}
    beside = {(s.type, s.start, s.end): s.score for s in tagger.read(view_of(long, *LINES)).spans}
    assert alone
    assert all(abs(beside.get(key, -9.0) - score) < 1.0 for key, score in alone.items())


def test_relations_are_scored_between_what_rules_found_too(tagger: Tagger) -> None:
    view = view_of(LINES[0])

    def span(kind: str, name: str) -> Span:
        return Span(kind, view.text.index(name), view.text.index(name) + len(name))

    known = [span("Step", "县纪委查资金"), span("Actor", "县纪委")]
    pairs = tagger.read(view, known).pairs
    assert any(p.predicate == "performedBy" and p.subject == known[0] and p.object == known[1] and p.share > 0.5 for p in pairs)


def test_the_full_profile_is_deterministic_and_quotes_exactly() -> None:
    document = document_from_bytes("\n\n".join(LINES).encode(), "text.txt")
    first, again = extract(document, profile="full"), extract(document, profile="full")
    assert first == again
    quoted = [e for thing in (*first.entities, *first.relations, *first.observations) for e in thing.evidence]
    assert quoted
    assert all(document.raw[e.start : e.end] == e.quote for e in quoted)


@pytest.mark.parametrize("text", ["English only: the county office paid the farmers.", "……", "12 34 56"])
def test_nothing_is_invented_where_nothing_is_said(text: str) -> None:
    found = extract(document_from_bytes(text.encode(), "text.txt"), profile="full")
    assert (found.entities, found.relations) == ((), ())
