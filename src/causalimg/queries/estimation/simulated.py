"""Rows of a model's own law, for its estimand to be read from in the way of a table."""

from collections.abc import Collection, Mapping

import numpy as np
import torch
from torch import Tensor

from causalimg.program.plan import plan
from causalimg.program.protocol import Program
from causalimg.program.randomness import seeded
from causalimg.queries.estimate import before_selection
from causalimg.queries.estimation.rows import Numbers, Rows
from causalimg.queries.mass import mechanism, possible
from causalimg.queries.population import Population, drawn, listed
from causalimg.queries.predict import Scene, world
from causalimg.queries.reach import ancestors
from causalimg.semantics.model import Model

DRAWN = 20_000


def chance_of_selection(model: Model, program: Program, columns: Mapping[str, Tensor]) -> Numbers:
    """How likely each row was to be selected, by the stated mechanisms `[row]`."""
    size = len(next(iter(columns.values())))
    chance = torch.zeros(size, dtype=torch.float64)
    for name in model.of_kind("selection"):
        step = plan(model).step(name)
        row = {cause: columns[cause] for cause in step.parents}
        _, law = mechanism(program, step, row)
        chance = chance + possible(law, torch.ones(size))[1]
    found: Numbers = chance.exp().numpy()
    return found


def simulated(
    model: Model,
    program: Program,
    names: Collection[str],
    sites: Tensor,
    *,
    weighted: bool,
    whole: bool,
    seed: int,
) -> tuple[Rows, bool]:
    """Rows as the model makes them: all states with their probabilities, or draws.

    Args:
        model: the checked model.
        program: its program, with fitted numbers.
        names: the columns that will be read.
        sites: share of each environment value among the rows that are seen `[site]`.
        weighted: whether each row stands for everyone by the inverse of its chance.
        whole: whether to list all states, where there are finitely many.
        seed: of the draws.

    Returns:
        The rows, and whether they are all there are.
    """
    selections = model.of_kind("selection")
    reached = ancestors(model, [*names, *selections])
    with torch.no_grad(), seeded(seed):
        found = listed(model, program, reached, sites) if whole else None
        population = found or drawn(program, reached, sites, DRAWN)
        columns, weight = _seen(model, program, population, names, sites)
    kept, seen = _alike(columns, weight) if population.exact else _counted(columns, weight)
    everyone = seen / chance_of_selection(model, program, kept) if weighted else seen
    rows = Rows(kept, everyone, seen, np.arange(len(seen)))
    return rows, population.exact


def _counted(columns: Mapping[str, Tensor], weight: Tensor) -> tuple[dict[str, Tensor], Numbers]:
    keep = weight > 0
    return {name: values[keep] for name, values in columns.items()}, weight[keep].numpy()


def _alike(columns: Mapping[str, Tensor], weight: Tensor) -> tuple[dict[str, Tensor], Numbers]:
    """One row for all states that look alike, since so many noises make the same row."""
    columns, mass = _counted(columns, weight)
    if not columns:
        return columns, mass
    whole = np.stack([values.double().numpy() for values in columns.values()], -1)
    _, first, which = np.unique(whole, axis=0, return_index=True, return_inverse=True)
    at = torch.from_numpy(first)
    total = np.bincount(which.ravel(), mass).astype(np.float64)
    return {n: v[at] for n, v in columns.items()}, total


def _seen(
    model: Model, program: Program, population: Population, names: Collection[str], sites: Tensor
) -> tuple[dict[str, Tensor], Tensor]:
    """The columns of a population, and what each row counts among those that are seen."""
    weight, noise = population.weight, population.noise
    scene = Scene(model, program, noise, weight.shape, population.environment)
    selections = model.of_kind("selection")
    values = world(scene, {}, (*names, *selections)).values
    if program.environment is not None:
        factors = before_selection(model, program, sites)
        weight = weight * factors[population.environment[program.environment]]
    for name in selections:
        weight = weight * (values[name] == 1)
    columns = {name: values[name].expand(weight.shape).contiguous() for name in names}
    return columns, weight
