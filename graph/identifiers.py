"""IRIs of everything in the graph: ASCII, readable, and a function of what is named and nothing else, so that runs repeat."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache

from pyoxigraph import NamedNode

DEFAULT_BASE = "https://w3id.org/zhitu/"
_SLUG_LENGTH = 48
_NOT_ASCII_WORD = re.compile(r"[^a-z0-9]+")


def digest(parts: Iterable[str], length: int) -> str:
    """Return the first `length` hex digits of the sha256 of the parts, which must not be confused with one another."""
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:length]


@lru_cache(maxsize=65536)
def pinyin(text: str) -> str:
    """Return the text in ASCII, syllables joined by hyphens, at most 48 characters; `x` where nothing is left.

    >>> pinyin("县扶贫办"), pinyin("K县 2014")
    ('xian-fu-pin-ban', 'k-xian-2014')
    """
    from pypinyin import lazy_pinyin

    words = _NOT_ASCII_WORD.sub("-", "-".join(lazy_pinyin(text)).lower()).strip("-")
    if len(words) > _SLUG_LENGTH:
        words = words[:_SLUG_LENGTH].rsplit("-", 1)[0]
    return words or "x"


@dataclass(frozen=True, slots=True)
class Scope:
    """Within what a name means one thing: everywhere (empty), a real place, or one document."""

    key: str = ""
    """What goes into the hash: an IRI path such as `place/shou-ning-xian-1a2b3c` or `doc/0123456789abcdef`."""

    @property
    def slug(self) -> str:
        """Return the part of the scope that is shown in an IRI, so that a scoped name stays apart even where six hex digits meet."""
        kind, _, rest = self.key.partition("|")[0].rpartition("/")
        if not rest:
            return ""
        return f"{rest[:8]}-" if kind == "doc" else f"{rest.rsplit('-', 1)[0][:32].strip('-')}-"

    def within(self, detail: str) -> Scope:
        """Return a narrower scope, set apart by `detail`."""
        return Scope(f"{self.key}|{detail}") if detail else self


EVERYWHERE = Scope()


@dataclass(frozen=True)
class Identifiers:
    """Makes the IRIs under one base; the terms of the ontology and the concepts keep their own, whatever the base."""

    base: str = DEFAULT_BASE

    def node(self, path: str) -> NamedNode:
        """Return the IRI of a data path such as `actor/xian-wei-1a2b3c`."""
        return NamedNode(f"{self.base}id/{path}")

    def named(self, kind: str, label: str, scope: Scope = EVERYWHERE) -> NamedNode:
        """Return the IRI of a thing of `kind` called `label` (folded), as path `{kind}/{scope-}{pinyin}-{6 hex}`."""
        return self.node(f"{kind}/{scope.slug}{pinyin(label)}-{digest((kind, scope.key, label), 6)}")

    def path(self, node: NamedNode) -> str:
        """Return the data path of one of our IRIs, the IRI itself of any other."""
        return node.value.removeprefix(f"{self.base}id/")

    def document(self, document_id: str) -> NamedNode:
        """Return the IRI of a source document."""
        return self.node(f"doc/{document_id}")

    def span(self, document_id: str, start: int, end: int) -> NamedNode:
        """Return the IRI of a piece of text, RFC 5147 style."""
        return self.node(f"doc/{document_id}#char={start},{end}")

    def step(self, parent: NamedNode, order: int) -> NamedNode:
        """Return the IRI of a parent's step; a step two shorthands share is one node a parent."""
        return NamedNode(f"{parent.value}/step/{order}")

    def statement(self, subject: str, predicate: str, value: str, document_id: str) -> NamedNode:
        """Return the IRI of the statement that a document makes of a triple, its terms in N-Triples form."""
        return self.node(f"statement/{digest((subject, predicate, value, document_id), 16)}")

    def observation(self, indicator: str, key: Iterable[str]) -> NamedNode:
        """Return the IRI of a figure; `key` is all that tells it from other figures of the indicator."""
        return self.node(f"observation/{pinyin(indicator)}-{digest((indicator, *key), 12)}")

    def run(self, profile: str, version: str) -> NamedNode:
        """Return the IRI of an extraction run: profile and version, no clock, so that the same input gives the same graph."""
        return self.node(f"run/{pinyin(profile)}-{version}")

    def review(self, decision_id: str) -> NamedNode:
        """Return the IRI of a review decision."""
        return self.node(f"review/{decision_id}")

    def reviewer(self, name: str) -> NamedNode:
        """Return the IRI of a reviewer."""
        return self.named("reviewer", name)

    def agent(self, profile: str, version: str) -> NamedNode:
        """Return the IRI of the extractor."""
        return self.node(f"agent/zhitu-{pinyin(profile)}-{version}")

    def facts(self, document_id: str) -> NamedNode:
        """Return the graph of a document's descriptions and direct triples."""
        return NamedNode(f"{self.base}graph/{document_id}/facts")

    def statements(self, document_id: str) -> NamedNode:
        """Return the graph of a document's statements, spans and provenance."""
        return NamedNode(f"{self.base}graph/{document_id}/statements")

    def document_of(self, graph: NamedNode) -> str | None:
        """Return the id of the document a graph belongs to, None for the ontology's and other shared graphs."""
        name, _, part = graph.value.removeprefix(f"{self.base}graph/").partition("/")
        return name if part in ("facts", "statements") else None

    @cached_property
    def ontology(self) -> NamedNode:
        """The graph of the core and its alignments."""
        return NamedNode(f"{self.base}graph/ontology")

    @cached_property
    def vocab(self) -> NamedNode:
        """The graph of the concept schemes."""
        return NamedNode(f"{self.base}graph/vocab")

    @cached_property
    def matches(self) -> NamedNode:
        """The graph of links between things of different documents that are alike."""
        return NamedNode(f"{self.base}graph/matches")

    @cached_property
    def inferred(self) -> NamedNode:
        """The graph of the subclass and subproperty closure."""
        return NamedNode(f"{self.base}graph/inferred")
