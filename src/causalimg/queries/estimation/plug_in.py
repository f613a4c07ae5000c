r"""The plug-in estimator: each law of an estimand replaced by the frequencies of the rows.

:math:`\hat P(a \mid b) = \sum_i w_i [a_i = a, b_i = b] / \sum_i w_i [b_i = b]`, and exact sums
over the rest. What is averaged may be continuous: its mean in each cell stands for its law.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal, NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray

from causalimg.causal.estimands.estimand import (
    Expression,
    Policy,
    Probability,
    Ratio,
    free,
    laws_in,
)
from causalimg.causal.identification.recover import SELECTED
from causalimg.queries.estimation.axes import At, Axes, Read, arranged, joined, value
from causalimg.queries.estimation.policies import axes_of
from causalimg.queries.estimation.question import Part, refusal
from causalimg.queries.estimation.readable import names_in
from causalimg.queries.estimation.rows import (
    Numbers,
    Rows,
    Whole,
    column,
    evaluated,
    levels_of,
)
from causalimg.queries.evaluate import Values
from causalimg.semantics.expr import Binary, Expr, variables_in
from causalimg.semantics.model import Model

_MOST_CELLS, _AT_ONCE = 2**20, 2**23
_ROUNDED = 1e-6
_Kind = Literal["above", "below"]
_KINDS: tuple[_Kind, ...] = ("above", "below")


class Table(NamedTuple):
    """A law in the rows as a frequency table, before the rows are counted."""

    cell: Whole
    inside: NDArray[np.bool_]
    shape: tuple[int, ...]
    names: tuple[str, ...]


@dataclass(frozen=True)
class PlugIn:
    """An average of a question, read from rows by frequencies.

    Args:
        model: of the question.
        part: the average.
        rows: where its laws are read.
        levels: of each variable with few values.
        at: level of each name that is held.
        heads: the outcomes that are summed over, those with few values.
        numbers: the outcomes with many values, whose means stand for their laws.
        constants: of the question.
    """

    model: Model
    part: Part
    rows: Rows
    levels: dict[str, Numbers]
    at: dict[str, int]
    heads: tuple[str, ...]
    numbers: tuple[str, ...]
    constants: Values

    def __call__(self, counts: Numbers) -> Numbers:
        """The average under each resampling of the rows: counts `[draw, row]` to `[draw]`."""
        size = max(1, _AT_ONCE // self.cells)
        parts = [self.mixed(counts[at : at + size]) for at in range(0, len(counts), size)]
        return np.concatenate(parts)

    @property
    def cells(self) -> int:
        """Combinations of the levels of all names that are not held."""
        names = {n for n in (*names_in(self.part.estimand), *self.heads) if n not in self.numbers}
        loose = names - self.at.keys()
        return math.prod(len(self.levels[column(name)]) for name in loose)

    def mixed(
        self, counts: Numbers, other: "PlugIn | None" = None, law: Probability | None = None
    ) -> Numbers:
        """The average with one law of the estimand read from other rows."""
        above, below = (self._total(self._read(counts, kind, other, law), kind) for kind in _KINDS)
        found = np.full(len(above), np.nan)
        np.divide(above, below, out=found, where=below > 0)
        return found

    def _read(
        self, counts: Numbers, kind: "_Kind", other: "PlugIn | None", law: Probability | None
    ) -> Read:
        mine = self.laws(counts, kind)
        if other is None:
            return mine.read
        theirs = other.laws(np.ones((1, len(other.rows))), kind)
        return lambda term, at: (theirs if term == law else mine).read(term, at)

    def laws(self, counts: Numbers, kind: "_Kind") -> "Reader":
        """The laws of the rows under some resamplings."""
        if not self.numbers:
            return Reader(self, counts)
        holds = self._rowwise(None)
        moment = holds * self._rowwise(self.part.value) if kind == "above" else holds
        return Reader(self, counts, moment)

    def _total(self, read: Read, kind: "_Kind") -> Numbers:
        """What is averaged times its weight, or the weight, summed over all outcomes `[draw]`."""
        found = arranged(value(self.estimand, self.at, read), self.heads)
        if not self.numbers:
            found = found * self._on_levels(None)
            found = found * self._on_levels(self.part.value) if kind == "above" else found
        total: Numbers = found.reshape(len(found), -1).sum(-1)
        return total

    @property
    def estimand(self) -> Expression:
        """Without the constant that every outcome is divided by."""
        whole = self.part.estimand
        if isinstance(whole, Ratio) and free(whole.below).isdisjoint(self.part.outcomes):
            return whole.above
        return whole

    def policy(self, term: Policy, at: At) -> Axes:
        """The law of an act that is a rule or a law."""
        act = self.part.policies[column(term.variable)]
        return axes_of(self.model, term, act, self.levels, at, self.constants)

    def lost(self) -> float:
        """Share of the population in cells for which no row shows what would follow."""
        law = Reader(self, np.ones((1, len(self.rows))), np.ones(len(self.rows)))
        found = [
            value(self.estimand, self.at, one.read) for one in (law, replace(law, unseen=True))
        ]
        known, whole = (float(one.values.sum()) for one in found)
        return max(0.0, 1 - known / whole) if whole > 0 else 1.0

    def _rowwise(self, expr: Expr | None) -> Numbers:
        """An expression, or whether the conditions hold, in each row."""
        set_to = {n: torch.tensor(value) for n, value in self.part.do.items()}
        named = {n: self.rows.columns[column(n)] for n in self.part.outcomes}
        return self._evaluated(expr, {**self.rows.columns, **named, **set_to}, (len(self.rows),))

    def _on_levels(self, expr: Expr | None) -> Numbers:
        """The same for every combination of levels of the heads."""
        size = tuple(len(self.levels[column(name)]) for name in self.heads)
        values = {}
        for place, name in enumerate(self.heads):
            shape = [-1 if place == i else 1 for i in range(len(size))]
            values[name] = self._typed(name, self.levels[column(name)]).reshape(shape)
        for name, level in self.at.items():
            if name == column(name) and name not in self.heads:
                values[name] = self._typed(name, self.levels[name][level])
        values |= {n: self._typed(n, np.asarray(v)) for n, v in self.part.do.items()}
        return self._evaluated(expr, values, size)

    def _typed(self, name: str, numbers: Numbers) -> torch.Tensor:
        held = self.rows.columns.get(column(name))
        return torch.as_tensor(numbers).to(torch.float32 if held is None else held.dtype)

    def _evaluated(self, expr: Expr | None, values: Values, size: tuple[int, ...]) -> Numbers:
        worlds = {do: self._in_world(named, values) for do, named in self.part.worlds.items()}
        here = worlds.get((), values)
        if expr is not None:
            return evaluated(expr, here, size, self.constants, worlds)
        holds = np.ones(size)
        for condition in self.part.conditions:
            holds = holds * evaluated(condition, here, size, self.constants, worlds)
        return holds

    def _in_world(self, called: Mapping[str, str | float], values: Values) -> Values:
        """The variables of one world, by what they are called in the estimand."""
        return {
            variable: values[name] if isinstance(name, str) else torch.tensor(name)
            for variable, name in called.items()
        }


@dataclass(frozen=True)
class Reader:
    """Laws of rows under resamplings.

    Args:
        of: the average that they are for.
        counts: how often each row was taken `[draw, row]`.
        moment: what stands for outcomes with many values `[row]`.
        unseen: let what no row shows be anything, each value alike; else it is left out.
    """

    of: PlugIn
    counts: Numbers
    moment: Numbers | None = None
    unseen: bool = False

    def read(self, term: Probability | Policy, at: At) -> Axes:
        """A law as an array over the names that are not held."""
        if isinstance(term, Policy):
            return self.of.policy(term, at)
        rows, plain = self.of.rows, term.source == SELECTED
        weight = self.counts * (rows.seen if plain else rows.everyone)
        given = self._masses(self._table(term.given, at), weight)
        many = [name for name in term.of if name in self.of.numbers]
        few = tuple(name for name in term.of if name not in many)
        scaled = weight * self.moment if many and self.moment is not None else weight
        above = self._masses(self._table((*term.given, *few), at), scaled)
        names = tuple(name for name in (*term.given, *few) if name not in at)
        wide = given.reshape(*given.shape, *[1] * (above.ndim - given.ndim))
        known = np.broadcast_to(wide > 0, above.shape)
        spread = math.prod(len(self.of.levels[column(name)]) for name in few)
        found = np.full(above.shape, 1 / spread if self.unseen else 0.0)
        np.divide(above, wide, out=found, where=known)
        return Axes(names, found)

    def _table(self, names: Sequence[str], at: At) -> Table:
        """Where each row stands in the table of some names, those that are held left out."""
        rows = self.of.rows
        cell = np.zeros(len(rows), np.int64)
        inside = np.ones(len(rows), bool)
        loose = tuple(name for name in names if name not in at)
        shape = tuple(len(self.of.levels[column(name)]) for name in loose)
        for name in names:
            levels = self.of.levels[column(name)]
            numbers = rows.numbers(name)
            code = np.minimum(np.searchsorted(levels, numbers), len(levels) - 1)
            inside &= levels[code] == numbers
            if name in at:
                inside &= code == at[name]
            else:
                cell = cell * len(levels) + code
        return Table(cell, inside, shape, loose)

    def _masses(self, table: Table, weight: Numbers) -> Numbers:
        draws, size = len(weight), math.prod(table.shape)
        index = table.cell[table.inside] + size * np.arange(draws)[:, None]
        kept = weight[:, table.inside]
        found = np.bincount(index.ravel(), kept.ravel(), minlength=draws * size)
        return found.astype(np.float64, copy=False).reshape(draws, *table.shape)


def plug_in(model: Model, part: Part, rows: Rows, constants: Values) -> PlugIn:
    """An average as a plug-in estimator.

    Raises:
        CausalimgError: E0711 where a law of the estimand has no frequencies: of a number that may
            be anything, other than what is averaged.
    """
    names = {*names_in(part.estimand), *part.held, *part.outcomes, *part.given}
    known = {name: levels_of(model, rows, name) for name in sorted(map(column, names))}
    levels = {name: found for name, found in known.items() if found is not None}
    numbers = tuple(n for n in part.outcomes if column(n) not in levels)
    _refuse_numbers(part, levels, numbers)
    at = _held(model, part, levels, rows, constants)
    heads = tuple(n for n in part.outcomes if column(n) in levels)
    found = PlugIn(model, part, rows, levels, at, heads, numbers, constants)
    found = replace(found, at={**at, **_any(found)})
    _refuse_beyond(found)
    if found.cells > _MOST_CELLS:
        message = f"the laws of the estimand have {found.cells:,} cells, more than rows could fill"
        raise refusal(message, part.term, "let words be fewer, or another estimator: `--by`")
    return found


def _refuse_numbers(part: Part, levels: dict[str, Numbers], numbers: tuple[str, ...]) -> None:
    """Numbers that may be anything have no frequencies; an outcome has a mean in each cell."""
    many = {*map(column, names_in(part.estimand))} - levels.keys()
    bad = sorted(many - {*map(column, numbers)})
    of = [leaf for leaf in laws_in(part.estimand) if free(leaf) & {*numbers}]
    lone = dict.fromkeys(of)
    given = [n for leaf in lone for n in getattr(leaf, "given", ()) if n in numbers]
    beside = part.reads - {n for leaf in lone for n in free(leaf)} if numbers else set()
    wrong = bad or given or (sorted(numbers)[:1] if len(lone) > 1 else []) or sorted(beside)
    if wrong:
        message = f"`{wrong[0]}` takes many values, so the rows have no frequencies of it"
        helps = [f"ask about a range of it, or let `{wrong[0]}` be a variable of few values"]
        if part.adjusted is not None:
            ways = "`regression`, `weighting` or `doubly-robust`"
            helps.insert(0, f"this follows by adjustment: `--by` {ways}")
        raise refusal(message, part.term, *helps)


def _refuse_beyond(found: PlugIn) -> None:
    """An act may set nothing to what no row has."""
    for term in (leaf for leaf in laws_in(found.part.estimand) if isinstance(leaf, Policy)):
        chance = found.policy(term, {n: found.at[n] for n in term.reads if n in found.at})
        total = joined([chance], [term.variable]).values
        if total.min() < 1 - _ROUNDED:
            message = f"the act sets `{column(term.variable)}` to values that no row has"
            raise refusal(message, found.part.term, "let the rule stay among those that occur")


def _held(
    model: Model, part: Part, levels: dict[str, Numbers], rows: Rows, constants: Values
) -> dict[str, int]:
    """The level of what is set and of what is given."""
    found: dict[str, int] = {}
    for name, number in part.held.items():
        own = column(name)
        if own not in levels:
            continue
        places = np.flatnonzero(levels[own] == np.float32(number))
        if len(places) != 1:
            message = f"no row has `{own}` = {number:g}"
            raise refusal(message, part.term, "set it to a value that it takes")
        found[name] = int(places[0])
    for name in part.given:
        if part.site is not None and column(name) == model.environment:
            found[name] = part.site
        else:
            found[name] = _given(part, name, levels[column(name)], rows, constants)
    return found


def _given(part: Part, name: str, levels: Numbers, rows: Rows, constants: Values) -> int:
    """The one level of a variable that the conditions allow."""
    own = column(name)
    single = [one for c in part.term.conditions for one in _single(c)]
    conditions = [one for one in single if set(variables_in(one)) == {own}]
    values = {own: torch.as_tensor(levels).to(rows.columns[own].dtype)}
    holds = np.ones(len(levels), bool)
    for condition in conditions:
        holds &= evaluated(condition, values, (len(levels),), constants) > 0
    places = np.flatnonzero(holds)
    if len(places) != 1:
        message = f"the conditions leave `{own}` {len(places)} values, and one is needed here"
        raise refusal(message, part.term, f"condition on one value: `{own} == ...`")
    return int(places[0])


def _single(condition: Expr) -> Iterator[Expr]:
    """What must hold, each by itself."""
    match condition:
        case Binary(sign="and", left=left, right=right):
            yield from (*_single(left), *_single(right))
        case _:
            yield condition


def _any(found: PlugIn) -> dict[str, int]:
    """A level for names that the question does not name: any will do, so the most frequent."""
    loose = free(found.part.estimand) - {*found.part.outcomes} - found.at.keys()
    chosen: dict[str, int] = {}
    for name in sorted(loose):
        levels, numbers = found.levels[column(name)], found.rows.numbers(name)
        mass = [(found.rows.everyone * (numbers == level)).sum() for level in levels]
        chosen[name] = int(np.argmax(mass))
    return chosen
