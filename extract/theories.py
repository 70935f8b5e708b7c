"""Finds theories and analytic concepts: established names, head words such as 理论, and what authors announce as their concept."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from extract.candidates import Candidate, framed, headed, named, noun_phrases, quoted
from extract.mentions import judged
from extract.phrases import clauses
from extract.proponents import with_proponents
from extract.view import Link, Mention, View

LONGEST = 14


def find_theories(view: View) -> Iterator[Mention]:
    """Yield every mention of a theory or analytic concept in text order; `proponent` is who put it forward, None if unsaid."""
    keywords = frozenset(view.document.metadata.keywords)
    found = judged(view, "TheoryConcept", theory_candidates(view), lambda c: ["keyword"] if c.label in keywords else [])
    yield from with_proponents(view, found)


def theory_candidates(view: View) -> Iterator[Candidate]:
    """Yield all words that may name a theory; most do not."""
    for sentence, parts in clauses(view):
        for part in parts:
            yield from named(part, "theory_terms")
            yield from headed(part, "theory_heads", longest=LONGEST)
            yield from noun_phrases(part, longest=10)
        yield from quoted(sentence, parts)
        yield from framed(sentence, parts, "theory_frames")


def link_theories(view: View, mentions: Sequence[Mention]) -> Iterator[Link]:
    """Yield usesTheory from the document to each theory of `mentions`, once a label, at its surest mention."""
    best: dict[str, Mention] = {}
    for mention in mentions:
        if mention.type == "TheoryConcept" and (mention.label not in best or best[mention.label].confidence < mention.confidence):
            best[mention.label] = mention
    for mention in best.values():
        yield Link(None, "usesTheory", mention, mention.start, mention.end, "theories.uses", mention.confidence)
