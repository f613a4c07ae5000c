"""Logarithms of tail probabilities, and back, for the laws without a closed form.

SciPy's incomplete gamma and beta functions end at the smallest double, 37 standard deviations from
the middle. Beyond it the logarithms come from continued fractions, which converge fast out there,
and quantiles from bisection.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyro.distributions as dist
from numpy.typing import NDArray

Numbers = NDArray[np.float64]

_LEAST = 1e-290
"""Below this a tail probability has lost digits, or is zero."""
_STEPS = 500
"""The most terms of a fraction or series; far out a few dozen are enough."""


@dataclass(frozen=True, slots=True)
class Family:
    """Tails of a standard law with shape parameters, as NumPy functions.

    Args:
        lower: shapes and value to P(below).
        upper: shapes and value to P(above).
        from_lower: shapes and P(below) to value.
        from_upper: shapes and P(above) to value.
        log_lower: log P(below) far out in the lower tail.
        log_upper: log P(above) far out in the upper tail.
        place: (log distance, is it the upper tail) to value, for bisection far out.
        standard: the law as Pyro has it.
    """

    lower: Callable[..., Any]
    upper: Callable[..., Any]
    from_lower: Callable[..., Any]
    from_upper: Callable[..., Any]
    log_lower: Callable[..., Any]
    log_upper: Callable[..., Any]
    place: Callable[[Any, bool], Any]
    standard: Callable[..., dist.TorchDistribution]


def families() -> dict[str, Family]:
    """The families by name: gamma, beta and student."""
    from scipy import special as s

    return {
        "gamma": Family(
            s.gammainc,
            s.gammaincc,
            s.gammaincinv,
            s.gammainccinv,
            _log_gamma_below,
            _log_gamma_above,
            lambda y, upper: np.exp(y),  # noqa: ARG005 - both tails are read off the value itself
            lambda a: dist.Gamma(a, 1.0),
        ),
        "beta": Family(
            s.betainc,
            s.betaincc,
            s.betaincinv,
            s.betainccinv,
            _log_beta_below,
            lambda a, b, x: _log_beta_below(b, a, 1 - x),
            lambda y, upper: 1 - np.exp(y) if upper else np.exp(y),
            dist.Beta,
        ),
        "student": Family(
            s.stdtr,
            lambda df, t: s.stdtr(df, -t),
            s.stdtrit,
            lambda df, q: -s.stdtrit(df, q),
            _log_student_below,
            lambda df, t: _log_student_below(df, -t),
            lambda y, upper: np.exp(y) if upper else -np.exp(y),
            dist.StudentT,
        ),
    }


def log_tails(family: Family, value: Numbers, shapes: tuple[Numbers, ...]) -> tuple[Any, Any]:
    """Log P(below) and log P(above), the smaller of the two with all its digits.

    Args:
        family: one of `families()`.
        value: any shape.
        shapes: the shape parameters, in the shape of `value`.

    Example:
        >>> below, above = log_tails(families()["gamma"], np.array([900.0]), (np.array([1.0]),))
        >>> above  # Gamma(1, 1) is the Exponential
        array([-900.])
    """
    return _log_tail(family, value, False, shapes), _log_tail(family, value, True, shapes)


def _log_tail(family: Family, value: Numbers, upper: bool, shapes: tuple[Numbers, ...]) -> Numbers:
    exact = (family.upper if upper else family.lower)(*shapes, value)
    beyond = family.log_upper if upper else family.log_lower
    with np.errstate(all="ignore"):
        found: Numbers = np.array(np.log(exact), dtype=float)
        far = np.asarray((exact < _LEAST) & np.isfinite(value))
        if far.any():
            found[far] = beyond(*(shape[far] for shape in shapes), value[far])
    return found


def from_log_tail(
    family: Family, log_tail: Numbers, upper: bool, shapes: tuple[Numbers, ...]
) -> Numbers:
    """The value with this log tail probability.

    Args:
        family: one of `families()`.
        log_tail: any shape, at most log 0.5.
        upper: whether it is P(above).
        shapes: the shape parameters, in the same shape.
    """
    inverse = family.from_upper if upper else family.from_lower
    tail = np.exp(log_tail)
    found: Numbers = np.array(inverse(*shapes, np.maximum(tail, _LEAST)), dtype=float)
    far = np.asarray(tail < _LEAST)
    if far.any():
        inside = tuple(shape[far] for shape in shapes)
        found[far] = _bisected(family, log_tail[far], upper, inside)
    return found


def _bisected(
    family: Family, log_tail: Numbers, upper: bool, shapes: tuple[Numbers, ...]
) -> Numbers:
    low, high = np.full_like(log_tail, -708.0), np.full_like(log_tail, 708.0)
    for _ in range(64):
        middle = (low + high) / 2
        at = family.place(middle, upper)
        beyond = _log_tail(family, at, upper, shapes) < log_tail
        # The tail of a Beta thins out towards its end, the others' away from the middle.
        shrink = beyond if _outwards(family, upper) else ~beyond
        low, high = np.where(shrink, low, middle), np.where(shrink, middle, high)
    found: Numbers = family.place((low + high) / 2, upper)
    return found


def _outwards(family: Family, upper: bool) -> bool:
    """Whether a tail gets thinner with the distance that `place` takes."""
    near, far = family.place(-2.0, upper), family.place(-1.0, upper)
    return bool((far > near) == upper)


# ---- far out --------------------------------------------------------------------------------


def _log_gamma_above(a: Numbers, x: Numbers) -> Numbers:
    """Log Q(a, x) by its continued fraction, for x well above a."""
    from scipy.special import gammaln

    terms = ((-n * (n - a), x + 2 * n + 1 - a) for n in range(1, _STEPS))
    found: Numbers = a * np.log(x) - x - gammaln(a) - np.log(_fraction(x + 1 - a, terms))
    return found


def _log_gamma_below(a: Numbers, x: Numbers) -> Numbers:
    """Log P(a, x) by its series, for x well below a."""
    from scipy.special import gammaln

    term = total = np.ones_like(x)
    for n in range(1, _STEPS):
        term = term * x / (a + n)
        total = total + term
        if (term < 1e-17 * total).all():
            break
    found: Numbers = a * np.log(x) - x - gammaln(a + 1) + np.log(total)
    return found


def _log_beta_below(a: Numbers, b: Numbers, x: Numbers) -> Numbers:
    """Log I_x(a, b) by its continued fraction, for x well below a / (a + b)."""
    from scipy.special import betaln

    def terms() -> Any:
        for m in range(_STEPS):
            yield -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1)), 1.0
            n = m + 1
            yield n * (b - n) * x / ((a + 2 * n - 1) * (a + 2 * n)), 1.0

    fraction = _fraction(np.ones_like(x), terms())
    found: Numbers = a * np.log(x) + b * np.log1p(-x) - betaln(a, b) - np.log(a * fraction)
    return found


def _log_student_below(df: Numbers, t: Numbers) -> Numbers:
    """Log P(T <= t) for t far below 0, as half of an incomplete beta function."""
    found: Numbers = _log_beta_below(df / 2, np.full_like(df, 0.5), df / (df + t * t)) - np.log(2)
    return found


def _fraction(first: Numbers, terms: Any) -> Numbers:
    """The continued fraction first + a1 / (b1 + a2 / (b2 + ...)), by Lentz's method.

    Source:
        W. Lentz, Applied Optics 15 (1976), 668; I. Thompson, A. Barnett, J. Comput. Phys. 64
        (1986), 490.
    """
    found = c = first
    d = np.zeros_like(first)
    for top, bottom in terms:
        d = 1 / (bottom + top * d)
        c = bottom + top / c
        found = found * c * d
        if (np.abs(c * d - 1) < 1e-16).all():
            break
    return found
