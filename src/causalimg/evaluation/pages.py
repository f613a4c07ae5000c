"""Self-contained HTML pages: one look for all, nothing loaded from elsewhere, no script."""

from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from jinja2 import Environment


def page(name: str, matter: Mapping[str, Any]) -> str:
    """A page as text, in which every word that is not marked as safe is escaped.

    Args:
        name: of a template of this package, without its endings.
        matter: what it is filled with.
    """
    return _environment().get_template(f"{name}.html.jinja").render(matter)


@cache
def _environment() -> "Environment":
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("causalimg.evaluation", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["code"] = _coded
    return environment


def _coded(text: str) -> Any:
    """Back-ticks of our messages as code, everything else escaped."""
    from markupsafe import Markup, escape

    parts = text.split("`")
    if len(parts) % 2 == 0:
        return escape(text)
    marked = [
        Markup("<code>{}</code>").format(part) if i % 2 else escape(part)
        for i, part in enumerate(parts)
    ]
    return Markup("").join(marked)
