"""One word, number or sign of a text."""

from typing import NamedTuple

from causalimg.source import Span


class Lexeme(NamedTuple):
    """A word, number, sign, string or line break; `STRAY` is a letter that fits nothing.

    A named tuple, since a text has one for each word and a frozen record takes twice as long.

    Args:
        kind: `NAME`, `NUMBER`, `INT`, `STRING`, `SIGN`, `NEWLINE`, `_NL` or `STRAY`; in the hands
            of the parser a word of the language has the name of its terminal.
        text: as it was written.
        span: its place.
    """

    kind: str
    text: str
    span: Span
