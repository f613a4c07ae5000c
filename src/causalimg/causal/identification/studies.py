"""Where data are from: the rows and trials of several populations, and what each of them shows."""

from collections.abc import Collection
from dataclasses import dataclass, replace

from causalimg.causal.estimands.estimand import Expression
from causalimg.causal.estimands.factors import Hedge, factor, observed
from causalimg.causal.graphs.admg import Admg, induced, latent_projection
from causalimg.causal.identification.identify import Source, Stating, as_stated

_DIFFERS = "what differs there"


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

    def columns(self, graph: Admg) -> frozenset[str]:
        """What of a graph its rows show, what was set included."""
        shown = graph.nodes if self.measured is None else (*self.measured, *self.do)
        return frozenset(graph.nodes) & {*shown}


def from_studies(graph: Admg, studies: tuple[Study, ...], stated: Stating | None = None) -> Source:
    """Q[nodes] of the population asked about from the first study that gives it."""

    def found(nodes: frozenset[str]) -> Expression | Hedge:
        if stated is not None and stated(nodes):
            return as_stated(graph, nodes)
        hedge = None
        for study in studies:
            if is_other(study, nodes) or lacking(graph, study, nodes):
                continue
            answer = _within(graph, study, nodes)
            if not isinstance(answer, Hedge):
                return answer
            hedge = hedge or answer
        return hedge or Hedge(graph.ordered(nodes), graph.ordered(nodes))

    return found


def is_other(study: Study, nodes: frozenset[str]) -> bool:
    """Whether some of the nodes come about otherwise in a study, which then tells nothing of them.

    Either their mechanism may differ there, or they were set.
    """
    return bool(nodes & study.differs) or not nodes.isdisjoint(study.do)


def lacking(graph: Admg, study: Study, nodes: frozenset[str]) -> frozenset[str]:
    """What a study does not measure of some nodes and of what acts on them."""
    needed = nodes.union(*(graph.parents(node) for node in nodes))
    return needed - study.columns(graph)


def _within(graph: Admg, study: Study, nodes: frozenset[str]) -> Expression | Hedge:
    rest = induced(graph, set(graph.nodes) - set(study.do))
    if study.measured is not None:
        rest = latent_projection(rest, study.measured & set(rest.nodes))
    chain = observed(rest, do=study.do, source=study.population)
    return factor(rest, chain.part(rest.tied(nodes)), nodes)


def seen_in(graph: Admg, study: Study, kept: Collection[str]) -> Study:
    """A study as it is in the latent projection of a graph onto some of its nodes.

    What differs is itself a node of the selection diagram, with an arrow to each mechanism that
    may differ, and it stays: where one of these is forgotten, the arrow ends at what it leads to
    through forgotten nodes. A forgotten variable that was set came about otherwise there, so it
    counts as one that differs. The law of any other nodes C, all else kept being set, is a sum
    over forgotten nodes of mechanisms that are the same in both populations, so it is the same.
    """
    origin = {*study.differs} | ({*study.do} - {*kept})
    arrows = graph.directed | {(_DIFFERS, node) for node in origin & {*graph.nodes}}
    diagram = replace(graph, nodes=(_DIFFERS, *graph.nodes), directed=arrows)
    moved = latent_projection(diagram, {_DIFFERS, *kept}).children(_DIFFERS)
    measured = None if study.measured is None else study.measured & {*kept}
    return replace(study, differs=frozenset(moved), measured=measured)
