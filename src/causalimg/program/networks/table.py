"""Learned probabilities of a finite variable: a table, or a network where causes are numbers."""

from collections.abc import Mapping
from math import prod

import torch
from torch import Tensor, nn

from causalimg.diagnostics import CausalimgInternalError
from causalimg.program.couplings import GumbelMax, Threshold
from causalimg.program.networks.given import Coefficients, Given
from causalimg.program.numbered import Numbered


def coupled(
    logits: Tensor, via: str, *, binary: bool, first: int | None = None
) -> Threshold | GumbelMax | Numbered:
    """The mechanism map of a finite variable from a logit for each of its values.

    Args:
        logits: `[..., row, value]`, not normalised.
        via: `threshold` or `gumbel_max`.
        binary: whether the values are floats 0 and 1.
        first: the first of the values, where they are counts.

    Returns:
        The map.
    """
    make = Threshold if via == "threshold" else GumbelMax
    if binary:
        return make(logits=logits[..., 1] - logits[..., 0], binary=True)
    return make(logits=logits) if first is None else Numbered(make(logits=logits), first)


class Table(nn.Module):
    """A probability for every value, in every combination of finite causes.

    Args:
        name: the variable.
        values: how many values it has.
        given: its causes, all of finite types; None for none.
        binary: whether its values are floats 0 and 1.
        first: the first of its values, where they are counts.
        via: the coupling, `threshold` or `gumbel_max`.

    Example:
        >>> from causalimg.program.networks import OneHot
        >>> sex = Table("sex", values=2, given=Given(site=OneHot(2)), binary=True)
        >>> sex.tally(torch.tensor([1.0, 1.0, 0.0]), site=torch.tensor([0, 0, 0]))
        >>> sex(site=torch.tensor([0, 1])).law().probs
        tensor([0.6000, 0.5000], grad_fn=<SigmoidBackward0>)
    """

    def __init__(
        self,
        name: str,
        values: int,
        given: Given | None = None,
        *,
        binary: bool = False,
        first: int | None = None,
        via: str = "gumbel_max",
    ) -> None:
        super().__init__()
        self.name, self.values, self.binary, self.via = name, values, binary, via
        self.first = first
        self.given = given or Given()
        sizes = [size for size in self.given.sizes if size is not None]
        if len(sizes) != len(self.given.sizes):
            raise CausalimgInternalError("a table is given a cause that is not finite")
        self.sizes = tuple(sizes)
        self.logits = nn.Parameter(torch.zeros(prod(self.sizes), values))

    def forward(self, /, **parents: Tensor) -> Threshold | GumbelMax | Numbered:
        """The mechanism, given its causes.

        Args:
            parents: `[..., row]` each, by name.

        Returns:
            The map to values `[..., row]`.
        """
        logits = self.logits[self._cell(parents)]
        return coupled(logits, self.via, binary=self.binary, first=self.first)

    @torch.no_grad()
    def tally(self, target: Tensor, /, *, smoothing: float = 1.0, **parents: Tensor) -> None:
        """Set the probabilities to smoothed relative frequencies, the exact posterior mean.

        Args:
            target: observed values `[row]`.
            smoothing: what is added to every count, a Dirichlet prior; above zero.
            parents: `[row]` each, by name.
        """
        cell = self._cell(parents).expand(target.shape)
        counts = torch.zeros_like(self.logits)
        ones = torch.ones_like(target, dtype=counts.dtype)
        place = target.long() - (self.first or 0)
        counts.index_put_((cell, place), ones, accumulate=True)
        self.logits.copy_((counts + smoothing).log())

    def set_scales(self, table: Mapping[str, Tensor]) -> None:
        """Nothing to standardise; here so that all networks are alike.

        Args:
            table: columns `[row]` by name.
        """

    def _cell(self, parents: Mapping[str, Tensor]) -> Tensor:
        cell = torch.zeros((), dtype=torch.long)
        for name, size in zip(self.given.names, self.sizes, strict=True):
            cell = cell * size + torch.as_tensor(parents[name]).long()
        return cell


class Choice(nn.Module):
    """A network that gives every value of a finite variable its probability.

    Args:
        name: the variable.
        values: how many values it has.
        given: its causes; None for none.
        binary: whether its values are floats 0 and 1.
        first: the first of its values, where they are counts.
        via: the coupling, `threshold` or `gumbel_max`.
        hidden: width of the layers.
        layers: how many of these; 0 for log odds that are weighted sums.

    Example:
        >>> from causalimg.program.networks import Scaled
        >>> view = Choice("view", values=3, given=Given(age=Scaled(0.0, 100.0)), layers=0)
        >>> view(age=torch.tensor([20.0, 70.0])).law().probs.shape
        torch.Size([2, 3])
    """

    def __init__(
        self,
        name: str,
        values: int,
        given: Given | None = None,
        *,
        binary: bool = False,
        first: int | None = None,
        via: str = "gumbel_max",
        hidden: int = 32,
        layers: int = 2,
    ) -> None:
        super().__init__()
        self.name, self.binary, self.via, self.straight = name, binary, via, layers == 0
        self.first = first
        self.logits = Coefficients(given, values, hidden, layers)

    def forward(self, /, **parents: Tensor) -> Threshold | GumbelMax | Numbered:
        """The mechanism, given its causes.

        Args:
            parents: `[..., row]` each, by name.

        Returns:
            The map to values `[..., row]`.
        """
        return coupled(self.logits(parents), self.via, binary=self.binary, first=self.first)

    def set_scales(self, table: Mapping[str, Tensor]) -> None:
        """Standardise the causes by the data.

        Args:
            table: columns `[row]` by name.
        """
        self.logits.given.set_scales(table)
