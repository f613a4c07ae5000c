"""Effects in one population from what was seen and tried in several.

Source: Bareinboim and Pearl 2014, "Transportability from multiple environments with limited
experiments: completeness results".
"""

from collections.abc import Iterable
from dataclasses import dataclass

from causalimg.causal.admg import Admg, induced
from causalimg.causal.estimand import Expression
from causalimg.causal.factors import Hedge, factor, observed
from causalimg.causal.identify import Effect, Identification, Source, compose


@dataclass(frozen=True, slots=True)
class Study:
    """Data of one population about all variables.

    Args:
        population: its name, empty for the one that is asked about.
        differs: the variables whose mechanism may not be that of the one asked about.
        do: what was set; empty where rows were only observed.
    """

    population: str = ""
    differs: frozenset[str] = frozenset()
    do: tuple[str, ...] = ()


def transport(graph: Admg, effect: Effect, studies: Iterable[Study]) -> Identification:
    """Whether an effect in the population asked about follows from studies, and how.

    Args:
        graph: an acyclic graph of all variables, all of them observed in every study.
        effect: what is asked.
        studies: where data are from.

    Returns:
        The estimand over the laws of the studies, or for each district that none of them gives
        the first hedge in the way. A study gives a district whose mechanisms are the same there,
        of which nothing was set, and which its own rows identify.

    Example:
        >>> from causalimg.causal.admg import sketch
        >>> graph = sketch("x -> y; x <-> y; z -> x, y")
        >>> trial = Study("trial", frozenset({"z"}), ("x",))
        >>> print(transport(graph, Effect(("y",), ("x",)), [Study(), trial]))
        P(y | do(x)) = sum_{z} P[trial](y | do(x), z) P(z)
    """
    return compose(graph, effect, _from_studies(graph, tuple(studies)))


def _from_studies(graph: Admg, studies: tuple[Study, ...]) -> Source:
    def found(nodes: frozenset[str]) -> Expression | Hedge:
        hedge = None
        for study in studies:
            if nodes & (study.differs | set(study.do)):
                continue
            answer = _within(graph, study, nodes)
            if not isinstance(answer, Hedge):
                return answer
            hedge = hedge or answer
        return hedge or Hedge(graph.ordered(nodes), graph.ordered(nodes))

    return found


def _within(graph: Admg, study: Study, nodes: frozenset[str]) -> Expression | Hedge:
    rest = induced(graph, set(graph.nodes) - set(study.do))
    chain = observed(rest, do=study.do, source=study.population)
    return factor(rest, chain.part(rest.tied(nodes)), nodes)
