"""The network of a predictor: picture and table in, a representation between, an answer out."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import prod
from typing import Literal

import torch
from torch import Tensor, nn
from torch.nn import functional

Answer = Literal["binary", "category", "ordinal", "number"]
_WIDEST, _SMALLEST = 64, 4
_EPS = 1e-7


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture input: its name and its size after averaging, `(channel, height, width)`."""

    name: str
    shape: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """A table input: its name, and how many values it can take (0 for a number)."""

    name: str
    values: int = 0


@dataclass(frozen=True, slots=True)
class Shape:
    """Everything that fixes the form of a network.

    Args:
        pictures: those that are read; the first is the one that constraints speak of.
        columns: table inputs.
        answer: what is predicted.
        values: how many values a finite answer has.
        width: channels of the first convolution.
        representation: numbers that the image branch hands on.
        dropout: share of features left out in training.
    """

    pictures: tuple[Picture, ...]
    columns: tuple[Column, ...]
    answer: Answer
    values: int
    width: int = 16
    representation: int = 16
    dropout: float = 0.2


class Network(nn.Module):
    """Encoder of the first picture -> representation -> head; other inputs join at the head.

    The representation is normalised by the batch without learned scale, so that a penalty on it
    cannot be met by making it small. Scales of the inputs are buffers, saved with the weights.

    Args:
        shape: its form.

    Example:
        >>> shape = Shape((Picture("image", (1, 32, 32)),), (Column("age"),), "binary", 2)
        >>> net = Network(shape).eval()
        >>> rows = {"image": torch.rand(3, 1, 32, 32), "age": torch.rand(3)}
        >>> net.represent(rows).shape, net(rows).shape
        (torch.Size([3, 16]), torch.Size([3, 1]))
    """

    location: Tensor
    scale: Tensor

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.shape = shape
        self.encoders = nn.ModuleList(_encoder(picture, shape) for picture in shape.pictures)
        self.level = nn.BatchNorm1d(shape.representation, affine=False)
        beside = sum(max(1, column.values) for column in shape.columns)
        beside += shape.representation * (len(shape.pictures) - 1)
        self.head = _head(shape, beside)
        self.cuts = nn.Parameter(torch.zeros(max(0, shape.values - 2)))
        for name in [p.name for p in shape.pictures] + [c.name for c in shape.columns]:
            self.register_buffer(f"location_{name}", torch.zeros(()))
            self.register_buffer(f"scale_{name}", torch.ones(()))
        self.register_buffer("location", torch.zeros(()))
        self.register_buffer("scale", torch.ones(()))

    def set_scales(self, rows: Mapping[str, Tensor], target: Tensor) -> None:
        """Take location and spread of every input, and of a numeric target, from training rows."""
        for name in [p.name for p in self.shape.pictures] + [c.name for c in self.shape.columns]:
            _measure(self, name, rows[name].float())
        if self.shape.answer == "number":
            _measure(self, "", target.float())

    def represent(self, rows: Mapping[str, Tensor]) -> Tensor:
        """What the head sees of the first picture, `[row, representation]`."""
        found: Tensor = self.level(self._read(0, rows))
        return found

    def answer(self, representation: Tensor, rows: Mapping[str, Tensor]) -> Tensor:
        """The head's output for a representation and the other inputs: logits, or a number."""
        parts = [representation]
        parts += [self._read(i, rows) for i in range(1, len(self.encoders))]
        parts += [self._column(column, rows[column.name]) for column in self.shape.columns]
        found: Tensor = self.head(torch.cat(parts, 1))
        return found

    def forward(self, rows: Mapping[str, Tensor]) -> Tensor:
        """Logits `[row, 1]` (binary), `[row, value]` (category), scores `[row, 1]` (others)."""
        return self.answer(self.represent(rows), rows)

    def loss(self, output: Tensor, target: Tensor) -> Tensor:
        """Mean negative log-likelihood of a target `[row]`, or squared error of a number."""
        match self.shape.answer:
            case "binary":
                return functional.binary_cross_entropy_with_logits(output[:, 0], target.float())
            case "category":
                return functional.cross_entropy(output, target.long())
            case "ordinal":
                chance = self.said(output).gather(1, target.long()[:, None])
                return -chance.clamp(min=_EPS).log().mean()
            case "number":
                return (output[:, 0] - (target - self.location) / self.scale).square().mean()

    def said(self, output: Tensor) -> Tensor:
        """The answer itself: probability of 1 `[row]`, of each value `[row, value]`, a number."""
        match self.shape.answer:
            case "binary":
                return torch.sigmoid(output[:, 0])
            case "category":
                return torch.softmax(output, 1)
            case "ordinal":
                first = torch.zeros(1, device=output.device)
                cuts = torch.cat([first, functional.softplus(self.cuts).cumsum(0)])
                below = torch.sigmoid(cuts - output)
                edge = torch.zeros_like(output)
                whole = torch.cat([edge, below, edge + 1], 1)
                return whole.diff(dim=1)
            case "number":
                return output[:, 0] * self.scale + self.location

    def _read(self, place: int, rows: Mapping[str, Tensor]) -> Tensor:
        name = self.shape.pictures[place].name
        found: Tensor = self.encoders[place](self._standard(name, rows[name]))
        return found

    def _column(self, column: Column, values: Tensor) -> Tensor:
        if column.values:
            return functional.one_hot(values.long(), column.values).float()
        return self._standard(column.name, values.float())[:, None]

    def _standard(self, name: str, values: Tensor) -> Tensor:
        location: Tensor = getattr(self, f"location_{name}")
        scale: Tensor = getattr(self, f"scale_{name}")
        return (values - location) / scale


def _measure(network: Network, name: str, values: Tensor) -> None:
    ending = f"_{name}" if name else ""
    spread = values.std() if values.numel() > 1 else values.new_ones(())
    getattr(network, f"location{ending}").copy_(values.mean())
    getattr(network, f"scale{ending}").copy_(spread if float(spread) > _EPS else 1.0)


def _encoder(picture: Picture, shape: Shape) -> nn.Module:
    """Strided convolutions of MONAI until four pixels are left, then one linear layer."""
    from monai.networks.blocks import Convolution

    channels, *extent = picture.shape
    layers: list[nn.Module] = []
    width, size = shape.width, list(extent)
    while max(size) > _SMALLEST or not layers:
        layers.append(
            Convolution(
                spatial_dims=len(extent),
                in_channels=channels,
                out_channels=width,
                strides=2,
                kernel_size=3 if layers else 5,
                norm="BATCH",
                act="RELU",
            )
        )
        channels, width = width, min(2 * width, _WIDEST)
        size = [(n + 1) // 2 for n in size]
    return nn.Sequential(
        *layers,
        nn.Flatten(),
        nn.Dropout(shape.dropout),
        nn.Linear(channels * prod(size), shape.representation),
    )


def _head(shape: Shape, beside: int) -> nn.Module:
    outputs = shape.values if shape.answer == "category" else 1
    width = shape.representation + beside
    if not beside:
        return nn.Linear(width, outputs)
    # What stands beside the picture may act together with it.
    return nn.Sequential(nn.Linear(width, 32), nn.ReLU(), nn.Linear(32, outputs))


def averaged(picture: Tensor, resolution: int) -> Tensor:
    """Pictures made smaller by averaging pixels, as often as the longer side needs.

    Args:
        picture: `[row, channel, height, width]`, or with a depth.
        resolution: pixels that the longer side may have.

    Returns:
        The same where it is small enough, else an image whose longer side is `resolution`.
    """
    extent = picture.shape[2:]
    factor = max(extent) / resolution
    if factor <= 1:
        return picture
    size = [max(1, round(n / factor)) for n in extent]
    return functional.interpolate(picture, size=size, mode="area")
