"""Finite models listed whole: every state of every noise that can change an answer, once."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from causalimg.program.couplings import Threshold
from causalimg.program.plan import plan
from causalimg.program.protocol import Program
from causalimg.queries.mass import possible
from causalimg.queries.reach import siblings
from causalimg.semantics.model import Model
from causalimg.semantics.types import Binary, values_of

MOST_LISTED = 2**20
"""States of all noises together up to which a model is listed instead of sampled."""
_MOST_CAUSES = 4_096


@dataclass(frozen=True, slots=True)
class States:
    """States of the noises of one mechanism: `noise[u]` is `[state, ...]`, with probabilities."""

    noise: dict[str, Tensor]
    probability: Tensor


def listed_states(
    model: Model, program: Program, reached: frozenset[str], sites: Tensor
) -> tuple[dict[str, Tensor], Tensor, Tensor] | None:
    """Every combination of the states of all reached noises and of the sites.

    A noise with finitely many values is listed by them. A threshold's uniform under finite causes
    is listed by the stretches between all its cut points, within which every value is the same
    under all causes. Under no causes, any finite mechanism is listed by its values.

    Args:
        model: the checked model.
        program: its program.
        reached: the variables that the question reads or depends on.
        sites: probability of each environment value `[site]`, `[1]` where there is none.

    Returns:
        Noise `[unit, ...]`, the environment's value `[unit]` and weights `[unit]` that add up to
        one, or None where a reached noise cannot be listed.
    """
    laws = program.noise_laws()
    parts: list[States] = []
    size = len(sites)
    for name in (v for v in program.variables if v in reached and program.noises[v]):
        states = _states(model, program, laws, name)
        if states is None:
            return None
        size *= len(states.probability)
        if size > MOST_LISTED:
            return None
        parts.append(states)
    counts = [len(s.probability) for s in parts]
    grid = torch.meshgrid(*map(torch.arange, (*counts, len(sites))), indexing="ij")
    index = [axis.reshape(-1) for axis in grid]
    weight = sites.double()[index[-1]]
    noise: dict[str, Tensor] = {}
    for states, at in zip(parts, index, strict=False):
        weight = weight * (states.probability / states.probability.sum())[at]
        noise.update({name: values[at] for name, values in states.noise.items()})
    return noise, index[-1], weight


def combinations(model: Model, names: tuple[str, ...]) -> list[Tensor] | None:
    """Every combination of the values of finite variables, `[combination]` each.

    None where one is not finite, or they are too many.
    """
    kinds = [model.variable(p).type for p in names]
    sizes = [len(values_of(kind)) for kind in kinds]
    if 0 in sizes or math.prod(sizes) > _MOST_CAUSES:
        return None
    grid = torch.meshgrid(*map(torch.arange, sizes), indexing="ij") if sizes else ()
    flat = [axis.reshape(-1) for axis in grid]
    return [
        index.float() if isinstance(kind, Binary) else index
        for index, kind in zip(flat, kinds, strict=True)
    ]


def _states(model: Model, program: Program, laws: Mapping[str, Any], name: str) -> States | None:
    own = [laws[u] for u in program.noises[name]]
    if all(law.has_enumerate_support and law.event_shape.numel() == 1 for law in own):
        return _product(program.noises[name], own)
    if siblings(model, name) or len(own) != 1 or not values_of(model.variable(name).type):
        return None
    step = plan(model).step(name)
    causes = combinations(model, step.parents)
    if causes is None:
        return None
    made = getattr(program, step.method)(*causes)
    (noise,) = program.noises[name]
    if not causes and hasattr(made, "law"):
        count = len(values_of(model.variable(name).type))
        values = torch.arange(count)
        typed = values.float() if isinstance(model.variable(name).type, Binary) else values
        return States({noise: made.abduct(typed)}, possible(made.law(), typed)[1].exp())
    return _stretches(noise, made) if isinstance(made, Threshold) else None


def _product(names: tuple[str, ...], laws: list[Any]) -> States:
    supports = [law.enumerate_support().reshape(-1) for law in laws]
    grid = torch.meshgrid(*(torch.arange(len(s)) for s in supports), indexing="ij")
    index = [axis.reshape(-1) for axis in grid]
    chances = torch.ones(math.prod(map(len, supports)), dtype=torch.float64)
    noise = {}
    for name, law, support, at in zip(names, laws, supports, index, strict=True):
        noise[name] = support[at]
        chances = chances * possible(law, support)[1].exp()[at]
    return States(noise, chances)


def _stretches(noise: str, made: Threshold) -> States:
    """Stretches of a uniform noise between the cut points under all causes."""
    probs = made.law().probs.double()
    cuts = 1 - probs if made.binary else probs.cumsum(-1)[..., :-1]
    ends = torch.cat([torch.zeros(1), torch.ones(1), cuts.reshape(-1)]).double().clamp(0, 1)
    ends = ends.unique()
    return States({noise: (ends[1:] + ends[:-1]) / 2}, ends[1:] - ends[:-1])
