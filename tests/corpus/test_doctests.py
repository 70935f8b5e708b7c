"""The examples in the docstrings hold."""

from __future__ import annotations

import doctest
import importlib

import pytest


@pytest.mark.parametrize(
    "name",
    [
        "cleaning",
        "grid",
        "headings",
        "labels",
        "layout",
        "limits",
        "markers",
        "sentences",
        "store_format",
        "titlepage",
        "traditional",
        "wordnumbers",
        "wordtext",
    ],
)
def test_examples(name: str) -> None:
    assert doctest.testmod(importlib.import_module(f"corpus.{name}")).failed == 0
