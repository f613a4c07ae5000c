"""How good an answer is, with intervals from resampled patients; all resamples in one pass."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from math import isnan

import torch
from torch import Tensor

_BLOCK = 2**24
"""Numbers that one block of resamples may hold."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """A measure with its 95 % interval.

    Args:
        value: on the rows as they are; NaN where it is undefined (one class only).
        low: 2.5 % quantile over resampled patients.
        high: 97.5 % quantile.
    """

    value: float
    low: float
    high: float

    def __str__(self) -> str:
        return f"{self.value:.3f} ({self.low:.3f} to {self.high:.3f})"


Measure = Callable[[Tensor], Tensor]
"""From weights of the rows `[resample, row]` to values `[resample]`."""


def auroc(said: Tensor, truth: Tensor) -> Measure:
    """Area under the receiver operating characteristic: P(a case is scored above a control).

    Ties count one half. For `said` `[row, value]` the mean over values, each against the rest,
    leaving out values that do not occur.

    Args:
        said: scores `[row]`, or probabilities `[row, value]`.
        truth: 0 or 1 `[row]`, or the index of the value.

    Source:
        J. A. Hanley, B. J. McNeil, Radiology 143 (1982) 29-36.

    Example:
        >>> one = torch.ones(1, 4)
        >>> auroc(torch.tensor([0.1, 0.4, 0.35, 0.8]), torch.tensor([0, 0, 1, 1]))(one)
        tensor([0.7500], dtype=torch.float64)
    """
    if said.dim() == 1:
        return _area(said, truth == 1)
    parts = [
        _area(said[:, i], truth == i) for i in range(said.shape[1]) if bool((truth == i).any())
    ]
    return lambda weights: torch.stack([part(weights) for part in parts]).mean(0)


def _area(said: Tensor, case: Tensor) -> Measure:
    _, tie = said.unique(return_inverse=True)

    def area(weights: Tensor) -> Tensor:
        whole = weights.double()
        shape = (len(whole), int(tie.max()) + 1)
        cases = whole.new_zeros(shape).index_add_(1, tie, whole * case)
        controls = whole.new_zeros(shape).index_add_(1, tie, whole * ~case)
        below = controls.cumsum(1) - controls / 2
        return (cases * below).sum(1) / (cases.sum(1) * controls.sum(1))

    return area


def mean(values: Tensor) -> Measure:
    """Weighted mean of one number per row, such as whether it was right."""
    return lambda weights: (weights * values.to(weights)).sum(1) / weights.sum(1)


def worst(values: Tensor, group: Tensor) -> Measure:
    """The lowest of the groups' means: worst-group accuracy where `values` says what was right.

    Args:
        values: one number per row.
        group: group of each row as an integer.

    Source:
        S. Sagawa, P. W. Koh, T. B. Hashimoto, P. Liang, ICLR 2020.
    """
    parts = [mean(values[group == g]) for g in group.unique()]
    masks = [group == g for g in group.unique()]

    def lowest(weights: Tensor) -> Tensor:
        if not parts:  # no group is large enough to be scored
            return torch.full((len(weights),), torch.nan)
        found = [part(weights[:, mask]) for part, mask in zip(parts, masks, strict=True)]
        # A resample without a group has nothing to say about it.
        return torch.stack(found).nan_to_num(nan=torch.inf).amin(0)

    return lowest


def calibration(said: Tensor, right: Tensor, bins: int = 15) -> Measure:
    """Expected calibration error: mean distance of stated and found frequency over bins.

    Args:
        said: stated probability `[row]`.
        right: 1 where it came true `[row]`.
        bins: of equal width.

    Source:
        C. Guo, G. Pleiss, Y. Sun, K. Q. Weinberger, ICML 2017, equation 3.
    """
    place = (said * bins).long().clamp(0, bins - 1)

    def error(weights: Tensor) -> Tensor:
        gap = weights * (said - right).to(weights)
        sums = weights.new_zeros(len(weights), bins).index_add_(1, place, gap)
        return sums.abs().sum(1) / weights.sum(1)

    return error


def right(said: Tensor, truth: Tensor) -> Tensor:
    """1 where the likeliest value is the true one, `[row]`."""
    guess = (said > 0.5).long() if said.dim() == 1 else said.argmax(1)
    return (guess == truth.long()).float()


def brier(said: Tensor, truth: Tensor) -> Tensor:
    """Squared distance of the stated probabilities from what happened, `[row]`.

    Source:
        G. W. Brier, Monthly Weather Review 78 (1950) 1-3 (for two values: half of his sum).
    """
    if said.dim() == 1:
        return (said - truth.float()).square()
    happened = torch.nn.functional.one_hot(truth.long(), said.shape[1])
    return (said - happened).square().sum(1)


def estimate(measure: Measure, patients: Tensor, times: int, seed: int) -> Estimate:
    """A measure with its interval by the bootstrap over patients.

    The same seed and patients give the same resamples, so that differences of two methods on the
    same rows can be paired (see `difference`).

    Args:
        measure: what is measured.
        patients: which rows belong to one person, as an integer `[row]`.
        times: number of resamples.
        seed: of the resamples.
    """
    whole = float(measure(torch.ones(1, len(patients)))[0])
    drawn = torch.cat([measure(w) for w in resamples(patients, times, seed)])
    return _between(whole, drawn)


def difference(one: Measure, other: Measure, patients: Tensor, times: int, seed: int) -> Estimate:
    """How much larger one measure is than another, on the same resamples: paired."""
    ones = torch.ones(1, len(patients))
    whole = float(one(ones)[0] - other(ones)[0])
    drawn = torch.cat([one(w) - other(w) for w in resamples(patients, times, seed)])
    return _between(whole, drawn)


def _between(whole: float, drawn: Tensor) -> Estimate:
    drawn = drawn[drawn.isfinite()].double()
    if isnan(whole) or not len(drawn):
        return Estimate(whole, torch.nan, torch.nan)
    low, high = drawn.quantile(torch.tensor([0.025, 0.975], dtype=torch.float64)).tolist()
    return Estimate(whole, low, high)


def resamples(patients: Tensor, times: int, seed: int) -> Iterator[Tensor]:
    """Patients drawn with replacement, as weights of their rows `[resample, row]`, in blocks.

    Args:
        patients: `[row]`.
        times: resamples in all.
        seed: of the draws.
    """
    _, person = patients.unique(return_inverse=True)
    people = int(person.max()) + 1
    generator = torch.Generator().manual_seed(seed)
    size = max(1, _BLOCK // max(people, len(patients)))
    for start in range(0, times, size):
        count = min(size, times - start)
        drawn = torch.randint(people, (count, people), generator=generator)
        weight = torch.zeros(count, people).scatter_add_(1, drawn, torch.ones(count, people))
        yield weight[:, person]
