"""Axioms that every counterfactual of a fit must obey, measured on rows.

Composition: an intervention that changes nothing gives the row back. Reversibility: there and back
again gives the row back, as far as no discrete variable stands between: its noise is drawn anew
on the way back. Effectiveness: what was set is what a reader of the picture then sees.

Sources:
    D. Galles, J. Pearl, An Axiomatic Characterization of Causal Counterfactuals, Foundations of
    Science 3 (1998) 151-182.
    M. Monteiro, F. De Sousa Ribeiro, N. Pawlowski, D. C. Castro, B. Glocker, Measuring Axiomatic
    Soundness of Counterfactual Image Models, ICLR 2023.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import torch
from torch import Tensor

from causalimg.evaluation.truth import distance
from causalimg.fitting.bind import Bound
from causalimg.fitting.store import Fit
from causalimg.invariance.augment import other_values, world_of
from causalimg.invariance.loop import Lesson, learn
from causalimg.invariance.material import bound_rows, material, shape_of
from causalimg.invariance.measures import auroc, mean, right
from causalimg.invariance.predictor import Reader
from causalimg.invariance.settings import TrainSettings
from causalimg.program.randomness import seeded
from causalimg.queries.abduct import abduct, without_residual
from causalimg.queries.reach import coded
from causalimg.semantics.model import Model, Predictor
from causalimg.semantics.types import Image, values_of, words_of_type

if TYPE_CHECKING:
    import pandas as pd

Residual = Literal["keep", "drop"]


@dataclass(frozen=True, slots=True)
class Sameness:
    """How far a variable is from what it should have come back to.

    Args:
        axiom: `composition` or `reversibility`.
        done: the attribute that was set and set back; empty for composition.
        variable: what is compared.
        residual: whether pixel noise beside a code was kept.
        error: mean absolute difference (pixels of pictures), or share of changed words.
        largest: largest absolute difference.
    """

    axiom: Literal["composition", "reversibility"]
    done: str
    variable: str
    residual: Residual
    error: float
    largest: float


@dataclass(frozen=True, slots=True)
class Effect:
    """What a reader that was trained on real pictures sees in counterfactual ones.

    It is a network too: what it sees is evidence, no proof.

    Args:
        attribute: what was set.
        picture: what was read.
        residual: whether pixel noise beside a code was kept.
        measure: `accuracy`, or `mean absolute error` of a number.
        real: on real pictures that the reader did not learn from.
        counterfactual: on the same pictures after the intervention, against the value set.
    """

    attribute: str
    picture: str
    residual: Residual
    measure: str
    real: float
    counterfactual: float


@dataclass(frozen=True, slots=True)
class Axioms:
    """All of it for one fit.

    Args:
        rows: looked at.
        sameness: composition and reversibility.
        effects: effectiveness.
        seed: of the draws.
    """

    rows: int
    sameness: tuple[Sameness, ...]
    effects: tuple[Effect, ...]
    seed: int

    def to_table(self) -> "pd.DataFrame":
        """A line per axiom, variable and treatment of the residual."""
        import pandas as pd

        lines: list[dict[str, Any]] = [
            {
                "axiom": one.axiom,
                "set": one.done,
                "variable": one.variable,
                "residual": one.residual,
                "measure": "mean absolute difference",
                "value": one.error,
                "reference": 0.0,
            }
            for one in self.sameness
        ]
        lines += [
            {
                "axiom": "effectiveness",
                "set": one.attribute,
                "variable": one.picture,
                "residual": one.residual,
                "measure": one.measure,
                "value": one.counterfactual,
                "reference": one.real,
            }
            for one in self.effects
        ]
        return pd.DataFrame(lines)


def axioms(
    fit: Fit,
    data: Any,
    *,
    rows: int = 64,
    seed: int = 0,
    effectiveness: bool = True,
    settings: TrainSettings | None = None,
) -> Axioms:
    """Measure composition, reversibility and effectiveness of a fit.

    Args:
        fit: the fitted model.
        data: anything that `fit` takes, with every measured variable.
        rows: how many to look at, taken evenly.
        seed: of the abduction and of the values that are set.
        effectiveness: whether to train readers of the pictures' causes.
        settings: of those readers.

    Raises:
        CausalimgError: E07xx for rows that cannot be used.
    """
    bound = bound_rows(fit, data)
    few = bound.take(np.unique(np.linspace(0, len(bound) - 1, rows).astype(np.int64)))
    factual = few.batch(np.arange(len(few), dtype=np.int64))
    residuals: tuple[Residual, ...] = ("keep", "drop") if _has_codes(fit) else ("keep",)
    same: list[Sameness] = []
    for residual in residuals:
        same += _composition(fit, factual, residual, seed)
        for name in _settable(fit.model):
            same += _reversibility(fit, factual, name, residual, seed)
    effects: tuple[Effect, ...] = ()
    if effectiveness:
        effects = tuple(_effects(fit, bound, residuals, seed, settings or TrainSettings()))
    return Axioms(len(few), tuple(same), effects, seed)


def _has_codes(fit: Fit) -> bool:
    return any(coded(fit.model, name) for name in fit.program.images)


def _settable(model: Model) -> tuple[str, ...]:
    """Observed words and numbers that cause something."""
    causes = {arrow.cause for arrow in model.arrows}
    return tuple(name for name in model.of_kind("observed") if name in causes)


# ---- composition and reversibility -----------------------------------------------------------


def _composition(
    fit: Fit, factual: Mapping[str, Tensor], residual: Residual, seed: int
) -> Iterator[Sameness]:
    model, program, site = fit.model, fit.program, fit.program.environment
    with torch.no_grad(), seeded(seed):
        found = abduct(model, program, factual, reached=frozenset(program.variables))
        noise = (
            found.noise if residual == "keep" else without_residual(model, program, found.noise)
        )
        environment: dict[str, Any] = {site: factual[site]} if site else {}
        environment = {n: v[None] for n, v in environment.items()}
        again = program.predict(noise, **environment)
    for name in program.variables:
        if name in factual and (residual == "keep" or coded(model, name)):
            back = again[name][0]
            yield _compared("composition", "", model, name, residual, factual[name], back)


def _reversibility(
    fit: Fit, factual: Mapping[str, Tensor], name: str, residual: Residual, seed: int
) -> Iterator[Sameness]:
    keep = residual == "keep"
    wanted = tuple(v for v in factual if v != fit.model.environment)
    there = {name: other_values(factual[name], seed)}
    with torch.no_grad(), seeded(seed):
        had = {**factual, **world_of(fit, factual, there, wanted, keep_residual=keep)}
        back = world_of(fit, had, {name: factual[name]}, wanted, keep_residual=keep)
    for variable in fit.program.images:
        if variable in factual:
            yield _compared("reversibility", name, fit.model, variable, residual,
                            factual[variable], back[variable])  # fmt: skip


def _compared(
    axiom: Literal["composition", "reversibility"],
    done: str,
    model: Model,
    name: str,
    residual: Residual,
    was: Tensor,
    back: Tensor,
) -> Sameness:
    apart = distance(back, was)
    if words_of_type(model.variable(name).type):
        apart = (apart > 0).double()
    return Sameness(axiom, done, name, residual, float(apart.mean()), float(apart.max()))


# ---- effectiveness ----------------------------------------------------------------------------


def _effects(
    fit: Fit, bound: Bound, residuals: tuple[Residual, ...], seed: int, settings: TrainSettings
) -> Iterator[Effect]:
    images = [v for v in fit.program.images if isinstance(fit.model.variable(v).type, Image)]
    for picture in images:
        for name in fit.model.parents(picture):
            if name in bound.columns and len(bound.columns[name].unique()) > 1:
                yield from _effect(fit, bound, picture, name, residuals, seed, settings)


def _effect(
    fit: Fit,
    bound: Bound,
    picture: str,
    name: str,
    residuals: tuple[Residual, ...],
    seed: int,
    settings: TrainSettings,
) -> Iterator[Effect]:
    """Learn to read a cause from three quarters of the patients, then look at the others."""
    looked = _reader_of(name, picture)
    _, person = np.unique(bound.patients, return_inverse=True)
    out = person % 4 == 0
    learn_from, other = bound.take(np.flatnonzero(~out)), bound.take(np.flatnonzero(out))
    rows = material(fit.model, looked, learn_from, settings.resolution)
    if len(rows) < settings.batch or len(other) < 2 or len(rows.target.unique()) < 2:
        return
    lesson = Lesson(shape_of(fit.model, looked, settings), rows, settings)
    reader = Reader(learn(lesson).network, settings.resolution)
    other = other.take(np.arange(min(len(other), 256), dtype=np.int64))
    real = other.batch(np.arange(len(other), dtype=np.int64))
    put = other_values(real[name], seed)
    for residual in residuals:
        with torch.no_grad(), seeded(seed):
            had = world_of(fit, real, {name: put}, (picture,), keep_residual=residual == "keep")
        measure, was = _seen(fit.model, name, reader(real), real[name])
        _, then = _seen(fit.model, name, reader(had), put)
        yield Effect(name, picture, residual, measure, was, then)


def _reader_of(name: str, picture: str) -> Predictor:
    return Predictor(f"reader of {name}", name, name, (picture,), (), (), "classification")


def _seen(model: Model, name: str, said: Tensor, truth: Tensor) -> tuple[str, float]:
    one = torch.ones(1, len(truth))
    if not values_of(model.variable(name).type):
        return "mean absolute error", float(mean((said - truth).abs())(one)[0])
    balanced = len(truth.unique()) > 1
    if said.dim() == 1 and balanced:
        return "AUROC", float(auroc(said, truth)(one)[0])
    return "accuracy", float(mean(right(said, truth))(one)[0])
