"""A learned law of several numbers: one spline after another, each given those before it."""

import math
from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass

import pyro.distributions as dist
import torch
from pyro.distributions import constraints
from torch import Tensor, nn
from torch.distributions import Transform

from causalimg.program.maps import Invertible, Law, expanded
from causalimg.program.networks.flow import Flow
from causalimg.program.networks.given import Given, Scaled


class VectorFlow(nn.Module):
    """An autoregressive flow: number i is a monotone spline of its noise, given the ones before.

    Args:
        name: the variable.
        size: how many numbers it has.
        support: bounds of each of them, infinite for none.
        given: its causes; None for none.
        bins: pieces of the splines.
        hidden: width of the networks of the causes.
        layers: how many layers they have.

    Source:
        G. Papamakarios, T. Pavlakou, I. Murray, Masked Autoregressive Flow for Density Estimation,
        NeurIPS 2017 (the chain); C. Durkan et al., Neural Spline Flows, NeurIPS 2019 (its links).

    Example:
        >>> genes = VectorFlow("genes", 3)()
        >>> found = genes(genes.abduct(torch.tensor([[0.1, -2.0, 0.5]])))
        >>> bool(torch.allclose(found, torch.tensor([[0.1, -2.0, 0.5]]), atol=1e-5))
        True
    """

    def __init__(
        self,
        name: str,
        size: int,
        support: tuple[float, float] = (-math.inf, math.inf),
        given: Given | None = None,
        *,
        bins: int = 8,
        hidden: int = 32,
        layers: int = 2,
    ) -> None:
        super().__init__()
        self.name, self.size = name, size
        causes = dict(zip(given.names, given.encodings, strict=True)) if given is not None else {}
        links: list[nn.Module] = []
        for place in range(size):
            before = {_part(name, i): Scaled(*support) for i in range(place)}
            known = Given(**deepcopy(causes), **before)  # type: ignore[arg-type]
            part = _part(name, place)
            links.append(Flow(part, support, known, bins=bins, hidden=hidden, layers=layers))
        self.links = nn.ModuleList(links)

    def forward(self, /, **parents: Tensor) -> "Chain":
        """The mechanism, given its causes by name: Normal noise to vectors `[..., row, n]`."""
        return Chain(self, parents)

    def set_scales(self, table: Mapping[str, Tensor]) -> None:
        """Standardise the causes and each number by the data; the vector is `[row, n]`."""
        known = dict(table)
        if self.name in table:
            columns = table[self.name].unbind(-1)
            known |= {_part(self.name, i): column for i, column in enumerate(columns)}
        for link in self.links:
            assert isinstance(link, Flow)
            link.set_scales(known)


def _part(name: str, place: int) -> str:
    return f"{name}[{place + 1}]"


@dataclass(frozen=True, slots=True, eq=False)
class Chain:
    """The flow with its causes filled in.

    Args:
        flow: gives the links.
        parents: `[..., row]` each, by name.
    """

    flow: VectorFlow
    parents: Mapping[str, Tensor]

    @property
    def base(self) -> Law:
        """Standard Normal noise, one for each number."""
        return expanded(dist.Normal(0.0, 1.0), (self.flow.size,))

    def __call__(self, noise: Tensor) -> Tensor:
        """The vector that this noise makes, `[..., row, n]`."""
        known = dict(self.parents)
        made: list[Tensor] = []
        for place, link in enumerate(self.flow.links):
            made.append(link(**known)(noise[..., place]))
            known[_part(self.flow.name, place)] = made[-1]
        return torch.stack(torch.broadcast_tensors(*made), -1)

    def abduct(self, value: Tensor) -> Tensor:
        """The noise that made this vector, exactly, `[..., row, n]`."""
        found = [link.abduct(value[..., i]) for i, link in enumerate(self._links(value))]
        return torch.stack(torch.broadcast_tensors(*found), -1)

    def log_slopes(self, noise: Tensor, value: Tensor) -> Tensor:
        """Log determinant of the Jacobian, which is triangular, `[..., row]`."""
        total = torch.zeros(())
        for place, link in enumerate(self._links(value)):
            assert link.log_slope is not None
            total = total + link.log_slope(noise[..., place], value[..., place])
        return total

    def law(self) -> Law:
        """The noise under the chain."""
        left = torch.broadcast_shapes(*(torch.as_tensor(p).shape for p in self._rows()))
        return dist.TransformedDistribution(self.base.expand(left), [_ChainTransform(self)])

    def _rows(self) -> list[Tensor]:
        first = self.flow.links[0]
        assert isinstance(first, Flow)
        known = first.coefficients(self.parents)
        return [known[..., 0]]

    def _links(self, value: Tensor) -> list[Invertible]:
        known = dict(self.parents)
        known |= {_part(self.flow.name, i): value[..., i] for i in range(self.flow.size)}
        return [link(**known) for link in self.flow.links]


class _ChainTransform(Transform):
    """Noise vectors to vectors, with the density that the triangular Jacobian gives."""

    domain = constraints.real_vector
    codomain = constraints.real_vector
    bijective = True

    def __init__(self, chain: Chain) -> None:
        super().__init__()
        self.chain = chain

    def __eq__(self, other: object) -> bool:
        return self is other

    __hash__ = Transform.__hash__

    def _call(self, x: Tensor) -> Tensor:
        return self.chain(x)

    def _inverse(self, y: Tensor) -> Tensor:
        return self.chain.abduct(y)

    def log_abs_det_jacobian(self, x: Tensor, y: Tensor) -> Tensor:
        return self.chain.log_slopes(x, y)
