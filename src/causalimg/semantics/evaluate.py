"""The value of an expression whose variables are known: constants, options, probabilities."""

import math
import operator
from collections.abc import Callable, Mapping

from causalimg.semantics.expr import (
    Apply,
    Binary,
    CategoryValue,
    Conditional,
    ConstantRef,
    Expr,
    Match,
    Number,
    Unary,
    VariableRef,
    children,
)
from causalimg.semantics.model import Constant

_SIGNS: Mapping[str, Callable[[float, float], float]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
    "^": operator.pow,
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "and": lambda a, b: float(bool(a) and bool(b)),
    "or": lambda a, b: float(bool(a) or bool(b)),
}
FUNCTIONS: Mapping[str, Callable[..., float]] = {
    "exp": math.exp,
    "log": math.log,
    "sqrt": math.sqrt,
    "tanh": math.tanh,
    "abs": abs,
    "min": min,
    "max": max,
    "sigmoid": lambda x: 1 / (1 + math.exp(-x)) if x > -700 else 0.0,
    "logit": lambda p: math.log(p / (1 - p)),
    "softplus": lambda x: math.log1p(math.exp(x)) if x < 700 else x,
    "clip": lambda x, low, high: min(max(x, low), high),
}


def evaluate(
    expr: Expr,
    constants: Mapping[str, Constant],
    values: Mapping[str, float] | None = None,
) -> float | None:
    """The number that an expression stands for, or None where it is not known yet.

    Args:
        expr: a resolved expression.
        constants: the model's constants.
        values: what variables are; finite ones by their index.

    Example:
        >>> evaluate(Binary("*", Number(6), Number(7)), {})
        42.0
    """
    try:
        found = _value(expr, constants, values or {})
    except (ArithmeticError, ValueError):
        return None
    return float(found) if isinstance(found, int | float) else None


def _value(  # noqa: C901, PLR0911  one line per node type
    expr: Expr, constants: Mapping[str, Constant], values: Mapping[str, float]
) -> float | None:
    match expr:
        case Number(value=value):
            return None if math.isnan(value) else value
        case ConstantRef(name=name):
            return constants[name].value if name in constants else None
        case CategoryValue(index=index):
            return float(index)
        case VariableRef(name=name):
            return values.get(name)
        case Unary() | Binary() | Apply():
            return _applied(expr, constants, values)
        case Conditional(condition=condition, yes=yes, no=no):
            test = _value(condition, constants, values)
            return None if test is None else _value(yes if test else no, constants, values)
        case Match(subject=subject, results=results, arms=arms):
            if subject not in values:
                return None
            return _value(results[arms[int(values[subject])]], constants, values)
        case _:
            return None


def _applied(
    expr: Unary | Binary | Apply, constants: Mapping[str, Constant], values: Mapping[str, float]
) -> float | None:
    found = [_value(one, constants, values) for one in children(expr)]
    known = [one for one in found if one is not None]
    if len(known) < len(found):
        return None
    match expr:
        case Unary(sign="-"):
            return -known[0]
        case Unary():
            return float(not known[0])
        case Binary(sign=sign):
            return float(_SIGNS[sign](*known))
        case Apply(function=function):
            return FUNCTIONS[function](*known) if function in FUNCTIONS else None
