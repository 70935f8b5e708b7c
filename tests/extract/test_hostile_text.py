"""Texts that are no papers: nothing is invented, nothing crashes, and no rule takes much longer than on prose of the same length.

Time is processor time of a process of its own, which a busy machine does not change, and the bars are far above what is measured.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
from pathlib import Path

import pytest

from corpus.load import document_from_bytes
from extract.annotation import Extraction
from extract.pipeline import extract
from extract.view import View

ROOT = Path(__file__).parents[2]
PROSE = "清溪县推行产业扶贫，由县扶贫办牵头，2019年贫困发生率下降到1.5%，群众收入明显增加。"
ENGLISH = (
    "The county set up a steering group in 2014. Households were visited twice a year, and the programme reached the poorest first. "
    "Governance of poverty relief is discussed in the literature on targeting and elite capture.\n"
)
CLASSICAL = "子曰：学而时习之，不亦说乎？有朋自远方来，不亦乐乎？人不知而不愠，不亦君子乎？\n有子曰：其为人也孝弟，而好犯上者，鲜矣。\n"
HOSTILE = {
    "50,000 brackets": "（" * 50_000,
    "brackets of all kinds": "（《“【(〈" * 1_600,
    "titles that never close": "《" + "〈甲〉" * 3_000,
    "quotation marks": "“" * 5_000 + "”" * 5_000,
    "list marks": "甲、" * 5_000,
    "digits": "1234567890" * 1_000,
    "numerals": "一二三四五六七八九十" * 1_000,
    "years": "2019年至" * 2_000,
    "one character": "县" * 10_000,
    "one head noun": "机制" * 5_000,
    "levels": "县乡村组" * 2_500,
    "spaces": " 甲" * 5_000,
    "modifiers": "的" * 10_000,
    "shares": "占比" * 5_000,
    "dashes": "—" * 10_000,
}
LENGTH = 10_000
TIMES, SECONDS = 30, 1.0
"""A character may cost a rule this many times what it costs on prose, and the text as many seconds more."""
MOST = 600
"""Processor seconds after which the process ends itself: a rule did not come to an end."""

MEASURE = """
import json, sys, time
from corpus.load import document_from_bytes
from extract.actors import find_actors
from extract.cases import find_cases
from extract.causes import link_listed_causes
from extract.indicators import find_observations
from extract.measures import find_measures
from extract.mechanisms import find_mechanisms
from extract.outcomes import find_outcomes
from extract.pipeline import extract
from extract.places import find_places
from extract.policies import find_policies
from extract.posts import link_posts
from extract.problems import find_problems
from extract.steps import link_steps
from extract.theories import find_theories
from extract.view import View

def run(text):
    spent = {}
    def timed(name, rule):
        began = time.process_time()
        found = list(rule())
        spent[name] = time.process_time() - began
        return found
    view = timed("view", lambda: [View(document_from_bytes(text.encode(), "text.txt"))])[0]
    places = timed("places", lambda: find_places(view))
    actors = timed("actors", lambda: find_actors(view))
    mechanisms = timed("mechanisms", lambda: find_mechanisms(view))
    for rule in (find_policies, find_measures, find_problems, find_outcomes, find_theories, link_listed_causes):
        timed(rule.__name__, lambda: rule(view))
    timed("cases", lambda: find_cases(view, places))
    timed("steps", lambda: link_steps(view, mechanisms, actors))
    timed("posts", lambda: link_posts(view, actors))
    timed("observations", lambda: find_observations(view, places))
    timed("all", lambda: [extract(view.document, profile="rules")])
    return spent

for line in sys.stdin:
    name, text = json.loads(line)
    print(json.dumps([name, len(text), run(text)]), flush=True)
"""


def read(text: str | bytes) -> Extraction:
    data = text.encode() if isinstance(text, str) else text
    return extract(document_from_bytes(data, "text.txt"), profile="rules")


@pytest.mark.parametrize("text", [ENGLISH * 20, "Lorem ipsum dolor sit amet, consectetur adipiscing elit. " * 40], ids=["English", "Latin"])
def test_nothing_is_invented_in_a_text_of_another_language(text: str) -> None:
    found = read(text)
    assert not found.entities and not found.relations


def test_classical_chinese_has_no_counties_measures_or_figures() -> None:
    found = read(CLASSICAL * 5)
    assert not {e.type for e in found.entities} & {"Case", "Mechanism", "Measure", "Standard", "PolicyDocument", "TaskOrganization"}
    assert not found.observations


def test_a_text_of_tables_only_gives_figures_and_no_cases() -> None:
    rows = "".join(f"河湾镇{i}村\t{i + 20}\t{i * 3}\n" for i in range(40))
    found = read("表1 各村贫困户与贫困人口\n\n村\t贫困户（户）\t贫困人口（人）\n" + rows)
    assert not {e.type for e in found.entities} & {"Case", "Mechanism", "Problem", "Outcome"}


def test_control_characters_between_words_leave_evidence_exact() -> None:
    text = "".join(character + "\x01\x7f\u200b\x0c"[i % 4] * (i % 201 == 0) for i, character in enumerate(PROSE * 8))
    document = document_from_bytes(text.encode(), "text.txt")
    found = extract(document, profile="rules")
    spans = [e for item in (*found.entities, *found.relations, *found.observations) for e in item.evidence]
    assert all(document.raw[e.start : e.end] == e.quote for e in spans)


def test_a_sentence_without_end_is_read_in_pieces() -> None:
    view = View(document_from_bytes(("清溪县推行产业扶贫，" * 3000).encode(), "text.txt"))
    assert max(s.end - s.start for s in view.sentences) <= 2000
    assert "".join(s.text for s in view.sentences) == view.text
    assert all(before.end == after.start for before, after in zip(view.sentences, view.sentences[1:], strict=False))


@pytest.mark.slow
def test_no_rule_takes_much_longer_on_hostile_text_than_on_prose() -> None:
    prose = (PROSE * (LENGTH // len(PROSE) + 1))[:LENGTH]
    texts = [("warming up", prose[:2000]), ("prose", prose), *HOSTILE.items()]
    done = subprocess.run(
        [sys.executable, "-c", MEASURE],
        input="".join(json.dumps(text) + "\n" for text in texts),
        capture_output=True,
        encoding="utf-8",
        cwd=ROOT,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_CPU, (MOST, MOST)),
        check=False,
    )
    spent = {name: (length, seconds) for name, length, seconds in map(json.loads, done.stdout.splitlines())}
    unfinished = [name for name, _ in texts if name not in spent]
    assert done.returncode == 0, f"ended on: {unfinished[0] if unfinished else 'the last'}; {done.stderr[-2000:]}"
    usual = spent["prose"][1]
    for name, (length, seconds) in spent.items():
        bars = {rule: TIMES * usual[rule] * length / LENGTH + SECONDS for rule in usual}
        assert not {rule: (took, bars[rule]) for rule, took in seconds.items() if took > bars[rule]}, name


@pytest.mark.slow
def test_ten_megabytes_in_one_line_are_read() -> None:
    found = read(b"0123456789abcdef" * (10 * (1 << 20) // 16))
    assert not found.entities
