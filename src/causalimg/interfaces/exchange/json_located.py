"""JSON read with the place of every value, so that a wrong one can be shown."""

import json
import re
from dataclasses import dataclass

from causalimg.interfaces.exchange.reading import DEEPEST, Cursor, tokens, unreadable
from causalimg.source import Source, Span

_WORDS = re.compile(
    r"(?P<skip>[ \t\r\n\ufeff]+)"
    r'|(?P<string>"(?:[^"\\\x00-\x1f]|\\.)*")'
    r"|(?P<sign>[{}\[\]:,])"
    r"|(?P<number>-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?(?![\w.]))"
    r"|(?P<word>true|false|null)(?!\w)"
    r"|(?P<stray>\w+|.)",
    re.DOTALL,
)
_VALUE = "a value: a text in quotes, a number, `[`, `{`, true, false or null"
_MOST_DIGITS = 400


@dataclass(frozen=True, slots=True)
class Located:
    """A value of a JSON text: a dictionary or list of located values, or a plain value."""

    value: "dict[str, Located] | list[Located] | str | float | bool | None"
    span: Span

    def get(self, *keys: str) -> "Located | None":
        """The entry under the first of these keys that has one."""
        if not isinstance(self.value, dict):
            return None
        found = (self.value[key] for key in keys if key in self.value)
        return next((one for one in found if one.value is not None), None)


def read_located(source: Source) -> Located:
    """A JSON text as located values.

    Args:
        source: the text.

    Raises:
        CausalimgError: E0801 where it is no JSON, or has the same key twice.

    Example:
        >>> read_located(Source("", '{"a": [1, 2]}')).get("a").span
        Span(start=6, end=12)
    """
    cursor = Cursor(source, tokens(source, _WORDS))
    found = _value(cursor, 0)
    if cursor.here.kind != "end":
        raise cursor.complaint("the end of the file", "a file holds one value")
    return found


def _value(cursor: Cursor, depth: int) -> Located:
    start = cursor.here.span
    if depth > DEEPEST:
        raise unreadable(cursor.source, start, f"values inside {DEEPEST} others")
    token = cursor.here
    if token.text == "{" and token.kind == "sign":
        return Located(_object(cursor, depth), start | cursor.last.span)
    if token.text == "[" and token.kind == "sign":
        return Located(_list(cursor, depth), start | cursor.last.span)
    if token.kind not in {"string", "number", "word"}:
        raise cursor.complaint(_VALUE, "look for a comma too many, or a missing bracket")
    return Located(_scalar(cursor), start)


def _scalar(cursor: Cursor) -> str | float | bool | None:
    token = cursor.next()
    if token.kind == "number":
        if len(token.text) > _MOST_DIGITS:
            raise unreadable(cursor.source, token.span, "this number has too many digits")
        return float(token.text)
    try:
        found: str | bool | None = json.loads(token.text)
    except ValueError:
        helps = ("a backslash is written `\\\\`",)
        raise unreadable(cursor.source, token.span, "an unknown escape", *helps) from None
    return found


def _object(cursor: Cursor, depth: int) -> dict[str, Located]:
    cursor.next()
    found: dict[str, Located] = {}
    while not cursor.take("}"):
        if found:
            cursor.expect(",", "commas stand between entries, and braces close with `}`")
        token = cursor.here
        if token.kind != "string":
            raise cursor.complaint("a key in quotes", 'an entry is `"name": value`')
        key = str(_scalar(cursor))
        if key in found:
            raise unreadable(cursor.source, token.span, f"the key {token.text} stands here twice")
        cursor.expect(":", 'an entry is `"name": value`')
        found[key] = _value(cursor, depth + 1)
    return found


def _list(cursor: Cursor, depth: int) -> list[Located]:
    cursor.next()
    found: list[Located] = []
    while not cursor.take("]"):
        if found:
            cursor.expect(",", "commas stand between values, and brackets close with `]`")
        found.append(_value(cursor, depth + 1))
    return found
