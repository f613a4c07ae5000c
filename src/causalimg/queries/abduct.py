"""Abduction: the exogenous noise of rows, exact where it can be, honest about it elsewhere."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import torch
from torch import Tensor

from causalimg.diagnostics import CausalimgError, Diagnostic
from causalimg.program.protocol import Program
from causalimg.program.tensors import dtype_of
from causalimg.queries.evaluate import Values
from causalimg.queries.mass import log_densities
from causalimg.queries.reach import ancestors, causes, coded, siblings
from causalimg.semantics.model import Draw, Equation, Learned, Model
from causalimg.semantics.types import (
    Array,
    Binary,
    Category,
    Image,
    Kspace,
    Mask,
    Ordinal,
    Real,
    Vector,
    values_of,
)

Quality = Literal["exact", "amortised", "sampled"]
MOST_COMBINATIONS = 4_096
PARTICLES, PARTICLES_WITH_PICTURES = 1_000, 64


@dataclass(frozen=True, slots=True)
class Abduction:
    """Noise draws of rows.

    Args:
        noise: every exogenous noise, `[draw, row]` and what belongs to one row.
        values: the completed rows, `[draw, row, ...]`: what was not observed is inferred.
        quality: `exact`: recovered, or drawn from its exact posterior; `amortised`: an encoder or
            an evidence bound stood in for the posterior; `sampled`: importance sampling.
        effective: effective sample size of the importance sampling `[row]`, or None.
    """

    noise: dict[str, Tensor]
    values: dict[str, Tensor]
    quality: Quality
    effective: Tensor | None


def enough_particles(program: Program, rows: Values) -> int:
    """How many draws of what is missing are weighed: fewer where each is weighed by a picture."""
    pictures = any(name in program.images for name in rows)
    return PARTICLES_WITH_PICTURES if pictures else PARTICLES


def is_random(model: Model, names: Iterable[str]) -> bool:
    """Whether the noise of some variables, given their values, is still a draw.

    A threshold's uniform, Gumbels and codes of pictures are; the noise of an invertible
    mechanism is not.
    """
    return any(_is_random(model, name) for name in names)


def _is_random(model: Model, name: str) -> bool:
    match model.mechanism(name):
        case Learned(network="flow"):
            return False
        case Learned():
            return True
        case Draw():
            return not isinstance(model.variable(name).type, Real | Array)
        case Equation(noises=noises):
            return any(not isinstance(model.noise(n).type, Real | Array) for n in noises) or (
                len(noises) > 0 and not isinstance(model.variable(name).type, Real | Array)
            )
        case _:
            return False


def abduct(
    model: Model,
    program: Program,
    rows: Values,
    *,
    reached: frozenset[str],
    inferred: frozenset[str] = frozenset(),
    draws: int = 1,
    particles: int = PARTICLES,
    numbers: Sequence[int] = (),
) -> Abduction:
    r"""Noise :math:`u \sim P(u \mid e)` of each row, for the variables that a question reaches.

    Where the reached variables and their causes are all observed, the program inverts itself.
    Otherwise what is missing is inferred on the factual rows first: finite variables by
    enumerating their values, the others by drawing their noise from its law and running forward
    in causal order with the evidence clamped; weights are the densities of the evidence given its
    causes (likelihood weighting), and rows are resampled. The noise is then abducted from the
    completed rows, so that noise, never a value, is carried into other worlds.

    Args:
        model: the checked model.
        program: its program.
        rows: the evidence, `[row, ...]`, the environment included where there is one.
        reached: variables whose noise the question needs.
        inferred: unobserved variables whose factual value it needs.
        draws: noise draws per row.
        particles: draws per row before resampling, where something is missing.
        numbers: what the rows go by in messages; none for positions from 0.

    Returns:
        The noise, the completed rows, and how good both are.

    Raises:
        CausalimgError: E0711 where no drawn noise makes a row.
    """
    missing = tuple(v for v in program.variables if v not in rows)
    need = set(reached) | set(inferred)
    for name in reached:
        need.update((*causes(model, name), *siblings(model, name)))
    case = _Case(model, program, rows, missing, _entangled(model, rows, missing, need), numbers)
    posterior: Quality = "amortised" if any(coded(model, v) for v in reached) else "exact"
    if not case.active:
        completed = _filled(case, draws)
        return Abduction(program.abduct(completed), completed, posterior, None)
    completed, quality, effective = _infer(case, draws, particles)
    worst = max((posterior, quality), key=("exact", "amortised", "sampled").index)
    return Abduction(program.abduct(completed), completed, worst, effective)


@dataclass(frozen=True, slots=True)
class _Case:
    """Rows, the variables of the program that they lack, and those of them that matter."""

    model: Model
    program: Program
    rows: Values
    missing: tuple[str, ...]
    active: tuple[str, ...]
    numbers: Sequence[int]

    @property
    def count(self) -> int:
        return next(iter(self.rows.values())).shape[0]

    def spread(self, draws: int) -> dict[str, Tensor]:
        """The evidence of every draw `[draw, row, ...]`."""
        return {name: v.expand(draws, *v.shape) for name, v in self.rows.items()}

    def noise(self, draws: int) -> dict[str, Tensor]:
        """Noise of what matters, and of its causes, from its law `[draw, row, ...]`."""
        flat = self.program.draw_noise(draws * self.count, self.active)
        return {name: u.reshape(draws, self.count, *u.shape[1:]) for name, u in flat.items()}

    def predict(self, noise: Values, given: Values, wanted: tuple[str, ...]) -> dict[str, Tensor]:
        """Values of the factual rows, with some clamped."""
        site = self.program.environment
        do = {name: v for name, v in given.items() if name != site}
        environment = {name: v for name, v in given.items() if name == site}
        return self.program.predict(noise, do, wanted=wanted, **environment)


def _entangled(
    model: Model, rows: Values, missing: tuple[str, ...], need: set[str]
) -> tuple[str, ...]:
    """What is missing and needed, and whatever else is missing that the evidence ties to it.

    Two missing variables are tied where they stand in one family (a variable with its causes) of
    the ancestral graph: the connected part of the moral graph once the evidence is taken out.
    """
    absent = frozenset(missing)
    families = [
        {name, *causes(model, name), *siblings(model, name)} & absent
        for name in ancestors(model, [*need, *rows])
    ]
    found = absent & need
    grown = True
    while grown:
        joined = found.union(*(family for family in families if family & found))
        grown, found = joined != found, joined
    return tuple(name for name in missing if name in found)


def _filled(case: _Case, draws: int) -> dict[str, Tensor]:
    """Rows with what no answer depends on filled from the prior, pictures with a plain grey."""
    rows = case.spread(draws)
    if not case.missing:
        return rows
    left = (draws, case.count)
    late = {v: _plain(case.model, v, left) for v in case.missing}
    pictures = {v: late[v] for v in case.missing if v in case.program.images}
    values = case.predict(case.noise(draws), {**rows, **pictures}, ())
    return {**late, **{v: values[v] for v in case.missing if v in values}, **rows}


def _plain(model: Model, name: str, left: tuple[int, int]) -> Tensor:
    """A value inside the support, for what is neither observed nor read."""
    variable = model.variable(name)
    low, high = (variable.support.low, variable.support.high) if variable.support else (0.0, 1.0)
    middle = (max(low, -1.0) + min(high, max(low, -1.0) + 1.0)) / 2
    match variable.type:
        case Image() | Vector() as kind:
            return torch.full((1,), middle).expand(*left, *kind.shape)
        case Mask() | Kspace() as kind:
            return torch.zeros((1,), dtype=dtype_of(kind)).expand(*left, *kind.shape)
        case Real():
            return torch.full(left, middle)
        case Category() | Ordinal():
            return torch.zeros(left, dtype=torch.int64)
        case _:
            return torch.zeros(left)


def _infer(
    case: _Case, draws: int, particles: int
) -> tuple[dict[str, Tensor], Quality, Tensor | None]:
    """Completed rows `[draw, row, ...]` from the posterior of what is missing."""
    model = case.model
    names = _listed(case)
    rest = [v for v in case.active if v not in names and _has_noise(model, v)]
    drawn = max(particles, 2 * draws) if rest else 1
    grid = _grid(model, names)
    total = drawn * max((v.numel() for v in grid.values()), default=1)
    put = {
        name: values.repeat_interleave(drawn)[:, None].expand(total, case.count)
        for name, values in grid.items()
    }
    evidence = {**case.spread(total), **put}
    noise = case.noise(total)
    full = {**case.predict(noise, evidence, case.active), **evidence}
    weight = _normalised(_log_weight(case, full, noise, tuple(names), drawn), case)
    pick = torch.multinomial(weight.T, draws, replacement=True).T
    completed = {
        **{v: _plain(model, v, (draws, case.count)) for v in case.missing if v not in full},
        **{v: _take(full[v], pick) for v in case.missing if v in full},
        **case.spread(draws),
    }
    if rest:
        return completed, "sampled", 1 / weight.square().sum(0)
    bound = any(coded(model, v) and _hangs_on(case, v) for v in case.rows)
    return completed, "amortised" if bound else "exact", None


def _listed(case: _Case) -> list[str]:
    """Missing variables with a mass of their own, whose values are few enough to be listed."""
    found: list[str] = []
    combinations = 1
    candidates = [v for v in case.active if values_of(case.model.variable(v).type)]
    weighed = _with_mass(case) if candidates else frozenset()
    for name in candidates:
        values = len(values_of(case.model.variable(name).type))
        if name in weighed and combinations * values <= MOST_COMBINATIONS:
            found.append(name)
            combinations *= values
    return found


def _with_mass(case: _Case) -> frozenset[str]:
    """Variables that the program gives a density or mass."""
    first = replace(case, rows={name: v[:1] for name, v in case.rows.items()})
    evidence = first.spread(1)
    full = {**first.predict(first.noise(1), evidence, case.active), **evidence}
    return frozenset(case.program.log_prob(full, case.active))


def _has_noise(model: Model, name: str) -> bool:
    mechanism = model.mechanism(name)
    return not (isinstance(mechanism, Equation) and not mechanism.noises)


def _grid(model: Model, listed: list[str]) -> dict[str, Tensor]:
    if not listed:
        return {}
    sizes = [len(values_of(model.variable(name).type)) for name in listed]
    index = torch.cartesian_prod(*(torch.arange(n) for n in sizes)).reshape(-1, len(sizes))
    return {name: _as_value(model, name, index[:, i]) for i, name in enumerate(listed)}


def _as_value(model: Model, name: str, index: Tensor) -> Tensor:
    return index.float() if isinstance(model.variable(name).type, Binary) else index


def _log_weight(
    case: _Case, full: Values, noise: Values, listed: tuple[str, ...], drawn: int
) -> Tensor:
    """Log weight `[particle, row]`: evidence given its causes, and listed values given theirs."""
    observed = [v for v in case.program.variables if v in case.rows and _hangs_on(case, v)]
    # What hangs on listed values alone is weighed once per combination, not once per particle:
    # a picture's bound is dear, and its one random code is then the same for all particles.
    coarse = [v for v in observed if _inferred_causes(case, v) <= set(listed)]
    fine = [v for v in (*observed, *listed) if v not in coarse]
    densities = log_densities(case.model, case.program, full, fine)
    if coarse:
        once = {name: value[::drawn] for name, value in full.items()}
        for name, density in log_densities(case.model, case.program, once, coarse).items():
            densities[name] = density.repeat_interleave(drawn, 0)
    weight = torch.zeros(next(iter(full.values())).shape[:2], dtype=torch.float64)
    for density in densities.values():
        weight = weight + density.double()
    bare = tuple(name for name in observed if name not in densities)
    if bare:
        # Without a density, an observed value is either what its causes and noise make, or not.
        given = {v: full[v] for v in (*case.rows, *listed) if v not in bare}
        said = case.predict(noise, given, bare)
        for name in bare:
            weight = weight.masked_fill(~_equal(said[name], full[name]), -math.inf)
    return weight


def _hangs_on(case: _Case, name: str) -> bool:
    """Whether the density of an observed value depends on anything that is inferred.

    Otherwise it is the same for all particles of a row.
    """
    return bool(_inferred_causes(case, name))


def _inferred_causes(case: _Case, name: str) -> set[str]:
    read = (*causes(case.model, name), *siblings(case.model, name))
    return set(read) & set(case.active)


def _equal(left: Tensor, right: Tensor) -> Tensor:
    same = torch.isclose(left.double(), right.double(), rtol=1e-5, atol=1e-6)
    return same.flatten(2).all(-1) if same.dim() > 2 else same


def _normalised(log_weight: Tensor, case: _Case) -> Tensor:
    lost = (log_weight.amax(0) == -math.inf) | log_weight.isnan().any(0)
    if lost.any():
        names = ", ".join(f"`{name}`" for name in case.active)
        first = int(lost.nonzero()[0])
        number = case.numbers[first] if case.numbers else first
        raise CausalimgError(
            [
                Diagnostic(
                    "E0711",
                    f"no drawn noise makes row {number} of the evidence",
                    helps=(f"give the row a value of {names}",),
                    notes=(
                        "sampling what is missing cannot hit a value that its causes determine",
                    ),
                )
            ]
        )
    return torch.softmax(log_weight, 0)


def _take(value: Tensor, pick: Tensor) -> Tensor:
    """Of `[particle, row, ...]`, the picked particles `[draw, row]` of each row."""
    event = value.shape[2:]
    index = pick.reshape(*pick.shape, *[1] * len(event)).expand(*pick.shape, *event)
    return value.expand(value.shape[0], pick.shape[1], *event).gather(0, index)


def without_residual(
    model: Model, program: Program, noise: Mapping[str, Tensor]
) -> dict[str, Tensor]:
    """The noise with the pixel noise of coded pictures at its mean: `--residual drop`.

    What the code of a picture does not explain is then left out of the counterfactual, so a null
    intervention gives the reconstruction instead of the picture.
    """
    residuals = {program.noises[v][-1] for v in program.images if coded(model, v)}
    return {name: torch.zeros_like(u) if name in residuals else u for name, u in noise.items()}
