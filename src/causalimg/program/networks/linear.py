"""Learned numbers inside equations and laws: a weighted sum, and a small network."""

from collections.abc import Mapping

import torch
from torch import Tensor, nn

from causalimg.program.networks.given import Given, perceptron, spread


class _Output(nn.Module):
    """The scale of the result: that of a target's column, or one."""

    loc: Tensor
    scale: Tensor

    def __init__(self, target: str | None) -> None:
        super().__init__()
        self.target = target
        self.register_buffer("loc", torch.tensor(0.0))
        self.register_buffer("scale", torch.tensor(1.0))

    def forward(self, standard: Tensor) -> Tensor:
        return self.loc + self.scale * standard

    @torch.no_grad()
    def set_scales(self, table: Mapping[str, Tensor]) -> None:
        if self.target is not None and self.target in table:
            values = table[self.target].double()
            self.loc.copy_(values.mean())
            self.scale.copy_(spread(values))


class Linear(nn.Module):
    """A weighted sum of its arguments plus a constant; finite arguments add an effect per value.

    Args:
        given: the arguments.
        target: the variable whose location the result is, so that it starts at its mean and moves
            in its units; None where the result is no number of a column (log odds, a logarithm).

    Example:
        >>> from causalimg.program.networks import Scaled
        >>> line = Linear(Given(age=Scaled()))
        >>> line(age=torch.tensor([20.0, 60.0])).shape
        torch.Size([2])
    """

    def __init__(self, given: Given, target: str | None = None) -> None:
        super().__init__()
        self.given = given
        self.weight = nn.Parameter(torch.zeros(given.width))
        self.constant = nn.Parameter(torch.zeros(()))
        self.output = _Output(target)

    def forward(self, /, **arguments: Tensor) -> Tensor:
        """The sum.

        Args:
            arguments: `[..., row]` each, by name.

        Returns:
            `[..., row]`.
        """
        total = (self.given(arguments) * self.weight).sum(-1) + self.constant
        result: Tensor = self.output(total)
        return result

    def set_scales(self, table: Mapping[str, Tensor]) -> None:
        """Standardise arguments and target by the data.

        Args:
            table: columns `[row]` by name.
        """
        self.given.set_scales(table)
        self.output.set_scales(table)


class Mlp(nn.Module):
    """A small neural network of its arguments, to one number.

    Args:
        given: the arguments.
        hidden: width of the layers.
        layers: how many of these.
        target: as in `Linear`.

    Example:
        >>> from causalimg.program.networks import OneHot, Scaled
        >>> curve = Mlp(Given(age=Scaled(), site=OneHot(3)), hidden=8)
        >>> curve(age=torch.ones(5, 1), site=torch.tensor([0, 1, 2])).shape
        torch.Size([5, 3])
    """

    def __init__(
        self, given: Given, hidden: int = 32, layers: int = 2, target: str | None = None
    ) -> None:
        super().__init__()
        self.given = given
        self.network = perceptron(given.width, 1, hidden, layers)
        self.output = _Output(target)

    def forward(self, /, **arguments: Tensor) -> Tensor:
        """The network's number.

        Args:
            arguments: `[..., row]` each, by name.

        Returns:
            `[..., row]`.
        """
        result: Tensor = self.output(self.network(self.given(arguments)).squeeze(-1))
        return result

    def set_scales(self, table: Mapping[str, Tensor]) -> None:
        """Standardise arguments and target by the data.

        Args:
            table: columns `[row]` by name.
        """
        self.given.set_scales(table)
        self.output.set_scales(table)
