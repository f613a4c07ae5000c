"""Mechanism maps: given its causes, a mechanism turns its own exogenous noise into its value.

Every map can be called on noise. Those that have a way back give the noise of a value (`abduct`),
and those with a density give the value's law (`law`). The noise itself never depends on causes;
any number of left dimensions (draws, worlds, rows) broadcasts.
"""

from collections.abc import Callable
from dataclasses import dataclass
from math import prod
from typing import Any, Protocol, TypeAlias

import pyro.distributions as dist
import torch
from pyro.distributions import constraints
from torch import Tensor
from torch.distributions import Transform

from causalimg.diagnostics import CausalimgError, Diagnostic

Law: TypeAlias = dist.TorchDistribution
Elementwise = Callable[[Tensor], Tensor]


class Map(Protocol):
    """A mechanism with its causes filled in, that can be run both ways and has a density."""

    @property
    def base(self) -> Law:
        """The law of the exogenous noise."""

    def __call__(self, noise: Tensor) -> Tensor:
        """The value that this noise makes."""

    def abduct(self, value: Tensor) -> Tensor:
        """The noise that made this value, or a draw of it given the value."""

    def law(self) -> Law:
        """The law of the value."""


class Equation(Transform):
    """A map between noise and value, one element from one element, as a torch transform.

    The slope comes from forward-mode differentiation with a tangent of ones, which is the
    diagonal of the Jacobian because the map works element by element; reverse mode runs through
    it, so that stochastic variational inference and Hamiltonian Monte Carlo work.

    Args:
        forward: noise to value.
        inverse: value to noise.
        support: where values lie.
        log_slope: log |d value / d noise| from noise and value, where it is known in closed form.
    """

    domain = constraints.real
    bijective = True

    def __init__(
        self,
        forward: Elementwise,
        inverse: Elementwise,
        support: constraints.Constraint = constraints.real,
        log_slope: Callable[[Tensor, Tensor], Tensor] | None = None,
    ) -> None:
        super().__init__()
        self._forward = forward
        self._backward = inverse
        self._log_slope = log_slope
        self.codomain = support

    def __eq__(self, other: object) -> bool:
        return self is other

    __hash__ = Transform.__hash__

    def _call(self, x: Tensor) -> Tensor:
        return self._forward(x)

    def _inverse(self, y: Tensor) -> Tensor:
        return self._backward(y)

    def log_abs_det_jacobian(self, x: Tensor, y: Tensor) -> Tensor:
        """Log of the absolute slope, element by element.

        Args:
            x: noise.
            y: its value.

        Returns:
            `log |dy / dx|` in the shape of `y`.
        """
        if self._log_slope is not None:
            return self._log_slope(x, y)
        # The noise is spread to the value's shape first: then each element has its own tangent.
        x = x.expand(torch.broadcast_shapes(x.shape, y.shape))
        slope: Tensor = torch.func.jvp(self._forward, (x,), (torch.ones_like(x),))[1]
        # A complex slope stretches the plane both ways.
        return (2 if slope.is_complex() else 1) * slope.abs().log()

    def forward_shape(self, shape: tuple[int, ...]) -> torch.Size:
        """Shape of the values that noise of this shape makes: the causes may enlarge it."""
        with torch.no_grad():
            return torch.Size(self._forward(torch.full(shape, 0.5)).shape)

    def inverse_shape(self, shape: tuple[int, ...]) -> torch.Size:
        """Shape of the noise behind values of this shape: one element each."""
        return torch.Size(shape)


@dataclass(frozen=True, slots=True, eq=False)
class Invertible:
    """An equation in which one noise occurs once, under operations that can be undone.

    Args:
        base: law of the noise, without causes.
        forward: noise to value, element by element; the causes stand inside.
        inverse: value to noise.
        support: where values lie.
        event_dim: how many right dimensions make one value (3 for an image).
        log_slope: log |d value / d noise| from noise and value; None differentiates `forward`.

    Example:
        >>> cause = torch.tensor([1.0, 2.0])
        >>> effect = Invertible(dist.Normal(0.0, 1.0), lambda u: cause + 2 * u,
        ...                     lambda v: (v - cause) / 2)
        >>> effect(effect.abduct(torch.tensor([5.0, 5.0])))
        tensor([5., 5.])
        >>> effect.law().log_prob(torch.tensor([1.0, 2.0]))
        tensor([-1.6121, -1.6121])
    """

    base: Law
    forward: Elementwise
    inverse: Elementwise
    support: constraints.Constraint = constraints.real
    event_dim: int = 0
    log_slope: Callable[[Tensor, Tensor], Tensor] | None = None

    def __call__(self, noise: Tensor) -> Tensor:
        """The value that this noise makes.

        Args:
            noise: `[..., row, *event]`.

        Returns:
            `[..., row, *event]`.
        """
        return self.forward(noise)

    def abduct(self, value: Tensor) -> Tensor:
        """The noise that made this value, exactly.

        Args:
            value: `[..., row, *event]`.

        Returns:
            `[..., row, *event]`.
        """
        return self.inverse(value)

    def law(self) -> Law:
        """The noise's law pushed through the equation.

        Returns:
            A transformed law whose batch shape is that of the causes.
        """
        equation = Equation(self.forward, self.inverse, self.support, self.log_slope)
        base = self.base
        missing = self.event_dim - base.event_dim
        if missing > 0:
            shape = equation.forward_shape(base.batch_shape + base.event_shape)
            base = base.expand(shape[: len(shape) - base.event_dim]).to_event(missing)
        return dist.TransformedDistribution(base, [equation])


@dataclass(frozen=True, slots=True, eq=False)
class Deterministic:
    """An equation that has no noise of its own, or no way back to it: no density.

    Args:
        function: the noises (none, one or several) to the value.
        bases: laws of the noises, in order.
    """

    function: Callable[..., Tensor]
    bases: tuple[Law, ...] = ()

    def __call__(self, *noises: Tensor) -> Tensor:
        """The value that these noises make.

        Args:
            noises: each `[..., row, *event]`.

        Returns:
            `[..., row, *event]`.
        """
        return self.function(*noises)


@dataclass(frozen=True, slots=True, eq=False)
class FiniteNoise:
    """An equation whose noises all take finitely many values.

    All combinations of noise values are tried, so that the posterior of the noises given the
    value is exact, and so is the law of a value of a finite type. The work grows with the product
    of the noises' sizes.

    Args:
        function: the noises to the value, one number per row.
        bases: laws of the noises, in order, each with an enumerable support and without causes.
        size: number of values of the target (category, ordinal); None for other targets.
        binary: whether the target is 0/1.

    Example:
        >>> label = torch.tensor([0.0, 1.0])
        >>> read = FiniteNoise(lambda flip: (label - flip).abs(), (dist.Bernoulli(0.1),),
        ...                    binary=True)
        >>> read.abduct(torch.tensor([1.0, 1.0]))
        (tensor([1., 0.]),)
        >>> read.law().probs
        tensor([0.1000, 0.9000])
    """

    function: Callable[..., Tensor]
    bases: tuple[Law, ...]
    size: int | None = None
    binary: bool = False

    def __call__(self, *noises: Tensor) -> Tensor:
        """The value that these noises make.

        Args:
            noises: each `[..., row]`.

        Returns:
            `[..., row]`.
        """
        return self.function(*noises)

    def abduct(self, value: Tensor) -> tuple[Tensor, ...]:
        """A draw of the noises given the value, from their exact joint posterior.

        Args:
            value: `[..., row]`.

        Returns:
            One tensor `[..., row]` per noise.

        Raises:
            CausalimgError: E0704, where no noise makes the value.
        """
        noises, log_weight = self._combinations(value.dim())
        made = self.function(*noises).expand(log_weight.shape[0], *value.shape)
        matches = torch.isclose(made.double(), value.double(), rtol=1e-5, atol=1e-6)
        if not matches.any(0).all():
            raise CausalimgError((_impossible(value[~matches.any(0)]),))
        weight = matches.double() * log_weight.exp()
        # The Gumbel-max draw works in one pass for any shape, multinomial only for matrices.
        gumbel = -torch.empty_like(weight).exponential_().log()
        chosen = (weight.log() + gumbel).argmax(0)
        return tuple(noise.flatten()[chosen] for noise in noises)

    def law(self) -> Law:
        """The law of a binary, category or ordinal value, by enumeration.

        Returns:
            Bernoulli (binary) or Categorical, `[..., row]`.

        Raises:
            TypeError: where the target is not of a finite type.
        """
        if not self.binary and self.size is None:
            raise TypeError("finite noise gives a law only to targets of a finite type")
        with torch.no_grad():
            dims = self.function(*(base.enumerate_support()[0] for base in self.bases)).dim()
        noises, log_weight = self._combinations(dims)
        made = self.function(*noises)
        weight = log_weight.exp().to(torch.get_default_dtype())
        if self.binary:
            return dist.Bernoulli(probs=(weight * (made > 0.5)).sum(0).clamp(0, 1))
        hits = torch.nn.functional.one_hot(made.long(), self.size or 1)
        return dist.Categorical(probs=(weight.unsqueeze(-1) * hits).sum(0))

    def _combinations(self, dims: int) -> tuple[tuple[Tensor, ...], Tensor]:
        """Every joint value of the noises, on a new dimension to the left of `dims` others."""
        values = [base.enumerate_support() for base in self.bases]
        sizes = [len(v) for v in values]
        index = torch.cartesian_prod(*(torch.arange(s) for s in sizes)).reshape(prod(sizes), -1)
        shape = (-1,) + (1,) * dims
        noises = tuple(v[index[:, i]].reshape(shape) for i, v in enumerate(values))
        pairs = zip(self.bases, values, strict=True)
        logs = [base.log_prob(v)[index[:, i]] for i, (base, v) in enumerate(pairs)]
        return noises, torch.stack(logs).double().sum(0).reshape(shape)


def _impossible(values: Tensor) -> Diagnostic:
    shown = values.flatten()[0].item()
    return Diagnostic("E0704", f"no noise of the equation makes the value `{shown:g}`")


def expanded(base: Any, event: tuple[int, ...]) -> Law:
    """A law of one number, repeated independently over the elements of one value.

    Args:
        base: law of one element, without causes.
        event: shape of one value, `(channel, height, width)` for an image, `()` for a number.

    Returns:
        The law with `event` as its event shape.
    """
    return base.expand(event).to_event(len(event)) if event else base
