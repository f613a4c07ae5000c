"""Several variables drawn together, the generative meaning of a bidirected arc."""

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass
from math import inf

from torch import Tensor, nn

from causalimg.program.couplings import GumbelMax, Threshold
from causalimg.program.maps import Invertible
from causalimg.program.networks.flow import Flow
from causalimg.program.networks.given import Encoding, Flag, Given, OneHot, Scaled
from causalimg.program.networks.table import Choice, Table


@dataclass(frozen=True, slots=True)
class Real:
    """A target that is a number.

    Args:
        low: lower bound of its support.
        high: upper bound.
    """

    low: float = -inf
    high: float = inf


@dataclass(frozen=True, slots=True)
class Finite:
    """A target of a finite type.

    Args:
        size: how many values it has.
        binary: whether they are floats 0 and 1.
    """

    size: int
    binary: bool = False


Target = Real | Finite


class Joint(nn.Module):
    """A chain: each target given the causes of all and the targets before it.

    Numbers come from flows, finite targets from tables (networks, where a cause is a number) under
    the Gumbel-max coupling. Each target has its own noise; that they depend on each other shows in
    the chain alone, so a `do` on one target has to come after the draw of all of them.

    Args:
        targets: what is drawn, by name, in order.
        given: the causes of all; None for none.
        bins: pieces of the splines.
        hidden: width of the networks.
        layers: how many layers they have.

    Example:
        >>> import torch
        >>> both = Joint({"age": Real(18.0), "sex": Finite(2, binary=True)})
        >>> age = both("age")(torch.zeros(3))
        >>> both("sex", age=age).law().batch_shape
        torch.Size([3])
    """

    def __init__(
        self,
        targets: Mapping[str, Target],
        given: Given | None = None,
        *,
        bins: int = 8,
        hidden: int = 32,
        layers: int = 2,
    ) -> None:
        super().__init__()
        self.targets = tuple(targets)
        known: dict[str, Encoding] = {}
        if given is not None:
            known |= dict(zip(given.names, given.encodings, strict=True))  # type: ignore[arg-type]
        links: list[nn.Module] = []
        for name, target in targets.items():
            causes = Given(**deepcopy(known))
            links.append(_link(name, target, causes, (bins, hidden, layers)))
            known[name] = _encoding(target)
        self.links = nn.ModuleList(links)

    def forward(self, name: str, /, **parents: Tensor) -> Invertible | Threshold | GumbelMax:
        """The mechanism of one target, given the causes and the targets before it.

        Args:
            name: the target.
            parents: `[..., row]` each, by name.

        Returns:
            The map to values `[..., row]`.
        """
        link: Invertible | Threshold | GumbelMax = self.links[self.targets.index(name)](**parents)
        return link

    def set_scales(self, table: Mapping[str, Tensor]) -> None:
        """Standardise causes and targets by the data.

        Args:
            table: columns `[row]` by name.
        """
        for link in self.links:
            assert isinstance(link, Flow | Table | Choice)
            link.set_scales(table)


def _encoding(target: Target) -> Encoding:
    match target:
        case Real(low, high):
            return Scaled(low, high)
        case Finite(_, True):
            return Flag()
        case Finite(size):
            return OneHot(size)


def _link(
    name: str, target: Target, given: Given, shape: tuple[int, int, int]
) -> Flow | Table | Choice:
    bins, hidden, layers = shape
    match target:
        case Real(low, high):
            return Flow(name, (low, high), given, bins=bins, hidden=hidden, layers=layers)
        case Finite(size, binary) if None in given.sizes:
            return Choice(name, size, given, binary=binary, hidden=hidden, layers=layers)
        case Finite(size, binary):
            return Table(name, size, given, binary=binary)
