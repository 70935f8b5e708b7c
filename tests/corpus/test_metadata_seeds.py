"""The five shared papers against golden files of facts; the files hold no sentence of the papers."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from corpus.document import Document

pytestmark = pytest.mark.shared
GOLDEN = Path(__file__).parents[1] / "golden"
_LONGEST = 24


def facts(document: Document) -> dict[str, Any]:
    """What the golden files hold of a document."""
    meta = document.metadata

    def words(kind: str) -> list[str | None]:
        return [_short(document.reading.text[s.text_start : s.text_end]) for s in document.segments if s.kind == kind]

    headings = [s for s in document.segments if s.kind == "heading"]
    return {
        "document": document.source,
        "title": _short(meta.title),
        "subtitle": _short(meta.subtitle),
        "titleEn": _short(meta.title_en),
        "authors": list(meta.authors),
        "affiliations": [_short(name) for name in meta.affiliations],
        "journal": meta.journal,
        "year": meta.year,
        "issue": meta.issue,
        "pages": meta.pages,
        "articleNumber": _short(meta.article_number),
        "funding": len(meta.funding),
        "keywords": list(meta.keywords),
        "keywordsEn": [_short(word) for word in meta.keywords_en],
        "language": meta.language,
        "abstract": _ends(meta.abstract),
        "abstractEn": _ends(meta.abstract_en),
        "headings": [[segment.level, text] for segment, text in zip(headings, words("heading"), strict=True)],
        "references": meta.references,
        "referenceTypes": dict(sorted(Counter(item.type for item in document.references).items(), key=str)),
        "referenceYears": [item.year for item in document.references],
        "firstAuthors": [item.authors[0] if item.authors else None for item in document.references],
        "notes": [[note.mark, note.anchor is not None] for note in document.notes],
        "captions": words("caption"),
        "tables": [[len(row) for row in table.rows] for table in document.tables],
        "enumerations": sorted(len(segment.items) for segment in document.segments if segment.kind == "enumeration"),
    }


def _short(text: str | None) -> str | None:
    """The text, its middle left out where it is long, as the repository holds no stretch of a paper."""
    return text if text is None or len(text) <= _LONGEST else f"{text[:12]}…{text[-8:]}"


def _ends(text: str | None) -> dict[str, Any] | None:
    return {"begins": text[:10], "ends": text[-10:], "characters": len(text)} if text else None


@pytest.mark.parametrize("number", ["000", "001", "002", "003", "004"])
def test_facts_equal_the_golden_file(seeds: dict[str, Document], number: str) -> None:
    golden = json.loads(next(GOLDEN.glob(f"{number}_*.facts.json")).read_text(encoding="utf-8"))
    assert facts(seeds[number]) == golden


def test_every_entry_of_the_list_names_title_year_and_source(seeds: dict[str, Document]) -> None:
    for item in seeds["004"].references:
        assert item.type and item.authors and item.title and item.source and item.year, item.text
        assert (item.title or "") in item.text and item.number is not None
