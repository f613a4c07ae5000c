"""What a fit remembers of its data: counts and ranges, no cell."""

import hashlib

import numpy as np
import torch
from pydantic import BaseModel, ConfigDict
from torch import Tensor

from causalimg.fitting.bind import Bound
from causalimg.fitting.images import Arrays, Index
from causalimg.fitting.seen import Seen, seen
from causalimg.semantics.model import Model
from causalimg.semantics.types import values_of


class Summary(BaseModel):
    """Counts and ranges of the rows that a model was fitted to.

    Attributes:
        rows: all rows.
        dropped: rows left out because a value was missing.
        held_out: rows used to watch the fit, not to make it.
        counts: rows per word of each finite variable; those of the environment are the
            frequencies that averages over sites use.
        ranges: smallest and largest value of each number.
        digest: changes when the data change.
        seen: which values of its finite causes each learned mechanism was fitted to.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")
    rows: int
    dropped: int
    held_out: int
    counts: dict[str, dict[str, int]]
    ranges: dict[str, tuple[float, float]]
    digest: str
    seen: dict[str, tuple[Seen, ...]] = {}


def summarise(model: Model, bound: Bound, held: Index) -> Summary:
    """Count and measure bound rows.

    Args:
        model: names the words.
        bound: all rows.
        held: positions of those that are held out.
    """
    counts: dict[str, dict[str, int]] = {}
    ranges: dict[str, tuple[float, float]] = {}
    for name, values in bound.columns.items():
        words = values_of(model.variable(name).type)
        if words:
            found = torch.bincount(values.long(), minlength=len(words)).tolist()
            counts[name] = dict(zip(words, found, strict=True))
        else:
            ranges[name] = (float(values.min()), float(values.max()))
    return Summary(
        rows=len(bound),
        dropped=bound.dropped,
        held_out=len(held),
        counts=counts,
        ranges=ranges,
        digest=_digest(bound),
        seen=seen(model, _fitted(bound, held)),
    )


def _fitted(bound: Bound, held: Index) -> dict[str, Tensor]:
    """The columns without the rows that are held out."""
    keep = torch.ones(len(bound), dtype=torch.bool)
    keep[torch.from_numpy(held)] = False
    return {name: values[keep] for name, values in bound.columns.items()}


def _digest(bound: Bound) -> str:
    """Hash of the numbers and of which files hold the pictures (not of their pixels)."""
    found = hashlib.sha256()
    for name in sorted(bound.columns):
        found.update(name.encode())
        found.update(np.ascontiguousarray(bound.columns[name].numpy()).tobytes())
    for name, pictures in sorted(bound.images.items()):
        found.update(name.encode())
        if isinstance(pictures, Arrays):
            found.update(np.ascontiguousarray(pictures.values.numpy()).tobytes())
        else:
            found.update(pictures.file.tobytes())
            found.update(pictures.place.tobytes())
    found.update(np.ascontiguousarray(bound.patients).tobytes())
    return found.hexdigest()
