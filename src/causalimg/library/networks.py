"""The networks that are learned, one record each: options, what they draw, how they give back."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from causalimg.library.interval import UNIT, Interval
from causalimg.syntax.words import TYPES

Abduction = Literal["exact", "amortised", "none"]


@dataclass(frozen=True, slots=True)
class Option:
    """A keyword of a network: a number that is known when the model is compiled."""

    name: str
    default: float
    range: Interval
    integer: bool = True


@dataclass(frozen=True, slots=True)
class Network:
    """A network with its options.

    Args:
        name: as written, with a small letter.
        options: in the order of positional arguments.
        targets: types of variables that it makes.
        parents: types of variables that it may be given.
        abduction: how well it gives its noise back.
        couplings: words that may follow `via`, the first one being the usual choice.
        several: whether it makes several targets at once.
        function: whether it also stands inside an expression, as a number without noise.
        built: False where `compile` does not know it yet.
        module: the extension that brings it; None for the core.
        doc: one sentence.
    """

    name: str
    options: tuple[Option, ...] = ()
    targets: tuple[str, ...] = ()
    parents: tuple[str, ...] = ("real", "count", "binary", "category", "ordinal", "vector")
    abduction: Abduction = "exact"
    couplings: tuple[str, ...] = ()
    several: bool = False
    function: bool = False
    built: bool = True
    module: str | None = None
    doc: str = ""

    @property
    def signature(self) -> str:
        """As a person would write it after `~`: `vae(latent = 16)`."""
        return f"{self.name}({', '.join(self._defaults)})"

    @property
    def inside(self) -> str:
        """As a person would write it inside an expression: `linear(a, b, ...)`."""
        return f"{self.name}({', '.join(('a', 'b', '...', *self._defaults))})"

    @property
    def _defaults(self) -> tuple[str, ...]:
        return tuple(f"{o.name} = {o.default:g}" for o in self.options)

    def option(self, name: str) -> Option | None:
        """The option of that name."""
        return next((o for o in self.options if o.name == name), None)


def _count(high: float = 65536) -> Interval:
    return Interval(1, high, low_closed=True, high_closed=True)


_PICTURES = ("image", "mask", "kspace")
_FINITE = ("binary", "category", "ordinal")
_COUNTED = (*_FINITE, "count")  # the latter where its declaration says how far it counts
_TWO_WAYS = ("threshold", "gumbel_max")
_ALL = (
    Network(
        "table",
        targets=_COUNTED,
        parents=_FINITE,
        couplings=_TWO_WAYS,
        doc="a probability for every value, in every combination of the causes",
    ),
    Network(
        "flow",
        (
            Option("bins", 8, _count(64)),
            Option("hidden", 32, _count()),
            Option("layers", 2, _count(16)),
        ),
        targets=("real", "vector"),
        doc="a monotone spline from Normal noise to one number, or to one after another",
    ),
    Network(
        "joint",
        (
            Option("bins", 8, _count(64)),
            Option("hidden", 32, _count()),
            Option("layers", 2, _count(16)),
        ),
        targets=("real", *_FINITE),
        couplings=("gumbel_max",),
        several=True,
        doc="several variables at once, the generative meaning of `a <-> b`",
    ),
    Network(
        "vae",
        (Option("latent", 16, _count()), Option("width", 16, _count(1024))),
        targets=_PICTURES,
        parents=TYPES,
        abduction="amortised",
        doc="a decoder from a code, its causes and pixel noise to a picture",
    ),
    Network(
        "linear",
        targets=_COUNTED,
        couplings=_TWO_WAYS,
        function=True,
        doc="a weighted sum plus a constant: a number, or log odds of each value",
    ),
    Network(
        "mlp",
        (Option("hidden", 32, _count()), Option("layers", 2, _count(16))),
        targets=_COUNTED,
        couplings=_TWO_WAYS,
        function=True,
        doc="a small neural network: a number, or log odds of each value",
    ),
    Network(
        "hvae",
        (Option("latent", 64, _count()), Option("width", 16, _count(1024))),
        targets=_PICTURES,
        parents=TYPES,
        abduction="amortised",
        built=False,
        doc="a decoder from codes at every resolution, its causes and pixel noise to a picture",
    ),
    Network(
        "diffusion",
        (Option("steps", 1000, _count(10_000)), Option("width", 32, _count(1024))),
        targets=_PICTURES,
        parents=TYPES,
        abduction="amortised",
        built=False,
        doc="noise turned into a picture step by step, and back by deterministic inversion",
    ),
    Network(
        "flow_matching",
        (Option("steps", 50, _count(10_000)), Option("width", 32, _count(1024))),
        targets=_PICTURES,
        parents=TYPES,
        abduction="amortised",
        built=False,
        doc="noise carried to a picture along a learned velocity, and back",
    ),
    Network(
        "gan",
        (Option("latent", 64, _count()), Option("encoder", 0, UNIT)),
        targets=_PICTURES,
        parents=TYPES,
        abduction="none",
        built=False,
        doc="a generator trained against a critic; `encoder = 1` learns the way back as well",
    ),
    Network(
        "autoregressive",
        (Option("width", 32, _count(1024)),),
        targets=("vector", "image", "mask"),
        parents=TYPES,
        abduction="exact",
        built=False,
        doc="one pixel after another, each given those before it",
    ),
)

_NETWORKS = {network.name: network for network in _ALL}
NETWORKS: Mapping[str, Network] = _NETWORKS
"""All networks by name."""


def add(network: Network) -> None:
    """Add a network of another package; see `causalimg.library.extension.register`."""
    _NETWORKS[network.name] = network
