"""The law of a district under intervention on all else, computed from what is observed.

Tian and Pearl write Q[C] for the law of the nodes C when every other node is set. The observed law
is a product of these, one per district, and an effect is a sum of such products.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from causalimg.causal.estimands.estimand import Expression, Probability, product, ratio, summed
from causalimg.causal.graphs.admg import Admg, induced, topological_order


@dataclass(frozen=True, slots=True)
class Hedge:
    """Two sets that show why an effect is not identified.

    All nodes of `forest` are tied by chains of `<->` and lead to `root` inside it; so are those of
    `root`, which holds nothing that is set. Two models that differ only in how the unseen causes
    of `forest` act look alike and differ in the law of `root` under the intervention.

    Args:
        forest: the larger set, which holds something that is set.
        root: the smaller set, inside the larger one.

    Source: Shpitser and Pearl 2006, "Identification of joint interventional distributions in
    recursive semi-Markovian causal models".
    """

    forest: tuple[str, ...]
    root: tuple[str, ...]

    def __str__(self) -> str:
        return f"{{{', '.join(self.forest)}}} over {{{', '.join(self.root)}}}"


@dataclass(frozen=True, slots=True)
class Chain:
    """The law of some nodes while all others are set, as a product of laws given earlier nodes.

    Args:
        order: the nodes, causes first.
        factors: for each node its law given the earlier ones; other names in it are set.
    """

    order: tuple[str, ...]
    factors: Mapping[str, Expression]

    def part(self, nodes: Collection[str]) -> "Chain":
        """The law of districts of the nodes: their factors."""
        order = tuple(n for n in self.order if n in nodes)
        return Chain(order, {n: self.factors[n] for n in order})

    def parts(self, homes: Iterable[frozenset[str]]) -> dict[str, "Chain"]:
        """Of each node the law of its home, where the homes are districts that share no node."""
        home_of = {node: home for home in homes for node in home}
        orders: dict[frozenset[str], list[str]] = {}
        for node in self.order:
            orders.setdefault(home_of[node], []).append(node)
        made = {
            home: Chain(tuple(order), {n: self.factors[n] for n in order})
            for home, order in orders.items()
        }
        return {node: made[home_of[node]] for node in self.order}

    def marginal(self, keep: Collection[str]) -> "Chain":
        """The law of nodes that hold their causes among these nodes."""
        order = tuple(n for n in self.order if n in keep)
        return Chain(order, {n: self._given_earlier(n, keep) for n in order})

    def law(self, keep: Collection[str]) -> Expression:
        """The law of nodes that hold their causes among these nodes, in one expression."""
        last = max(i for i, n in enumerate(self.order) if n in keep)
        early = self.order[: last + 1]
        return summed([n for n in early if n not in keep], self._product(early))

    def _given_earlier(self, node: str, keep: Collection[str]) -> Expression:
        place = self.order.index(node)
        early = self.order[:place]
        gone = [n for n in early if n not in keep]
        if not gone:
            return self.factors[node]
        above = summed(gone, self._product((*early, node)))
        return ratio(above, summed(gone, self._product(early)))

    def _product(self, nodes: Collection[str]) -> Expression:
        return product(self.factors[n] for n in nodes)


def observed(graph: Admg, *, do: tuple[str, ...] = (), source: str = "") -> Chain:
    """The observed law as a chain; each node is given only what it depends on among earlier ones.

    Args:
        graph: an acyclic graph, all of whose nodes are observed.
        do: what was set when it was observed, for an experiment.
        source: where it was observed, if not in the population at hand.
    """
    order = topological_order(graph)
    place = {node: i for i, node in enumerate(graph.nodes)}
    factors: dict[str, Expression] = {}
    earlier: set[str] = set()
    for node in order:
        given = tuple(sorted(blanket(graph, node, earlier), key=place.__getitem__))
        factors[node] = Probability((node,), given, do, source)
        earlier.add(node)
    return Chain(order, factors)


def blanket(graph: Admg, node: str, earlier: Collection[str]) -> set[str]:
    """What a node depends on among earlier ones, which hold the causes of each of them.

    The rest of its district among them, and the causes of that: given these, it tells of no other.
    """
    tied, waiting = {node}, [node]
    while waiting:
        fresh = {n for n in graph.spouses(waiting.pop()) if n in earlier} - tied
        tied |= fresh
        waiting.extend(fresh)
    return (tied | {p for n in tied for p in graph.parents(n)}) - {node}


def factor(graph: Admg, chain: Chain, nodes: Collection[str]) -> Expression | Hedge:
    """Q[nodes] from the law of a district that holds them.

    Args:
        graph: an acyclic graph.
        chain: the law of a district of it, or of a part of it that is closed under causes.
        nodes: tied to each other by `<->` among themselves.

    Returns:
        The expression, or the hedge.

    Source: Tian and Pearl 2002; Huang and Valtorta 2006, "Identifiability in causal Bayesian
    networks: a sound and complete algorithm".
    """
    wanted = frozenset(nodes)
    while len(chain.order) > len(wanted):
        inside = induced(graph, chain.order)
        causes = inside.ancestors(wanted)
        if causes == wanted:
            return chain.law(wanted)
        if len(causes) == len(chain.order):
            return Hedge(graph.ordered(chain.order), graph.ordered(wanted))
        chain = chain.marginal(causes)
        chain = chain.part(induced(inside, causes).tied(wanted))
    return chain.law(wanted)
