"""Opens the knowledge base a command works on."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from graph.knowledge_base import KnowledgeBase
    from zhitu.settings import Settings


def open_kb(settings: Settings) -> KnowledgeBase:
    """Return the knowledge base of the settings; raises KnowledgeBaseError where the folder is none."""
    from graph.knowledge_base import KnowledgeBase

    return KnowledgeBase.open(settings.kb)
