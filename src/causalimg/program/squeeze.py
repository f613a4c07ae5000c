"""Bounded supports opened to the whole line, with a margin so that the bounds themselves fit."""

import math
from dataclasses import dataclass

import torch
from pyro.distributions import constraints
from torch import Tensor
from torch.nn.functional import logsigmoid, softplus


@dataclass(frozen=True, slots=True)
class Squeeze:
    """The two ways between a support and the real line: logit, softplus or nothing.

    Two bounds: `stretch(v) = logit(margin + (1 - 2 margin) (v - low) / (high - low))`; one bound:
    the inverse softplus of the distance to it; none: the value itself. Data may lie exactly on a
    bound: the margin keeps its image finite. What falls outside on the way back is cut to the
    bound, so a value that was inside returns as it was.

    Args:
        low: lower bound, -inf for none.
        high: upper bound, inf for none.
        margin: part of the range (of one unit, with one bound) left free at each bound.

    Example:
        >>> grey = Squeeze(0.0, 255.0, 0.05)
        >>> grey.squeeze(grey.stretch(torch.tensor([0.0, 255.0])))
        tensor([  0., 255.])
    """

    low: float = -math.inf
    high: float = math.inf
    margin: float = 1e-6

    @property
    def support(self) -> constraints.Constraint:
        """Where values lie."""
        match math.isfinite(self.low), math.isfinite(self.high):
            case True, True:
                return constraints.interval(self.low, self.high)
            case True, False:
                return constraints.greater_than_eq(self.low)
            case False, True:
                return constraints.less_than(self.high)
            case _:
                return constraints.real

    def stretch(self, value: Tensor) -> Tensor:
        """Value to real number, element by element.

        Args:
            value: any shape.

        Returns:
            The same shape.
        """
        match math.isfinite(self.low), math.isfinite(self.high):
            case True, True:
                return torch.logit(self._part(value))
            case True, False:
                return _inverse_softplus(value - self.low + self.margin)
            case False, True:
                return -_inverse_softplus(self.high - value + self.margin)
            case _:
                return value

    def squeeze(self, real: Tensor) -> Tensor:
        """Real number to value, element by element.

        Args:
            real: any shape.

        Returns:
            The same shape, within the bounds.
        """
        match math.isfinite(self.low), math.isfinite(self.high):
            case True, True:
                part = (torch.sigmoid(real) - self.margin) / (1 - 2 * self.margin)
                return self.low + (self.high - self.low) * part.clamp(0, 1)
            case True, False:
                return self.low + (softplus(real) - self.margin).clamp_min(0)
            case False, True:
                return self.high - (softplus(-real) - self.margin).clamp_min(0)
            case _:
                return real

    def log_slope(self, real: Tensor) -> Tensor:
        """Log of d value / d real, element by element.

        Args:
            real: any shape.

        Returns:
            The same shape.
        """
        match math.isfinite(self.low), math.isfinite(self.high):
            case True, True:
                spread = math.log((self.high - self.low) / (1 - 2 * self.margin))
                return spread + logsigmoid(real) + logsigmoid(-real)
            case True, False:
                return logsigmoid(real)
            case False, True:
                return logsigmoid(-real)
            case _:
                return torch.zeros_like(real)

    def _part(self, value: Tensor) -> Tensor:
        part = (value - self.low) / (self.high - self.low)
        return self.margin + (1 - 2 * self.margin) * part


def _inverse_softplus(positive: Tensor) -> Tensor:
    return positive + torch.log(-torch.expm1(-positive))
