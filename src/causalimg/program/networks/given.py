"""What a network is given: causes of any type, by name, as one row of numbers."""

import math
from collections.abc import Iterator, Mapping
from itertools import pairwise

import torch
from torch import Tensor, nn
from torch.nn.functional import interpolate


class OneHot(nn.Module):
    """A category, ordinal or environment of `size` values, as indicators.

    Args:
        size: how many values there are.
    """

    event = 0

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

    event = 0

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
    event = 0

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


class Vectors(nn.Module):
    """A vector, each number less its mean and in units of its standard deviation.

    Args:
        length: how many numbers it has.
    """

    loc: Tensor
    scale: Tensor
    event = 1

    def __init__(self, length: int) -> None:
        super().__init__()
        self.size = None
        self.width = length
        self.register_buffer("loc", torch.zeros(length))
        self.register_buffer("scale", torch.ones(length))

    def forward(self, value: Tensor) -> Tensor:
        """Standardised numbers `[..., row, length]` of vectors `[..., row, length]`."""
        return ((value - self.loc) / self.scale).to(torch.get_default_dtype())

    @torch.no_grad()
    def set_scale(self, values: Tensor) -> None:
        """Take mean and standard deviation of each number from data `[row, length]`."""
        self.loc.copy_(values.double().mean(0))
        self.scale.copy_(torch.stack([spread(column) for column in values.unbind(-1)]))


class Seen(nn.Module):
    """A picture among the causes, standardised: grey levels, labels or complex numbers.

    Args:
        shape: channels (or coils), height and width.
        labels: how many labels a mask has; 0 for no mask.
        waves: whether the pixels are complex.
    """

    loc: Tensor
    scale: Tensor
    event = 3

    def __init__(
        self, shape: tuple[int, int, int], *, labels: int = 0, waves: bool = False
    ) -> None:
        super().__init__()
        self.size, self.width = None, 0
        self.labels, self.waves = labels, waves
        self.channels = labels or shape[0] * (2 if waves else 1)
        self.register_buffer("loc", torch.tensor(0.0))
        self.register_buffer("scale", torch.tensor(1.0))

    def forward(self, value: Tensor) -> Tensor:
        """Channels `[..., row, channel, height, width]` of pictures `[..., row, *shape]`."""
        if self.labels:
            levels = torch.arange(self.labels).reshape(-1, 1, 1)
            return 2 * (value == levels).to(torch.get_default_dtype()) - 1
        if self.waves:
            value = torch.cat([value.real, value.imag], -3)
        return ((value - self.loc) / self.scale).to(torch.get_default_dtype())

    @torch.no_grad()
    def set_scale(self, values: Tensor) -> None:
        """Take mean and standard deviation of all pixels from data `[row, *shape]`."""
        if not self.labels:
            numbers = torch.view_as_real(values) if self.waves else values
            self.loc.copy_(numbers.double().mean())
            self.scale.copy_(spread(numbers))


def spread(values: Tensor) -> Tensor:
    """Standard deviation of data, one where they do not vary.

    Args:
        values: any shape.

    Returns:
        One number.
    """
    sd = values.double().std(correction=0) if values.numel() else torch.tensor(0.0)
    return torch.where(sd > 1e-12, sd, 1.0)


Encoding = OneHot | Flag | Scaled | Vectors | Seen


class Given(nn.Module):
    """The causes of a network with their encodings, side by side.

    Args:
        encodings: one `OneHot`, `Flag`, `Scaled`, `Vectors` or `Seen` for each cause, by name.
            Pictures (`Seen`) are no numbers of the row: they come by `pictures`.

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

    @property
    def channels(self) -> int:
        """How many channels the pictures among the causes have together."""
        return sum(e.channels for e in self.encodings if isinstance(e, Seen))

    def forward(self, values: Mapping[str, Tensor]) -> Tensor:
        """Encode the causes that are numbers and words.

        Args:
            values: each cause `[..., row]`; left dimensions broadcast. Other names are ignored.

        Returns:
            `[..., row, width]`; `[0]` where there are no causes.
        """
        parts = [encoding(value) for _, encoding, value in self._known(values, pictures=False)]
        if not parts:
            return torch.zeros(0)
        shape = torch.broadcast_shapes(*(part.shape[:-1] for part in parts))
        return torch.cat([part.expand(*shape, -1) for part in parts], -1)

    def pictures(self, values: Mapping[str, Tensor]) -> Tensor | None:
        """The causes that are pictures, channel by channel; None where there are none.

        All are brought to the size of the first one.

        Args:
            values: pictures `[..., row, *shape]` by name.

        Returns:
            `[..., row, channel, height, width]`.
        """
        parts = [encoding(value) for _, encoding, value in self._known(values, pictures=True)]
        if not parts:
            return None
        left = torch.broadcast_shapes(*(part.shape[:-3] for part in parts))
        size = parts[0].shape[-2:]
        whole = [_sized(part, size).expand(*left, -1, -1, -1) for part in parts]
        return torch.cat(whole, -3)

    def rows(self, values: Mapping[str, Tensor]) -> torch.Size:
        """The left dimensions that all causes have in common."""
        both = (self._known(values, pictures=which) for which in (False, True))
        shapes = [(value, encoding.event) for known in both for _, encoding, value in known]
        left: torch.Size = torch.broadcast_shapes(*(v.shape[: v.dim() - e] for v, e in shapes))
        return left

    def numbers(self, values: Mapping[str, Tensor]) -> dict[str, tuple[Tensor, int]]:
        """The causes that are no pictures, each with its right dimensions."""
        known = self._known(values, pictures=False)
        return {name: (value, encoding.event) for name, encoding, value in known}

    def _known(
        self, values: Mapping[str, Tensor], *, pictures: bool
    ) -> Iterator[tuple[str, Encoding, Tensor]]:
        for name, encoding in zip(self.names, self.encodings, strict=True):
            if isinstance(encoding, Seen) == pictures:
                yield name, encoding, torch.as_tensor(values[name])  # type: ignore[misc]

    def set_scales(self, table: Mapping[str, Tensor]) -> None:
        """Standardise by the data.

        Args:
            table: columns `[row]` by name; causes that are missing keep their scale.
        """
        for name, encoding in zip(self.names, self.encodings, strict=True):
            if isinstance(encoding, Scaled | Vectors | Seen) and name in table:
                encoding.set_scale(table[name])


def _sized(picture: Tensor, size: torch.Size) -> Tensor:
    """A picture of another size, brought to this one."""
    if picture.shape[-2:] == size:
        return picture
    flat = picture.reshape(-1, *picture.shape[-3:])
    resized = interpolate(flat, size=tuple(size), mode="bilinear", antialias=True)
    return resized.reshape(*picture.shape[:-2], *size)


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
