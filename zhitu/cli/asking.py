"""Commands that ask: sparql, search, case, compare."""

from __future__ import annotations

from zhitu.cli.options import KbOption


def sparql(kb: KbOption = None) -> int:
    """Show what the knowledge base holds."""
    return 0


def search(kb: KbOption = None) -> int:
    """Check."""
    return 0


def case(kb: KbOption = None) -> int:
    """Score."""
    return 0


def compare(kb: KbOption = None) -> int:
    """Score."""
    return 0
