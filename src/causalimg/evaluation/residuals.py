"""What of a column its regressors leave unsaid: residuals of numbers, words and steps."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from math import isqrt, prod
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import qr
from scipy.special import softmax

Array = NDArray[np.float64]
RARE = 5
"""A word of fewer rows goes with the commonest one, but where it is held fixed."""
_TINY, _ROUNDS = 1e-8, 50
_MOST_COLUMNS = 100
_MOST_WEIGHTS = 400
"""Of a logistic regression; beyond, shares are regressed as numbers are."""


@dataclass(frozen=True, slots=True, eq=False)
class Block:
    """A column as numbers.

    Args:
        name: of the variable.
        values: what is regressed, `[row, number]`: numbers, the steps of an ordinal as one, an
            indicator for each word but the commonest one (of two, but the first).
        levels: what is regressed on, an indicator for each word but that one, however few rows
            have it; None for numbers.
        shares: whether its values are indicators, so that their means are probabilities.
    """

    name: str
    values: Array
    levels: Array | None = None
    shares: bool = False

    @property
    def varies(self) -> bool:
        """Whether any two rows differ."""
        return self.values.size > 0 and bool(np.ptp(self.values, axis=0).any())


def number_block(name: str, values: Array) -> Block:
    """A column of numbers, or of vectors `[row, number]`, each with mean 0 and spread 1.

    Example:
        >>> number_block("age", np.array([40.0, 60.0])).values.tolist()
        [[-1.0], [1.0]]
    """
    wide = np.asarray(values, np.float64)
    wide = wide[:, None] if wide.ndim == 1 else wide
    if not len(wide):
        return Block(name, wide)
    centred = wide - wide.mean(0)
    spread = centred.std(0)
    return Block(name, centred / np.where(spread > 0, spread, 1))


def word_block(name: str, codes: NDArray[Any], *, ordered: bool = False) -> Block:
    """A column of words by their index; `ordered` regresses the steps as one number.

    Example:
        >>> word_block("sex", np.array([0, 1] * 6 + [0])).values.ravel()[:4].tolist()
        [0.0, 1.0, 0.0, 1.0]
    """
    found, counts = np.unique(codes, return_counts=True)
    # Of two words the first is the one to compare with, so that effects have a sign to read.
    common = counts.argmax() if len(found) > 2 else 0
    other = np.arange(len(found)) != common
    levels = (codes[:, None] == found[other]).astype(np.float64)
    many = min(counts, default=0) >= RARE or len(found) > 2
    values = levels[:, (counts[other] >= RARE) & many]
    if ordered and values.shape[1] > 1:
        return Block(name, number_block(name, codes.astype(np.float64)).values, levels)
    return Block(name, values, levels, shares=True)


@dataclass(frozen=True, slots=True, eq=False)
class Regressors:
    """An orthonormal basis of what the variables that are held fixed may say.

    Args:
        basis: `[row, column]`, its columns orthonormal, the constant among them.
        exact: whether every function of these variables lies in it.
    """

    basis: Array
    exact: bool


def regressors(given: Sequence[Block], rows: int) -> Regressors:
    """The columns to regress on.

    Words alone: an indicator for each combination that occurs, where ten rows have it on average;
    then nothing is assumed about how they act. Else main effects, and, while there are no more
    columns than a hundred or the root of the number of rows: squares, products of two, cubes.

    Args:
        given: what is held fixed.
        rows: of the table.
    """
    one = np.ones((rows, 1))
    words = [block.levels for block in given if block.levels is not None]
    if len(words) == len(given):
        cells = np.unique(np.hstack([one, *words]), axis=0, return_inverse=True)[1].ravel()
        if 10 * (cells.max(initial=0) + 1) <= rows:
            return Regressors(_orthonormal(np.eye(cells.max(initial=0) + 1)[cells]), exact=True)
    main = [block.values if block.levels is None else block.levels for block in given]
    columns = [one, *main]
    for factors in _curves(given, main):
        wide = sum(c.shape[1] for c in columns) + prod(f.shape[1] for f in factors)
        if wide <= min(isqrt(rows), _MOST_COLUMNS):
            columns.append(_product(factors))
    return Regressors(_orthonormal(np.hstack(columns)), exact=False)


def _curves(given: Sequence[Block], main: Sequence[Array]) -> list[tuple[Array, ...]]:
    """The factors of squares, products of two, and cubes."""
    numbers = [block.values for block in given if block.levels is None]
    bent = [np.clip(values, -4, 4) for values in numbers]
    return [*((b**2,) for b in bent), *combinations(main, 2), *((b**3,) for b in bent)]


def _product(factors: Sequence[Array]) -> Array:
    """Each column of one with each of the other."""
    first, *rest = factors
    for other in rest:
        first = (first[:, :, None] * other[:, None, :]).reshape(len(first), -1)
    return first


def _orthonormal(columns: Array) -> Array:
    scale = np.linalg.norm(columns, axis=0)
    kept = columns[:, scale > 0] / scale[scale > 0]
    basis, triangle, _ = qr(kept, mode="economic", pivoting=True)
    size = np.abs(np.diag(triangle))
    found: Array = basis[:, size > 1e-9 * size.max(initial=1)]
    return found


@dataclass(frozen=True, slots=True, eq=False)
class Rest:
    """What regression leaves of a column.

    Args:
        values: residuals, `[row, number]`.
        shares: for indicators, the probabilities that were taken off; None for numbers.
    """

    values: Array
    shares: Array | None = None

    def spread(self, rows: slice) -> Array:
        """Covariance of the residuals of some rows, `[row, number, number]`.

        Of indicators it is known from their probabilities, which serves where words are rare; of
        numbers there is their own product.
        """
        if self.shares is None:
            values = self.values[rows]
            return np.asarray(values[:, :, None] * values[:, None, :])
        p = self.shares[rows]
        return np.asarray(p[:, :, None] * (np.eye(p.shape[1]) - p[:, None, :]))


def residuals(block: Block, on: Regressors) -> Rest:
    """What is left of a column after regression; what follows from the regressors falls away.

    Numbers by least squares; indicators by their share in each combination where that is exact,
    else by logistic regression, so that they are expected to be 0 whatever the regressors are.
    """
    values = block.values
    weights = values.shape[1] * on.basis.shape[1]
    logistic = block.shares and not on.exact and weights <= _MOST_WEIGHTS
    said = _shares(values, on.basis) if logistic else on.basis @ (on.basis.T @ values)
    left = values - said
    whole = np.maximum(values.var(0), _TINY)
    kept = (left**2).mean(0) > 1e-6 * whole
    shares = said[:, kept] if block.shares and (on.exact or logistic) else None
    return Rest(left[:, kept], shares)


def _shares(values: Array, basis: Array) -> Array:
    """Probabilities of a multinomial logistic regression, by Newton steps under a weak prior."""
    rows, kinds = values.shape
    columns = basis * np.sqrt(rows)
    weights = np.zeros((kinds, columns.shape[1]))
    ridge = 1e-3 * np.eye(weights.size)
    held = _objective(weights, columns, values, ridge[0, 0])
    for _ in range(_ROUNDS):
        p = _probabilities(weights, columns)
        slope = (p - values).T @ columns + ridge[0, 0] * weights
        curve = _curvature(p, columns) + ridge
        step = np.linalg.solve(curve, slope.ravel()).reshape(weights.shape)
        scale = 1.0
        while _objective(weights - scale * step, columns, values, ridge[0, 0]) > held + _TINY:
            scale /= 2
            if scale < _TINY:
                return _probabilities(weights, columns)
        weights -= scale * step
        held = _objective(weights, columns, values, ridge[0, 0])
        if float((slope * step).sum()) < 1e-8 * rows:
            break
    return _probabilities(weights, columns)


def _probabilities(weights: Array, columns: Array) -> Array:
    scores = np.hstack([np.zeros((len(columns), 1)), columns @ weights.T])
    found: Array = softmax(scores, axis=1)[:, 1:]
    return found


def _objective(weights: Array, columns: Array, values: Array, ridge: float) -> float:
    scores = columns @ weights.T
    top = np.maximum(scores.max(1), 0)
    mass = np.log(np.exp(-top) + np.exp(scores - top[:, None]).sum(1)) + top
    return float(mass.sum() - (scores * values).sum() + ridge / 2 * (weights**2).sum())


def _curvature(p: Array, columns: Array) -> Array:
    kinds, wide = p.shape[1], columns.shape[1]
    found = np.zeros((kinds, wide, kinds, wide))
    for one in range(kinds):
        for two in range(one + 1):
            weight = p[:, one] * ((one == two) - p[:, two])
            found[one, :, two, :] = found[two, :, one, :] = columns.T @ (columns * weight[:, None])
    return found.reshape(kinds * wide, kinds * wide)
