"""Who reads an expression, and what may stand there."""

import math
from collections.abc import Callable
from dataclasses import field
from typing import Literal

from causalimg.diagnostics import Diagnostic, Fix
from causalimg.semantics.complaints import beside, unknown
from causalimg.semantics.expr import Assignment, Expr, Number
from causalimg.semantics.scope import Scope
from causalimg.semantics.types import Type, words_of_type
from causalimg.source import Span
from causalimg.source.record import record
from causalimg.syntax import tree

Room = Literal["constant", "noise", "mechanism", "query"]
"""`constant`: known when the model is compiled; `noise`: laws of noise and priors."""


@record(frozen=True, slots=True)
class Expected:
    """The finite type whose values may stand here as bare words, and the variable that has it."""

    type: Type
    owner: str | None = None


@record(frozen=True, slots=True)
class Reader:
    """The reading of one statement.

    Args:
        scope: what names stand for.
        report: where complaints are collected.
        room: what kind of statement it is.
        target: the variable that it makes, for the keys of learned functions.
        assign: how to read what follows `had` or `do`; None where neither may stand.
        keys: how many learned functions of each kind were met.
    """

    scope: Scope
    report: list[Diagnostic]
    room: Room
    target: str = ""
    assign: "Callable[[Reader, tuple[tree.Assignment, ...]], tuple[Assignment, ...]] | None" = None
    keys: dict[str, int] = field(default_factory=dict)

    def poison(self, *complaints: Diagnostic, span: Span) -> Expr:
        """Say what is wrong, and stand in for the expression that could not be read."""
        self.report.extend(complaints)
        return Number(math.nan, span=span)

    def key(self, function: str) -> str:
        """A name for the next learned function of this statement: `disease_linear`."""
        self.keys[function] = self.keys.get(function, 0) + 1
        number = self.keys[function]
        return f"{self.target}_{function}" + (f"_{number}" if number > 1 else "")


def quoted(word: str) -> str:
    """A value as the text writes it: `"3T"` in quotes, a word or a number without.

    Example:
        >>> quoted("3T"), quoted("agfa"), quoted("7")
        ('"3T"', 'agfa', '7')
    """
    return word if word.isidentifier() or word.isdigit() else f'"{word}"'


_TRUTHS = {"true": "1", "yes": "1", "t": "1", "false": "0", "no": "0", "f": "0"}


def no_value(reader: Reader, word: str, span: Span, expected: Expected) -> Diagnostic:
    """E0104: a word that the variable on the other side cannot take."""
    values = words_of_type(expected.type)
    owner = expected.owner
    found = unknown(word, span, values, code="E0104", what="")
    binary = values == ("0", "1") and _TRUTHS.get(word.casefold())
    meant = binary or (found.fix.text if found.fix else None)
    shown_as = quoted(meant) if meant is not None else None
    message = f"`{word}` is not a value of " + (f"`{owner}`" if owner else "the other side")
    shown = ", ".join(values[:12]) + (", ..." if len(values) > 12 else "")
    as_typed = reader.scope.source.slice(span).startswith('"') and not binary
    fix = Fix(span, f'"{meant}"' if as_typed else f"{shown_as}") if meant else None
    return Diagnostic(
        "E0104",
        message,
        span,
        others=beside(
            reader.scope.type_span(owner) if owner else None, f"the values of `{owner}`"
        ),
        helps=(f"did you mean `{shown_as}`?",) if meant else (f"the values are {shown}",),
        fix=fix,
    )
