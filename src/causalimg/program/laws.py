"""The continuous laws of the language as mechanism maps, and short names for the discrete ones.

Normal-like laws move and stretch a standard noise; the others, and all cut ones, are quantiles of
a standard Normal noise. Either way the noise has no causes: these act through the map alone.
The emitted programs call the functions of this module by the names of the laws.
"""

from typing import Literal

import pyro.distributions as dist
import torch
from torch import Tensor

from causalimg.diagnostics import CausalimgError, Diagnostic
from causalimg.program.continuous import Event, LocationScale, Number, Quantile
from causalimg.program.couplings import (
    CountGumbelMax,
    CountThreshold,
    GumbelMax,
    Threshold,
)
from causalimg.program.maps import Deterministic, Law, expanded
from causalimg.program.several import complex_normal as complex_normal  # noqa: PLC0414
from causalimg.program.several import multivariate_normal as multivariate_normal  # noqa: PLC0414
from causalimg.program.tensors import stacked

Coupling = Literal["threshold", "gumbel_max"]


def _tensor(number: Number) -> Tensor:
    return torch.as_tensor(number, dtype=torch.get_default_dtype())


def normal(mean: Number, sd: Number, *, event: Event = ()) -> LocationScale:
    """The bell curve: `mean + sd * noise`.

    Args:
        mean: `[..., row, *event]` or one number.
        sd: likewise, positive.
        event: shape of one value.

    Returns:
        The map, over Normal(0, 1) noise.
    """
    mean, sd = _tensor(mean), _tensor(sd)
    base = expanded(dist.Normal(0.0, 1.0), event)
    return LocationScale(base, mean, sd, dist.Normal(mean, sd), event=event)


def log_normal(mean: Number, sd: Number, *, event: Event = ()) -> LocationScale:
    """The exponential of a Normal: `exp(mean + sd * noise)`.

    Args:
        mean: mean of the logarithm.
        sd: standard deviation of the logarithm, positive.
        event: shape of one value.

    Returns:
        The map, over Normal(0, 1) noise.
    """
    mean, sd = _tensor(mean), _tensor(sd)
    base, law = expanded(dist.Normal(0.0, 1.0), event), dist.LogNormal(mean, sd)
    return LocationScale(base, mean, sd, law, exponential=True, event=event)


def student_t(
    df: Number, mean: Number = 0.0, scale: Number = 1.0, *, event: Event = ()
) -> LocationScale:
    """A bell curve with heavy tails: `mean + scale * noise`.

    Args:
        df: degrees of freedom of the noise, positive, without causes.
        mean: `[..., row, *event]` or one number.
        scale: likewise, positive.
        event: shape of one value.

    Returns:
        The map, over StudentT(df) noise.
    """
    df, mean, scale = _tensor(df), _tensor(mean), _tensor(scale)
    base = expanded(dist.StudentT(df), event)
    return LocationScale(base, mean, scale, dist.StudentT(df, mean, scale), event=event)


def laplace(mean: Number, scale: Number, *, event: Event = ()) -> LocationScale:
    """Two exponential tails back to back: `mean + scale * noise`.

    Args:
        mean: `[..., row, *event]` or one number.
        scale: likewise, positive.
        event: shape of one value.

    Returns:
        The map, over Laplace(0, 1) noise.
    """
    mean, scale = _tensor(mean), _tensor(scale)
    base = expanded(dist.Laplace(0.0, 1.0), event)
    return LocationScale(base, mean, scale, dist.Laplace(mean, scale), event=event)


def exponential(rate: Number, *, event: Event = ()) -> LocationScale:
    """Waiting times with mean 1 / rate: `noise / rate`.

    Args:
        rate: `[..., row, *event]` or one number, positive.
        event: shape of one value.

    Returns:
        The map, over Exponential(1) noise.
    """
    rate = _tensor(rate)
    base = expanded(dist.Exponential(1.0), event)
    law = dist.Exponential(rate)
    return LocationScale(base, torch.zeros_like(rate), 1 / rate, law, event=event)


def gamma(shape: Number, rate: Number, *, event: Event = ()) -> Quantile:
    """Positive numbers with mean shape / rate.

    Args:
        shape: `[..., row, *event]` or one number, positive.
        rate: likewise.
        event: shape of one value.

    Returns:
        The map, over Normal(0, 1) noise.
    """
    return Quantile(dist.Gamma(_tensor(shape), _tensor(rate)), event=event)


def beta(a: Number, b: Number, *, event: Event = ()) -> Quantile:
    """Numbers between 0 and 1 with mean a / (a + b).

    Args:
        a: `[..., row, *event]` or one number, positive.
        b: likewise.
        event: shape of one value.

    Returns:
        The map, over Normal(0, 1) noise.
    """
    return Quantile(dist.Beta(_tensor(a), _tensor(b)), event=event)


def uniform(low: Number, high: Number, *, event: Event = ()) -> Quantile:
    """The same density from low to high.

    Args:
        low: `[..., row, *event]` or one number.
        high: likewise, larger.
        event: shape of one value.

    Returns:
        The map, over Normal(0, 1) noise.
    """
    return Quantile(dist.Uniform(_tensor(low), _tensor(high)), event=event)


def truncated(whole: LocationScale | Quantile, low: Number, high: Number) -> Quantile:
    """A law cut to an interval and spread over it again.

    Args:
        whole: what another function of this module gave.
        low: lower end, -inf for none.
        high: upper end, inf for none.

    Returns:
        The map, over Normal(0, 1) noise.

    Example:
        >>> age = truncated(normal(60.0, 15.0), 18.0, 100.0)
        >>> age(torch.tensor([-20.0, 0.0, 20.0]))
        tensor([ 18.0000,  59.9760, 100.0000])
    """
    return Quantile(whole.textbook, low, high, whole.event)


def delta(value: Number, *, event: Event = ()) -> Deterministic:
    """One value, always: no noise, no density.

    Args:
        value: the value, `[..., row, *event]` or one number.
        event: shape of one value.

    Returns:
        The map without noise.
    """
    fixed = _tensor(value)
    return Deterministic(lambda: fixed.expand(torch.broadcast_shapes(fixed.shape, event)))


def bernoulli(
    p: Number | None = None, logit: Number | None = None, via: Coupling = "threshold"
) -> Threshold | GumbelMax:
    """1 with probability p, or with log odds logit, else 0.

    Args:
        p: `[..., row]` or one number; give this or `logit`.
        logit: likewise.
        via: the coupling of the noise.

    Returns:
        The map, to floats 0 and 1.
    """
    make = GumbelMax if via == "gumbel_max" else Threshold
    if p is not None:
        return make(probs=_tensor(p), binary=True)
    return make(logits=_tensor(0.0 if logit is None else logit), binary=True)


def categorical(
    probs: Tensor, via: Coupling = "gumbel_max", *, binary: bool = False
) -> Threshold | GumbelMax:
    """Each value with its probability.

    Args:
        probs: `[..., row, value]` or `[value]`, normalised over the last dimension.
        via: the coupling of the noise.
        binary: whether the target is 0/1 (then two probabilities).

    Returns:
        The map, to int64 values (floats 0 and 1 if binary).
    """
    make = GumbelMax if via == "gumbel_max" else Threshold
    if binary:
        return make(probs=probs[..., 1] / probs.sum(-1), binary=True)
    return make(probs=probs)


_NOT_ONE = 1e-4


def shares(where: str, *values: Tensor | float) -> Tensor:
    """The probabilities of the values of a category, side by side.

    What `check` cannot prove, since it depends on causes or learned numbers, is looked at here:
    silently normalised, a slip of the pen would be another model.

    Args:
        where: the line of the text, for the message.
        values: each `[..., row]` or one number.

    Raises:
        CausalimgError: E0206 where they do not add up to 1.

    Example:
        >>> shares("ward.scm:3", torch.tensor([0.2, 0.5]), torch.tensor([0.8, 0.5]))
        tensor([[0.2000, 0.8000],
                [0.5000, 0.5000]])
    """
    found = stacked(*values)
    total = found.detach().sum(-1)
    wrong = total[(total - 1).abs() > _NOT_ONE]
    if len(wrong):
        message = f"the probabilities add up to {wrong[0].item():.6g}, not 1"
        helps = ("divide each by the sum of all: `a / (a + b + c)`, `b / (a + b + c)`, ...",)
        raise CausalimgError([Diagnostic("E0206", message, helps=helps, where=where or None)])
    return found


def uniform_values(
    k: int, *, binary: bool = False, via: Coupling = "gumbel_max"
) -> Threshold | GumbelMax:
    """All values of a finite type alike.

    Args:
        k: how many values there are.
        binary: whether the target is 0/1.
        via: the coupling of the noise.

    Returns:
        The map.
    """
    return categorical(torch.full((k,), 1.0 / k), via, binary=binary)


def ordered_logistic(
    score: Number, cutpoints: Tensor, via: Coupling = "threshold"
) -> Threshold | GumbelMax:
    """A score plus logistic noise, cut at increasing points: P(value <= j) = s(cut_j - score).

    Args:
        score: `[..., row]` or one number.
        cutpoints: `[value - 1]`, increasing.
        via: the coupling of the noise.

    Returns:
        The map, to int64 values.
    """
    shifted = cutpoints - _tensor(score).unsqueeze(-1)
    zero = torch.zeros_like(shifted[..., :1])
    # The difference of two sigmoids, in whichever tail both are small.
    up = torch.cat([torch.sigmoid(shifted), zero + 1], -1)
    down = torch.cat([zero, torch.sigmoid(shifted)], -1)
    up_tail = torch.cat([torch.sigmoid(-shifted), zero], -1)
    down_tail = torch.cat([zero + 1, torch.sigmoid(-shifted)], -1)
    probs = torch.where(down < 0.5, up - down, down_tail - up_tail)
    return categorical(probs, via)


def poisson(rate: Number, via: Coupling = "threshold") -> CountThreshold | CountGumbelMax:
    """Counts with mean and variance rate.

    Args:
        rate: `[..., row]` or one number, positive.
        via: the coupling of the noise.

    Returns:
        The map, to whole floats.
    """
    return _counts(dist.Poisson(_tensor(rate)), via)


def negative_binomial(
    mean: Number, dispersion: Number, via: Coupling = "threshold"
) -> CountThreshold | CountGumbelMax:
    """Counts with variance mean + dispersion * mean^2.

    Args:
        mean: `[..., row]` or one number, positive.
        dispersion: likewise.
        via: the coupling of the noise.

    Returns:
        The map, to whole floats.
    """
    mean, dispersion = _tensor(mean), _tensor(dispersion)
    law = dist.NegativeBinomial(1 / dispersion, logits=(mean * dispersion).log())
    return _counts(law, via)


def _counts(law: Law, via: Coupling) -> CountThreshold | CountGumbelMax:
    return CountGumbelMax(law) if via == "gumbel_max" else CountThreshold(law)
