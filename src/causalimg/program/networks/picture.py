"""Small convolutional halves of a picture network: picture to numbers, numbers to picture."""

from itertools import pairwise

import torch
from torch import Tensor, nn
from torch.nn.functional import adaptive_avg_pool2d, interpolate, pad, silu


def levels(height: int, width: int) -> int:
    """How often a picture is halved: until its shorter side is at most 5.

    Args:
        height: in px.
        width: in px.

    Returns:
        At least 1, at most 6.
    """
    side, count = min(height, width), 0
    while side > 5 and count < 6:
        side, count = -(-side // 2), count + 1
    return max(count, 1)


class Modulation(nn.Module):
    """Feature-wise affine modulation: the causes scale and shift every channel of a level.

    Args:
        causes: width of the encoded causes.
        channels: of the level.

    Source:
        E. Perez et al., FiLM: Visual Reasoning with a General Conditioning Layer, AAAI 2018.
    """

    def __init__(self, causes: int, channels: int) -> None:
        super().__init__()
        self.line = nn.Linear(causes, 2 * channels) if causes else None
        if self.line is not None:
            nn.init.normal_(self.line.weight, std=0.05)
            nn.init.zeros_(self.line.bias)

    def forward(self, features: Tensor, causes: Tensor) -> Tensor:
        """Features `[row, channel, height, width]`, modulated by causes `[row, width]`."""
        if self.line is None:
            return features
        scale, shift = self.line(causes)[:, :, None, None].chunk(2, 1)
        return torch.addcmul(features + shift, features, scale)


class Underlay(nn.Module):
    """Pictures among the causes, laid under the features of a level.

    Args:
        seen: their channels; 0 for none.
        channels: of the level.

    Source:
        T. Park et al., Semantic Image Synthesis with Spatially-Adaptive Normalization, CVPR 2019
        (a picture conditions every level at its own resolution).
    """

    def __init__(self, seen: int, channels: int) -> None:
        super().__init__()
        self.layer = nn.Conv2d(seen, channels, 3, 1, 1) if seen else None

    def forward(self, features: Tensor, under: Tensor | None) -> Tensor:
        """Features `[row, channel, h, w]` plus what pictures `[row, seen, H, W]` say there."""
        if self.layer is None or under is None:
            return features
        size = (features.shape[-2], features.shape[-1])
        laid: Tensor = self.layer(adaptive_avg_pool2d(under, size))
        return features + laid


class Reader(nn.Module):
    """A picture and its causes to numbers.

    Args:
        shape: channels, height and width of the picture.
        causes: width of the encoded causes.
        outputs: how many numbers.
        width: channels of the finest level; doubled at every halving, up to four times.
        seen: channels of the pictures among the causes.
    """

    def __init__(
        self, shape: tuple[int, ...], causes: int, outputs: int, width: int, seen: int = 0
    ) -> None:
        super().__init__()
        channels, self.height, self.breadth = shape
        self.count = levels(self.height, self.breadth)
        sizes = [channels, *(width * min(2**i, 4) for i in range(self.count))]
        pairs = list(pairwise(sizes))
        self.steps = nn.ModuleList(nn.Conv2d(a, b, 4, 2, 1) for a, b in pairs)
        self.modulations = nn.ModuleList(Modulation(causes, b) for _, b in pairs)
        self.underlays = nn.ModuleList(Underlay(seen, b) for _, b in pairs)
        rows, columns = _coarse(self.height, self.count), _coarse(self.breadth, self.count)
        self.last = nn.Linear(sizes[-1] * rows * columns + causes, outputs)

    def forward(self, picture: Tensor, causes: Tensor, under: Tensor | None = None) -> Tensor:
        """Numbers `[row, output]` of pictures `[row, channel, height, width]`."""
        bottom = _coarse(self.height, self.count) * 2**self.count - self.height
        right = _coarse(self.breadth, self.count) * 2**self.count - self.breadth
        features = pad(picture, (0, right, 0, bottom), mode="replicate")
        layers = zip(self.steps, self.modulations, self.underlays, strict=True)
        for step, modulation, underlay in layers:
            features = silu(underlay(modulation(step(features), causes), under))
        numbers: Tensor = self.last(torch.cat([features.flatten(1), causes], 1))
        return numbers


class Painter(nn.Module):
    """Numbers and causes to a picture and its roughness.

    Args:
        shape: channels, height and width of the picture.
        causes: width of the encoded causes.
        inputs: how many numbers.
        width: channels of the finest level.
        seen: channels of the pictures among the causes.
    """

    def __init__(
        self, shape: tuple[int, ...], causes: int, inputs: int, width: int, seen: int = 0
    ) -> None:
        super().__init__()
        channels, self.height, self.breadth = shape
        self.count = levels(self.height, self.breadth)
        sizes = [width * min(2**i, 4) for i in reversed(range(self.count))]
        self.rows, self.columns = (_coarse(side, self.count) for side in shape[1:])
        self.first = nn.Linear(inputs + causes, sizes[0] * self.rows * self.columns)
        pairs = list(pairwise(sizes))
        self.steps = nn.ModuleList(nn.Conv2d(a, b, 3, 1, 1) for a, b in pairs)
        self.modulations = nn.ModuleList(Modulation(causes, b) for b in sizes)
        self.underlays = nn.ModuleList(Underlay(seen, b) for b in sizes)
        self.overlay = Underlay(seen, channels)
        # The last doubling is a rearrangement of channels: no work at full resolution.
        self.last = nn.Conv2d(sizes[-1], 4 * channels, 3, 1, 1)
        self.roughness = nn.Conv2d(sizes[-1], 4 * channels, 3, 1, 1)
        # It starts rough: a likelihood that is sure too early drowns what follows in its slope.
        if self.roughness.bias is not None:
            nn.init.constant_(self.roughness.bias, 1.5)
        self.rearrange = nn.PixelShuffle(2)

    def forward(
        self, numbers: Tensor, causes: Tensor, under: Tensor | None = None
    ) -> tuple[Tensor, Tensor]:
        """A picture, and a second one of how rough its pixels are.

        Args:
            numbers: `[row, input]`.
            causes: `[row, width]`.
            under: the pictures among the causes, `[row, seen, H, W]`.

        Returns:
            Twice `[row, channel, height, width]`; the second does not train what it shares with
            the first.
        """
        features = self.first(torch.cat([numbers, causes], 1))
        features = features.unflatten(1, (-1, self.rows, self.columns))
        features = silu(self.underlays[0](self.modulations[0](features, causes), under))
        finer = zip(self.steps, list(self.modulations)[1:], list(self.underlays)[1:], strict=True)
        for step, modulation, underlay in finer:
            features = modulation(step(interpolate(features, scale_factor=2)), causes)
            features = silu(underlay(features, under))
        pictures = (self.last(features), self.roughness(features.detach()))
        mean, rough = (self.rearrange(p)[:, :, : self.height, : self.breadth] for p in pictures)
        return self.overlay(mean, under), rough


def _coarse(side: int, count: int) -> int:
    stride: int = 2**count
    return -(-side // stride)
