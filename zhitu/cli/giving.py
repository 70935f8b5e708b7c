"""Commands that hand on: export, serve."""

from __future__ import annotations

from zhitu.cli.options import KbOption


def export(kb: KbOption = None) -> int:
    """Show what the knowledge base holds."""
    return 0


def serve(kb: KbOption = None) -> int:
    """Check."""
    return 0
