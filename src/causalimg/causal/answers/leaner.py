"""Estimands of effects that read as few variables as will do.

What follows from some variables follows from all. So each variable that an effect does not name is
left out in its turn, as if nobody had seen it, wherever the effect still follows: a table needs
fewer columns then, and frequencies fewer cells.
"""

from collections.abc import Callable, Collection
from dataclasses import replace

from causalimg.causal.answers.effects import Verdict, changed
from causalimg.causal.crossworld.twin import identify_had
from causalimg.causal.estimands.estimand import (
    Expression,
    Policy,
    Probability,
    Product,
    Ratio,
    Sum,
)
from causalimg.causal.graphs.admg import Admg, induced, latent_projection
from causalimg.causal.identification.identify import Effect, Identified, identify
from causalimg.semantics.model import Model


def leaner(model: Model, verdict: Verdict, rather_not: Collection[str] = ()) -> Verdict:
    """The verdict, with a shorter estimand where one is found.

    An adjustment stays as it is, since its set is minimal; so do estimands with laws that the text
    states, and those of selected rows, whose graph is another one.

    Args:
        model: of the verdict.
        verdict: of `causalimg.causal.answers.effects.judge`, or by adjustment.
        rather_not: variables to leave out first.
    """
    found = verdict.found
    if not isinstance(found, Identified) or verdict.adjusted or model.of_kind("selection"):
        return verdict
    if not _is_observed(found.estimand):
        return verdict
    way = identify_had if changed(model, verdict.asked) else identify
    effect = verdict.asked.effect
    shorter = _shorter(verdict.seen, effect, way, rather_not)
    if shorter is None:
        return verdict
    return replace(verdict, found=replace(shorter, effect=found.effect))


def _shorter(
    seen: Admg,
    effect: Effect,
    way: Callable[[Admg, Effect], object],
    rather_not: Collection[str],
) -> Identified | None:
    graph = induced(seen, seen.ancestors(effect.names))
    kept = None
    last = [name for name in graph.nodes[::-1] if name not in effect.names]
    first = [name for name in last if name in rather_not]
    for name in dict.fromkeys((*first, *last)):
        fewer = latent_projection(graph, {*graph.nodes} - {name})
        other = way(fewer, effect)
        if isinstance(other, Identified) and _is_observed(other.estimand):
            graph, kept = fewer, other
    return kept


def _is_observed(estimand: Expression) -> bool:
    """Whether it is made of laws that rows show, and of policies."""
    match estimand:
        case Product(factors=factors):
            return all(map(_is_observed, factors))
        case Ratio(above=above, below=below):
            return _is_observed(above) and _is_observed(below)
        case Sum(inside=inside):
            return _is_observed(inside)
        case Probability(do=do):
            return not do
        case _:
            return isinstance(estimand, Policy)
