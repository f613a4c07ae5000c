"""Text to tree, or to diagnostics: it never raises, and reports several mistakes at once."""

from dataclasses import dataclass, replace
from typing import Any, Generic, TypeVar

from causalimg.diagnostics import Diagnostic
from causalimg.source import Source
from causalimg.syntax import tree as t
from causalimg.syntax.beyond import judge
from causalimg.syntax.feed import Stop, read
from causalimg.syntax.layout import Layout, lay_out
from causalimg.syntax.lexemes import scanned
from causalimg.syntax.walk import may_be_deep, too_deep

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Parsed(Generic[T]):
    """What became of a text.

    Args:
        source: the text.
        tree: what it says, wherever it follows the grammar; else None.
        diagnostics: its mistakes, in the order of the text.
    """

    source: Source
    tree: T | None
    diagnostics: tuple[Diagnostic, ...]


def parse(source: Source) -> Parsed[t.File]:
    r"""Read a whole `.scm` text.

    Example:
        >>> parsed = parse(Source("ward.scm", "causalimg 1\n\ngraph {\n  age -> disease\n}\n"))
        >>> parsed.tree.block("graph")[0].links, parsed.diagnostics
        (('->',), ())
    """
    lexemes = scanned(source)
    if lexemes.refused:
        return Parsed(source, None, (lexemes.refused,))
    layout = lay_out(lexemes.code)
    found = (*lexemes.diagnostics, *layout.diagnostics)
    tree = None if found else read("start", layout.stream)
    if isinstance(tree, t.File):
        longest = max((len(one.lexemes) for one in layout.statements), default=0)
        return _judged(source, replace(tree, comments=lexemes.comments), layout, longest)
    if not layout.too_deep:
        from causalimg.syntax.recover import explain_file  # what texts without fault never need

        found = (*found, *explain_file(source, layout, found))
    return Parsed(source, None, _in_order(found))


def parse_question(text: str) -> Parsed[t.Estimand | t.Counterfactual]:
    """Read the text of one query, as it stands behind the colon in `queries`.

    Example:
        >>> parse_question("image had scanner = philips").tree.outputs[0].name.text
        'image'
    """
    return _parse_piece(text, "question")


def parse_claim(text: str) -> Parsed[t.Claim]:
    """Read the text of one claim, as it stands in `claims`.

    Example:
        >>> parse_claim("sex _||_ scanner | site").tree.given[0].text
        'site'
    """
    return _parse_piece(text, "claim")


def parse_assignments(text: str) -> Parsed[tuple[t.Assignment, ...]]:
    """Read assignments, as they stand behind `had` or inside `do( )`.

    Example:
        >>> [a.name.text for a in parse_assignments("scanner = philips, bedside = 0").tree]
        ['scanner', 'bedside']
    """
    parsed: Parsed[Any] = _parse_piece(text, "assignments")
    return replace(parsed, tree=parsed.tree.value) if parsed.tree else parsed


def _parse_piece(text: str, rule: str) -> Parsed[Any]:
    source = Source("<question>", text)
    lexemes = scanned(source)
    if lexemes.refused:
        return Parsed(source, None, (lexemes.refused,))
    code = tuple(lexeme for lexeme in lexemes.code if lexeme.kind != "NEWLINE")
    nesting = lay_out(code)
    found = (*lexemes.diagnostics, *nesting.diagnostics)
    tree = None if found else read(rule, code)
    if not found and isinstance(tree, Stop):
        from causalimg.syntax.recover import explain_piece

        found = explain_piece(source, rule, code, tree)
    elif not found:
        found = _depth(tree, len(code)) or judge(tree)
    return Parsed(source, None if found else tree, _in_order(found))


def _judged(source: Source, tree: t.File, layout: Layout, longest: int) -> Parsed[t.File]:
    """A text that follows the grammar may still be too deep, or say what no grammar sees."""
    found = _depth(tree, longest) or judge(tree)
    if any(d.code == "E0008" for d in found):
        from causalimg.syntax.recover import restate

        found = restate(source, layout, found)
    kept = tree if all(d.code == "E0009" for d in found) else None
    return Parsed(source, kept, _in_order(found))


def _depth(tree: object, longest: int) -> tuple[Diagnostic, ...]:
    """E0010 for a tree whose longest statement has so many lexemes."""
    place = too_deep(tree) if may_be_deep(longest) else None
    if place is None:
        return ()
    return (
        Diagnostic(
            "E0010",
            "this expression has too many steps one inside another",
            place,
            helps=("split it: give a part of it a variable of its own",),
        ),
    )


def _in_order(found: tuple[Diagnostic, ...]) -> tuple[Diagnostic, ...]:
    """By position, of several at one place the first."""
    unique = {(d.span, d.code): d for d in reversed(found)}
    return tuple(sorted(unique.values(), key=lambda d: (d.span.start if d.span else 0, d.code)))
