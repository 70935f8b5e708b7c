"""Tells by its name what kind of problem a problem is."""

from __future__ import annotations

import re
from functools import cache

from extract import lexicon

_OTHER = "其他"


def problem_type(label: str) -> str:
    """Return the type of a problem of this name, as the ontology's scheme calls it; 其他 where no cue is in it.

    >>> problem_type("因病致贫"), problem_type("部门壁垒"), problem_type("村庄空心化")
    ('贫困与返贫', '体制分割与协同不足', '主体缺位与参与不足')
    """
    return next((kind for cue, kind in _cues() if cue.search(label)), _OTHER)


@cache
def _cues() -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple((re.compile(row["cue"]), row["type"]) for row in lexicon.rows("problem_types"))
