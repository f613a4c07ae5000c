"""Estimate an effect from a table by the estimand of the arrows, beside a model's answer."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np
import torch

from causalimg.causal.answers.bridge import graph_of
from causalimg.causal.identification.adjustment import told_idle
from causalimg.diagnostics import CausalimgError, Diagnostic
from causalimg.fitting.bind import Bound, bind
from causalimg.fitting.seen import Seen
from causalimg.fitting.settings import DataSettings
from causalimg.program.protocol import Program
from causalimg.queries.ask import ask
from causalimg.queries.estimation.adjusting import Arm, arm, estimator
from causalimg.queries.estimation.comparing import (
    Move,
    Own,
    joined,
    moves_of_arm,
    moves_of_cells,
)
from causalimg.queries.estimation.estimated import By, Estimate, Read
from causalimg.queries.estimation.nuisance import Learner
from causalimg.queries.estimation.overlap import Overlap, of_arm, of_cells
from causalimg.queries.estimation.plug_in import PlugIn, plug_in
from causalimg.queries.estimation.question import Asking, Part, asking, constants_of
from causalimg.queries.estimation.resampling import Estimator, Spread, spread
from causalimg.queries.estimation.rows import Numbers, Rows, renumbered
from causalimg.queries.estimation.simulated import chance_of_selection, simulated
from causalimg.queries.population import frequencies
from causalimg.semantics.expr import Binary, ConstantRef, Expectation, Expr, Number, Unary
from causalimg.semantics.model import Model

_Made = PlugIn | tuple[Arm, Estimator]


@dataclass(frozen=True, slots=True)
class Options:
    """How to estimate.

    Args:
        by: the estimator, None for the one that fits.
        learner: the models within it.
        draws: resamples.
        seed: of the resamples, the folds and the model's draws.
    """

    by: By | None = None
    learner: Learner = "linear"
    draws: int = 500
    seed: int = 0


def estimate_from(
    model: Model,
    question: str,
    data: object,
    *,
    settings: DataSettings | None = None,
    options: Options | None = None,
    program: Program | None = None,
    seen: Mapping[str, tuple[Seen, ...]] | None = None,
    silent: str = "",
) -> Estimate:
    """The estimand of a question, evaluated on a table, and under the law of a model beside it.

    Args:
        model: the checked model.
        question: the name of a query, or one in its own words.
        data: anything that `fit` takes.
        settings: how the table is read.
        options: how to estimate.
        program: of the model, known or fitted; None where it says nothing by itself.
        seen: what a fit saw.
        silent: why the model says nothing.

    Raises:
        CausalimgError: E0503, E0605, E0606 for what does not follow from what is observed, E07xx
            for a table that cannot be used, E0711 for what this estimator does not answer.
    """
    chosen = options or Options()
    asked = asking(model, question, constants_of(model))
    names = _columns(model, asked)
    bound = bind(model, data, settings, variables=names, required=_needed(model, asked))
    made = _Making(model, asked, program, _rows(model, asked, bound, program), chosen)
    by, parts = made.parts()
    found = spread(made.whole(parts), made.rows, chosen.draws, chosen.seed)
    if not np.isfinite(found.estimate):
        message = "the rows do not meet the conditions, or give no finite number"
        raise CausalimgError([Diagnostic("E0711", message, helps=("widen the conditions",))])
    own: Own | None = None
    moves: tuple[Move, ...] = ()
    if program is not None:
        try:
            own, moves = made.beside(by, parts, found, seen or {})
        except CausalimgError as error:
            silent = error.diagnostics[0].message
    patients = made.rows.units if settings is not None and settings.patient else None
    told = tuple(_told(model, p, m) for p, m in zip(asked.parts, parts, strict=True))
    learner = "" if by == "plug-in" else chosen.learner
    return Estimate(
        asked.text, told, by, learner, len(bound), bound.dropped, patients, found, chosen.seed,
        own, silent, moves,
    )  # fmt: skip


def _needed(model: Model, asked: Asking) -> tuple[str, ...]:
    names = {name for part in asked.parts for name in part.names}
    if any(part.site is not None for part in asked.parts) and model.environment:
        names.add(model.environment)
    if any(part.law == "weighted" for part in asked.parts):
        names.update(c for s in model.of_kind("selection") for c in model.parents(s))
    return tuple(v.name for v in model.variables if v.name in names)


def _columns(model: Model, asked: Asking) -> tuple[str, ...]:
    """What is needed, and the sites, whose shares the model's own answer rests on."""
    site = (model.environment,) if model.environment else ()
    return tuple(dict.fromkeys((*_needed(model, asked), *site)))


def _rows(model: Model, asked: Asking, bound: Bound, program: Program | None) -> Rows:
    if not len(bound):
        message = "the table has no row to estimate from"
        raise CausalimgError([Diagnostic("E0711", message, helps=("add rows",))])
    seen = np.ones(len(bound))
    everyone = seen
    if any(part.law == "weighted" for part in asked.parts):
        if program is None:
            message = "the chance of being selected is read from the model's own mechanisms"
            helps = ("write down all mechanisms, or estimate from a run, after `causalimg fit`",)
            raise CausalimgError([Diagnostic("E0711", message, helps=helps)])
        with torch.no_grad():
            everyone = seen / chance_of_selection(model, program, bound.columns)
    return Rows(bound.columns, everyone, seen, renumbered(bound.patients))


@dataclass(frozen=True, slots=True)
class _Making:
    """What an estimate is made of."""

    model: Model
    asked: Asking
    program: Program | None
    rows: Rows
    options: Options

    def parts(self) -> tuple[By, tuple[_Made, ...]]:
        """The estimators of all averages, by the way that was chosen or fits."""
        by = self.options.by
        if by is not None:
            return by, self._by(by, self.rows)
        try:
            found = self._by("plug-in", self.rows)
        except CausalimgError:
            if any(part.adjusted is None for part in self.asked.parts):
                raise
            return self._adjusted()
        whole = all(isinstance(one, PlugIn) and of_cells(one).empty == 0 for one in found)
        by_hand = any(part.adjusted is None for part in self.asked.parts)
        return ("plug-in", found) if whole or by_hand else self._adjusted()

    def _adjusted(self) -> tuple[By, tuple[_Made, ...]]:
        arms = [arm(self.model, p, self.rows, self._constants) for p in self.asked.parts]
        by: By = "regression" if any(one.many for one in arms) else "doubly-robust"
        return by, self._by(by, self.rows)

    def _by(self, by: By, rows: Rows) -> tuple[_Made, ...]:
        return tuple(self._one(by, part, rows) for part in self.asked.parts)

    def _one(self, by: By, part: Part, rows: Rows) -> _Made:
        rows = _of_its_law(part, rows)
        if by == "plug-in":
            return plug_in(self.model, part, rows, self._constants)
        one = arm(self.model, part, rows, self._constants)
        return one, estimator(one, by, self.options.learner, self.options.seed)

    @property
    def _constants(self) -> dict[str, torch.Tensor]:
        return constants_of(self.model)

    def whole(self, parts: tuple[_Made, ...]) -> Estimator:
        """The whole question from its averages."""
        terms = [part.term for part in self.asked.parts]
        ways = [one if isinstance(one, PlugIn) else one[1] for one in parts]

        def read(counts: Numbers) -> Numbers:
            means = {t: way(counts) for t, way in zip(terms, ways, strict=True)}
            with np.errstate(all="ignore"):
                return _arithmetic(self.model, self.asked.value, means, len(counts))

        return read

    def beside(
        self, by: By, parts: tuple[_Made, ...], found: Spread, seen: Mapping[str, tuple[Seen, ...]]
    ) -> tuple[Own, tuple[Move, ...]]:
        """What the model says, and which of its laws differ."""
        program, shares = self.program, frequencies(self.model, None, self.rows.columns)
        assert program is not None
        query, text = self.asked.query, self.asked.text
        frequency = shares if self.model.environment else None
        answer = ask(
            self.model, program, query, rows_frequencies=frequency, text=text, seen=seen,
            seed=self.options.seed,
        )  # fmt: skip
        assert answer.number is not None
        theirs, exact = self._theirs(program, by, shares)
        estimand = float(self.whole(self._by(by, theirs))(np.ones((1, len(theirs))))[0])
        error = 0.0 if exact else found.error * float(np.sqrt(len(self.rows) / len(theirs)))
        value, noise = float(answer.number.value), float(answer.number.error)
        own = Own(value, noise, answer.quality == "exact", estimand, error)
        if own.beside(found) != "differ":
            return own, ()
        return own, self._moves(parts, theirs)

    def _theirs(self, program: Program, by: By, shares: torch.Tensor | None) -> tuple[Rows, bool]:
        weighted = any(part.law == "weighted" for part in self.asked.parts)
        sites = torch.ones(1) if shares is None else shares
        names = tuple(self.rows.columns)
        return simulated(
            self.model, program, names, sites,
            weighted=weighted, whole=by == "plug-in", seed=self.options.seed,
        )  # fmt: skip

    def _moves(self, parts: tuple[_Made, ...], theirs: Rows) -> tuple[Move, ...]:
        """What each law does to the whole question, in each average by itself and summed."""
        once = np.ones((1, len(self.rows)))
        terms = [part.term for part in self.asked.parts]
        here = [one if isinstance(one, PlugIn) else one[1] for one in parts]
        means = {t: way(once) for t, way in zip(terms, here, strict=True)}
        total: dict[str, float] = {}
        before = _arithmetic(self.model, self.asked.value, means, 1)[0]
        for part, one in zip(self.asked.parts, parts, strict=True):
            for move in self._moves_of(part, one, theirs):
                there = {**means, part.term: means[part.term] + move.by}
                after = _arithmetic(self.model, self.asked.value, there, 1)[0]
                total[move.law] = total.get(move.law, 0.0) + float(after - before)
        return tuple(Move(law, by) for law, by in total.items())

    def _moves_of(self, part: Part, one: _Made, theirs: Rows) -> Iterator[Move]:
        theirs = _of_its_law(part, theirs)
        if isinstance(one, PlugIn):
            yield from moves_of_cells(one, replace(one, rows=theirs))
        else:
            mine = _of_its_law(part, self.rows)
            both = arm(self.model, part, joined(mine, theirs), self._constants)
            yield from moves_of_arm(both, len(self.rows))


def _of_its_law(part: Part, rows: Rows) -> Rows:
    """The rows as one average counts them, where another one of the question weighs them."""
    return rows if part.law == "weighted" else replace(rows, everyone=rows.seen)


def _arithmetic(
    model: Model, expr: Expr, means: dict[Expectation, Numbers], draws: int
) -> Numbers:
    """The arithmetic over averages `[draw]`."""
    match expr:
        case Expectation():
            return means[expr]
        case Number(value=value):
            return np.full(draws, value)
        case ConstantRef(name=name):
            return np.full(draws, next(c.value for c in model.constants if c.name == name))
        case Unary(operand=operand):
            return -_arithmetic(model, operand, means, draws)
        case Binary(sign=sign, left=left, right=right):
            sides = (_arithmetic(model, one, means, draws) for one in (left, right))
            return _SIGNS[sign](*sides)
        case _:
            raise AssertionError(expr)


_SIGNS: dict[str, Callable[[Numbers, Numbers], Numbers]] = {
    "+": np.add,
    "-": np.subtract,
    "*": np.multiply,
    "/": np.divide,
    "^": np.power,
}


def _told(model: Model, part: Part, made: _Made) -> Read:
    overlap: Overlap | None
    if isinstance(made, PlugIn):
        called, told = part.called, part.told
        adjust = part.plain.covariates if part.plain and part.act else None
        overlap = of_cells(made) if part.act else None
    else:
        assert part.adjusted is not None
        called, told = str(part.adjusted.effect), str(part.adjusted.estimand)
        adjust = part.adjusted.covariates if part.act else None
        overlap = of_arm(made[0])
    return Read(called, told, adjust, (*_idle(model, part), *_law(model, part)), overlap)


def _idle(model: Model, part: Part) -> tuple[str, ...]:
    found = part.plain or part.adjusted
    return told_idle(found, graph_of(model)) if found is not None else ()


def _law(model: Model, part: Part) -> Iterator[str]:
    chosen = ", ".join(model.of_kind("selection"))
    if part.law == "selected":
        yield f"P is the law of the rows with {chosen} = 1"
    if part.law == "weighted":
        yield f"P is the law of everyone: each row weighs 1 / its chance of {chosen} = 1"
