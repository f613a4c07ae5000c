"""Walking over a tree without recursion: its depth can be judged before anyone recurses."""

from collections.abc import Hashable, Iterator
from dataclasses import fields
from functools import cache
from typing import Any, cast

from causalimg.source import Span

#: Steps one inside another in an expression, at most: brackets, signs and their operands.
MAX_DEPTH = 150
#: Steps that take no lexeme of their own: file, block, entry, question, argument, name and such.
_AROUND = 30


#: Fields of these types hold no node.
_PLAIN = (str, int, bool, str | None, tuple[str, ...], Span)


@cache
def _branches(kind: Hashable) -> tuple[str, ...]:
    """The fields of a kind of node that may hold nodes."""
    held = (f for f in fields(cast(Any, kind)) if f.type not in _PLAIN)
    return tuple(f.name for f in held if f.name != "comments")


def children(node: Any) -> list[Any]:
    """The nodes directly inside a node, in the order of the text.

    Example:
        >>> from causalimg.syntax.tree import Binary, Number
        >>> children(Binary("+", Number("1"), Number("2")))
        [Number(text='1', unit=None), Number(text='2', unit=None)]
    """
    return _inside(node, _branches(cast(Hashable, type(node))))


def _inside(node: Any, branches: tuple[str, ...]) -> list[Any]:
    found: list[Any] = []
    for name in branches:
        value = getattr(node, name)
        if type(value) is tuple:
            for part in value:
                if type(part) is tuple:
                    found.extend(_flat(part))
                else:
                    found.append(part)
        elif value is not None:
            found.append(value)
    return found


def _flat(parts: tuple[Any, ...]) -> Iterator[Any]:
    """The nodes of a list, and of the lists in it."""
    for part in parts:
        if type(part) is tuple:
            yield from _flat(part)
        else:
            yield part


def walk(node: Any) -> Iterator[Any]:
    """A node and everything inside it, outer before inner, in the order of the text."""
    waiting = [node]
    while waiting:
        current = waiting.pop()
        yield current
        branches = _branches(cast(Hashable, type(current)))
        if branches:
            waiting += _inside(current, branches)[::-1]


def may_be_deep(lexemes: int) -> bool:
    """Whether a statement of so many lexemes can lie deeper than `MAX_DEPTH`: a step takes one."""
    return lexemes > MAX_DEPTH - _AROUND


def too_deep(node: Any) -> Span | None:
    """The place of the first part that lies deeper than `MAX_DEPTH`, or None."""
    waiting = [(node, 0)]
    while waiting:
        current, depth = waiting.pop()
        if depth > MAX_DEPTH:
            place: Span = current.span
            return place
        waiting.extend((child, depth + 1) for child in reversed(children(current)))
    return None
