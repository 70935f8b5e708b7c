"""From a document to its annotations: finders in order, steps and relations between what they found, one entity per thing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from corpus.document import Document
from extract.actors import find_actors
from extract.annotation import AttributeValue, Entity, Extraction, Relation
from extract.cases import find_cases, find_composed_regions
from extract.causes import link_listed_causes
from extract.coreference import Resolved, resolve
from extract.indicators import find_observations
from extract.measures import find_measures, link_measures
from extract.mechanisms import find_mechanisms
from extract.modality import Modalities
from extract.outcomes import find_outcomes, link_outcomes
from extract.own_words import in_own_words
from extract.places import find_places
from extract.policies import find_policies, link_policies
from extract.posts import link_posts
from extract.problems import find_problems, link_problems
from extract.relations import CaseScope, link_actors, link_cases, relations
from extract.steps import link_steps
from extract.theories import find_theories, link_theories
from extract.trace import Trace
from extract.view import Link, Mention, View

PROFILES = ("rules",)
RULES_VERSION = "0.1.0"
"""Raised with every change of a rule or lexicon that changes what is extracted; a knowledge base re-extracts when it changes."""
_LEAST_SURE = {
    "Mechanism": 0.55,
    "Standard": 0.6,
    "Measure": 0.5,
    "Problem": 0.5,
    "Outcome": 0.45,
    "TheoryConcept": 0.35,
}
"""Below this a mention is not worth an annotation; measured on the training texts (docs/benchmarks.md)."""


_SURE_ANYWHERE = 0.7


class UnknownProfile(Exception):
    """The profile asked for does not exist; the message names those that do."""


def _kept(view: View, mentions: Sequence[Mention]) -> list[Mention]:
    kept: list[Mention] = []
    for mention in mentions:
        needed = _LEAST_SURE.get(mention.type, 0.0)
        if mention.confidence >= needed:
            kept.append(mention)
        else:
            view.let_go(mention, "unsure", needed=needed)
    return kept


def _in_scope(view: View, things: Sequence[Mention], cases: Sequence[Mention], places: Sequence[Mention]) -> list[Mention]:
    """Drop unsure mechanisms outside what the text tells of its cases: in theory and review they are mostly figures of speech."""
    if not cases:
        return list(things)
    modalities = Modalities(view)
    scope = CaseScope(view, cases, places, modalities)

    def told(thing: Mention) -> bool:
        return thing.confidence >= _SURE_ANYWHERE or scope.case_at(thing.start) is not None or modalities.of(thing.start) == "proposed"

    kept: list[Mention] = []
    for thing in things:
        if thing.type != "Mechanism" or told(thing):
            kept.append(thing)
        else:
            view.let_go(thing, "out of scope", needed=_SURE_ANYWHERE)
    return kept


def _steps(view: View, resolved: Resolved, links: Sequence[Link]) -> tuple[list[Entity], list[Link], dict[tuple[str, int, int, str], str]]:
    """Make one Step per parent: of several lists of one mechanism the surest counts, then the longest."""
    lists: dict[str, dict[tuple[int, str], list[Link]]] = {}
    for link in links:
        parent = resolved.id_of(link.subject) if link.predicate == "hasStep" and link.subject else None
        if parent and link.subject:
            lists.setdefault(parent, {}).setdefault((link.subject.start, link.subject.label), []).append(link)
    entities: list[Entity] = []
    kept: list[Link] = []
    ids: dict[tuple[str, int, int, str], str] = {}
    for parent, by_mention in lists.items():
        chosen = max(by_mention.values(), key=lambda steps: (steps[0].confidence, len(steps), -steps[0].start))
        for link in chosen:
            step = link.object
            identity = f"{parent}_s{step.attrs['order']}"
            ids[step.type, step.start, step.end, step.label] = identity
            kept.append(link)
            attrs: dict[str, AttributeValue] = dict(step.attrs)
            evidence = (view.evidence(step.start, step.end),)
            entities.append(Entity(identity, "Step", step.label, evidence, (), attrs, step.rule, step.confidence))
    return entities, kept, ids


def extract(document: Document, *, profile: str = "rules", trace: Trace | None = None) -> Extraction:
    """Return the annotations of `document`: the same bytes in give the same annotations out. `trace` collects what was let go.

    Raises UnknownProfile for a profile that does not exist.
    """
    if profile not in PROFILES:
        raise UnknownProfile(f"profile {profile!r} does not exist; there are: {', '.join(PROFILES)}")
    view = View(document, trace)
    places = list(find_places(view))
    places += find_composed_regions(view, places)
    actors = list(find_actors(view))
    policies = list(find_policies(view))
    things = _kept(view, [*find_mechanisms(view), *find_measures(view), *find_problems(view), *find_outcomes(view), *find_theories(view)])
    cases = list(find_cases(view, places))
    things = _in_scope(view, things, cases, places)
    mechanisms = [m for m in things if m.type in {"Mechanism", "Standard"}]
    causes = list(link_listed_causes(view))
    things += {(m.start, m.label): m for link in causes for m in (link.subject, link.object) if m}.values()
    named = [*places, *actors, *policies, *things, *cases]
    step_links = list(link_steps(view, mechanisms, actors))
    performers = [link.object for link in step_links if link.predicate == "performedBy"]
    resolved = resolve(view, [*named, *(p for p in performers if p not in actors)])
    steps, step_facts, step_ids = _steps(view, resolved, step_links)
    resolved = Resolved((*resolved.entities, *steps), {**resolved.of, **step_ids})
    links = [
        *link_cases(view, cases, places, [*things, *actors]),
        *step_facts,
        *(link for link in step_links if link.predicate == "performedBy"),
        *link_actors(view, mechanisms, actors),
        *link_posts(view, actors),
        *link_measures(view, named),
        *link_problems(view, named),
        *causes,
        *link_outcomes(view, named),
        *link_theories(view, named),
        *link_policies(view, policies),
    ]
    observations = tuple(
        replace(observation, confidence=round(observation.confidence, 3))
        for observation in find_observations(view, [*places, *cases, *actors])
    )
    found: tuple[Relation, ...] = relations(view, resolved, links)
    return in_own_words(view, Extraction(document.id, document.source, resolved.entities, found, observations, profile))
