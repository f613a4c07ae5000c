"""What a fit found, in numbers that can be read: parameters, weights of `linear`, tables."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

import torch
from torch import Tensor

from causalimg.fitting.seen import Seen
from causalimg.program.plan import Function, plan
from causalimg.program.protocol import Program
from causalimg.queries.branches import of_function
from causalimg.queries.listing import combinations
from causalimg.queries.unseen import heard, limits
from causalimg.semantics.model import Learned, Model, Parameter
from causalimg.semantics.types import Array, Binary, values_of

if TYPE_CHECKING:
    import pandas as pd

LIKELIHOOD, POSTERIOR, NOTHING = "maximum likelihood", "posterior mode", "no row tells of it"


def parameters(
    model: Model, program: Program, seen: Mapping[str, tuple[Seen, ...]]
) -> "pd.DataFrame":
    """The entries of `parameters`, and what each `linear(...)` inside an expression is.

    A parameter with a prior is estimated by its posterior mode, on the scale on which the prior
    is written; one without by maximum likelihood. A weight is what one more of a number adds,
    or a value of a category in place of the first one.

    Args:
        model: the checked model.
        program: its program, with fitted numbers.
        seen: what the mechanisms saw, see `causalimg.fitting.seen`.

    Returns:
        A row for each number, with the columns `parameter`, `estimate`, `is` and `prior`.
    """
    import pandas as pd

    told = heard(model, seen)
    rows = [row for one in model.parameters for row in _parameter(model, program, one, told)]
    rows += [row for one in plan(model).functions for row in _weights(model, program, one, told)]
    return pd.DataFrame(rows, columns=["parameter", "estimate", "is", "prior"])


def tables(
    model: Model, program: Program, seen: Mapping[str, tuple[Seen, ...]]
) -> "dict[str, pd.DataFrame]":
    """Of each variable that a `table` makes, the probability of its values under all causes.

    What no row had is not a number. Arguments as of `parameters`.
    """
    import pandas as pd

    found = {}
    known = limits(model, seen)
    for step in (step for step in plan(model).steps if step.form == "table"):
        causes = combinations(model, step.parents)
        assert causes is not None
        law = getattr(program, step.method)(*causes).law()
        words = values_of(model.variable(step.target).type)
        shares = law.probs.detach()
        if isinstance(model.variable(step.target).type, Binary):
            shares = torch.stack((1 - shares, shares), -1)
        wide = shares.expand(len(causes[0]) if causes else 1, len(words)).clone()
        by_name = dict(zip(step.parents, causes, strict=True))
        for limit in known.of.get(step.target, ()):
            wide[limit.blind[tuple(by_name[c].long() for c in limit.causes)]] = torch.nan
        columns = {
            name: [values_of(model.variable(name).type)[int(i)] for i in cause]
            for name, cause in by_name.items()
        }
        chances = {f"P({step.target} = {w})": wide[:, i].tolist() for i, w in enumerate(words)}
        found[step.target] = pd.DataFrame(columns | chances)
    return found


def networks(model: Model, program: Program) -> dict[str, str]:
    """The other learned mechanisms by what they make: a word on what does not fit a table."""
    found = {}
    for mechanism in model.mechanisms:
        if isinstance(mechanism, Learned) and mechanism.network != "table":
            step = plan(model).step(mechanism.targets[0])
            network = getattr(program, step.module or "", None)
            held = network.parameters() if isinstance(network, torch.nn.Module) else ()
            count = sum(weight.numel() for weight in held)
            found[", ".join(mechanism.targets)] = f"{mechanism.network}, {count:,} weights"
    return found


_Row = tuple[str, float, str, str]


def _parameter(
    model: Model, program: Program, one: Parameter, told: frozenset[str]
) -> Iterator[_Row]:
    value: Tensor = getattr(program, plan(model).attributes[one.name]).detach()
    prior = "" if one.prior is None else model.source.slice(one.prior.span)
    how = LIKELIHOOD if one.prior is None else POSTERIOR
    how = how if one.name in told else NOTHING
    for place, number in enumerate(value.reshape(-1).tolist(), start=1):
        name = one.name if value.dim() == 0 else f"{one.name}_{place}"
        yield name, number, how, prior


def _weights(
    model: Model, program: Program, one: Function, told: frozenset[str]
) -> Iterator[_Row]:
    """Of a `linear` of numbers and finite causes; an `mlp` has no numbers that one could read."""
    kinds = {name: model.variable(name).type for name in one.expr.inputs}
    if one.expr.function != "linear" or any(isinstance(k, Array) for k in kinds.values()):
        return
    network = getattr(program, one.attribute)
    words = ", ".join(kinds)
    name = f"{one.step.target}: linear({words})"
    zero = {cause: torch.tensor(0 if values_of(kind) else 0.0) for cause, kind in kinds.items()}
    base = network(**zero).item()
    yield f"{name}, at 0", base, LIKELIHOOD, ""
    for cause, kind in kinds.items():
        for index, word in enumerate(values_of(kind) or ("", "+ 1")):
            if index:
                moved = network(**{**zero, cause: zero[cause] + index}).item()
                sign = f"{cause} = {word}" if values_of(kind) else f"{cause} {word}"
                blind = values_of(kind) and of_function(one.expr.key, cause, index) not in told
                yield f"{name}, {sign}", moved - base, NOTHING if blind else LIKELIHOOD, ""
