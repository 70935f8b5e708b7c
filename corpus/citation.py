"""A document as GB/T 7714-2015 cites it."""

from __future__ import annotations

import re

from corpus.document import Document, Metadata

_NAMED = 3
"""Authors that the standard lists before 等."""


def gbt7714(document: Document) -> str:
    """Return the bibliography entry of a document; what it does not state is left out.

    A journal article reads `作者. 题名[J]. 刊名, 年(期): 页.`, other texts `作者. 题名[Z]. 年.`; a missing title is the file name.
    """
    meta = document.metadata
    parts = [_authors(meta), f"{_title(meta) or document.source}[{'J' if meta.journal else 'Z'}]", _imprint(meta)]
    entry = ". ".join(part for part in parts if part) + "."
    doi = meta.article_number if meta.article_number and meta.article_number.startswith("10.") else None
    return f"{entry} DOI:{doi}." if doi else entry


def _authors(meta: Metadata) -> str:
    rest = ("等" if meta.language == "zh" else "et al") if len(meta.authors) > _NAMED else ""
    return ", ".join([*meta.authors[:_NAMED], *([rest] if rest else [])])


def _title(meta: Metadata) -> str:
    if meta.title and meta.subtitle:
        return f"{meta.title}{'——' if meta.language == 'zh' else ': '}{meta.subtitle}"
    return re.sub(r"\s+", " ", meta.title or "")


def _imprint(meta: Metadata) -> str:
    year = str(meta.year) if meta.year else ""
    when = f"{year}({meta.issue})" if meta.issue else year
    where = ", ".join(part for part in (meta.journal or "", when) if part)
    return f"{where}: {meta.pages}" if meta.pages and where else where
