"""Climbing to the top of a smooth function, the same way each time."""

from collections import deque
from collections.abc import Callable
from math import inf, isfinite

from torch import Tensor

Slope = Callable[[Tensor], tuple[float, Tensor]]
STEPS = 500
FLAT, ALMOST = 1e-7, 1e-4  # largest slope where we stop, and where an end still counts as one
_MEMORY, _TRIALS, _STILL = 50, 50, 3
_LEAST_GAIN = 1e-14
_Pairs = deque[tuple[Tensor, Tensor]]


def ascend(at: Slope, start: Tensor) -> Tensor | None:
    """The point near a start where a function is highest, or None where it was not reached.

    The steps are those of L-BFGS, their lengths by bisection until both weak Wolfe conditions
    hold (Lewis and Overton 2013, doi:10.1007/s10107-012-0514-2): that search only compares, so
    a point where the function is minus infinity merely counts as too far. The L-BFGS of scipy and
    of torch interpolate there, and end elsewhere or nowhere.

    Args:
        at: value and slope at a point; a value that is not finite means "not there".
        start: the first point.

    Example:
        >>> import torch
        >>> hill = lambda x: (-float((x - 1).square().sum()), 2 - 2 * x)
        >>> ascend(hill, torch.tensor([3.0, -1.0])).tolist()
        [1.0, 1.0]
    """
    point, (value, slope) = start, at(start)
    pairs: _Pairs = deque(maxlen=_MEMORY)
    still = 0
    for _ in range(STEPS):
        if not isfinite(value) or float(slope.abs().max()) <= FLAT or still == _STILL:
            break
        found = _search(at, point, value, slope, _way(slope, pairs))
        if found is None:
            if not pairs:
                break
            pairs.clear()  # once more, straight up
            continue
        new, gain, bent = found
        if float((new - point) @ (slope - bent)) > 0:
            pairs.append((new - point, slope - bent))
        still = still + 1 if gain - value <= _LEAST_GAIN * max(1.0, abs(value)) else 0
        point, value, slope = new, gain, bent
    reached = isfinite(value) and float(slope.abs().max()) <= ALMOST
    return point if reached else None


def _way(slope: Tensor, pairs: _Pairs) -> Tensor:
    """The slope, straightened by the curvature along the last steps (two-loop recursion)."""
    if not pairs:
        return slope / max(1.0, float(slope.norm()))
    way, shares = slope, []
    for step, bend in reversed(pairs):
        shares.append(share := (step @ way) / (step @ bend))
        way = way - share * bend
    step, bend = pairs[-1]
    way = way * ((step @ bend) / (bend @ bend))
    for (step, bend), share in zip(pairs, reversed(shares), strict=True):
        way = way + (share - (bend @ way) / (step @ bend)) * step
    return way


def _search(
    at: Slope, point: Tensor, value: float, slope: Tensor, way: Tensor
) -> tuple[Tensor, float, Tensor] | None:
    """A point along a way that is high enough, and flat enough; None where none was found."""
    rise = float(slope @ way)
    low, high, length = 0.0, inf, 1.0
    best: tuple[Tensor, float, Tensor] | None = None
    for _ in range(_TRIALS):
        new = point + length * way
        gain, bent = at(new)
        if not isfinite(gain) or gain < value + 1e-4 * length * rise:
            high = length
        elif float(bent @ way) > 0.9 * rise:
            low, best = length, (new, gain, bent)
        else:
            return new, gain, bent
        length = (low + high) / 2 if high < inf else 2 * length
    return best
