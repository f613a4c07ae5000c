"""Normal scores: value and standard normal noise of equal probability, for every continuous law.

`value(score) = F^-1(Phi(score))` and back, in double precision and always through the smaller of
the two tails, so that neither tail loses its digits and a value comes back as it was.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyro.distributions as dist
import torch
from torch import Tensor
from torch.autograd import forward_ad
from torch.special import erfcx, log_ndtr, ndtri

from causalimg.diagnostics import CausalimgInternalError
from causalimg.program.tails import Family, families, from_log_tail, log_tails

LIMIT = 37.0
"""Scores beyond this have probabilities below the smallest double."""
FAR = 1e6
"""Scores beyond this are not told apart; their probabilities are known by the logarithm alone."""
_SMALLEST = -600.0
"""Logarithms of probabilities that are still doubles, with room."""
_LOG_2 = math.log(2)
_ROOT_2 = math.sqrt(2)

Elementwise = Callable[[Tensor], Tensor]


@dataclass(frozen=True, slots=True)
class Scores:
    """The two ways between normal scores and values of one law, in double precision.

    Args:
        value: score to value.
        score: value to score, between -1e6 and 1e6.
    """

    value: Elementwise
    score: Elementwise


def from_tails(lower: Tensor, upper: Tensor) -> Tensor:
    """The normal score with these tail probabilities, from the smaller one.

    Args:
        lower: P(below), double.
        upper: P(above), double; `lower + upper = 1` up to rounding.

    Returns:
        The score, between -37 and 37.
    """
    low = lower <= upper
    # Each branch sees a harmless number where it is not used, so that no gradient turns NaN.
    left = ndtri(torch.where(low, lower, 0.5).clamp_min(1e-299))
    right = -ndtri(torch.where(low, 0.5, upper).clamp_min(1e-299))
    return torch.where(low, left, right)


def from_log_tails(lower: Tensor, upper: Tensor) -> Tensor:
    """The normal score with these tail probabilities, however small they are.

    Args:
        lower: log P(below), double.
        upper: log P(above), double.

    Returns:
        The score, between -1e6 and 1e6.

    Example:
        >>> below = torch.tensor(-5005.5, dtype=torch.float64)
        >>> from_log_tails(below, torch.zeros(()).double()).round(decimals=2)
        tensor(-100., dtype=torch.float64)
    """
    low = lower <= upper
    left = _score_below(torch.where(low, lower, -_LOG_2))
    right = -_score_below(torch.where(low, -_LOG_2, upper))
    return torch.where(low, left, right)


def _score_below(log_tail: Tensor) -> Tensor:
    """The score whose lower tail has this logarithm, at most log 0.5."""
    near: Tensor = ndtri(log_tail.clamp_min(_SMALLEST).exp())
    if not bool((log_tail < _SMALLEST).any()):
        return near
    target = torch.where(log_tail < _SMALLEST, log_tail, _SMALLEST - 1).clamp_min(-(FAR**2) / 2)
    known = target.detach()
    # The leading terms of the tail, then Newton's method, whose last step carries the derivative.
    score = -(-2 * known - (-4 * math.pi * known).log()).sqrt()
    for _ in range(3):
        score = score - (log_ndtr(score) - known) / _log_slope(score)
    far = score - (log_ndtr(score) - target) / _log_slope(score)
    return torch.where(log_tail < _SMALLEST, far, near)


def _log_slope(score: Tensor) -> Tensor:
    """The derivative of the logarithm of P(below)."""
    slope: Tensor = math.sqrt(2 / math.pi) / erfcx(-score / _ROOT_2)
    return slope


def between(low: Tensor, high: Tensor) -> Scores:
    """Scores of the standard Normal cut to an interval, which may lie far out in a tail.

    Args:
        low: lower end, a score.
        high: upper end, a score.

    Returns:
        Maps between the scores of the cut law and the scores of the whole law.
    """

    def value(score: Tensor) -> Tensor:
        up, down = log_ndtr(score), log_ndtr(-score)
        # A convex combination of the ends' tails: no difference of close numbers.
        lower = torch.logaddexp(log_ndtr(low) + down, log_ndtr(high) + up)
        upper = torch.logaddexp(log_ndtr(-low) + down, log_ndtr(-high) + up)
        inside = from_log_tails(lower, upper)
        return torch.minimum(torch.maximum(inside, low), high)

    def score(whole: Tensor) -> Tensor:
        whole = torch.minimum(torch.maximum(whole, low), high)
        total = log_mass(low, high)
        return from_log_tails(log_mass(low, whole) - total, log_mass(whole, high) - total)

    return Scores(value, score)


def log_mass(low: Tensor, high: Tensor) -> Tensor:
    """Log probability of the standard Normal between two scores.

    Args:
        low: lower end.
        high: upper end.

    Returns:
        The logarithm, accurate in both tails; -inf where the ends meet.
    """
    flip = low + high > 0
    small, large = torch.where(flip, -high, low), torch.where(flip, -low, high)
    top: Tensor = log_ndtr(large)
    ratio = log_ndtr(small) - top
    apart = ratio < 0
    # Where the ends meet the slope is infinite; a harmless number keeps gradients from NaN.
    rest = torch.log(-torch.expm1(torch.where(apart, ratio, -1.0)))
    return torch.where(apart, top + rest, -math.inf)


def _log_tails(family: Family, value: Tensor, shapes: tuple[Tensor, ...]) -> tuple[Tensor, Tensor]:
    arrays = tuple(shape.detach().cpu().numpy() for shape in shapes)
    lower, upper = log_tails(family, value.detach().cpu().numpy(), arrays)
    return torch.as_tensor(lower, device=value.device), torch.as_tensor(upper, device=value.device)


def _quantile(family: Family, score: Tensor, shapes: tuple[Tensor, ...]) -> Tensor:
    tail, above = log_ndtr(-score.abs()).detach().cpu().numpy(), (score > 0).cpu().numpy()
    found = np.empty_like(tail)
    for upper, side in ((False, ~above), (True, above)):
        inside = tuple(shape.detach().cpu().numpy()[side] for shape in shapes)
        found[side] = from_log_tail(family, tail[side], upper, inside)
    return torch.as_tensor(found).to(score)


class _Implicit(torch.autograd.Function):
    """Value from score or score from value, with derivatives by the implicit function theorem.

    With F the distribution function and f the density, `dv/dw = phi(w) / f(v)` and
    `dv/dshape = -(dF/dshape) / f(v)`; dF/dshape is a central difference in double precision,
    taken in the smaller tail. First derivatives only, both modes; the slopes leave `forward` as
    further outputs, since only there the numbers can be read under function transforms.
    """

    @staticmethod
    def forward(
        name: str, to_value: bool, with_slopes: bool, at: Tensor, *shapes: Tensor
    ) -> tuple[Tensor, ...]:
        family = families()[name]
        found = (
            _quantile(family, at, shapes)
            if to_value
            else from_log_tails(*_log_tails(family, at, shapes))
        )
        if not with_slopes:
            return (found,)
        score, value = (at, found) if to_value else (found, at)
        return (found, *_slopes(family, score, value, shapes, to_value=to_value))

    @staticmethod
    def setup_context(ctx: Any, inputs: tuple[Any, ...], output: tuple[Tensor, ...]) -> None:  # noqa: ARG004
        ctx.mark_non_differentiable(*output[1:])
        ctx.save_for_backward(*output[1:])
        ctx.save_for_forward(*output[1:])

    @staticmethod
    def backward(ctx: Any, *gradients: Any) -> tuple[Any, ...]:
        return (None, None, None, *(gradients[0] * slope for slope in ctx.saved_tensors))

    @staticmethod
    def jvp(ctx: Any, *tangents: Any) -> tuple[Any, ...]:
        pairs = zip(tangents[3:], ctx.saved_tensors, strict=True)
        parts = [tangent * slope for tangent, slope in pairs if tangent is not None]
        return (sum(parts[1:], parts[0]), *(None for _ in ctx.saved_tensors))


def _slopes(
    family: Family, score: Tensor, value: Tensor, shapes: tuple[Tensor, ...], *, to_value: bool
) -> list[Tensor]:
    """Derivatives of the result by its argument and by the shape parameters."""
    log_phi = dist.Normal(0.0, 1.0).log_prob(score)
    law = family.standard(*shapes)
    inside = law.support.check(value)
    log_f = law.log_prob(torch.where(inside, value, law.mean.nan_to_num(0.0)))
    tilts = [_tilt(family, value, score, shapes, i) for i in range(len(shapes))]
    sign, made, given = (-1, log_phi, log_f) if to_value else (1, log_f, log_phi)
    slopes = [torch.exp(made - given), *(sign * t * torch.exp(at - given) for t, at in tilts)]
    return [torch.where(inside, s, 0.0).nan_to_num(0.0, 1e30, -1e30) for s in slopes]


def _forward_mode() -> bool:
    return bool(forward_ad._current_level >= 0)  # noqa: SLF001 - torch has no public question


def _tilt(
    family: Family, value: Tensor, score: Tensor, shapes: tuple[Tensor, ...], index: int
) -> tuple[Tensor, Tensor]:
    """The derivative of P(below) by one shape parameter at a fixed value, over the smaller tail.

    Returns:
        That ratio, and the logarithm of the tail.
    """
    step = 1e-5 * shapes[index]
    lower, upper = (
        _log_tails(
            family, value, (*shapes[:index], shapes[index] + sign * step, *shapes[index + 1 :])
        )
        for sign in (-1, 1)
    )
    change = torch.where(score <= 0, upper[0] - lower[0], lower[1] - upper[1])
    tail = torch.where(score <= 0, (upper[0] + lower[0]) / 2, (lower[1] + upper[1]) / 2)
    return change / (2 * step), tail


def _implicit(name: str, *shapes: Tensor) -> Scores:
    apply: Callable[..., tuple[Tensor, ...]] = _Implicit.apply

    def run(to_value: bool, at: Tensor) -> Tensor:
        spread = torch.broadcast_tensors(at, *(shape.double() for shape in shapes))
        # Slopes are work; forward mode asks for them even where reverse mode is off.
        differentiated = torch.is_grad_enabled() or _forward_mode()
        return apply(name, to_value, differentiated, *spread)[0]

    return Scores(lambda score: run(True, score), lambda value: run(False, value))


def _affine(inner: Scores, location: Tensor, scale: Tensor) -> Scores:
    return Scores(
        lambda score: location + scale * inner.value(score),
        lambda value: inner.score((value - location) / scale),
    )


def _exponential_score(value: Tensor) -> Tensor:
    value = value.clamp_min(1e-300)
    return from_log_tails((-torch.expm1(-value)).log(), -value)


_NORMAL = Scores(lambda score: score, lambda value: value.clamp(-FAR, FAR))
_EXPONENTIAL = Scores(lambda score: -log_ndtr(-score), _exponential_score)
_UNIFORM = Scores(
    lambda score: torch.where(score <= 0, log_ndtr(score).exp(), -torch.expm1(log_ndtr(-score))),
    lambda value: from_tails(value, 1 - value),
)


def _laplace_value(score: Tensor) -> Tensor:
    half = log_ndtr(-score.abs()) + _LOG_2
    return torch.where(score <= 0, half, -half)


def _laplace_score(value: Tensor) -> Tensor:
    tail = -value.abs() - _LOG_2
    return torch.where(value <= 0, 1.0, -1.0) * from_log_tails(tail, torch.log1p(-tail.exp()))


def scores(law: dist.TorchDistribution) -> Scores:
    """The two ways between normal scores and values of a law.

    Args:
        law: one of Normal, LogNormal, StudentT, Laplace, Gamma, Beta, Exponential, Uniform.

    Returns:
        Its scores, in double precision.

    Raises:
        CausalimgInternalError: for another law.

    Example:
        >>> ways = scores(dist.Exponential(torch.tensor(2.0)))
        >>> ways.value(ways.score(torch.tensor(3.0, dtype=torch.float64)))
        tensor(3., dtype=torch.float64)
    """
    match law:
        case dist.LogNormal():
            inner = _affine(_NORMAL, law.loc.double(), law.scale.double())
            return Scores(
                lambda score: inner.value(score).exp(),
                lambda value: inner.score(value.clamp_min(1e-300).log()),
            )
        case dist.Normal():
            return _affine(_NORMAL, law.loc.double(), law.scale.double())
        case dist.StudentT():
            return _affine(_implicit("student", law.df), law.loc.double(), law.scale.double())
        case dist.Laplace():
            laplace = Scores(_laplace_value, _laplace_score)
            return _affine(laplace, law.loc.double(), law.scale.double())
        case dist.Uniform():
            low, high = law.low.double(), law.high.double()
            return _affine(_UNIFORM, low, high - low)
        case _:
            return _positive(law)


def _positive(law: dist.TorchDistribution) -> Scores:
    match law:
        case dist.Gamma():
            rate = law.rate.double()
            return _affine(_implicit("gamma", law.concentration), torch.zeros_like(rate), 1 / rate)
        case dist.Beta():
            return _implicit("beta", law.concentration1, law.concentration0)
        case dist.Exponential():
            rate = law.rate.double()
            return _affine(_EXPONENTIAL, torch.zeros_like(rate), 1 / rate)
        case _:
            raise CausalimgInternalError(f"no normal scores for {type(law).__name__}")
