"""Whether a table speaks against an independence: one test for numbers, words and both."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from causalimg.evaluation.residuals import Array, Block, Rest, regressors, residuals

FEWEST = 20
"""Rows that must be left for the spread, beyond what is estimated."""
_LEAST = (20, 5, 1)
"""Rows for each product of residuals, by how many sides know their own covariance."""
_AT_ONCE = 4096
Method = Literal["partial correlation", "Pillai's trace", "residual products"]


@dataclass(frozen=True, slots=True)
class Tested:
    """What a table says of one independence.

    Args:
        method: how it was tested.
        statistic: z, chi-squared or F.
        freedom: none for z, one number for chi-squared, two for F.
        p: how often a table in which it holds would look at least as bad.
        effect: the partial correlation of two numbers or yes-no columns, with its sign; else the
            largest canonical correlation, of what the variables held fixed leave of both sides.
        rows: that were used.
        signed: whether the effect is a partial correlation, with its sign.
    """

    method: Method
    statistic: float
    freedom: tuple[int, ...]
    p: float
    effect: float
    rows: int
    signed: bool = False


class UntestableError(ValueError):
    """Why a table cannot tell, in words."""


def independence(
    left: Sequence[Block],
    right: Sequence[Block],
    given: Sequence[Block] = (),
    groups: NDArray[Any] | None = None,
) -> Tested:
    r"""Test that two sides tell nothing of each other once `given` is known.

    Both sides are regressed on what is held fixed. Of numbers alone: Fisher's z of the partial
    correlation, or the F of Pillai's trace for several (exact for normal laws, whose means may
    bend as far as squares, products and cubes do). Else the products of the residuals
    :math:`r_i = \hat\epsilon_i \otimes \hat\xi_i` have mean 0 under independence: the F of that
    mean by its covariance, so that neither side needs a constant variance. For words the
    covariance follows from their probabilities (for two sides of words it is the score test,
    without anything held fixed Pearson's), else from the products themselves.
    Rows of one patient are added up before that, so they may depend.

    It sees dependence in the mean; that only the spread of one side moves with the other is not
    seen, and no test can see everything.

    Args:
        left: columns of one side.
        right: columns of the other side.
        given: columns that are held fixed.
        groups: which rows belong together; None where all are independent.

    Raises:
        UntestableError: too few rows, or a side follows from what is held fixed.

    Source: Shah and Peters 2020, "The hardness of conditional independence testing and the
    generalised covariance measure"; the residuals and canonical correlations of words follow
    Ankan and Textor 2023, "A simple unified approach to testing high-dimensional conditional
    independences for categorical and ordinal data".

    Example:
        >>> from causalimg.evaluation.residuals import number_block
        >>> draw = np.random.default_rng(0)
        >>> z = draw.normal(size=500)
        >>> x, y = z + draw.normal(size=500), z + draw.normal(size=500)
        >>> blocks = [number_block(n, v) for n, v in (("x", x), ("y", y), ("z", z))]
        >>> independence(blocks[:1], blocks[1:2]).p < 1e-9
        True
        >>> independence(blocks[:1], blocks[1:2], blocks[2:]).p > 0.05
        True
    """
    rows = len(left[0].values)
    on = regressors(given, rows)
    one, two = (_together([residuals(block, on) for block in side]) for side in (left, right))
    count = rows if groups is None else len(np.unique(groups))
    spare = count - on.basis.shape[1]
    _enough((one.values, two.values), spare, rows)
    numbers = all(block.levels is None for block in (*left, *right, *given))
    found = _tested(one, two, spare, groups, normal=numbers and groups is None)
    return replace(found, signed=one.values.shape[1] == two.values.shape[1] == 1)


def _tested(
    one: Rest, two: Rest, spare: int, groups: NDArray[Any] | None, *, normal: bool
) -> Tested:
    """By the test that fits the columns and the number of rows."""
    rows = len(one.values)
    correlations, widths = _canonical(one.values, two.values)
    single = one.values.shape[1] == two.values.shape[1] == 1
    effect = _correlation(one.values, two.values) if single else float(correlations[0])
    if normal and single:
        return _fisher(effect, rows, spare)
    few = groups is None and spare < _LEAST[_known(one, two)] * widths[0] * widths[1]
    if normal or few:
        return _pillai(correlations, widths, effect, rows, spare)
    return _by_products(one, two, effect, spare, groups)


def _known(one: Rest, two: Rest) -> int:
    """Sides whose covariance follows from probabilities."""
    return sum(side.shares is not None for side in (one, two))


def _by_products(
    one: Rest, two: Rest, effect: float, spare: int, groups: NDArray[Any] | None
) -> Tested:
    rows = len(one.values)
    count = rows if groups is None else len(np.unique(groups))
    own = groups is None and _known(one, two) > 0
    total, spread = _moments(one, two) if own else _grouped(one, two, groups)
    certain = own and _known(one, two) == 2
    # Regression takes `count - spare` of the freedom of either side, hence the factor.
    return _products(total, spread * count / spare, effect, rows, spare, certain=certain)


def _correlation(one: Array, two: Array) -> float:
    a, b = one[:, 0], two[:, 0]
    return float(a @ b / np.sqrt((a @ a) * (b @ b)))


def _together(parts: Sequence[Rest]) -> Rest:
    if len(parts) == 1:
        return parts[0]
    return Rest(np.hstack([part.values for part in parts]))


def _canonical(one: Array, two: Array) -> tuple[Array, tuple[int, int]]:
    """Canonical correlations, the largest first, and the ranks of both sides."""
    left, right = _full_rank(one), _full_rank(two)
    found = np.linalg.svd(left.T @ right, compute_uv=False).clip(0, 1)
    return found, (left.shape[1], right.shape[1])


def _enough(sides: Sequence[Array], spare: int, rows: int) -> None:
    if any(side.shape[1] == 0 for side in sides):
        raise UntestableError("one side follows from what is held fixed, or never varies")
    if spare < FEWEST + sum(side.shape[1] for side in sides):
        raise UntestableError(f"{rows} rows are too few for it")


def _full_rank(side: Array) -> Array:
    """Orthonormal columns of the same span."""
    scaled = side / np.linalg.norm(side, axis=0)
    basis, size, _ = np.linalg.svd(scaled, full_matrices=False)
    return np.asarray(basis[:, size > 1e-6 * size[0]])


def _fisher(effect: float, rows: int, spare: int) -> Tested:
    z = float(np.arctanh(np.clip(effect, -1 + 1e-15, 1 - 1e-15)) * np.sqrt(spare - 2))
    p = float(2 * stats.norm.sf(abs(z)))
    return Tested("partial correlation", z, (), p, effect, rows)


def _pillai(
    correlations: Array, widths: tuple[int, int], effect: float, rows: int, spare: int
) -> Tested:
    """Pillai's trace by its F, exact where one side is a single number."""
    small, large = sorted(widths)
    trace = min(float((correlations**2).sum()), small * (1 - 1e-12))
    # With q hypotheses, s = min(p, q), m = (|p - q| - 1)/2 and n = (error - p - 1)/2, the F has
    # s (2m + s + 1) and s (2n + s + 1) degrees of freedom.
    freedom = (small * large, small * (spare - large))
    f = trace / (small - trace) * freedom[1] / freedom[0]
    return Tested("Pillai's trace", f, freedom, float(stats.f.sf(f, *freedom)), effect, rows)


def _moments(one: Rest, two: Rest) -> tuple[Array, Array]:
    """The sum of the products, and its covariance where one side says its own."""
    widths = one.values.shape[1], two.values.shape[1]
    spread = np.zeros((widths[0] ** 2, widths[1] ** 2))
    for start in range(0, len(one.values), _AT_ONCE):
        rows = slice(start, start + _AT_ONCE)
        left, right = one.spread(rows), two.spread(rows)
        spread += left.reshape(len(left), -1).T @ right.reshape(len(right), -1)
    size = widths[0] * widths[1]
    square = spread.reshape(widths[0], widths[0], widths[1], widths[1]).transpose(0, 2, 1, 3)
    return (one.values.T @ two.values).ravel(), square.reshape(size, size)


def _grouped(one: Rest, two: Rest, groups: NDArray[Any] | None) -> tuple[Array, Array]:
    """The same by how the products differ from patient to patient, or from row to row."""
    products = (one.values[:, :, None] * two.values[:, None, :]).reshape(len(one.values), -1)
    if groups is not None:
        place = np.unique(groups, return_inverse=True)[1].ravel()
        added = np.zeros((place.max() + 1, products.shape[1]))
        np.add.at(added, place, products)
        products = added
    centred = products - products.mean(0)
    return products.sum(0), centred.T @ centred


def _products(
    total: Array, spread: Array, effect: float, rows: int, spare: int, *, certain: bool
) -> Tested:
    scale = np.sqrt(np.diag(spread))
    there = scale > 0
    size, axes = np.linalg.eigh(
        spread[np.ix_(there, there)] / np.outer(scale, scale)[there][:, there]
    )
    kept = size > 1e-9 * size.max(initial=0)
    width = int(kept.sum())
    if width == 0 or spare - width < 1:
        raise UntestableError(f"{rows} rows are too few for it")
    along = axes[:, kept].T @ (total[there] / scale[there])
    t = float((along**2 / size[kept]).sum())
    if certain:
        p = float(stats.chi2.sf(t, width))
        return Tested("residual products", t, (width,), p, effect, rows)
    freedom = (width, spare - width)
    f = t * freedom[1] / (width * (spare - 1))
    return Tested("residual products", f, freedom, float(stats.f.sf(f, *freedom)), effect, rows)
