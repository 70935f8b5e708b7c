"""Regular expressions out of lexicon terms: a trie, so that many terms cost little and the longest wins."""

from __future__ import annotations

import re
from collections.abc import Iterable

_Trie = dict[str, "_Trie"]


def alternation(terms: Iterable[str]) -> str:
    """Return a group that matches any of `terms`, the longest first.

    >>> re.match(alternation(["县委", "县", "县委会"]), "县委会议").group()
    '县委会'
    """
    root: _Trie = {}
    for term in terms:
        node = root
        for character in term:
            node = node.setdefault(character, {})
        node[""] = {}
    return _pattern(root)


def _pattern(node: _Trie) -> str:
    branches = [re.escape(character) + _pattern(child) for character, child in sorted(node.items()) if character]
    if not branches:
        return ""
    if "" in node:
        return f"(?:{'|'.join(branches)})?"
    return branches[0] if len(branches) == 1 else f"(?:{'|'.join(branches)})"
