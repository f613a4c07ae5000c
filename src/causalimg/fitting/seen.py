"""Which values of its finite causes each learned mechanism saw: of others it knows nothing."""

from collections.abc import Mapping

import torch
from pydantic import BaseModel, ConfigDict
from torch import Tensor

from causalimg.program.plan import expressions
from causalimg.semantics.expr import LearnedFunction, ParameterRef, walk
from causalimg.semantics.model import Learned, Mechanism, Model
from causalimg.semantics.types import values_of


class Seen(BaseModel):
    """Values that some causes of a mechanism took together in the rows of a fit.

    A `table` has numbers of its own for every combination of its causes, so theirs are kept
    together. Every other mechanism has numbers that several combinations share, so each of its
    causes stands alone.

    Attributes:
        causes: their names.
        combinations: the words of each combination that a row had.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")
    causes: tuple[str, ...]
    combinations: tuple[tuple[str, ...], ...]


def seen(model: Model, columns: Mapping[str, Tensor]) -> dict[str, tuple[Seen, ...]]:
    """By variable, what its mechanism saw of its causes of finitely many values.

    Args:
        model: the checked model.
        columns: the rows that the mechanisms are fitted to `[row]`, by variable.
    """
    found: dict[str, tuple[Seen, ...]] = {}
    for mechanism in model.mechanisms:
        causes = [p for p in mechanism.parents if p in columns and _words(model, p)]
        if causes and learns(mechanism):
            together = isinstance(mechanism, Learned) and mechanism.network == "table"
            groups = [tuple(causes)] if together else [(name,) for name in causes]
            told = tuple(_seen(model, columns, group) for group in groups)
            found |= dict.fromkeys(mechanism.targets, told)
    return found


def learns(mechanism: Mechanism) -> bool:
    """Whether a mechanism has numbers that come from rows."""
    nodes = (node for expr in expressions(mechanism) for node in walk(expr))
    return isinstance(mechanism, Learned) or any(
        isinstance(node, ParameterRef | LearnedFunction) for node in nodes
    )


def _seen(model: Model, columns: Mapping[str, Tensor], group: tuple[str, ...]) -> Seen:
    rows = torch.stack([columns[name].long() for name in group], -1).unique(dim=0)
    words = [_words(model, name) for name in group]
    told = (tuple(w[i] for w, i in zip(words, row, strict=True)) for row in rows.tolist())
    return Seen(causes=group, combinations=tuple(told))


def _words(model: Model, name: str) -> tuple[str, ...]:
    return values_of(model.variable(name).type)
