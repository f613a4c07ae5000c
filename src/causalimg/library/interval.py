"""Stretches of the number line: supports of laws, ranges of parameters, what an expression can be.

The arithmetic is that of R. E. Moore, Interval Analysis (1966): the result holds every value
that the operands can give; it is tight where each operand occurs once.
"""

import math
from collections.abc import Callable, Iterable

from causalimg.source.record import record


@record(frozen=True, slots=True)
class Interval:
    """A support; the ends may be infinite.

    Example:
        >>> 18 in Interval(18, 100, low_closed=True), str(Interval(0, math.inf))
        (True, '(0, inf)')
    """

    low: float
    high: float
    low_closed: bool = False
    high_closed: bool = False

    def __contains__(self, value: float) -> bool:
        above = value >= self.low if self.low_closed else value > self.low
        below = value <= self.high if self.high_closed else value < self.high
        return above and below

    def __str__(self) -> str:
        left, right = "(["[self.low_closed], ")]"[self.high_closed]
        return f"{left}{self.low:g}, {self.high:g}{right}"


EVERYWHERE = Interval(-math.inf, math.inf)
POSITIVE = Interval(0, math.inf)
NOT_NEGATIVE = Interval(0, math.inf, low_closed=True)
UNIT = Interval(0, 1, low_closed=True, high_closed=True)


def exactly(value: float) -> Interval:
    """The interval that holds one number."""
    return Interval(value, value, low_closed=True, high_closed=True)


def within(inner: Interval, outer: Interval) -> bool:
    """Whether `inner` stays inside `outer`, up to single end points (which have no mass)."""
    return inner.low >= outer.low and inner.high <= outer.high


def apart(left: Interval, right: Interval) -> bool:
    """Whether the two have no number in common."""
    if left.low > right.low:
        left, right = right, left
    if left.high != right.low:
        return left.high < right.low
    return not (left.high_closed and right.low_closed)


def hull(parts: Iterable[Interval]) -> Interval:
    """The smallest interval around several."""
    found = list(parts)
    low, high = min(p.low for p in found), max(p.high for p in found)
    return Interval(
        low,
        high,
        any(p.low_closed for p in found if p.low == low),
        any(p.high_closed for p in found if p.high == high),
    )


def meet(left: Interval, right: Interval) -> Interval:
    """What two intervals have in common (empty where they are apart)."""
    low, high = max(left.low, right.low), min(left.high, right.high)
    return Interval(
        low,
        high,
        all(p.low_closed for p in (left, right) if p.low == low),
        all(p.high_closed for p in (left, right) if p.high == high),
    )


def through(function: Callable[[float], float], argument: Interval) -> Interval:
    """The image of an interval under an increasing function."""
    return Interval(
        function(argument.low), function(argument.high), argument.low_closed, argument.high_closed
    )


def add(left: Interval, right: Interval) -> Interval:
    """All sums."""
    return Interval(
        left.low + right.low,
        left.high + right.high,
        left.low_closed and right.low_closed,
        left.high_closed and right.high_closed,
    )


def negate(interval: Interval) -> Interval:
    """All negatives."""
    return Interval(-interval.high, -interval.low, interval.high_closed, interval.low_closed)


def multiply(left: Interval, right: Interval) -> Interval:
    """All products; zero times infinity is zero, since infinity itself is never reached."""
    corners = [
        (_product(a, b), (ca and cb) or (ca and a == 0) or (cb and b == 0))
        for a, ca in _ends(left)
        for b, cb in _ends(right)
    ]
    return _around(corners)


def divide(left: Interval, right: Interval) -> Interval:
    """All quotients; everything where the divisor has zero inside."""
    if right.low < 0 < right.high or right.low == right.high == 0:
        return EVERYWHERE
    inverse = Interval(
        1 / right.high if right.high else -math.inf,
        1 / right.low if right.low else math.inf,
        right.high_closed and right.high != 0,
        right.low_closed and right.low != 0,
    )
    return multiply(left, inverse)


def raise_to(base: Interval, exponent: Interval) -> Interval:
    """All powers with a constant exponent; everything where the exponent varies."""
    power = exponent.low
    if power != exponent.high or math.isinf(power) or (base.low < 0 and power % 1):
        return EVERYWHERE if base.low < 0 else NOT_NEGATIVE
    if power < 0:
        return divide(exactly(1), raise_to(base, exactly(-power)))
    ends = [(_power(end, power), closed) for end, closed in _ends(base)]
    if power % 2 == 0 and base.low < 0 < base.high:
        ends.append((0.0, True))
    return _around(ends)


def _ends(interval: Interval) -> tuple[tuple[float, bool], tuple[float, bool]]:
    return (interval.low, interval.low_closed), (interval.high, interval.high_closed)


def _around(points: list[tuple[float, bool]]) -> Interval:
    low, high = min(p for p, _ in points), max(p for p, _ in points)
    return Interval(
        low, high, any(c for p, c in points if p == low), any(c for p, c in points if p == high)
    )


def _product(left: float, right: float) -> float:
    return 0.0 if 0 in {left, right} else left * right


def _power(base: float, exponent: float) -> float:
    try:
        return float(base**exponent)
    except OverflowError:
        return math.inf if base > 0 or exponent % 2 == 0 else -math.inf
