"""The last way to the maximum of a likelihood that can be computed: all rows, no chance."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from math import inf, isfinite

import numpy as np
import torch
from torch import Tensor

from causalimg.diagnostics import CausalimgError
from causalimg.fitting.ascent import ascend
from causalimg.fitting.batches import derived_seed
from causalimg.fitting.bind import Bound
from causalimg.fitting.objectives import Draws, keep_draws, objective, over_draws
from causalimg.fitting.parts import Part
from causalimg.program.networks.linear import Linear
from causalimg.program.networks.table import Choice, Table
from causalimg.program.protocol import Program
from causalimg.program.randomness import seeded

_CHUNK = 2**16
_KEPT = 2**18  # up to so many rows, their values in double precision are kept
_DRAWN, _MOST_DRAWS, _FEWEST_DRAWS = 2**21, 1024, 64  # of the latents of all rows, of each row
_ROUNDS = 2  # the draws of the second are made where the first came to
_Step = tuple[dict[str, Tensor], Draws | None]
_Rows = Callable[[], Iterator[_Step]]


class _StopError(Exception):
    """Somebody asked for an end."""


def smooth(program: Program, part: Part, rows: int) -> bool:
    """Whether a part's likelihood can be computed, and has a maximum worth finding.

    Latents that are drawn keep their draws meanwhile, so the rows must not be too many. Networks
    with hidden layers have no such maximum: they are stopped early on purpose, by the held-out
    rows.
    """
    if part.selection or part.pictures:
        return False
    drawn = bool(part.latents) and not part.worlds
    known = set(part.latents) <= set(part.terms)
    if drawn and not (known and _DRAWN // rows >= _FEWEST_DRAWS):
        return False
    first = {name.split(".")[0] for name in part.numbers if "." in name}
    return all(_straight(getattr(program, name)) for name in first)


def _straight(network: object) -> bool:
    """Whether a network is made of numbers alone, without hidden layers."""
    return network.straight if isinstance(network, Choice) else isinstance(network, Table | Linear)


def polish(
    program: Program,
    part: Part,
    bounds: tuple[Bound, ...],
    numbers: Mapping[str, Tensor],
    asked: Callable[[], bool],
    seed: int,
) -> bool:
    """Move the numbers of a `smooth` part to the maximum of likelihood times prior.

    In double precision, from where they are, over all rows. They stay where they are if no
    maximum is reached, such as where a scale falls to nothing.

    Args:
        program: the program; in evaluation mode afterwards.
        part: its mechanisms.
        bounds: the rows.
        numbers: the learned tensors of the part.
        asked: whether to stop.
        seed: of the draws of latents.

    Returns:
        False where it was asked to stop; then the numbers are not to be used.
    """
    program.eval()
    total = sum(len(bound) for bound in bounds)
    drawn = bool(part.latents) and not part.worlds
    for number in range(_ROUNDS if drawn else 1):
        if drawn:
            with seeded(derived_seed(seed, "polish", part.name, number)):
                rows = _with_draws(program, part, bounds, min(_MOST_DRAWS, _DRAWN // total))
        else:
            rows = _rows(part, bounds, keep=total <= _KEPT)
        if not _climb(program, part, rows, total, numbers, asked):
            break
    return not asked()


def _climb(
    program: Program,
    part: Part,
    rows: _Rows,
    total: int,
    numbers: Mapping[str, Tensor],
    asked: Callable[[], bool],
) -> bool:
    """Move the numbers to the maximum; False where there is none, and they stay."""
    before = {name: number.detach().clone() for name, number in numbers.items()}

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
    return found is not None


def _rows(part: Part, bounds: tuple[Bound, ...], *, keep: bool) -> _Rows:
    """The rows, some at a time, in double precision."""
    worlds = max((len(values) for values in part.worlds.values()), default=1)

    def read() -> Iterator[_Step]:
        for row in _chunks(part, bounds, max(1, _CHUNK // worlds)):
            yield _double_of(row), None

    if not keep:
        return read
    kept = list(read())
    return lambda: iter(kept)


def _with_draws(program: Program, part: Part, bounds: tuple[Bound, ...], draws: int) -> _Rows:
    """The rows with draws of their latents."""
    kept: list[_Step] = []
    for row in _chunks(part, bounds, max(1, _CHUNK // draws)):
        found = keep_draws(program, part, row, draws)
        kept.append((_double_of(row), Draws(_double_of(found.latents), found.density.double())))
    return lambda: iter(kept)


def _chunks(part: Part, bounds: tuple[Bound, ...], size: int) -> Iterator[dict[str, Tensor]]:
    for bound in bounds:
        for start in range(0, len(bound), size):
            index = np.arange(start, min(start + size, len(bound)), dtype=np.int64)
            yield bound.batch(index, part.reads)


def _double_of(row: Mapping[str, Tensor]) -> dict[str, Tensor]:
    return {k: v.double() if v.is_floating_point() else v for k, v in row.items()}


def _gain(program: Program, part: Part, row: Mapping[str, Tensor], kept: Draws | None) -> Tensor:
    if kept is None:
        return objective(program, part, row, draws=1, contrast=1).gain
    return over_draws(program, part, row, kept).mean()


def _slope(
    program: Program, part: Part, rows: _Rows, total: int, numbers: Mapping[str, Tensor]
) -> tuple[float, Tensor]:
    """Mean log posterior density per row and its slope; minus infinity where a law refuses."""
    value, slope = 0.0, torch.zeros(sum(n.numel() for n in numbers.values())).double()
    try:
        for row, kept in rows():
            count = len(next(iter(row.values())))
            found = _gain(program, part, row, kept) * (count / total)
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
