"""A stretch of a text, as two offsets."""

from typing import NamedTuple


class Span(NamedTuple):
    """Half-open stretch `[start, end)` of a source text, in characters.

    A named tuple, since a text has one for each word and a frozen record takes twice as long.

    Example:
        >>> Span(2, 5) | Span(7, 9)
        Span(start=2, end=9)
    """

    start: int
    end: int

    def __or__(self, other: "Span") -> "Span":
        return Span(min(self.start, other.start), max(self.end, other.end))
