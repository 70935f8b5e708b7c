"""The demo: builds the sample corpus that comes with Zhitu, then asks it the showcase questions."""

from __future__ import annotations

import time
from importlib.resources import as_file, files
from typing import TYPE_CHECKING

from zhitu.passages import index_documents, say
from zhitu.showcase import answer, questions, with_case_names
from zhitu.work import add_documents, summary

if TYPE_CHECKING:
    from zhitu.settings import Settings


def run_demo(settings: Settings) -> int:
    """Build, ask, print to standard output; returns 1 where a document failed or a question stayed open, else 0."""
    say(f"building the sample corpus in {settings.kb}")
    began = time.perf_counter()
    with as_file(files("corpus") / "samples") as samples:
        kb, report = add_documents(settings, [samples], profile=settings.profile)
    for line in summary(kb, report):
        print(line)
    for failure in report.failed:
        say(f"{failure.source}: {failure.reason}")
    index_documents(kb, settings)
    say(f"built in {time.perf_counter() - began:.1f} s")
    from queries.case import AmbiguousCase, CaseNotFound
    from queries.lexing import QueryError
    from queries.search_index import SearchIndexError

    unanswered = 0
    asked = questions()
    for number, question in enumerate(asked, 1):
        print(f"\n━━ {number}/{len(asked)}  {question.zh}\n         {question.en}")
        try:
            question = with_case_names(question, kb)
            print(f"   $ {question.command} --kb {settings.kb}\n\n{answer(question, kb, settings)}", end="", flush=True)
        except (CaseNotFound, AmbiguousCase, QueryError, SearchIndexError) as error:
            unanswered += 1
            say(f"no answer: {error}")
    return 1 if report.failed or unanswered else 0
