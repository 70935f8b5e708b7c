"""Compiled patterns of lexicon/indicator_patterns.tsv by name."""

from __future__ import annotations

import re
from functools import cache

from extract.lexicon import rows


@cache
def pattern(name: str) -> re.Pattern[str]:
    """Return the pattern called `name`; raises KeyError for a name the lexicon has not."""
    return re.compile({row["name"]: row["pattern"] for row in rows("indicator_patterns")}[name])
