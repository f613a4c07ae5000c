"""Statements with their comments: which comment belongs to which statement, by its place."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from causalimg.source import Source, Span
from causalimg.syntax.tree import Block, Comment


@dataclass(frozen=True, slots=True)
class Piece:
    """A statement with its comments, or comments that stand alone.

    Args:
        node: the statement; None for a comment on a line of its own.
        above: comment lines to print before it; all there is where `node` is None.
        trailing: the comment behind it, or nothing.
        first: the line where it begins in the source; 0 without a source.
        last: the line where it ends.
    """

    node: Any
    above: tuple[str, ...]
    trailing: str
    first: int
    last: int


def pieces(
    nodes: Sequence[Any], comments: Sequence[Comment], source: Source | None
) -> list[Piece]:
    """Nodes and the comments around them, in the order of the text.

    A comment inside a statement moves behind it where it is the only one, else above it. Those
    inside a block are left to the block.

    Args:
        nodes: statements of one block, or items of a file.
        comments: the comments in the stretch that the nodes stand in.
        source: the text; None where the nodes come from no text, and then the comments are lost.
    """
    if source is None:
        return [Piece(node, (), "", 0, 0) for node in nodes]
    alone, owned = [], {id(node): list[Comment]() for node in nodes}
    for comment in comments:
        owner = _owner(nodes, comment, source)
        if owner is None:
            alone.append(_alone(comment, source))
        else:
            owned[id(owner)].append(comment)
    found = [_piece(node, owned[id(node)], source) for node in nodes]
    return _merged(found, alone)


def shown(comment: Comment, source: Source) -> str:
    """A comment with a space behind its signs: one, or as many as were typed on its own line.

    There they may set one line of several in from the others.
    """
    typed = source.slice(comment.span).rstrip()
    words = typed.lstrip("#")
    signs = typed[: len(typed) - len(words)]
    inner = words[:1] == " " and not comment.trailing
    return f"{signs}{words}" if inner else f"{signs} {words.strip()}".rstrip()


def within(comments: Sequence[Comment], span: Span) -> Sequence[Comment]:
    """The comments that begin inside a stretch, from all of them in the order of the text."""
    first = bisect_left(comments, span.start, key=_start)
    return comments[first : bisect_left(comments, span.end, key=_start)]


def _start(node: Any) -> int:
    return int(node.span.start)


def _owner(nodes: Sequence[Any], comment: Comment, source: Source) -> Any:
    """The node that a comment stands inside of, or behind on the same line."""
    at = comment.span.start
    before = bisect_right(nodes, at, key=_start)
    if not before:
        return None
    node = nodes[before - 1]
    if at < node.span.end:
        return None if isinstance(node, Block) else node
    same_line = _last_line(node, source) == source.place(at).line
    return node if comment.trailing and same_line else None


def _last_line(node: Any, source: Source) -> int:
    return source.place(max(node.span.end - 1, node.span.start)).line


def _alone(comment: Comment, source: Source) -> Piece:
    line = source.place(comment.span.start).line
    return Piece(None, (shown(comment, source),), "", line, line)


def _piece(node: Any, comments: Sequence[Comment], source: Source) -> Piece:
    behind = [c for c in comments if c.span.start >= node.span.end]
    inner = [c for c in comments if c.span.start < node.span.end]
    if not behind and len(inner) == 1 and inner[0].trailing:
        behind, inner = inner, []
    above = tuple(shown(comment, source) for comment in inner)
    trailing = "".join(shown(comment, source) for comment in behind)
    first = source.place(node.span.start).line
    return Piece(node, above, trailing, first, _last_line(node, source))


def _merged(nodes: list[Piece], alone: list[Piece]) -> list[Piece]:
    """Both in the order of the text: a comment alone never shares a line with a node's start."""
    return sorted([*alone, *nodes], key=lambda piece: (piece.first, piece.node is not None))
