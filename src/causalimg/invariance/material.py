"""What a predictor learns from: its inputs, read once and made small, and what stands beside."""

from collections.abc import Collection
from dataclasses import dataclass, replace

import numpy as np
import torch
from torch import Tensor

from causalimg.fitting.bind import Bound, bind
from causalimg.fitting.store import Fit
from causalimg.invariance.network import Answer, Column, Picture, Shape, averaged
from causalimg.invariance.settings import TrainSettings
from causalimg.semantics.model import Model, Predictor
from causalimg.semantics.types import Binary, Image, Ordinal, values_of

CHUNK = 256


@dataclass(frozen=True, slots=True)
class Material:
    """Rows in memory, pictures averaged down.

    Args:
        rows: the predictor's inputs, `[row, ...]`.
        target: what the loss reads, `[row]`.
        columns: every bound number, `[row]`: attributes, conditions, the environment.
        patients: which rows belong to one person, `[row]`.
    """

    rows: dict[str, Tensor]
    target: Tensor
    columns: dict[str, Tensor]
    patients: Tensor

    def __len__(self) -> int:
        return len(self.target)

    def take(self, index: Tensor) -> "Material":
        """Some of the rows."""
        return replace(
            self,
            rows={name: v[index] for name, v in self.rows.items()},
            target=self.target[index],
            columns={name: v[index] for name, v in self.columns.items()},
            patients=self.patients[index],
        )


def bound_rows(
    fit: Fit,
    data: object,
    variables: Collection[str] | None = None,
    *,
    withhold: tuple[str, ...] | None = None,
) -> Bound:
    """The rows of a table, read as those of the fit were.

    Args:
        fit: its settings say how to read.
        data: anything that `bind` takes, or what it returned.
        variables: what to read; None reads every variable that is measured.
        withhold: values of the environment to leave out; None for those of the fit.
    """
    if isinstance(data, Bound):
        return data
    settings = fit.settings.data
    if withhold is not None:
        settings = settings.model_copy(update={"withhold": withhold})
    return bind(fit.model, data, settings, variables=variables)


def material(model: Model, predictor: Predictor, bound: Bound, resolution: int) -> Material:
    """Read the inputs of a predictor once.

    Args:
        model: the checked model.
        predictor: what is predicted from what.
        bound: rows with its inputs and its label.
        resolution: pixels of the longer side of a picture.

    Raises:
        CausalimgError: E0704, E0705 for a picture that cannot be used.
    """
    parts: dict[str, list[Tensor]] = {name: [] for name in predictor.inputs}
    for start in range(0, len(bound), CHUNK):
        index = np.arange(start, min(start + CHUNK, len(bound)), dtype=np.int64)
        for name, value in bound.batch(index, predictor.inputs).items():
            parts[name].append(small(model, name, value, resolution))
    return Material(
        {name: torch.cat(found) for name, found in parts.items()},
        bound.columns[predictor.label],
        dict(bound.columns),
        torch.from_numpy(bound.patients),
    )


def small(model: Model, name: str, value: Tensor, resolution: int) -> Tensor:
    """A picture averaged down; anything else as it is."""
    return averaged(value, resolution) if isinstance(model.variable(name).type, Image) else value


def shape_of(model: Model, predictor: Predictor, settings: TrainSettings) -> Shape:
    """The form of the network that a predictor needs.

    Args:
        model: the checked model.
        predictor: what is predicted from what; one input at least is a picture.
        settings: resolution, width and the rest.
    """
    target = model.variable(predictor.label)
    pictures, columns = list[Picture](), list[Column]()
    for name in predictor.inputs:
        kind = model.variable(name).type
        if isinstance(kind, Image):
            seen = averaged(torch.zeros(1, *kind.shape), settings.resolution)
            pictures.append(Picture(name, tuple(seen.shape[1:])))
        else:
            columns.append(Column(name, 0 if isinstance(kind, Binary) else len(values_of(kind))))
    return Shape(
        tuple(pictures),
        tuple(columns),
        _answer(target.type),
        len(values_of(target.type)),
        settings.width,
        settings.representation,
        settings.dropout,
    )


def _answer(kind: object) -> Answer:
    match kind:
        case Binary():
            return "binary"
        case Ordinal():
            return "ordinal"
        case _ if values_of(kind):  # type: ignore[arg-type]
            return "category"
        case _:
            return "number"
