"""Several statements on one line, with `;` between them as in Stan, or without as in dagitty."""

from collections.abc import Sequence
from dataclasses import dataclass

from causalimg.syntax.lexeme import Lexeme


@dataclass(frozen=True, slots=True)
class Piece:
    """What stands before a `;`, or behind the last one.

    Args:
        lexemes: the piece; none where two `;` stand side by side.
        end: the `;` behind it, or None.
        last: whether nothing follows on its line.
    """

    lexemes: tuple[Lexeme, ...]
    end: Lexeme | None
    last: bool


def marks(lexemes: Sequence[Lexeme]) -> tuple[tuple[Lexeme, ...], ...]:
    """`y [outcome] x [exposure]` cut before each name with brackets of its own.

    Args:
        lexemes: of a statement among arrows.
    """
    cuts, depth = [0], 0
    for at, lexeme in enumerate(lexemes):
        depth += (lexeme.text == "[") - (lexeme.text == "]")
        if lexeme.text == "]" and depth == 0 and _opens(lexemes[at + 2 : at + 3]):
            cuts.append(at + 1)
    ends = [*cuts[1:], len(lexemes)]
    return tuple(tuple(lexemes[a:b]) for a, b in zip(cuts, ends, strict=True))


def _opens(lexemes: Sequence[Lexeme]) -> bool:
    return any(lexeme.text == "[" for lexeme in lexemes)


def pieces(lexemes: Sequence[Lexeme]) -> tuple[Piece, ...]:
    """A statement cut at each `;` that stands in no bracket.

    Args:
        lexemes: of the statement.
    """
    found: list[Piece] = []
    depth, start = 0, 0
    for at, lexeme in enumerate(lexemes):
        depth += (lexeme.text in "([{") - (lexeme.text in ")]}") if lexeme.kind == "SIGN" else 0
        if lexeme.text == ";" and lexeme.kind == "STRAY" and depth <= 0:
            found.append(Piece(tuple(lexemes[start:at]), lexeme, at == len(lexemes) - 1))
            start = at + 1
    if start < len(lexemes):
        found.append(Piece(tuple(lexemes[start:]), None, last=True))
    return tuple(found)
