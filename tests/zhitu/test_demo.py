"""`zhitu demo` builds the sample corpus, answers five questions with quotes, and takes seconds the second time."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from zhitu.showcase import questions

Run = Callable[..., CompletedProcess[str]]


@pytest.mark.slow
def test_the_demo_answers_five_questions_and_is_quick_the_second_time(
    zhitu: Run, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    first = zhitu("demo", "--kb", tmp_path / "kb")
    assert first.returncode == 0, first.stderr
    for question in questions():
        assert question.zh in first.stdout
        assert question.en in first.stdout
    answers = first.stdout.split("━━ ")[1:]
    assert len(answers) == 5
    assert all("“" in answer.partition("\n\n")[2] for answer in answers[:4]), "an answer came without a quote"
    assert answers[4].count("–") >= 3, "the search found fewer than three passages"

    began = time.perf_counter()
    again = zhitu("demo", "--kb", tmp_path / "kb")
    seconds = time.perf_counter() - began
    record_property("seconds of the second zhitu demo", round(seconds, 1))
    assert again.returncode == 0
    assert again.stdout.split("━━ ")[1:] == first.stdout.split("━━ ")[1:]
    assert again.stdout.count("unchanged") == 10
    assert seconds < 40
