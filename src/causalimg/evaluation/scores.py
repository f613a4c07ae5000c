"""A trained predictor at a site that it never saw: every method, with intervals, groups, moves."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from torch import Tensor

from causalimg.diagnostics import CausalimgError, Diagnostic
from causalimg.fitting.bind import Bound
from causalimg.invariance.augment import counterfactual_rows
from causalimg.invariance.material import Material, bound_rows, material
from causalimg.invariance.measures import (
    Estimate,
    Measure,
    auroc,
    brier,
    calibration,
    difference,
    estimate,
    mean,
    right,
    worst,
)
from causalimg.invariance.record import Training
from causalimg.invariance.settings import Method
from causalimg.semantics.types import values_of

if TYPE_CHECKING:
    import pandas as pd

FEWEST = 10
"""Rows that a group must have to be scored."""


@dataclass(frozen=True, slots=True)
class Group:
    """How often the answer is right in one group.

    Args:
        words: such as `disease = 1, scanner = agfa`.
        rows: in it.
        estimate: accuracy, or mean absolute error of a number.
    """

    words: str
    rows: int
    estimate: Estimate


@dataclass(frozen=True, slots=True)
class Move:
    """How far the answer moves when only an attribute moves, everything else of a row the same.

    Args:
        attribute: what is set.
        spread: mean over rows of the largest minus the smallest answer over its values.
        means: mean answer under each value.
        known: whether true counterfactual rows were given; else the fitted model made them.
    """

    attribute: str
    spread: Estimate
    means: Mapping[str, float]
    known: bool


@dataclass(frozen=True, slots=True)
class MethodScore:
    """One method on the rows.

    Args:
        method: how it was trained.
        measures: name -> estimate.
        against_erm: name -> how much larger than ERM's, on the same resamples.
        groups: label by declared attributes.
        moves: by attribute.
    """

    method: Method
    measures: Mapping[str, Estimate]
    against_erm: Mapping[str, Estimate]
    groups: tuple[Group, ...]
    moves: tuple[Move, ...]


@dataclass(frozen=True, slots=True)
class Scores:
    """Every method of a training on the same rows.

    Args:
        predictor: its name.
        sites: the sites of the rows.
        rows: how many.
        methods: in the order of the training.
        notes: what to know.
    """

    predictor: str
    sites: tuple[str, ...]
    rows: int
    methods: tuple[MethodScore, ...]
    notes: tuple[str, ...] = field(default=())

    def of(self, method: Method) -> MethodScore:
        """The score of a method."""
        return next(m for m in self.methods if m.method == method)

    def to_table(self) -> "pd.DataFrame":
        """A line per method and measure, with intervals and the paired difference to ERM."""
        import pandas as pd

        return pd.DataFrame([_line(one, name) for one in self.methods for name in one.measures])

    def __str__(self) -> str:
        lines = [f"{self.predictor} at {', '.join(self.sites) or 'the rows'}: {self.rows} rows"]
        for one in self.methods:
            lines.append(f"  {one.method}")
            lines += [f"    {name:<24} {value}" for name, value in one.measures.items()]
            lines += [f"    moves with {m.attribute:<13} {m.spread}" for m in one.moves]
        return "\n".join([*lines, *(f"  note: {note}" for note in self.notes)])


def _line(one: MethodScore, name: str) -> dict[str, Any]:
    value, against = one.measures[name], one.against_erm.get(name)
    return {
        "method": one.method,
        "measure": name,
        "value": value.value,
        "low": value.low,
        "high": value.high,
        "against ERM": against.value if against else None,
        "against ERM, low": against.low if against else None,
        "against ERM, high": against.high if against else None,
    }


def score(
    training: Training,
    data: Any,
    *,
    sites: tuple[str, ...] | None = None,
    twins: Mapping[str, Any] | None = None,
    moves: bool = True,
) -> Scores:
    """Score every method of a training on rows that it did not learn from.

    AUROC, accuracy, worst-group accuracy over label x declared attributes, Brier score and
    expected calibration error, each with an interval by the bootstrap over patients, and the
    paired difference to ERM. Then how far the answer moves when only one promised attribute
    moves: through the fitted model's counterfactuals, or through true ones where `twins` has
    them.

    Args:
        training: from `train` or `open_training`.
        data: anything that `fit` takes, with the label and the declared attributes.
        sites: which sites of the data; None for those that the training did not see.
        twins: attribute -> the same rows, in the same order, with that attribute set otherwise
            in truth.
        moves: whether to look at moves.

    Raises:
        CausalimgError: E0706 where no row is left, E07xx for rows that cannot be used.
    """
    fit, predictor = training.fit, training.predictor
    bound = bound_rows(fit, data, _variables(training, moves=moves and not twins), withhold=())
    keep = _kept(training, bound, sites)
    bound = bound.take(keep)
    rows = material(fit.model, predictor, bound, training.settings.resolution)
    case = _Case(training, bound, rows, keep)
    said = {method: case.said(method, rows.rows) for method in training.readers}
    grouping, notes = _groups(case)
    worlds = _worlds(case, twins or {}) if moves else {}
    methods = tuple(_method(case, said, method, grouping, worlds) for method in said)
    return Scores(predictor.name, _present(case), len(rows), methods, tuple(notes))


@dataclass(frozen=True, slots=True)
class _Case:
    training: Training
    bound: Bound
    rows: Material
    keep: np.ndarray[Any, np.dtype[np.int64]]

    @property
    def finite(self) -> bool:
        model = self.training.fit.model
        return bool(values_of(model.variable(self.training.predictor.label).type))

    def said(self, method: Method, rows: Mapping[str, Tensor]) -> Tensor:
        """What a method answers to inputs that are small already."""
        return self.training.readers[method](rows)

    def estimate(self, measure: Measure) -> Estimate:
        settings = self.training.settings
        return estimate(measure, self.rows.patients, settings.bootstrap, settings.seed)


def _variables(training: Training, *, moves: bool) -> tuple[str, ...] | None:
    """What has to be in the table; for moves through the model, everything measured."""
    if moves:
        return None
    predictor, site = training.predictor, training.fit.model.environment
    named = (*predictor.inputs, predictor.label, *predictor.invariant_to, *predictor.fair_to)
    return tuple(dict.fromkeys((*named, *((site,) if site else ()))))


def _kept(training: Training, bound: Bound, sites: tuple[str, ...] | None) -> Any:
    everything = np.arange(len(bound), dtype=np.int64)
    site = training.fit.model.environment
    if site is None or site not in bound.columns:
        return everything
    words = values_of(training.fit.model.variable(site).type)
    wanted = sites if sites is not None else tuple(w for w in words if w not in training.sites)
    index = torch.tensor([words.index(w) for w in wanted if w in words], dtype=torch.int64)
    keep = everything[torch.isin(bound.columns[site], index).numpy()]
    if not len(keep):
        seen = ", ".join(training.sites)
        message = f"no row is from a site that `{training.predictor.name}` is to be scored at"
        helps = (f"it learned from {seen}: give rows of another, or name `sites`",)
        raise CausalimgError([Diagnostic("E0706", message, helps=helps)])
    return keep


def _present(case: _Case) -> tuple[str, ...]:
    model = case.training.fit.model
    if model.environment is None or model.environment not in case.rows.columns:
        return ()
    words = values_of(model.variable(model.environment).type)
    return tuple(words[int(i)] for i in case.rows.columns[model.environment].unique())


# ---- measures ---------------------------------------------------------------------------------


def _measures(
    case: _Case, said: Tensor, group: Tensor, scored: Tensor
) -> Iterator[tuple[str, Measure]]:
    truth = case.rows.target
    if not case.finite:
        yield "mean absolute error", mean((said - truth).abs())
        return
    hit = right(said, truth)
    yield "AUROC", auroc(said, truth)
    yield "accuracy", mean(hit)
    yield "worst-group accuracy", _within(worst(hit[scored], group[scored]), scored)
    yield "Brier score", mean(brier(said, truth))
    sure, came = (said, truth.float()) if said.dim() == 1 else (said.amax(1), hit)
    yield "calibration error", calibration(sure, came)


def _within(measure: Measure, scored: Tensor) -> Measure:
    return lambda weights: measure(weights[:, scored])


def _method(
    case: _Case,
    said: Mapping[Method, Tensor],
    method: Method,
    grouping: "_Grouping",
    worlds: Mapping[str, "_World"],
) -> MethodScore:
    own = dict(_measures(case, said[method], grouping.group, grouping.scored))
    base = dict(_measures(case, said["erm"], grouping.group, grouping.scored))
    settings, patients = case.training.settings, case.rows.patients
    against = {
        name: difference(own[name], base[name], patients, settings.bootstrap, settings.seed)
        for name in (own if method != "erm" else ())
    }
    return MethodScore(
        method,
        {name: case.estimate(measure) for name, measure in own.items()},
        against,
        tuple(_group(case, said[method], grouping, i) for i in grouping.shown),
        tuple(_move(case, method, name, one) for name, one in worlds.items()),
    )


# ---- groups -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Grouping:
    """Groups of rows: label by declared attributes.

    Args:
        group: index of each row's group `[row]`.
        words: of each group.
        scored: whether a row's group is large enough `[row]`.
        shown: the groups that are.
    """

    group: Tensor
    words: tuple[str, ...]
    scored: Tensor
    shown: tuple[int, ...]


def _groups(case: _Case) -> tuple[_Grouping, list[str]]:
    model, predictor = case.training.fit.model, case.training.predictor
    named = (predictor.label, *predictor.invariant_to, *predictor.fair_to)
    finite = {n: values_of(model.variable(n).type) for n in dict.fromkeys(named)}
    by = [n for n, words in finite.items() if words and len(case.rows.columns[n].unique()) > 1]
    group, words = torch.zeros(len(case.rows), dtype=torch.int64), [""]
    for name in by:
        values = finite[name]
        group = group * len(values) + case.rows.columns[name].long()
        words = [f"{w}, {name} = {v}".lstrip(", ") for w in words for v in values]
    counts = torch.bincount(group, minlength=len(words))
    few = [words[i] for i, count in enumerate(counts.tolist()) if 0 < count < FEWEST]
    shown = tuple(i for i, count in enumerate(counts.tolist()) if count >= FEWEST)
    notes = [f"too few rows to be a group (under {FEWEST}): {'; '.join(few)}"] if few else []
    return _Grouping(group, tuple(words), counts[group] >= FEWEST, shown), notes


def _group(case: _Case, said: Tensor, grouping: _Grouping, index: int) -> Group:
    inside = grouping.group == index
    said, truth = said[inside], case.rows.target[inside]
    values = right(said, truth) if case.finite else (said - truth).abs()
    settings = case.training.settings
    found = estimate(mean(values), case.rows.patients[inside], settings.bootstrap, settings.seed)
    return Group(grouping.words[index], int(inside.sum()), found)


# ---- moves ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _World:
    """The inputs under each value of an attribute."""

    rows: Mapping[str, Mapping[str, Tensor]]
    known: bool


def _worlds(case: _Case, twins: Mapping[str, Any]) -> dict[str, _World]:
    found: dict[str, _World] = {}
    for name, twin in twins.items():
        found[name] = _World({"as it is": case.rows.rows, "otherwise": _twin(case, twin)}, True)
    model = case.training.fit.model
    for attribute in case.training.licence.promised:
        name = attribute.name
        words = values_of(model.variable(name).type)
        fitted = words and attribute.reaches_image and name != model.environment
        if fitted and name not in found and not twins:
            found[name] = _World({w: _under(case, name, i) for i, w in enumerate(words)}, False)
    return found


def _twin(case: _Case, twin: Any) -> Mapping[str, Tensor]:
    training = case.training
    inputs = (*training.predictor.inputs, training.predictor.label)
    bound = bound_rows(training.fit, twin, inputs, withhold=()).take(case.keep)
    return material(
        training.fit.model, training.predictor, bound, training.settings.resolution
    ).rows


def _under(case: _Case, name: str, index: int) -> Mapping[str, Tensor]:
    training = case.training
    value = torch.full_like(case.rows.columns[name], index)
    return counterfactual_rows(
        training.fit,
        training.predictor,
        case.bound,
        {name: value},
        resolution=training.settings.resolution,
        seed=training.settings.seed,
    ).rows


def _move(case: _Case, method: Method, name: str, one: _World) -> Move:
    said = torch.stack([case.said(method, rows) for rows in one.rows.values()])
    wide = said.amax(0) - said.amin(0)
    spread = wide if wide.dim() == 1 else wide.amax(1)
    middle = said.flatten(1).mean(1) if said.dim() == 2 else said[..., -1].mean(1)
    means = dict(zip(one.rows, middle.tolist(), strict=True))
    return Move(name, case.estimate(mean(spread)), means, one.known)
