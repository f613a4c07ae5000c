"""Arrays whose axes have names: the terms of an estimand, multiplied, divided and summed."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from string import ascii_letters

import numpy as np

from causalimg.causal.estimands.estimand import (
    Expression,
    Policy,
    Probability,
    Product,
    Ratio,
    Sum,
)
from causalimg.diagnostics import CausalimgInternalError
from causalimg.queries.estimation.rows import Numbers

At = Mapping[str, int]
Read = Callable[[Probability | Policy, At], "Axes"]
"""A law as an array, the names that are held at a level left out."""
_DRAW, _LETTERS = ascii_letters[0], ascii_letters[1:]


@dataclass(frozen=True, slots=True)
class Axes:
    """`[draw, *levels]`: a number for each draw and each combination of levels of some names."""

    names: tuple[str, ...]
    values: Numbers


def value(expression: Expression, at: At, read: Read) -> Axes:
    """An estimand over all levels of its free names that are not held.

    Args:
        expression: of laws that rows show.
        at: the level of each name that is held; what a sum binds is free within it.
        read: gives a law as an array.
    """
    match expression:
        case Probability() | Policy():
            return read(expression, at)
        case Product(factors=factors):
            return joined([value(f, at, read) for f in factors])
        case Ratio(above=above, below=below):
            return _divided(value(above, at, read), value(below, at, read))
        case Sum(over=over, inside=inside):
            free = {name: level for name, level in at.items() if name not in over}
            parts = inside.factors if isinstance(inside, Product) else (inside,)
            return joined([value(f, free, read) for f in parts], over)
        case _:
            raise CausalimgInternalError(f"no rows show {expression}")


def joined(parts: Sequence[Axes], over: Collection[str] = ()) -> Axes:
    """The product, summed over some names.

    Example:
        >>> law = Axes(("z",), np.array([[0.25, 0.75]]))
        >>> value = Axes(("x", "z"), np.array([[[1.0, 0.0], [4.0, 8.0]]]))
        >>> joined([law, value], ["z"]).values
        array([[0.25, 7.  ]])
    """
    if not parts:
        return Axes((), np.ones(1))
    names = tuple(dict.fromkeys(name for part in parts for name in part.names))
    letters = dict(zip(names, _LETTERS, strict=False))
    left = tuple(name for name in names if name not in over)
    given = ",".join(_DRAW + "".join(letters[n] for n in part.names) for part in parts)
    draws = max(len(part.values) for part in parts)
    wide = [np.broadcast_to(p.values, (draws, *p.values.shape[1:])) for p in parts]
    wanted = _DRAW + "".join(letters[n] for n in left)
    return Axes(left, np.einsum(f"{given}->{wanted}", *wide, optimize=len(parts) > 2))


def _divided(above: Axes, below: Axes) -> Axes:
    """Nothing is left of what has no chance: 0 / 0 is 0."""
    inverse = np.zeros_like(below.values)
    np.divide(1.0, below.values, out=inverse, where=below.values > 0)
    return joined([above, Axes(below.names, inverse)])


def arranged(part: Axes, names: Sequence[str]) -> Numbers:
    """The array with its axes in another order."""
    return part.values.transpose(0, *(1 + part.names.index(name) for name in names))
