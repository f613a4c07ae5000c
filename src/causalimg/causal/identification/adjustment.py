"""Adjustment: which variables to hold fixed, so that what is seen is what an act would do."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace

from causalimg.causal.estimands.estimand import Expression, Probability, product, summed
from causalimg.causal.graphs.admg import Admg
from causalimg.causal.identification.adjusting import minimal_adjustment_sets, near_and_far
from causalimg.causal.identification.identify import PRIME, Effect


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


def told_idle(found: Adjustment, graph: Admg) -> tuple[str, ...]:
    """Which of what is set makes no difference, in words.

    Example:
        >>> from causalimg.causal.graphs.admg import sketch
        >>> graph = sketch("x -> m -> y; z")
        >>> found = adjustment(graph, Effect(("y",), ("x", "m", "z")))
        >>> told_idle(found, graph)
        ('z does not lead to y', 'x leads to y only through what else is set')
    """
    outcomes = ", ".join(found.effect.outcomes)
    leading = [
        n for n in found.idle if not graph.descendants({n}).isdisjoint(found.effect.outcomes)
    ]
    apart = [n for n in found.idle if n not in leading]
    ways = (
        (apart, ("does", "do"), f"not lead to {outcomes}"),
        (leading, ("leads", "lead"), f"to {outcomes} only through what else is set"),
    )
    return tuple(
        f"{', '.join(names)} {verbs[len(names) > 1]} {rest}"
        for names, verbs, rest in ways
        if names
    )


def adjustment(graph: Admg, effect: Effect, rather_not: Collection[str] = ()) -> Adjustment | None:
    r"""How an effect follows by adjustment alone, or None where it does not, or none is known.

    :math:`P(y \mid do(x), w) = \sum_z P(y \mid x, w, z) P(z \mid w)`. Of rows that are chosen in
    the natural world the covariates have the law that they have there, so for those with x' it is
    :math:`\sum_z P(y \mid x, w, z) P(z \mid x', w)`.

    Args:
        graph: an acyclic graph, all of whose nodes are observed.
        effect: what is asked.
        rather_not: what to adjust for only where nothing else will do, such as pictures.

    Example:
        >>> from causalimg.causal.graphs.admg import sketch
        >>> found = adjustment(sketch("a -> z -> x -> y; z -> y"), Effect(("y",), ("x",)))
        >>> print(found.covariates, found.estimand)
        ('z',) sum_{z} P(y | x, z) P(z)
    """
    task = task_of(graph, effect)
    if task is None:
        return None
    for without in (rather_not, ()):
        unchanged = bool(task.natural)
        found = near_and_far(graph, *task.asked, unchanged=unchanged, without=without)
        if found:
            return task.by(min(found, key=len))
    return None


def adjustment_among(
    graph: Admg, effect: Effect, selection: Collection[str], rather_not: Collection[str] = ()
) -> Adjustment | None:
    r"""How an effect among selected rows follows by adjustment, with the selection held as well.

    :math:`P(y \mid do(x), s) = \sum_z P(y \mid x, z, s) P(z \mid s)` where x leads neither to z
    nor to s, and the two close every back-door path together.

    Args:
        graph: an acyclic graph with the selections as nodes, all else observed.
        effect: what is asked of the selected rows.
        selection: what all rows have; the estimand does not repeat it.
        rather_not: what to adjust for only where nothing else will do.

    Example:
        >>> from causalimg.causal.graphs.admg import sketch
        >>> graph = sketch("x <-> w; y <-> v; w, v -> s; x -> y")
        >>> adjustment_among(graph, Effect(("y",), ("x",)), {"s"}).covariates
        ('v',)
    """
    if effect.had or not {*effect.do}.isdisjoint(graph.ancestors(selection)):
        return None
    held = replace(effect, given=(*effect.given, *graph.ordered(selection)))
    found = adjustment(graph, held, rather_not)
    if found is None:
        return None
    acting = tuple(n for n in effect.do if n not in found.idle)
    return Task(graph, effect, acting, ()).by(frozenset(found.covariates))


def adjustments(graph: Admg, effect: Effect) -> Iterator[Adjustment]:
    """Every way in which an effect follows by adjustment for a minimal set, lazily.

    Args:
        graph: an acyclic graph, all of whose nodes are observed.
        effect: what is asked.

    Example:
        >>> from causalimg.causal.graphs.admg import sketch
        >>> effect = Effect(("y",), ("x",))
        >>> for one in adjustments(sketch("a -> z -> x -> y; a -> y"), effect):
        ...     print(one.estimand)
        sum_{a} P(y | x, a) P(a)
        sum_{z} P(y | x, z) P(z)
    """
    task = task_of(graph, effect)
    if task is None:
        return iter(())
    found = minimal_adjustment_sets(graph, *task.asked, unchanged=bool(task.natural))
    return map(task.by, found)


@dataclass(frozen=True, slots=True)
class Task:
    """What the adjustment criterion is asked about an effect.

    Args:
        graph: where.
        effect: what is asked.
        acting: what is set and leads to the outcomes.
        natural: what is set and seen at its natural value.
    """

    graph: Admg
    effect: Effect
    acting: tuple[str, ...]
    natural: tuple[str, ...]

    @property
    def given(self) -> tuple[str, ...]:
        """What is conditioned on and not set."""
        return tuple(n for n in self.effect.given if n not in self.natural)

    @property
    def asked(self) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
        """What is set, whose law is asked, and what is conditioned on."""
        return self.acting, self.effect.outcomes, self.given

    def by(self, found: frozenset[str]) -> Adjustment:
        """The effect as an average over the law of an adjustment set."""
        effect, covariates = self.effect, self.graph.ordered(found)
        factual = tuple(n + PRIME if n in self.natural else n for n in effect.given)
        outcome = Probability(effect.outcomes, (*self.acting, *self.given, *covariates))
        spread = [Probability(covariates, factual)] if covariates else []
        estimand = summed(covariates, product((outcome, *spread)))
        idle = tuple(n for n in effect.do if n not in self.acting)
        return Adjustment(covariates, idle, replace(effect, given=factual), estimand)


def task_of(graph: Admg, effect: Effect) -> Task | None:
    """What to ask about an effect; None where adjustment is not for effects of its kind."""
    leading = graph.ancestors(effect.outcomes, effect.do)
    acting = tuple(n for n in effect.do if n in leading)
    natural = tuple(n for n in effect.given if effect.had and n in acting)
    task = Task(graph, effect, acting, natural)
    after = graph.descendants(effect.do)
    if effect.policies or after & {*task.given} or (natural and len(acting) > 1):
        return None
    return task


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
        >>> from causalimg.causal.graphs.admg import sketch
        >>> graph = sketch("a -> x -> m -> y; a -> b -> y")
        >>> sorted(adjustment_set(graph, {"x"}, {"y"}))
        ['b']
    """
    return min(near_and_far(graph, do, outcomes, given), key=len, default=None)
