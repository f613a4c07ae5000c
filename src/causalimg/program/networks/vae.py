"""A learned picture mechanism: a decoder from a code, the causes and pixel noise to a picture."""

from collections.abc import Mapping

import pyro.distributions as dist
import torch
from torch import Tensor, nn

from causalimg.program.maps import Invertible, Law, expanded
from causalimg.program.networks.given import Given, perceptron, spread
from causalimg.program.networks.informant import Informant, scaled_gradient
from causalimg.program.networks.picture import Painter, Reader
from causalimg.program.squeeze import Squeeze

_MARGIN = 0.25
"""Part of the grey range kept free at black and at white: in between, the logit is nearly a line.

Closer to the bounds the same residual is many grey levels in the middle and few at the ends, and
what is left over from a bright picture outshines a dim one."""
_FLOOR = 0.03
"""Least standard deviation of a pixel, in those of all pixels of the data: no pixel is certain."""
_SPAN = 1.2
"""How far the decoder moves the log standard deviation of single pixels, both ways.

Wider, and what a code leaves unexplained in one world is blown up to specks in another."""
_BENT = 32
"""How many functions of the causes a small network adds to them."""
_PRICE = 100.0
"""What a nat costs that the code tells about the causes; the bound alone asks one for it."""


class Vae(nn.Module):
    """`image = squeeze(mean + sd * noise)`, pixel by pixel; mean and sd from code and causes.

    The causes, and what a small network makes of them, reach every level of encoder and decoder:
    modulation is linear, a picture need not be linear in its causes. Each pixel has its own
    noise in a squeezed logit; its standard deviation moves with the picture, so that what the
    code cannot explain of the factual picture fades where the counterfactual one is plain.
    Pictures are enlarged at the right and at the bottom for the halvings, and cut again: any
    size goes.

    Args:
        name: the variable.
        shape: channels, height and width.
        support: bounds of the grey levels, infinite for none.
        given: the causes; None for none.
        latent: how many numbers the code has.
        width: channels of the finest level of the networks.
        price: what a nat costs that the code tells about the causes, see `penalty`; 0 for nothing.

    Source:
        N. Pawlowski, D. C. Castro, B. Glocker, Deep Structural Causal Models for Tractable
        Counterfactual Inference, NeurIPS 2020, section 3 (code and pixel noise).
        M. Seitzer et al., On the Pitfalls of Heteroscedastic Uncertainty Estimation with
        Probabilistic Neural Networks, ICLR 2022 (how the mean learns under pixel noise that is
        learned, beta = 1/2).

    Example:
        >>> from causalimg.program.networks import Flag
        >>> scan = Vae("scan", (1, 28, 20), (0.0, 255.0), Given(ill=Flag()), latent=4, width=4)
        >>> image, ill = torch.full((3, 1, 28, 20), 80.0), torch.tensor([0.0, 1.0, 1.0])
        >>> code = scan.encode(image, ill=ill).mean
        >>> noise = scan.decode(code, ill=ill).abduct(image)
        >>> scan.decode(code, ill=1 - ill)(noise).shape
        torch.Size([3, 1, 28, 20])
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
        price: float = _PRICE,
    ) -> None:
        super().__init__()
        self.name, self.shape, self.support = name, tuple(shape), support
        self.latent, self.beta = latent, 1.0
        self.given = given or Given()
        self.bend = perceptron(self.given.width, _BENT, 64, 1) if self.given.width else None
        causes = self.given.width + (_BENT if self.bend else 0)
        self.reader = Reader(shape, causes, 2 * latent, width)
        self.painter = Painter(shape, causes, latent, width)
        self.informant = Informant(self.given, latent, price) if causes and price else None
        self.template = nn.Parameter(torch.zeros(shape))
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
        picture, raw = self.painter(flat, causes)
        spot = _FLOOR + torch.exp(_SPAN * (torch.tanh(raw / _SPAN) - 1))
        if self.training:
            # The likelihood would forgive a wrong mean where it has called the pixel noisy, and
            # never mend it; with these weights it forgives only half of that, in logarithms.
            usual = spot.detach().mean()
            picture = scaled_gradient(picture, spot.detach() / usual)
        painted = (picture + self.template).reshape(*rows, *self.shape)
        mean: Tensor = self.loc + self.scale * painted
        sd: Tensor = self.scale * spot.reshape(*rows, *self.shape)
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

        In training mode `penalty` is subtracted, so that climbing this teaches obedience too, and
        the divergence of the code's posterior counts `beta` times (Higgins et al. 2017,
        beta-VAE); in evaluation mode it is the plain bound.

        Args:
            image: `[..., row, *shape]`.
            parents: `[..., row]` each, by name.

        Returns:
            `[..., row]`, in nats.
        """
        posterior = self.encode(image, **parents)
        code = posterior.rsample()
        divergence: Tensor = posterior.log_prob(code) - self.code.log_prob(code)
        fit: Tensor = self.decode(code, **parents).law().log_prob(image)
        bound = fit - (self.beta if self.training else 1.0) * divergence
        if self.training and self.informant is not None:
            bound = bound - self.penalty(code, **parents)
        return bound

    def penalty(self, code: Tensor, /, **parents: Tensor) -> Tensor:
        """Surprise of a network that guesses the causes from the code; see `Informant`.

        Args:
            code: `[..., row, latent]`.
            parents: `[..., row]` each, by name.

        Returns:
            `[..., row]`, in nats; its gradient trains the guess and pulls the code the other way.
        """
        if self.informant is None:
            return torch.zeros(code.shape[:-1])
        named = {name: torch.as_tensor(parents[name]) for name in self.given.names}
        rows = torch.broadcast_shapes(code.shape[:-1], *(value.shape for value in named.values()))
        flat = {name: value.expand(rows).flatten() for name, value in named.items()}
        codes = code.expand(*rows, -1).reshape(-1, self.latent)
        surprise: Tensor = self.informant(codes, flat, self.given)
        return surprise.reshape(rows)

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

    def _squeeze(self) -> Squeeze:
        unit = float(self.unit)
        return Squeeze(self.support[0] / unit, self.support[1] / unit, _MARGIN)

    def _causes(
        self, parents: Mapping[str, Tensor], rows: torch.Size
    ) -> tuple[Tensor, torch.Size]:
        """Encoded and bent causes `[every row, width]`, and the left shape that they stand for."""
        encoded = self.given(parents)
        if self.bend is None:
            return encoded.expand(rows.numel(), 0), rows
        encoded = torch.cat([encoded, self.bend(encoded)], -1)
        rows = torch.broadcast_shapes(rows, encoded.shape[:-1])
        return encoded.expand(*rows, -1).reshape(-1, encoded.shape[-1]), rows
