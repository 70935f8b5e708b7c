"""Words of printed answers in Chinese and English, out of `labels.tsv`."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Literal

Language = Literal["zh", "en"]


@cache
def words(language: Language = "zh") -> Mapping[str, str]:
    """Return the words of one language by key.

    >>> words()["unlisted"]
    '语料未列出'
    """
    lines = [line for line in (files("queries") / "labels.tsv").read_text(encoding="utf-8").splitlines() if line and line[0] != "#"]
    header, *rows = (line.split("\t") for line in lines)
    column = header.index(language)
    return MappingProxyType({row[0]: row[column] for row in rows})


def word(key: str, language: Language = "zh") -> str:
    """Return the word for `prefix.name`, or the name itself where the file has none."""
    return words(language).get(key, key.rsplit(".", 1)[-1])
