"""The last way to the maximum of a likelihood that can be computed: all rows, no chance."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from math import inf, isfinite

import numpy as np
import torch
from torch import Tensor

from causalimg.diagnostics import CausalimgError
from causalimg.fitting.ascent import ascend
from causalimg.fitting.bind import Bound
from causalimg.fitting.objectives import objective
from causalimg.fitting.parts import Part
from causalimg.program.networks.linear import Linear
from causalimg.program.networks.table import Table
from causalimg.program.protocol import Program

_CHUNK = 2**16
_KEPT = 2**18  # up to so many rows, their values in double precision are kept
_Rows = Callable[[], Iterator[dict[str, Tensor]]]


class _StopError(Exception):
    """Somebody asked for an end."""


def exact(program: Program, part: Part) -> bool:
    """Whether a part's likelihood can be computed, and has a maximum worth finding.

    Networks have no such maximum: they are stopped early on purpose, by the held-out rows.
    """
    if part.selection or part.pictures or (part.latents and not part.worlds):
        return False
    first = {name.split(".")[0] for name in part.numbers if "." in name}
    return all(isinstance(getattr(program, name), Table | Linear) for name in first)


def polish(
    program: Program,
    part: Part,
    bounds: tuple[Bound, ...],
    numbers: Mapping[str, Tensor],
    asked: Callable[[], bool],
) -> bool:
    """Move the numbers of an `exact` part to the maximum of likelihood times prior.

    In double precision, from where they are, over all rows. They stay where they are if no
    maximum is reached, such as where a scale falls to nothing.

    Args:
        program: the program; in evaluation mode afterwards.
        part: its mechanisms.
        bounds: the rows.
        numbers: the learned tensors of the part.
        asked: whether to stop.

    Returns:
        False where it was asked to stop; then the numbers are as before.
    """
    program.eval()
    before = {name: number.detach().clone() for name, number in numbers.items()}
    total = sum(len(bound) for bound in bounds)
    rows = _rows(part, bounds, keep=total <= _KEPT)

    def at(point: Tensor) -> tuple[float, Tensor]:
        if asked():
            raise _StopError
        _put(numbers, point)
        return _slope(program, part, rows, total, numbers)

    start = torch.cat([number.detach().double().flatten() for number in numbers.values()])
    try:
        with _double(numbers):
            found = ascend(at, start)
    except _StopError:
        found = None
    _put(numbers, start if found is None else found)
    if found is not None and not isfinite(_slope(program, part, rows, total, numbers)[0]):
        found = None  # what is finite in double precision may not be in single
    if found is None:
        with torch.no_grad():
            for name, number in numbers.items():
                number.copy_(before[name])
    return not asked()


def _rows(part: Part, bounds: tuple[Bound, ...], *, keep: bool) -> _Rows:
    """The rows, some at a time, in double precision."""
    worlds = max((len(values) for values in part.worlds.values()), default=1)
    size = max(1, _CHUNK // worlds)

    def read() -> Iterator[dict[str, Tensor]]:
        for bound in bounds:
            for start in range(0, len(bound), size):
                index = np.arange(start, min(start + size, len(bound)), dtype=np.int64)
                row = bound.batch(index, part.reads)
                yield {k: v.double() if v.is_floating_point() else v for k, v in row.items()}

    if not keep:
        return read
    kept = list(read())
    return lambda: iter(kept)


def _slope(
    program: Program, part: Part, rows: _Rows, total: int, numbers: Mapping[str, Tensor]
) -> tuple[float, Tensor]:
    """Mean log posterior density per row and its slope; minus infinity where a law refuses."""
    value, slope = 0.0, torch.zeros(sum(n.numel() for n in numbers.values())).double()
    try:
        for row in rows():
            count = len(next(iter(row.values())))
            found = objective(program, part, row, draws=1, contrast=1).gain * (count / total)
            value, slope = value + float(found.detach()), slope + _flat(found, numbers)
        prior = program.log_prior()
        if prior is not None:
            found = prior / total
            value, slope = value + float(found.detach()), slope + _flat(found, numbers)
    except (CausalimgError, ValueError):
        return -inf, slope
    return (value if bool(slope.isfinite().all()) else -inf), slope


def _flat(value: Tensor, numbers: Mapping[str, Tensor]) -> Tensor:
    """The slope of a value along all numbers, one after another."""
    if not value.requires_grad:
        return torch.zeros(sum(n.numel() for n in numbers.values())).double()
    slopes = torch.autograd.grad(value, list(numbers.values()), allow_unused=True)
    pairs = zip(slopes, numbers.values(), strict=True)
    return torch.cat([
        (torch.zeros_like(n) if s is None else s).double().flatten() for s, n in pairs
    ])  # fmt: skip


def _put(numbers: Mapping[str, Tensor], point: Tensor) -> None:
    pieces = point.split([number.numel() for number in numbers.values()])
    with torch.no_grad():
        for number, piece in zip(numbers.values(), pieces, strict=True):
            number.copy_(piece.view_as(number))


@contextmanager
def _double(numbers: Mapping[str, Tensor]) -> Iterator[None]:
    """Within it, some learned numbers, and what laws make of them, are in double precision.

    The laws of the noise, which a program keeps, were made before: they stay in single.
    """
    usual = torch.get_default_dtype()
    kinds = [number.dtype for number in numbers.values()]
    for number in numbers.values():
        number.grad, number.data = None, number.data.double()
    torch.set_default_dtype(torch.float64)
    try:
        yield
    finally:
        torch.set_default_dtype(usual)
        for number, kind in zip(numbers.values(), kinds, strict=True):
            number.grad, number.data = None, number.data.to(kind)
