"""Opens the knowledge base a command works on."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from graph.knowledge_base import KnowledgeBase
    from queries.answers import ServerAnswers
    from queries.timed import TimedStore
    from zhitu.settings import Settings


def open_kb(settings: Settings) -> KnowledgeBase:
    """Return the knowledge base of the settings; raises KnowledgeBaseError where the folder is none."""
    from graph.knowledge_base import KnowledgeBase

    return KnowledgeBase.open(settings.kb, server=settings.server())


def answers(kb: KnowledgeBase, settings: Settings, workers: int = 1) -> TimedStore | ServerAnswers:
    """Return who answers queries over a knowledge base: worker processes over its folder, or its server."""
    if settings.server() is not None:
        from graph.remote import RemoteGraphStore
        from queries.answers import ServerAnswers

        store = kb.graphs()
        assert isinstance(store, RemoteGraphStore)
        return ServerAnswers(store)
    from queries.timed import TimedStore

    return TimedStore(kb.folder.store, limit=settings.query_seconds, workers=workers)
