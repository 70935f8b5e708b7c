"""Everything that rules find in a document, however unsure, before it is weighed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from extract.actors import find_actors
from extract.cases import find_cases, find_composed_regions
from extract.genre import is_official
from extract.measures import find_measures
from extract.mechanisms import find_mechanisms
from extract.outcomes import find_outcomes
from extract.places import find_places
from extract.policies import find_policies
from extract.problems import find_problems
from extract.theories import find_theories
from extract.view import Mention, View


@dataclass(frozen=True, slots=True)
class Found:
    """Mentions by what they are to the pipeline; `things` are mechanisms, standards, measures, problems, outcomes and theories."""

    places: tuple[Mention, ...]
    actors: tuple[Mention, ...]
    policies: tuple[Mention, ...]
    things: tuple[Mention, ...]
    cases: tuple[Mention, ...]

    def __iter__(self) -> Iterator[Mention]:
        for group in (self.places, self.actors, self.policies, self.things, self.cases):
            yield from group

    def of(self, kind: str) -> list[Mention]:
        """Return the mentions of one type."""
        return [mention for mention in self if mention.type == kind]


def find(view: View) -> Found:
    """Run every finder of entities over `view`."""
    places = list(find_places(view))
    places += find_composed_regions(view, places)
    things = (*find_mechanisms(view), *find_measures(view), *find_problems(view), *find_outcomes(view), *find_theories(view))
    cases = () if is_official(view) else tuple(find_cases(view, places))
    return Found(tuple(places), tuple(find_actors(view)), tuple(find_policies(view)), things, cases)
