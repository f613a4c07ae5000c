"""The text of a model and the places in it."""

from causalimg.source.span import Span
from causalimg.source.text import Place, Source, display_width

__all__ = ["Place", "Source", "Span", "display_width"]
