"""The parts that statements are made of: names, numbers, expressions, laws, types, assignments.

Everybody else takes them from `causalimg.syntax.tree`, where the statements stand.
"""

from dataclasses import field

from causalimg.source import Span
from causalimg.source.record import record

_NOWHERE = Span(0, 0)


def _span() -> Span:
    return field(default=_NOWHERE, compare=False, repr=False)


@record(frozen=True, slots=True)
class Name:
    """A word: of a variable, a law, a value; dotted where it names something imported."""

    text: str
    span: Span = _span()


@record(frozen=True, slots=True)
class Unit:
    """A unit as written, normalised in spacing only: `mm^2`, `mGy/s`."""

    text: str
    span: Span = _span()


# ---- expressions -------------------------------------------------------------------------------


@record(frozen=True, slots=True)
class Number:
    """A literal with an optional unit; `text` keeps the digits as typed, `inf` included."""

    text: str
    unit: Unit | None = None
    span: Span = _span()

    @property
    def value(self) -> float:
        """The number."""
        return float(self.text)


@record(frozen=True, slots=True)
class Text:
    """A quoted word, such as the category value "1.5T"."""

    text: str
    span: Span = _span()


@record(frozen=True, slots=True)
class Ref:
    """A name in an expression."""

    name: Name
    span: Span = _span()


@record(frozen=True, slots=True)
class Argument:
    """An argument of a call, by position where `name` is None.

    The name is a word of a value too, quoted or an integer: `Categorical("1.5T" = 0.2, ...)`.
    """

    name: "Name | Text | Number | None"
    value: "Expr"
    span: Span = _span()


@record(frozen=True, slots=True)
class Call:
    """`function(a, b, name = c)`."""

    function: Name
    arguments: tuple[Argument, ...]
    span: Span = _span()


@record(frozen=True, slots=True)
class Unary:
    """`-x` or `not x`."""

    sign: str
    operand: "Expr"
    span: Span = _span()


@record(frozen=True, slots=True)
class Binary:
    """`a sign b`, sign one of `+ - * / ^ == != < <= > >= and or`."""

    sign: str
    left: "Expr"
    right: "Expr"
    span: Span = _span()


@record(frozen=True, slots=True)
class Conditional:
    """`if condition then yes else no`."""

    condition: "Expr"
    yes: "Expr"
    no: "Expr"
    span: Span = _span()


@record(frozen=True, slots=True)
class Arm:
    """`low, 3..5: expr` of a match: what belongs to some values."""

    values: tuple["Value", ...]
    result: "Expr"
    span: Span = _span()


@record(frozen=True, slots=True)
class Match:
    """`match subject { values: expr, ... }`."""

    subject: Name
    arms: tuple[Arm, ...]
    span: Span = _span()


@record(frozen=True, slots=True)
class Array:
    """`[a, b, c]`."""

    items: tuple["Expr", ...]
    span: Span = _span()


@record(frozen=True, slots=True)
class Had:
    """`(x had a = 1)`: a counterfactual value in an expression; also `E[y had x = 1 | ...]`."""

    value: "Expr"
    assignments: tuple["Assignment", ...]
    span: Span = _span()


@record(frozen=True, slots=True)
class Expectation:
    """`E[value | conditions]` or `P(value | conditions)`; `sign` is `E` or `P`."""

    sign: str
    value: "Expr"
    conditions: tuple["Condition", ...]
    span: Span = _span()


Expr = (
    Number | Text | Ref | Call | Unary | Binary | Conditional | Match | Array | Had | Expectation
)


@record(frozen=True, slots=True)
class Do:
    """`do(a = 1, b ~ Normal(0, 1))` among the conditions of an estimand."""

    assignments: tuple["Assignment", ...]
    span: Span = _span()


Condition = Expr | Do


# ---- assignments (of do, had, interventions) ---------------------------------------------------


@record(frozen=True, slots=True)
class SetTo:
    """`name = expr`."""

    name: Name
    value: Expr
    span: Span = _span()


@record(frozen=True, slots=True)
class DrawFrom:
    """`name ~ Law(...)`."""

    name: Name
    law: "Law"
    span: Span = _span()


@record(frozen=True, slots=True)
class Sweep:
    """`name in low .. high by step`."""

    name: Name
    low: Expr
    high: Expr
    step: Expr
    span: Span = _span()


@record(frozen=True, slots=True)
class Named:
    """The name of an entry of `interventions`."""

    name: Name
    span: Span = _span()


Assignment = SetTo | DrawFrom | Sweep | Named


# ---- laws and types ---------------------------------------------------------------------------


@record(frozen=True, slots=True)
class IntRange:
    """`0..9` among category values."""

    low: int
    high: int
    span: Span = _span()


Value = Name | Text | Number | IntRange


@record(frozen=True, slots=True)
class Type:
    """`real`, `category {a, b}`, `ordinal {a < b}`, `image[3, grid]`.

    `shape` holds integers (as Number) and names of a grid or `param`; `ordered` means `<`
    between the values.
    """

    name: Name
    shape: tuple[Name | Number, ...] = ()
    values: tuple[Value, ...] = ()
    ordered: bool = False
    span: Span = _span()


@record(frozen=True, slots=True)
class Interval:
    """`[low, high)`."""

    low: Expr
    high: Expr
    low_closed: bool
    high_closed: bool
    span: Span = _span()


@record(frozen=True, slots=True)
class Law:
    """`Normal(0, 1) truncated [a, b]`, or a network: `vae(latent = 16)`."""

    name: Name
    arguments: tuple[Argument, ...]
    truncated: Interval | None = None
    span: Span = _span()
