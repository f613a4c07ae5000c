"""Couplings: how noise without causes makes a discrete value, and how it is drawn back from one.

The probabilities of a discrete mechanism do not say what its value would have been under other
causes; the coupling does. `Threshold` lays the values along one uniform noise, so that the answer
is monotone; `GumbelMax` gives every value its own noise and takes the largest. Abduction draws
from the exact posterior of the noise, and what it draws always makes the observed value again.
"""

import math
from dataclasses import dataclass
from typing import Any

import pyro.distributions as dist
import torch
from torch import Tensor
from torch.nn.functional import logsigmoid

from causalimg.diagnostics import CausalimgError, Diagnostic
from causalimg.program.maps import Law
from causalimg.program.scores import LIMIT, between, from_tails

_RARE = 1e-12
"""Values of probability zero count as this likely, so that even they can be abducted."""
_MARGIN = 1e-5
"""Noise keeps this distance from a tie: other batches compute slightly other probabilities."""


@dataclass(frozen=True, slots=True, eq=False)
class Threshold:
    """One uniform noise, cut by the distribution function: monotone, for ordered values.

    The value is the number of j with `noise > P(value <= j)`. The noise is in double precision.

    Args:
        probs: `[..., row, value]`, or, if binary, the probability of 1 `[..., row]`.
        logits: the same as unnormalised logarithms, or as log odds; give one of the two.
        binary: whether the value is a float 0/1 instead of int64.

    Example:
        >>> p, q = torch.tensor([0.3]), torch.tensor([0.6])
        >>> noise = Threshold(probs=p, binary=True).abduct(torch.tensor([1.0]))
        >>> Threshold(probs=q, binary=True)(noise)  # monotone: more likely, so still 1
        tensor([1.])
    """

    probs: Tensor | None = None
    logits: Tensor | None = None
    binary: bool = False

    @property
    def base(self) -> Law:
        """Uniform(0, 1) in double precision."""
        zero = torch.zeros((), dtype=torch.float64)
        return dist.Uniform(zero, zero + 1)

    def __call__(self, noise: Tensor) -> Tensor:
        """The value that this noise makes.

        Args:
            noise: `[..., row]`.

        Returns:
            `[..., row]`.
        """
        index = (noise.unsqueeze(-1) > self._cuts()).sum(-1)
        return index.to(torch.get_default_dtype()) if self.binary else index

    def abduct(self, value: Tensor) -> Tensor:
        """A draw of the noise given the value: uniform over the value's interval.

        Args:
            value: `[..., row]`.

        Returns:
            `[..., row]`, double.
        """
        cuts = self._cuts()
        ends = torch.cat(
            [torch.zeros_like(cuts[..., :1]), cuts, torch.ones_like(cuts[..., :1])], -1
        )
        index = value.long().unsqueeze(-1)
        shape = torch.broadcast_shapes(index.shape[:-1], ends.shape[:-1])
        ends, index = ends.expand(*shape, ends.shape[-1]), index.expand(*shape, 1)
        low = ends.gather(-1, index).squeeze(-1)
        high = ends.gather(-1, index + 1).squeeze(-1)
        room = (high - low) * 0.25
        margin = room.clamp_max(_MARGIN)
        drawn = low + (high - low) * torch.rand_like(low)
        return torch.minimum(torch.maximum(drawn, low + margin), high - margin)

    def law(self) -> Law:
        """Bernoulli (binary) or Categorical, `[..., row]`."""
        return _finite_law(self.probs, self.logits, binary=self.binary)

    def _cuts(self) -> Tensor:
        log_probs = _log_probs(self.probs, self.logits, binary=self.binary)
        probs = log_probs.exp().clamp_min(_RARE)
        return (probs / probs.sum(-1, keepdim=True)).cumsum(-1)[..., :-1]


@dataclass(frozen=True, slots=True, eq=False)
class GumbelMax:
    """One Gumbel noise per value; the value with the largest noise + log probability wins.

    Args:
        probs: `[..., row, value]`, or, if binary, the probability of 1 `[..., row]`.
        logits: the same as unnormalised logarithms, or as log odds; give one of the two.
        binary: whether the value is a float 0/1 instead of int64.

    Source:
        M. Oberst, D. Sontag, Counterfactual Off-Policy Evaluation with Gumbel-Max Structural
        Causal Models, ICML 2019; posterior: C. Maddison, D. Tarlow, T. Minka, A* Sampling,
        NeurIPS 2014 (top-down construction).

    Example:
        >>> draw = GumbelMax(probs=torch.tensor([0.1, 0.2, 0.7]))
        >>> draw(draw.abduct(torch.tensor([0, 1, 2])))
        tensor([0, 1, 2])
    """

    probs: Tensor | None = None
    logits: Tensor | None = None
    binary: bool = False

    @property
    def base(self) -> Law:
        """A standard Gumbel for every value."""
        given = self.probs if self.probs is not None else self.logits
        size = 2 if self.binary or given is None else given.shape[-1]
        return gumbels(size)

    def __call__(self, noise: Tensor) -> Tensor:
        """The value that this noise makes.

        Args:
            noise: `[..., row, value]`.

        Returns:
            `[..., row]`.
        """
        index = (self._log_probs() + noise).argmax(-1)
        return index.to(torch.get_default_dtype()) if self.binary else index

    def abduct(self, value: Tensor) -> Tensor:
        """A draw of the noises given the value, from their exact joint posterior.

        Args:
            value: `[..., row]`.

        Returns:
            `[..., row, value]`.
        """
        return top_down(self._log_probs(), value)

    def law(self) -> Law:
        """Bernoulli (binary) or Categorical, `[..., row]`."""
        return _finite_law(self.probs, self.logits, binary=self.binary)

    def _log_probs(self) -> Tensor:
        log_probs = _log_probs(self.probs, self.logits, binary=self.binary)
        return log_probs.clamp_min(math.log(_RARE))


def gumbels(size: int) -> Law:
    """Independent standard Gumbel noise, one for every value.

    Args:
        size: how many values there are.

    Returns:
        The law, with event shape `[size]`.
    """
    return dist.Gumbel(0.0, 1.0).expand([size]).to_event(1)


def top_down(log_probs: Tensor, value: Tensor) -> Tensor:
    """Gumbel noises given which value won.

    The largest sum is a Gumbel whatever the winner, and the other sums are Gumbels cut at it.

    Args:
        log_probs: `[..., row, value]`, double, normalised.
        value: the winner, `[..., row]`.

    Returns:
        `[..., row, value]`.
    """
    index = value.long().unsqueeze(-1)
    shape = torch.broadcast_shapes(index.shape[:-1], log_probs.shape[:-1])
    log_probs = log_probs.expand(*shape, log_probs.shape[-1])
    top = _gumbel_like(log_probs[..., :1]) + log_probs.logsumexp(-1, keepdim=True)
    free = log_probs + _gumbel_like(log_probs)
    cut = -torch.logaddexp(-top, -free)
    cut = torch.minimum(cut, top - _MARGIN)
    sums = cut.scatter(-1, index.expand(*shape, 1), top)
    return (sums - log_probs).to(torch.get_default_dtype())


def _gumbel_like(like: Tensor) -> Tensor:
    return -torch.empty_like(like).exponential_().log()


def _log_probs(probs: Tensor | None, logits: Tensor | None, *, binary: bool) -> Tensor:
    """Log probabilities `[..., value]` in double precision."""
    if probs is not None:
        probs = probs.double()
        if binary:
            return torch.stack([1 - probs, probs], -1).log()
        return (probs / probs.sum(-1, keepdim=True)).log()
    known = torch.zeros(()) if logits is None else logits
    if binary:
        return torch.stack([logsigmoid(-known.double()), logsigmoid(known.double())], -1)
    return known.double().log_softmax(-1)


def _finite_law(probs: Tensor | None, logits: Tensor | None, *, binary: bool) -> Law:
    # Only one of the two is named: a law that is given both complains.
    named: dict[str, Any] = {"probs": probs} if probs is not None else {"logits": logits}
    return dist.Bernoulli(**named) if binary else dist.Categorical(**named)


@dataclass(frozen=True, slots=True, eq=False)
class CountThreshold:
    """The threshold coupling of counts: one noise, cut by the distribution function.

    The uniform noise is written as its normal score, in double precision, since counts may lie far
    out in a tail where a number close to 1 has no digits left.

    Args:
        textbook: Poisson or NegativeBinomial, `[..., row]`.

    Example:
        >>> lesions = CountThreshold(dist.Poisson(torch.tensor([2.0, 2.0])))
        >>> lesions(lesions.abduct(torch.tensor([0.0, 30.0])))
        tensor([ 0., 30.])
    """

    textbook: Law

    @property
    def base(self) -> Law:
        """Normal(0, 1) in double precision."""
        zero = torch.zeros((), dtype=torch.float64)
        return dist.Normal(zero, zero + 1)

    @torch.no_grad()
    def __call__(self, noise: Tensor) -> Tensor:
        """The value that this noise makes: the smallest count whose score reaches the noise.

        Args:
            noise: `[..., row]`.

        Returns:
            `[..., row]`, whole floats.
        """
        low = torch.full_like(noise.expand(self._shape(noise)), -1.0)
        high = torch.ones_like(low)
        while bool((short := self._score(high) < noise).any()):
            low, high = torch.where(short, high, low), torch.where(short, 2 * high, high)
        middle = torch.floor((low + high) / 2)
        # Beyond 2^53 whole numbers have gaps, and no count may lie between two that differ.
        while bool((wide := (low < middle) & (middle < high)).any()):
            reached = self._score(middle) >= noise
            low = torch.where(wide & ~reached, middle, low)
            high = torch.where(wide & reached, middle, high)
            middle = torch.floor((low + high) / 2)
        return high.to(torch.get_default_dtype())

    @torch.no_grad()
    def abduct(self, value: Tensor) -> Tensor:
        """A draw of the noise given the value, from the cut Normal that is its posterior.

        Args:
            value: `[..., row]`.

        Returns:
            `[..., row]`, double.

        Raises:
            CausalimgError: E0704, where the value is less likely than any double.
        """
        count = value.double().expand(self._shape(value))
        low, high = self._score(count - 1), self._score(count)
        if not bool((low < high).all()):
            raise CausalimgError((_too_rare(count[low >= high]),))
        free = torch.randn_like(low)
        inside = between(low, high).value(free)
        margin = ((high - low) * 0.25).clamp_max(_MARGIN)
        return torch.minimum(torch.maximum(inside, low + margin), high - margin)

    def law(self) -> Law:
        """The law under its usual name."""
        return self.textbook

    def _shape(self, other: Tensor) -> torch.Size:
        shape: torch.Size = torch.broadcast_shapes(other.shape, self.textbook.batch_shape)
        return shape

    def _score(self, count: Tensor) -> Tensor:
        """Normal score of P(value <= count)."""
        safe = count.clamp_min(0)
        score = from_tails(*_count_tails(self.textbook, safe))
        return torch.where(count < 0, -math.inf, score).clamp(-LIMIT - 1, LIMIT + 1)


@dataclass(frozen=True, slots=True, eq=False)
class CountGumbelMax:
    """The Gumbel-max coupling of counts: one Gumbel noise for every count below a limit.

    Args:
        textbook: Poisson or NegativeBinomial, `[..., row]`.
        limit: how many counts have a noise; the law should have no mass beyond.
    """

    textbook: Law
    limit: int = 1024

    @property
    def base(self) -> Law:
        """A standard Gumbel for every count below the limit."""
        return gumbels(self.limit)

    def __call__(self, noise: Tensor) -> Tensor:
        """The value that this noise makes.

        Args:
            noise: `[..., row, count]`.

        Returns:
            `[..., row]`, whole floats.
        """
        return (self._log_probs() + noise).argmax(-1).to(torch.get_default_dtype())

    def abduct(self, value: Tensor) -> Tensor:
        """A draw of the noises given the value, from their exact joint posterior.

        Args:
            value: `[..., row]`.

        Returns:
            `[..., row, count]`.

        Raises:
            CausalimgError: E0704, where the value is beyond the limit.
        """
        if bool((value >= self.limit).any()):
            raise CausalimgError((_too_rare(value[value >= self.limit]),))
        return top_down(self._log_probs(), value)

    def law(self) -> Law:
        """The law under its usual name."""
        return self.textbook

    def _log_probs(self) -> Tensor:
        counts = torch.arange(self.limit, dtype=torch.get_default_dtype())
        counts = counts.reshape(-1, *(1,) * len(self.textbook.batch_shape))
        log_probs: Tensor = self.textbook.log_prob(counts).double().movedim(0, -1)
        self._refuse_mass_beyond(log_probs.detach())
        return log_probs.log_softmax(-1).clamp_min(-200.0)

    def _refuse_mass_beyond(self, log_probs: Tensor) -> None:
        """E0205 where the noises do not reach all counts: normalised, it were another law."""
        lost = 1 - log_probs.exp().sum(-1)
        if bool((lost > _LOST).any()):
            mean = float(self.textbook.mean.detach().max())
            message = f"counts around {mean:g} go beyond the {self.limit} noises of `gumbel_max`"
            raise CausalimgError((Diagnostic("E0205", message, helps=("write `via threshold`",)),))


#: Probability beyond the noises that is too much; float32 knows that of a large count this well.
_LOST = 0.01


def _count_tails(law: Law, count: Tensor) -> tuple[Tensor, Tensor]:
    """P(value <= count) and P(value > count), each with its own digits."""
    match law:
        case dist.Poisson():
            rate = law.rate.double()
            return torch.special.gammaincc(count + 1, rate), torch.special.gammainc(
                count + 1, rate
            )
        case _:
            from scipy import special

            size, success = law.total_count.double(), torch.sigmoid(-law.logits.double())
            at = [x.cpu().numpy() for x in torch.broadcast_tensors(size, count + 1, success)]
            return torch.as_tensor(special.betainc(*at)), torch.as_tensor(special.betaincc(*at))


def _too_rare(values: Tensor) -> Diagnostic:
    shown = values.flatten()[0].item()
    return Diagnostic(
        "E0704", f"the count `{shown:g}` is too unlikely under its law to be explained"
    )
