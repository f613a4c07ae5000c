"""Rows as estimators read them: numbers by variable, what each row counts, whose it is."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import NoReturn

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from causalimg.causal.identification.identify import PRIME
from causalimg.diagnostics import CausalimgError, CausalimgInternalError, Diagnostic
from causalimg.queries.evaluate import Reading, Values, evaluate
from causalimg.semantics.expr import Assignment, Expr, Had
from causalimg.semantics.model import Model
from causalimg.semantics.types import Count, values_of

Numbers = NDArray[np.float64]
Whole = NDArray[np.int64]
MOST_LEVELS = 64
"""Counts that take more values than these are treated as numbers."""


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows of a table, or drawn from a model.

    Args:
        columns: numbers and finite values `[row]`, coded as programs have them.
        everyone: what a row counts for the law that is asked about `[row]`.
        seen: what it counts for the law of the rows as they lie there `[row]`.
        unit: which rows are resampled together, from 0 `[row]`.
    """

    columns: Mapping[str, Tensor]
    everyone: Numbers
    seen: Numbers
    unit: Whole

    def __len__(self) -> int:
        return len(self.unit)

    @property
    def units(self) -> int:
        """How many are resampled: patients, or rows."""
        return int(self.unit.max()) + 1 if len(self.unit) else 0

    def numbers(self, name: str) -> Numbers:
        """A column in double precision; a prime is left out of the name."""
        found: Numbers = self.columns[column(name)].double().numpy()
        return found

    def taken(self, keep: NDArray[np.bool_]) -> "Rows":
        """Some of the rows; those who are left keep their order."""
        index = torch.from_numpy(np.flatnonzero(keep))
        return Rows(
            {name: values[index] for name, values in self.columns.items()},
            self.everyone[keep],
            self.seen[keep],
            renumbered(self.unit[keep]),
        )


def column(name: str) -> str:
    """The variable whose natural value a primed name is.

    Example:
        >>> column("dose\N{PRIME}")
        'dose'
    """
    return name.rstrip(PRIME)


def renumbered(keys: Whole) -> Whole:
    """The same groups, numbered from 0."""
    found: Whole = np.unique(keys, return_inverse=True)[1].astype(np.int64)
    return found


def levels_of(model: Model, rows: Rows, name: str) -> Numbers | None:
    """The values of a variable that has few: as declared, or those that counts take in the rows.

    None for a number that may be anything.
    """
    kind = model.variable(name).type
    if words := values_of(kind):
        return np.arange(len(words), dtype=np.float64)
    if isinstance(kind, Count):
        found = np.unique(rows.numbers(name))
        return found if len(found) <= MOST_LEVELS else None
    return None


def evaluated(
    expr: Expr,
    values: Values,
    shape: tuple[int, ...],
    constants: Values,
    worlds: Mapping[tuple[Assignment, ...], Values] | None = None,
) -> NDArray[np.float64]:
    """An expression of a question on columns, in double precision, `[*shape]`.

    Args:
        expr: without `E` or `P`.
        values: variables that it reads; they broadcast to the shape.
        shape: of the answer.
        constants: `param` and `parameters` entries.
        worlds: by what a `had` sets, the variables in that world.
    """

    def elsewhere(had: Had) -> Reading:
        return replace(here, values=(worlds or {})[had.assignments])

    here = replace(read_alone(values, shape, constants), had=elsewhere)
    found = evaluate(expr, here).double().expand(shape)
    if not bool(found.isfinite().all()):
        message = "a part of the question has no finite value in some rows"
        helps = ("look for a division by 0, or a logarithm or root outside its range",)
        raise CausalimgError([Diagnostic("E0711", message, expr.span, helps=helps)])
    numbers: NDArray[np.float64] = found.numpy()
    return numbers


def read_alone(values: Values, shape: tuple[int, ...], constants: Values) -> Reading:
    """Names of one world, on columns that broadcast to a shape."""
    return Reading(values, torch.Size(shape), {}, constants, _nothing, _nothing)


def _nothing(*_: object) -> NoReturn:
    raise CausalimgInternalError("a predictor or another world was read on a table")
