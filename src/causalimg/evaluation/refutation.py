"""A model against a table: each independence that its arrows imply or its text claims, tested."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import product
from typing import Any

import numpy as np
from scipy import stats

from causalimg.causal.answers.testable import implied, measured, stated, unsettled, untabled
from causalimg.causal.graphs.implications import Implication
from causalimg.diagnostics import CausalimgError
from causalimg.evaluation.finding import Control, Finding, Refutation
from causalimg.evaluation.independence import UntestableError, independence
from causalimg.evaluation.residuals import Block, number_block, word_block
from causalimg.fitting.bind import Bound, bind
from causalimg.fitting.rowwise import about_table
from causalimg.fitting.settings import DataSettings
from causalimg.semantics.model import Model
from causalimg.semantics.types import Binary, Category, Ordinal


def confronted(
    model: Model,
    data: object,
    settings: DataSettings | None = None,
    *,
    level: float = 0.05,
    control: Control = "holm",
    pairs: bool = False,
) -> Refutation:
    """Test on a table what a model implies and claims.

    Pictures, latents and what has no column are projected out: what is tested holds of the
    columns that there are. Selection needs no care, since every row has passed it.

    Args:
        model: checked or drafted.
        data: anything that `fit` reads.
        settings: how to read it.
        level: how often a family of true statements may be refuted.
        control: `holm` for the chance of any false refutation, `bh` for their share, `none`.
        pairs: a statement for each missing arrow instead of a basis.

    Raises:
        CausalimgError: E0701-E0704 for a table that cannot be used, E0706 for too few rows.
    """
    settings = settings or DataSettings()
    bound, left_out = _read(model, data, settings)
    blocks = _blocks(model, bound)
    for name, block in list(blocks.items()):
        if not block.varies:
            left_out[name] = "the same in every row, or nearly"
            del blocks[name]
    _enough(model, bound, blocks)
    groups = bound.patients if len(np.unique(bound.patients)) < len(bound) else None
    family = [
        _finding(one, blocks, left_out, groups)
        for one in implied(model, tuple(blocks), pairs=pairs)
    ]
    claims = [
        replace(_finding(one, blocks, left_out, groups), span=claim.span)
        for claim, one in stated(model)
    ]
    judged = (_judged(found, level, control) for found in (family, claims))
    implications, claimed = (tuple(_placed(one, blocks, groups) for one in f) for f in judged)
    return Refutation(
        model.name, bound.table, len(bound), bound.dropped, left_out, level, control,
        implications, claimed, unsettled(model), model.of_kind("selection"),
    )  # fmt: skip


def _read(model: Model, data: object, settings: DataSettings) -> tuple[Bound, dict[str, str]]:
    left_out = untabled(model)
    wanted = [name for name in measured(model) if name not in left_out]
    if isinstance(data, Mapping):
        there = [name for name in wanted if name in data] if _deep(data) else wanted
    else:
        there = wanted
    bound = bind(model, data, settings, variables=there, required=())
    if sum(name in bound.columns for name in wanted) < 2:
        bind(model, data, settings, variables=wanted)  # says which columns are missing
    for name in wanted:
        if name not in bound.columns:
            left_out[name] = "no column of the table"
    return bound, left_out


def _deep(data: Mapping[Any, Any]) -> bool:
    """Whether it holds tensors, which are all read and not looked for like columns."""
    return any(hasattr(values, "detach") for values in data.values())


def _blocks(model: Model, bound: Bound) -> dict[str, Block]:
    found = {}
    for name in measured(model):
        if name in bound.columns:
            values = bound.columns[name].numpy()
            match model.variable(name).type:
                case Binary() | Category():
                    found[name] = word_block(name, values)
                case Ordinal():
                    found[name] = word_block(name, values, ordered=True)
                case _:
                    found[name] = number_block(name, values)
    return found


def _enough(model: Model, bound: Bound, blocks: Mapping[str, Block]) -> None:
    if len(blocks) >= 2:
        return
    message = f"of {len(bound)} rows fewer than two columns vary, so there is nothing to test"
    remedy = f"add rows, or columns for variables of {model.name}"
    raise CausalimgError([about_table("E0706", message, remedy=remedy, where=bound.table)])


def _finding(
    one: Implication, blocks: Mapping[str, Block], left_out: Mapping[str, str], groups: Any
) -> Finding:
    gone = [name for name in one.variables if name not in blocks]
    if gone:
        return Finding(one, why=f"`{gone[0]}` is {left_out.get(gone[0], 'not tested')}")
    left, right, given = ([blocks[n] for n in s] for s in (one.left, one.right, one.given))
    try:
        return Finding(one, independence(left, right, given, groups))
    except UntestableError as error:
        return Finding(one, why=str(error))


def _judged(family: Sequence[Finding], level: float, control: Control) -> list[Finding]:
    """The same with p-values for the whole family."""
    ps = [one.tested.p for one in family if one.tested]
    adjusted = iter(_adjusted(ps, control))
    found = []
    for one in family:
        p = next(adjusted) if one.tested else None
        found.append(replace(one, adjusted=p, refuted=p is not None and p < level))
    return found


def _adjusted(ps: Sequence[float], control: Control) -> list[float]:
    match control:
        case "none":
            return list(ps)
        case "bh":
            return [float(p) for p in stats.false_discovery_control(ps)] if ps else []
        case "holm":
            order = sorted(range(len(ps)), key=ps.__getitem__)
            found, least = [0.0] * len(ps), 0.0
            for place, index in enumerate(order):
                least = max(least, min(1.0, (len(ps) - place) * ps[index]))
                found[index] = least
            return found


def _placed(one: Finding, blocks: Mapping[str, Block], groups: Any) -> Finding:
    """With the worst pair of a refuted statement."""
    statement = one.implication
    if not one.refuted or len(statement.left) == len(statement.right) == 1:
        return one
    given = [blocks[name] for name in statement.given]
    found = []
    for a, b in product(statement.left, statement.right):
        try:
            alone = independence([blocks[a]], [blocks[b]], given, groups)
        except UntestableError:
            continue
        found.append((alone.p, -abs(alone.effect), (a, b, alone.effect)))
    return replace(one, strongest=min(found)[2]) if found else one
