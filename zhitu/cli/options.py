"""Options that several commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

KbOption = Annotated[Path | None, typer.Option("--kb", metavar="DIR", help="Knowledge base folder; default: ZHITU_KB, then ./kb.")]
OutOption = Annotated[Path | None, typer.Option("--out", metavar="PATH", help="File to write; default: standard output.")]
