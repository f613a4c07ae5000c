"""Discrete laws of other packages under our couplings: all that is asked of them is `log_prob`.

A torch distribution knows its masses; a distribution function it has seldom, and then in single
precision, where a tail is soon 1. So the values are counted out, counts up to a limit, and a law
that has mass beyond them is refused rather than changed.
"""

import math
from dataclasses import dataclass

import torch
from torch import Tensor

from causalimg.diagnostics import CausalimgError, Diagnostic
from causalimg.program.couplings import GumbelMax, Threshold
from causalimg.program.laws import Coupling
from causalimg.program.maps import Law
from causalimg.semantics.model import MOST_COUNTS

#: Probability beyond the values that is too much; float32 knows that of a large count this well.
_LOST = 0.01


@dataclass(frozen=True, slots=True, eq=False)
class Counted:
    """Counts below the limit, under a coupling of finitely many values.

    Args:
        textbook: the law, `[..., row]`.
        places: the coupling of 0, 1, 2, ...
    """

    textbook: Law
    places: Threshold | GumbelMax

    @property
    def base(self) -> Law:
        """The noise of the coupling."""
        return self.places.base

    def __call__(self, noise: Tensor) -> Tensor:
        """The count that this noise makes, as a whole float."""
        return self.places(noise).to(torch.get_default_dtype())

    def abduct(self, value: Tensor) -> Tensor:
        """A draw of the noise given the count, from its exact posterior.

        Raises:
            CausalimgError: E0704, where a count lies beyond the limit.
        """
        far = value >= MOST_COUNTS
        if bool(far.any()):
            message = f"the count `{value[far][0].item():g}` is too large to be explained"
            raise CausalimgError((Diagnostic("E0704", message),))
        return self.places.abduct(value)

    def law(self) -> Law:
        """The law under its usual name."""
        return self.textbook


def counted(law: Law, *, via: Coupling) -> Counted:
    """Counts from a law of whole numbers.

    Args:
        law: gives its masses to 0, 1, 2, ..., `[..., row]`.
        via: the coupling of the noise.

    Returns:
        The map, to whole floats.

    Example:
        >>> import pyro.distributions as dist
        >>> teeth = counted(dist.Binomial(32, torch.tensor([0.9, 0.2])), via="threshold")
        >>> teeth(teeth.abduct(torch.tensor([30.0, 7.0])))
        tensor([30.,  7.])
    """
    return Counted(law, _coupled(log_masses(law, MOST_COUNTS), via))


def valued(law: Law, size: int, *, via: Coupling, binary: bool = False) -> Threshold | GumbelMax:
    """One of finitely many values from a law of their places.

    Args:
        law: gives its masses to 0, ..., size - 1, `[..., row]`.
        size: how many values there are.
        via: the coupling of the noise.
        binary: whether the value is a float 0/1 instead of an index.

    Returns:
        The map, to places of values.
    """
    found = log_masses(law, size)
    if binary:
        return _coupled(found[..., 1] - found[..., 0], via, binary=True)
    return _coupled(found, via)


def _coupled(logits: Tensor, via: Coupling, *, binary: bool = False) -> Threshold | GumbelMax:
    make = Threshold if via == "threshold" else GumbelMax
    return make(logits=logits, binary=binary)


def log_masses(law: Law, size: int) -> Tensor:
    """Log probabilities of 0, ..., size - 1, `[..., row, value]`.

    Raises:
        CausalimgError: E0205 where the law has mass beyond them: cut, it were another law.
    """
    places = torch.arange(size, dtype=torch.get_default_dtype())
    places = places.reshape(-1, *(1,) * len(law.batch_shape))
    # Some laws refuse to be asked for what they never draw.
    known = law.support.check(places).expand(size, *law.batch_shape)
    safe = torch.where(known, places, known.int().argmax(0).to(places))
    found = torch.where(known, law.log_prob(safe), -math.inf).movedim(0, -1)
    lost = 1 - found.detach().double().exp().sum(-1)
    if bool((lost > _LOST).any()):
        message = f"`{type(law).__name__}` draws beyond 0, ..., {size - 1}"
        raise CausalimgError((Diagnostic("E0205", message),))
    return found
