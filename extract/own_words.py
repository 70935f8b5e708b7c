"""Labels in the document's own characters: rules match simplified ones, the reader of a traditional text sees what the text says."""

from __future__ import annotations

from dataclasses import replace

from extract.annotation import Extraction
from extract.view import View


def in_own_words(view: View, extraction: Extraction) -> Extraction:
    """Return the extraction with names as the document writes them; the simplified name stays as an alias, by which others find it.

    A name that does not stand in the text as it is (one put together by a rule) is left simplified, and so are indicators and units,
    which are compared across documents.
    """
    if view.own is view.text:
        return extraction
    known: dict[str, str] = {}

    def own(name: str) -> str:
        if name not in known:
            at = view.text.find(name)
            known[name] = view.own[at : at + len(name)] if at >= 0 else name
        return known[name]

    entities = tuple(
        replace(
            entity,
            label=own(entity.label),
            aliases=tuple(
                dict.fromkeys(
                    (*map(own, entity.aliases), *((entity.label,) if own(entity.label) != entity.label else ())),
                )
            ),
        )
        for entity in extraction.entities
    )
    return replace(extraction, entities=entities)
