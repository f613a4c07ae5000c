"""Questions to a run: the rows they are about, the population they average over."""

from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor

from causalimg.fitting.bind import bind
from causalimg.fitting.settings import DataSettings
from causalimg.fitting.store import Fit
from causalimg.interfaces.door import refused
from causalimg.interfaces.fits import table_of
from causalimg.program.protocol import Program
from causalimg.queries.answer import Answer
from causalimg.queries.ask import ask
from causalimg.semantics.model import Counterfactual, Model
from causalimg.semantics.question import resolve_question


def asked(model: Model, program: Program, query: str, rows: Any = None, **options: Any) -> Answer:
    """Ask a model whose mechanisms are all known; `rows` are values by variable or a table."""
    evidence = None if rows is None else _read(model, rows)
    return ask(model, program, query, evidence, **options)


def asked_fit(fit: Fit, query: str, rows: Any = None, **options: Any) -> Answer:
    """Ask a fitted model; `rows` is anything that `fit` takes, or values by variable.

    Raises:
        CausalimgError: E0711 for a question that is not understood, E07xx for unusable rows.
    """
    from causalimg.invariance.store import trained_predictors

    evidence = None if rows is None else values_of_rows(fit, rows)
    options.setdefault("predictors", trained_predictors(fit))
    options.setdefault("rows_frequencies", _frequencies(fit))
    return ask(fit.model, fit.program, query, evidence, **options)


def is_about_rows(fit: Fit, query: str) -> bool:
    """Whether a question needs rows (`had`) or speaks about the population."""
    names = [q.name for q in fit.model.queries]
    found = fit.model.query(query) if query in names else resolve_question(fit.model, query)
    return isinstance(found, Counterfactual)


def _frequencies(fit: Fit) -> Tensor | None:
    if fit.model.environment is None:
        return None
    counts = fit.summary.counts[fit.model.environment].values()
    return torch.tensor([float(count) for count in counts])


def values_of_rows(fit: Fit, rows: Any) -> dict[str, Tensor]:
    """Values by variable of a table, a folder or tensors, checked against the model."""
    return _read(fit.model, rows, fit.settings.data)


def _read(model: Model, rows: Any, settings: DataSettings | None = None) -> dict[str, Tensor]:
    bound = bind(model, rows, settings)
    return bound.batch(np.arange(len(bound)))


def chosen_rows(fit: Fit, data: Path | None, choice: str) -> dict[str, Tensor]:
    """The rows that the command line names: `7`, `1:6` (both ends), `3,5,8` or `all`, from 1.

    Raises:
        CausalimgError: E0711 for a row that the table does not have.
    """
    bound = bind(fit.model, data or table_of(fit.folder), fit.settings.data)
    return bound.batch(np.array(_numbers(choice, len(bound))))


def _numbers(choice: str, count: int) -> list[int]:
    try:
        picked = range(1, count + 1) if choice == "all" else _listed(choice)
    except ValueError:
        remedy = "write `7`, `1:6`, `3,5,8` or `all`"
        raise refused("E0711", f"`{choice}` does not name rows", remedy) from None
    beyond = [row for row in picked if not 1 <= row <= count]
    if beyond:
        raise refused("E0711", f"there is no row {beyond[0]}", f"the table has rows 1 to {count}")
    return [row - 1 for row in picked]


def _listed(choice: str) -> list[int]:
    found: list[int] = []
    for part in choice.split(","):
        first, colon, last = part.partition(":")
        found.extend(range(int(first), int(last) + 1) if colon else [int(first)])
    return found
