"""Versions of what documents are made with: digests of the code and data that a step of the build runs on.

A digest of the files themselves cannot be forgotten when a rule changes, so a build redoes exactly what a change touches.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

from graph.claims import program_version
from ontology import resources

_GRAPH_MODULES = (
    "claims",
    "closure",
    "describe",
    "figures",
    "identifiers",
    "labels",
    "matches",
    "names",
    "placing",
    "regions",
    "replay",
    "resolve",
    "statements",
    "steps",
    "terms",
)
READING = ("reading", "beside")
"""What a document depends on, beside its source: the code that reads it, and what files beside it state."""
RULES = ("rules", "lexicon", "model", "profile")
"""What annotations depend on, beside the text."""
GRAPH = ("ontology", "graph", "program")
"""What graphs depend on, beside the annotations."""


@cache
def versions() -> Mapping[str, str]:
    """Return the versions in use, by name."""
    turtle = "".join(resources.turtle(part) for part in ("core", "concepts", "alignments"))
    return {
        "reading": _digest(*_below("corpus", ".py", ".tsv")),
        "rules": _digest(*_below("extract", ".py")),
        "lexicon": _digest(*_below("extract", ".tsv")),
        "model": _digest(*_below("extract", ".safetensors")),
        "ontology": f"{resources.version()}+{hashlib.sha256(turtle.encode()).hexdigest()[:12]}",
        "graph": _digest(*(files("graph") / f"{name}.py" for name in _GRAPH_MODULES), files("graph") / "name_scopes.tsv"),
        "program": program_version(),
    }


def _below(package: str, *endings: str) -> list[Traversable]:
    found: list[Traversable] = []
    ahead: list[Traversable] = [files(package)]
    while ahead:
        for item in ahead.pop().iterdir():
            if item.is_dir() and item.name != "training":  # what makes the model; the model itself counts
                ahead.append(item)
            elif item.name.endswith(endings):
                found.append(item)
    return sorted(found, key=lambda item: item.name)


def _digest(*items: Traversable) -> str:
    total = hashlib.sha256()
    for item in items:
        total.update(item.name.encode() + b"\0" + item.read_bytes() + b"\0")
    return total.hexdigest()[:12]
