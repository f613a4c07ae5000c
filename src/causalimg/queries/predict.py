"""Worlds: what every variable would be, from noise in hand and values put in place."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import torch
from torch import Tensor

from causalimg.program.emit_imaging import spacing_of
from causalimg.program.protocol import Program
from causalimg.queries.act import Action, act
from causalimg.queries.evaluate import Predicted, Reading, Values, names_read, together
from causalimg.queries.reach import ancestors, descendants
from causalimg.queries.unseen import UNLIMITED, Beyond, Limits, beyond
from causalimg.semantics.expr import Expr, Had
from causalimg.semantics.model import Model
from causalimg.semantics.types import Binary, shape_of, values_of

Predict = Callable[[Values], Tensor]
"""A trained predictor: values of its inputs `[row, ...]` to the probability of 1 `[row]` of a
binary target, the probabilities `[row, value]` of a finite one, or the number `[row]`."""

BUDGET = 2**26
"""Numbers that one pass may hold: 256 MiB in single precision."""


@dataclass(frozen=True, slots=True)
class Scene:
    """Noise in hand, and everything that is needed to see it under any intervention.

    Args:
        model: the checked model.
        program: its program.
        noise: every exogenous noise, `[..., row]` and what belongs to one row.
        shape: the left dimensions `[..., row]` of the noise.
        environment: the environment's value, `[..., row]`, or nothing.
        factual: values of a row that are known to be unchanged where an intervention does not
            reach them; None where there is no such row.
        constants: `param` and `parameters` entries that questions may name.
        predictors: trained predictors by name.
        actions: every action taken so far, for marks and warnings.
        limits: what the mechanisms of a fitted model did not see.
        beyond: every mechanism that was asked beyond that so far.
    """

    model: Model
    program: Program
    noise: Values
    shape: torch.Size
    environment: Values
    factual: Values | None = None
    constants: Values = field(default_factory=dict)
    predictors: Mapping[str, Predict] = field(default_factory=dict)
    actions: list[Action] = field(default_factory=list)
    limits: Limits = UNLIMITED
    beyond: list[Beyond] = field(default_factory=list)


def world(scene: Scene, do: Values, names: tuple[str, ...]) -> Reading:
    """One world, or a ladder of worlds, in one pass: `v_do(u)` for the wanted variables.

    The noise is the same in every world of a scene. Where the scene has a factual row, what no
    set variable causes keeps its factual value to the bit; the rest is computed from noise.

    Args:
        scene: the noise and the model.
        do: variable -> value `[..., row]`, with a ladder `[world, ..., row]`.
        names: variables and predictors that will be read; only these pictures are rendered.

    Returns:
        A reading whose values have left dimensions that broadcast to `[world, ..., row]`.
    """
    wanted = _with_inputs(scene.model, names)
    values = _values(scene, do, wanted)
    events = _events(scene.model)
    lefts = [v.shape[: v.dim() - events.get(name, 0)] for name, v in do.items()]
    shape = together(scene.shape, *lefts)

    def had(node: Had) -> Reading:
        return other(scene, do, node, reading)

    def predictions(name: str) -> Predicted:
        return _predicted(scene, values, name)

    def spacing(expr: Expr) -> float | None:
        return spacing_of(expr, scene.model)

    reading = Reading(values, shape, events, scene.constants, predictions, had, spacing)
    return reading


def other(scene: Scene, do: Values, node: Had, here: Reading) -> Reading:
    """The world of `(value had assignments)`: what was set here stays set unless set anew."""
    action = act(scene.model, node.assignments, here)
    scene.actions.append(action)
    return world(scene, {**do, **action.do}, names_read(node.value))


def _values(scene: Scene, do: Values, wanted: tuple[str, ...]) -> dict[str, Tensor]:
    model = scene.model
    environment = {name: do.get(name, value) for name, value in scene.environment.items()}
    put = {name: value for name, value in do.items() if name not in environment}
    kept: dict[str, Tensor] = {}
    if scene.factual is not None:
        moved = descendants(model, do)
        kept = {name: v for name, v in scene.factual.items() if name not in moved}
        if moved.isdisjoint(wanted):
            return {**kept, **put, **environment}
    values = scene.program.predict(
        scene.noise,
        {name: v for name, v in {**kept, **put}.items() if name not in environment},
        wanted=wanted,
        **environment,
    )
    found = {**values, **environment}
    run = ancestors(model, wanted, {**kept, **put})
    scene.beyond.extend(
        beyond(scene.limits, run, found, frozenset({**kept, **put, **environment}))
    )
    return found


def _with_inputs(model: Model, names: tuple[str, ...]) -> tuple[str, ...]:
    predictors = {p.name: p.inputs for p in model.predictors}
    found: dict[str, None] = {}
    for name in names:
        found.update(dict.fromkeys(predictors.get(name, (name,))))
    return tuple(found)


def _events(model: Model) -> dict[str, int]:
    return {v.name: len(shape_of(v.type)) for v in model.variables if shape_of(v.type)}


def _predicted(scene: Scene, values: Values, name: str) -> Predicted:
    model, events = scene.model, _events(scene.model)
    inputs = {i: values[i] for i in model.predictor(name).inputs}
    left = together(*(v.shape[: v.dim() - events.get(i, 0)] for i, v in inputs.items()))
    flat = {}
    for i, v in inputs.items():
        event = v.shape[v.dim() - events.get(i, 0) :]
        flat[i] = v.expand(*left, *event).reshape(-1, *event)
    said = scene.predictors[name](flat)
    said = said.reshape(*left, *said.shape[1:])
    kind = model.variable(model.predictor(name).target).type
    if not values_of(kind):
        return Predicted(said, None)
    shares = said if said.dim() > len(left) else torch.stack((1 - said, said), -1)
    return Predicted(shares[..., 1] if isinstance(kind, Binary) else None, shares)
