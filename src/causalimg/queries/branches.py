"""Which learned numbers an expression reads, once the value of a finite cause is known."""

import torch

from causalimg.program.plan import expressions
from causalimg.queries.evaluate import MIRRORED, SIGNS
from causalimg.semantics.expr import (
    Binary,
    CategoryValue,
    Conditional,
    Expr,
    LearnedFunction,
    Match,
    Number,
    ParameterRef,
    Unary,
    VariableRef,
    children,
)
from causalimg.semantics.model import Mechanism


def numbers(mechanism: Mechanism, cause: str = "", index: int = 0) -> set[str]:
    """What a mechanism reads that is learned.

    A learned function has numbers of its own for every value of a finite cause, and counts as
    one for each of them.

    Args:
        mechanism: an equation or a law.
        cause: a cause of finitely many values that is held; none for what is read anywhere.
        index: of its value.
    """
    return {n for expr in expressions(mechanism) for n in _learned(expr, cause, index)}


def of_function(key: str, cause: str, index: int) -> str:
    """What `numbers` calls those of a learned function that belong to a value of a cause."""
    return f"{key} {cause} = {index}"


def _learned(expr: Expr, cause: str, index: int) -> set[str]:
    match expr:
        case ParameterRef(name=name):
            return {name}
        case LearnedFunction(inputs=inputs, key=key):
            return {of_function(key, cause, index)} if cause in inputs else set()
        case Match(subject=subject, results=results, arms=arms) if subject == cause:
            return _learned(results[arms[index]], cause, index)
        case Conditional(condition=condition, yes=yes, no=no):
            holds = _holds(condition, cause, index)
            if holds is not None:
                return _learned(yes if holds else no, cause, index)
        case Binary(sign="*", left=left, right=right):
            if False in (_holds(left, cause, index), _holds(right, cause, index)):
                return set()
        case _:
            pass
    return {name for inner in children(expr) for name in _learned(inner, cause, index)}


def _holds(expr: Expr, cause: str, index: int) -> bool | None:
    """Whether a condition holds at that value; None where something else decides."""
    match expr:
        case VariableRef(name=name) if name == cause:
            return bool(index)
        case Unary(sign="not", operand=operand):
            inner = _holds(operand, cause, index)
            return None if inner is None else not inner
        case Binary(sign="and" | "or" as sign, left=left, right=right):
            known = {_holds(left, cause, index), _holds(right, cause, index)}
            deciding = sign == "or"
            return deciding if deciding in known else None if None in known else not deciding
        case Binary(sign=sign, left=VariableRef(name=name), right=other) if name == cause:
            return _compared(sign, index, other)
        case Binary(sign=sign, left=other, right=VariableRef(name=name)) if name == cause:
            return _compared(MIRRORED.get(sign, sign), index, other)
        case _:
            return None


def _compared(sign: str, index: int, other: Expr) -> bool | None:
    value = {CategoryValue: "index", Number: "value"}.get(type(other))
    if value is None or sign not in MIRRORED:
        return None
    return bool(SIGNS[sign](torch.tensor(index), torch.tensor(getattr(other, value))))
