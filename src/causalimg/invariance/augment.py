"""Rows as they would have been with another scanner: the fitted model's counterfactuals."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from causalimg.causal.licences.verdicts import LabelRule, Licence
from causalimg.fitting.bind import Bound
from causalimg.fitting.store import Fit
from causalimg.invariance.material import small
from causalimg.program.randomness import seeded
from causalimg.queries.abduct import abduct, enough_particles, without_residual
from causalimg.queries.predict import Scene, world
from causalimg.queries.reach import ancestors, descendants
from causalimg.semantics.model import Model, Predictor

CHUNK = 128


@dataclass(frozen=True, slots=True)
class Augmentation:
    """An attribute to be set, and what that does to the label.

    Args:
        attribute: what is set.
        rule: whether the label stays or follows.
        consistent: whether the answer must not move, as the content does not either.
    """

    attribute: str
    rule: LabelRule
    consistent: bool

    def __str__(self) -> str:
        held = ", the answer must not move" if self.consistent else ""
        return f"do({self.attribute}), label: {self.rule}{held}"


@dataclass(frozen=True, slots=True)
class Version:
    """The rows in another world.

    Args:
        rows: the predictor's inputs, `[row, ...]`, pictures averaged down.
        target: the label there, `[row]`.
        consistent: whether the answer must be the same as in the factual world.
    """

    rows: dict[str, Tensor]
    target: Tensor
    consistent: bool = False


def augmentations(licence: Licence) -> tuple[Augmentation, ...]:
    """The interventions that the licence allows to train with.

    Those that keep the label go first: where there is one, interventions that move the label
    with the image are left out, since they bring the generator's idea of the label into the loss.

    Args:
        licence: of the predictor.
    """
    kinds = {r.attribute: r.kind for r in licence.remedies if r.kind != "consistency"}
    keep = [name for name, kind in kinds.items() if kind == "augment_keep"]
    move = [name for name, kind in kinds.items() if kind == "augment_propagate"]
    return tuple(_augmentation(licence, name) for name in keep or move)


def _augmentation(licence: Licence, name: str) -> Augmentation:
    one = licence.attribute(name)
    return Augmentation(name, one.label_rule, one.consistency_fused)


def other_values(values: Tensor, seed: int) -> Tensor:
    """For each row another value: a different one of those that occur, each as likely.

    A number is drawn from those of the other rows.

    Args:
        values: `[row]`.
        seed: of the draws.

    Example:
        >>> other_values(torch.tensor([0, 1, 1]), 0)
        tensor([1, 0, 0])
    """
    generator = torch.Generator().manual_seed(seed)
    known, place = values.unique(return_inverse=True)
    if len(known) < 2:
        return values
    step = torch.randint(1, len(known), values.shape, generator=generator)
    other: Tensor = known[(place + step) % len(known)]
    return other


def counterfactual_rows(
    fit: Fit,
    predictor: Predictor,
    bound: Bound,
    do: Mapping[str, Tensor],
    *,
    resolution: int,
    seed: int,
    propagate: bool = False,
    consistent: bool = False,
    keep_residual: bool = True,
) -> Version:
    """Abduct each row's noise, set attributes, predict the inputs (and the label where it moves).

    Args:
        fit: the fitted model.
        predictor: whose inputs are wanted.
        bound: the rows, with every measured variable.
        do: variable -> the value it is set to `[row]`.
        resolution: pictures are averaged down to it.
        seed: of the draws in the abduction.
        propagate: whether the label follows the intervention.
        consistent: whether the answer must not move; noted in the version.
        keep_residual: whether pixel noise that a picture's code does not explain is carried over.
    """
    wanted = (*predictor.inputs, *((predictor.label,) if propagate else ()))
    parts: dict[str, list[Tensor]] = {name: [] for name in wanted}
    with torch.no_grad(), seeded(seed):
        # Where latents are drawn, a row takes as many pictures as it has draws.
        size = CHUNK // 8 if fit.model.of_kind("latent") else CHUNK
        for start in range(0, len(bound), size):
            index = np.arange(start, min(start + size, len(bound)), dtype=np.int64)
            put = {name: v[start : start + size] for name, v in do.items()}
            had = world_of(fit, bound.batch(index), put, wanted, keep_residual=keep_residual)
            for name in wanted:
                parts[name].append(small(fit.model, name, had[name], resolution))
    whole = {name: torch.cat(found) for name, found in parts.items()}
    target = whole.pop(predictor.label) if propagate else bound.columns[predictor.label]
    return Version(whole, target, consistent)


def world_of(
    fit: Fit,
    rows: Mapping[str, Tensor],
    do: Mapping[str, Tensor],
    wanted: tuple[str, ...],
    *,
    keep_residual: bool = True,
) -> dict[str, Tensor]:
    """One counterfactual world of some rows, `[row, ...]`, with one noise draw each.

    Args:
        fit: the fitted model.
        rows: every measured variable, `[row, ...]`.
        do: what is set, `[row]` each.
        wanted: the variables to return.
        keep_residual: see `counterfactual_rows`.
    """
    model, program, site = fit.model, fit.program, fit.program.environment
    noise = ancestors(model, wanted, do) & descendants(model, do)
    missing = frozenset(v for v in _needed(model, noise, wanted) if v not in rows) & {
        *program.variables
    }
    particles = enough_particles(program, rows)
    found = abduct(model, program, rows, reached=noise, inferred=missing, particles=particles)
    carried = found.noise
    if not keep_residual:
        carried = without_residual(model, program, carried)
    count = len(next(iter(rows.values())))
    scene = Scene(
        model,
        program,
        carried,
        torch.Size((1, count)),
        {site: found.values[site]} if site else {},
        found.values,
    )
    values = world(scene, {name: v[None] for name, v in do.items()}, wanted).values
    return {name: _first(values[name], count) for name in wanted}


def _needed(model: Model, noise: frozenset[str], wanted: tuple[str, ...]) -> frozenset[str]:
    """Variables whose factual value the abduction or the answer reads."""
    found = {*noise, *wanted}
    for name in noise:
        found.update(model.parents(name))
    return frozenset(found)


def _first(value: Tensor, count: int) -> Tensor:
    """Out of `[draw, row, ...]` (or one number for all) the rows."""
    return value[0] if value.dim() and value.shape[0] == 1 else value.expand(count)
