"""A learned picture mechanism: a decoder from a code, the causes and pixel noise to a picture."""

from collections.abc import Mapping

import pyro.distributions as dist
import torch
from torch import Tensor, nn

from causalimg.program.maps import Invertible, Law, expanded
from causalimg.program.networks.given import Given, spread
from causalimg.program.networks.picture import Painter, Reader
from causalimg.program.squeeze import Squeeze

_MARGIN = 0.05


class Vae(nn.Module):
    """`image = squeeze(mean(code, causes) + sd * noise)`, pixel by pixel.

    Args:
        name: the variable.
        shape: channels, height and width.
        support: bounds of the grey levels, infinite for none.
        given: the causes; None for none.
        latent: how many numbers the code has.
        width: channels of the finest level of the networks.
    """

    loc: Tensor
    scale: Tensor
    unit: Tensor

    def __init__(
        self,
        name: str,
        shape: tuple[int, int, int],
        support: tuple[float, float] = (0.0, 1.0),
        given: Given | None = None,
        *,
        latent: int = 16,
        width: int = 16,
        repair: float = 1.0,
    ) -> None:
        super().__init__()
        self.name, self.shape, self.support, self.repair = name, tuple(shape), support, repair
        self.latent, self.beta = latent, 1.0
        self.given = given or Given()
        causes = self.given.width
        self.reader = Reader(shape, causes, 2 * latent, width)
        self.painter = Painter(shape, causes, latent, width)
        self.template = nn.Parameter(torch.zeros(shape))
        self.log_sd = nn.Parameter(torch.zeros(()))
        self.register_buffer("unit", torch.tensor(1.0))
        self.register_buffer("loc", torch.tensor(0.0))
        self.register_buffer("scale", torch.tensor(1.0))

    @property
    def code(self) -> Law:
        """Standard Normal noise, `latent` numbers."""
        return expanded(dist.Normal(0.0, 1.0), (self.latent,))

    def decode(self, code: Tensor, /, **parents: Tensor) -> Invertible:
        """The mechanism, given its code and causes.

        Args:
            code: `[..., row, latent]`.
            parents: `[..., row]` each, by name; left dimensions broadcast with the code's.

        Returns:
            The map from Normal(0, 1) pixel noise to pictures `[..., row, *shape]`.
        """
        causes, rows = self._causes(parents, code.shape[:-1])
        flat = code.expand(*rows, -1).reshape(-1, self.latent)
        picture = self.painter(flat, causes) + self.template
        mean = self.loc + self.scale * picture.reshape(*rows, *self.shape)
        sd = self.scale * self._sd()
        squeeze, unit = self._squeeze(), self.unit

        def forward(noise: Tensor) -> Tensor:
            return unit * squeeze.squeeze(mean + sd * noise)

        def inverse(image: Tensor) -> Tensor:
            return (squeeze.stretch(image / unit) - mean) / sd

        def log_slope(_: Tensor, image: Tensor) -> Tensor:
            real = squeeze.stretch(image / unit)
            return squeeze.log_slope(real) + torch.log(sd * unit)

        base = expanded(dist.Normal(0.0, 1.0), self.shape)
        support = Squeeze(*self.support).support
        return Invertible(base, forward, inverse, support, 3, log_slope)

    def encode(self, image: Tensor, /, **parents: Tensor) -> Law:
        """The approximate posterior of the code, given a picture and its causes.

        Args:
            image: `[..., row, *shape]`.
            parents: `[..., row]` each, by name.

        Returns:
            A Normal with batch shape `[..., row]` and event shape `[latent]`.
        """
        causes, rows = self._causes(parents, image.shape[:-3])
        picture = (self._squeeze().stretch(image / self.unit) - self.loc) / self.scale
        flat = picture.expand(*rows, *self.shape).reshape(-1, *self.shape)
        mean, raw = self.reader(flat, causes).reshape(*rows, -1).chunk(2, -1)
        sd = torch.nn.functional.softplus(raw) + 1e-3
        return dist.Normal(mean, sd).to_event(1)

    def elbo(self, image: Tensor, /, **parents: Tensor) -> Tensor:
        """A lower bound of the picture's log density, from one draw of its code.

        In training mode the repair (`penalty`) is subtracted, and the divergence of the code's
        posterior counts `beta` times (Higgins et al. 2017, beta-VAE).

        Args:
            image: `[..., row, *shape]`.
            parents: `[..., row]` each, by name.

        Returns:
            `[..., row]`, in nats.
        """
        posterior = self.encode(image, **parents)
        code = posterior.rsample()
        divergence = posterior.log_prob(code) - self.code.log_prob(code)
        fit: Tensor = self.decode(code, **parents).law().log_prob(image)
        bound = fit - (self.beta if self.training else 1.0) * divergence
        if self.training and self.repair:
            bound = bound - self.penalty(code, **parents)
        return bound

    def penalty(self, code: Tensor, /, **parents: Tensor) -> Tensor:
        """How much codes tell about the causes.

        Args:
            code: `[..., row, latent]`.
            parents: `[..., row]` each, by name.

        Returns:
            One number.
        """
        causes, rows = self._causes(parents, code.shape[:-1])
        if len(causes) < 2 or not self.given.width:
            return torch.zeros(())
        flat = code.expand(*rows, -1).reshape(-1, self.latent)
        shared = (flat - flat.mean(0)).T @ (causes - causes.mean(0)) / len(flat)
        return self.repair * len(flat) * shared.square().sum()

    @torch.no_grad()
    def set_scales(self, table: Mapping[str, Tensor]) -> None:
        """Standardise causes and pixels by the data, and start at the mean picture.

        Args:
            table: columns by name, the picture's being `[row, *shape]`.
        """
        self.given.set_scales(table)
        if self.name not in table:
            return
        images = table[self.name].to(torch.get_default_dtype())
        if not all(torch.tensor(self.support).isfinite()):
            self.unit.copy_(spread(images))
        real = self._squeeze().stretch(images / self.unit)
        self.loc.copy_(real.mean())
        self.scale.copy_(spread(real))
        self.template.copy_((real.mean(0) - self.loc) / self.scale)

    def _sd(self) -> Tensor:
        return self.log_sd.exp() + 0.02

    def _squeeze(self) -> Squeeze:
        unit = float(self.unit)
        return Squeeze(self.support[0] / unit, self.support[1] / unit, _MARGIN)

    def _causes(
        self, parents: Mapping[str, Tensor], rows: torch.Size
    ) -> tuple[Tensor, torch.Size]:
        """Encoded causes `[every row, width]`, and the left shape that they stand for."""
        encoded = self.given(parents)
        if not self.given.width:
            return encoded.expand(rows.numel(), 0), rows
        rows = torch.broadcast_shapes(rows, encoded.shape[:-1])
        return encoded.expand(*rows, -1).reshape(-1, self.given.width), rows
