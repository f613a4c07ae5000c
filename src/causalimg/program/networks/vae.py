"""A learned picture mechanism: a decoder from a code, the causes and pixel noise to a picture."""

from collections.abc import Mapping

import pyro.distributions as dist
import torch
from torch import Tensor, nn

from causalimg.program.maps import Invertible, Law, expanded
from causalimg.program.networks.given import Given, perceptron
from causalimg.program.networks.informant import Informant, scaled_gradient
from causalimg.program.networks.picture import Painter, Reader
from causalimg.program.networks.skin import Grey, LabelMax, skin_of

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
    """A picture of code, causes and pixel noise: grey levels, labels or complex numbers.

    The causes, and what a small network makes of them, reach every level of encoder and decoder:
    modulation is linear, a picture need not be linear in its causes. Causes that are pictures
    themselves are laid under every level of both. Each pixel has its own noise (see
    `causalimg.program.networks.skin`); that of grey levels moves with the picture, so that what
    the code cannot explain of the factual picture fades where the counterfactual one is plain.
    Pictures are enlarged at the right and at the bottom for the halvings, and cut again: any
    size goes.

    Args:
        name: the variable.
        shape: channels, height and width.
        support: bounds of the grey levels, infinite for none.
        given: the causes; None for none.
        labels: how many labels a mask has; 0 for no mask.
        waves: whether the pixels are complex.
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

    def __init__(
        self,
        name: str,
        shape: tuple[int, int, int],
        support: tuple[float, float] = (0.0, 1.0),
        given: Given | None = None,
        *,
        labels: int = 0,
        waves: bool = False,
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
        self.skin = skin_of(self.shape, support, labels, waves=waves)
        painted = (self.skin.channels, *self.shape[1:])
        seen = self.given.channels
        self.reader = Reader(painted, causes, 2 * latent, width, seen)
        self.painter = Painter(painted, causes, latent, width, seen)
        self.informant = Informant(self.given, latent, price) if causes and price else None
        self.template = nn.Parameter(torch.zeros(painted))

    @property
    def code(self) -> Law:
        """Standard Normal noise, `latent` numbers."""
        return expanded(dist.Normal(0.0, 1.0), (self.latent,))

    def decode(self, code: Tensor, /, **parents: Tensor) -> Invertible | LabelMax:
        """The mechanism, given its code and causes.

        Args:
            code: `[..., row, latent]`.
            parents: `[..., row]` each, by name, pictures `[..., row, *their shape]`; left
                dimensions broadcast with the code's.

        Returns:
            The map from pixel noise to pictures `[..., row, *shape]`.
        """
        causes, under, rows = self._causes(parents, code.shape[:-1])
        flat = code.expand(*rows, -1).reshape(-1, self.latent)
        picture, raw = self.painter(flat, causes, under)
        spot = _FLOOR + torch.exp(_SPAN * (torch.tanh(raw / _SPAN) - 1))
        if self.training and isinstance(self.skin, Grey):
            # The likelihood would forgive a wrong mean where it has called the pixel noisy, and
            # never mend it; with these weights it forgives only half of that, in logarithms.
            usual = spot.detach().mean()
            picture = scaled_gradient(picture, spot.detach() / usual)
        painted = (picture + self.template).reshape(*rows, *self.template.shape)
        return self.skin.mechanism(painted, spot.reshape(painted.shape))

    def encode(self, image: Tensor, /, **parents: Tensor) -> Law:
        """The approximate posterior of the code, given a picture and its causes.

        Args:
            image: `[..., row, *shape]`.
            parents: as in `decode`.

        Returns:
            A Normal with batch shape `[..., row]` and event shape `[latent]`.
        """
        causes, under, rows = self._causes(parents, image.shape[:-3])
        picture = self.skin.read(image)
        flat = picture.expand(*rows, *picture.shape[-3:]).reshape(-1, *picture.shape[-3:])
        mean, raw = self.reader(flat, causes, under).reshape(*rows, -1).chunk(2, -1)
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
        numbers = self.given.numbers(parents)
        rows = torch.broadcast_shapes(code.shape[:-1], self.given.rows(parents))
        flat = {
            name: value.expand(*rows, *value.shape[value.dim() - event :]).flatten(
                0, len(rows) - 1
            )
            if rows
            else value.unsqueeze(0)
            for name, (value, event) in numbers.items()
        }
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
        self.template.copy_(self.skin.set_scale(table[self.name]))

    def _causes(
        self, parents: Mapping[str, Tensor], rows: torch.Size
    ) -> tuple[Tensor, Tensor | None, torch.Size]:
        """Encoded and bent causes, those that are pictures, and the left shape of all."""
        rows = torch.broadcast_shapes(rows, self.given.rows(parents))
        under = self.given.pictures(parents)
        if under is not None:
            under = under.expand(*rows, *under.shape[-3:]).reshape(-1, *under.shape[-3:])
        encoded = self.given(parents)
        if self.bend is None:
            return encoded.expand(rows.numel(), 0), under, rows
        encoded = torch.cat([encoded, self.bend(encoded)], -1)
        return encoded.expand(*rows, -1).reshape(-1, encoded.shape[-1]), under, rows
