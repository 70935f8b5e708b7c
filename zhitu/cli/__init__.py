"""The `zhitu` command: every subcommand is a few lines over the layers, which are imported when it runs."""

from __future__ import annotations


def main() -> None:
    """Run the command line of this process and exit."""
    import sys

    from zhitu import interrupts

    try:
        interrupts.listen()
        from zhitu.cli.application import application

        application()(prog_name="zhitu")
    except KeyboardInterrupt:  # before a command began
        sys.exit(130)
    finally:
        interrupts.turn_deaf()
