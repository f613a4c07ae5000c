"""Log densities of evidence: -inf where a value cannot be, which is a weight, not a refusal."""

from collections.abc import Iterable
from typing import Any

import pyro.distributions as dist
import torch
from torch import Tensor

from causalimg.program.plan import Step, plan
from causalimg.program.protocol import Program
from causalimg.queries.evaluate import Values
from causalimg.queries.reach import siblings
from causalimg.semantics.model import Equation, Model
from causalimg.semantics.types import Array, Real, shape_of


def log_densities(
    model: Model, program: Program, row: Values, names: Iterable[str]
) -> dict[str, Tensor]:
    """As `Program.log_prob`, but what a cause rules out has log density -inf.

    Under drawn causes a value may be possible in some draws only: `x := z + u` with `u` between 0
    and 1 rules out most values of `z`. Those draws count nothing; the others do.

    Args:
        model: the checked model.
        program: its program.
        row: values of the variables and of their causes `[..., row]`.
        names: the variables; those without a density are left out.

    Returns:
        Log densities `[..., row]` by variable.
    """
    steps = {step.target: step for step in plan(model).steps}
    alone = [name for name in names if _alone(model, steps[name])]
    found = program.log_prob(row, tuple(name for name in names if name not in alone))
    for name in alone:
        if steps[name].density:
            found[name] = possible(mechanism(program, steps[name], row)[1], row[name])[1]
    return found


def mechanism(program: Program, step: Step, row: Values) -> tuple[Any, Any]:
    """The map of a variable that one mechanism makes alone, given its causes, and its law."""
    try:
        made = getattr(program, step.method)(*(row[p] for p in step.parents))
        return made, made.law()
    except ValueError:
        # A parameter out of its range: asked through its door, the program names the line.
        program.log_prob(row, (step.target,))
        raise


def possible(law: Any, value: Tensor) -> tuple[Tensor, Tensor]:
    """A value that can be, and the log density of the one that was asked about.

    Args:
        law: of the variable given its causes, one element for each row.
        value: `[..., row]`.

    Returns:
        The value, with a draw in place of each element that its law rules out, so that other
        mechanisms can go on with it; and the log density, -inf there.

    Example:
        >>> possible(dist.Exponential(torch.tensor([2.0, 2.0])), torch.tensor([-1.0, 0.0]))[1]
        tensor([  -inf, 0.6931], dtype=torch.float64)
    """
    inside = _inside(law, value)
    safe = value if bool(inside.all()) else torch.where(inside, value, law.sample())
    density = law.log_prob(safe).double()
    return safe, density.masked_fill(~inside | density.isnan(), -torch.inf)


def _alone(model: Model, step: Step) -> bool:
    several = bool(shape_of(model.variable(step.target).type))
    return not several and not siblings(model, step.target)


def _inside(law: Any, value: Tensor) -> Tensor:
    """Where a value lies in the support of its law, and its noise in that of the noise."""
    inside: Tensor = law.support.check(value)
    if isinstance(law, dist.TransformedDistribution):
        for transform in reversed(law.transforms):
            value = transform.inv(value)
        noise_inside: Tensor = law.base_dist.support.check(value)
        return inside & noise_inside
    # Laws of finitely many values keep their probabilities a little above zero.
    chance: Tensor | None = vars(law).get("probs")
    if chance is None or not isinstance(law, dist.Bernoulli | dist.Categorical):
        return inside
    if isinstance(law, dist.Bernoulli):
        return inside & (torch.where(value > 0.5, chance, 1 - chance) > 0)
    at = torch.where(inside, value, 0).long().unsqueeze(-1)
    wide = chance.expand(*at.shape[:-1], chance.shape[-1])
    return inside & (wide.gather(-1, at.expand(*wide.shape[:-1], 1)).squeeze(-1) > 0)


def is_spread(model: Model, variable: str) -> bool:
    """Whether an equality has probability zero: a number that not only finite things make."""
    made = model.mechanism(variable)
    if not isinstance(model.variable(variable).type, Real | Array):
        return False
    if not isinstance(made, Equation):
        return True
    noisy = any(isinstance(model.noise(n).type, Real | Array) for n in made.noises)
    return noisy or any(is_spread(model, cause) for cause in made.parents)
