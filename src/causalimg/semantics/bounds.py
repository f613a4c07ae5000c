"""Where the values of an expression lie, from supports and laws, by interval arithmetic."""

import math
from collections.abc import Callable, Mapping

from causalimg.library import interval
from causalimg.library.functions import find
from causalimg.library.interval import EVERYWHERE, NOT_NEGATIVE, UNIT, Interval, exactly, within
from causalimg.library.laws import LAWS, support
from causalimg.library.std.signature import Function
from causalimg.semantics.evaluate import FUNCTIONS
from causalimg.semantics.expr import (
    Apply,
    Binary,
    CategoryValue,
    Conditional,
    ConstantRef,
    Expr,
    Had,
    LawCall,
    Listed,
    Match,
    NoiseRef,
    Number,
    ParameterRef,
    Unary,
    VariableRef,
)
from causalimg.semantics.model import Model, Variable
from causalimg.semantics.types import Binary as BinaryType
from causalimg.semantics.types import Category, Count, Mask, Ordinal

_OPERATORS: Mapping[str, Callable[[Interval, Interval], Interval]] = {
    "+": interval.add,
    "-": lambda a, b: interval.add(a, interval.negate(b)),
    "*": interval.multiply,
    "/": interval.divide,
    "^": interval.raise_to,
}


def bounds(expr: Expr, model: Model) -> Interval:  # noqa: C901, PLR0911  one line per node type
    """The interval that holds all values of an expression.

    Tight where every variable and noise occurs once; never too small.

    Args:
        expr: a resolved expression.
        model: the model that it belongs to.
    """
    match expr:
        case Number(value=value):
            return EVERYWHERE if math.isnan(value) else exactly(value)
        case CategoryValue(index=index):
            return exactly(index)
        case VariableRef() | NoiseRef() | ParameterRef() | ConstantRef():
            return _named(expr, model)
        case Unary(sign="-", operand=operand):
            return interval.negate(bounds(operand, model))
        case Binary(sign=sign, left=left, right=right) if sign in _OPERATORS:
            reach = _OPERATORS[sign](bounds(left, model), bounds(right, model))
            share = sign == "/" and _is_share(left, right, model)
            return interval.meet(reach, UNIT) if share else reach
        case Unary() | Binary():
            return UNIT
        case Conditional(yes=yes, no=no):
            return interval.hull((bounds(yes, model), bounds(no, model)))
        case Match(results=results):
            return interval.hull(bounds(result, model) for result in results)
        case Apply(function=function, arguments=arguments):
            return applied(function, [bounds(one, model) for one in arguments])
        case Had(value=value):
            return bounds(value, model)
        case Listed(items=items):
            return interval.hull(bounds(one, model) for one in items)
        case _:
            return EVERYWHERE


def _is_share(part: Expr, whole: Expr, model: Model) -> bool:
    """Whether something not negative is divided by a sum of such things, itself among them.

    So are the shares of a softmax written by hand, `exp(a) / (exp(a) + exp(b))`.
    """
    found = _summands(whole)
    return part in found and all(within(bounds(one, model), NOT_NEGATIVE) for one in found)


def _summands(expr: Expr) -> list[Expr]:
    found: list[Expr] = []
    waiting = [expr]
    while waiting:
        match waiting.pop():
            case Binary(sign="+", left=left, right=right):
                waiting += [left, right]
            case one:
                found.append(one)
    return found


def of_variable(variable: Variable) -> Interval:
    """Where a variable lies by its declaration."""
    if variable.support is not None:
        return variable.support
    match variable.type:
        case BinaryType():
            return UNIT
        case Count():
            return NOT_NEGATIVE
        case Category(values) | Ordinal(values) | Mask(values):
            return Interval(0, len(values) - 1, low_closed=True, high_closed=True)
        case _:
            return EVERYWHERE


def law_support(law: LawCall, model: Model) -> Interval:
    """Where the draws of a law lie, given what is known about its arguments."""
    known = {name: bounds(value, model) for name, value in law.arguments}
    return support(LAWS[law.law], known, cut(law, model))


def cut(law: LawCall, model: Model) -> Interval | None:
    """The interval to which a law is truncated, at its widest."""
    if law.truncated is None:
        return None
    low, high = (bounds(end, model) for end in law.truncated)
    return Interval(low.low, high.high, low_closed=True, high_closed=True)


def _named(expr: VariableRef | NoiseRef | ParameterRef | ConstantRef, model: Model) -> Interval:
    name = expr.name
    match expr:
        case VariableRef():
            return of_variable(model.variable(name))
        case NoiseRef():
            return law_support(model.noise(name).law, model)
        case ParameterRef():
            found = (p.support for p in model.parameters if p.name == name)
            return next(found, None) or EVERYWHERE
        case ConstantRef():
            return next((exactly(c.value) for c in model.constants if c.name == name), EVERYWHERE)


def applied(name: str, arguments: list[Interval]) -> Interval:
    """The values of a function of the library, from those of its arguments."""
    function = find(name)
    if function is None or not arguments:
        return EVERYWHERE
    special = _SPECIAL.get(name)
    if special is not None:
        return special(arguments)
    if function.rising:
        return _rising(function, arguments[0])
    return function.range or arguments[0]


def _rising(function: Function, argument: Interval) -> Interval:
    inside = interval.meet(argument, function.domain)
    reach = function.range or EVERYWHERE
    if inside.low > inside.high:
        return reach
    compute = FUNCTIONS[function.name]
    ends = [_limit(compute, inside.low, reach.low), _limit(compute, inside.high, reach.high)]
    return Interval(ends[0], ends[1], inside.low_closed, inside.high_closed)


def _limit(compute: Callable[..., float], at: float, beyond: float) -> float:
    """The value at an end, or the end of the function's range where it has no value there."""
    try:
        return float(compute(at))
    except (ArithmeticError, ValueError):
        return beyond


def _absolute(arguments: list[Interval]) -> Interval:
    inner = arguments[0]
    if inner.low >= 0:
        return inner
    if inner.high <= 0:
        return interval.negate(inner)
    high = max(-inner.low, inner.high)
    return Interval(0, high, low_closed=True, high_closed=inner.high_closed)


def _lowest(arguments: list[Interval]) -> Interval:
    low, high = min(a.low for a in arguments), min(a.high for a in arguments)
    return Interval(low, high, low_closed=True, high_closed=True)


def _highest(arguments: list[Interval]) -> Interval:
    return interval.negate(_lowest([interval.negate(a) for a in arguments]))


def _clipped(arguments: list[Interval]) -> Interval:
    inner, low, high = arguments
    return _lowest([_highest([inner, low]), high])


_SPECIAL: Mapping[str, Callable[[list[Interval]], Interval]] = {
    "abs": _absolute,
    "min": _lowest,
    "max": _highest,
    "clip": _clipped,
}
