"""Acts that are a rule or a law, `do(dose = 1 - dose)`, as a law of the estimand of few values."""

from collections.abc import Mapping, Sequence

import numpy as np
import torch

from causalimg.causal.estimands.estimand import Policy
from causalimg.queries.estimation.axes import At, Axes
from causalimg.queries.estimation.rows import Numbers, column, evaluated, read_alone
from causalimg.queries.evaluate import Values
from causalimg.queries.law import has_masses, log_mass
from causalimg.semantics.expr import Assignment, DrawFrom, Expr, SetTo
from causalimg.semantics.model import Model


def stated(one: Assignment) -> Expr | None:
    """What a variable is set to by a rule; None for a law with chance in it."""
    match one:
        case SetTo(value=value):
            return value
        case DrawFrom(law=law) if law.law == "Delta":
            return dict(law.arguments)["value"]
        case _:
            return None


def can_be_listed(model: Model, one: Assignment) -> bool:
    """Whether each value of what is set has a chance that can be written down."""
    if isinstance(one, DrawFrom) and stated(one) is None:
        return has_masses(one.law, model.variable(one.variable).type)
    return stated(one) is not None


def axes_of(
    model: Model,
    term: Policy,
    one: Assignment,
    levels: Mapping[str, Numbers],
    at: At,
    constants: Values,
) -> Axes:
    """The chance of each value that is set, given the natural values that the act reads.

    Args:
        model: the checked model.
        term: the law of the act in an estimand.
        one: the act.
        levels: of each variable.
        at: level of each name that is held.
        constants: of the question.
    """
    loose = tuple(name for name in (*term.reads, term.variable) if name not in at)
    shape = tuple(len(levels[column(name)]) for name in loose)
    grid = {name: _along(name, loose, levels, at) for name in (*term.reads, term.variable)}
    natural = {column(name): grid[name] for name in term.reads}
    value, wanted = stated(one), grid[term.variable].expand(shape)
    if value is not None:
        chance = evaluated(value, natural, shape, constants) == wanted.numpy()
    else:
        assert isinstance(one, DrawFrom)
        kind = model.variable(one.variable).type
        reading = read_alone({n: v.float() for n, v in natural.items()}, shape, constants)
        chance = log_mass(one.law, reading, wanted.float(), kind).exp().expand(shape).numpy()
    return Axes(loose, np.asarray(chance, np.float64)[None])


def _along(name: str, loose: Sequence[str], levels: Mapping[str, Numbers], at: At) -> torch.Tensor:
    """The levels of a name along its own axis, or the one that it is held at."""
    numbers = torch.as_tensor(levels[column(name)])
    if name in at:
        return numbers[at[name]]
    return numbers.reshape([-1 if one == name else 1 for one in loose])
