"""Counterfactuals of rows: abduct, act, predict, in blocks that fit the memory."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import torch
from torch import Tensor

from causalimg.program.protocol import Program
from causalimg.queries.abduct import (
    Abduction,
    Quality,
    abduct,
    enough_particles,
    is_random,
    without_residual,
)
from causalimg.queries.act import Action, act
from causalimg.queries.evaluate import Reading, Values, evaluate_sized, names_read, together
from causalimg.queries.law import is_random as draws_anew
from causalimg.queries.output import Output, joined, mean_error, summarised
from causalimg.queries.predict import BUDGET, Predict, Scene, world
from causalimg.queries.reach import ancestors, causes, descendants, siblings
from causalimg.queries.unseen import UNLIMITED, Beyond, Limits, beyond, refuse_rows
from causalimg.semantics.expr import (
    Assignment,
    DrawFrom,
    Expr,
    Had,
    Number,
    Sweep,
    VariableRef,
    assigned,
    children,
    walk,
)
from causalimg.semantics.model import Counterfactual, Model
from causalimg.semantics.types import Array, Category, Mask, Ordinal, words_of_type

DRAWS = 16


@dataclass(frozen=True, slots=True)
class Asked:
    """A counterfactual question with everything that its answer depends on.

    Args:
        model: the checked model.
        program: its program.
        query: what would have been.
        rows: the evidence, `[row, ...]`.
        draws: noise draws per row where noise stays uncertain; None for 16.
        particles: draws per row before resampling where something is missing; None for 1,000,
            64 with pictures in the evidence.
        drop_residual: whether pixel noise beside a picture's code is left out.
        predictors: trained predictors.
        constants: `param` and `parameters` entries.
        numbers: what the rows go by in messages; none for positions from 0.
        limits: what the mechanisms of a fitted model did not see.
    """

    model: Model
    program: Program
    query: Counterfactual
    rows: Values
    draws: int | None = None
    particles: int | None = None
    drop_residual: bool = False
    predictors: Mapping[str, Predict] = field(default_factory=dict)
    constants: Values = field(default_factory=dict)
    numbers: tuple[int, ...] = ()
    limits: Limits = UNLIMITED


@dataclass(frozen=True, slots=True)
class Imagined:
    """What came out.

    Args:
        outputs: in the order of the question.
        ladder: swept variable -> its values `[world]`.
        evidence: variables whose observed values were used.
        quality: of the abduction.
        draws: noise draws per row.
        effective: effective sample size `[row]`, or None.
        actions: interventions taken, block by block.
        inferred: variables that the rows lack and the answer rests on.
    """

    outputs: tuple[Output, ...]
    ladder: Mapping[str, Tensor]
    evidence: tuple[str, ...]
    quality: Quality
    draws: int
    effective: Tensor | None
    actions: tuple[Action, ...]
    inferred: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Reach:
    """Variables whose noise is needed, whose factual value is needed, and that are inferred."""

    noise: frozenset[str]
    factual: frozenset[str]
    missing: frozenset[str]


def counterfactual(asked: Asked, label: Callable[[Expr], str]) -> Imagined:
    """Answer a counterfactual question about rows.

    Only the noise of variables that the intervention can move, and that the outputs depend on, is
    abducted; what the intervention does not reach keeps its factual value to the bit. All draws
    and worlds of a block of rows are one pass of the program; blocks are bounded by memory.

    Args:
        asked: the question.
        label: the text of an output expression.
    """
    reach = _reach(asked)
    uncertain = bool(reach.missing) or is_random(asked.model, reach.noise)
    stochastic = any(
        isinstance(a, DrawFrom) and draws_anew(a.law) for a in _assignments(asked.query)
    )
    uncertain |= stochastic
    draws = (asked.draws or DRAWS) if uncertain else 1
    blocks = [_row_block(asked, reach, at, draws) for at in _row_parts(asked, reach, draws)]
    outputs = tuple(
        _output(asked, expr, label(expr), [block.pieces[i] for block in blocks])
        for i, expr in enumerate(asked.query.outputs)
    )
    sizes = [block.effective for block in blocks if block.effective is not None]
    used = _used(asked, reach)
    # However well the row is known, what an act draws is known by its draws alone.
    qualities: list[Quality] = [b.quality for b in blocks] + (["sampled"] if stochastic else [])
    actions = tuple(action for block in blocks for action in block.actions)
    return Imagined(
        outputs,
        _ladder(blocks),
        used,
        max(qualities, key=("exact", "amortised", "sampled").index),
        draws,
        torch.cat(sizes) if sizes else None,
        actions,
        tuple(name for name in asked.program.variables if name in reach.missing),
    )


# ---- what is needed ------------------------------------------------------------------------


def _reach(asked: Asked) -> _Reach:
    model, query = asked.model, asked.query
    worlds = list(_worlds(query.outputs, frozenset(a.variable for a in query.assignments)))
    right = {n for e in assigned(query.assignments) for n in names_read(e)}
    shown = {o.name for o in query.outputs if isinstance(o, VariableRef)}
    noise: set[str] = set()
    factual = set(_inputs(model, right | shown))
    for done, names in worlds:
        read = _inputs(model, names)
        if done:
            noise |= ancestors(model, read, done) & descendants(model, done)
            factual |= read - descendants(model, done)
        else:
            factual |= read
    wanted = noise | factual
    for name in noise:
        wanted.update((*causes(model, name), *siblings(model, name)))
    missing = {v for v in wanted if v in asked.program.variables and v not in asked.rows}
    return _Reach(frozenset(noise), frozenset(factual), frozenset(missing))


def _worlds(
    exprs: tuple[Expr, ...], done: frozenset[str]
) -> Iterator[tuple[frozenset[str], frozenset[str]]]:
    """Every world that expressions look at: what is set there, and what is read there."""
    for expr in exprs:
        yield done, frozenset(names_read(expr))
        for node in _nearest(expr):
            more = done | {a.variable for a in node.assignments}
            yield from _worlds((node.value,), more)
            yield from _worlds(assigned(node.assignments), done)


def _nearest(expr: Expr) -> Iterator[Had]:
    if isinstance(expr, Had):
        yield expr
        return
    for child in children(expr):
        yield from _nearest(child)


def _inputs(model: Model, names: frozenset[str] | set[str]) -> frozenset[str]:
    predictors = {p.name: p.inputs for p in model.predictors}
    return frozenset(v for name in names for v in predictors.get(name, (name,)))


def _assignments(query: Counterfactual) -> tuple[Assignment, ...]:
    inside = [n for e in query.outputs for n in walk(e) if isinstance(n, Had)]
    return (*query.assignments, *(a for had in inside for a in had.assignments))


def _used(asked: Asked, reach: _Reach) -> tuple[str, ...]:
    if reach.missing:
        return tuple(asked.rows)
    names = set(reach.noise) | set(reach.factual)
    for name in reach.noise:
        names.update((*causes(asked.model, name), *siblings(asked.model, name)))
    return tuple(name for name in asked.rows if name in names)


# ---- blocks of rows ------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Look:
    """One output on some draws: `[..., draw, row, ...]`, its factual self, its event."""

    had: Tensor
    factual: Tensor | None
    event: int


@dataclass(frozen=True, slots=True)
class _Piece:
    """One output on a block of rows: its draws, or their sums where it is a picture."""

    counterfactual: Tensor
    spread: Tensor
    draws: Tensor | None
    factual: Tensor | None
    event: int
    error: Tensor | None = None


@dataclass(frozen=True, slots=True)
class _Block:
    pieces: tuple[_Piece, ...]
    quality: Quality
    effective: Tensor | None
    actions: tuple[Action, ...]


def _particles(asked: Asked) -> int:
    return asked.particles or enough_particles(asked.program, asked.rows)


def _cost(asked: Asked) -> int:
    """Numbers that one draw of one row takes at most, feature maps of a decoder included."""
    kinds = [v.type for v in asked.model.variables]
    pixels = sum(torch.Size(kind.shape).numel() for kind in kinds if isinstance(kind, Array))
    plain = 4 * len(asked.program.variables)
    return plain + pixels * (4 + 16 * _world_count(asked.query))


def _world_count(query: Counterfactual) -> int:
    """Rungs of all ladders together; 16 where their ends depend on the row."""
    count = 1
    for sweep in _assignments(query):
        if isinstance(sweep, Sweep):
            match sweep.low, sweep.high, sweep.step:
                case Number(value=low), Number(value=high), Number(value=step) if step > 0:
                    count *= max(1, int((high - low) / step) + 1)
                case _:
                    count *= 16
    return count


def _row_parts(asked: Asked, reach: _Reach, draws: int) -> Iterator[slice]:
    rows = len(next(iter(asked.rows.values())))
    wide = max(draws, _particles(asked)) if reach.missing else draws
    size = max(1, BUDGET // (_cost(asked) * wide))
    for start in range(0, rows, size):
        yield slice(start, start + size)


def _draw_parts(asked: Asked, rows: int, draws: int) -> Iterator[int]:
    size = max(1, BUDGET // (_cost(asked) * rows))
    for start in range(0, draws, size):
        yield min(size, draws - start)


def _row_block(asked: Asked, reach: _Reach, at: slice, draws: int) -> _Block:
    rows = {name: value[at] for name, value in asked.rows.items()}
    whole = range(len(next(iter(asked.rows.values()))))
    count = len(next(iter(rows.values())))
    found: list[tuple[Abduction, tuple[_Look, ...]]] = []
    actions: list[Action] = []
    numbers = (asked.numbers or whole)[at]
    for part in _draw_parts(asked, count, draws):
        abduction = abduct(
            asked.model,
            asked.program,
            rows,
            reached=reach.noise,
            inferred=reach.missing,
            draws=part,
            particles=_particles(asked),
            numbers=numbers,
        )
        abducted = _abducted_beyond(asked, reach, abduction)
        refuse_rows(asked.model, asked.program, abducted, numbers)
        found.append((abduction, _look(asked, abduction, (part, count), actions, numbers)))
    first = found[0][0]
    pieces = tuple(
        _piece(asked, expr, [values[i] for _, values in found], first.effective)
        for i, expr in enumerate(asked.query.outputs)
    )
    return _Block(pieces, first.quality, first.effective, tuple(actions))


def _abducted_beyond(asked: Asked, reach: _Reach, abduction: Abduction) -> list[Beyond]:
    """Mechanisms by which noise or a missing value was found, asked beyond what they saw."""
    asked_for = reach.noise | reach.missing
    told = {v for v in asked.program.variables if reach.missing & {*causes(asked.model, v)}}
    fixed = frozenset(asked.rows)
    return beyond(asked.limits, sorted(asked_for | told), abduction.values, fixed)


def _look(
    asked: Asked,
    abduction: Abduction,
    shape: tuple[int, int],
    actions: list[Action],
    numbers: Sequence[int],
) -> tuple[_Look, ...]:
    """Every output in its world `[..., draw, row, ...]`, and what it is in the factual one."""
    model, query, site = asked.model, asked.query, asked.program.environment
    noise = abduction.noise
    if asked.drop_residual:
        noise = without_residual(model, asked.program, noise)
    scene = Scene(
        model,
        asked.program,
        noise,
        torch.Size(shape),
        {site: abduction.values[site]} if site else {},
        abduction.values,
        asked.constants,
        asked.predictors,
        actions,
        asked.limits,
    )
    names = tuple(dict.fromkeys(n for e in query.outputs for n in names_read(e)))
    factual = world(scene, {}, names)
    reading = factual
    if query.assignments:
        action = act(model, query.assignments, factual)
        actions.append(action)
        reading = world(scene, action.do, names)
    looks = []
    for expr in query.outputs:
        had, event = _spread(expr, reading)
        looks.append(_Look(had, _spread(expr, factual)[0] if query.assignments else None, event))
    refuse_rows(model, asked.program, scene.beyond, numbers)
    return tuple(looks)


def _spread(expr: Expr, reading: Reading) -> tuple[Tensor, int]:
    value, event = evaluate_sized(expr, reading)
    # The mean over draws of whether something holds is its share of them.
    value = value.float() if value.dtype == torch.bool else value
    left, right = value.shape[: value.dim() - event], value.shape[value.dim() - event :]
    return value.expand(*together(left, reading.shape), *right), event


def _piece(asked: Asked, expr: Expr, looks: list[_Look], effective: Tensor | None) -> _Piece:
    event = looks[0].event
    axis = -2 - event
    words = _words(asked.model, expr)
    factuals = [look.factual for look in looks if look.factual is not None]
    factual = None
    if factuals and isinstance(expr, VariableRef) and expr.name in asked.rows:
        # What was observed is the same in every draw and comes back to the bit.
        factual = factuals[0].select(axis, 0)
    elif factuals:
        factual = summarised(joined(factuals, axis), words, axis)[0]
    if event and not words:
        had, spread = _moments([look.had for look in looks], axis)
        return _Piece(had, spread, None, factual, event)
    drawn = joined([look.had for look in looks], axis)
    had, spread = summarised(drawn, words, axis)
    if event:
        return _Piece(had, spread, None, factual, event)
    count = drawn.shape[axis]
    error = mean_error(spread, count, effective) if count > 1 and not words else None
    return _Piece(had, spread, drawn, factual, event, error)


def _moments(values: list[Tensor], axis: int) -> tuple[Tensor, Tensor]:
    """Mean and standard deviation over draws that come in parts."""
    if len(values) == 1:
        return summarised(values[0], (), axis)
    count = sum(v.shape[axis] for v in values)
    mean = torch.stack([v.sum(axis) for v in values]).sum(0) / count
    square = sum((v - mean.unsqueeze(axis)).abs().square().sum(axis) for v in values)
    return mean, torch.as_tensor(square / max(1, count - 1)).sqrt()


def _words(model: Model, expr: Expr) -> tuple[str, ...]:
    if isinstance(expr, VariableRef):
        kind = model.variable(expr.name).type
        return words_of_type(kind) if isinstance(kind, Category | Ordinal | Mask) else ()
    return ()


def _output(asked: Asked, expr: Expr, label: str, pieces: list[_Piece]) -> Output:
    event = pieces[0].event
    row = -1 - event
    unit = asked.model.variable(expr.name).unit if isinstance(expr, VariableRef) else None
    draws = [p.draws for p in pieces if p.draws is not None]
    factual = [p.factual for p in pieces if p.factual is not None]
    errors = [p.error for p in pieces if p.error is not None]
    return Output(
        label,
        joined(factual, row) if factual else None,
        joined([p.counterfactual for p in pieces], row),
        joined([p.spread for p in pieces], row),
        joined(draws, -1) if draws else None,
        _words(asked.model, expr),
        unit,
        event,
        joined(errors, row) if errors else None,
    )


def _ladder(blocks: list[_Block]) -> dict[str, Tensor]:
    """Rungs of every swept variable; `[world, row]` where they differ from row to row."""
    firsts = [action for action in blocks[0].actions if action.ladder]
    if not firsts:
        return {}
    found = dict(firsts[0].ladder)
    for name, steps in found.items():
        if steps.dim() > 1:
            parts = [next(a for a in b.actions if a.ladder).ladder[name] for b in blocks]
            found[name] = torch.cat([p.reshape(len(p), -1, p.shape[-1])[:, 0] for p in parts], -1)
    return found
