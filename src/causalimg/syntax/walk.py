"""Walking over a tree without recursion: its depth can be judged before anyone recurses."""

from collections.abc import Callable
from dataclasses import fields
from operator import attrgetter
from typing import Any

from causalimg.source import Span

#: Steps one inside another in an expression, at most: brackets, signs and their operands.
MAX_DEPTH = 150
#: Steps that take no lexeme of their own: file, block, entry, question, argument, name and such.
_AROUND = 30


#: Fields of these types hold no node.
_PLAIN = (str, int, bool, str | None, tuple[str, ...], Span)


class _Branches(dict[type, Callable[[Any], tuple[Any, ...]]]):
    """For each kind of node, what reads its fields that may hold nodes: an editor walks often."""

    def __missing__(self, kind: type) -> Callable[[Any], tuple[Any, ...]]:
        held = [f.name for f in fields(kind) if f.type not in _PLAIN and f.name != "comments"]
        match held:
            case []:
                read: Callable[[Any], tuple[Any, ...]] = _nothing
            case [name]:
                read = _single(name)
            case _:
                read = attrgetter(*held[::-1])
        self[kind] = read
        return read


def _nothing(_: object) -> tuple[Any, ...]:
    return ()


def _single(name: str) -> Callable[[Any], tuple[Any, ...]]:
    return lambda node: (getattr(node, name),)


_BRANCHES = _Branches()


def children(node: Any) -> list[Any]:
    """The nodes directly inside a node, in the order of the text.

    Example:
        >>> from causalimg.syntax.tree import Binary, Number
        >>> children(Binary("+", Number("1"), Number("2")))
        [Number(text='1', unit=None), Number(text='2', unit=None)]
    """
    found: list[Any] = []
    waiting = [*_BRANCHES[type(node)](node)]
    while waiting:
        current = waiting.pop()
        if type(current) is tuple:
            waiting += current[::-1]
        elif current is not None:
            found.append(current)
    return found


def walk(node: Any) -> list[Any]:
    """A node and everything inside it, outer before inner, in the order of the text."""
    found: list[Any] = []
    waiting = [node]
    while waiting:
        current = waiting.pop()
        kind = type(current)
        if kind is tuple:
            waiting += current[::-1]
        elif current is not None:
            found.append(current)
            waiting += _BRANCHES[kind](current)
    return found


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
