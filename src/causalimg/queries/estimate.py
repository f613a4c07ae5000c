"""Estimands: arithmetic over expectations, exact where the model is finite, else by sampling."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import torch
from torch import Tensor

from causalimg.diagnostics import CausalimgError, CausalimgInternalError, Diagnostic
from causalimg.program.protocol import Program
from causalimg.queries.act import Action, act
from causalimg.queries.evaluate import SIGNS, Values, evaluate, names_read, together
from causalimg.queries.interval import Share, interval, is_share
from causalimg.queries.population import (
    Population,
    drawn,
    listed,
    numbers_per_unit,
)
from causalimg.queries.predict import BUDGET, Predict, Scene, world
from causalimg.queries.reach import ancestors, read_anywhere
from causalimg.queries.refusals import Told
from causalimg.queries.unseen import UNLIMITED, Limits, refuse_units
from causalimg.queries.weigh import clamps, has_had, weigh
from causalimg.semantics.expr import (
    Binary,
    ConstantRef,
    Expectation,
    Expr,
    Had,
    Number,
    Unary,
    VariableRef,
    assigned,
    walk,
)
from causalimg.semantics.model import Estimand, Model
from causalimg.semantics.types import Array
from causalimg.source import Source

EVERYONE = "everyone"
DRAWS, DRAWS_WITH_PICTURES = 100_000, 2_000
_ROUNDING = 1e-13


@dataclass(frozen=True, slots=True)
class Estimated:
    """An estimand's value.

    Args:
        value: the number, or `[world]` for a ladder.
        error: its Monte-Carlo standard error, zero where exact.
        middle: of its interval, see `interval`.
        exact: whether all units were listed.
        effective: effective sample size of the term that has the least, or None where exact.
        units: size of the population.
        actions: interventions taken.
    """

    value: Tensor
    error: Tensor
    middle: Tensor
    exact: bool
    effective: float | None
    units: int
    actions: tuple[Action, ...]


@dataclass(frozen=True, slots=True)
class _Term:
    """Per unit: what is averaged, and log of how much it counts, `[unit]` or `[world, unit]`."""

    value: Tensor
    log_weight: Tensor


def estimate(
    model: Model,
    program: Program,
    query: Estimand,
    *,
    sites: Tensor,
    source: Source,
    draws: int | None = None,
    predictors: Mapping[str, Predict] | None = None,
    constants: Values | None = None,
    limits: Limits = UNLIMITED,
) -> Estimated:
    r"""Value of an estimand with its Monte-Carlo error.

    Every expectation is the weighted mean :math:`\sum_i w_i f_i / \sum_i w_i` over one
    population that all terms share (common random numbers). The error is that of the linearised
    whole, :math:`\mathrm{sd}(\sum_k \partial g / \partial m_k \, \psi_k) / \sqrt n` with
    :math:`\psi_{k,i} = w_i (f_i - m_k) / \bar w` (Hampel's influence function of a ratio), and
    for shares that of `interval`, which is not 0 where all draws agree.

    Conditions, and membership of the selected rows, are read in the world of `do`; so is the
    factual world of a `had` inside. `(y had x = 1)` under `do(z = 2)` keeps `z = 2`.

    Args:
        model: the checked model.
        program: its program.
        query: the estimand; its scope is None, `everyone` or a value of the environment.
        sites: share of each environment value among the rows that are seen `[site]`.
        source: the text of the question, for messages.
        draws: size of the population where it is sampled.
        predictors: trained predictors.
        constants: `param` and `parameters` entries.
        limits: what the mechanisms of a fitted model did not see.

    Raises:
        CausalimgError: E0711 for an equality that has no density, where no unit meets the
            conditions, and where a part of the estimand has no finite value; E0719 where a
            mechanism is asked about what it did not see.
    """
    terms = list(dict.fromkeys(n for n in walk(query.value) if isinstance(n, Expectation)))
    everyone = query.scope == EVERYONE
    selections = () if everyone else model.of_kind("selection")
    reached = _reached(model, terms, model.of_kind("selection"))
    factors = before_selection(model, program, sites)
    actions: list[Action] = []
    parts: list[list[_Term]] = []
    whole = listed(model, program, reached, sites, terms)
    sizes = [] if whole else _chunks(model, reached, numbers_per_unit(program, reached), draws)
    populations = [whole] if whole else (drawn(program, reached, sites, n) for n in sizes)
    for population in populations:
        scene = Scene(
            model,
            program,
            population.noise,
            population.weight.shape,
            population.environment,
            constants=constants or {},
            predictors=predictors or {},
            actions=actions,
            limits=limits,
        )
        weight = population.weight
        if program.environment is not None:
            weight = weight * factors[population.environment[program.environment]]
        parts.append([_term(scene, population, weight, term, selections) for term in terms])
    joined = [_joined([part[i] for part in parts]) for i in range(len(terms))]
    told = Told(model, source)
    value, error, middle, effective = _combined(query, terms, joined, told, exact=bool(whole))
    units = whole.size if whole else sum(sizes)
    return Estimated(value, error, middle, whole is not None, effective, units, tuple(actions))


def rung(query: Estimand) -> int:
    """1 association, 2 intervention, 3 counterfactual."""
    nodes = walk(query.value)
    if any(isinstance(node, Had) for node in nodes):
        return 3
    return 2 if any(isinstance(n, Expectation) and n.assignments for n in nodes) else 1


def _reached(
    model: Model, terms: list[Expectation], selections: tuple[str, ...]
) -> frozenset[str]:
    read = read_anywhere(model, terms) | {a.variable for t in terms for a in t.assignments}
    return ancestors(model, [*read, *selections])


def _chunks(model: Model, reached: frozenset[str], each: int, draws: int | None) -> list[int]:
    """Sizes of the parts in which the population is drawn, each within the budget.

    Args:
        model: the checked model.
        reached: variables that will be computed.
        each: numbers of noise per unit.
        draws: size of the whole.
    """
    pictures = [v.type for v in model.variables if v.name in reached and isinstance(v.type, Array)]
    units = draws or (DRAWS_WITH_PICTURES if pictures else DRAWS)
    # A decoder holds some dozens of feature maps beside the picture.
    each += sum(32 * torch.Size(p.shape).numel() for p in pictures) + 8 * len(model.variables)
    size = max(1, min(units, BUDGET // each))
    return [size] * (units // size) + ([units % size] if units % size else [])


def before_selection(model: Model, program: Program, sites: Tensor) -> Tensor:
    r"""Factors that turn shares among the seen rows into shares before selection `[site]`.

    By Bayes :math:`P(site) \propto P(site \mid S = 1) / P(S = 1 \mid site)`, the latter in the
    natural world.
    """
    selections = model.of_kind("selection")
    if not selections or program.environment is None or int((sites > 0).sum()) == 1:
        return torch.ones(len(sites), dtype=torch.float64)
    reached = ancestors(model, selections)
    population = listed(model, program, reached, sites)
    if population is None:
        units = sum(_chunks(model, reached, numbers_per_unit(program, reached), None)[:1])
        population = drawn(program, reached, sites, units)
    weight = population.weight
    scene = Scene(model, program, population.noise, weight.shape, population.environment)
    natural = world(scene, {}, selections)
    which = population.environment[program.environment]
    total = torch.zeros(len(sites), dtype=torch.float64).index_add(0, which, weight)
    for name in selections:
        weight = weight * (natural.values[name] == 1)
    kept = torch.zeros(len(sites), dtype=torch.float64).index_add(0, which, weight)
    if bool(((kept == 0) & (total > 0)).any()):
        message = "there is a site of which nearly no row is selected"
        helps = ("name another one: `for NAME` at the end of the question",)
        raise CausalimgError([Diagnostic("E0711", message, helps=helps)])
    return torch.where(total > 0, total / kept, 0.0)


def _term(
    scene: Scene,
    population: Population,
    weight: Tensor,
    term: Expectation,
    selections: tuple[str, ...],
) -> _Term:
    """One expectation on one population."""
    scene = replace(scene, beyond=[])
    action = _done(scene, population, term)
    do = dict(action.do)
    conditions = [*term.conditions, *(_selected(name) for name in selections)]
    held, events = clamps(scene, conditions, do, exact=population.exact)
    counterfactual = has_had((term.value, *term.conditions))
    scene, do, log_weight = weigh(scene, do, held, counterfactual=counterfactual)
    reading = world(scene, do, _names(term, events))
    log_weight = log_weight + action.log_weight + weight.log()
    for event in events:
        log_weight = log_weight + evaluate(event, reading).double().log()
    log_weight = _wide(log_weight, population)
    value = _wide(evaluate(term.value, reading).double(), population)
    refuse_units(scene.model, scene.program, scene.beyond, log_weight)
    # What does not count may have no value: `E[log(x) | x > 0]`.
    return _Term(value.masked_fill(log_weight == -torch.inf, 0.0), log_weight)


def _wide(value: Tensor, population: Population) -> Tensor:
    return value.expand(together(value.shape, population.weight.shape))


def _selected(name: str) -> Expr:
    return Binary("==", VariableRef(name), Number(1.0))


def _names(term: Expectation, events: list[Expr]) -> tuple[str, ...]:
    found = dict.fromkeys(names_read(term.value))
    for event in events:
        found.update(dict.fromkeys(names_read(event)))
    return tuple(found)


def _done(scene: Scene, population: Population, term: Expectation) -> Action:
    """What `do` puts in place; names right of `=` are read in the natural world."""
    if not term.assignments:
        return Action({}, {}, {})
    names = {name for expr in assigned(term.assignments) for name in names_read(expr)}
    natural = world(scene, {}, tuple(names))
    action = act(scene.model, term.assignments, natural, population.put)
    scene.actions.append(action)
    return action


def _joined(parts: list[_Term]) -> _Term:
    if len(parts) == 1:
        return parts[0]
    return _Term(
        torch.cat([p.value for p in parts], -1), torch.cat([p.log_weight for p in parts], -1)
    )


def _combined(
    query: Estimand, terms: list[Expectation], found: list[_Term], told: Told, *, exact: bool
) -> tuple[Tensor, Tensor, Tensor, float | None]:
    """Value, standard error, middle of the interval, smallest effective sample size."""
    means, errors, sizes = [], [], []
    for term, part in zip(terms, found, strict=True):
        largest = part.log_weight.amax(-1, keepdim=True)
        if bool((largest == -torch.inf).any()):
            raise told.nobody(term, exact=exact)
        # Only ratios matter: a density far out in a tail must not underflow.
        share = (part.log_weight - largest).exp()
        share = share / share.sum(-1, keepdim=True)
        mean = (share * part.value).sum(-1)
        if not bool(mean.isfinite().all()):
            wrong = int((~part.value.isfinite()).sum())
            share_of_all = f", in {wrong} of {part.value.numel()} cases"
            raise told.no_number(term.value.span, share_of_all if wrong else "")
        means.append(mean)
        errors.append(share * (part.value - mean[..., None]))
        sizes.append(float((1 / share.square().sum(-1)).min()))
    shape = together(*(m.shape for m in means))
    with torch.enable_grad():
        wide = [m.expand(shape).clone().requires_grad_() for m in means]
        value = _Arithmetic(dict(zip(terms, wide, strict=True)), told, exact).value(query.value)
        slopes = torch.autograd.grad(value.sum(), wide)
    if exact:
        return value.detach(), torch.zeros(shape, dtype=torch.float64), value.detach(), None
    moved = torch.stack(
        torch.broadcast_tensors(*(s[..., None] * e for s, e in zip(slopes, errors, strict=True)))
    ).sum(0)
    # At the edge of a root the slope is infinite, and so is what the draws leave open.
    error = moved.square().sum(-1).sqrt().nan_to_num(nan=torch.inf, posinf=torch.inf)
    shares = [
        Share(mean, slope, size)
        for term, mean, slope, size in zip(terms, means, slopes, sizes, strict=True)
        if is_share(told.model, term)
    ]
    middle, error = interval(value.detach(), error, shares)
    return value.detach(), error, middle, min(sizes)


@dataclass(frozen=True, slots=True)
class _Arithmetic:
    """The arithmetic over expectations, which ends where a number has no finite value."""

    means: Mapping[Expectation, Tensor]
    told: Told
    exact: bool

    def value(self, expr: Expr) -> Tensor:
        match expr:
            case Expectation():
                return self.means[expr]
            case Number(value=value):
                return torch.tensor(value, dtype=torch.float64)
            case ConstantRef(name=name):
                known = (c.value for c in self.told.model.constants if c.name == name)
                return torch.tensor(next(known), dtype=torch.float64)
            case Unary(operand=operand):
                return -self.value(operand)
            case Binary(sign=sign, left=left, right=right):
                return self._joined(expr, sign, self.value(left), self.value(right))
            case _:
                raise CausalimgInternalError(f"an estimand cannot hold {expr!r}")

    def _joined(self, expr: Binary, sign: str, left: Tensor, right: Tensor) -> Tensor:
        if sign == "/" and bool((right == 0).any()):
            raise self.told.by_zero(expr.right.span, exact=self.exact)
        made = SIGNS[sign](left, right)
        if not bool(made.isfinite().all()):
            raise self.told.no_number(expr.span)
        if sign in ("+", "-"):
            # What cancels but for rounding is 0, with its slope: a ratio by it has no value.
            rounding = made.abs() <= _ROUNDING * (left.abs() + right.abs())
            made = torch.where(rounding, made - made.detach(), made)
        return made
