"""Adjustment: which variables to hold fixed, so that what is seen is what an act would do."""

from collections.abc import Collection
from dataclasses import dataclass, replace

from causalimg.causal.adjusting import near_and_far
from causalimg.causal.admg import Admg
from causalimg.causal.estimand import Expression, Probability, product, summed
from causalimg.causal.identify import PRIME, Effect


@dataclass(frozen=True, slots=True)
class Adjustment:
    """An effect is an average of what is seen, over the law of some covariates.

    Args:
        covariates: what to adjust for; no part of it would do.
        idle: what is set and does not lead to the outcomes.
        effect: what was asked, with a prime at a natural value of what is set.
        estimand: the average.
    """

    covariates: tuple[str, ...]
    idle: tuple[str, ...]
    effect: Effect
    estimand: Expression


def adjustment(graph: Admg, effect: Effect) -> Adjustment | None:
    r"""How an effect follows by adjustment alone, or None where it does not, or none is known.

    :math:`P(y \mid do(x), w) = \sum_z P(y \mid x, w, z) P(z \mid w)`. Of rows that are chosen in
    the natural world the covariates have the law that they have there, so for those with x' it is
    :math:`\sum_z P(y \mid x, w, z) P(z \mid x', w)`.

    Args:
        graph: an acyclic graph, all of whose nodes are observed.
        effect: what is asked.

    Example:
        >>> from causalimg.causal.admg import sketch
        >>> found = adjustment(sketch("a -> z -> x -> y; z -> y"), Effect(("y",), ("x",)))
        >>> print(found.covariates, found.estimand)
        ('z',) sum_{z} P(y | x, z) P(z)
    """
    acting = tuple(n for n in effect.do if n in _leading(graph, effect))
    natural = tuple(n for n in effect.given if effect.had and n in acting)
    given = tuple(n for n in effect.given if n not in natural)
    after = graph.descendants(effect.do)
    if effect.policies or after & {*given} or (natural and len(acting) > 1):
        return None
    found = adjustment_set(graph, acting, effect.outcomes, given)
    if found is None or (after & found and (given or natural)):
        return None
    covariates = graph.ordered(found)
    factual = tuple(n + PRIME if n in natural else n for n in effect.given)
    outcome = Probability(effect.outcomes, (*acting, *given, *covariates))
    spread = [Probability(covariates, factual)] if covariates else []
    estimand = summed(covariates, product((outcome, *spread)))
    idle = tuple(n for n in effect.do if n not in acting)
    return Adjustment(covariates, idle, replace(effect, given=factual), estimand)


def adjustment_set(
    graph: Admg, do: Collection[str], outcomes: Collection[str], given: Collection[str] = ()
) -> frozenset[str] | None:
    """A minimal adjustment set, near the outcomes or near the act; None where there is none.

    The one near the act is taken where it is the smaller of the two.

    Args:
        graph: an acyclic graph, all of whose nodes are observed.
        do: what is set.
        outcomes: whose law is asked.
        given: what is conditioned on anyhow, none of it changed by the act.

    Source: Perkovic, Textor, Kalisch and Maathuis 2018, "Complete graphical characterization and
    construction of adjustment sets". A set near the outcomes estimates more precisely: Henckel,
    Perkovic and Maathuis 2022, "Graphical criteria for efficient total effect estimation".

    Example:
        >>> from causalimg.causal.admg import sketch
        >>> graph = sketch("a -> x -> m -> y; a -> b -> y")
        >>> sorted(adjustment_set(graph, {"x"}, {"y"}))
        ['b']
    """
    return min(near_and_far(graph, do, outcomes, given), key=len, default=None)


def _leading(graph: Admg, effect: Effect) -> frozenset[str]:
    """What leads to the outcomes past nothing else that is set."""
    return graph.ancestors(effect.outcomes, effect.do)
