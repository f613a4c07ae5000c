"""Direct, indirect and path-specific effects in a model, from the rows that there are."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from causalimg.causal.answers.bridge import graph_of
from causalimg.causal.answers.effects import Rows
from causalimg.causal.answers.several import seen_by
from causalimg.causal.crossworld.counterworlds import Data
from causalimg.causal.crossworld.mediation import Contrast, mediation
from causalimg.causal.crossworld.pathwise import Path, path_specific
from causalimg.semantics.model import Model


@dataclass(frozen=True, slots=True)
class Mediated:
    """An effect and its parts.

    Args:
        mediators: through which it is indirect.
        effects: the total one, and those that it is split into.
        rows: whose laws the estimands are made of.
    """

    mediators: tuple[str, ...]
    effects: tuple[Contrast, ...]
    rows: Rows


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
    """
    chosen = graph_of(model).ordered(mediators) or between(model, x, y)
    named = {x, y, *chosen, *(name for path in paths for name in path)}
    seen = seen_by(model, named)
    assert seen is not None, "rows always show themselves"
    parts = mediation(seen.graph, x, y, chosen, data=data, stated=seen.stated)
    effects = parts.effects if chosen else (parts.total,)
    along = [path_specific(seen.graph, [one], data=data, stated=seen.stated) for one in paths]
    return Mediated(chosen, (*effects, *along), seen.rows)
