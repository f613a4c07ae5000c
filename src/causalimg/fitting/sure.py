"""Rows that an equation without noise says cannot be."""

from collections.abc import Iterator

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

_CHUNK = 2**16
_OF_VALUE, _OF_CAUSES = 1e-4, 1e-5  # single precision, and what a difference of large causes loses


def contradicted(
    model: Model, program: Program, bound: Bound, settings: DataSettings
) -> list[Diagnostic]:
    """E0704 for each measured column that is not what its equation makes of measured causes.

    Such an equation has no density, so that no likelihood would ever notice.

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
            what="differs from its equation, which has no noise",
            remedy=remedy,
        )
        for equation in _sure(model, bound)
        if (bad := _differs(program, equation.target, bound)).any()
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


def _differs(program: Program, target: str, bound: Bound) -> NDArray[np.bool_]:
    causes = program.parents[target]
    mechanism = getattr(program, program.methods.get(target, target))
    found: list[NDArray[np.bool_]] = []
    for start in range(0, len(bound), _CHUNK):
        index = np.arange(start, min(start + _CHUNK, len(bound)), dtype=np.int64)
        row = {k: _double(v) for k, v in bound.batch(index, (target, *causes)).items()}
        with torch.no_grad():
            made = mechanism(*(row[cause] for cause in causes))()
        size = sum((row[cause].abs() for cause in causes), torch.zeros(len(index)))
        room = _OF_VALUE * row[target].abs() + _OF_CAUSES * size + 1e-6
        found.append((~((made - row[target]).abs() <= room)).numpy())
    return np.concatenate(found)


def _double(values: Tensor) -> Tensor:
    return values.double() if values.is_floating_point() else values
