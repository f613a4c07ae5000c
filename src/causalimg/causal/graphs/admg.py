"""The arrows alone: an acyclic directed mixed graph, `->` for causes, `<->` for unseen ones."""

import heapq
import re
from collections import defaultdict, deque
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from itertools import chain, pairwise, product

from causalimg.diagnostics import CausalimgInternalError

_ARROW = re.compile(r"(<->|->|<-)")
_Neighbours = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class Admg:
    """A mixed graph; acyclic where the questions below need it, which `shortest_cycle` tells.

    Args:
        nodes: names, in the order of the text; every answer keeps that order.
        directed: `(cause, effect)` pairs.
        bidirected: unordered pairs that share an unseen common cause.

    Raises:
        CausalimgInternalError: an edge names an unknown node or joins a node to itself.

    Example:
        >>> graph = Admg(("site", "scanner", "image"),
        ...              frozenset({("site", "scanner"), ("scanner", "image")}))
        >>> graph.ancestors({"image"}) == {"site", "scanner", "image"}
        True
    """

    nodes: tuple[str, ...]
    directed: frozenset[tuple[str, str]]
    bidirected: frozenset[frozenset[str]] = frozenset()

    def __post_init__(self) -> None:
        known = self._place
        edges = [*self.directed, *map(tuple, self.bidirected)]
        joins_two = all(len(edge) == 2 and edge[0] != edge[1] for edge in edges)
        if len(known) < len(self.nodes) or not joins_two or not known.keys() >= {*chain(*edges)}:
            raise CausalimgInternalError("a graph with a doubled node or an edge to nowhere")

    # Many a graph is made to be asked one question, so neighbours are listed when first asked for.

    @cached_property
    def _place(self) -> Mapping[str, int]:
        return {name: i for i, name in enumerate(self.nodes)}

    @cached_property
    def _parents(self) -> _Neighbours:
        return _reversed(self.nodes, _grouped(self.directed))

    @cached_property
    def _children(self) -> _Neighbours:
        return _reversed(self.nodes, self._parents)

    @cached_property
    def _spouses(self) -> _Neighbours:
        both = (ends for a, b in self.bidirected for ends in ((a, b), (b, a)))
        return _reversed(self.nodes, _grouped(both))

    def parents(self, node: str) -> tuple[str, ...]:
        """Direct causes."""
        return self._parents.get(node, ())

    def children(self, node: str) -> tuple[str, ...]:
        """Direct effects."""
        return self._children.get(node, ())

    def spouses(self, node: str) -> tuple[str, ...]:
        """Nodes that share an unseen cause with it."""
        return self._spouses.get(node, ())

    def ancestors(self, nodes: Collection[str], do: Collection[str] = ()) -> frozenset[str]:
        """The nodes themselves and all that cause them, where no arrow enters `do`."""
        return _closure(nodes, self._parents, do)

    def descendants(self, nodes: Collection[str], do: Collection[str] = ()) -> frozenset[str]:
        """The nodes themselves and all that they cause, where no arrow enters `do`."""
        cut = frozenset(do).difference(nodes)
        return _closure(nodes, self._children, cut) - cut

    def tied(self, nodes: Collection[str]) -> frozenset[str]:
        """The nodes themselves and all that chains of `<->` tie to them."""
        return _closure(nodes, self._spouses)

    def ordered(self, nodes: Iterable[str]) -> tuple[str, ...]:
        """The nodes, each once, in the order of the graph."""
        return tuple(sorted(self._place.keys() & nodes, key=self._place.__getitem__))


def _grouped(edges: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    found = defaultdict[str, list[str]](list)
    for start, end in edges:
        found[start].append(end)
    return found


def _reversed(nodes: Iterable[str], steps: Mapping[str, Iterable[str]]) -> _Neighbours:
    """From where steps lead to each node, in the order of the nodes: no list has to be sorted."""
    found = _grouped((end, node) for node in nodes if node in steps for end in steps[node])
    return {end: tuple(starts) for end, starts in found.items()}


def _closure(
    nodes: Collection[str], step: _Neighbours, ends: Collection[str] = ()
) -> frozenset[str]:
    """The nodes and all that steps from them reach; none goes on from `ends`."""
    seen = set(nodes)
    waiting = list(nodes)
    while waiting:
        node = waiting.pop()
        for one in () if node in ends else step.get(node, ()):
            if one not in seen:
                seen.add(one)
                waiting.append(one)
    return frozenset(seen)


def sketch(text: str) -> Admg:
    """Read a graph from arrows: chains, groups by commas, statements by `;` or new lines.

    Args:
        text: such as `age, sex -> disease -> image; age <-> sex`; a lone name is a node.

    Returns:
        The graph, its nodes in the order of first mention.

    Example:
        >>> sketch("disease -> label <- site -> scanner").parents("label")
        ('disease', 'site')
    """
    nodes: dict[str, None] = {}
    directed: set[tuple[str, str]] = set()
    bidirected: set[frozenset[str]] = set()
    for statement in re.split(r"[;\n]", text):
        *pieces, last = _ARROW.split(statement)
        groups = [[n.strip() for n in piece.split(",") if n.strip()] for piece in pieces[::2]]
        groups.append([n.strip() for n in last.split(",") if n.strip()])
        nodes.update(dict.fromkeys(name for group in groups for name in group))
        for arrow, (left, right) in zip(pieces[1::2], pairwise(groups), strict=True):
            match arrow:
                case "->":
                    directed.update(product(left, right))
                case "<-":
                    directed.update(product(right, left))
                case _:
                    bidirected.update(frozenset(pair) for pair in product(left, right))
    return Admg(tuple(nodes), frozenset(directed), frozenset(bidirected))


def districts(graph: Admg) -> tuple[frozenset[str], ...]:
    """Groups of nodes tied by chains of `<->` (c-components), which partition the nodes.

    Source: Tian and Pearl 2002, "A general identification condition for causal effects".
    """
    found: list[frozenset[str]] = []
    seen: set[str] = set()
    for node in graph.nodes:
        if node not in seen:
            found.append(graph.tied((node,)))
            seen |= found[-1]
    return tuple(found)


def mutilate(graph: Admg, do: Collection[str] = (), *, cut_out: Collection[str] = ()) -> Admg:
    """The graph under intervention: no arrow enters `do`, none leaves `cut_out`.

    Args:
        graph: the graph of the natural world.
        do: nodes set from outside; their arrows in, `<->` included, are cut.
        cut_out: nodes whose arrows out are cut, as do-calculus' second rule needs.

    Example:
        >>> sorted(mutilate(sketch("site -> scanner -> image"), {"scanner"}).directed)
        [('scanner', 'image')]
    """
    directed = {(a, b) for a, b in graph.directed if b not in do and a not in cut_out}
    bidirected = {pair for pair in graph.bidirected if pair.isdisjoint(do)}
    return replace(graph, directed=frozenset(directed), bidirected=frozenset(bidirected))


def induced(graph: Admg, nodes: Collection[str]) -> Admg:
    """The graph on some of its nodes: edges with a missing end fall away."""
    inside = set(nodes)
    if inside >= {*graph.nodes}:
        return graph
    return Admg(
        graph.ordered(inside),
        frozenset((a, b) for a in inside for b in graph.children(a) if b in inside),
        frozenset(frozenset((a, b)) for a in inside for b in graph.spouses(a) if b in inside),
    )


def latent_projection(graph: Admg, keep: Collection[str]) -> Admg:
    """The graph of the kept nodes that says the same about them as the whole graph did.

    A removed node's parents point at its children, and its children come to share an unseen
    cause. Source: Verma and Pearl 1990, "Equivalence and synthesis of causal models".

    Example:
        >>> projected = latent_projection(sketch("u -> x, y"), {"x", "y"})
        >>> projected.bidirected == {frozenset({"x", "y"})}
        True
    """
    return _projected(graph, frozenset(keep))


@lru_cache(maxsize=64)  # many a question of a file is about the same graph
def _projected(graph: Admg, keep: frozenset[str]) -> Admg:
    parents = {n: {*graph.parents(n)} for n in graph.nodes}
    children = {n: {*graph.children(n)} for n in graph.nodes}
    spouses = {n: {*graph.spouses(n)} for n in graph.nodes}
    for node in (n for n in graph.nodes if n not in keep):
        above, below, beside = parents.pop(node), children.pop(node), spouses.pop(node)
        for one in above:
            children[one] = children[one] - {node} | below
        for one in below:
            parents[one] = parents[one] - {node} | above
            spouses[one] |= (below | beside) - {one}
        for one in beside:
            spouses[one] = spouses[one] - {node} | (below - {one})
    return Admg(
        tuple(parents),
        frozenset((cause, effect) for effect, causes in parents.items() for cause in causes),
        frozenset(frozenset((a, b)) for a, ends in spouses.items() for b in ends),
    )


def canonical_dag(graph: Admg) -> Admg:
    """The same graph with every `a <-> b` spelt out as a latent node `a <-> b` with two arrows."""
    pairs = [graph.ordered(pair) for pair in graph.bidirected]
    pairs.sort(key=lambda pair: [graph.nodes.index(n) for n in pair])
    latent = {f"{a} <-> {b}": (a, b) for a, b in pairs}
    arrows = {(name, end) for name, ends in latent.items() for end in ends}
    return Admg((*graph.nodes, *latent), graph.directed | arrows)


def topological_order(graph: Admg) -> tuple[str, ...]:
    """Causes before effects; among equals, the order of the nodes.

    Raises:
        CausalimgInternalError: the graph has a cycle.

    Example:
        >>> topological_order(sketch("image <- scanner <- site"))
        ('site', 'scanner', 'image')
    """
    order = _peel(graph)
    if len(order) < len(graph.nodes):
        raise CausalimgInternalError("a topological order was asked of a graph with a cycle")
    return order


def _peel(graph: Admg) -> tuple[str, ...]:
    place = {name: i for i, name in enumerate(graph.nodes)}
    missing = {name: len(graph.parents(name)) for name in graph.nodes}
    ready = [place[name] for name, count in missing.items() if not count]
    order: list[str] = []
    while ready:
        order.append(graph.nodes[heapq.heappop(ready)])
        for child in graph.children(order[-1]):
            missing[child] -= 1
            if not missing[child]:
                heapq.heappush(ready, place[child])
    return tuple(order)


def shortest_cycle(graph: Admg) -> tuple[str, ...] | None:
    """A shortest directed cycle `(a, b, ..., a)`, or None where there is none.

    Example:
        >>> shortest_cycle(sketch("a -> b -> c -> a; c -> b"))
        ('b', 'c', 'b')
    """
    peeled = set(_peel(graph))
    rest = induced(graph, [n for n in graph.nodes if n not in peeled])
    cycles = [cycle for node in rest.nodes if (cycle := _return_to(rest, node))]
    return min(cycles, key=len, default=None)


def _return_to(graph: Admg, start: str) -> tuple[str, ...] | None:
    back = shortest_route(graph, graph.children(start), {start})
    return (start, *back) if back else None


def shortest_route(
    graph: Admg, starts: Collection[str], ends: Collection[str]
) -> tuple[str, ...] | None:
    """A shortest directed path from one of `starts` to one of `ends`, both included.

    Example:
        >>> shortest_route(sketch("a -> b -> c; a -> d"), {"a"}, {"c"})
        ('a', 'b', 'c')
    """
    came: dict[str, str | None] = dict.fromkeys(graph.ordered(starts))
    queue = deque(came)
    while queue:
        node = queue.popleft()
        if node in ends:
            return _walk_back(came, node)
        for child in graph.children(node):
            if child not in came:
                came[child] = node
                queue.append(child)
    return None


def _walk_back(came: Mapping[str, str | None], node: str | None) -> tuple[str, ...]:
    route: list[str] = []
    while node is not None:
        route.append(node)
        node = came[node]
    return tuple(reversed(route))
