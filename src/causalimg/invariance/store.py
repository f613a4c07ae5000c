"""Predictors in the run folder: safetensors and JSON, nothing in it is run."""

from dataclasses import asdict
from math import isfinite
from pathlib import Path

import torch
from pydantic import BaseModel, ConfigDict, ValidationError

from causalimg.causal.answers.bridge import question_of
from causalimg.causal.licences.licence import licence_of
from causalimg.causal.licences.verdicts import LabelRule
from causalimg.diagnostics import CausalimgError, Diagnostic
from causalimg.fitting.checkpoint import read_tensors, write_json, write_tensors
from causalimg.fitting.store import Fit, text_hash
from causalimg.invariance.augment import Augmentation
from causalimg.invariance.constraints import Constraint
from causalimg.invariance.material import shape_of
from causalimg.invariance.measures import Estimate
from causalimg.invariance.network import Network
from causalimg.invariance.predictor import Reader
from causalimg.invariance.record import FoldScore, Training
from causalimg.invariance.settings import Method, TrainSettings
from causalimg.queries.predict import Predict

FOLDER, RECORD = "predictors", "training.json"
FORMAT = 1


class _Score(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")
    method: Method
    site: str
    rows: int
    value: float | None
    low: float | None
    high: float | None


class _Constraint(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")
    attribute: str
    given: tuple[str, ...]
    approximate: bool


class _Record(BaseModel):
    """`training.json`: everything about a training that is not a weight."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    format: int
    sha256: str
    settings: TrainSettings
    constraints: tuple[_Constraint, ...]
    interventions: tuple[tuple[str, LabelRule, bool], ...]
    folds: tuple[_Score, ...]
    measure: str
    weights: dict[Method, str]
    chosen: Method
    sites: tuple[str, ...]
    rows: int
    notes: tuple[str, ...]


def save_training(training: Training, folder: str | Path | None = None) -> Path:
    """Write a training beside its fit: weights first, then the record that names their hashes.

    Args:
        training: what was trained.
        folder: the run folder; None for that of the fit.

    Returns:
        The folder of the predictor.

    Raises:
        CausalimgError: E0709 where it cannot be written.
    """
    place = Path(folder or training.fit.folder) / FOLDER / training.predictor.name
    try:
        place.mkdir(parents=True, exist_ok=True)
    except OSError:
        raise _broken(place, "the folder of the predictor cannot be made") from None
    weights = {
        method: write_tensors(place / f"{method}.safetensors", reader.network.state_dict())
        for method, reader in training.readers.items()
    }
    record = _Record(
        format=FORMAT,
        sha256=text_hash(training.fit.model),
        settings=training.settings,
        constraints=tuple(_Constraint(**asdict(c)) for c in training.constraints),
        interventions=tuple((a.attribute, a.rule, a.consistent) for a in training.interventions),
        folds=tuple(_written(score) for score in training.folds),
        measure=training.measure,
        weights=weights,
        chosen=training.chosen,
        sites=training.sites,
        rows=training.rows,
        notes=training.notes,
    )
    write_json(place / RECORD, record.model_dump(mode="json"))
    return place


def open_training(fit: Fit, name: str) -> Training:
    """A training from the run folder of its fit.

    Args:
        fit: the opened fit.
        name: of the predictor.

    Raises:
        CausalimgError: E0714 where it was not trained, E0709 where it is damaged, E0710 where it
            was trained with another text.
    """
    place = fit.folder / FOLDER / name
    record = _record(place)
    if record.sha256 != text_hash(fit.model):
        message = f"`{name}` was trained with another text"
        raise CausalimgError([Diagnostic("E0710", message, helps=("train it again",))])
    predictor = fit.model.predictor(name)
    shape = shape_of(fit.model, predictor, record.settings)
    readers = {
        method: Reader(_filled(place, method, sha256, Network(shape)), record.settings.resolution)
        for method, sha256 in record.weights.items()
    }
    return Training(
        fit=fit,
        predictor=predictor,
        licence=licence_of(question_of(fit.model, predictor)),
        settings=record.settings,
        constraints=tuple(
            Constraint(c.attribute, c.given, c.approximate) for c in record.constraints
        ),
        interventions=tuple(Augmentation(*one) for one in record.interventions),
        folds=tuple(_read(score) for score in record.folds),
        measure=record.measure,
        readers=readers,
        chosen=record.chosen,
        sites=record.sites,
        rows=record.rows,
        notes=record.notes,
    )


def trained_names(fit: Fit) -> tuple[str, ...]:
    """The predictors of a fit that were trained, in the order of the model."""
    place = fit.folder / FOLDER
    return tuple(p.name for p in fit.model.predictors if (place / p.name / RECORD).exists())


def trained_predictors(fit: Fit) -> dict[str, Predict]:
    """The chosen reader of every trained predictor, for questions.

    Raises:
        CausalimgError: E0709 for a damaged one, E0710 for one of another text.
    """
    return {name: open_training(fit, name) for name in trained_names(fit)}


def _record(place: Path) -> _Record:
    try:
        record = _Record.model_validate_json((place / RECORD).read_bytes())
    except FileNotFoundError:
        message = f"`{place.name}` is not trained yet"
        remedy = f"`causalimg train RUN {place.name}`"
        raise CausalimgError([Diagnostic("E0714", message, helps=(remedy,))]) from None
    except (OSError, ValidationError):
        raise _broken(place, f"`{RECORD}` is damaged") from None
    if record.format != FORMAT:
        raise _broken(place, f"`{RECORD}` has another format")
    return record


def _filled(place: Path, method: Method, sha256: str, network: Network) -> Network:
    weights = read_tensors(place / f"{method}.safetensors", sha256)
    here = network.state_dict()
    if weights is None or {k: v.shape for k, v in here.items()} != {
        k: v.shape for k, v in weights.items()
    }:
        raise _broken(place, f"the weights of `{method}` are damaged or gone")
    network.load_state_dict(weights)
    return network.eval()


def _written(score: FoldScore) -> _Score:
    ends = (score.estimate.value, score.estimate.low, score.estimate.high)
    value, low, high = (e if isfinite(e) else None for e in ends)  # JSON knows no NaN
    return _Score(
        method=score.method, site=score.site, rows=score.rows, value=value, low=low, high=high
    )


def _read(score: _Score) -> FoldScore:
    ends = (score.value, score.low, score.high)
    value, low, high = (torch.nan if e is None else e for e in ends)
    return FoldScore(score.method, score.site, score.rows, Estimate(value, low, high))


def _broken(place: Path, message: str) -> CausalimgError:
    remedy = "train the predictor again"
    return CausalimgError([Diagnostic("E0709", message, helps=(remedy,), where=str(place))])
