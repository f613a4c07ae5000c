"""Counts of a small range, whose probabilities are learned as those of words are."""

from dataclasses import dataclass

import pyro.distributions as dist
import torch
from torch import Tensor
from torch.distributions import constraints
from torch.distributions.transforms import AffineTransform

from causalimg.program.couplings import GumbelMax, Threshold
from causalimg.program.maps import Law


class Counts(dist.TransformedDistribution):  # type: ignore[misc]  # pyro is not typed
    """Categorical places, moved so that the first is a certain count; values are whole floats."""

    @constraints.dependent_property(is_discrete=True, event_dim=0)
    def support(self) -> constraints.Constraint:
        """The counts of the range."""
        places, first = self.base_dist.support, int(self.transforms[0].loc)
        return constraints.integer_interval(
            first + int(places.lower_bound), first + int(places.upper_bound)
        )


@dataclass(frozen=True, slots=True, eq=False)
class Numbered:
    """Counts `first`, `first + 1`, ... under a coupling of their places.

    Args:
        places: the coupling of 0, 1, 2, ...
        first: the count at place 0.

    Example:
        >>> lesions = Numbered(Threshold(logits=torch.zeros(3)), 2)
        >>> lesions(lesions.abduct(torch.tensor([2.0, 4.0])))
        tensor([2., 4.])
    """

    places: Threshold | GumbelMax
    first: int = 0

    @property
    def base(self) -> Law:
        """The noise of the coupling."""
        return self.places.base

    def __call__(self, noise: Tensor) -> Tensor:
        """The count that this noise makes, as a whole float."""
        return self.places(noise).to(torch.get_default_dtype()) + self.first

    def abduct(self, value: Tensor) -> Tensor:
        """A draw of the noise given the count, from its exact posterior."""
        return self.places.abduct(value - self.first)

    def law(self) -> Law:
        """The law of the counts."""
        return Counts(self.places.law(), [AffineTransform(float(self.first), 1.0)])
