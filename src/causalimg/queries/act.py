"""Assignments of an intervention, turned into values that the program puts in place."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

import torch
from torch import Tensor

from causalimg.diagnostics import CausalimgError, Diagnostic, Severity
from causalimg.program.tensors import dtype_of
from causalimg.queries.evaluate import Reading, Values, evaluate, evaluate_sized, together
from causalimg.queries.law import drawn, is_random, log_mass
from causalimg.semantics.expr import Assignment, DrawFrom, SetTo, Sweep
from causalimg.semantics.model import Model, Variable
from causalimg.semantics.types import Category, Count, Ordinal, shape_of, words_of_type

MOST_WORLDS = 10_000


@dataclass(frozen=True, slots=True)
class Action:
    """What an intervention puts in place.

    Args:
        do: variable -> value, left dimensions `[..., row]`; with a ladder `[world, ..., row]`.
        ladder: swept variable -> its values `[world]` (`[world, row]` where ends differ by row).
        outside: variable -> booleans, where the value lies outside its declared support.
        log_weight: log probability of what was listed instead of drawn, `[..., row]`.
    """

    do: Mapping[str, Tensor]
    ladder: Mapping[str, Tensor]
    outside: Mapping[str, Tensor]
    log_weight: Tensor = field(default_factory=lambda: torch.zeros((), dtype=torch.float64))


def act(
    model: Model,
    assignments: tuple[Assignment, ...],
    factual: Reading,
    listed: Values | None = None,
) -> Action:
    """Values for `do` and `had`; names right of `=` are read in the factual world.

    A `Sweep` opens one world axis on the left; several sweeps give the product of their steps.
    A `DrawFrom` draws once per row and draw from its law, under the global generator.

    Args:
        model: the checked model.
        assignments: with named interventions already replaced by what they stand for.
        factual: the world in which right-hand sides are read.
        listed: variable -> values `[row]` that stand for a draw, and are paid for by their mass.

    Raises:
        CausalimgError: E0711 for a ladder without a step, of different length between rows, or
            with more than 10,000 worlds, and for a value that is no finite number.
    """
    shape = factual.shape
    do: dict[str, Tensor] = {}
    outside: dict[str, Tensor] = {}
    ladders = {a.variable: _steps(a, factual) for a in assignments if isinstance(a, Sweep)}
    spread = _product(ladders)
    log_weight = torch.zeros((), dtype=torch.float64)
    for assignment in assignments:
        variable = model.variable(assignment.variable)
        event = len(shape_of(variable.type))
        match assignment:
            case SetTo(value=value):
                put, event = evaluate_sized(value, factual)
            case DrawFrom(variable=name, law=law) if listed and name in listed and is_random(law):
                put = listed[name]
                log_weight = log_weight + log_mass(law, factual, put, variable.type)
            case DrawFrom(law=law):
                put = drawn(law, factual, shape, variable.type)
            case Sweep(variable=name):
                put = _beside(spread[name], len(shape))
        if not bool(put.isfinite().all()):
            raise _no_number(assignment, put)
        typed = _typed(put, event, variable)
        inner = shape_of(variable.type)
        whole = together(typed.shape[: typed.dim() - len(inner)], shape)
        do[variable.name] = typed.expand(*whole, *inner)
        # Marked before spreading: one number for all rows is looked at once.
        marks = _outside(typed, variable)
        if marks.any():
            outside[variable.name] = marks.expand(whole)
    return Action(do, spread, outside, log_weight)


def warnings(model: Model, outside: Mapping[str, Tensor]) -> tuple[Diagnostic, ...]:
    """W0712 for each variable that is set outside its declared support.

    Args:
        model: the checked model.
        outside: marks of an `Action`, or of several.
    """
    return tuple(
        Diagnostic(
            "W0712",
            f"`{name}` is set outside its support {_support(model.variable(name))} in "
            f"{int(marks.sum())} of {marks.numel()} values",
            notes=("what follows there is an extrapolation; those values are marked",),
            severity=Severity.WARNING,
        )
        for name, marks in outside.items()
    )


def _support(variable: Variable) -> str:
    words = words_of_type(variable.type)
    if words:
        return "{" + ", ".join(words) + "}"
    unit = f" {variable.unit}" if variable.unit else ""
    return f"{variable.support}{unit}" if variable.support else "0, 1, 2, ..."


def _steps(sweep: Sweep, factual: Reading) -> Tensor:
    low, high, step = (
        evaluate(part, factual).double() for part in (sweep.low, sweep.high, sweep.step)
    )
    if not bool((step != 0).all()):
        raise _refuse(f"the ladder of `{sweep.variable}` needs a step that is not 0", sweep)
    # Half a step more or less is rounding, not another rung.
    counts = ((high - low) / step + 1e-6).floor() + 1
    count = int(counts.flatten()[0])
    if count < 1 or not bool((counts == count).all()):
        message = f"the ladder of `{sweep.variable}` does not have the same steps in every row"
        raise _refuse(message, sweep)
    rung = torch.arange(count, dtype=torch.float64)
    rung = rung.reshape(count, *[1] * torch.broadcast_tensors(low, step)[0].dim())
    return (low + rung * step).float()


def _product(ladders: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """Every combination of the rungs of several ladders along one world axis."""
    sizes = [len(steps) for steps in ladders.values()]
    if math.prod(sizes) > MOST_WORLDS:
        message = f"the ladders make {math.prod(sizes)} worlds, more than {MOST_WORLDS}"
        raise CausalimgError([Diagnostic("E0711", message, helps=("take larger steps",))])
    if not ladders:
        return {}
    grid = torch.meshgrid(*map(torch.arange, sizes), indexing="ij")
    index = [axis.reshape(-1) for axis in grid]
    return {name: steps[at] for (name, steps), at in zip(ladders.items(), index, strict=True)}


def _beside(steps: Tensor, left: int) -> Tensor:
    """`[world, ...]` with as many left dimensions as the rows have, plus the world."""
    return steps.reshape(len(steps), *[1] * (left + 1 - steps.dim()), *steps.shape[1:])


def _typed(value: Tensor, event: int, variable: Variable) -> Tensor:
    """The value in the type of its variable; one number or label fills all pixels of its row.

    Args:
        value: `[..., row]`, or `[..., row, *shape]`.
        event: how many right dimensions of it belong to one row.
        variable: what is set.
    """
    kind, inner = variable.type, shape_of(variable.type)
    if inner:
        typed = value.to(dtype_of(kind))
        spread = typed.reshape(*typed.shape, *[1] * (len(inner) - event))
        return spread.expand(*spread.shape[: spread.dim() - len(inner)], *inner)
    if isinstance(kind, Category | Ordinal):
        return value.round().long() if value.is_floating_point() else value.long()
    return value if value.is_floating_point() else value.float()


def _outside(value: Tensor, variable: Variable) -> Tensor:
    """Booleans `[..., row]`: not a value of the type, or out of the declared interval."""
    out = ~torch.isfinite(value)
    words = words_of_type(variable.type)
    if words:
        out = out | (value < 0) | (value >= len(words)) | (value != value.round())
    elif isinstance(variable.type, Count):
        out = out | (value < 0) | (value != value.round())
    if variable.support is not None:
        low, high = variable.support.low, variable.support.high
        out = out | (value < low) | (value > high)
        out = out | ((value == low) & (not variable.support.low_closed))
        out = out | ((value == high) & (not variable.support.high_closed))
    event = len(shape_of(variable.type))
    return out.flatten(-event).any(-1) if event else out


def _no_number(one: Assignment, put: Tensor) -> CausalimgError:
    wrong = f", in {int((~put.isfinite()).sum())} of {put.numel()} values"
    message = f"`{one.variable}` is set to something that is no finite number"
    message += wrong if put.numel() > 1 else ""
    helps = ("look for a division by 0, or a logarithm or root outside its range",)
    return CausalimgError([Diagnostic("E0711", message, one.span, helps=helps)])


def _refuse(message: str, sweep: Sweep) -> CausalimgError:
    help_ = f"write `{sweep.variable} in 1 .. 6 by 0.5`"
    return CausalimgError([Diagnostic("E0711", message, sweep.span, helps=(help_,))])
