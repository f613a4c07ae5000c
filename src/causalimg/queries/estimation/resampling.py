"""Intervals by the bootstrap: rows, or patients with all of their rows, taken anew."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from causalimg.queries.estimation.rows import Numbers, Rows

Estimator = Callable[[Numbers], Numbers]
"""From how often each row counts `[draw, row]` to the estimate `[draw]`."""
LEVEL, SURE = 0.95, 2.575829
_AT_ONCE = 2**22


@dataclass(frozen=True, slots=True)
class Spread:
    """How an estimate varies when the rows are taken anew.

    Args:
        estimate: from the rows as they are.
        low: lower end of the percentile interval.
        high: upper end.
        error: standard deviation of the draws.
        draws: that gave a number.
        failed: draws without one, for lack of rows.
    """

    estimate: float
    low: float
    high: float
    error: float
    draws: int
    failed: int


def spread(estimator: Estimator, rows: Rows, draws: int, seed: int) -> Spread:
    r"""An estimate with its percentile interval.

    :math:`[\hat\theta^*_{(\alpha/2)}, \hat\theta^*_{(1 - \alpha/2)}]` of :math:`B` resamples of
    as many units as there are, with replacement. A unit is a patient with all rows, where the
    rows say whose they are, else a row.

    Source: Efron 1979, "Bootstrap methods: another look at the jackknife", and Efron and
    Tibshirani 1993, "An introduction to the bootstrap", chapter 13; for units of several rows
    Davison and Hinkley 1997, "Bootstrap methods and their application", section 3.8.

    Args:
        estimator: of the rows.
        rows: they.
        draws: resamples.
        seed: of them.

    Example:
        >>> rows = Rows({}, np.ones(400), np.ones(400), np.arange(400))
        >>> x = np.arange(400) % 2
        >>> found = spread(lambda counts: counts @ x / counts.sum(-1), rows, 500, 0)
        >>> found.estimate, abs(found.error - 0.025) < 0.003
        (0.5, True)
    """
    estimate = float(estimator(np.ones((1, len(rows))))[0])
    random = np.random.default_rng(seed)
    size = max(1, min(draws, _AT_ONCE // max(1, len(rows))))
    sizes = [size] * (draws // size) + ([draws % size] if draws % size else [])
    taken = [estimator(_counts(rows, n, random)) for n in sizes]
    found = np.concatenate([np.zeros(0), *taken])
    known = found[np.isfinite(found)]
    if not len(known):
        return Spread(estimate, np.nan, np.nan, np.nan, 0, draws)
    low, high = np.quantile(known, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    failed = draws - len(known)
    return Spread(estimate, float(low), float(high), float(known.std()), len(known), failed)


def _counts(rows: Rows, draws: int, random: np.random.Generator) -> Numbers:
    """How often each row is among the resampled `[draw, row]`."""
    units = rows.units
    taken = random.integers(0, units, (draws, units))
    index = taken + units * np.arange(draws)[:, None]
    often = np.bincount(index.ravel(), minlength=draws * units).reshape(draws, units)
    counts: Numbers = often.astype(np.float64)[:, rows.unit]
    return counts
