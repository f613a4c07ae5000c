"""Models between estimand and rows: an outcome given covariates, and how likely an act is."""

import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

from causalimg.queries.estimation.rows import Numbers, Rows, Whole
from causalimg.semantics.model import Model
from causalimg.semantics.types import Category, Ordinal, values_of

Learner = Literal["linear", "boosting"]
_RIDGE = 1e-6
"""Keeps weights finite where the rows are separated, and is not felt elsewhere."""
_STEPS, _CLOSE, _FAR = 50, 1e-8, 30.0


def design(model: Model, rows: Rows, names: Sequence[str]) -> Numbers:
    """Covariates as columns `[row, feature]`: words one by one, numbers to mean 0 and spread 1."""
    found: list[Numbers] = []
    for name in names:
        numbers, kind = rows.numbers(name), model.variable(name).type
        if isinstance(kind, Category | Ordinal):
            found += [(numbers == place) * 1.0 for place in range(1, len(values_of(kind)))]
        else:
            found.append((numbers - numbers.mean()) / (numbers.std() or 1.0))
    return np.stack(found, -1) if found else np.zeros((len(rows), 0))


def expected(
    learner: Learner, features: Numbers, target: Numbers, weight: Numbers, at: Numbers
) -> Numbers:
    """The mean of a target given features, learned from rows and read at others.

    Args:
        learner: `linear` is least squares, or logistic for zeros and ones; `boosting` trees.
        features: `[row, feature]` to learn from.
        target: `[row]`.
        weight: what each row counts; those that count nothing are left out.
        at: `[other, feature]`.
    """
    kept = weight > 0
    features, target, weight = features[kept], target[kept], weight[kept]
    if target.min() == target.max() or not features.shape[1]:
        return np.full(len(at), float(np.average(target, weights=weight)))
    truths = bool(np.isin(target, (0.0, 1.0)).all())
    if learner == "boosting":
        return _boosted(features, target, weight, at, truths=truths)
    line = _logistic if truths else _least_squares
    slopes = line(_with_one(features), target, weight)
    found: Numbers = _with_one(at) @ slopes
    return expit(found) if truths else found


def _with_one(features: Numbers) -> Numbers:
    return np.concatenate([np.ones((len(features), 1)), features], -1)


def _least_squares(features: Numbers, target: Numbers, weight: Numbers) -> Numbers:
    """Weighted; where columns say the same, the shortest solution."""
    root = np.sqrt(weight)
    found = np.linalg.lstsq(features * root[:, None], target * root, rcond=None)[0]
    return np.asarray(found, np.float64)


def _logistic(features: Numbers, target: Numbers, weight: Numbers) -> Numbers:
    """Newton's steps, as many of them as a bootstrap wants: one fit in a fraction of a ms."""
    ridge = np.full(features.shape[1], _RIDGE)
    slopes: Numbers = np.zeros(features.shape[1])
    for _ in range(_STEPS):
        chance = expit(np.clip(features @ slopes, -_FAR, _FAR))
        slope = features.T @ (weight * (target - chance)) - ridge * slopes
        bent = features.T * (weight * chance * (1 - chance)) @ features + np.diag(ridge)
        step = np.linalg.solve(bent, slope)
        slopes = slopes + step
        if np.abs(step).max() < _CLOSE:
            break
    return slopes


def _boosted(
    features: Numbers, target: Numbers, weight: Numbers, at: Numbers, *, truths: bool
) -> Numbers:
    from sklearn.ensemble import HistGradientBoostingClassifier, HistGradientBoostingRegressor

    kind = HistGradientBoostingClassifier if truths else HistGradientBoostingRegressor
    made: Any = kind(max_iter=50, learning_rate=0.1, max_leaf_nodes=8, random_state=0)
    with _quiet():
        made.fit(features, target, sample_weight=weight)
        found = made.predict_proba(at)[:, 1] if truths else made.predict(at)
    return np.asarray(found, np.float64)


@contextmanager
def _quiet() -> Iterator[None]:
    """Within it the learner does not talk, and does not check again what was checked."""
    from sklearn import config_context

    with warnings.catch_warnings(), config_context(skip_parameter_validation=True):
        warnings.simplefilter("ignore")
        yield


def folds(rows: Rows, count: int, seed: int) -> list[NDArray[np.bool_]]:
    """Parts of the rows, all rows of a unit in the same one, drawn by a seed `[fold][row]`."""
    units = rows.units
    order: Whole = np.random.default_rng(seed).permutation(units)
    place = np.empty(units, np.int64)
    place[order] = np.arange(units) % count
    return [place[rows.unit] == one for one in range(count)]
