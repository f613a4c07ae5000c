"""Effects in one population from what was seen and tried in several.

Source: Bareinboim and Pearl 2014, "Transportability from multiple environments with limited
experiments: completeness results".
"""

from collections.abc import Iterable
from dataclasses import dataclass

from causalimg.causal.estimands.estimand import Expression
from causalimg.causal.estimands.factors import Hedge, factor, observed
from causalimg.causal.graphs.admg import Admg, induced, latent_projection
from causalimg.causal.identification.identify import (
    Effect,
    Identification,
    Source,
    Stating,
    as_stated,
    compose,
)


@dataclass(frozen=True, slots=True)
class Study:
    """Data of one population.

    Args:
        population: its name, empty for the one that is asked about.
        differs: the variables whose mechanism may not be that of the one asked about.
        do: what was set; empty where rows were only observed.
        measured: the variables that its rows show; None for all.
    """

    population: str = ""
    differs: frozenset[str] = frozenset()
    do: tuple[str, ...] = ()
    measured: frozenset[str] | None = None


def transport(
    graph: Admg, effect: Effect, studies: Iterable[Study], *, stated: Stating | None = None
) -> Identification:
    """Whether an effect in the population asked about follows from studies, and how.

    Args:
        graph: an acyclic graph of all variables that any study measures.
        effect: what is asked.
        studies: where data are from.
        stated: whether the law of some nodes in the population asked about is known without data.

    Returns:
        The estimand over the laws of the studies, or for each district that none of them gives
        the first hedge in the way. A study gives a district whose mechanisms are the same there,
        of which nothing was set, and which its own rows identify.

    Example:
        >>> from causalimg.causal.graphs.admg import sketch
        >>> graph = sketch("x -> y; x <-> y; z -> x, y")
        >>> trial = Study("trial", frozenset({"z"}), ("x",))
        >>> print(transport(graph, Effect(("y",), ("x",)), [Study(), trial]))
        P(y | do(x)) = sum_{z} P[trial](y | do(x), z) P(z)
    """
    return compose(graph, effect, from_studies(graph, tuple(studies), stated))


def from_studies(graph: Admg, studies: tuple[Study, ...], stated: Stating | None = None) -> Source:
    """Q[nodes] of the population asked about from the first study that gives it."""

    def found(nodes: frozenset[str]) -> Expression | Hedge:
        if stated is not None and stated(nodes):
            return as_stated(graph, nodes)
        hedge = None
        for study in studies:
            if nodes & (study.differs | set(study.do)) or not measures(graph, study, nodes):
                continue
            answer = _within(graph, study, nodes)
            if not isinstance(answer, Hedge):
                return answer
            hedge = hedge or answer
        return hedge or Hedge(graph.ordered(nodes), graph.ordered(nodes))

    return found


def measures(graph: Admg, study: Study, nodes: frozenset[str]) -> bool:
    """Whether a study measures some nodes and what acts on them, as far as it was not set."""
    needed = nodes.union(*(graph.parents(node) for node in nodes)) - set(study.do)
    return study.measured is None or needed <= study.measured


def _within(graph: Admg, study: Study, nodes: frozenset[str]) -> Expression | Hedge:
    rest = induced(graph, set(graph.nodes) - set(study.do))
    if study.measured is not None:
        rest = latent_projection(rest, study.measured & set(rest.nodes))
    chain = observed(rest, do=study.do, source=study.population)
    return factor(rest, chain.part(rest.tied(nodes)), nodes)
