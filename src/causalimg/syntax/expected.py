"""What would fit at a place, in words that people type and not in names of terminals."""

from collections.abc import Iterable

from causalimg.syntax.grammar import grammar

_OPERATORS = frozenset({"+", "-", "*", "/", "^", "==", "!=", "<", "<=", ">", ">=", "and", "or"})
_STARTS = frozenset({"(", "[", "if", "not", "match", "-", "E", "P"})
_IN_WORDS = {
    "NAME": "a name",
    "INT": "a whole number",
    "NUMBER": "a number",
    "STRING": 'a text in `"`',
    "_NL": "the end of the line",
    "$END": "the end of the line",
}
_MOST = 6


def spellings(terminals: Iterable[str]) -> frozenset[str]:
    """What people type for the terminals that are words or signs."""
    table = grammar().spelling
    return frozenset(table[name] for name in terminals if name in table)


def in_words(terminals: frozenset[str]) -> str:
    """A list such as `` `:`, `given` or the end of the line ``.

    Example:
        >>> in_words(frozenset({"COLON", "NAME"}))
        'a name or `:`'
    """
    typed = spellings(terminals - {"PER", "TIMES", "RAISED"})
    phrases: list[str] = []
    if {"NAME", "NUMBER"} <= terminals:
        # Wherever a number and a name fit, any expression does.
        phrases.append("an expression")
        typed -= _STARTS | {"inf"}
        terminals -= {"NAME", "NUMBER", "INT", "STRING"}
    if len(typed & _OPERATORS) > 2:
        phrases.append("an operator")
        typed -= _OPERATORS
    phrases += sorted({_IN_WORDS[name] for name in terminals if name in _IN_WORDS})
    phrases += [f"`{text}`" for text in sorted(typed)]
    return _either(phrases)


def _either(phrases: list[str]) -> str:
    shown = phrases[:_MOST]
    if len(phrases) > _MOST or len(shown) < 2:
        return ", ".join(shown) + (" and more" if len(phrases) > _MOST else "")
    return f"{', '.join(shown[:-1])} or {shown[-1]}"
