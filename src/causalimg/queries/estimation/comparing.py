"""What the rows say beside what a model says: whether they differ by more than chance, and where.

An estimand that follows from the arrows is the same number as the model's own `do`, if the law
that it is read from is the model's. So where both differ, the rows have another law.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np
import torch

from causalimg.causal.estimands.estimand import Probability, laws_in
from causalimg.queries.estimation.adjusting import Arm, outcome
from causalimg.queries.estimation.plug_in import PlugIn
from causalimg.queries.estimation.resampling import SURE, Spread
from causalimg.queries.estimation.rows import Rows

_ROUNDING = 1e-6
Agreement = Literal["agree", "differ", "estimator"]


@dataclass(frozen=True, slots=True)
class Own:
    """What a model says.

    Args:
        value: its own `do`, by simulation.
        error: Monte-Carlo standard error of that; 0 where it is exact.
        exact: whether it is.
        estimand: the estimand by the same estimator under the model's law.
        estimand_error: standard error of that, for the rows that were drawn.
    """

    value: float
    error: float
    exact: bool
    estimand: float
    estimand_error: float

    def beside(self, found: Spread) -> Agreement | None:
        """Whether rows and model differ by more than 99 in 100 draws of the rows would.

        None where no draw differs from another, so that nothing tells what chance would do.
        `estimator` is where the estimator misses by as much on rows of the model itself: then
        its form is at fault, which says nothing about the model.
        """
        apart = found.estimate - self.value
        if abs(apart) <= SURE * np.hypot(np.nan_to_num(found.error), self.error) + _ROUNDING:
            return "agree"
        if not np.isfinite(found.error) or found.error == 0:
            return None
        missed = self.estimand - self.value
        sure = abs(missed) > SURE * np.hypot(self.estimand_error, self.error)
        return "estimator" if sure and 2 * abs(missed) > abs(apart) else "differ"


@dataclass(frozen=True, slots=True)
class Move:
    """By how much an average changes where one law is taken from the model instead of the rows.

    Args:
        law: as it is written.
        by: the change.
    """

    law: str
    by: float


def moves_of_cells(here: PlugIn, there: PlugIn) -> Iterator[Move]:
    """For each law of a plug-in, what its difference alone does to the average."""
    once = np.ones((1, len(here.rows)))
    before = float(here(once)[0])
    for law in dict.fromkeys(laws_in(here.part.estimand)):
        if isinstance(law, Probability):
            after = float(here.mixed(once, there, law)[0])
            yield Move(str(law), after - before)


def moves_of_arm(one: Arm, rows: int) -> Iterator[Move]:
    """What the law of the covariates, and that of the outcome, do to the average.

    Args:
        one: of the table's rows, and after them those of the model.
        rows: how many are the table's.
    """
    mine = np.arange(len(one.whole)) < rows
    if one.part.adjusted is None or not one.acts:
        return
    means = []
    for learned in (mine, ~mine):
        weight = one.whole * learned
        means.append([_average(one, weight, one.whole * read) for read in (mine, ~mine)])
    (here, spread), (made, _) = means
    outcomes = ", ".join(one.part.adjusted.effect.outcomes)
    given = ", ".join((*one.part.do, *one.part.adjusted.covariates))
    yield Move(f"P({outcomes} | {given})", made - here)
    if one.part.adjusted.covariates:
        yield Move(f"P({', '.join(one.part.adjusted.covariates)})", spread - here)


def _average(
    one: Arm, learned: "np.ndarray[tuple[int], np.dtype[np.float64]]", read: object
) -> float:
    weight = np.asarray(read, np.float64)
    at = weight > 0
    return float(np.average(outcome(one, learned, "linear", at), weights=weight[at]))


def joined(mine: Rows, theirs: Rows) -> Rows:
    """The rows of a table and, after them, those of a model."""
    columns = {n: torch.cat([v, theirs.columns[n].to(v.dtype)]) for n, v in mine.columns.items()}
    return Rows(
        columns,
        np.concatenate([mine.everyone, theirs.everyone]),
        np.concatenate([mine.seen, theirs.seen]),
        np.concatenate([mine.unit, theirs.unit + mine.units]),
    )
