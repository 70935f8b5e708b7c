"""What validation finds: which document, which line, where and what."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Severity = Literal["Violation", "Warning"]


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """A fault: of which document (file name; empty for the knowledge base itself), where, and what."""

    severity: Severity
    document: str
    line: int
    """Line of the document's raw text, from 1; 0 where the fault is at no place of a text."""
    where: str
    message: str

    def to_text(self) -> str:
        """Return the finding on one line.

        >>> Finding("Warning", "a.txt", 12, "observation/x", "no unit stated").to_text()
        'Warning  a.txt:12  observation/x: no unit stated'
        """
        place = f"{self.document}:{self.line}" if self.line else self.document
        where = "  ".join(part for part in (place, self.where) if part)
        return f"{self.severity}  {where}: {' '.join(self.message.split())}"


def line_at(text: str, offset: int) -> int:
    r"""Return the number of the line that a character stands on, from 1.

    >>> line_at("一\r\n二\n三", 3), line_at("一\r\n二\n三", 5)
    (2, 3)
    """
    return len(f"{text[: max(0, offset)]}.".splitlines())
