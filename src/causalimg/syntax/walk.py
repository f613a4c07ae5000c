"""Walking over a tree without recursion: its depth can be judged before anyone recurses."""

from collections.abc import Hashable, Iterator
from dataclasses import fields, is_dataclass
from functools import cache
from typing import Any, cast

from causalimg.source import Span

#: Steps one inside another in an expression, at most: brackets, signs and their operands.
MAX_DEPTH = 150


@cache
def _field_names(kind: Hashable) -> tuple[str, ...]:
    return tuple(f.name for f in fields(cast(Any, kind)) if f.name not in ("span", "comments"))


@cache
def _is_node(kind: Hashable) -> bool:
    return is_dataclass(kind)


def children(node: Any) -> list[Any]:
    """The nodes directly inside a node, in the order of the text.

    Example:
        >>> from causalimg.syntax.tree import Binary, Number
        >>> children(Binary("+", Number("1"), Number("2")))
        [Number(text='1', unit=None), Number(text='2', unit=None)]
    """
    found: list[Any] = []
    for name in _field_names(cast(Hashable, type(node))):
        _collect(getattr(node, name), found)
    return found


def _collect(value: Any, found: list[Any]) -> None:
    kind = type(value)
    if kind is str:  # most fields are words: asked first, for the editor walks at every key
        return
    if kind is tuple:
        for part in value:
            _collect(part, found)
    elif _is_node(cast(Hashable, kind)):
        found.append(value)


def walk(node: Any) -> Iterator[Any]:
    """A node and everything inside it, outer before inner, in the order of the text."""
    waiting = [node]
    while waiting:
        current = waiting.pop()
        yield current
        waiting.extend(reversed(children(current)))


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
