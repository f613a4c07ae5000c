"""Train a predictor by ERM, by what the graph licenses, and with counterfactual rows."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import torch

from causalimg.causal.answers.bridge import question_of
from causalimg.causal.licences.licence import licence_of
from causalimg.causal.licences.verdicts import LabelRule, Licence
from causalimg.diagnostics import CausalimgError, Diagnostic, Severity
from causalimg.diagnostics.suggest import did_you_mean
from causalimg.fitting.bind import Bound
from causalimg.fitting.progress import Shown, shown_progress
from causalimg.fitting.store import Fit
from causalimg.invariance.augment import (
    Augmentation,
    Version,
    augmentations,
    counterfactual_rows,
    other_values,
)
from causalimg.invariance.constraints import Constraint, constraints, grouped, why_not
from causalimg.invariance.folds import Fold, folds
from causalimg.invariance.loop import Lesson, learn
from causalimg.invariance.material import Material, bound_rows, material, shape_of
from causalimg.invariance.measures import Measure, auroc, estimate, mean
from causalimg.invariance.predictor import Reader
from causalimg.invariance.record import FoldScore
from causalimg.invariance.record import Training as Training  # noqa: PLC0414  read from here
from causalimg.invariance.settings import METHODS, Method, TrainSettings, train_settings
from causalimg.semantics.later import untrained
from causalimg.semantics.model import Model, Predictor
from causalimg.semantics.types import values_of


def train(
    fit: Fit,
    predictor_name: str,
    data: Any,
    settings: Mapping[str, Any] | TrainSettings | None = None,
    methods: tuple[Method, ...] | None = None,
    *,
    progress: bool = True,
) -> Training:
    """Train one predictor by every method with the same budget, and score each site left out.

    ERM is always trained. `licensed` adds the penalty that the graph licenses for each promised
    attribute; where it licenses none, that is said and nothing is trained under that name.
    `counterfactual` learns from each row and from what it would have been under an intervention
    that the licence allows, through the fitted program, and asks for the same answer where the
    licence does. All take the same steps over the same rows. Scores of left-out sites are
    reported, not used: the method is chosen by the graph.

    Args:
        fit: the fitted model.
        predictor_name: a predictor of the model.
        data: a folder, a table, tensors, or bound rows; sites that the fit withheld stay out.
        settings: keys of `[train.NAME]`, over those of the fit.
        methods: which to train; None for those of the settings.
        progress: show a bar.

    Raises:
        CausalimgError: E0711 for an unknown predictor or one without a picture, E0009 for a
            target or an input that no network here makes or reads, E0706 for too
            few rows, E0715 for settings, E07xx for rows that cannot be used.
    """
    predictor = _predictor(fit.model, predictor_name)
    _built(fit.model, predictor)
    if not isinstance(settings, TrainSettings):
        settings = train_settings(fit.settings, predictor_name, settings)
    wanted = tuple(m for m in METHODS if m in (methods or settings.methods) or m == "erm")
    bound = bound_rows(fit, data)
    rows = material(fit.model, predictor, bound, settings.resolution)
    _enough(fit.model, predictor, rows)
    licence = licence_of(question_of(fit.model, predictor))
    school = _School(fit, predictor, licence, settings, bound, rows)
    with shown_progress(on=progress) as show:
        return _trained(school, wanted, show)


@dataclass(frozen=True, slots=True)
class _School:
    """What all methods share."""

    fit: Fit
    predictor: Predictor
    licence: Licence
    settings: TrainSettings
    bound: Bound
    rows: Material

    @property
    def site(self) -> torch.Tensor | None:
        return self.rows.columns.get(self.fit.model.environment or "")

    @property
    def words(self) -> tuple[str, ...]:
        name = self.fit.model.environment
        return values_of(self.fit.model.variable(name).type) if name else ()


@dataclass(frozen=True, slots=True)
class _Plan:
    """One method: its constraints, its counterfactual rows."""

    method: Method
    constraints: tuple[Constraint, ...] = ()
    versions: tuple[Version, ...] = ()


def _trained(school: _School, wanted: tuple[Method, ...], show: Shown) -> Training:
    plans, notes = _plans(school, wanted, show)
    parts: tuple[Fold, ...] = ()
    if school.settings.folds:
        parts = folds(school.site, school.words, school.rows.patients, school.settings.seed)
    scores, readers = list[FoldScore](), dict[Method, Reader]()
    for plan in plans:
        bar = _Bar(show, plan.method, len(parts) + 1)
        for i, fold in enumerate(parts):
            scores.extend(_left_out(school, plan, fold, bar.part(i, f"without {fold.name}")))
        everything = torch.arange(len(school.rows))
        reader, said = _taught(school, plan, everything, bar.part(len(parts), "all rows"))
        readers[plan.method] = reader
        notes.extend(said)
    return Training(
        fit=school.fit,
        predictor=school.predictor,
        licence=school.licence,
        settings=school.settings,
        constraints=next((p.constraints for p in plans if p.method == "licensed"), ()),
        interventions=_interventions(school, plans),
        folds=tuple(scores),
        measure=_measure_name(school),
        readers=readers,
        chosen=_chosen(readers),
        sites=_seen(school),
        rows=len(school.rows),
        notes=tuple(dict.fromkeys([*notes, *_about_folds(school, plans, parts)])),
    )


@dataclass(frozen=True, slots=True)
class _Bar:
    """The bar of a method, cut into equal parts."""

    show: Shown
    name: str
    parts: int

    def part(self, index: int, words: str) -> Callable[[float], None]:
        return lambda share: self.show(self.name, (index + share) / self.parts, words)


def _chosen(readers: Mapping[Method, Reader]) -> Method:
    order: tuple[Method, ...] = ("licensed", "counterfactual", "erm")
    return next(method for method in order if method in readers)


def _seen(school: _School) -> tuple[str, ...]:
    if school.site is None:
        return ()
    return tuple(school.words[int(s)] for s in school.site.unique())


# ---- what each method does -------------------------------------------------------------------


def _plans(
    school: _School, wanted: tuple[Method, ...], show: Shown
) -> tuple[list[_Plan], list[str]]:
    found, notes = list[_Plan](), list[str]()
    for method in wanted:
        match method:
            case "erm":
                found.append(_Plan("erm"))
            case "licensed":
                asked = constraints(school.licence)
                rows, bins = school.rows, school.settings.bins
                able, said = grouped(asked, rows.columns, len(rows), bins)
                notes.extend([*said, *_refusals(school.licence)])
                if able:
                    found.append(_Plan("licensed", tuple(g.constraint for g in able)))
                else:
                    notes.append("`licensed` was not trained: no constraint is left to train")
            case "counterfactual":
                allowed = augmentations(school.licence)
                if allowed:
                    versions = tuple(_versions(school, allowed, show))
                    found.append(_Plan("counterfactual", versions=versions))
                else:
                    notes.append("`counterfactual` was not trained: no promised attribute "
                                 "reaches the picture")  # fmt: skip
    return found, notes


def _refusals(licence: Licence) -> list[str]:
    return [why_not(a) for a in licence.promised if a.best is None]


def _versions(
    school: _School, allowed: tuple[Augmentation, ...], show: Shown
) -> Iterator[Version]:
    for i, one in enumerate(allowed):
        show("counterfactual", 0.0, f"do({one.attribute})")
        seed = school.settings.seed + i
        values = other_values(school.rows.columns[one.attribute], seed)
        yield counterfactual_rows(
            school.fit,
            school.predictor,
            school.bound,
            {one.attribute: values},
            resolution=school.settings.resolution,
            seed=seed,
            propagate=one.rule is LabelRule.PROPAGATE,
            consistent=one.consistent,
        )


def _interventions(school: _School, plans: list[_Plan]) -> tuple[Augmentation, ...]:
    used = any(p.method == "counterfactual" for p in plans)
    return augmentations(school.licence) if used else ()


# ---- one network -----------------------------------------------------------------------------


def _taught(
    school: _School, plan: _Plan, index: torch.Tensor, show: Callable[[float], None]
) -> tuple[Reader, tuple[str, ...]]:
    """A network of a method on some rows, and what to say about it."""
    rows = school.rows.take(index)
    groups, notes = grouped(plan.constraints, rows.columns, len(rows), school.settings.bins)
    learned = learn(
        Lesson(
            shape_of(school.fit.model, school.predictor, school.settings),
            rows,
            school.settings,
            groups,
            tuple(_taken(version, index) for version in plan.versions),
            show,
        )
    )
    idle = [
        f"{g.constraint}: no step had two groups to compare, a larger `batch` may"
        for g, acted in zip(groups, learned.acted, strict=True)
        if not acted
    ]
    return Reader(learned.network, school.settings.resolution), (*notes, *idle)


def _taken(version: Version, index: torch.Tensor) -> Version:
    return replace(
        version,
        rows={name: v[index] for name, v in version.rows.items()},
        target=version.target[index],
    )


def _left_out(
    school: _School, plan: _Plan, fold: Fold, show: Callable[[float], None]
) -> Iterator[FoldScore]:
    target = school.rows.target[fold.train]
    if _finite(school) and len(target.unique()) < 2:
        return
    reader, _ = _taught(school, plan, fold.train, show)
    rows = school.rows.take(fold.test)
    settings = school.settings
    measured = _measure(school, reader(rows.rows), rows.target)
    found = estimate(measured, rows.patients, settings.bootstrap, settings.seed)
    yield FoldScore(plan.method, fold.name, len(rows), found)


def _measure(school: _School, said: torch.Tensor, truth: torch.Tensor) -> Measure:
    return auroc(said, truth) if _finite(school) else mean((said - truth).abs())


def _measure_name(school: _School) -> str:
    return "AUROC" if _finite(school) else "mean absolute error"


def _finite(school: _School) -> bool:
    return bool(values_of(school.fit.model.variable(school.predictor.label).type))


def _about_folds(school: _School, plans: list[_Plan], parts: tuple[Fold, ...]) -> Iterator[str]:
    if parts and any(p.method == "counterfactual" for p in plans):
        yield ("the model behind the counterfactual rows was fitted to all these sites: "
               "its left-out scores saw pictures, not labels, of the site through it")  # fmt: skip
    if parts and len(parts) < 3:
        yield f"{len(parts)} sites to leave out say little about the next one"
    if school.site is None or len(school.site.unique()) < 2:
        yield "the rows are from one site: folds are by patient"


# ---- what is refused -------------------------------------------------------------------------


def _predictor(model: Model, name: str) -> Predictor:
    known = [p.name for p in model.predictors]
    if name not in known:
        listed = f"its predictors are {', '.join(known)}" if known else "it declares none"
        close = next(iter(did_you_mean(name, known)), listed)
        raise _refused("E0711", f"there is no predictor `{name}` in this model", close)
    return model.predictor(name)


def _built(model: Model, predictor: Predictor) -> None:
    """The networks here give one number or word a row, and read images, numbers and words."""
    found = untrained(model, predictor, Severity.ERROR)
    if found is not None:
        raise CausalimgError([replace(found, span=None)])


def _enough(model: Model, predictor: Predictor, rows: Material) -> None:
    label, count = predictor.label, len(rows)
    if count < 16:
        raise _refused("E0706", f"{count} rows are too few to train on", "give 16 at least")
    if values_of(model.variable(label).type) and len(rows.target.unique()) < 2:
        remedy = "give rows with other values too"
        raise _refused("E0706", f"every row has the same `{label}`", remedy)


def _refused(code: str, message: str, remedy: str) -> CausalimgError:
    return CausalimgError([Diagnostic(code, message, helps=(remedy,))])
