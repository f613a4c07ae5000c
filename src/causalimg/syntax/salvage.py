"""What can still be read of a text that does not follow the grammar: every other statement."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from causalimg.source import Span
from causalimg.syntax import tree
from causalimg.syntax.beyond import VERSION, judge
from causalimg.syntax.feed import Stop, read
from causalimg.syntax.grammar import ENTRY_RULES
from causalimg.syntax.layout import Statement, lay_out
from causalimg.syntax.lexemes import refuse, scan
from causalimg.syntax.parse import Parsed
from causalimg.syntax.semicolons import pieces
from causalimg.syntax.walk import too_deep

_SCATTERED = frozenset({"E0004", "E0006", "E0009"})
"""Faults after which a statement may stand for another one, or for several."""


@dataclass(frozen=True, slots=True)
class Salvaged:
    """The readable part of a text.

    Args:
        file: the tree of the statements that can be read.
        broken: those that cannot.
    """

    file: tree.File
    broken: tuple[Statement, ...]

    @property
    def lost(self) -> frozenset[str]:
        """The words of the broken statements: each of them may have been meant as a name."""
        return frozenset(
            lexeme.text for one in self.broken for lexeme in one.lexemes if lexeme.kind == "NAME"
        )


def salvaged(parsed: Parsed[tree.File]) -> Salvaged | None:
    """The readable part of a text with faults, or None where it is shattered or not ours.

    A block that is not closed swallows the next one, what stands in the wrong block is missing in
    the right one, and a newer language may mean anything.

    Args:
        parsed: the text and what was found.
    """
    source, codes = parsed.source, {d.code for d in parsed.diagnostics}
    newer = "E0001" in codes and source.text.lstrip().startswith("causalimg")
    if codes & _SCATTERED or newer or refuse(source) is not None:
        return None
    lexemes = scan(source)
    layout = lay_out(lexemes.code)
    return None if layout.too_deep else salvage(layout.statements, lexemes.comments)


@lru_cache(maxsize=4)  # an editor asks for the text that was just checked
def salvage(statements: tuple[Statement, ...], comments: tuple[tree.Comment, ...]) -> Salvaged:
    """Read every statement by itself.

    Args:
        statements: of a layout.
        comments: of the text.
    """
    items: list[tree.Item] = []
    broken: list[Statement] = []
    opened: Span | None = None
    for statement in _apart(statements):
        if statement.lexemes[0].text == "causalimg" and not statement.block:
            continue
        node = _node(statement)
        if node is None:
            broken.append(statement)
        elif statement.block is None:
            items.append(node)
        elif opened == statement.block.span:
            items[-1] = _longer(items[-1], node)
        else:
            word = tree.Name(statement.block.text, statement.block.span)
            items.append(tree.Block(word, (node,), word.span | node.span))
        if node is not None:
            opened = statement.block.span if statement.block else None
    whole = items[0].span | items[-1].span if items else Span(0, 0)
    return Salvaged(tree.File(VERSION, tuple(items), comments, whole), tuple(broken))


def _apart(statements: Sequence[Statement]) -> Iterator[Statement]:
    """Every statement, those that a `;` parts from each other by themselves."""
    for statement in statements:
        for piece in pieces(statement.lexemes):
            if piece.lexemes:
                yield Statement(statement.block, piece.lexemes)


def _node(statement: Statement) -> Any:
    """What a statement says, or None where it cannot be read."""
    word = statement.block.text if statement.block else ""
    if word and word not in ENTRY_RULES:
        return None
    node = read(ENTRY_RULES[word] if word else "line", statement.lexemes)
    if isinstance(node, Stop) or too_deep(node):
        return None
    return node if all(d.code == "E0009" for d in judge(node)) else None


def _longer(block: Any, entry: Any) -> tree.Block:
    entries = (*block.entries, entry)
    longer: tree.Block = replace(block, entries=entries, span=block.span | entry.span)
    return longer
