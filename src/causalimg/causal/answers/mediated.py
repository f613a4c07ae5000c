"""Direct, indirect and path-specific effects in a model, from the rows that there are."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from itertools import islice

from causalimg.causal.answers.bridge import graph_of
from causalimg.causal.answers.effects import Rows
from causalimg.causal.answers.several import Seen, seen_by
from causalimg.causal.crossworld.counterworlds import Data
from causalimg.causal.crossworld.mediation import Contrast, mediation
from causalimg.causal.crossworld.pathwise import Path, path_specific
from causalimg.causal.identification.adjusting import minimal_direct_sets
from causalimg.semantics.model import Model

_MOST = 3


@dataclass(frozen=True, slots=True)
class Mediated:
    """An effect and its parts.

    Args:
        mediators: through which it is indirect.
        effects: the total one, and those that it is split into.
        rows: whose laws the estimands are made of.
        single_door: sets beside which, in a linear regression of the outcome, the coefficient of
            what is set is that of the arrow between the two; none where there is no arrow, none
            gives it, or the rows are selected.
    """

    mediators: tuple[str, ...]
    effects: tuple[Contrast, ...]
    rows: Rows
    single_door: tuple[tuple[str, ...], ...] = ()


def between(model: Model, x: str, y: str) -> tuple[str, ...]:
    """The observed variables on paths along arrows from one variable to another."""
    arrows = graph_of(model)
    inside = arrows.descendants({x}) & arrows.ancestors({y})
    return arrows.ordered(inside - {x, y} - {*model.of_kind("latent")})


def mediated(
    model: Model,
    x: str,
    y: str,
    mediators: Iterable[str] = (),
    paths: Collection[Path] = (),
    data: Data = "observations",
    values: tuple[str, str] | None = None,
) -> Mediated:
    """How an effect is split by mediators, and along paths.

    Args:
        model: a checked model whose arrows have no circle.
        x: what is set, an observed variable.
        y: the outcome, an observed variable.
        mediators: observed variables, taken together; all between the two where none is named.
        paths: from `x` to `y` along the arrows between what is observed; where a latent lies
            between two variables there is one.
        data: what is to settle it: the rows, or any experiment.
        values: what `x` is changed to and from, where that is to be written; else any two values.
    """
    chosen = graph_of(model).ordered(mediators) or between(model, x, y)
    named = {x, y, *chosen, *(name for path in paths for name in path)}
    seen = seen_by(model, named)
    assert seen is not None, "rows always show themselves"
    parts = mediation(seen.graph, x, y, chosen, data=data, stated=seen.stated, values=values)
    effects = parts.effects if chosen else (parts.total,)
    along = [
        path_specific(seen.graph, [one], data=data, stated=seen.stated, values=values)
        for one in paths
    ]
    return Mediated(chosen, (*effects, *along), seen.rows, _single_door(seen, x, y))


def _single_door(seen: Seen, x: str, y: str) -> tuple[tuple[str, ...], ...]:
    if seen.rows != "all" or y not in seen.graph.children(x):
        return ()
    sets = islice(minimal_direct_sets(seen.graph, x, y), _MOST)
    return tuple(seen.graph.ordered(one) for one in sets)
