"""Between offsets in a text and the positions of the protocol, which counts in code units."""

from typing import Literal

from causalimg.source import Source, Span

Encoding = Literal["utf-8", "utf-16", "utf-32"]
Position = tuple[int, int]
"""Line from 0 and code units from the start of that line."""


def units(text: str, encoding: Encoding = "utf-16") -> int:
    """How many code units a text takes.

    Example:
        >>> units("年齢"), units("🩻"), units("🩻", "utf-8")
        (2, 2, 4)
    """
    match encoding:
        case "utf-16":
            return len(text) + sum(letter > "\uffff" for letter in text)
        case "utf-8":
            return len(text.encode("utf-8", "surrogatepass"))
        case "utf-32":
            return len(text)


def position(source: Source, offset: int, encoding: Encoding = "utf-16") -> Position:
    r"""The position of an offset; one outside the text is moved to its nearest end.

    Example:
        >>> position(Source("", "a\n🩻b"), 3)
        (1, 2)
    """
    inside = min(max(offset, 0), len(source.text))
    line = source.place(inside).line
    start = source.line_span(line).start
    return line - 1, units(source.text[start:inside], encoding)


def offset(source: Source, place: Position, encoding: Encoding = "utf-16") -> int:
    r"""The offset of a position; behind the end of a line it means that end.

    Example:
        >>> offset(Source("", "a\n🩻b"), (1, 2)), offset(Source("", "a\n"), (0, 99))
        (3, 1)
    """
    line, column = place
    if line < 0:
        return 0
    if line > source.place(len(source.text)).line - 1:
        return len(source.text)
    span = source.line_span(line + 1)
    at = span.start
    while at < span.end and column > 0:
        column -= units(source.text[at], encoding)
        at += 1
    return at


def stretch(
    source: Source, span: Span, encoding: Encoding = "utf-16"
) -> tuple[Position, Position]:
    """Both ends of a span."""
    return position(source, span.start, encoding), position(source, span.end, encoding)
