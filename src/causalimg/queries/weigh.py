"""Conditions of an expectation: equalities by likelihood weighting, other events by rejection."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

import torch
from torch import Tensor

from causalimg.diagnostics import CausalimgError, Diagnostic
from causalimg.program.plan import plan
from causalimg.queries.evaluate import Reading, Values, evaluate
from causalimg.queries.mass import is_spread, mechanism, possible
from causalimg.queries.predict import Scene, world
from causalimg.queries.reach import coded, siblings
from causalimg.queries.unseen import beyond
from causalimg.semantics.expr import (
    Binary,
    CategoryValue,
    Expr,
    Had,
    Number,
    Unary,
    VariableRef,
    walk,
)
from causalimg.semantics.types import Category, Ordinal


@dataclass(frozen=True, slots=True)
class Clamp:
    """A condition `variable == value` that is put in place and paid for by its density."""

    variable: str
    value: Expr


def clamps(
    scene: Scene, conditions: Iterable[Expr], do: Values, *, exact: bool
) -> tuple[list[Clamp], list[Expr]]:
    """Conditions that are clamped, causes first, and those that stay events.

    An equality with a constant, on a variable that one mechanism draws alone, is clamped: on a
    continuous variable it is the only way, on a discrete one it wastes no draw. In a listed
    population every condition is an event, which is exact.

    Raises:
        CausalimgError: E0711 for an equality on a number that has no density of its own.
    """
    held: dict[str, Clamp] = {}
    events: list[Expr] = []
    for condition in conditions:
        clamp = None if exact else _clamp(condition)
        if clamp is None or clamp.variable in do or clamp.variable in held:
            events.append(condition)
        elif _has_density(scene, clamp.variable):
            held[clamp.variable] = clamp
        elif is_spread(scene.model, clamp.variable):
            raise _refuse(clamp.variable, condition)
        else:
            events.append(condition)
    order = scene.program.variables.index
    return sorted(held.values(), key=lambda clamp: order(clamp.variable)), events


def weigh(
    scene: Scene, do: Values, held: list[Clamp], *, counterfactual: bool
) -> tuple[Scene, dict[str, Tensor], Tensor]:
    r"""Put clamps in place and weigh each unit by the density of what it was given.

    .. math:: w_i = \prod_{v \in held} p(v = c_v \mid pa_i(v))

    Other worlds need the noise that goes with the clamped values: where the term has a `had`, it
    is abducted from them, exactly or as a draw from its posterior, and replaces the clamp.

    Args:
        scene: the population's noise.
        do: what is set already.
        held: the clamps, causes first.
        counterfactual: whether the term looks at other worlds.

    Returns:
        The scene (with abducted noise), the values put in place, and log weights `[..., unit]`.
    """
    put = dict(do)
    noise = dict(scene.noise)
    log_weight = torch.zeros((), dtype=torch.float64)
    for clamp in held:
        here = _causes(scene, put, clamp.variable)
        value = evaluate(clamp.value, here).to(_kind(scene, clamp.variable)).expand(here.shape)
        if not bool(value.isfinite().all()):
            raise _no_number(clamp)
        row = {**here.values, clamp.variable: value}
        fixed = frozenset({*put, *scene.environment})
        scene.beyond.extend(beyond(scene.limits, (clamp.variable,), row, fixed))
        made, law = mechanism(scene.program, plan(scene.model).step(clamp.variable), row)
        value, density = possible(law, value)
        log_weight = log_weight + density
        if counterfactual:
            (name,) = scene.program.noises[clamp.variable]
            found = made.abduct(value)
            (noise[name],) = found if isinstance(found, tuple) else (found,)
        put[clamp.variable] = value
    if not (counterfactual and held):
        return scene, put, log_weight
    return replace(scene, noise=noise), dict(do), log_weight


def has_had(exprs: Iterable[Expr]) -> bool:
    """Whether any expression looks at another world."""
    return any(isinstance(node, Had) for expr in exprs for node in walk(expr))


def _causes(scene: Scene, do: Values, variable: str) -> Reading:
    """The world where its causes are read."""
    return world(scene, do, scene.program.parents[variable])


def _has_density(scene: Scene, variable: str) -> bool:
    model = scene.model
    if variable == model.environment or siblings(model, variable) or coded(model, variable):
        return False
    if len(scene.program.noises[variable]) != 1:
        return False
    # Asked of the plan: no value that one might try lies in every support.
    return plan(model).step(variable).density


def _kind(scene: Scene, variable: str) -> torch.dtype:
    kind = scene.model.variable(variable).type
    return torch.int64 if isinstance(kind, Category | Ordinal) else torch.float32


def _clamp(condition: Expr) -> Clamp | None:
    match condition:
        case Binary("==", VariableRef(name=name), value) if _is_constant(value):
            return Clamp(name, value)
        case Binary("==", value, VariableRef(name=name)) if _is_constant(value):
            return Clamp(name, value)
        case _:
            return None


def _is_constant(expr: Expr) -> bool:
    return all(isinstance(n, Number | CategoryValue | Unary | Binary) for n in walk(expr))


def _no_number(clamp: Clamp) -> CausalimgError:
    message = f"`{clamp.variable}` is compared with something that is no finite number"
    helps = ("look for a division by 0",)
    return CausalimgError([Diagnostic("E0711", message, clamp.value.span, helps=helps)])


def _refuse(variable: str, condition: Expr) -> CausalimgError:
    return CausalimgError(
        [
            Diagnostic(
                "E0711",
                f"`{variable}` takes an exact value with probability zero and has no density "
                "of its own given its causes",
                condition.span,
                helps=(f"ask for a range, such as `{variable} > 1, {variable} < 2`",),
                notes=("it is determined by its causes, or drawn together with others",),
            )
        ]
    )
