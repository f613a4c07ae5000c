"""The exact table of a finite variable whose mechanism is written in known numbers.

A draw has its probabilities in every case of its causes. An equation has them where its noises
are finite, or uniform and only compared with numbers: the thresholds cut the uniform noise into
stretches on each of which the equation is constant, so that their lengths are the probabilities.
"""

import math
from collections.abc import Iterator, Mapping
from dataclasses import fields, replace
from itertools import pairwise, product
from typing import Any

from causalimg.diagnostics import CausalimgError, Diagnostic
from causalimg.interfaces.exchange.reading import MOST_NUMBERS
from causalimg.interfaces.exchange.sketch import Table, word_of
from causalimg.semantics.evaluate import evaluate
from causalimg.semantics.expr import Binary, Expr, LawCall, NoiseRef, VariableRef, walk
from causalimg.semantics.model import (
    Constant,
    Draw,
    Equation,
    Learned,
    Mechanism,
    Model,
    Noise,
    Variable,
)
from causalimg.semantics.types import values_of
from causalimg.source import Span

_SIGNS = {"<", "<=", ">", ">="}
_Case = tuple[int, ...]
_Values = Mapping[str, float]
_Weighted = tuple[float, float]


def tables_of(model: Model) -> tuple[Table, ...]:
    """The table of every variable, in the order of the text.

    Args:
        model: a checked model.

    Raises:
        CausalimgError: E0802 for the first variable that has none, or that BIF cannot say.
    """
    for variable in model.variables:
        if not values_of(variable.type):
            message = f"`{variable.name}` is a {word_of(variable.type)}, which BIF cannot say"
            helps = ("BIF has variables with finitely many values only",)
            raise _unsayable(model, variable.span, message, *helps)
    if model.bidirected:
        arc = model.bidirected[0]
        message = f"`{arc.left} <-> {arc.right}` is an unseen cause, which BIF cannot say"
        raise _unsayable(model, arc.span, message, "name the cause: `latent cause : binary`")
    tables = tuple(_table(model, variable) for variable in model.variables)
    if sum(len(row) for table in tables for row in table.rows.values()) > MOST_NUMBERS:
        message = f"the tables of this model hold more than {MOST_NUMBERS:,} numbers"
        raise _unsayable(model, model.variables[0].span, message)
    return tables


def _unsayable(model: Model, span: Span, message: str, *helps: str) -> CausalimgError:
    return CausalimgError([Diagnostic("E0802", message, span, helps=helps)], model.source)


def _table(model: Model, variable: Variable) -> Table:
    mechanism = model.mechanism(variable.name)
    if mechanism is None or isinstance(mechanism, Learned):
        raise _unknown(model, variable, mechanism)
    width = len(values_of(variable.type))
    sizes = [len(values_of(model.variable(name).type)) for name in mechanism.parents]
    if math.prod(sizes) * width > MOST_NUMBERS:
        message = f"the table of `{variable.name}` holds more than {MOST_NUMBERS:,} numbers"
        raise _unsayable(model, mechanism.span, message)
    rows: dict[_Case, tuple[float, ...]] = {}
    for case in product(*map(range, sizes)):
        at = dict(zip(mechanism.parents, map(float, case), strict=True))
        row = _row(model, mechanism, width, at)
        if row is None:
            raise _unknown(model, variable, mechanism)
        if abs(math.fsum(row) - 1) > 1e-6 or min(row) < 0:
            raise _not_one(model, variable, mechanism, at, row)
        rows[case] = row
    return Table(variable.name, mechanism.parents, rows)


def _unknown(model: Model, variable: Variable, mechanism: Mechanism | None) -> CausalimgError:
    name = variable.name
    if variable.kind == "environment":
        why = "is an environment, and how often each site occurs is in the data"
    elif mechanism is None:
        why = "has no mechanism"
    else:
        why = "has no table of known probabilities"
    words = values_of(variable.type)
    helps = f"write its probabilities as numbers: `{name} ~ Categorical({words[0]} = 0.3, ...)`"
    if words == ("0", "1"):
        helps = f"write its probability as a number: `{name} ~ Bernoulli(0.3)`"
    span = variable.span if mechanism is None else mechanism.span
    return _unsayable(model, span, f"`{name}` {why}, and BIF has nothing else", helps)


def _not_one(
    model: Model, variable: Variable, mechanism: Mechanism, at: _Values, row: tuple[float, ...]
) -> CausalimgError:
    said = [f"{n} is {values_of(model.variable(n).type)[int(i)]}" for n, i in at.items()]
    where = f" where {' and '.join(said)}" if said else ""
    numbers = ", ".join(f"{x:g}" for x in row)
    message = f"`{variable.name}` has the probabilities {numbers}{where}"
    helps = ("they have to be from 0 to 1, and to add up to 1",)
    return _unsayable(model, mechanism.span, message, *helps)


# ---- one row -----------------------------------------------------------------------------------


def _row(
    model: Model, mechanism: Draw | Equation, width: int, at: _Values
) -> tuple[float, ...] | None:
    constants = {constant.name: constant for constant in model.constants}
    if isinstance(mechanism, Draw):
        return law_row(mechanism.law, width, constants, at)
    return _equation_row(model, mechanism, width, constants, at)


def law_row(  # noqa: PLR0911  one line per law
    law: LawCall, width: int, constants: Mapping[str, Constant], at: _Values
) -> tuple[float, ...] | None:
    """The probabilities of each value under a finite law, or None where they are not known.

    Args:
        law: the law.
        width: how many values there are.
        constants: of the model.
        at: the indices of the causes.

    Example:
        >>> from causalimg.semantics.expr import Number
        >>> law_row(LawCall("Bernoulli", (("p", Number(0.25)),)), 2, {}, {})
        (0.75, 0.25)
    """
    given = {name: evaluate(value, constants, at) for name, value in law.arguments}
    known = [x for x in given.values() if x is not None]
    if len(known) < len(given) or law.truncated is not None:
        return None
    match law.law:
        case "Uniform" if not given:
            return (1 / width,) * width
        case "Bernoulli" if width == 2:
            p = known[0] if "p" in given else _sigmoid(known[0])
            return (_rest(p), p)
        case "Categorical":
            return tuple(known)
        case "OrderedLogistic" if len(known) == width:
            steps = [0.0, *(_sigmoid(cut - known[0]) for cut in known[1:]), 1.0]
            return tuple(high - low for low, high in pairwise(steps))
        case "Delta":
            return tuple(float(index == known[0]) for index in range(width))
        case _:
            return None


def _sigmoid(x: float) -> float:
    return 1 / (1 + math.exp(-x)) if x > 0 else math.exp(max(x, -745.0)) / (1 + math.exp(x))


def _rest(p: float) -> float:
    """What is left of 1, without digits that only rounding put there: `1 - 0.9` is 0.1."""
    return round(1 - p, 15)


# ---- equations ---------------------------------------------------------------------------------


def _equation_row(
    model: Model, equation: Equation, width: int, constants: Mapping[str, Constant], at: _Values
) -> tuple[float, ...] | None:
    value = noises_as_variables(equation.value)
    choices = [_choices(model.noise(n), value, constants, at) for n in equation.noises]
    if None in choices:
        return None
    row = [0.0] * width
    for picked in product(*(choice or [] for choice in choices)):
        here = {n: x for n, (x, _) in zip(equation.noises, picked, strict=True)}
        index = evaluate(value, constants, {**at, **here})
        if index is None or index != int(index) or not 0 <= index < width:
            return None
        row[int(index)] += math.prod(weight for _, weight in picked)
    return tuple(round(x, 15) for x in row)


def noises_as_variables(expr: Expr) -> Expr:
    """The expression with its noises as variables, which `evaluate` knows; no two share a name."""
    if isinstance(expr, NoiseRef):
        return VariableRef(expr.name)
    changed = {f.name: _renamed(getattr(expr, f.name)) for f in fields(expr) if f.init}
    return replace(expr, **changed)


def _renamed(part: Any) -> Any:
    if type(part) is tuple:  # a `Span` stays as it is
        return tuple(_renamed(one) for one in part)
    return noises_as_variables(part) if isinstance(part, Expr) else part


def _choices(
    noise: Noise, value: Expr, constants: Mapping[str, Constant], at: _Values
) -> list[_Weighted] | None:
    """Values of a noise, with their weights, that stand for all it can be."""
    name = noise.name
    if noise.law.law == "Uniform" and noise.law.arguments:
        return _stretches(noise.law, name, value, constants, at)
    width = len(values_of(noise.type)) or (2 if noise.law.law == "Bernoulli" else 0)
    if width:
        row = law_row(noise.law, width, constants, {})
        return None if row is None else [(float(i), x) for i, x in enumerate(row)]
    return None


def _stretches(
    law: LawCall, name: str, value: Expr, constants: Mapping[str, Constant], at: _Values
) -> list[_Weighted] | None:
    """The middles of the stretches between the thresholds, with their lengths."""
    ends = [evaluate(argument, constants) for _, argument in law.arguments]
    low, high = ends if len(ends) == 2 else (None, None)
    cuts = list(_thresholds(name, value, constants, at))
    if low is None or high is None or not low < high or law.truncated or None in cuts:
        return None
    inner = {x for x in cuts if x is not None and low < x < high}
    steps = [low, *sorted(inner), high]
    return [((a + b) / 2, (b - a) / (high - low)) for a, b in pairwise(steps)]


def _thresholds(
    name: str, value: Expr, constants: Mapping[str, Constant], at: _Values
) -> Iterator[float | None]:
    """What the noise is compared with; None where it is used otherwise."""
    compared = 0
    for node in walk(value):
        if isinstance(node, Binary) and node.sign in _SIGNS:
            sides = (node.left, node.right)
            mine = [side for side in sides if side == VariableRef(name)]
            others = [side for side in sides if VariableRef(name) not in walk(side)]
            if len(mine) == 1 and len(others) == 1:
                compared += 1
                yield evaluate(others[0], constants, at)
    if compared < sum(node == VariableRef(name) for node in walk(value)):
        yield None
