"""Counterfactuals against the truth, where a known model drew the rows and can draw them again."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import torch
from torch import Tensor

from causalimg.fitting.store import Fit
from causalimg.invariance.augment import world_of
from causalimg.invariance.measures import Estimate, estimate, mean
from causalimg.program.protocol import Program
from causalimg.program.randomness import seeded
from causalimg.queries.reach import coded, descendants
from causalimg.semantics.model import Model
from causalimg.semantics.types import Pixels

if TYPE_CHECKING:
    import pandas as pd

COPY, KEEP, DROP, FLOOR = (
    "copy of the factual row",
    "fit, residual kept",
    "fit, residual dropped",
    "true model, stored rows",
)


@dataclass(frozen=True, slots=True)
class TruthError:
    """How far one way of answering is from the true counterfactual.

    Args:
        way: `copy of the factual row` is what knowing nothing costs, `true model, stored rows` is
            what storing the rows costs.
        variable: what is compared.
        error: mean absolute difference (over pixels of pictures), with its interval over rows.
        explained: share of the true change (squared) that the answer has: 1 is all, 0 is none.
    """

    way: str
    variable: str
    error: Estimate
    explained: float


@dataclass(frozen=True, slots=True)
class TruthErrors:
    """All ways beside each other.

    Args:
        done: what was set.
        rows: compared.
        errors: by variable and way.
        worlds: way -> counterfactual values, for figures.
        true: the true counterfactual values.
    """

    done: tuple[str, ...]
    rows: int
    errors: tuple[TruthError, ...]
    worlds: Mapping[str, Mapping[str, Tensor]]
    true: Mapping[str, Tensor]

    def to_table(self) -> "pd.DataFrame":
        """A line per variable and way."""
        import pandas as pd

        return pd.DataFrame(
            [
                {
                    "variable": one.variable,
                    "way": one.way,
                    "mean absolute error": one.error.value,
                    "low": one.error.low,
                    "high": one.error.high,
                    "change explained": one.explained,
                }
                for one in self.errors
            ]
        )


@dataclass(frozen=True, slots=True)
class Known:
    """The model that drew the rows.

    Args:
        model: its records.
        program: its program.
        rows: every variable of the factual rows, latents too, as they were stored.
    """

    model: Model
    program: Program
    rows: Mapping[str, Tensor]


def truth_errors(
    fit: Fit,
    rows: Mapping[str, Tensor],
    true: Mapping[str, Tensor],
    do: Mapping[str, Tensor],
    *,
    known: Known | None = None,
    seed: int = 0,
    bootstrap: int = 1000,
) -> TruthErrors:
    """Compare counterfactuals of a fit with the rows as the true model redraws them.

    Args:
        fit: the fitted model.
        rows: the factual rows, every measured variable `[row, ...]`.
        true: the same rows with the same noise under the intervention.
        do: variable -> what it is set to, `[row]`.
        known: the model that drew them; None leaves out its row of the table.
        seed: of draws in the abduction.
        bootstrap: resamples for the intervals.
    """
    moved = _moved(fit.model, rows, do)
    ways: dict[str, Mapping[str, Tensor]] = {COPY: rows}
    keeps = {KEEP: True, DROP: False} if _has_codes(fit) else {KEEP: True}
    with torch.no_grad(), seeded(seed):
        for way, keep in keeps.items():
            ways[way] = world_of(fit, rows, do, moved, keep_residual=keep)
        if known is not None:
            ways[FLOOR] = _redrawn(known, do)
    errors = [
        _error(way, name, values[name], rows[name], true[name], seed, bootstrap)
        for name in moved
        for way, values in ways.items()
    ]
    return TruthErrors(tuple(do), len(next(iter(do.values()))), tuple(errors), ways, true)


def _moved(model: Model, rows: Mapping[str, Tensor], do: Mapping[str, Tensor]) -> tuple[str, ...]:
    """Measured variables that the intervention can move; pictures come last."""
    names = [v for v in descendants(model, do) if v in rows and v not in do]
    order = [v.name for v in model.variables]
    pictures = {v.name for v in model.variables if isinstance(v.type, Pixels)}
    return tuple(sorted(names, key=lambda name: (name in pictures, order.index(name))))


def _has_codes(fit: Fit) -> bool:
    return any(coded(fit.model, name) for name in fit.program.images)


def distance(one: Tensor, other: Tensor) -> Tensor:
    """How far apart two values are, element by element, in double precision.

    Example:
        >>> distance(torch.tensor([3 + 4j]), torch.tensor([0j])).tolist()
        [5.0]
    """
    wide = torch.complex128 if one.is_complex() else torch.float64
    return (one.to(wide) - other.to(wide)).abs()


def _redrawn(known: Known, do: Mapping[str, Tensor]) -> dict[str, Tensor]:
    site = known.program.environment
    environment: dict[str, Any] = {site: known.rows[site]} if site else {}
    noise = known.program.abduct(known.rows)
    return known.program.predict(noise, dict(do), **environment)


def _error(
    way: str, name: str, found: Tensor, was: Tensor, true: Tensor, seed: int, times: int
) -> TruthError:
    rows = len(true)
    apart = distance(found, true).reshape(rows, -1)
    change = distance(was, true).square().sum()
    error = estimate(mean(apart.mean(1)), torch.arange(rows), times, seed)
    left = float(apart.square().sum() / change) if float(change) > 0 else torch.nan
    return TruthError(way, name, error, 1 - left)


def put_together(worlds: Mapping[int, Mapping[str, Tensor]], which: Tensor) -> dict[str, Tensor]:
    """Rows from several worlds: row i from the world that `which[i]` names.

    Args:
        worlds: value -> the same rows in that world.
        which: value of each row `[row]`.

    Example:
        >>> one, two = {"x": torch.zeros(2)}, {"x": torch.ones(2)}
        >>> put_together({0: one, 1: two}, torch.tensor([1, 0]))["x"].tolist()
        [1.0, 0.0]
    """
    found = {name: value.clone() for name, value in next(iter(worlds.values())).items()}
    for name, value in found.items():
        for index, world in worlds.items():
            value[which == index] = world[name][which == index]
    return found
