"""Kinds of text: official documents decree and report, papers study."""

from __future__ import annotations

import re

from extract.lexicon import rows
from extract.view import View

_ARTICLE = re.compile(r"^[ \t　*]{0,20}第[一二三四五六七八九十百]+条[\s　*]", re.MULTILINE)
_FEWEST_ARTICLES = 5
_HEAD = 1000
"""Characters in which the title of a page or a report stands, after what the page around it says."""
_ISSUED = re.compile(r"各位代表|会议(?:上|通过|批准)|印发|发布|公布|施行|修订")
_NO_TITLE = re.compile(r"[，。；,;]|^\s*[#（(]*\s*[一二三四五六七八九十\d]+[）)、．.]")
_AFTER_TITLE = re.compile(r"[（(][^（）()]*[）)]$|[\s》]+$")


def is_official(view: View) -> bool:
    """Say whether the text is itself a law, plan, notice or government report: it studies no case, whatever places it names.

    A text with an abstract or references is a paper, also where its title ends in such a word.
    """
    metadata = view.document.metadata
    if metadata.has_abstract or metadata.references:
        return False
    if sum(1 for _ in _ARTICLE.finditer(view.document.raw)) >= _FEWEST_ARTICLES:
        return True
    if not _ISSUED.search(view.document.raw, 0, _HEAD):
        return False
    genres = tuple(row["term"] for row in rows("policy_genres") if row["sure"] == "yes")
    heads = [metadata.title or "", *view.document.raw[:_HEAD].splitlines()]
    titles = (_AFTER_TITLE.sub("", head.strip(" #\u3000\t")) for head in heads if not _NO_TITLE.search(head))
    return any(title.endswith(genres) for title in titles)
