"""From a document to its annotations: finders in order, steps and relations between what they found, one entity per thing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from corpus.document import Document
from extract.annotation import AttributeValue, Entity, EntityType, Extraction, Relation
from extract.case_joining import join_cases
from extract.causes import link_listed_causes
from extract.coreference import Resolved, resolve
from extract.finding import Found, find
from extract.indicators import find_observations
from extract.joining import as_spans, joined, joins
from extract.learned_links import LEARNED, confirmed, learned_links, learned_steps
from extract.measures import link_measures
from extract.modality import Modalities
from extract.model.spans import ModelReading, Span
from extract.outcomes import link_outcomes
from extract.own_words import in_own_words
from extract.policies import link_policies
from extract.posts import link_posts
from extract.problems import link_problems
from extract.relations import CaseScope, link_actors, link_cases, relations
from extract.steps import link_steps
from extract.theories import link_theories
from extract.trace import Trace
from extract.view import Link, Mention, View

PROFILES = ("full", "rules")
"""Rules weighed against the trained model, and rules alone, which need no torch and take a fraction of the time; the command's default
is in the settings."""
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
    """Make one Step per parent: of several lists of one mechanism one of the rules counts, then the surest, then the longest."""
    lists: dict[str, dict[tuple[int, str], list[Link]]] = {}
    for link in links:
        parent = resolved.id_of(link.subject) if link.predicate == "hasStep" and link.subject else None
        if parent and link.subject:
            lists.setdefault(parent, {}).setdefault((link.subject.start, link.subject.label), []).append(link)
    entities: list[Entity] = []
    kept: list[Link] = []
    ids: dict[tuple[str, int, int, str], str] = {}
    for parent, by_mention in lists.items():
        chosen = max(by_mention.values(), key=lambda steps: (steps[0].rule != LEARNED, steps[0].confidence, len(steps), -steps[0].start))
        for link in chosen:
            step = link.object
            identity = f"{parent}_s{step.attrs['order']}"
            ids[step.type, step.start, step.end, step.label] = identity
            kept.append(link)
            attrs: dict[str, AttributeValue] = dict(step.attrs)
            evidence = (view.evidence(step.start, step.end),)
            entities.append(Entity(identity, "Step", step.label, evidence, (), attrs, step.rule, step.confidence))
    return entities, kept, ids


def _read(view: View, found: Found) -> ModelReading:
    """Return what the trained model says of the document, told what rules found."""
    from extract.model.tagger import shipped_tagger  # torch takes seconds to import

    return shipped_tagger().read(view, as_spans(list(found)))


def _weigh(view: View, found: Found, spans: Sequence[Span] | None) -> Found:
    """Return the mentions worth an annotation: by the joint confidence of rules and model, or by that of the rules."""

    def weighed(group: Sequence[Mention], kinds: Sequence[EntityType]) -> tuple[Mention, ...]:
        joint: list[EntityType] = [kind for kind in kinds if spans is not None and joins(kind)]
        kept = _kept(view, [mention for mention in group if mention.type not in joint])
        for kind in joint:
            kept += joined(view, kind, group, spans or ())
        return tuple(kept)

    return Found(
        weighed(found.places, ("Place",)),
        weighed(found.actors, ("Actor", "TaskOrganization")),
        weighed(found.policies, ("PolicyDocument",)),
        weighed(found.things, ("Mechanism", "Standard", "Measure", "Problem", "Outcome", "TheoryConcept")),
        tuple(join_cases(view, found.cases, found.places, spans)) if spans is not None else found.cases,
    )


def extract(document: Document, *, profile: str = "rules", trace: Trace | None = None) -> Extraction:
    """Return the annotations of `document`: the same bytes in give the same annotations out. `trace` collects what was let go.

    Raises UnknownProfile for a profile that does not exist.
    """
    if profile not in PROFILES:
        raise UnknownProfile(f"profile {profile!r} does not exist; there are: {', '.join(PROFILES)}")
    view = View(document, trace)
    found = find(view)
    reading = _read(view, found) if profile == "full" else None
    weighed = _weigh(view, found, reading.spans if reading else None)
    places, actors, policies, cases = weighed.places, weighed.actors, weighed.policies, weighed.cases
    things = _in_scope(view, weighed.things, cases, places)
    mechanisms = [m for m in things if m.type in {"Mechanism", "Standard"}]
    causes = list(link_listed_causes(view))
    things += {(m.start, m.label): m for link in causes for m in (link.subject, link.object) if m}.values()
    named = [*places, *actors, *policies, *things, *cases]
    step_links = list(link_steps(view, mechanisms, actors))
    pairs = reading.pairs if reading else ()
    step_links += list(learned_steps(view, pairs, named, step_links))
    performers = [link.object for link in step_links if link.predicate == "performedBy"]
    known = set(map(id, actors))  # a performer is one of them, or a mention of its own
    resolved = resolve(view, [*named, *(p for p in performers if id(p) not in known)])
    steps, step_facts, step_ids = _steps(view, resolved, step_links)
    resolved = Resolved((*resolved.entities, *steps), {**resolved.of, **step_ids})
    by_clause = link_actors(view, mechanisms, actors)
    links = [
        *link_cases(view, cases, places, [*things, *actors]),
        *step_facts,
        *(link for link in step_links if link.predicate == "performedBy"),
        *(confirmed(by_clause, pairs) if reading else by_clause),
        *link_posts(view, actors),
        *link_measures(view, named),
        *link_problems(view, named),
        *causes,
        *link_outcomes(view, named),
        *link_theories(view, named),
        *link_policies(view, policies),
        *learned_links(pairs, named),
    ]
    observations = tuple(
        replace(observation, confidence=round(observation.confidence, 3))
        for observation in find_observations(view, [*places, *cases, *actors])
    )
    facts: tuple[Relation, ...] = relations(view, resolved, links)
    return in_own_words(view, Extraction(document.id, document.source, resolved.entities, facts, observations, profile))
