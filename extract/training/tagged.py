"""Annotated training texts: inline tags as their own parser reads them, in the reading offsets of the program."""

from __future__ import annotations

import importlib.util
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from corpus.document import Document
from corpus.load import document_from_bytes
from extract.lexicon import rows
from extract.model.schema import ARGUMENTS
from extract.view import View


class TrainingError(Exception):
    """The folder of training texts is not there or not what it should be."""


@dataclass(frozen=True, slots=True)
class Tagged:
    """A tagged mention in reading offsets, the entity it names, and its type."""

    start: int
    end: int
    type: str
    entity: str


@dataclass(frozen=True, slots=True)
class Text:
    """One training text: `group` is the folder it lies in (one group of authors), `data` what its parser made of it."""

    name: str
    group: str
    document: Document
    view: View
    mentions: tuple[Tagged, ...]
    relations: frozenset[tuple[str, str, str, str]]
    """Subject entity, predicate, object entity, modality; without those of the document itself."""
    data: dict[str, Any]


def read_texts(folder: Path, groups: str = "[WR]*") -> Iterator[Text]:
    """Yield the texts of every group whose name matches the glob, in order of their paths. Raises TrainingError where there are none."""
    parser = folder / "parse.py"
    spec = importlib.util.spec_from_file_location("training_parse", parser)
    paths = sorted(folder.glob(f"{groups}/*.tagged.txt"))
    if spec is None or spec.loader is None or not parser.is_file() or not paths:
        raise TrainingError(f"{folder} holds no training texts: give the folder with parse.py and the groups W1, W2, …")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    for path in paths:
        data = module.parse(path)[0]
        document = document_from_bytes(data["text"].encode(), "text.txt")
        view = View(document)
        yield Text(
            path.name.removesuffix(".tagged.txt"),
            path.parent.name,
            document,
            view,
            tuple(_mentions(view, data["mentions"])),
            frozenset((r["s"], r["p"], r["o"], r["modality"]) for r in data["relations"] if r["p"] in ARGUMENTS and r["s"] != "doc"),
            data,
        )


def _mentions(view: View, mentions: list[dict[str, Any]]) -> Iterator[Tagged]:
    """Yield mentions in reading offsets; a slogan in quotation marks gets back the head that stands after them (“…”工作法)."""
    reading_of = {raw: at for at, raw in enumerate(view.document.reading.offsets)}
    head = re.compile(
        "”(?:的)?(?:" + "|".join(sorted((re.escape(row["head"]) for row in rows("mechanism_heads")), key=len, reverse=True)) + ")"
    )
    for mention in mentions:
        start, last = reading_of.get(mention["start"]), reading_of.get(mention["end"] - 1)
        if start is None or last is None or last < start:
            continue
        end = last + 1
        if mention["type"] == "Mechanism" and view.text[start - 1 : start] == "“" and (found := head.match(view.text, end)):
            end = found.end()
        yield Tagged(start, end, mention["type"], mention["entity"])
