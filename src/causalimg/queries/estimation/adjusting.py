r"""Estimators of an adjustment :math:`\sum_z E[y \mid a, z] P(z)`: by what, and with what models.

Sources: Robins 1986 (g-formula) for outcome regression; Horvitz and Thompson 1952, and Hajek
1971, for weighting; Robins, Rotnitzky and Zhao 1994, "Estimation of regression coefficients when
some regressors are not always observed", for the doubly robust score; Chernozhukov et al. 2018,
"Double/debiased machine learning for treatment and structural parameters", for cross-fitting.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
import torch
from numpy.typing import NDArray

from causalimg.queries.estimation.nuisance import Learner, design, expected, folds
from causalimg.queries.estimation.question import Part, refusal
from causalimg.queries.estimation.resampling import Estimator
from causalimg.queries.estimation.rows import Numbers, Rows, evaluated, levels_of
from causalimg.queries.evaluate import Values
from causalimg.semantics.expr import variables_in
from causalimg.semantics.model import Model

Way = Literal["regression", "weighting", "doubly-robust"]
FOLDS = 5
LEAST = 0.01
"""Propensities are cut here, so that no row counts more than a hundred."""
FEWEST = 10


@dataclass(frozen=True, slots=True)
class Arm:
    """The rows of an average: who is meant, who had what is set, and what is averaged.

    Args:
        part: the average.
        rows: all of them.
        whole: what each counts; 0 for those who are not meant `[row]`.
        had: who had what is set `[row]`.
        outcome: what is averaged `[row]`.
        covariates: to adjust for `[row, feature]`.
        dose: what is set, where it is a number that may be anything `[row, feature]`, in steps
            of its spread.
        at: the values that it is set to `[feature]`, in the same steps.
    """

    part: Part
    rows: Rows
    whole: Numbers
    had: NDArray[np.bool_]
    outcome: Numbers
    covariates: Numbers
    dose: Numbers
    at: Numbers

    @property
    def acts(self) -> bool:
        """Whether anything is set that leads to what is averaged."""
        found = self.part.adjusted
        return found is not None and len(found.idle) < len(found.effect.do)

    @property
    def many(self) -> bool:
        """Whether something is set that takes many values."""
        return bool(self.dose.size)


def arm(model: Model, part: Part, rows: Rows, constants: Values) -> Arm:
    """The rows of an average as its adjustment reads them.

    Raises:
        CausalimgError: E0711 where it does not follow by adjustment, where too few rows have what
            is set, and for an outcome that reads a number that is set.
    """
    found = part.adjusted
    if found is None:
        message = f"`{part.called}` does not follow by adjustment"
        helps = f"its estimand is {part.told}: try `--by plug-in`, or ask the model"
        raise refusal(message, part.term, helps)
    acting = [n for n in found.effect.do if n not in found.idle]
    many = [n for n in acting if levels_of(model, rows, n) is None]
    had = np.ones(len(rows), bool)
    for name in (n for n in acting if n not in many):
        had &= rows.numbers(name) == np.float32(part.do[name])
    given = [n for n in found.effect.given if n != model.environment or part.site is None]
    dose, at = _in_steps(rows, many, part.do)
    made = Arm(
        part,
        rows,
        rows.everyone * _meant(model, part, rows, constants),
        had,
        _outcome(part, rows, constants, many),
        design(model, rows, (*found.covariates, *given)),
        dose,
        at,
    )
    _refuse_few(made)
    return made


def _meant(model: Model, part: Part, rows: Rows, constants: Values) -> Numbers:
    """Who meets the conditions and is of the site."""
    size = (len(rows),)
    held = {name: torch.tensor(value) for name, value in part.do.items()}
    meant = np.ones(len(rows))
    for condition in part.term.conditions:
        meant *= evaluated(condition, {**rows.columns, **held}, size, constants)
    if part.site is not None and model.environment is not None:
        meant *= rows.numbers(model.environment) == part.site
    return meant


def _in_steps(rows: Rows, many: list[str], do: Mapping[str, float]) -> tuple[Numbers, Numbers]:
    """Numbers and what they are set to, by mean and spread: a unit must not weigh in a prior."""
    dose, at = np.zeros((len(rows), len(many))), np.zeros(len(many))
    for place, name in enumerate(many):
        numbers = rows.numbers(name)
        middle, step = numbers.mean(), numbers.std() or 1.0
        dose[:, place], at[place] = (numbers - middle) / step, (do[name] - middle) / step
    return dose, at


def _outcome(part: Part, rows: Rows, constants: Values, many: list[str]) -> Numbers:
    read = [n for n in many if n in variables_in(part.value)]
    if read:
        message = f"what is averaged reads `{read[0]}`, which is set to a number"
        raise refusal(message, part.term, "average the outcome alone")
    held = {name: torch.tensor(value) for name, value in part.do.items()}
    return evaluated(part.value, {**rows.columns, **held}, (len(rows),), constants)


def _refuse_few(one: Arm) -> None:
    rows = int((one.whole > 0).sum())
    had = int(((one.whole > 0) & one.had).sum())
    if had >= FEWEST:
        return
    if rows < FEWEST:
        message = f"{rows} rows meet the conditions, and at least {FEWEST} are needed"
        raise refusal(message, one.part.term, "widen the conditions: a range has rows")
    message = f"{had} of {rows} rows have `{one.part.act}`, and at least {FEWEST} are needed"
    raise refusal(message, one.part.term, "nothing shows what follows; the model alone may say")


def propensity(one: Arm, weight: Numbers, learner: Learner, at: NDArray[np.bool_]) -> Numbers:
    """The chance of what is set given the covariates, learned from rows and read at some."""
    return expected(
        learner, one.covariates, one.had.astype(np.float64), weight, one.covariates[at]
    )


def outcome(one: Arm, weight: Numbers, learner: Learner, at: NDArray[np.bool_]) -> Numbers:
    """The mean of the outcome under what is set given the covariates, read at some rows."""
    features = np.concatenate([one.dose, one.covariates], -1)
    put = np.broadcast_to(one.at, (int(at.sum()), len(one.at)))
    there = np.concatenate([put, one.covariates[at]], -1)
    return expected(learner, features, one.outcome, weight * one.had, there)


def estimator(one: Arm, way: Way, learner: Learner, seed: int) -> Estimator:
    """How an average is computed from how often each row counts.

    Raises:
        CausalimgError: E0711 for weighting by a number that may be anything.
    """
    if not one.acts:
        return lambda counts: _mean(one.outcome, one.whole, counts)
    if way == "regression":
        return lambda counts: _each(one, counts, _regression)
    if one.many:
        name = next(iter(one.part.do))
        message = f"`{name}` is set to one of many values, which hardly two rows share"
        helps = ("`--by regression` reads between the rows", "or let it have few values")
        raise refusal(message, one.part.term, *helps)
    if way == "weighting":
        return lambda counts: _each(one, counts, _weighting)
    return _doubly_robust(one, learner, seed)


def _mean(values: Numbers, weight: Numbers, counts: Numbers) -> Numbers:
    total = counts @ weight
    found = np.full(len(counts), np.nan)
    np.divide(counts @ (weight * values), total, out=found, where=total > 0)
    return found


def _each(one: Arm, counts: Numbers, estimate: Callable[[Arm, Numbers], float]) -> Numbers:
    return np.array([estimate(one, row * one.whole) for row in counts])


def _regression(one: Arm, weight: Numbers) -> float:
    r"""The g-formula: :math:`\sum_i w_i \hat m(z_i) / \sum_i w_i`."""
    meant = weight > 0
    if not (meant & one.had).any():
        return np.nan
    return float(np.average(outcome(one, weight, "linear", meant), weights=weight[meant]))


def _weighting(one: Arm, weight: Numbers) -> float:
    r""":math:`\sum_i w_i 1_i y_i / \hat e(z_i) / \sum_i w_i 1_i / \hat e(z_i)` (Hajek)."""
    if not ((weight > 0) & one.had).any():
        return np.nan
    taken = one.had & (weight > 0)
    chance = np.clip(propensity(one, weight, "linear", taken), LEAST, 1)
    return float(np.average(one.outcome[taken], weights=weight[taken] / chance))


def _doubly_robust(one: Arm, learner: Learner, seed: int) -> Estimator:
    r"""AIPW with cross-fitting.

    :math:`\varphi_i = \hat m(z_i) + 1_i (y_i - \hat m(z_i)) / \hat e(z_i)`, both models learned
    from the other folds. The mean of :math:`\varphi` is right where one of the two models is, and
    errors of both enter as a product; so the resampling leaves the models as they are.
    """
    score = np.zeros(len(one.rows))
    for fold in folds(one.rows, FOLDS, seed):
        rest = one.whole * ~fold
        if not (one.had & (rest > 0)).any():
            message = "too few rows have what is set to learn from some and judge others"
            raise refusal(message, one.part.term, "use `--by regression`")
        mean = outcome(one, rest, learner, fold)
        chance = np.clip(propensity(one, rest, learner, fold), LEAST, 1)
        score[fold] = mean + one.had[fold] * (one.outcome[fold] - mean) / chance

    return lambda counts: _mean(score, one.whole, counts)
