"""Effects in one population from what was seen and tried in several.

Source: Bareinboim and Pearl 2014, "Transportability from multiple environments with limited
experiments: completeness results".
"""

from collections.abc import Iterable

from causalimg.causal.graphs.admg import Admg
from causalimg.causal.identification.forgetting import first_answer
from causalimg.causal.identification.identify import (
    Effect,
    Identification,
    Stating,
    compose,
)
from causalimg.causal.identification.studies import Study, from_studies


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
        of which nothing was set, and which its own rows identify, in the graph of all variables
        or of some. Sound; complete for constant `do` where each study measures everything.

    Example:
        >>> from causalimg.causal.graphs.admg import sketch
        >>> graph = sketch("x -> y; x <-> y; z -> x, y")
        >>> trial = Study("trial", frozenset({"z"}), ("x",))
        >>> print(transport(graph, Effect(("y",), ("x",)), [Study(), trial]))
        P(y | do(x)) = sum_{z} P[trial](y | do(x), z) P(z)
        >>> own = Study("own", frozenset(), ("x",), frozenset({"y"}))  # its rows lack z
        >>> print(transport(graph, Effect(("y",), ("x",)), [own]))
        P(y | do(x)) = P[own](y | do(x))
    """
    return first_answer(graph, effect, tuple(studies), stated, _pieced)


def _pieced(
    graph: Admg, effect: Effect, studies: tuple[Study, ...], stated: Stating | None
) -> Identification:
    return compose(graph, effect, from_studies(graph, studies, stated))
