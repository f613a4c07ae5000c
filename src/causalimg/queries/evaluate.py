"""Expressions of a question, evaluated on tensors of values.

This is the arithmetic of questions only (`E[a + b | c > 2]`, `image - (image had x = 0)`);
mechanisms are never evaluated here, they are statements of the compiled program.
"""

import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from causalimg.diagnostics import CausalimgError, CausalimgInternalError, Diagnostic
from causalimg.program.imaging.pictures import area, volume
from causalimg.program.tensors import stacked
from causalimg.semantics.expr import (
    Apply,
    Binary,
    CategoryValue,
    Conditional,
    ConstantRef,
    Expr,
    Had,
    Listed,
    Match,
    Number,
    ParameterRef,
    PredictorRef,
    Unary,
    VariableRef,
    children,
    walk,
)

Values = Mapping[str, Tensor]


@dataclass(frozen=True, slots=True)
class Predicted:
    """What a trained predictor says in one world.

    Args:
        number: its number `[..., row]`, for a binary target the probability of 1; None for words,
            whose mean means nothing.
        shares: the probability of each value `[..., row, value]`; None for a number.
    """

    number: Tensor | None
    shares: Tensor | None


@dataclass(frozen=True, slots=True)
class Reading:
    """What the names of an expression mean in one world.

    Args:
        values: variables, `[..., row]`, pictures `[..., row, channel, height, width]`.
        shape: the left dimensions `[..., row]` to which all values broadcast.
        events: right dimensions of a value that belong to one row: 3 or 4 for a picture, else 0.
        constants: `param` and `parameters` entries.
        predictions: what a trained predictor says in this world.
        had: the reading of another world, for `(value had assignments)`.
        spacing: distance of two pixels of the pictures in an expression; None for no unit.
    """

    values: Values
    shape: torch.Size
    events: Mapping[str, int]
    constants: Mapping[str, Tensor]
    predictions: Callable[[str], Predicted]
    had: Callable[[Had], "Reading"]
    spacing: Callable[[Expr], float | None] = lambda _: None


def evaluate(expr: Expr, reading: Reading) -> Tensor:
    """Value of a resolved expression in one world.

    Numbers and pictures mix: a number per row is spread over the pixels of its row. A comparison
    gives booleans. One with a predictor of finitely many values gives the predicted probability
    that it holds, and `and`, `or`, `not` then follow the rules of independent events.

    Args:
        expr: a resolved expression without `E` or `P`.
        reading: what names mean.

    Returns:
        A tensor whose left dimensions are those of the values that it reads.

    Raises:
        CausalimgError: E0711 for a function that questions cannot use, and for a predictor
            where its probabilities cannot stand for its value.

    Example:
        >>> a = torch.tensor([1.0, 2.0])
        >>> plain = Reading({"a": a}, a.shape, {}, {}, None, None)
        >>> evaluate(Binary(">", VariableRef("a"), Number(1.5)), plain)
        tensor([False,  True])
    """
    return _value(expr, reading)[0]


def evaluate_sized(expr: Expr, reading: Reading) -> tuple[Tensor, int]:
    """The value, and how many of its right dimensions belong to one row: see `evaluate`."""
    return _value(expr, reading)


def together(*shapes: torch.Size) -> torch.Size:
    """The shape to which several shapes broadcast (`torch.broadcast_shapes` imports sympy)."""
    return torch.Size(np.broadcast_shapes(*shapes))


def names_read(expr: Expr) -> tuple[str, ...]:
    """Variables and predictors read in the world of the expression itself.

    The value of a `had` belongs to another world and is left out; the right-hand sides of its
    assignments are read here.
    """
    found: dict[str, None] = {}
    match expr:
        case VariableRef(name=name) | PredictorRef(name=name):
            found[name] = None
        case Match(subject=subject):
            found[subject] = None
        case _:
            pass
    inside = children(expr)[1:] if isinstance(expr, Had) else children(expr)
    for child in inside:
        found.update(dict.fromkeys(names_read(child)))
    return tuple(found)


_Spread = tuple[Tensor, int]


def _value(expr: Expr, reading: Reading) -> _Spread:  # noqa: C901, PLR0911, PLR0912  a line per node
    match expr:
        case Number(value=value):
            return torch.tensor(value), 0
        case CategoryValue(index=index):
            return torch.tensor(index), 0
        case ConstantRef(name=name) | ParameterRef(name=name):
            return reading.constants[name], 0
        case VariableRef(name=name):
            return reading.values[name], reading.events.get(name, 0)
        case PredictorRef(name=name):
            return _predicted_number(expr, name, reading), 0
        case Had(value=value):
            return _value(value, reading.had(expr))
        case Unary(sign="-", operand=operand):
            inner, event = _value(operand, reading)
            return -_number(inner), event
        case Unary(operand=operand):
            inner, event = _value(operand, reading)
            return _not(inner), event
        case Binary(sign=sign, left=left, right=right):
            if sign in MIRRORED and (chance := _chance(expr, reading)) is not None:
                return chance, 0
            (a, b), event = _align(_value(left, reading), _value(right, reading))
            if sign in ("and", "or") and not _both_truths(a, b):
                _refuse_same(expr)
            return _binary(sign, a, b), event
        case Conditional(condition=condition, yes=yes, no=no):
            parts = [_value(part, reading) for part in (condition, yes, no)]
            (c, a, b), event = _align(*parts)
            if c.dtype != torch.bool and _predictors(condition):
                raise _unsure(condition)
            return torch.where(c.bool(), a, b), event
        case Match():
            return _match(expr, reading)
        case Listed(items=items):
            return stacked(*(_value(item, reading)[0] for item in items)), 1
        case Apply(function=function, arguments=arguments):
            return _apply(expr, function, [_value(a, reading) for a in arguments], reading)
        case _:
            raise CausalimgInternalError(f"a question cannot hold {expr!r}")


def _align(*parts: _Spread) -> tuple[list[Tensor], int]:
    """Spread numbers over pixels: unsqueeze on the right to the largest event."""
    event = max(size for _, size in parts)
    spread = [v.reshape(*v.shape, *[1] * (event - size)) if v.dim() else v for v, size in parts]
    return spread, event


SIGNS: Mapping[str, Callable[[Tensor, Tensor], Tensor]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
    "^": torch.pow,
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


MIRRORED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "==": "==", "!=": "!="}


def _predicted_number(expr: PredictorRef, name: str, reading: Reading) -> Tensor:
    found = reading.predictions(name)
    if found.number is None:
        message = f"`{name}` predicts one of several words, and words have no mean"
        helps = (f"ask how probable one of them is: `{name} == ...`",)
        raise CausalimgError([Diagnostic("E0711", message, expr.span, helps=helps)])
    return found.number


def _chance(expr: Binary, reading: Reading) -> Tensor | None:
    """Probability that a comparison with a predicted value holds; None where there is none.

    The other side has one value per row: `sum_k P(k) [k sign value]`.
    """
    left, right = _shares(expr.left, reading), _shares(expr.right, reading)
    if left is not None and right is not None:
        message = "two predictions are compared, and what they share is not known"
        helps = ("compare each with a value or a variable",)
        raise CausalimgError([Diagnostic("E0711", message, expr.span, helps=helps)])
    if left is None and right is None:
        return None
    other = expr.right if left is not None else expr.left
    sign = expr.sign if left is not None else MIRRORED[expr.sign]
    shares = left if left is not None else right
    assert shares is not None
    value = _value(other, reading)[0]
    holds = SIGNS[sign](torch.arange(shares.shape[-1]), value.unsqueeze(-1))
    return (shares * holds).sum(-1)


def _shares(expr: Expr, reading: Reading) -> Tensor | None:
    """Probability of each value of a predictor, in its world; None for anything else."""
    match expr:
        case PredictorRef(name=name):
            return reading.predictions(name).shares
        case Had(value=PredictorRef() | Had() as value) if _predictors(value):
            return _shares(value, reading.had(expr))
        case _:
            return None


def _predictors(expr: Expr) -> frozenset[str]:
    return frozenset(node.name for node in walk(expr) if isinstance(node, PredictorRef))


def _refuse_same(expr: Binary) -> None:
    """Events of one predictor are not independent: `p == a or p == b`."""
    for name in sorted(_predictors(expr.left) & _predictors(expr.right)):
        message = f"`{name}` stands on both sides of `{expr.sign}`, and its events go together"
        helps = ("ask for each by itself; different values exclude each other, so they add up",)
        raise CausalimgError([Diagnostic("E0711", message, expr.span, helps=helps)])


def _unsure(condition: Expr) -> CausalimgError:
    message = "a predictor gives a probability, and `if` wants something that holds or not"
    helps = ("condition on it, `E[... | p == 1]`, or multiply: `E[p * size]`",)
    return CausalimgError([Diagnostic("E0711", message, condition.span, helps=helps)])


def _binary(sign: str, a: Tensor, b: Tensor) -> Tensor:
    if sign == "and":
        return a & b if _both_truths(a, b) else _number(a) * _number(b)
    if sign == "or":
        if _both_truths(a, b):
            return a | b
        a, b = _number(a), _number(b)
        return a + b - a * b
    if sign in ("+", "-", "*"):
        a, b = _number(a), _number(b)
    return SIGNS[sign](a, b)


def _both_truths(a: Tensor, b: Tensor) -> bool:
    return a.dtype == torch.bool and b.dtype == torch.bool


def _number(value: Tensor) -> Tensor:
    return value.float() if value.dtype == torch.bool else value


def _not(value: Tensor) -> Tensor:
    return ~value if value.dtype == torch.bool else 1 - value


def _match(expr: Match, reading: Reading) -> _Spread:
    which = reading.values[expr.subject], reading.events.get(expr.subject, 0)
    parts, event = _align(which, *(_value(result, reading) for result in expr.results))
    value, *branches = parts
    at = torch.tensor(expr.arms, device=value.device)[value.long()]
    chosen = branches[0].expand(together(at.shape, branches[0].shape))
    for index, branch in enumerate(branches[1:], start=1):
        chosen = torch.where(at == index, branch, chosen)
    return chosen, event


_EACH: Mapping[str, Callable[[Tensor], Tensor]] = {
    "exp": torch.exp,
    "log": torch.log,
    "sqrt": torch.sqrt,
    "abs": torch.abs,
    "sigmoid": torch.sigmoid,
    "logit": torch.logit,
    "softplus": torch.nn.functional.softplus,
    "tanh": torch.tanh,
}
_PICTURE: Mapping[str, Callable[[Tensor], Tensor]] = {
    "mean": lambda pixels: pixels.mean(-1),
    "sum": lambda pixels: pixels.sum(-1),
    "median": lambda pixels: pixels.quantile(0.5, -1),
}
_SEVERAL: Mapping[str, Callable[..., Tensor]] = {
    "min": torch.minimum,
    "max": torch.maximum,
    "clip": lambda x, low, high: torch.minimum(torch.maximum(x, low), high),
}
_VECTOR: Mapping[str, Callable[..., Tensor]] = {
    "element": lambda x, place: x[..., int(place) - 1],
    "dot": lambda x, y: (x * y).sum(-1),
}


_EXTENT: Mapping[str, Callable[[Tensor, float], Tensor]] = {"area": area, "volume": volume}


def _apply(expr: Apply, function: str, arguments: list[_Spread], reading: Reading) -> _Spread:
    if function in _EACH and len(arguments) == 1:
        value, event = arguments[0]
        return _EACH[function](_number(value)), event
    if function in _PICTURE and len(arguments) == 1 and arguments[0][1]:
        value, event = arguments[0]
        return _PICTURE[function](_number(value).flatten(-event)), 0
    if function in _SEVERAL:
        parts, event = _align(*arguments)
        like = torch.result_type(parts[0], parts[-1])
        return _SEVERAL[function](*(part.to(like) for part in parts)), event
    if function in _VECTOR:
        return _VECTOR[function](*(value for value, _ in arguments)), 0
    if function in _EXTENT:
        return _EXTENT[function](_number(arguments[0][0]), reading.spacing(expr) or 1.0), 0
    built = {*_EACH, *_PICTURE, *_SEVERAL, *_VECTOR, *_EXTENT}
    known = ", ".join(f"`{name}`" for name in sorted(built))
    message = f"`{function}` cannot be used in a question"
    raise CausalimgError([Diagnostic("E0711", message, expr.span, helps=(f"use {known}",))])
