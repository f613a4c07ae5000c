"""Normal scores: value and standard normal noise of equal probability, for every continuous law.

`value(score) = F^-1(Phi(score))` and back, in double precision and always through the smaller of
the two tails, so that neither tail loses its digits and a value comes back as it was.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pyro.distributions as dist
import torch
from torch import Tensor
from torch.autograd import forward_ad
from torch.special import erfc, log_ndtr, ndtri

from causalimg.diagnostics import CausalimgInternalError

LIMIT = 37.0
"""Scores beyond this have probabilities below the smallest double."""
_LOG_2 = 0.6931471805599453
_ROOT_2 = 1.4142135623730951

Elementwise = Callable[[Tensor], Tensor]


@dataclass(frozen=True, slots=True)
class Scores:
    """The two ways between normal scores and values of one law, in double precision.

    Args:
        value: score to value.
        score: value to score, between -37 and 37.
    """

    value: Elementwise
    score: Elementwise


def ndtr(score: Tensor) -> Tensor:
    """P(below) of the standard Normal, with all its digits in the lower tail.

    `torch.special.ndtr` is one plus an error function: it has none left below -8.

    Args:
        score: any shape, double.

    Returns:
        The same shape.
    """
    below: Tensor = erfc(-score / _ROOT_2) / 2
    return below


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


def between(low: Tensor, high: Tensor) -> Scores:
    """Scores of the standard Normal cut to an interval.

    Args:
        low: lower end, a score.
        high: upper end, a score.

    Returns:
        Maps between the scores of the cut law and the scores of the whole law.
    """

    def value(score: Tensor) -> Tensor:
        up, down = ndtr(score), ndtr(-score)
        # A convex combination of the ends' tails: no difference of close numbers.
        lower = ndtr(low) * down + ndtr(high) * up
        upper = ndtr(-low) * down + ndtr(-high) * up
        inside = from_tails(lower, upper)
        return torch.minimum(torch.maximum(inside, low), high)

    def score(whole: Tensor) -> Tensor:
        whole = torch.minimum(torch.maximum(whole, low), high)
        total = _mass(low, high)
        return from_tails(_mass(low, whole) / total, _mass(whole, high) / total)

    return Scores(value, score)


def log_mass(low: Tensor, high: Tensor) -> Tensor:
    """Log probability of the standard Normal between two scores.

    Args:
        low: lower end.
        high: upper end.

    Returns:
        The logarithm, accurate in both tails.
    """
    flip = low + high > 0
    small, large = torch.where(flip, -high, low), torch.where(flip, -low, high)
    top: Tensor = log_ndtr(large)
    return top + torch.log1p(-torch.exp(log_ndtr(small) - top))


def _mass(low: Tensor, high: Tensor) -> Tensor:
    flip = low + high > 0
    return torch.where(flip, ndtr(-low) - ndtr(-high), ndtr(high) - ndtr(low))


@dataclass(frozen=True, slots=True)
class _Family:
    """Tail probabilities and their inverses of a law without closed form, from scipy.special."""

    lower: Callable[..., Any]
    upper: Callable[..., Any]
    from_lower: Callable[..., Any]
    from_upper: Callable[..., Any]
    standard: Callable[..., dist.TorchDistribution]


def _families() -> dict[str, _Family]:
    from scipy import special as s

    return {
        "gamma": _Family(
            s.gammainc, s.gammaincc, s.gammaincinv, s.gammainccinv, lambda a: dist.Gamma(a, 1.0)
        ),
        "beta": _Family(s.betainc, s.betaincc, s.betaincinv, s.betainccinv, dist.Beta),
        "student": _Family(
            s.stdtr,
            lambda df, t: s.stdtr(df, -t),
            s.stdtrit,
            lambda df, q: -s.stdtrit(df, q),
            dist.StudentT,
        ),
    }


def _tails(family: _Family, value: Tensor, shapes: tuple[Tensor, ...]) -> tuple[Tensor, Tensor]:
    arrays = [shape.detach().cpu().numpy() for shape in shapes]
    at = value.detach().cpu().numpy()
    lower, upper = family.lower(*arrays, at), family.upper(*arrays, at)
    return torch.as_tensor(lower, device=value.device), torch.as_tensor(upper, device=value.device)


def _quantile(family: _Family, score: Tensor, shapes: tuple[Tensor, ...]) -> Tensor:
    arrays = [shape.detach().cpu().numpy() for shape in shapes]
    left = torch.as_tensor(family.from_lower(*arrays, ndtr(score).detach().cpu().numpy()))
    right = torch.as_tensor(family.from_upper(*arrays, ndtr(-score).detach().cpu().numpy()))
    return torch.where(score <= 0, left.to(score), right.to(score))


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
        family = _families()[name]
        found = (
            _quantile(family, at, shapes) if to_value else from_tails(*_tails(family, at, shapes))
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
    family: _Family, score: Tensor, value: Tensor, shapes: tuple[Tensor, ...], *, to_value: bool
) -> list[Tensor]:
    """Derivatives of the result by its argument and by the shape parameters."""
    log_phi = dist.Normal(0.0, 1.0).log_prob(score)
    law = family.standard(*shapes)
    inside = law.support.check(value)
    log_f = law.log_prob(torch.where(inside, value, law.mean.nan_to_num(0.0)))
    tilts = [_tilt(family, value, score, shapes, i) for i in range(len(shapes))]
    if to_value:
        slopes = [torch.exp(log_phi - log_f), *(-t * torch.exp(-log_f) for t in tilts)]
    else:
        slopes = [torch.exp(log_f - log_phi), *(t * torch.exp(-log_phi) for t in tilts)]
    return [torch.where(inside, s, 0.0).nan_to_num(0.0, 1e30, -1e30) for s in slopes]


def _forward_mode() -> bool:
    return bool(forward_ad._current_level >= 0)  # noqa: SLF001 - torch has no public question


def _tilt(
    family: _Family, value: Tensor, score: Tensor, shapes: tuple[Tensor, ...], index: int
) -> Tensor:
    """The derivative of P(below) by one shape parameter, at a fixed value."""
    step = 1e-5 * shapes[index]
    lower, upper = (
        _tails(family, value, (*shapes[:index], shapes[index] + sign * step, *shapes[index + 1 :]))
        for sign in (-1, 1)
    )
    change = torch.where(score <= 0, upper[0] - lower[0], lower[1] - upper[1])
    return change / (2 * step)


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


_NORMAL = Scores(lambda score: score, lambda value: value.clamp(-LIMIT, LIMIT))
_EXPONENTIAL = Scores(
    lambda score: -log_ndtr(-score),
    lambda value: from_tails(-torch.expm1(-value.clamp_min(0)), torch.exp(-value.clamp_min(0))),
)
_UNIFORM = Scores(
    lambda score: torch.where(score <= 0, ndtr(score), 1 - ndtr(-score)),
    lambda value: from_tails(value, 1 - value),
)


def _laplace_value(score: Tensor) -> Tensor:
    half = log_ndtr(-score.abs()) + _LOG_2
    return torch.where(score <= 0, half, -half)


def _laplace_score(value: Tensor) -> Tensor:
    tail = torch.exp(-value.abs()) / 2
    return torch.where(value <= 0, 1.0, -1.0) * from_tails(tail, 1 - tail)


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
