"""What a network is given: causes of any type, by name, as one row of numbers."""

import math
from collections.abc import Mapping
from itertools import pairwise

import torch
from torch import Tensor, nn


class OneHot(nn.Module):
    """A category, ordinal or environment of `size` values, as indicators.

    Args:
        size: how many values there are.
    """

    def __init__(self, size: int) -> None:
        super().__init__()
        self.size = size
        self.width = size

    def forward(self, value: Tensor) -> Tensor:
        """Indicators `[..., row, size]` of values `[..., row]`."""
        levels = torch.arange(self.size, device=value.device)
        return (value.long().unsqueeze(-1) == levels).to(torch.get_default_dtype())


class Flag(nn.Module):
    """A binary cause, as -1 and 1."""

    def __init__(self) -> None:
        super().__init__()
        self.size = 2
        self.width = 1

    def forward(self, value: Tensor) -> Tensor:
        """Signs `[..., row, 1]` of values `[..., row]`."""
        return (2 * value - 1).to(torch.get_default_dtype()).unsqueeze(-1)


class Scaled(nn.Module):
    """A number, less the mean of the data and in units of their standard deviation.

    Args:
        low: lower bound of its support; the scale until data are seen comes from the bounds.
        high: upper bound.
    """

    loc: Tensor
    scale: Tensor

    def __init__(self, low: float = -math.inf, high: float = math.inf) -> None:
        super().__init__()
        self.size = None
        self.width = 1
        both = math.isfinite(low) and math.isfinite(high)
        self.register_buffer("loc", torch.tensor((low + high) / 2 if both else 0.0))
        self.register_buffer("scale", torch.tensor((high - low) / 4 if both else 1.0))

    def forward(self, value: Tensor) -> Tensor:
        """Standardised numbers `[..., row, 1]` of values `[..., row]`."""
        return ((value - self.loc) / self.scale).to(torch.get_default_dtype()).unsqueeze(-1)

    @torch.no_grad()
    def set_scale(self, values: Tensor) -> None:
        """Take mean and standard deviation from data.

        Args:
            values: `[row]`; a constant column keeps a scale of one.
        """
        self.loc.copy_(values.double().mean())
        self.scale.copy_(spread(values))


def spread(values: Tensor) -> Tensor:
    """Standard deviation of data, one where they do not vary.

    Args:
        values: any shape.

    Returns:
        One number.
    """
    sd = values.double().std(correction=0) if values.numel() else torch.tensor(0.0)
    return torch.where(sd > 1e-12, sd, 1.0)


Encoding = OneHot | Flag | Scaled


class Given(nn.Module):
    """The causes of a network with their encodings, side by side.

    Args:
        encodings: one `OneHot`, `Flag` or `Scaled` for each cause, by name.

    Example:
        >>> given = Given(site=OneHot(3), age=Scaled())
        >>> given({"site": torch.tensor([0, 2]), "age": torch.tensor([1.0, 2.0])})
        tensor([[1., 0., 0., 1.],
                [0., 0., 1., 2.]])
    """

    def __init__(self, /, **encodings: Encoding) -> None:
        super().__init__()
        self.names = tuple(encodings)
        # A list, since a cause may have the name of a method of module dictionaries.
        self.encodings = nn.ModuleList(encodings.values())
        self.width = sum(encoding.width for encoding in encodings.values())
        self.sizes: tuple[int | None, ...] = tuple(e.size for e in encodings.values())

    def forward(self, values: Mapping[str, Tensor]) -> Tensor:
        """Encode the causes.

        Args:
            values: each cause `[..., row]`; left dimensions broadcast. Other names are ignored.

        Returns:
            `[..., row, width]`; `[0]` where there are no causes.
        """
        pairs = zip(self.names, self.encodings, strict=True)
        parts = [encoding(torch.as_tensor(values[name])) for name, encoding in pairs]
        if not parts:
            return torch.zeros(0)
        shape = torch.broadcast_shapes(*(part.shape[:-1] for part in parts))
        return torch.cat([part.expand(*shape, -1) for part in parts], -1)

    def set_scales(self, table: Mapping[str, Tensor]) -> None:
        """Standardise by the data.

        Args:
            table: columns `[row]` by name; causes that are missing keep their scale.
        """
        for name, encoding in zip(self.names, self.encodings, strict=True):
            if isinstance(encoding, Scaled) and name in table:
                encoding.set_scale(table[name])


def perceptron(inputs: int, outputs: int, hidden: int, layers: int) -> nn.Sequential:
    """A small fully connected network whose output starts at zero.

    Args:
        inputs: width of the input.
        outputs: width of the output.
        hidden: width of the layers between.
        layers: how many of these.

    Returns:
        The network, `[..., inputs]` to `[..., outputs]`.
    """
    widths = [inputs, *[hidden] * layers]
    steps: list[nn.Module] = []
    for narrow, wide in pairwise(widths):
        steps += [nn.Linear(narrow, wide), nn.SiLU()]
    last = nn.Linear(widths[-1], outputs)
    nn.init.zeros_(last.weight)
    nn.init.zeros_(last.bias)
    return nn.Sequential(*steps, last)


class Coefficients(nn.Module):
    """What a mechanism needs to know about its causes: learned numbers, or a network of them.

    Args:
        given: the causes, None for none.
        outputs: how many numbers.
        hidden: width of the layers.
        layers: how many of these.
    """

    def __init__(self, given: Given | None, outputs: int, hidden: int, layers: int) -> None:
        super().__init__()
        self.given = given or Given()
        self.alone = nn.Parameter(torch.zeros(outputs))
        width = self.given.width
        self.network = perceptron(width, outputs, hidden, layers) if width else None

    def forward(self, parents: Mapping[str, Tensor]) -> Tensor:
        """The numbers `[..., row, outputs]`, or `[outputs]` without causes."""
        if self.network is None:
            return self.alone
        found: Tensor = self.network(self.given(parents))
        return found + self.alone
