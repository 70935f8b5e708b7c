"""Draws the ontology as SVG: classes on a grid, an arrow for each pair of classes that properties join."""

from __future__ import annotations

from collections import defaultdict
from html import escape
from importlib.resources import files
from math import hypot

from pyoxigraph import Literal, NamedNode

from ontology.resources import triples
from ontology.vocabulary import RDFS_LABEL, RDFS_SUB_CLASS_OF, ZT

_SCHEMA = "https://schema.org/"
_RDFS = "http://www.w3.org/2000/01/rdf-schema#"
_DOMAIN = (f"{_RDFS}domain", f"{_SCHEMA}domainIncludes")
_RANGE = (f"{_RDFS}range", f"{_SCHEMA}rangeIncludes")
_CELL_WIDTH, _CELL_HEIGHT, _WIDTH, _HEIGHT, _MARGIN = 270, 170, 150, 46, 70
_LINE = 13
_SUBCLASS = "⊂"
_MOST_TARGETS = 3


def drawing() -> str:
    """Return the drawing as an SVG document; the same ontology gives the same bytes.

    Raises KeyError for a class that has no place in `drawing.tsv`.
    """
    places = _places()
    labels = _labels()
    width = _MARGIN * 2 + _CELL_WIDTH * max(column for column, _ in places.values()) + _WIDTH
    height = _MARGIN * 2 + _CELL_HEIGHT * max(row for _, row in places.values()) + _HEIGHT
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}"'
        ' font-family="sans-serif" role="img" aria-label="治图本体 · Zhitu ontology">',
        f"<style>{(files('ontology') / 'templates' / 'drawing.css').read_text(encoding='utf-8').strip()}</style>",
        '<defs><marker id="arrow" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="8" markerHeight="8" orient="auto">'
        '<path d="M0 0 L8 4 L0 8 z"/></marker></defs>',
    ]
    arrows = sorted(_arrows().items())
    lines += [_arrow(places[start], places[end], names, both=(end, start) in _arrows()) for (start, end), names in arrows]
    wide = _wide()
    lines += [_box(places[name], name, labels[name], wide.get(name, ())) for name in sorted(labels)]
    return "\n".join((*lines, "</svg>")) + "\n"


def _places() -> dict[str, tuple[int, int]]:
    text = (files("ontology") / "drawing.tsv").read_text(encoding="utf-8")
    rows = (line.split("\t") for line in text.splitlines() if line and not line.startswith(("#", "class\t")))
    return {name: (int(column), int(row)) for name, column, row in rows}


def _labels() -> dict[str, str]:
    """Return the Chinese label of each class by local name."""
    classes = {t.subject for t in triples("core") if t.object == NamedNode("http://www.w3.org/2002/07/owl#Class")}
    return {
        str(getattr(t.subject, "value", "")).removeprefix(ZT): t.object.value
        for t in triples("core")
        if t.subject in classes and t.predicate == RDFS_LABEL and isinstance(t.object, Literal) and t.object.language == "zh"
    }


def _ends() -> dict[str, tuple[set[str], set[str]]]:
    """Return by property the classes that it joins: those it is of, and those it leads to."""
    classes = _labels()
    ends: dict[str, tuple[set[str], set[str]]] = defaultdict(lambda: (set(), set()))
    for triple in triples("core"):
        value = str(getattr(triple.object, "value", "")).removeprefix(ZT)
        for side, predicates in enumerate((_DOMAIN, _RANGE)):
            if value in classes and triple.predicate.value in predicates:
                ends[str(getattr(triple.subject, "value", "")).removeprefix(ZT)][side].add(value)
    return ends


def _arrows() -> dict[tuple[str, str], list[str]]:
    """Return the names of the properties from class to class; of a class below another, the sign for that."""
    classes = _labels()
    found: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    for triple in triples("core"):
        value = str(getattr(triple.object, "value", "")).removeprefix(ZT)
        if triple.predicate == RDFS_SUB_CLASS_OF and value in classes:
            found[str(getattr(triple.subject, "value", "")).removeprefix(ZT), value].append(_SUBCLASS)
    for name, (starts, targets) in sorted(_ends().items()):
        if len(targets) <= _MOST_TARGETS:
            for start in starts:
                for target in targets:
                    found[start, target].append(name)
    return dict(found)


def _wide() -> dict[str, tuple[str, ...]]:
    """Return by class the properties that lead to so many classes that arrows would hide the rest."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for name, (starts, targets) in sorted(_ends().items()):
        for start in starts if len(targets) > _MOST_TARGETS else ():
            found[start].append(name)
    return {name: tuple(names) for name, names in found.items()}


def _box(place: tuple[int, int], name: str, label: str, wide: tuple[str, ...]) -> str:
    x, y = _corner(place)
    below = "".join(
        f'<text class="name" x="{x + _WIDTH // 2}" y="{y + _HEIGHT + 15 + _LINE * number}">{escape(text)} → …</text>'
        for number, text in enumerate(wide)
    )
    return (
        f'<a href="#{name}"><rect x="{x}" y="{y}" width="{_WIDTH}" height="{_HEIGHT}" rx="6"/>'
        f'<text class="zh" x="{x + _WIDTH // 2}" y="{y + 19}">{escape(label)}</text>'
        f'<text class="en" x="{x + _WIDTH // 2}" y="{y + 36}">{escape(name)}</text></a>{below}'
    )


def _arrow(start: tuple[int, int], end: tuple[int, int], names: list[str], *, both: bool) -> str:
    """Return a curve from border to border with the names beside its middle; curves of two directions bend apart."""
    if start == end:
        x, y = _corner(start)
        return (
            f'<path class="arrow" d="M{x + _WIDTH} {y + 12} C{x + _WIDTH + 46} {y - 6} {x + _WIDTH + 46} {y + _HEIGHT + 6}'
            f' {x + _WIDTH} {y + _HEIGHT - 12}" marker-end="url(#arrow)"/>{_names(x + _WIDTH + 40, y + _HEIGHT // 2, names)}'
        )
    (ax, ay), (bx, by) = _middle(start), _middle(end)
    length = hypot(bx - ax, by - ay)
    long = max(abs(start[0] - end[0]), abs(start[1] - end[1])) > 1
    bend = 0.16 * length if long else 26.0 if both else 0.0
    cx, cy = (ax + bx) / 2 - (by - ay) / length * bend, (ay + by) / 2 + (bx - ax) / length * bend
    (sx, sy), (tx, ty) = _border(start, (cx, cy)), _border(end, (cx, cy))
    mx, my = (sx + 2 * cx + tx) / 4, (sy + 2 * cy + ty) / 4
    return (
        f'<path class="arrow" d="M{sx:.0f} {sy:.0f} Q{cx:.0f} {cy:.0f} {tx:.0f} {ty:.0f}" marker-end="url(#arrow)"/>{_names(mx, my, names)}'
    )


def _names(x: float, y: float, names: list[str]) -> str:
    top = y - _LINE * (len(names) - 1) / 2 + 4
    return "".join(
        f'<text class="name" x="{x:.0f}" y="{top + _LINE * number:.0f}">{escape(name)}</text>' for number, name in enumerate(names)
    )


def _corner(place: tuple[int, int]) -> tuple[int, int]:
    return _MARGIN + place[0] * _CELL_WIDTH, _MARGIN + place[1] * _CELL_HEIGHT


def _middle(place: tuple[int, int]) -> tuple[float, float]:
    x, y = _corner(place)
    return x + _WIDTH / 2, y + _HEIGHT / 2


def _border(place: tuple[int, int], towards: tuple[float, float]) -> tuple[float, float]:
    """Return where the line from the middle of a box towards a point leaves the box."""
    x, y = _middle(place)
    dx, dy = towards[0] - x, towards[1] - y
    share = min(_WIDTH / 2 / abs(dx) if dx else float("inf"), _HEIGHT / 2 / abs(dy) if dy else float("inf"))
    return x + dx * share, y + dy * share
