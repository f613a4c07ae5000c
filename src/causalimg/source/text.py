"""A source text with its lines, so that every message can point at a place."""

import re
import unicodedata
from bisect import bisect_right
from dataclasses import dataclass, field

from causalimg.source.span import Span


@dataclass(frozen=True, slots=True)
class Place:
    """A position as people count it: line and column from 1."""

    line: int
    column: int


def display_width(text: str) -> int:
    """Columns that a text takes in a terminal: wide letters take two, combining marks none.

    Example:
        >>> display_width("年齢")
        4
    """
    return sum(_columns(letter) for letter in text)


def _columns(letter: str) -> int:
    if unicodedata.combining(letter):
        return 0
    return 2 if unicodedata.east_asian_width(letter) in "WF" else 1


@dataclass(frozen=True, slots=True)
class Source:
    r"""One `.scm` text and the name it goes by in messages.

    Example:
        >>> source = Source("ward.scm", "causalimg 1\nmodel ward\n")
        >>> source.place(12), source.line(2)
        (Place(line=2, column=1), 'model ward')
    """

    name: str
    text: str
    _starts: tuple[int, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        breaks = [found.end() for found in re.finditer("\n", self.text)]
        object.__setattr__(self, "_starts", (0, *breaks))

    def place(self, offset: int) -> Place:
        """Line and column of an offset."""
        line = bisect_right(self._starts, offset)
        return Place(line, offset - self._starts[line - 1] + 1)

    def line(self, number: int) -> str:
        """The text of a line, counted from 1, without its line break."""
        return self.text[self.line_span(number).start : self.line_span(number).end]

    def line_span(self, number: int) -> Span:
        """The stretch of a line, without its line break."""
        start = self._starts[number - 1]
        end = self._starts[number] - 1 if number < len(self._starts) else len(self.text)
        return Span(start, end - (self.text[start:end].endswith("\r")))

    def slice(self, span: Span) -> str:
        """The text of a span."""
        return self.text[span.start : span.end]
