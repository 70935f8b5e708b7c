"""What validation found in each document, kept so that a document that is as it was need not be looked at again.

The record stands beside the manifest and says nothing that cannot be found out anew; whoever deletes it loses time only.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, cast

from graph.files import read_json, write_json
from graph.findings import Finding, Severity
from graph.zero_rows import checks
from ontology.resources import turtle

FORMAT = 1
_MODULES = ("document_checks", "findings", "records", "shacl", "validation_record", "zero_rows")


@cache
def rules_version() -> str:
    """Return a hash of all that decides what validation finds: shapes, ontology, queries and the code that runs them."""
    parts = [turtle(part) for part in ("core", "concepts", "shapes")]
    parts += [check.text for check in checks()]
    parts += [(files("graph") / f"{name}.py").read_text(encoding="utf-8") for name in _MODULES]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Checked:
    """A document as it was when it was looked at, by the hash of its content, and what was found."""

    content: str
    findings: tuple[Finding, ...]


@dataclass(slots=True)
class ValidationRecord:
    """All documents that were looked at with the rules in use, by id."""

    path: Path
    documents: dict[str, Checked] = field(default_factory=dict[str, Checked])

    @classmethod
    def read(cls, path: Path) -> ValidationRecord:
        """Return the record in a file; an empty one where there is none, or where it was made by other rules."""
        try:
            data = read_json(path)
            if data["format"] == FORMAT and data["rules"] == rules_version():
                documents = cast("Mapping[str, Mapping[str, Any]]", data["documents"])
                return cls(path, {name: _checked(item) for name, item in documents.items()})
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            pass  # whatever is wrong with it, everything is looked at again
        return cls(path)

    def write(self, keep: Sequence[str]) -> None:
        """Write what is known of these documents; a folder that cannot be written to does not keep anybody from validating."""
        kept = {name: self.documents[name] for name in sorted(keep) if name in self.documents}
        documents = {name: {"content": item.content, "findings": [asdict(found) for found in item.findings]} for name, item in kept.items()}
        with suppress(OSError):
            write_json(self.path, {"format": FORMAT, "rules": rules_version(), "documents": documents})


def _checked(item: Mapping[str, Any]) -> Checked:
    return Checked(str(item["content"]), tuple(_finding(found) for found in item["findings"]))


def _finding(item: Mapping[str, Any]) -> Finding:
    severity = cast("Severity", str(item["severity"]))
    return Finding(severity, str(item["document"]), int(item["line"]), str(item["where"]), str(item["message"]))
