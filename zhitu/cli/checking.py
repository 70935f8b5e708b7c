"""Commands that look at a knowledge base as a whole: status, validate, evaluate."""

from __future__ import annotations

from zhitu.cli.options import KbOption


def status(kb: KbOption = None) -> int:
    """Show what the knowledge base holds."""
    return 0


def validate(kb: KbOption = None) -> int:
    """Check."""
    return 0


def evaluate(kb: KbOption = None) -> int:
    """Score."""
    return 0
