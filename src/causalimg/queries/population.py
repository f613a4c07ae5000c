"""The population that an estimand averages over: every noise once, or many draws of it."""

import math
from collections.abc import Iterable
from dataclasses import dataclass, field

import torch
from torch import Tensor

from causalimg.program.protocol import Program
from causalimg.queries.evaluate import Values
from causalimg.queries.law import has_masses, is_random
from causalimg.queries.listing import MOST_LISTED, combinations, listed_states
from causalimg.semantics.expr import DrawFrom, Expectation, Had, walk
from causalimg.semantics.model import Model
from causalimg.semantics.types import values_of


@dataclass(frozen=True, slots=True)
class Population:
    """Units of a population.

    Args:
        noise: every exogenous noise `[unit, ...]`.
        environment: the environment's value `[unit]`, or nothing.
        weight: how much each unit counts `[unit]`, double precision.
        exact: whether the units are all there are, with their probabilities as weights.
        put: variable -> its values `[unit]`, where an intervention draws it and all are listed.
    """

    noise: dict[str, Tensor]
    environment: dict[str, Tensor]
    weight: Tensor
    exact: bool
    put: Values = field(default_factory=dict)

    @property
    def size(self) -> int:
        """Number of units."""
        return len(self.weight)


def listed(
    model: Model,
    program: Program,
    reached: frozenset[str],
    sites: Tensor,
    terms: Iterable[Expectation] = (),
) -> Population | None:
    """Every state of the reached noises and every site, or None where that cannot be.

    A variable that `do(x ~ Law)` draws is listed beside them by its values, which weigh the same
    here; each term then counts them by the mass that its own law gives them.

    Args:
        model: the checked model.
        program: its program.
        reached: the variables that the question reads or depends on.
        sites: probability of each environment value `[site]`, `[1]` where there is none.
        terms: the expectations that the population is for.
    """
    found = listed_states(model, program, reached, sites)
    acts = _acts(model, terms)
    values = None if acts is None else combinations(model, acts)
    if found is None or acts is None or values is None:
        return None
    noise, site, weight = found
    times, units = math.prod(map(len, values[:1])), len(weight)
    if times * units > MOST_LISTED:
        return None
    put = {name: one.repeat(units) for name, one in zip(acts, values, strict=True)}
    noise = {name: value.repeat_interleave(times, 0) for name, value in noise.items()}
    site, weight = (one.repeat_interleave(times) for one in (site, weight / times))
    # What nothing reads still has to be there: the program runs its statements in order.
    rest = program.draw_noise(1, tuple(v for v in program.variables if v in reached))
    for name, value in rest.items():
        noise.setdefault(name, value.expand(len(weight), *value.shape[1:]))
    environment = {program.environment: site} if program.environment else {}
    return Population(noise, environment, weight, exact=True, put=put)


def _acts(model: Model, terms: Iterable[Expectation]) -> tuple[str, ...] | None:
    """Variables that `do` draws; None where one cannot be listed, or `had` draws any.

    Each `had` that is read draws anew, so its draws are no property of a unit.
    """
    nodes = [n for term in terms for n in walk(term) if isinstance(n, Expectation | Had)]
    draws = {n: [a for a in n.assignments if isinstance(a, DrawFrom)] for n in nodes}
    found: dict[str, None] = {}
    for node, assignments in draws.items():
        for one in (a for a in assignments if is_random(a.law)):
            kind = model.variable(one.variable).type
            if isinstance(node, Had) or not has_masses(one.law, kind):
                return None
            found[one.variable] = None
    return tuple(found)


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
