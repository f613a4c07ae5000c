"""Small functions of tensors that an emitted text calls by name."""

import math
from collections.abc import Iterable, Mapping, Sequence

import torch
from torch import Tensor
from torch.nn.functional import softplus as softplus  # noqa: PLC0414  emitted texts call it

from causalimg.program.maps import Deterministic, Law
from causalimg.semantics.types import Category, Kspace, Mask, Ordinal, Type


def dtype_of(kind: Type) -> torch.dtype:
    """The number type of a variable in tensors: words are indices, k-space is complex.

    Example:
        >>> dtype_of(Category(("a", "b")))
        torch.int64
    """
    match kind:
        case Category() | Ordinal() | Mask():
            return torch.int64
        case Kspace():
            return torch.get_default_dtype().to_complex()
        case _:
            return torch.get_default_dtype()


def pixels(value: Tensor, dims: int = 3) -> Tensor:
    """A number for each row, `[..., row]`, spread over the pixels of its row.

    Args:
        value: `[..., row]`.
        dims: channel and spatial dimensions of the picture: 3, or 4 for a volume.

    Returns:
        `[..., row, 1, 1, 1]`.

    Example:
        >>> (pixels(torch.tensor([1.0, 2.0])) * torch.ones(2, 1, 4, 6)).shape
        torch.Size([2, 1, 4, 6])
    """
    return value.reshape(*value.shape, *[1] * dims)


def select(which: Tensor, *results: Tensor | float, arms: Sequence[int] = ()) -> Tensor:
    """The result that belongs to the value of a finite variable: a complete `match`.

    Args:
        which: indices of values (or 0 and 1) as any type of number, `[...]`.
        results: one for each value, numbers or tensors `[...]`.
        arms: where values share results, the place of the one that belongs to each value.

    Returns:
        `[...]`, broadcast.

    Example:
        >>> select(torch.tensor([0, 2, 1]), 10.0, 20.0, 30.0)
        tensor([10., 30., 20.])
    """
    if arms:
        which = torch.tensor(arms, device=which.device)[which.long()]
    numbers = [one for one in results if not isinstance(one, Tensor)]
    if len(numbers) == len(results):
        return torch.tensor(numbers, device=which.device)[which.long()]
    chosen = torch.as_tensor(results[0], device=which.device)
    chosen = chosen.expand(torch.broadcast_shapes(which.shape, chosen.shape))
    for index, one in enumerate(results[1:], start=1):
        chosen = torch.where(which == index, one, chosen)
    return chosen


def stacked(*values: Tensor | float) -> Tensor:
    """Numbers side by side along a new last dimension, broadcast: the values of a category.

    Example:
        >>> stacked(torch.tensor([0.2, 0.5]), 0.5).shape
        torch.Size([2, 2])
    """
    return torch.stack(torch.broadcast_tensors(*map(torch.as_tensor, values)), -1)


def over_rows(value: Tensor, rows: Iterable[int], event: int = 0) -> Tensor:
    """The value of a mechanism without causes and noise, for every row.

    Args:
        value: one value, `[*event]`, or several, `[..., row, *event]`.
        rows: the left dimensions, rows last.
        event: right dimensions of one value, 3 for a picture.

    Example:
        >>> over_rows(torch.tensor(2.0), (3,))
        tensor([2., 2., 2.])
    """
    left, right = _left(value, event), value.shape[value.dim() - event :]
    return value.expand(torch.broadcast_shapes(left, torch.Size(rows)) + right)


def rows_of(noise: Mapping[str, Tensor], laws: Mapping[str, Law], *numbers: Tensor) -> torch.Size:
    """The left dimensions that noises have in common, rows last.

    Args:
        noise: each `[..., row, *event]`.
        laws: P(U), which knows the events.
        numbers: what has a number for each row beside them, `[..., row]`.
    """
    drawn = ((noise[name], laws[name]) for name in noise if name in laws)
    left = (_left(one, len(law.batch_shape + law.event_shape)) for one, law in drawn)
    rows: torch.Size = torch.broadcast_shapes(*left, *(one.shape for one in numbers))
    return rows


def softplus_inverse(value: Tensor) -> Tensor:
    r"""The number whose softplus is given: :math:`x + \log(1 - e^{-x})`.

    Example:
        >>> round(softplus_inverse(softplus(torch.tensor(0.3))).item(), 4)
        0.3
    """
    return value + torch.log(-torch.expm1(-value))


def positive_root(value: Tensor, exponent: Tensor | float) -> Tensor:
    """The number from 0 whose power is given; NaN where it is below 0, which no such power is.

    Left to itself `(-2) ** (1 / 0.5)` is 4, whose root is not -2.

    Args:
        value: any shape; what lies below 0 by rounding counts as 0.
        exponent: not 0.

    Example:
        >>> positive_root(torch.tensor([9.0, -9.0]), 2)
        tensor([3., nan])
    """
    return torch.where(value >= -_ROUNDING, value.clamp_min(0) ** (1 / exponent), math.nan)


_ROUNDING = 1e-6


def squared(root: Tensor) -> Tensor:
    """The number whose square root is given; NaN where no root is.

    Example:
        >>> squared(torch.tensor([3.0, -3.0]))
        tensor([9., nan])
    """
    return positive_root(root, 0.5)


def odd_root(value: Tensor, exponent: float) -> Tensor:
    """The number whose odd power is given: it has the sign of the power.

    Args:
        value: any shape.
        exponent: an odd whole number.

    Example:
        >>> odd_root(torch.tensor([-8.0, 27.0]), 3)
        tensor([-2.,  3.])
    """
    return value.sign() * value.abs() ** (1 / exponent)


def median(image: Tensor, dims: int = 3) -> Tensor:
    """Median of all pixels of each picture; of two middle pixels, their mean.

    Args:
        image: `[..., channel, height, width]`.
        dims: channel and spatial dimensions.

    Returns:
        `[...]`.
    """
    ordered = image.flatten(-dims).sort(-1).values
    count = ordered.shape[-1]
    return (ordered[..., (count - 1) // 2] + ordered[..., count // 2]) / 2


_TRIES, _BLOCKS = 256, 256


def retried(
    mechanism: Deterministic, value: Tensor, *, event: int = 0, finite: bool = False
) -> tuple[Tensor, ...]:
    """Noise of an equation that has no way back.

    A value of a finite type is met by redrawing, which draws from the exact posterior; what is
    not met after 65,536 tries keeps a draw that misses it. The noise of a number or a picture is
    drawn from its law: the evidence says nothing that could be read, and what the equation then
    misses is the residual, which is a matter of asking.

    Args:
        mechanism: the equation with its causes filled in, and the laws of its noises.
        value: what it made, `[..., row, *event]`.
        event: right dimensions of one value, 3 for a picture.
        finite: whether the value is a category, an ordinal, a count or a binary.

    Returns:
        Each noise, `[..., row, *event]`.
    """
    rows = _left(value, event)
    # The causes may have more left dimensions than the value.
    made = mechanism(*(law.sample(rows) for law in mechanism.bases))
    rows = torch.broadcast_shapes(rows, _left(made, event))
    noises = tuple(law.sample(rows) for law in mechanism.bases)
    for _ in range(_BLOCKS if finite else 0):
        wrong = mechanism(*noises) != value
        if not bool(wrong.any()):
            break
        noises = _redrawn(mechanism, value, noises, wrong)
    return noises


def _redrawn(
    mechanism: Deterministic, value: Tensor, noises: tuple[Tensor, ...], wrong: Tensor
) -> tuple[Tensor, ...]:
    """The first of many fresh draws that makes the value, where the present one does not."""
    tries = torch.Size([_TRIES])
    fresh = [law.sample(tries + wrong.shape) for law in mechanism.bases]
    first = (mechanism(*fresh) == value).int().argmax(0, keepdim=True)
    return tuple(
        torch.where(
            pixels(wrong, len(law.event_shape)),
            drawn.take_along_dim(pixels(first, len(law.event_shape)), 0).squeeze(0),
            noise,
        )
        for noise, drawn, law in zip(noises, fresh, mechanism.bases, strict=True)
    )


def _left(value: Tensor, event: int) -> torch.Size:
    return value.shape[: value.dim() - event]


def needed_for(
    wanted: Iterable[str] | None, parents: Mapping[str, tuple[str, ...]], do: Iterable[str] = ()
) -> frozenset[str]:
    """Variables that have to be computed for the wanted ones: themselves and what makes them.

    Args:
        wanted: names, or None for all.
        parents: direct causes of each variable.
        do: variables whose value is put in place, so that what makes them is not needed.

    Example:
        >>> sorted(needed_for(["y"], {"x": (), "y": ("x",), "z": ("y",)}))
        ['x', 'y']
    """
    if wanted is None:
        return frozenset(parents)
    found: set[str] = set()
    waiting = [*wanted]
    fixed = frozenset(do)
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting.extend(() if name in fixed else parents.get(name, ()))
    return frozenset(found)
