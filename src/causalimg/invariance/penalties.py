r"""Penalties that make a representation independent of an attribute, given nothing or given W.

Which of them is right is not decided here: the graph does (`causal.licences`). With the wrong
one the signal goes with the shortcut.

Sources:
    A. Gretton, K. M. Borgwardt, M. J. Rasch, B. Scholkopf, A. Smola, A Kernel Two-Sample Test,
    JMLR 13 (2012) 723-773, equations 3 and 5.
    V. Veitch, A. D'Amour, S. Yadlowsky, J. Eisenstein, Counterfactual Invariance to Spurious
    Correlations in Text Classification, NeurIPS 2021, section 4.
    J. N. Kaur, E. Kiciman, A. Sharma, Modeling the Data-Generating Process is Necessary for
    Out-of-Distribution Generalization, ICLR 2023 (CACM).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

_SPREADS = (0.5, 1.0, 2.0)
_FEW = 2


@dataclass(frozen=True, slots=True)
class Penalty:
    """A penalty on one batch.

    Args:
        value: what is added to the loss, a scalar.
        pairs: pairs of groups that were compared; 0 means that the batch said nothing.
    """

    value: Tensor
    pairs: int


def bandwidths(z: Tensor) -> tuple[float, ...]:
    """Half, once and twice the median distance of a sample: the kernel's widths.

    To be taken once, after a warm-up, and kept: a width that follows the representation can be
    satisfied by shrinking it.

    Args:
        z: representations `[row, feature]`.

    Source:
        Gretton et al. 2012, section 8 (the median heuristic).
    """
    some = z.detach()[:512]
    apart = torch.pdist(some.float())
    middle = float(apart[apart > 0].median()) if bool((apart > 0).any()) else 1.0
    return tuple(middle * spread for spread in _SPREADS)


def kernel(a: Tensor, b: Tensor, widths: Sequence[float]) -> Tensor:
    r"""Mean of Gaussian kernels :math:`\exp(-\lVert a - b \rVert^2 / 2 h^2)` over the widths.

    Args:
        a: `[m, feature]`.
        b: `[n, feature]`.
        widths: one or more `h`.

    Returns:
        `[m, n]`.
    """
    # Not by `cdist`: the slope of a distance at distance zero is not a number.
    apart = (a.square().sum(1)[:, None] + b.square().sum(1)[None] - 2 * a @ b.T).clamp(min=0)
    return torch.stack([torch.exp(-apart / (2 * h * h)) for h in widths]).mean(0)


def mmd(a: Tensor, b: Tensor, widths: Sequence[float], *, unbiased: bool = False) -> Tensor:
    r"""Squared maximum mean discrepancy between two samples.

    :math:`\mathrm{MMD}^2(P, Q) = E\,k(x, x') + E\,k(y, y') - 2 E\,k(x, y)`. The V-statistic is
    never negative and zero for equal samples; the unbiased one leaves out each point's kernel with
    itself and is zero on average where P = Q, which is what training wants of small groups.

    Args:
        a: `[m, feature]`.
        b: `[n, feature]`.
        widths: of the kernel, see `bandwidths`.
        unbiased: the U-statistic; needs two rows in each sample.

    Source:
        Gretton et al. 2012, equations 3 (unbiased) and 5.

    Example:
        >>> x = torch.tensor([[0.0], [1.0]])
        >>> float(mmd(x, x, (1.0,)))
        0.0
    """
    m, n = len(a), len(b)
    within_a, within_b = kernel(a, a, widths), kernel(b, b, widths)
    between = kernel(a, b, widths).mean()
    if not unbiased:
        return within_a.mean() + within_b.mean() - 2 * between
    own_a = (within_a.sum() - within_a.diagonal().sum()) / (m * (m - 1))
    own_b = (within_b.sum() - within_b.diagonal().sum()) / (n * (n - 1))
    return own_a + own_b - 2 * between


def marginal(z: Tensor, v: Tensor, widths: Sequence[float], *, unbiased: bool = True) -> Penalty:
    r"""Penalty for :math:`\Phi \perp V`: MMD between the groups that an attribute makes.

    Args:
        z: representations `[row, feature]`.
        v: value of the attribute as an integer `[row]`.
        widths: of the kernel.
        unbiased: see `mmd`.

    Source:
        Veitch et al. 2021, section 4.
    """
    return conditional(z, v, torch.zeros_like(v), widths, unbiased=unbiased)


def conditional(
    z: Tensor, v: Tensor, w: Tensor, widths: Sequence[float], *, unbiased: bool = True
) -> Penalty:
    r"""Penalty for :math:`\Phi \perp V \mid W`: MMD between groups of V within each stratum of W.

    :math:`\sum_w \sum_{v < v'} \omega_{wvv'}\, \mathrm{MMD}^2(\Phi \mid v, w;\ \Phi \mid v', w)`
    with :math:`\omega \propto n n' / (n + n')` (the inverse variance of the estimate), summing to
    one. Groups of fewer than two rows are left out.

    Args:
        z: representations `[row, feature]`.
        v: value of the attribute as an integer `[row]`.
        w: stratum as an integer `[row]`, see `strata`.
        widths: of the kernel.
        unbiased: see `mmd`.

    Source:
        Veitch et al. 2021, section 4; Kaur et al. 2023, equation 3. The weights are ours.
    """
    values, weights = list[Tensor](), list[float]()
    for a, b in _pairs(v, w):
        values.append(mmd(z[a], z[b], widths, unbiased=unbiased))
        weights.append(len(a) * len(b) / (len(a) + len(b)))
    if not values:
        return Penalty(z.new_zeros(()), 0)
    share = torch.tensor(weights, dtype=z.dtype, device=z.device)
    return Penalty((torch.stack(values) * share / share.sum()).sum(), len(values))


def _pairs(v: Tensor, w: Tensor) -> Iterator[tuple[Tensor, Tensor]]:
    for stratum in w.unique():
        inside = w == stratum
        groups = [(inside & (v == value)).nonzero().squeeze(-1) for value in v[inside].unique()]
        groups = [group for group in groups if len(group) >= _FEW]
        for i, a in enumerate(groups):
            for b in groups[i + 1 :]:
                yield a, b


def comparable(v: Tensor, w: Tensor) -> int:
    """Rows in the smaller group of the best pair that a conditional penalty could compare.

    Zero means that within every stratum the attribute has one value: there is no overlap, and
    no data of this kind can train the constraint.

    Args:
        v: value of the attribute `[row]`.
        w: stratum `[row]`.
    """
    return max((min(len(a), len(b)) for a, b in _pairs(v, w)), default=0)


def strata(columns: Sequence[Tensor], rows: int) -> Tensor:
    """One integer per combination of values, `[row]`; all zero for no columns.

    Args:
        columns: integers `[row]` each.
        rows: their length, needed where there are none.
    """
    code = torch.zeros(rows, dtype=torch.int64)
    for column in columns:
        code = code * (int(column.max()) + 1) + column
    return code


def levels(values: Tensor, bins: int) -> Tensor:
    """A number as the index of its quantile group `[row]`; what is already integer stays.

    Args:
        values: `[row]`.
        bins: number of groups.

    Example:
        >>> levels(torch.tensor([0.1, 5.0, 0.2, 9.0]), 2)
        tensor([0, 1, 0, 1])
    """
    if not values.is_floating_point():
        return values
    known = values.unique()
    if len(known) <= bins:
        return torch.searchsorted(known, values)
    inner = torch.linspace(0, 1, bins + 1, dtype=values.dtype)[1:-1]
    return torch.bucketize(values, values.quantile(inner), right=True)
