"""Effects among everyone from rows that were selected.

Source: Bareinboim and Tian 2015, "Recovering causal effects from selection bias", and Bareinboim,
Tian and Pearl 2014, "Recovering from selection bias in causal and statistical inference".
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace

from causalimg.causal.estimands.estimand import Expression, Probability, product, ratio, summed
from causalimg.causal.estimands.factors import Chain, Hedge, blanket, factor
from causalimg.causal.graphs.admg import (
    Admg,
    canonical_dag,
    districts,
    induced,
    latent_projection,
    mutilate,
    topological_order,
)
from causalimg.causal.graphs.separation import OpenPath, m_separated, open_path
from causalimg.causal.identification.forgetting import first_answer
from causalimg.causal.identification.identify import (
    Effect,
    Identification,
    Identified,
    Source,
    Stating,
    as_stated,
    compose,
    identify,
)
from causalimg.causal.identification.studies import Study, from_studies

SELECTED = "selected"
_TIE = "being selected"


@dataclass(frozen=True, slots=True)
class NotRecovered:
    """No way was found from the selected rows to everyone.

    Args:
        effect: what was asked.
        path: how being selected tells of the outcome, where it does.
        hedges: the districts that could not be had.
    """

    effect: Effect
    path: OpenPath | None
    hedges: tuple[Hedge, ...]

    def __str__(self) -> str:
        # The search is complete only without `do`.
        shown = "not shown to be recoverable" if self.effect.do else "not recoverable"
        return f"{self.effect} is {shown}: {self.path or f'hedge: {self.hedges[0]}'}"


def recover(
    graph: Admg,
    effect: Effect,
    selection: Collection[str],
    *,
    stated: Stating | None = None,
    studies: Iterable[Study] = (),
) -> Identified | NotRecovered:
    """Whether an effect among everyone follows from the law of the selected rows.

    Args:
        graph: an acyclic graph of what is observed and of the selections.
        effect: what is asked of everyone; the selections take no part in it.
        selection: variables that are 1 in every row.
        stated: whether the law of some nodes among everyone is known without data.
        studies: further data of rows that nobody selected, such as a census of a few variables.

    Returns:
        The estimand, over laws among the selected and of the studies, or why none was found.
        Sound; complete for a conditional law without `do` and without studies.

    Example:
        >>> from causalimg.causal.graphs.admg import sketch
        >>> print(recover(sketch("x -> y; x -> s"), Effect(("y",), (), ("x",)), {"s"}))
        P(y | x) = P[selected](y | x)
        >>> print(recover(sketch("x -> y -> s"), Effect(("y",), ("x",)), {"s"}))
        P(y | do(x)) is not shown to be recoverable: y -> s
    """

    def attempt(
        part: Admg, effect: Effect, told: tuple[Study, ...], known: Stating | None
    ) -> Identified | NotRecovered:
        return _recovered_in(part, effect, selection, known, told)

    return first_answer(graph, effect, tuple(studies), stated, attempt, selection)


def _recovered_in(
    graph: Admg,
    effect: Effect,
    selection: Collection[str],
    stated: Stating | None,
    further: tuple[Study, ...],
) -> Identified | NotRecovered:
    source = from_selected(graph, selection, stated)
    found = compose(graph, effect, _first(source, from_studies(graph, further)))
    if isinstance(found, Identified):
        return found
    if whole := _standardised(graph, effect, frozenset(selection), further):
        return whole
    cut = mutilate(graph, effect.do)
    path = open_path(cut, effect.outcomes, selection, {*effect.given, *effect.do})
    if path is None and not effect.policies:
        direct = _as_among_the_selected(graph, effect, selection)
        if isinstance(direct, Identified):
            return direct
    return NotRecovered(effect, path, found.hedges)


def _first(one: Source, other: Source) -> Source:
    def found(nodes: frozenset[str]) -> Expression | Hedge:
        first = one(nodes)
        second = other(nodes) if isinstance(first, Hedge) else first
        return first if isinstance(second, Hedge) else second

    return found


def _standardised(
    graph: Admg, effect: Effect, selection: frozenset[str], studies: tuple[Study, ...]
) -> Identified | None:
    r"""By the law of everyone, where some variables screen selection off and their law is known.

    With :math:`V \setminus W \perp S \mid W`, :math:`P(v) = P(w) P(v \setminus w \mid w, S = 1)`.
    """
    free = induced(graph, set(graph.nodes) - selection)
    for study in studies:
        known = study.columns(free)
        rest = {*free.nodes} - known
        if study.differs or study.do or not known:
            continue
        if not m_separated(graph, rest, selection, known):
            continue
        joint = [Probability(free.ordered(known), (), (), study.population)]
        joint += [Probability(free.ordered(rest), free.ordered(known), (), SELECTED)] * bool(rest)
        chain = _chained(free, product(joint))
        whole = chain.marginal(free.ancestors({*effect.outcomes, *effect.given, *effect.do}))
        found = compose(free, effect, _from_chain(free, whole))
        if isinstance(found, Identified):
            return found
    return None


def _chained(graph: Admg, joint: Expression) -> Chain:
    """A joint law as factors, each of a node given the earlier ones."""
    order = topological_order(graph)
    factors = dict[str, Expression]()
    for at, node in enumerate(order):
        later = order[at + 1 :]
        factors[node] = ratio(summed(later, joint), summed((node, *later), joint))
    return Chain(order, factors)


def _from_chain(graph: Admg, chain: Chain) -> Source:
    def found(nodes: frozenset[str]) -> Expression | Hedge:
        inner = induced(graph, chain.order)
        return factor(inner, chain.part(inner.tied(nodes)), nodes)

    return found


def _as_among_the_selected(
    graph: Admg, effect: Effect, selection: Collection[str]
) -> Identification | None:
    """Where selection tells nothing of the outcome, the selected show what is so for everyone."""
    if not effect.do:
        term = Probability(effect.outcomes, effect.given, (), SELECTED)
        return Identified(effect, term)
    if graph.ancestors(selection) & set(effect.do):
        return None
    return identify(among_selected(graph, selection), effect, source=SELECTED)


def among_selected(graph: Admg, selection: Collection[str]) -> Admg:
    """The graph of the selected rows: the causes of selection come to share an unseen cause.

    Among the selected, the noises of everything that leads to a selection, unseen causes included,
    depend on each other in any way, and the rest is as before; so do those of two selections that
    a common cause leads to, and of no others. What is set must not lead to selection.

    Args:
        graph: an acyclic graph with the selections as nodes.
        selection: the selections, which the answer lacks.
    """
    spelt = canonical_dag(graph)
    ties = {f"{_TIE}{i}": causes for i, causes in enumerate(_met(spelt, selection))}
    rest = induced(spelt, set(spelt.nodes) - set(selection))
    arrows = rest.directed | {(tie, cause) for tie, causes in ties.items() for cause in causes}
    tied = replace(rest, nodes=(*rest.nodes, *ties), directed=arrows)
    return latent_projection(tied, set(graph.nodes) - set(selection))


def _met(graph: Admg, selection: Collection[str]) -> list[frozenset[str]]:
    """What leads to each selection, together where any of it leads to several."""
    found = list[frozenset[str]]()
    for one in graph.ordered(selection):
        causes = graph.ancestors({one})
        apart = [group for group in found if not group & causes]
        found = [*apart, causes.union(*(group for group in found if group & causes))]
    return [group - {*selection} for group in found]


def from_selected(
    graph: Admg, selection: Collection[str], stated: Stating | None = None
) -> Source:
    """Q[nodes] of everyone from the law of the selected."""
    held = frozenset(selection)
    chain = _selected_chain(graph, held)

    def found(nodes: frozenset[str]) -> Expression | Hedge:
        if stated is not None and stated(nodes):
            return as_stated(graph, nodes)
        if nodes & held:
            return Hedge(graph.ordered(nodes), graph.ordered(nodes))
        return _recovered(graph, chain, nodes, held)

    return found


def _selected_chain(graph: Admg, selection: frozenset[str]) -> Chain:
    """P(v | selected), causes of selection first: what comes later knows nothing of selection."""
    causes = graph.ancestors(selection)
    order = topological_order(graph)
    order = (*(n for n in order if n in causes), *(n for n in order if n not in causes))
    factors: dict[str, Expression] = {}
    earlier: list[str] = []
    for node in order:
        if node in selection:
            continue
        known = set(earlier)
        if node not in causes:
            known &= blanket(graph, node, {*earlier, *selection})
        factors[node] = Probability((node,), graph.ordered(known), (), SELECTED)
        earlier.append(node)
    return Chain(tuple(earlier), factors)


def _recovered(
    graph: Admg, chain: Chain, nodes: frozenset[str], selection: frozenset[str]
) -> Expression | Hedge:
    while True:
        leading = graph.ancestors(nodes | selection)
        graph, chain = induced(graph, leading), chain.marginal(leading - selection)
        causes = graph.ancestors(selection)
        untouched = [found for found in districts(graph) if not found & causes]
        home = next((found for found in untouched if nodes <= found), None)
        if home is not None:
            return factor(graph, chain.part(home), nodes)
        if not untouched:
            return Hedge(graph.ordered(chain.order), graph.ordered(nodes))
        rest = set(graph.nodes).difference(*untouched)
        graph, chain = induced(graph, rest), chain.part(rest)
