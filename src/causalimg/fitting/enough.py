"""What bound rows lack for a fit, and how they are divided for it."""

import numpy as np
import torch

from causalimg.causal.answers.asked import effects_of
from causalimg.causal.answers.counterfactual import worlds
from causalimg.diagnostics import Diagnostic
from causalimg.fitting.bind import Bound
from causalimg.fitting.images import Index, Pictures
from causalimg.fitting.rowwise import about_table
from causalimg.fitting.settings import DataSettings
from causalimg.semantics.complaints import listed
from causalimg.semantics.model import Model, Query
from causalimg.semantics.types import values_of

FEWEST_ROWS = 10
_READ, _LISTED = 16, 5


def enough(model: Model, bound: Bound, settings: DataSettings) -> list[Diagnostic]:
    """What a fit lacks, or should know before it begins.

    E0706 for too few rows or a site without any, W0607 for a single site, W0707 for what is the
    same in every row, W0718 for columns that nothing reads.
    """
    found = [*_empty_sites(model, bound, settings), *_unread(model, bound)]
    if len(bound) < FEWEST_ROWS:
        message = f"{len(bound)} rows are too few, a fit needs {FEWEST_ROWS}"
        remedy = "add rows, or fill in missing cells instead of dropping their rows"
        found.append(about_table("E0706", message, remedy=remedy, where=bound.table))
    for name, values in bound.columns.items():
        chosen = model.variable(name).kind == "selection"
        alike = len(bound) > 1 and not chosen and bool((values == values[0]).all())
        if alike and name == model.environment:
            found.append(_one_site(model, bound, name))
        elif alike:
            message = f"column `{name}` has the same value in every row"
            remedy = _one_value(model, name)
            found.append(about_table("W0707", message, remedy=remedy, where=bound.table))
    for name, pictures in bound.images.items():
        if len(bound) > 1 and _all_alike(pictures, len(bound)):
            message = f"column `{name}` has the same picture in every row"
            remedy = "nothing is learned from it; look at what its cells name"
            found.append(about_table("W0707", message, remedy=remedy, where=bound.table))
    return found


def _one_value(model: Model, name: str) -> str:
    """What to do about a variable of which the rows show one value."""
    asked = [query.name for query in model.queries if name in _acted(model, query)]
    if not asked:
        return "nothing is learned from it; leave the variable out"
    return f"no row answers {listed(asked)} for another value: add rows that have others"


def _acted(model: Model, query: Query) -> set[str]:
    """The variables that a query sets."""
    effects = (asked.effect for asked in effects_of(model, query))
    acted = {name for effect in effects for name in (*effect.do, *effect.policies)}
    return acted.union(*(world.actions for world in worlds(model, query)))


def _one_site(model: Model, bound: Bound, name: str) -> Diagnostic:
    word = values_of(model.variable(name).type)[int(bound.columns[name][0])]
    message = f"every row is from `{name}` = `{word}`, so what differs between sites is not seen"
    promised = [p.name for p in model.predictors if name in p.invariant_to]
    remedy = "bring rows of another site"
    if promised:
        remedy += f"; until then {listed(promised)} cannot learn to ignore `{name}`"
    return about_table("W0607", message, remedy=remedy, where=bound.table)


def _unread(model: Model, bound: Bound) -> list[Diagnostic]:
    """One word about all columns that belong to no measured variable."""
    if not bound.unread:
        return []
    shown = listed(bound.unread[:_LISTED])
    more = len(bound.unread) - _LISTED
    several = len(bound.unread) > 1
    message = f"no variable reads column{'s' if several else ''} {shown}"
    message += f" and {more} more" if more > 0 else ""
    hidden = [name for name in bound.unread if name in model.of_kind("latent")]
    remedy = "declare a variable of that name, or leave it as it is"
    if hidden:
        remedy = f"{listed(hidden)} is declared latent, so that its values are not used"
    return [about_table("W0718", message, remedy=remedy, where=bound.table)]


def _all_alike(pictures: Pictures, rows: int) -> bool:
    """Whether all pictures are the same; nearly always the first few tell."""
    first = pictures.read(np.zeros(1, dtype=np.int64))
    return all(
        bool((pictures.read(np.arange(at, min(at + _READ, rows))) == first).all())
        for at in range(1, rows, _READ)
    )


def _empty_sites(model: Model, bound: Bound, settings: DataSettings) -> list[Diagnostic]:
    name = model.environment
    if name is None or name not in bound.columns:
        return []
    words = values_of(model.variable(name).type)
    counts = torch.bincount(bound.columns[name].long(), minlength=len(words)).tolist()
    remedy = "remove the value, or list it under `withhold` in `[data]`"
    return [
        about_table(
            "E0706", f"no row is from `{name}` = `{word}`", remedy=remedy, where=bound.table
        )
        for word, count in zip(words, counts, strict=True)
        if not count and word not in settings.withhold
    ]


def divide(model: Model, bound: Bound, share: float, seed: int) -> tuple[Index, Index]:
    """Positions of the rows to fit on and of those held out, split by patient.

    A site keeps at least one patient to be fitted on.

    Args:
        model: names the environment.
        bound: the rows.
        share: about this part of the rows is held out.
        seed: of the choice.
    """
    _, patient = np.unique(bound.patients, return_inverse=True)
    sizes = np.bincount(patient)
    order = np.random.default_rng(seed).permutation(len(sizes))
    held_patients = order[np.cumsum(sizes[order]) <= share * len(bound)]
    held = np.isin(patient, held_patients)
    name = model.environment
    if name is not None and name in bound.columns:
        site = bound.columns[name].numpy()
        for value in np.unique(site):
            if held[site == value].all():
                held &= ~np.isin(patient, patient[site == value])
    return np.flatnonzero(~held), np.flatnonzero(held)
