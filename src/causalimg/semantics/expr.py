"""Resolved expressions: every word knows what it is, no syntax is left."""

from collections.abc import Callable
from dataclasses import field
from typing import Any, Literal

from causalimg.source import Span
from causalimg.source.record import record

_NOWHERE = Span(0, 0)


def _span() -> Span:
    return field(default=_NOWHERE, compare=False, repr=False)


@record(frozen=True, slots=True)
class Number:
    """A number in the unit of its surroundings, which is `unit` if one was written."""

    value: float
    unit: str | None = None
    span: Span = _span()


@record(frozen=True, slots=True)
class VariableRef:
    """A variable of the model."""

    name: str
    span: Span = _span()


@record(frozen=True, slots=True)
class NoiseRef:
    """An entry of the `noise` block."""

    name: str
    span: Span = _span()


@record(frozen=True, slots=True)
class ParameterRef:
    """An entry of the `parameters` block: a number to be fitted."""

    name: str
    span: Span = _span()


@record(frozen=True, slots=True)
class ConstantRef:
    """A `param`: a compile-time constant."""

    name: str
    span: Span = _span()


@record(frozen=True, slots=True)
class GridRef:
    """A `grid`, which functions take as a value."""

    name: str
    span: Span = _span()


@record(frozen=True, slots=True)
class PredictorRef:
    """A predictor, which is a variable after `train`."""

    name: str
    span: Span = _span()


@record(frozen=True, slots=True)
class CategoryValue:
    """A value of a category, an ordinal or a binary: its word and its index."""

    word: str
    index: int
    span: Span = _span()


@record(frozen=True, slots=True)
class Apply:
    """A function of the library applied; `function` is its name there (`sigmoid`, `thorax`).

    Keyword arguments are put in their place by the checker, defaults filled in.
    """

    function: str
    arguments: tuple["Expr", ...]
    span: Span = _span()


@record(frozen=True, slots=True)
class Listed:
    """`[a, b, c]`: numbers side by side, a vector."""

    items: tuple["Expr", ...]
    span: Span = _span()


@record(frozen=True, slots=True)
class LearnedFunction:
    """`linear(a, b)` or `mlp(a, b)`: an anonymous function to be learned.

    `key` names it uniquely in the model (such as `disease_linear`); `outputs` is its width.
    """

    function: Literal["linear", "mlp"]
    inputs: tuple[str, ...]
    key: str
    outputs: int = 1
    options: tuple[tuple[str, "Expr"], ...] = ()
    span: Span = _span()


@record(frozen=True, slots=True)
class Unary:
    """`-x` or `not x`."""

    sign: str
    operand: "Expr"
    span: Span = _span()


@record(frozen=True, slots=True)
class Binary:
    """`+ - * / ^ == != < <= > >= and or`."""

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
class Match:
    """A complete `match`: to the value with index i of the subject belongs `results[arms[i]]`.

    Several values may share a result, which stands here once: a `match` inside a `match` is as
    large as its text, however many values both have.
    """

    subject: str
    results: tuple["Expr", ...]
    arms: tuple[int, ...]
    span: Span = _span()


@record(frozen=True, slots=True)
class Had:
    """A counterfactual value: `(value had assignments)`."""

    value: "Expr"
    assignments: tuple["Assignment", ...]
    span: Span = _span()


@record(frozen=True, slots=True)
class Expectation:
    """`E[value | do(...), conditions]` or, with `probability`, `P(event | ...)`.

    `assignments` are those of `do`; `conditions` are boolean expressions over variables.
    """

    probability: bool
    value: "Expr"
    assignments: tuple["Assignment", ...] = ()
    conditions: tuple["Expr", ...] = ()
    span: Span = _span()


Expr = (
    Number
    | VariableRef
    | NoiseRef
    | ParameterRef
    | ConstantRef
    | GridRef
    | PredictorRef
    | CategoryValue
    | Apply
    | Listed
    | LearnedFunction
    | Unary
    | Binary
    | Conditional
    | Match
    | Had
    | Expectation
)


@record(frozen=True, slots=True)
class LawCall:
    """A law with its parameters by their canonical names (`causalimg.library.laws`).

    For `Categorical` the names are the values of the target, for `OrderedLogistic` the score and
    then one name for each cut point; `truncated` is `(low, high)`.
    """

    law: str
    arguments: tuple[tuple[str, Expr], ...]
    truncated: tuple[Expr, Expr] | None = None
    span: Span = _span()

    def argument(self, name: str) -> Expr | None:
        """The expression given for a parameter, or None."""
        return dict(self.arguments).get(name)

    @property
    def cuts(self) -> tuple[Expr, ...]:
        """The cut points of an `OrderedLogistic`; none where they are learned."""
        whole = tuple(value for _, value in self.arguments)
        return whole[1:] if self.law == "OrderedLogistic" else ()


@record(frozen=True, slots=True)
class SetTo:
    """`variable = value`; right of `=`, names mean the factual value."""

    variable: str
    value: Expr
    span: Span = _span()


@record(frozen=True, slots=True)
class DrawFrom:
    """`variable ~ law`: a stochastic intervention."""

    variable: str
    law: LawCall
    span: Span = _span()


@record(frozen=True, slots=True)
class Sweep:
    """`variable in low .. high by step`: a ladder of interventions."""

    variable: str
    low: Expr
    high: Expr
    step: Expr
    span: Span = _span()


Assignment = SetTo | DrawFrom | Sweep


def children(expr: Expr) -> tuple[Expr, ...]:
    """The expressions directly inside an expression."""
    inner = _INNER.get(type(expr))
    return inner(expr) if inner else ()


def assigned(assignments: tuple[Assignment, ...]) -> tuple[Expr, ...]:
    """The expressions on the right of assignments."""
    found: list[Expr] = []
    for assignment in assignments:
        match assignment:
            case SetTo(value=value):
                found.append(value)
            case DrawFrom(law=law):
                found.extend(value for _, value in law.arguments)
            case Sweep(low=low, high=high, step=step):
                found.extend((low, high, step))
    return tuple(found)


#: Of each kind of node that has nodes inside, which: by a table, since a model is walked often.
_INNER: dict[type, Callable[[Any], tuple[Expr, ...]]] = {
    Apply: lambda e: e.arguments,
    Listed: lambda e: e.items,
    Unary: lambda e: (e.operand,),
    Binary: lambda e: (e.left, e.right),
    Conditional: lambda e: (e.condition, e.yes, e.no),
    Match: lambda e: e.results,
    Had: lambda e: (e.value, *assigned(e.assignments)),
    Expectation: lambda e: (e.value, *assigned(e.assignments), *e.conditions),
    LearnedFunction: lambda e: tuple(value for _, value in e.options),
}


def walk(expr: Expr) -> tuple[Expr, ...]:
    """The expression and everything inside it, outermost first.

    Example:
        >>> [type(e).__name__ for e in walk(Binary("+", Number(1), VariableRef("age")))]
        ['Binary', 'Number', 'VariableRef']
    """
    found: list[Expr] = []
    waiting: list[Expr] = [expr]
    while waiting:
        current = waiting.pop()
        found.append(current)
        inner = _INNER.get(type(current))
        if inner:
            waiting.extend(inner(current)[::-1])
    return tuple(found)


def variables_in(expr: Expr) -> tuple[str, ...]:
    """Names of the variables that an expression reads, in order, once each."""
    return tuple(dict.fromkeys(name for node in walk(expr) for name in read_by(node)))


def read_by(node: Expr) -> tuple[str, ...]:
    """Names of the variables that a node reads itself, not through what is inside it."""
    names = _READ.get(type(node))
    return names(node) if names else ()


_READ: dict[type, Callable[[Any], tuple[str, ...]]] = {
    VariableRef: lambda e: (e.name,),
    Match: lambda e: (e.subject,),
    LearnedFunction: lambda e: e.inputs,
}


def noises_in(expr: Expr) -> tuple[str, ...]:
    """Names of the noises that an expression reads, with repetition."""
    return tuple(node.name for node in walk(expr) if isinstance(node, NoiseRef))
