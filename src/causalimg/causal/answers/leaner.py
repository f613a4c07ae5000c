"""Estimands of effects that read as few variables as will do.

A table then needs fewer columns, and frequencies fewer cells.
"""

from collections.abc import Collection
from dataclasses import replace

from causalimg.causal.answers.effects import Verdict, changed
from causalimg.causal.crossworld.twin import identify_had
from causalimg.causal.estimands.estimand import states
from causalimg.causal.graphs.admg import Admg
from causalimg.causal.graphs.fewer import with_fewer
from causalimg.causal.identification.identify import Identified, identify
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
    effect = verdict.asked.effect
    way = identify_had if changed(model, verdict.asked) else identify

    def tried(fewer: Admg) -> Identified | None:
        other = way(fewer, effect)
        return other if isinstance(other, Identified) else None

    if states(found.estimand):
        return verdict
    shorter = with_fewer(verdict.seen, effect.names, tried, rather_not)
    return replace(verdict, found=replace(shorter, effect=found.effect)) if shorter else verdict
