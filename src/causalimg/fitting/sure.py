"""Rows that an equation without noise says cannot be."""

from collections.abc import Iterable, Iterator

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from causalimg.diagnostics import Diagnostic
from causalimg.fitting.bind import Bound
from causalimg.fitting.rowwise import about_rows
from causalimg.fitting.settings import DataSettings
from causalimg.program.protocol import Program
from causalimg.semantics.expr import LearnedFunction, ParameterRef, walk
from causalimg.semantics.model import Equation, Model
from causalimg.semantics.types import Real

_CHUNK = 2**16
_OF_VALUE, _OF_CAUSES = 1e-4, 1e-5  # single precision, and what a difference of large causes loses
_MOST_DIGITS = 6  # behind the point; a column with more was not rounded


def contradicted(
    model: Model, program: Program, bound: Bound, settings: DataSettings
) -> list[Diagnostic]:
    """E0704 for each measured column that is not what its equation makes of measured causes.

    Such an equation has no density, so that no likelihood would ever notice. Columns may have
    been rounded, each on its own: half a unit of the last digit is allowed for the column and,
    times the slope of the equation, for each of its causes. Only real numbers are rounded.

    Args:
        model: the checked model.
        program: its program.
        bound: the rows.
        settings: for the names of the columns.
    """
    remedy = "correct the cells, or give the equation a noise of its own"
    return [
        about_rows(
            "E0704",
            bound.table,
            settings.columns.get(equation.target, equation.target),
            bound.rows[bad],
            what="differs from its equation, which has no noise, by more than rounding",
            remedy=remedy,
        )
        for equation in _sure(model, bound)
        if (bad := _differs(model, program, equation.target, bound)).any()
    ]


def _sure(model: Model, bound: Bound) -> Iterator[Equation]:
    """Equations of numbers with nothing in them that is not known."""
    for mechanism in model.mechanisms:
        if not isinstance(mechanism, Equation) or mechanism.noises:
            continue
        read = {mechanism.target, *mechanism.parents}
        inner = walk(mechanism.value)
        if read <= bound.columns.keys() and not any(
            isinstance(expr, LearnedFunction | ParameterRef) for expr in inner
        ):
            yield mechanism


def _differs(model: Model, program: Program, target: str, bound: Bound) -> NDArray[np.bool_]:
    causes = program.parents[target]
    mechanism = getattr(program, program.methods.get(target, target))
    numbers = [name for name in causes if bound.columns[name].is_floating_point()]
    rounded = {n for n in (target, *numbers) if isinstance(model.variable(n).type, Real)}
    grain = {n: _grain(bound.columns[n]) if n in rounded else 0.0 for n in (target, *numbers)}
    found: list[NDArray[np.bool_]] = []
    for start in range(0, len(bound), _CHUNK):
        index = np.arange(start, min(start + _CHUNK, len(bound)), dtype=np.int64)
        row = {k: _double(v) for k, v in bound.batch(index, (target, *causes)).items()}
        read = [row[name].requires_grad_() for name in numbers]
        made = mechanism(*(row[cause] for cause in causes))()
        room = _OF_VALUE * row[target].abs() + 1e-6 + grain[target]
        for name, slope in zip(numbers, _slopes(made, read), strict=True):
            room = room + _OF_CAUSES * row[name].abs() + grain[name] * slope.abs()
        found.append((~((made - row[target]).abs() <= room)).detach().numpy())
    return np.concatenate(found)


def _slopes(made: Tensor, causes: list[Tensor]) -> Iterable[Tensor]:
    """How fast a value moves with each cause, row by row; 0 where a branch not taken hides it."""
    if not made.requires_grad:
        return [torch.zeros_like(cause) for cause in causes]
    slopes = torch.autograd.grad(made.sum(), causes, materialize_grads=True)
    return [slope.nan_to_num(nan=0.0, posinf=torch.inf, neginf=-torch.inf) for slope in slopes]


def _grain(column: Tensor) -> float:
    """Half a unit of the last digit that any value of a column has behind the point."""
    values = column.double().numpy()
    for digits in range(_MOST_DIGITS + 1):
        if np.allclose(np.round(values, digits), values, rtol=1e-6, atol=1e-9):
            return float(0.5 * 10.0**-digits)
    return 0.0


def _double(values: Tensor) -> Tensor:
    return values.double() if values.is_floating_point() else values
