"""Questions to a run: the rows they are about, the population they average over."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor

from causalimg.diagnostics.suggest import did_you_mean
from causalimg.fitting.bind import bind
from causalimg.fitting.settings import DataSettings
from causalimg.fitting.store import Fit
from causalimg.fitting.tensors import as_tensors
from causalimg.interfaces.door import refused
from causalimg.interfaces.fits import every_site
from causalimg.interfaces.options import row_numbers
from causalimg.interfaces.sampling import refuse_unlearned
from causalimg.interfaces.unfinished import unfinished
from causalimg.program.protocol import Program
from causalimg.queries.answer import Answer
from causalimg.queries.ask import ask
from causalimg.queries.reach import read_anywhere
from causalimg.semantics.expr import assigned
from causalimg.semantics.model import Counterfactual, Estimand, Model, Query
from causalimg.semantics.question import resolve_question


def asked(model: Model, program: Program, query: str, rows: Any = None, **options: Any) -> Answer:
    """Ask a model whose mechanisms are all known; `rows` are values by variable or a table."""
    refuse_unlearned(model)
    named(model, query)
    evidence = None if rows is None else _read(model, rows, _needs(model, query))
    return ask(model, program, query, evidence, **options)


def asked_fit(fit: Fit, query: str, rows: Any = None, **options: Any) -> Answer:
    """Ask a fitted model; `rows` is anything that `fit` takes, or values by variable.

    Raises:
        CausalimgError: E0711 for a question that is not understood, E07xx for unusable rows.
    """
    from causalimg.invariance.store import trained_predictors

    named(fit.model, query)
    evidence = None
    if rows is not None:
        evidence = _read(fit.model, rows, _needs(fit.model, query), every_site(fit))
    options.setdefault("predictors", trained_predictors(fit))
    options.setdefault("rows_frequencies", _frequencies(fit))
    options.setdefault("seen", fit.summary.seen)
    answer = ask(fit.model, fit.program, query, evidence, **options)
    return replace(answer, warnings=(*unfinished(fit), *answer.warnings))


def is_about_rows(model: Model, query: str) -> bool:
    """Whether a question needs rows (`had`) or speaks about the population."""
    return isinstance(_resolved(model, query), Counterfactual)


def _resolved(model: Model, query: str) -> Query:
    return model.query(query) if named(model, query) else resolve_question(model, query)


@dataclass(frozen=True, slots=True)
class _Needs:
    """What to read from a table, None for all that is measured, and what it must have."""

    variables: tuple[str, ...] | None
    required: tuple[str, ...]


def _needs(model: Model, query: str) -> _Needs:
    """What a question reads: its `given`, or else what it names and whatever else is there."""
    found = _resolved(model, query)
    site = (model.environment,) if model.environment is not None else ()
    if isinstance(found, Estimand):
        return _Needs(site, ())
    if found.given is not None:
        names = tuple(dict.fromkeys((*found.given, *site)))
        return _Needs(names, names)
    exprs = (*found.outputs, *assigned(found.assignments))
    named_ = {*read_anywhere(model, exprs), *(a.variable for a in found.assignments)}
    measured = (v.name for v in model.variables if v.kind in ("observed", "environment"))
    return _Needs(None, tuple(name for name in measured if name in {*named_, *site}))


def named(model: Model, query: str) -> bool:
    """Whether it is the name of a query of the model, or a question in its own words.

    Raises:
        CausalimgError: E0711 for a single word that names no query.
    """
    names = [q.name for q in model.queries]
    if query in names or not query.isidentifier():
        return query in names
    listed = f"its queries are {', '.join(names)}" if names else "it declares none"
    helps = (*did_you_mean(query, names), listed, "or ask in words: `E[y | do(x = 1)]`")
    raise refused("E0711", f"there is no query `{query}` in this model", *helps)


def _frequencies(fit: Fit) -> Tensor | None:
    if fit.model.environment is None:
        return None
    counts = fit.summary.counts[fit.model.environment].values()
    return torch.tensor([float(count) for count in counts])


def _read(
    model: Model, rows: Any, needs: _Needs, settings: DataSettings | None = None
) -> dict[str, Tensor]:
    """Rows may leave out variables that nobody asked for: they are drawn given what is known."""
    tensors = as_tensors(rows)
    if tensors is None:
        bound = bind(model, rows, settings, variables=needs.variables, required=needs.required)
    else:
        bound = bind(model, rows, settings, variables=_given(model, tensors))
    if not len(bound):
        raise refused("E0711", "there is no row to ask about", "give at least one row")
    return bound.batch(np.arange(len(bound)))


def _given(model: Model, rows: Mapping[str, Tensor]) -> tuple[str, ...]:
    """The variables among some tensors; a stranger is refused unless nothing is lacking."""
    names = [v.name for v in model.variables]
    stranger = next((name for name in rows if name not in names), None)
    whole = all(v.name in rows for v in model.variables if v.kind in ("observed", "environment"))
    if not rows or (stranger is not None and not whole):
        close = did_you_mean(stranger or "", names)
        remedy = next(iter(close), f"its variables are {', '.join(names)}")
        message = f"there is no variable `{stranger}`" if rows else "there is no row to ask about"
        raise refused("E0702", message, remedy)
    lengths = {name: len(values) if values.dim() else 0 for name, values in rows.items()}
    if len(set(lengths.values())) > 1:
        listed = ", ".join(f"`{name}` {length}" for name, length in lengths.items())
        remedy = "give every variable a value for every row"
        raise refused("E0711", f"the numbers of rows differ: {listed}", remedy)
    return tuple(name for name in rows if name in names)


def chosen_rows(
    model: Model,
    query: str,
    data: Path,
    choice: str,
    settings: DataSettings | None = None,
) -> tuple[dict[str, Tensor], list[int]]:
    """The rows that the command line names, see `row_numbers`, and their numbers in the table.

    A column that the question does not name may be absent, see `_needs`.

    Raises:
        CausalimgError: E0711 for a row that the table does not have.
    """
    needs = _needs(model, query)
    bound = bind(model, data, settings, variables=needs.variables, required=needs.required)
    numbers = bound.rows.tolist()
    at = row_numbers(choice, numbers)
    return bound.batch(np.array(at)), [numbers[i] for i in at]
