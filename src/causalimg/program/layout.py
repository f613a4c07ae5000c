"""Long lines of Python broken as a formatter would: at brackets first, then at operators.

The emitter writes every statement on one line and leaves the page to this module. The rules are
those that Black documents as its style: content of the last bracket on its own line; if that is
still too long, one argument for each line with a trailing comma; a long sum in parentheses with
one operand for each line.
"""

import io
import token
import tokenize
from dataclasses import dataclass

from causalimg.source import display_width

WIDTH = 99
_INDENT = "    "
_FILLER = "\ue000"
_OPEN, _CLOSE = frozenset("([{"), frozenset(")]}")
_PRIORITY = {
    "if": 14, "else": 14,
    "==": 10, "!=": 10, "<": 10, "<=": 10, ">": 10, ">=": 10,
    "|": 8, "^": 7, "&": 6, "+": 5, "-": 5, "*": 4, "/": 4, "**": 1,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Mark:
    """A bracket, comma or operator of a line: its text, its offset and its depth."""

    text: str
    at: int
    depth: int


def wrapped(line: str, width: int = WIDTH) -> list[str]:
    r"""One logical line, indented as it stands, as physical lines of at most `width` columns.

    Comments and text without a place to break stay as they are.

    Example:
        >>> print("\n".join(wrapped("x = f(alpha, beta, gamma)", 24)))
        x = f(
            alpha, beta, gamma
        )
    """
    if columns(line) <= width or line.lstrip().startswith(("#", '"""', "@")):
        return [line]
    depth = line[: len(line) - len(line.lstrip())]
    return _broken(line.strip(), depth, width)


def columns(text: str) -> int:
    """The width of a text in an editor, where letters of some scripts are twice as wide."""
    return len(text) if text.isascii() else display_width(text)


def spread(text: str) -> str:
    """A text with something behind each wide letter, for `textwrap`, which counts letters."""
    return "".join(letter + _FILLER * (columns(letter) - 1) for letter in text)


def closed(text: str) -> str:
    """The text that was spread."""
    return text.replace(_FILLER, "")


def _broken(text: str, depth: str, width: int) -> list[str]:
    """A statement that is too long."""
    if text.startswith("def "):
        return _at_bracket(text, depth, width, first=True)
    head, value = _value_of(text)
    weakest = _weakest(value)
    links = [] if weakest else _links(value)
    if head and len(links) > 1:
        return [f"{depth}{head}(", *_chain(value, links, depth + _INDENT, width), f"{depth})"]
    if not head or not weakest:
        return _at_bracket(text, depth, width)
    if len(weakest) == 1:
        # One operator: a bracket of one of its sides may take the break.
        grouped = value.startswith("(") and _closes(value) < weakest[0].at
        ended = value.endswith((")", "]"))
        opened = _pairs(text)[-1][0] if ended and _pairs(text) else len(text)
        # The last one, where what stands before it fits; else the first one.
        first = grouped and columns(depth + text[: opened + 1]) > width
        lines = _at_bracket(text, depth, width, first=first) if grouped or ended else []
        if lines and all(columns(line) <= width for line in (lines[0], lines[-1])):
            return lines
    # A sum or a condition gets parentheses of its own.
    inside = _content(value, depth + _INDENT, width, comma=False)
    return [f"{depth}{head}(", *inside, f"{depth})"]


def _weakest(text: str) -> list[_Mark]:
    """The operators of the outermost level that bind least."""
    found = [m for m in _marks(text) if m.depth == 0 and m.text in _PRIORITY and m.at > 0]
    lowest = max((_PRIORITY[m.text] for m in found), default=0)
    return [m for m in found if _PRIORITY[m.text] == lowest]


def _links(text: str) -> list[int]:
    """Where the outermost level goes on with a method of what a bracket gave."""
    dots = [m.at for m in _marks(text) if m.depth == 0 and m.text == "."]
    return [at for at in dots if text[at - 1] in _CLOSE]


def _chain(text: str, links: list[int], depth: str, width: int) -> list[str]:
    """Methods of methods: on one line, or a line for each."""
    if columns(depth + text) <= width:
        return [depth + text]
    return [line for part in _split(text, links, skip=0) for line in _item(part, depth, width)]


def _closes(text: str) -> int:
    """Where the first bracket of the outermost level closes."""
    return next(m.at for m in _marks(text) if m.text in _CLOSE and m.depth == 0)


def _value_of(text: str) -> tuple[str, str]:
    """What stands before and after `=` or `return`."""
    if text.startswith("return "):
        return "return ", text[len("return ") :]
    for mark in _marks(text):
        if mark.text == "=" and mark.depth == 0:
            return text[: mark.at + 2], text[mark.at + 2 :]
    return "", text


def _at_bracket(text: str, depth: str, width: int, *, first: bool = False) -> list[str]:
    """Break at the last bracket of the outermost level that leaves room, or at the first one."""
    pairs = _pairs(text)
    if not pairs:
        return [depth + text]
    roomy = [pair for pair in pairs if columns(depth + text[: pair[0]]) < width]
    opened, closed = pairs[0] if first or not roomy else roomy[-1]
    head, inside, tail = text[: opened + 1], text[opened + 1 : closed].strip(), text[closed:]
    # Round brackets around a sum hold no tuple, so they get no comma; neither do those behind a
    # sign, `-(a + b)`, which a comma would make a tuple.
    literal = not head[:-1] or head[-2] in " =([{-~"
    group = literal and head.endswith("(") and "," not in _outer(inside)
    comma = not group and "for" not in _outer(inside) and not inside.startswith("*")
    lines = _content(inside, depth + _INDENT, width, comma=comma, literal=literal)
    return [depth + head, *lines, depth + tail]


def _pairs(text: str) -> list[tuple[int, int]]:
    """The brackets of the outermost level that hold something."""
    marks = [m for m in _marks(text) if m.depth == 0]
    opens = [m.at for m in marks if m.text in _OPEN]
    closes = [m.at for m in marks if m.text in _CLOSE]
    return [(a, b) for a, b in zip(opens, closes, strict=True) if text[a + 1 : b].strip()]


def _outer(text: str) -> set[str]:
    return {m.text for m in _marks(text) if m.depth == 0}


def _content(
    text: str, depth: str, width: int, *, comma: bool, literal: bool = False
) -> list[str]:
    """What stands in brackets: on one line, or a line for each argument or operand.

    The elements of a literal (a tuple, a dictionary) always get a line each.
    """
    marks = [m for m in _marks(text) if m.depth == 0]
    if columns(depth + text) <= width and not (literal and any(m.text == "," for m in marks)):
        return [depth + text]
    commas = [m.at for m in marks if m.text == ","]
    if commas or comma:
        parts = _split(text, commas, skip=1)
        return [line for part in parts if part for line in _item(part + ",", depth, width)]
    weakest = _weakest(text)
    if not weakest:
        return _item(text, depth, width)
    parts = _split(text, [m.at for m in weakest], skip=0)
    return [line for part in parts for line in _item(part, depth, width)]


def _split(text: str, places: list[int], *, skip: int) -> list[str]:
    starts = [0, *(place + skip for place in places)]
    ends = [*places, len(text)]
    return [text[a:b].strip() for a, b in zip(starts, ends, strict=True)]


def _item(text: str, depth: str, width: int) -> list[str]:
    """An argument (with its comma) or an operand (with its operator)."""
    if columns(depth + text) <= width:
        return [depth + text]
    bare = text.removesuffix(",")
    if _weakest(bare):
        tail = text[len(bare) :]
        lines = _content(bare, depth, width - len(tail), comma=False)
        return [*lines[:-1], lines[-1] + tail]
    return _at_bracket(text, depth, width)


def _marks(text: str) -> list[_Mark]:
    """Brackets, commas, operators and `for` of a piece of Python, with their depth."""
    found: list[_Mark] = []
    depth, before = 0, ""
    for item in _tokens(text):
        word, at = item.string, item.start[1]
        if word in _CLOSE:
            depth -= 1
        if _counts(item, before):
            found.append(_Mark(word, at, depth))
        if word in _OPEN:
            depth += 1
        before = word if item.type in {token.NAME, token.NUMBER, token.STRING} else _kind(word)
    return found


def _tokens(text: str) -> list[tokenize.TokenInfo]:
    try:
        return list(tokenize.generate_tokens(io.StringIO(text).readline))
    except (tokenize.TokenError, SyntaxError):
        return []


def _kind(word: str) -> str:
    return "value" if word in _CLOSE else "operator"


def _counts(item: tokenize.TokenInfo, before: str) -> bool:
    word = item.string
    if item.type == token.OP:
        # A minus, a star or a plus that begins an operand is no place to break.
        unary = word in {"-", "+", "*", "**"} and before in {"", "operator"}
        return not unary
    return item.type == token.NAME and word in {"for", "if", "else"}
