"""Laws of several numbers of a row at once: correlated vectors, complex noise of k-space."""

import math
from dataclasses import dataclass

import pyro.distributions as dist
import torch
from pyro.distributions import constraints
from torch import Tensor

from causalimg.diagnostics import CausalimgError, Diagnostic
from causalimg.program.maps import Invertible, Law, expanded

Number = Tensor | float


class ComplexNormal(dist.TorchDistribution):  # type: ignore[misc]  # Pyro is untyped
    r"""A circular complex Normal: :math:`p(z) = \exp(-|z - m|^2 / s^2) / (\pi s^2)`.

    Real and imaginary part are independent with variance :math:`s^2 / 2` each, as `torch.randn`
    has it for complex numbers.

    Args:
        mean: real or complex, `[...]`.
        sd: positive, `[...]`.

    Example:
        >>> ComplexNormal(0.0, 1.0).log_prob(torch.tensor(0j))
        tensor(-1.1447)
    """

    arg_constraints = {"scale": constraints.positive}  # noqa: RUF012  torch's own way
    support = constraints.real
    has_rsample = True

    def __init__(self, mean: Number, sd: Number) -> None:
        real = torch.as_tensor(mean)
        kind = torch.promote_types(torch.get_default_dtype().to_complex(), real.dtype)
        spread = torch.as_tensor(sd, dtype=torch.get_default_dtype(), device=real.device)
        self.loc, self.scale = torch.broadcast_tensors(real.to(kind), spread)
        super().__init__(self.loc.shape)

    def expand(self, batch_shape: tuple[int, ...], _instance: object = None) -> "ComplexNormal":
        """The same law repeated over a larger batch."""
        return ComplexNormal(self.loc.expand(batch_shape), self.scale.expand(batch_shape))

    def rsample(self, sample_shape: tuple[int, ...] = ()) -> Tensor:
        """Draws `[*sample, *batch]`."""
        shape = self._extended_shape(torch.Size(sample_shape))
        drawn = torch.randn(shape, dtype=self.loc.dtype, device=self.loc.device)
        moved: Tensor = self.loc + self.scale * drawn
        return moved

    def log_prob(self, value: Tensor) -> Tensor:
        """Log density over the complex plane, real."""
        apart = (value - self.loc).abs() / self.scale
        density: Tensor = -apart.square() - 2 * self.scale.log() - math.log(math.pi)
        return density


def complex_normal(mean: Number, sd: Number, *, event: tuple[int, ...] = ()) -> Invertible:
    """`mean + sd * noise` in every complex pixel.

    Args:
        mean: real or complex, `[..., row, *event]` or one number.
        sd: likewise, real and positive.
        event: shape of one value, coil first.

    Returns:
        The map, over ComplexNormal(0, 1) noise.

    Example:
        >>> noisy = complex_normal(torch.tensor([1 + 1j, 2 + 0j]), 0.5)
        >>> noisy(noisy.abduct(torch.tensor([0j, 0j])))
        tensor([0.+0.j, 0.+0.j])
    """
    spread = torch.as_tensor(sd, dtype=torch.get_default_dtype())
    base = expanded(ComplexNormal(0.0, 1.0), event)

    def log_slope(_: Tensor, value: Tensor) -> Tensor:
        return 2 * spread.log().expand(value.shape)

    return Invertible(
        base,
        lambda noise: mean + spread * noise,
        lambda value: (value - mean) / spread,
        event_dim=len(event),
        log_slope=log_slope,
    )


@dataclass(frozen=True, slots=True, eq=False)
class Correlated:
    r"""`mean + L noise` with :math:`L L^\top` the covariance: a multivariate Normal as a map.

    Args:
        mean: `[..., row, n]`.
        factor: the lower Cholesky factor `[n, n]`, without causes.

    Example:
        >>> both = Correlated(torch.zeros(2), torch.tensor([[1.0, 0.0], [0.5, 2.0]]))
        >>> both(both.abduct(torch.tensor([1.0, -1.0])))
        tensor([ 1., -1.])
    """

    mean: Tensor
    factor: Tensor

    @property
    def base(self) -> Law:
        """Standard Normal noise, one for each number."""
        return expanded(dist.Normal(0.0, 1.0), (len(self.factor),))

    def __call__(self, noise: Tensor) -> Tensor:
        """The vector that this noise makes, `[..., row, n]`."""
        return self.mean + noise @ self.factor.mT

    def abduct(self, value: Tensor) -> Tensor:
        """The noise that made this vector, exactly, `[..., row, n]`."""
        apart = (value - self.mean).unsqueeze(-1)
        found: Tensor = torch.linalg.solve_triangular(self.factor, apart, upper=False)
        return found.squeeze(-1)

    def law(self) -> Law:
        """The noise under the affine map with that factor."""
        step = dist.transforms.LowerCholeskyAffine(self.mean, self.factor)
        base = self.base.expand(self.mean.shape[:-1])
        return dist.TransformedDistribution(base, [step])


def multivariate_normal(mean: Number, covariance: Tensor) -> Correlated:
    """Several numbers with a covariance.

    Args:
        mean: `[..., row, n]`, or one number for all.
        covariance: `[n, n]`, symmetric and positive definite; `check` has seen to that.

    Returns:
        The map, over standard Normal noise `[..., row, n]`.

    Raises:
        CausalimgError: E0205, where learned numbers have left what a covariance can be.
    """
    where = torch.as_tensor(mean, dtype=covariance.dtype)
    where = where.expand(torch.broadcast_shapes(where.shape, covariance.shape[-1:]))
    factor, failed = torch.linalg.cholesky_ex(covariance)
    if int(failed):
        message = (
            f"the covariance is no longer positive definite: number {int(failed)} contradicts"
        )
        helps = ("bound what is learned: each variance above the sum of the others in its row",)
        raise CausalimgError([Diagnostic("E0205", f"{message} those before it", helps=helps)])
    return Correlated(where, factor)
