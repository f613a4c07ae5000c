"""The laws of exogenous noise, which have no causes: what the maps of known laws start from."""

from collections.abc import Callable
from functools import wraps
from typing import Any

import pyro.distributions as dist
import torch

from causalimg.program.couplings import gumbels as gumbels  # noqa: PLC0414  one of these laws
from causalimg.program.maps import Law, expanded
from causalimg.program.several import ComplexNormal

Shape = tuple[int, ...]
_KEPT = "_kept_noise_laws"


def once(make: Callable[[Any], dict[str, Law]]) -> Callable[[Any], dict[str, Law]]:
    """A method of a program that makes its laws when first asked, and keeps them.

    Making a distribution checks its parameters, which takes longer than drawing a thousand rows.
    """

    @wraps(make)
    def laws(program: Any) -> dict[str, Law]:
        kept: dict[str, Law] | None = vars(program).get(_KEPT)
        if kept is None:
            kept = vars(program)[_KEPT] = make(program)
        return kept

    return laws


def normal(shape: Shape = ()) -> Law:
    """Normal(0, 1) for each element of a value.

    Args:
        shape: of one value, `(channel, height, width)` for an image.

    Example:
        >>> normal((1, 4, 6)).event_shape
        torch.Size([1, 4, 6])
    """
    return expanded(dist.Normal(0.0, 1.0), shape)


def student_t(df: torch.Tensor | float, shape: Shape = ()) -> Law:
    """StudentT(df) for each element of a value of that shape."""
    return expanded(dist.StudentT(df), shape)


def laplace(shape: Shape = ()) -> Law:
    """Laplace(0, 1) for each element of a value of that shape."""
    return expanded(dist.Laplace(0.0, 1.0), shape)


def exponential(shape: Shape = ()) -> Law:
    """Exponential(1) for each element of a value of that shape."""
    return expanded(dist.Exponential(1.0), shape)


def complex_normal(shape: Shape = ()) -> Law:
    """ComplexNormal(0, 1) for each complex pixel of a value of that shape."""
    return expanded(ComplexNormal(0.0, 1.0), shape)


def labels(size: int, shape: Shape) -> Law:
    """A standard Gumbel for every label of every pixel of a mask.

    Args:
        size: how many labels there are.
        shape: of one mask.

    Returns:
        The law, with event shape `[*shape, size]`.
    """
    return dist.Gumbel(0.0, 1.0).expand([*shape, size]).to_event(len(shape) + 1)


def uniform() -> Law:
    """Uniform(0, 1) in double precision: the noise of the threshold coupling."""
    zero = torch.zeros((), dtype=torch.float64)
    return dist.Uniform(zero, zero + 1)


def score() -> Law:
    """Normal(0, 1) in double precision: the noise of counts under the threshold coupling."""
    zero = torch.zeros((), dtype=torch.float64)
    return dist.Normal(zero, zero + 1)
