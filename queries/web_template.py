"""HTML pages out of `templates/*.html`; every value is escaped."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jinja2 import Environment


@cache
def _environment() -> Environment:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    return Environment(loader=PackageLoader("queries"), autoescape=True, undefined=StrictUndefined)


def render_template(name: str, **values: object) -> str:
    """Return the page `templates/NAME` with these values, escaped; a value the page needs and does not get is an error."""
    return _environment().get_template(name).render(values)
