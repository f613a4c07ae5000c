"""A learned law of one number: a monotone spline of Normal noise, bent by the causes."""

import math
from collections.abc import Mapping
from functools import cache

import pyro.distributions as dist
import torch
from torch import Tensor, nn
from torch.distributions import Distribution

from causalimg.program.maps import Invertible
from causalimg.program.networks.given import Coefficients, Given, spread
from causalimg.program.squeeze import Squeeze


class Flow(nn.Module):
    """`value = squeeze(loc + scale (shift + exp(stretch) spline(noise)))`, all given the causes.

    The spline is rational-quadratic between -5 and 5 and the identity outside. It is computed in
    double precision, so that a value comes back from its noise. Bounded supports are kept by
    construction.

    Args:
        name: the variable.
        support: its bounds, infinite for none.
        given: its causes; None for none.
        bins: pieces of the spline.
        hidden: width of the network of the causes.
        layers: how many layers it has.

    Source:
        C. Durkan, A. Bekasov, I. Murray, G. Papamakarios, Neural Spline Flows, NeurIPS 2019.

    Example:
        >>> from causalimg.program.networks import Flag
        >>> age = Flow("age", support=(18.0, 100.0), given=Given(sex=Flag()))
        >>> mechanism = age(sex=torch.tensor([0.0, 1.0]))
        >>> years = torch.tensor([18.0, 77.0])
        >>> bool(torch.allclose(mechanism(mechanism.abduct(years)), years))
        True
    """

    loc: Tensor
    scale: Tensor
    unit: Tensor

    def __init__(
        self,
        name: str,
        support: tuple[float, float] = (-math.inf, math.inf),
        given: Given | None = None,
        *,
        bins: int = 8,
        hidden: int = 32,
        layers: int = 2,
    ) -> None:
        super().__init__()
        self.name, self.support, self.bins = name, support, bins
        self.coefficients = Coefficients(given, 3 * bins + 1, hidden, layers)
        # One unit of a support with one bound: distances are bent at about this length.
        self.register_buffer("unit", torch.tensor(1.0, dtype=torch.float64))
        self.register_buffer("loc", torch.tensor(0.0, dtype=torch.float64))
        self.register_buffer("scale", torch.tensor(1.0, dtype=torch.float64))

    def forward(self, /, **parents: Tensor) -> Invertible:
        """The mechanism, given its causes.

        Args:
            parents: `[..., row]` each, by name.

        Returns:
            The map from Normal(0, 1) noise to values `[..., row]`.
        """
        numbers: Tensor = self.coefficients(parents).double()
        spline = _spline(numbers[..., 2:], self.bins)
        shift, stretch = numbers[..., 0], numbers[..., 1]
        squeeze, unit = self._squeeze(), self.unit

        def onto_line(noise: Tensor) -> Tensor:
            bent: Tensor = spline(noise.double())
            return self.loc + self.scale * (shift + stretch.exp() * bent)

        def forward(noise: Tensor) -> Tensor:
            return (unit * squeeze.squeeze(onto_line(noise))).to(torch.get_default_dtype())

        def inverse(value: Tensor) -> Tensor:
            real = (squeeze.stretch(value.double() / unit) - self.loc) / self.scale
            noise: Tensor = spline.inv((real - shift) * (-stretch).exp())
            return noise.to(torch.get_default_dtype())

        def log_slope(noise: Tensor, value: Tensor) -> Tensor:
            bend: Tensor = spline.call_and_ladj(noise.double())[1]
            real = squeeze.stretch(value.double() / unit)
            slope = bend + stretch + self.scale.log() + squeeze.log_slope(real) + unit.log()
            return slope.to(torch.get_default_dtype())

        support = Squeeze(*self.support).support
        return Invertible(dist.Normal(0.0, 1.0), forward, inverse, support, log_slope=log_slope)

    @torch.no_grad()
    def set_scales(self, table: Mapping[str, Tensor]) -> None:
        """Standardise the causes and the variable itself by the data.

        Args:
            table: columns `[row]` by name.
        """
        self.coefficients.given.set_scales(table)
        if self.name not in table:
            return
        values = table[self.name].double()
        self.unit.copy_(spread(values))
        real = self._squeeze().stretch(values / self.unit)
        self.loc.copy_(real.mean())
        self.scale.copy_(spread(real))

    def _squeeze(self) -> Squeeze:
        unit = float(self.unit)
        return Squeeze(self.support[0] / unit, self.support[1] / unit)


def _spline(numbers: Tensor, bins: int) -> "dist.transforms.Transform":
    widths, heights, slopes = numbers.split([bins, bins, bins - 1], -1)
    return _rational_quadratic()(widths, heights, slopes)


@cache
def _rational_quadratic() -> "type[dist.transforms.Transform]":
    """Zuko's spline; its import switches off torch's checks of laws, which stay as they were."""
    checked = Distribution._validate_args  # noqa: SLF001  torch has no other way to read it
    from zuko.transforms import MonotonicRQSTransform

    Distribution.set_default_validate_args(checked)
    spline: type[dist.transforms.Transform] = MonotonicRQSTransform
    return spline
