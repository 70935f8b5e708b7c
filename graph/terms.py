"""RDF terms in their one canonical form, so that a graph read back from a store is the graph that was written."""

from __future__ import annotations

import math
from decimal import Decimal

from pyoxigraph import Literal, NamedNode

from ontology.vocabulary import XSD_DECIMAL, XSD_G_YEAR, XSD_INTEGER, XSD_NON_NEGATIVE_INTEGER, XSD_POSITIVE_INTEGER


def chinese(text: str) -> Literal:
    """Return a literal with language zh."""
    return Literal(text, language="zh")


def plain(text: str) -> Literal:
    """Return a string literal."""
    return Literal(text)


def decimal(value: float) -> Literal:
    """Return an xsd:decimal, shortest form without exponent.

    Raises ValueError for infinity and NaN, which no text states.

    >>> decimal(27.15).value, decimal(740000000.0).value, decimal(1e-7).value
    ('27.15', '740000000', '0.0000001')
    """
    if not math.isfinite(value):
        raise ValueError(f"{value} is no decimal number")
    number = Decimal(repr(value))
    text = format(number, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return Literal("0" if text in ("-0", "") else text, datatype=XSD_DECIMAL)


def integer(value: int) -> Literal:
    """Return an xsd:integer."""
    return Literal(str(value), datatype=XSD_INTEGER)


def positive(value: int) -> Literal:
    """Return an xsd:positiveInteger."""
    return Literal(str(value), datatype=XSD_POSITIVE_INTEGER)


def natural(value: int) -> Literal:
    """Return an xsd:nonNegativeInteger."""
    return Literal(str(value), datatype=XSD_NON_NEGATIVE_INTEGER)


def year(value: int) -> Literal:
    """Return an xsd:gYear."""
    return Literal(f"{value:04d}", datatype=XSD_G_YEAR)


def n_triples(term: NamedNode | Literal) -> str:
    """Return the term in N-Triples form."""
    return str(term)
