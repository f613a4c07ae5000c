"""What draws leave open about an estimand, shares that came out as 0 or 1 among them."""

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from causalimg.queries.output import NINETY_FIVE
from causalimg.queries.reach import ancestors, read_anywhere
from causalimg.semantics.expr import (
    Binary,
    CategoryValue,
    DrawFrom,
    Expectation,
    Expr,
    Had,
    Number,
    Unary,
    VariableRef,
    walk,
)
from causalimg.semantics.model import Model
from causalimg.semantics.types import Binary as Truth

_COMPARISONS = ("==", "!=", "<", "<=", ">", ">=", "and", "or")


@dataclass(frozen=True, slots=True)
class Share:
    """A mean of something that is 0 or 1 in each unit, as a part of an estimand.

    Args:
        mean: the mean.
        slope: of the estimand in it.
        units: how many units it is the mean of; the effective number where they are weighed.
    """

    mean: Tensor
    slope: Tensor
    units: float


def interval(value: Tensor, error: Tensor, shares: Sequence[Share]) -> tuple[Tensor, Tensor]:
    r"""Middle and standard error of an interval that draws which all agree do not close.

    The error of a mean of zeros and ones is estimated as 0 where all draws agree, however few
    they are. The interval of Agresti and Coull counts :math:`z^2` more units, half of them 0
    and half 1: of a share :math:`\hat p` of :math:`n` draws, with :math:`u = z^2 / (n + z^2)`
    and :math:`s = u (1/2 - \hat p)`, it is

    .. math:: \hat p + s \pm \sqrt{(1 - u)^2 z^2 \hat p (1 - \hat p) / n
              + (u / 2)^2 + (1 - u) s^2}

    It holds Wilson's score interval, the first two terms of the root, which misses shares near
    0 too often; for none of :math:`n` it ends at about :math:`4.6 / n`, above the exact
    :math:`1 - 0.025^{1/n}` and the rule of three. What is put together of several shares has
    the error of its linearisation in the first term; the units that are counted besides move
    it by at most :math:`\sum_k u_k |\partial g / \partial p_k| / 2`, which stands for
    :math:`u / 2`, and on average by :math:`s = \sum_k u_k (1/2 - p_k) \partial g / \partial
    p_k`. Where the two parts of a difference agree in every draw, the interval is
    :math:`0 \pm u`: units in which they differ have a probability below :math:`u`, or one
    would have been drawn.

    Sources: Agresti and Coull 1998, "Approximate is better than 'exact' for interval estimation
    of binomial proportions", American Statistician 52:119; Agresti and Min 2005, "Simple
    improved confidence intervals for comparing matched proportions", Statistics in Medicine
    24:729; Hanley and Lippman-Hand 1983, "If nothing goes wrong, is everything all right?",
    JAMA 249:1743; Brown, Cai and DasGupta 2001, "Interval estimation for a binomial
    proportion", Statistical Science 16:101.

    Args:
        value: the estimand.
        error: its standard error by linearisation.
        shares: its parts that are means of zeros and ones.

    Example:
        >>> zero, one = torch.zeros(()), torch.ones(())
        >>> middle, error = interval(zero, zero, [Share(zero, one, 200)])
        >>> f"{float(middle + NINETY_FIVE * error):.4f}"
        '0.0227'
    """
    if not shares:
        return value, error
    weights = [_unseen(share.units) for share in shares]
    pairs = list(zip(weights, shares, strict=True))
    shift = torch.stack(torch.broadcast_tensors(*(u * s.slope * (0.5 - s.mean) for u, s in pairs)))
    reach = torch.stack(torch.broadcast_tensors(*(u * s.slope.abs() / 2 for u, s in pairs)))
    kept = 1 - min(weights)
    squares = (kept * NINETY_FIVE * error).square() + reach.sum(0).square()
    half = (squares + kept * shift.sum(0).square()).sqrt()
    return value + shift.sum(0), half / NINETY_FIVE


def _unseen(units: float) -> float:
    """Weight of the units that might have been drawn beside those that were."""
    return NINETY_FIVE**2 / (units + NINETY_FIVE**2)


def is_share(model: Model, term: Expectation) -> bool:
    """Whether a term is a mean of zeros and ones that may differ between units."""
    return (term.probability or _is_truth(model, term.value)) and not _is_fixed(model, term)


def _is_truth(model: Model, expr: Expr) -> bool:
    match expr:
        case VariableRef(name=name):
            return isinstance(model.variable(name).type, Truth)
        case Binary(sign=sign):
            return sign in _COMPARISONS
        case Unary(sign=sign):
            return sign == "not"
        case Had(value=value):
            return _is_truth(model, value)
        case _:
            return False


def _is_fixed(model: Model, term: Expectation) -> bool:
    """Whether what is averaged is put there by `do` and by exact conditions alone."""
    if any(isinstance(node, Had) for node in walk(term.value)):
        return False
    drawn = {a.variable for a in term.assignments if isinstance(a, DrawFrom)}
    read = read_anywhere(model, [term.value])
    put = {a.variable for a in term.assignments} - drawn
    held = {name for condition in term.conditions for name in _held(condition)}
    behind = ancestors(model, read, put | held)
    return not (behind or drawn & read)


def _held(condition: Expr) -> tuple[str, ...]:
    match condition:
        case Binary(sign="==", left=VariableRef(name=name), right=CategoryValue() | Number()):
            return (name,)
        case _:
            return ()
