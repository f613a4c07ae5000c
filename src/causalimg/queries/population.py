"""The population that an estimand averages over: every noise once, or many draws of it."""

from dataclasses import dataclass

import torch
from torch import Tensor

from causalimg.program.protocol import Program
from causalimg.queries.evaluate import Values
from causalimg.queries.listing import listed_states
from causalimg.semantics.model import Model, values_of


@dataclass(frozen=True, slots=True)
class Population:
    """Units of a population.

    Args:
        noise: every exogenous noise `[unit, ...]`.
        environment: the environment's value `[unit]`, or nothing.
        weight: how much each unit counts `[unit]`, double precision.
        exact: whether the units are all there are, with their probabilities as weights.
    """

    noise: dict[str, Tensor]
    environment: dict[str, Tensor]
    weight: Tensor
    exact: bool

    @property
    def size(self) -> int:
        """Number of units."""
        return len(self.weight)


def listed(
    model: Model, program: Program, reached: frozenset[str], sites: Tensor
) -> Population | None:
    """Every state of the reached noises and every site, or None where that cannot be.

    Args:
        model: the checked model.
        program: its program.
        reached: the variables that the question reads or depends on.
        sites: probability of each environment value `[site]`, `[1]` where there is none.
    """
    found = listed_states(model, program, reached, sites)
    if found is None:
        return None
    noise, site, weight = found
    # What nothing reads still has to be there: the program runs its statements in order.
    rest = program.draw_noise(1, tuple(v for v in program.variables if v in reached))
    for name, value in rest.items():
        noise.setdefault(name, value.expand(len(weight), *value.shape[1:]))
    environment = {program.environment: site} if program.environment else {}
    return Population(noise, environment, weight, exact=True)


def drawn(program: Program, reached: frozenset[str], sites: Tensor, units: int) -> Population:
    """Independent draws of every noise but those of pictures that nothing reaches."""
    noise = program.draw_noise(units, tuple(v for v in program.variables if v in reached))
    environment = {}
    if program.environment:
        environment[program.environment] = torch.multinomial(sites, units, replacement=True)
    return Population(noise, environment, torch.ones(units, dtype=torch.float64), exact=False)


def numbers_per_unit(program: Program, reached: frozenset[str]) -> int:
    """Numbers of noise that one unit takes."""
    laws = program.noise_laws()
    names = {u for v in program.variables if v in reached for u in program.noises[v]}
    return sum(laws[u].event_shape.numel() for u in names)


def frequencies(model: Model, given: Tensor | None, rows: Values | None) -> Tensor | None:
    """Probability of each environment value `[site]`: as given, or counted in the rows."""
    if model.environment is None:
        return torch.ones(1)
    count = len(values_of(model.variable(model.environment).type))
    if given is not None:
        return given.float() / given.sum()
    if rows is not None and model.environment in rows:
        counted = torch.bincount(rows[model.environment].reshape(-1).long(), minlength=count)
        return counted.float() / counted.sum()
    return None
