"""What a picture network paints: grey levels, labels or complex numbers, with their noise."""

from collections.abc import Callable
from dataclasses import dataclass

import pyro.distributions as dist
import torch
from torch import Tensor, nn

from causalimg.program.couplings import GumbelMax
from causalimg.program.maps import Invertible, Law, expanded
from causalimg.program.networks.given import spread
from causalimg.program.several import ComplexNormal
from causalimg.program.squeeze import Squeeze

_MARGIN = 0.25
"""Part of the grey range kept free at black and at white: in between, the logit is nearly a line.

Closer to the bounds the same residual is many grey levels in the middle and few at the ends, and
what is left over from a bright picture outshines a dim one."""
Shape = tuple[int, ...]


class Grey(nn.Module):
    """Grey levels or colours: `unit squeeze(mean + sd noise)`, each number with its own noise.

    Args:
        shape: channels, height and width.
        support: bounds of the grey levels, infinite for none.
    """

    loc: Tensor
    scale: Tensor
    unit: Tensor

    def __init__(self, shape: Shape, support: tuple[float, float]) -> None:
        super().__init__()
        self.shape, self.support = shape, support
        self.channels = shape[0]
        self.register_buffer("unit", torch.tensor(1.0))
        self.register_buffer("loc", torch.tensor(0.0))
        self.register_buffer("scale", torch.tensor(1.0))

    def read(self, image: Tensor) -> Tensor:
        """Standardised numbers `[..., channel, height, width]` of a picture."""
        return (self._squeeze().stretch(image / self.unit) - self.loc) / self.scale

    def mechanism(self, painted: Tensor, spot: Tensor) -> Invertible:
        """The map from Normal pixel noise to pictures.

        Args:
            painted: standardised mean, `[..., row, *shape]`.
            spot: standardised standard deviation, likewise, positive.
        """
        mean: Tensor = self.loc + self.scale * painted
        sd: Tensor = self.scale * spot
        squeeze, unit = self._squeeze(), self.unit

        def forward(noise: Tensor) -> Tensor:
            return unit * squeeze.squeeze(mean + sd * noise)

        def inverse(image: Tensor) -> Tensor:
            return (squeeze.stretch(image / unit) - mean) / sd

        def log_slope(_: Tensor, image: Tensor) -> Tensor:
            real = squeeze.stretch(image / unit)
            return squeeze.log_slope(real) + torch.log(sd * unit)

        base = expanded(dist.Normal(0.0, 1.0), self.shape)
        return Invertible(base, forward, inverse, Squeeze(*self.support).support, 3, log_slope)

    @torch.no_grad()
    def set_scale(self, images: Tensor) -> Tensor:
        """Standardise by pictures `[row, *shape]`; returns their standardised mean."""
        images = images.to(torch.get_default_dtype())
        if not all(torch.tensor(self.support).isfinite()):
            self.unit.copy_(spread(images))
        real = self._squeeze().stretch(images / self.unit)
        self.loc.copy_(real.mean())
        self.scale.copy_(spread(real))
        mean: Tensor = (real.mean(0) - self.loc) / self.scale
        return mean

    def _squeeze(self) -> Squeeze:
        unit = float(self.unit)
        return Squeeze(self.support[0] / unit, self.support[1] / unit, _MARGIN)


class Labels(nn.Module):
    """A label for each pixel, by its own Gumbel noises: the mask of a picture.

    Args:
        shape: `(1, height, width)`.
        size: how many labels there are.
    """

    def __init__(self, shape: Shape, size: int) -> None:
        super().__init__()
        self.shape, self.channels = shape, size

    def read(self, mask: Tensor) -> Tensor:
        """Indicators `[..., label, height, width]`, as -1 and 1."""
        levels = torch.arange(self.channels).reshape(-1, 1, 1)
        return 2 * (mask == levels).to(torch.get_default_dtype()) - 1

    def mechanism(self, painted: Tensor, spot: Tensor) -> "LabelMax":
        """The map from Gumbel noise to masks; the log odds are as sharp as they are painted.

        Args:
            painted: log odds, `[..., row, label, height, width]`.
            spot: not used: a label has no size of its noise.
        """
        del spot
        return LabelMax(painted.movedim(-3, -1).unsqueeze(-4))

    @torch.no_grad()
    def set_scale(self, masks: Tensor) -> Tensor:
        """Log frequencies of the labels at each pixel of masks `[row, *shape]`."""
        seen = (self.read(masks) + 1).mean(0) / 2
        count = len(masks)
        return ((seen * count + 0.5) / (count + 1)).log()


@dataclass(frozen=True, slots=True, eq=False)
class LabelMax:
    """The Gumbel-max coupling in every pixel.

    Args:
        logits: `[..., row, 1, height, width, label]`.

    Example:
        >>> flip = LabelMax(torch.zeros(1, 2, 2, 3))
        >>> mask = torch.tensor([[[0, 1], [2, 1]]])
        >>> flip(flip.abduct(mask)).tolist()
        [[[0, 1], [2, 1]]]
    """

    logits: Tensor

    @property
    def base(self) -> Law:
        """A standard Gumbel for every label of every pixel."""
        shape = self.logits.shape[-4:]
        return dist.Gumbel(0.0, 1.0).expand(shape).to_event(4)

    def __call__(self, noise: Tensor) -> Tensor:
        """The mask that this noise makes, `[..., row, 1, height, width]`."""
        return GumbelMax(logits=self.logits)(noise)

    def abduct(self, value: Tensor) -> Tensor:
        """A draw of the noises given the mask, from their exact posterior."""
        return GumbelMax(logits=self.logits).abduct(value)

    def law(self) -> Law:
        """A label for each pixel, independent given code and causes."""
        return dist.Categorical(logits=self.logits).to_event(3)


class Waves(nn.Module):
    """Complex pixels of several coils: `mean + sd noise`, standardised pixel by pixel.

    The centre of k-space outshines its rim by orders of magnitude; each pixel has its own scale.

    Args:
        shape: coils, height and width.
    """

    scale: Tensor

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.shape, self.channels = shape, 2 * shape[0]
        self.register_buffer("scale", torch.ones(shape))

    def read(self, value: Tensor) -> Tensor:
        """Real and imaginary parts `[..., 2 coil, height, width]`, standardised."""
        parts = value / self.scale
        return torch.cat([parts.real, parts.imag], -3)

    def mechanism(self, painted: Tensor, spot: Tensor) -> Invertible:
        """The map from complex Normal noise to k-space.

        Args:
            painted: real, then imaginary parts, `[..., row, 2 coil, height, width]`.
            spot: standard deviations likewise, of which the first half counts.
        """
        real, imaginary = painted.chunk(2, -3)
        mean = self.scale * torch.complex(real, imaginary)
        sd: Tensor = self.scale * spot.chunk(2, -3)[0]
        slope: Callable[[Tensor, Tensor], Tensor] = lambda _, value: (2 * sd.log()).expand(  # noqa: E731
            value.shape
        )
        base = expanded(ComplexNormal(0.0, 1.0), self.shape)
        return Invertible(
            base, lambda u: mean + sd * u, lambda v: (v - mean) / sd, event_dim=3, log_slope=slope
        )

    @torch.no_grad()
    def set_scale(self, values: Tensor) -> Tensor:
        """Standardise by k-space `[row, *shape]`; returns its standardised mean."""
        size = values.abs().square().mean(0).sqrt()
        self.scale.copy_(torch.where(size > 0, size, size.mean().clamp_min(1e-12)))
        return self.read(values).mean(0)


Skin = Grey | Labels | Waves


def skin_of(
    shape: Shape, support: tuple[float, float], labels: int, *, waves: bool = False
) -> Skin:
    """What a picture network of that shape paints.

    Args:
        shape: channels (or coils), height and width.
        support: bounds of grey levels.
        labels: how many labels a mask has; 0 for no mask.
        waves: whether pixels are complex.
    """
    if labels:
        return Labels(shape, labels)
    return Waves(shape) if waves else Grey(shape, support)
