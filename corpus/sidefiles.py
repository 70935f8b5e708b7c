"""Which files hold records about documents (metadata.csv, BibTeX, RIS, exports of CNKI) and are no documents themselves."""

from __future__ import annotations

import re
from pathlib import Path

SIDE_SUFFIXES = (".bib", ".ris", ".net", ".enw")
"""Endings of files that hold records, lower case."""
TABLE = "metadata.csv"
HEAD = 400
"""Bytes at the start of a .txt file that tell whether it is an export."""
_EXPORT = re.compile(
    r"\ufeff?\s*(?:\{Reference Type\}|%0 [A-Z]|TY {1,2}- |RT [A-Z][A-Za-z /]+\s*[\r\n]+\s*(?:SR|A1|T1) |SrcDatabase-|DataType: )"
)


def is_side_file(path: Path) -> bool:
    """Return whether a file holds records about documents rather than a document."""
    if is_side_name(path.name):
        return True
    if path.suffix.lower() != ".txt":
        return False
    try:
        with path.open("rb") as stream:
            head = stream.read(HEAD)
    except OSError:
        return False
    return is_export(head)


def is_side_name(name: str) -> bool:
    """Return whether a file's name alone says that it holds records.

    >>> is_side_name("CNKI.ris"), is_side_name("metadata.csv"), is_side_name("paper.txt")
    (True, True, False)
    """
    return name.lower().endswith(SIDE_SUFFIXES) or name.lower() == TABLE


def is_export(head: bytes) -> bool:
    r"""Return whether a text begins as an exported list of records does.

    >>> is_export(b"%0 Journal Article\n%A ..."), is_export("报告：各位代表".encode())
    (True, False)
    """
    text = head.decode("utf-16", "ignore") if head[:2] in (b"\xff\xfe", b"\xfe\xff") else head.decode("latin-1").removeprefix("ï»¿")
    return _EXPORT.match(text) is not None
