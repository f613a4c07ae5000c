"""What follows from studies that each measure a part: variables are forgotten until pieces fit.

A study gives the law of a district only where it measures all that acts on it. But the graph need
not hold everything: its latent projection onto some of its nodes says the same about these as the
whole graph did, and there a study lacks less. The nodes of a selection diagram that say where
populations differ are kept by it (`seen_in`), so that whatever follows in a projection is so. None
of them gives all that some other gives: with a variable go the independences that it explains.

Sources: Verma and Pearl 1990, "Equivalence and synthesis of causal models", for the projection;
Bareinboim and Pearl 2014, "Transportability from multiple environments with limited experiments:
completeness results", for the diagram. No complete search over partly measured studies is known.
"""

from collections import deque
from collections.abc import Callable, Collection, Iterator, Sequence
from typing import Protocol, TypeVar

from causalimg.causal.estimands.factors import Hedge
from causalimg.causal.graphs.admg import Admg, latent_projection
from causalimg.causal.identification.identify import Effect, Identified, Stating
from causalimg.causal.identification.studies import Study, is_other, lacking, seen_in

#: So many projections are tried: a search that finds something has found it long before.
MOST = 100


class Refused(Protocol):
    """What is read of an answer that is none."""

    @property
    def hedges(self) -> tuple[Hedge, ...]:
        """The districts that could not be had."""
        ...


Refusal = TypeVar("Refusal", bound=Refused)
#: A search in one graph with studies of it.
Attempt = Callable[[Admg, Effect, tuple[Study, ...], Stating | None], Identified | Refusal]


def first_answer(
    graph: Admg,
    effect: Effect,
    studies: tuple[Study, ...],
    stated: Stating | None,
    attempt: Attempt[Refusal],
    always: Collection[str] = (),
) -> Identified | Refusal:
    """What an attempt finds in the whole graph, or else in the first projection that has it.

    Tried are the projections onto what all studies measure and onto the columns of each, with what
    the question names; then, of what was tried, those without the variables for lack of which a
    study could not give a district. So what a study of the population itself literally observes is
    found: in the projection onto its own columns that is identification from one study.

    Args:
        graph: an acyclic graph of all variables that any study measures.
        effect: what is asked.
        studies: where data are from.
        stated: whether the law of some nodes in the population asked about is known without data.
        attempt: how to search in one graph.
        always: nodes that are never forgotten, such as selections.

    Returns:
        The answer, or why there is none in the whole graph.
    """
    named = frozenset(graph.nodes) & {*effect.names, *always}
    shown = [study.columns(graph) | named for study in studies]
    starts = [frozenset(graph.nodes), named.union(*shown), *shown] if shown else [{*graph.nodes}]
    waiting, met, first = deque(map(frozenset, starts)), set[frozenset[str]](), None
    while waiting and len(met) < MOST:
        kept = waiting.popleft()
        if kept in met:
            continue
        met.add(kept)
        part, told = latent_projection(graph, kept), [seen_in(graph, s, kept) for s in studies]
        found = attempt(part, effect, tuple(told), _stated_in(graph, kept, stated))
        if isinstance(found, Identified):
            return found
        first = first or found
        waiting.extend(kept - lack for lack in _in_the_way(part, found, told) if not lack & named)
    assert first is not None
    return first


def _stated_in(graph: Admg, kept: frozenset[str], stated: Stating | None) -> Stating | None:
    """What is stated of nodes given their causes is so in a projection that keeps these."""
    if stated is None:
        return None

    def states(nodes: frozenset[str]) -> bool:
        return stated(nodes) and all(kept.issuperset(graph.parents(node)) for node in nodes)

    return states


def _in_the_way(graph: Admg, found: Refused, studies: Sequence[Study]) -> Iterator[frozenset[str]]:
    """What some study would have to measure to give some district that could not be had."""
    for root in (frozenset(hedge.root) for hedge in found.hedges):
        for study in studies:
            if not is_other(study, root) and (lack := lacking(graph, study, root)):
                yield lack
