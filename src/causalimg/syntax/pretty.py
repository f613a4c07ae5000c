"""Laying out text within a width: what fits stays on one line, what does not breaks in groups.

The scheme is Wadler's ("A prettier printer", 2003), cut down to what the formatter needs.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from causalimg.source import display_width


@dataclass(frozen=True, slots=True)
class Line:
    """A place to break: `flat` where the group stays on one line."""

    flat: str = " "


@dataclass(frozen=True, slots=True)
class Group:
    """Breaks at all of its own lines or at none; they align with its first letter."""

    parts: tuple["Doc", ...]


@dataclass(frozen=True, slots=True)
class Joined:
    """Parts one after the other, in the group around them."""

    parts: tuple["Doc", ...]


Doc = str | Line | Group | Joined

_NO_WIDTH = 10**9


def group(*parts: Doc) -> Group:
    """Parts that break together."""
    return Group(parts)


def joined(*parts: Doc) -> Joined:
    """Parts in a row."""
    return Joined(parts)


def separated(docs: Iterable[Doc], comma: Doc) -> Joined:
    """The documents with something between them.

    Example:
        >>> flat(separated(["a", "b"], ", "))
        'a, b'
    """
    parts: list[Doc] = []
    for doc in docs:
        parts += [comma, doc] if parts else [doc]
    return Joined(tuple(parts))


@dataclass(frozen=True, slots=True)
class _Todo:
    doc: Doc
    indent: int
    broken: bool


def layout(doc: Doc, *, column: int, width: int) -> list[str]:
    """The lines of a document that begins at a column; later lines carry their indentation.

    Example:
        >>> layout(group("a", Line(), "+ b"), column=2, width=4)
        ['a', '  + b']
    """
    lines, current, at = [], "", column
    waiting = [_Todo(doc, column, broken=False)]
    while waiting:
        todo = waiting.pop()
        match todo.doc:
            case str() as text:
                current, at = current + text, at + display_width(text)
            case Line() if todo.broken:
                lines.append(current.rstrip())
                current, at = " " * todo.indent, todo.indent
            case Line(flat):
                current, at = current + flat, at + len(flat)
            case Joined(parts):
                waiting += [_Todo(part, todo.indent, todo.broken) for part in reversed(parts)]
            case Group(parts):
                broken = not _fits(todo.doc, waiting, width - at)
                waiting += [_Todo(part, at, broken) for part in reversed(parts)]
    return [*lines, current.rstrip()]


def flat(doc: Doc) -> str:
    """The document on one line, however long."""
    return layout(doc, column=0, width=_NO_WIDTH)[0]


def _fits(doc: Doc, after: list[_Todo], room: int) -> bool:
    """Whether a group, flat, and what follows it up to the next break, fit into the room."""
    waiting = [_Todo(doc, 0, broken=False)]
    behind = len(after)
    while room >= 0:
        if not waiting and not behind:
            return True
        if not waiting:
            behind -= 1
            waiting.append(after[behind])
        todo = waiting.pop()
        if isinstance(todo.doc, Line) and todo.broken:
            return True
        if isinstance(todo.doc, Joined | Group):
            broken = todo.broken and isinstance(todo.doc, Joined)
            waiting += [_Todo(part, 0, broken) for part in reversed(todo.doc.parts)]
        else:
            room -= display_width(todo.doc.flat if isinstance(todo.doc, Line) else todo.doc)
    return False
