"""Continuous laws as mechanism maps: noise moved and stretched, or sent through quantiles."""

import math
from collections.abc import Callable
from dataclasses import dataclass

import pyro.distributions as dist
import torch
from pyro.distributions import constraints
from torch import Tensor
from torch.distributions import Transform
from torch.distributions.utils import _sum_rightmost

from causalimg.diagnostics import CausalimgError, Diagnostic
from causalimg.program.maps import Law, expanded
from causalimg.program.scores import FAR, Scores, between, log_mass, scores

Number = Tensor | float
Event = tuple[int, ...]


@dataclass(frozen=True, slots=True, eq=False)
class LocationScale:
    """`value = location + scale * noise`, or the exponential of that.

    Args:
        base: law of the standard noise, without causes.
        location: `[..., row, *event]` or one number.
        scale: likewise, positive.
        textbook: the law under its usual name, elementwise.
        exponential: whether the value is the exponential.
        event: shape of one value.

    Example:
        >>> mean, sd = torch.tensor([60.0, 80.0]), torch.tensor(10.0)
        >>> weight = LocationScale(dist.Normal(0, 1), mean, sd, dist.Normal(mean, sd))
        >>> weight.abduct(torch.tensor([70.0, 70.0]))
        tensor([ 1., -1.])
    """

    base: Law
    location: Tensor
    scale: Tensor
    textbook: Law
    exponential: bool = False
    event: Event = ()

    def __call__(self, noise: Tensor) -> Tensor:
        """The value that this noise makes; shapes as in `abduct`."""
        moved = self.location + self.scale * noise
        return moved.exp() if self.exponential else moved

    def abduct(self, value: Tensor) -> Tensor:
        """The noise that made this value, exactly.

        Args:
            value: `[..., row, *event]`.

        Returns:
            `[..., row, *event]`.
        """
        moved = value.log() if self.exponential else value
        return (moved - self.location) / self.scale

    def law(self) -> Law:
        """The standard law under an affine transform, then the exponential where there is one."""
        steps: list[Transform] = [dist.transforms.AffineTransform(self.location, self.scale)]
        if self.exponential:
            steps.append(dist.transforms.ExpTransform())
        return dist.TransformedDistribution(self.base, steps)


class _QuantileTransform(Transform):
    """Standard normal noise to value, as a torch transform that knows the value's density."""

    domain = constraints.real
    bijective = True
    sign = +1

    def __init__(self, source: "Quantile") -> None:
        super().__init__()
        self.source = source
        self.codomain = source.support

    def __eq__(self, other: object) -> bool:
        return self is other

    __hash__ = Transform.__hash__

    def _call(self, x: Tensor) -> Tensor:
        return self.source(x)

    def _inverse(self, y: Tensor) -> Tensor:
        return self.source.abduct(y)

    def log_abs_det_jacobian(self, x: Tensor, y: Tensor) -> Tensor:
        before: Tensor = dist.Normal(0.0, 1.0).log_prob(x)
        return before - self.source.density(y)

    def forward_shape(self, shape: Event) -> torch.Size:
        made: torch.Size = torch.broadcast_shapes(shape, self.source.batch_shape)
        return made

    def inverse_shape(self, shape: Event) -> torch.Size:
        return torch.Size(shape)


class _QuantileLaw(dist.TransformedDistribution):  # type: ignore[misc]  # Pyro is untyped
    """The transformed Normal, with the density read off the law instead of the slope."""

    def log_prob(self, value: Tensor) -> Tensor:
        if self._validate_args:
            self._validate_sample(value)
        transform = self.transforms[0]
        log_density = transform.source.density(value)
        return _sum_rightmost(log_density, len(self.event_shape)).expand(
            torch.broadcast_shapes(
                self.batch_shape, value.shape[: value.dim() - len(self.event_shape)]
            )
        )


@dataclass(frozen=True, slots=True, eq=False)
class Quantile:
    """`value = F^-1(Phi(noise))`: standard Normal noise through the law's quantile function.

    Args:
        textbook: the law under its usual name, elementwise; its parameters may have causes.
        low: where the law is cut from below, -inf for nowhere.
        high: where the law is cut from above, inf for nowhere.
        event: shape of one value.

    Example:
        >>> wait = Quantile(dist.Gamma(torch.tensor([0.1, 10.0]), 1.0))
        >>> wait(wait.abduct(torch.tensor([5.0, 5.0])))
        tensor([5.0000, 5.0000])
    """

    textbook: Law
    low: Number = -math.inf
    high: Number = math.inf
    event: Event = ()

    @property
    def base(self) -> Law:
        """Standard Normal noise of the value's shape."""
        return expanded(dist.Normal(0.0, 1.0), self.event)

    @property
    def support(self) -> constraints.Constraint:
        """Where values lie."""
        return _cut(self.textbook.support, self.low, self.high)

    @property
    def batch_shape(self) -> torch.Size:
        """The shape of the law's parameters and of the ends of its cut, which may have causes."""
        ends = (torch.as_tensor(end).shape for end in (self.low, self.high))
        shape: torch.Size = torch.broadcast_shapes(self.textbook.batch_shape, *ends)
        return shape

    def __call__(self, noise: Tensor) -> Tensor:
        """The value that this noise makes; shapes as in `abduct`."""
        ways, inner = self._ways()
        value = ways.value(inner.value(noise.double()) if inner else noise.double())
        return self._inside(value).to(torch.get_default_dtype())

    def abduct(self, value: Tensor) -> Tensor:
        """The noise that made this value, exactly.

        Args:
            value: `[..., row, *event]`.

        Returns:
            `[..., row, *event]`; NaN where the law makes no such value.
        """
        ways, inner = self._ways()
        score = ways.score(value.double())
        noise = (inner.score(score) if inner else score).to(torch.get_default_dtype())
        return noise if bool((made := self._makes(value)).all()) else noise.where(made, math.nan)

    def density(self, value: Tensor) -> Tensor:
        """Log density, element by element: the law's own, divided by the mass left by the cut.

        Args:
            value: `[..., row, *event]`.

        Returns:
            The same shape.
        """
        if not self._is_cut:
            plain: Tensor = self.textbook.log_prob(value)
            return plain
        lower, upper = self._bounds()
        inside = (value >= self.low) & (value <= self.high)
        safe = torch.where(inside, value, self._middle())
        # Far out both are large and nearly cancel, which single precision does not bear.
        log_density = self.textbook.log_prob(safe.double()) - log_mass(lower, upper)
        return torch.where(inside, log_density, -math.inf).to(value.dtype)

    def law(self) -> Law:
        """Standard Normal noise under the quantile transform, with the law's own density."""
        return _QuantileLaw(self.base, [_QuantileTransform(self)])

    def _makes(self, value: Tensor) -> Tensor:
        """Where a value lies in the support, but for what rounding does to it."""
        support, slack = self.support, 1e-5 * (1 + value.abs())
        inside: Tensor = support.check(value)
        near: Tensor = support.check(value - slack) | support.check(value + slack)
        return inside | near

    @property
    def _is_cut(self) -> bool:
        ends = (torch.as_tensor(self.low), torch.as_tensor(self.high))
        return any(bool(end.isfinite().any()) for end in ends)

    def _bounds(self) -> tuple[Tensor, Tensor]:
        """Normal scores of the ends, within the law's own support."""
        ways = scores(self.textbook)
        return _score_of(ways, self.low, self.textbook), _score_of(ways, self.high, self.textbook)

    def _ways(self) -> tuple[Scores, Scores | None]:
        if not self._is_cut:
            return scores(self.textbook), None
        lower, upper = self._bounds()
        if not bool((lower < upper).all()):
            raise CausalimgError((_nothing_left(self.textbook, lower >= upper),))
        return scores(self.textbook), between(lower, upper)

    def _middle(self) -> Tensor:
        with torch.no_grad():
            return self(torch.zeros(()))

    def _inside(self, value: Tensor) -> Tensor:
        low, high = (torch.as_tensor(end).to(value) for end in (self.low, self.high))
        return torch.minimum(torch.maximum(value, low), high)


def _nothing_left(law: Law, empty: Tensor) -> Diagnostic:
    name = type(law).__name__
    message = (
        f"`truncated` leaves nothing of `{name}`, in {int(empty.sum())} of {empty.numel()} cases"
    )
    helps = ("cut where the law has values, and the lower end before the upper one",)
    return Diagnostic("E0205", message, helps=helps)


def _score_of(ways: Scores, end: Number, law: Law) -> Tensor:
    at = torch.as_tensor(end).double()
    at = at.expand(torch.broadcast_shapes(at.shape, law.batch_shape))
    if at.isfinite().any():  # of what lies beyond the law's own ends nothing is left
        for side, pick in (("lower_bound", torch.maximum), ("upper_bound", torch.minimum)):
            own = torch.as_tensor(getattr(law.support, side, at)).to(at)
            at = torch.where(at.isfinite(), pick(at, own), at)
    # An infinite end has the outermost score; asking the law there would only make NaN gradients.
    inner = ways.score(torch.where(at.isfinite(), at, law.mean.detach().double().nan_to_num(0.0)))
    return torch.where(at.isfinite(), inner, at.clamp(-FAR, FAR))


class _AtMost(constraints.less_than):  # type: ignore[misc]  # torch is untyped here
    """Up to an end that belongs to it; torch has this for lower ends alone."""

    def check(self, value: Tensor) -> Tensor:
        inside: Tensor = value <= self.upper_bound
        return inside


for _registry in (dist.transforms.biject_to, dist.transforms.transform_to):
    _registry.register(
        _AtMost, lambda c: dist.transforms.biject_to(constraints.less_than(c.upper_bound))
    )


def _cut(support: constraints.Constraint, low: Number, high: Number) -> constraints.Constraint:
    low = _tighter(low, getattr(support, "lower_bound", -math.inf), torch.maximum)
    high = _tighter(high, getattr(support, "upper_bound", math.inf), torch.minimum)
    below, above = (bool(torch.as_tensor(end).isfinite().all()) for end in (low, high))
    match below, above:
        case True, True:
            return constraints.interval(low, high)
        case True, False:
            return constraints.greater_than_eq(low)
        case False, True:
            return _AtMost(high)
        case _:
            return constraints.real


def _tighter(a: Number, b: Number, pick: Callable[[Tensor, Tensor], Tensor]) -> Number:
    found = pick(torch.as_tensor(a, dtype=torch.float32), torch.as_tensor(b, dtype=torch.float32))
    return found.item() if found.dim() == 0 else found
