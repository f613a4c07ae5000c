"""The checked model: what later rooms read; no syntax is left in it but places."""

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cached_property, wraps
from typing import Literal, Protocol, TypeVar, cast

from causalimg.library.interval import Interval as Interval  # noqa: PLC0414  read from here
from causalimg.semantics.expr import Assignment, Expr, LawCall
from causalimg.semantics.types import Count, Type
from causalimg.source import Source, Span
from causalimg.source.record import record

_NOWHERE = Span(0, 0)
Kind = Literal["observed", "latent", "environment", "selection"]
Coupling = Literal["threshold", "gumbel_max"]
Task = Literal["classification", "regression", "segmentation", "reconstruction"]


def _span() -> Span:
    return field(default=_NOWHERE, compare=False, repr=False)


# ---- declarations ----------------------------------------------------------------------------


@record(frozen=True, slots=True)
class Variable:
    """A variable with its kind, type, support, unit and doc comment."""

    name: str
    kind: Kind
    type: Type
    support: Interval | None = None
    unit: str | None = None
    doc: str | None = None
    span: Span = _span()

    @property
    def counts(self) -> range:
        """The values of a count that is declared with a last one, at most 1,024; else none."""
        support = self.support
        if not isinstance(self.type, Count) or support is None or math.isinf(support.high):
            return range(0)
        low, high = max(math.ceil(support.low), 0), math.floor(support.high)
        first, last = low + (low not in support), high - (high not in support)
        found = range(first, last + 1)
        return found if last - first < MOST_COUNTS else range(0)


MOST_COUNTS = 1024
"""So many counts may have probabilities of their own."""


@record(frozen=True, slots=True)
class Arrow:
    """`cause -> effect`, with the reason that was written beside it."""

    cause: str
    effect: str
    reason: str | None = None
    span: Span = _span()


@record(frozen=True, slots=True)
class Bidirected:
    """`left <-> right`: an unseen common cause."""

    left: str
    right: str
    reason: str | None = None
    span: Span = _span()


@record(frozen=True, slots=True)
class Noise:
    """An exogenous noise that was given a name; `type` is `Real()` for one number per row."""

    name: str
    type: Type
    law: LawCall
    span: Span = _span()


@record(frozen=True, slots=True)
class Parameter:
    """A number to be fitted, with its range and prior."""

    name: str
    type: Type
    support: Interval | None = None
    prior: LawCall | None = None
    span: Span = _span()


@record(frozen=True, slots=True)
class Constant:
    """A `param`: its value after `--set`."""

    name: str
    value: float
    integer: bool
    span: Span = _span()


@record(frozen=True, slots=True)
class Grid:
    """A lattice of pixels (height x width) with its spacing."""

    name: str
    extent: tuple[int, ...]
    spacing: float
    unit: str | None
    span: Span = _span()


# ---- mechanisms ------------------------------------------------------------------------------


@record(frozen=True, slots=True)
class Equation:
    """`target := value`: parents and named noises are those that the expression reads."""

    target: str
    value: Expr
    parents: tuple[str, ...]
    noises: tuple[str, ...]
    span: Span = _span()

    @property
    def targets(self) -> tuple[str, ...]:
        """The target, as the other mechanisms give it."""
        return (self.target,)


@record(frozen=True, slots=True)
class Draw:
    """`target ~ Law(...) via coupling`: the own noise has no name in the text."""

    target: str
    law: LawCall
    parents: tuple[str, ...]
    coupling: Coupling | None = None
    span: Span = _span()

    @property
    def targets(self) -> tuple[str, ...]:
        """The target, as the other mechanisms give it."""
        return (self.target,)


@record(frozen=True, slots=True)
class Learned:
    """`targets ~ network(options) given parents via coupling`."""

    targets: tuple[str, ...]
    network: str
    options: tuple[tuple[str, Expr], ...]
    parents: tuple[str, ...]
    coupling: Coupling | None = None
    span: Span = _span()


Mechanism = Equation | Draw | Learned


# ---- questions -------------------------------------------------------------------------------


@record(frozen=True, slots=True)
class Intervention:
    """A named intervention."""

    name: str
    assignments: tuple[Assignment, ...]
    span: Span = _span()


@record(frozen=True, slots=True)
class Independent:
    """Claim: `left` and `right` are separated by `given`."""

    left: tuple[str, ...]
    right: tuple[str, ...]
    given: tuple[str, ...]
    reason: str | None = None
    span: Span = _span()


@record(frozen=True, slots=True)
class Invariant:
    """Claim: the law of `variable` given `given` is the same for all values of `across`."""

    variable: str
    given: tuple[str, ...]
    across: str
    reason: str | None = None
    span: Span = _span()


@record(frozen=True, slots=True)
class Claimed:
    """Claim: the effects of a query are identified."""

    query: str
    reason: str | None = None
    span: Span = _span()


Claim = Independent | Invariant | Claimed


@record(frozen=True, slots=True)
class Estimand:
    """A number: arithmetic over expectations; `scope` is None, `everyone` or a site's value."""

    name: str
    value: Expr
    scope: str | None = None
    span: Span = _span()


@record(frozen=True, slots=True)
class Counterfactual:
    """Values of one row in another world: outputs under `assignments`, abducted from `given`.

    `outputs` holds expressions; where one of them is arithmetic with `had` inside,
    `assignments` is empty. `given` None means everything that the row has.
    """

    name: str
    outputs: tuple[Expr, ...]
    assignments: tuple[Assignment, ...]
    given: tuple[str, ...] | None = None
    span: Span = _span()


Query = Estimand | Counterfactual


@record(frozen=True, slots=True)
class Predictor:
    """`name : target by label from inputs invariant to ...`; `label` is what is read."""

    name: str
    target: str
    label: str
    inputs: tuple[str, ...]
    invariant_to: tuple[str, ...]
    fair_to: tuple[str, ...]
    task: Task
    span: Span = _span()


@record(frozen=True, slots=True)
class Import:
    """Another file of the project: its path as seen from the model's folder, and its text."""

    path: str
    text: str = field(repr=False)


# ---- the whole -------------------------------------------------------------------------------


@dataclass(frozen=True)
class Model:
    """A checked model. Tuples keep the order of the text; look-ups are by the methods below.

    It has no slots, so that what is looked up again and again is made once and kept.
    """

    name: str
    title: str | None
    source: Source = field(compare=False, repr=False)
    variables: tuple[Variable, ...]
    arrows: tuple[Arrow, ...]
    bidirected: tuple[Bidirected, ...]
    noises: tuple[Noise, ...]
    parameters: tuple[Parameter, ...]
    constants: tuple[Constant, ...]
    grids: tuple[Grid, ...]
    mechanisms: tuple[Mechanism, ...]
    interventions: tuple[Intervention, ...]
    claims: tuple[Claim, ...]
    queries: tuple[Query, ...]
    predictors: tuple[Predictor, ...]
    imports: tuple[Import, ...] = ()

    def variable(self, name: str) -> Variable:
        """The variable of that name; KeyError where there is none."""
        return self._variables[name]

    def noise(self, name: str) -> Noise:
        """The named noise."""
        return self._noises[name]

    def grid(self, name: str) -> Grid:
        """The grid of that name."""
        return _by_name(self.grids)[name]

    def query(self, name: str) -> Query:
        """The query of that name."""
        return _by_name(self.queries)[name]

    def predictor(self, name: str) -> Predictor:
        """The predictor of that name."""
        return _by_name(self.predictors)[name]

    def mechanism(self, variable: str) -> Mechanism | None:
        """The mechanism that makes a variable, or None for an environment or a hole."""
        return self._makers.get(variable)

    def parents(self, variable: str) -> tuple[str, ...]:
        """Its direct causes by the arrows, in the order of the variables."""
        return self._causes.get(variable, ())

    @cached_property
    def _variables(self) -> dict[str, Variable]:
        return _by_name(self.variables)

    @cached_property
    def _noises(self) -> dict[str, Noise]:
        return _by_name(self.noises)

    @cached_property
    def _kinds(self) -> dict[Kind, tuple[str, ...]]:
        kinds = dict.fromkeys(v.kind for v in self.variables)
        return {kind: tuple(v.name for v in self.variables if v.kind == kind) for kind in kinds}

    @cached_property
    def _makers(self) -> dict[str, Mechanism]:
        return {target: one for one in reversed(self.mechanisms) for target in one.targets}

    @cached_property
    def _causes(self) -> dict[str, tuple[str, ...]]:
        place = {v.name: i for i, v in enumerate(self.variables)}
        found: dict[str, set[str]] = {}
        for arrow in self.arrows:
            if arrow.cause in place:
                found.setdefault(arrow.effect, set()).add(arrow.cause)
        return {n: tuple(sorted(causes, key=place.__getitem__)) for n, causes in found.items()}

    def of_kind(self, kind: Kind) -> tuple[str, ...]:
        """Names of the variables of a kind."""
        return self._kinds.get(kind, ())

    @property
    def environment(self) -> str | None:
        """The environment variable, where there is one."""
        return next(iter(self.of_kind("environment")), None)


_T = TypeVar("_T")


def once(make: Callable[[Model], _T]) -> Callable[[Model], _T]:
    """A function of a model whose answer is kept with the model, which never changes.

    Example:
        >>> @once
        ... def variables(model):
        ...     return [variable.name for variable in model.variables]
    """
    key = f"{make.__module__}.{make.__qualname__}"

    @wraps(make)
    def kept(model: Model) -> _T:
        if key not in vars(model):
            vars(model)[key] = make(model)
        return cast(_T, vars(model)[key])

    return kept


class _Named(Protocol):
    @property
    def name(self) -> str: ...


_N = TypeVar("_N", bound=_Named)


def _by_name(records: Iterable[_N]) -> dict[str, _N]:
    """The first record of each name: a second one was complained about."""
    found: dict[str, _N] = {}
    for one in records:
        found.setdefault(one.name, one)
    return found
