"""Views on invented lines, for tests of extractors that need no file."""

from __future__ import annotations

import hashlib
import re
from array import array
from collections.abc import Callable

import pytest

from corpus.document import Document, Metadata, Reading, Segment, Sentence
from extract.view import View

_SENTENCE = re.compile(r"[^。！？\n]+[。！？]?[”’）]?")


def _view(text: str, *, title: str = "", section: tuple[str, ...] = ()) -> View:
    """Build a view: `title` on the first line where given, then one paragraph a line, sentences ending at 。！？."""
    whole = f"{title}\n{text}" if title else text
    segments: list[Segment] = []
    sentences: list[Sentence] = []
    at = 0
    for line in whole.split("\n"):
        end = at + len(line)
        if line:
            kind = "title" if title and at == 0 else "paragraph"
            segments.append(Segment(kind, at, end, at, end, None, section if kind == "paragraph" else ()))
            for found in _SENTENCE.finditer(line):
                sentences.append(Sentence(at + found.start(), at + found.end(), len(segments) - 1))
        at = end + 1
    digest = hashlib.sha256(whole.encode()).hexdigest()
    reading = Reading(whole, array("I", range(len(whole))))
    metadata = Metadata(title=title or None)
    return View(Document(digest[:16], "invented.txt", digest, whole, metadata, reading, tuple(segments), tuple(sentences)))


@pytest.fixture
def view_of() -> Callable[..., View]:
    """Return a function from invented text (and title, section) to a view."""
    return _view
