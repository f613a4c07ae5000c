"""All minimal separators of two groups, one after the other, and a smallest one.

What separates in a mixed graph is what cuts in its moral graph, and there the minimal cuts can be
listed without ever running into a dead end. A group of nodes that the moral graph would join each
to each has one hub in their middle instead, which no cut may take: so the graph stays linear.

Source: van der Zander, Liskiewicz and Textor 2019, "Separators and adjustment sets in causal
graphs: complete criteria and an algorithmic framework"; Takata 2010, "Space-optimal, backtracking
algorithms to list the minimal vertex separators of a graph".
"""

import itertools
from collections import deque
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from causalimg.causal.graphs.admg import Admg, districts, induced

# A node by its place in the graph; a hub by a number behind all places.
_Points = frozenset[int]
_State = tuple[int, bool]  # a point, and whether one has passed through it


def minimal_separators(
    graph: Admg,
    a: Collection[str],
    b: Collection[str],
    among: Collection[str] | None = None,
    always: Collection[str] = (),
) -> Iterator[frozenset[str]]:
    """Every minimal set among `among` that separates `a` from `b`, the one nearest to `a` first.

    Lazily, and between two answers no more than nodes times edges steps; there may be
    exponentially many, so take as many as you need (`itertools.islice`).

    Args:
        graph: an acyclic graph.
        a: one side.
        b: the other side.
        among: what may be conditioned on; None for all nodes.
        always: what is conditioned on anyhow, such as selection variables; not in the answers.

    Example:
        >>> from causalimg.causal.graphs.admg import sketch
        >>> graph = sketch("a <- u -> v -> w -> b")
        >>> [*map(sorted, minimal_separators(graph, {"a"}, {"b"}, {"u", "v", "w"}))]
        [['u'], ['v'], ['w']]
    """
    net = _net(graph, a, b, among, always)
    first = _nearest(net, net.starts)
    waiting = [] if first is None else [(*first, frozenset[int]())]
    while waiting:
        side, rim, barred = waiting.pop()
        if not (open_ := rim - barred):
            yield frozenset(graph.nodes[i] for i in rim)
            continue
        point = min(open_)
        further = _nearest(net, side | {point})
        if further is not None and not further[0] & barred:
            waiting.append((*further, barred))
        waiting.append((side, rim, barred | {point}))


def smallest_separator(
    graph: Admg,
    a: Collection[str],
    b: Collection[str],
    among: Collection[str] | None = None,
    always: Collection[str] = (),
) -> frozenset[str] | None:
    """A separator with the fewest nodes, near `a`; None where there is none.

    By Menger's theorem it has as many nodes as there are ways from `a` to `b` in the moral graph
    that share none of `among`.

    Example:
        >>> from causalimg.causal.graphs.admg import sketch
        >>> graph = sketch("a <- p, q; p, q <- r; r -> b")
        >>> sorted(smallest_separator(graph, {"a"}, {"b"}, {"p", "q", "r"}))
        ['r']
    """
    net = _net(graph, a, b, among, always)
    if _nearest(net, net.starts) is None:
        return None
    flow = _Flow({}, set())
    while (way := _another_way(net, flow)) is not None:
        flow.add(way)
    reached = _reached(net, flow)[0].keys()
    cut = (i for i, passed in reached if not passed and (i, True) not in reached)
    return frozenset(graph.nodes[i] for i in cut)


# ---- the moral graph -------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Net:
    """The moral graph of what leads to both sides and to what is held fixed.

    Args:
        near: the neighbours of each point.
        starts: one side.
        ends: the other.
        cuttable: the points that a cut may take.
    """

    near: Mapping[int, tuple[int, ...]]
    starts: _Points
    ends: _Points
    cuttable: _Points


def _net(
    graph: Admg,
    a: Collection[str],
    b: Collection[str],
    among: Collection[str] | None,
    always: Collection[str],
) -> _Net:
    held, free = frozenset(always), graph.nodes if among is None else among
    ends = {*a, *b}
    inside = induced(graph, graph.ancestors(ends | held))
    place = {name: i for i, name in enumerate(graph.nodes) if name in {*inside.nodes} - held}
    near: dict[int, tuple[int, ...]] = {}
    links: dict[int, list[int]] = {i: [] for i in place.values()}
    for number, district in enumerate(districts(inside), len(graph.nodes)):
        group = district.union(*map(inside.parents, district)) - held
        points = [place[name] for name in inside.ordered(group)]
        near[number] = tuple(points)
        for point in points:
            links[point].append(number)
    near |= {point: tuple(hubs) for point, hubs in links.items()}
    return _Net(
        near,
        frozenset(place[n] for n in a if n not in held),
        frozenset(place[n] for n in b if n not in held),
        frozenset(place[n] for n in free if n in place and n not in ends),
    )


# ---- one after the other ---------------------------------------------------------------------


def _nearest(net: _Net, side: Collection[int]) -> tuple[_Points, _Points] | None:
    """Of the minimal cuts that leave `side` whole the nearest, behind what it leaves on that side.

    None where there is none, since `side` touches the other side.
    """
    whole = _flood(net, side, net.cuttable.difference(side))
    if whole & net.ends:
        return None
    rim = frozenset(q for p in whole for q in net.near[p] if q not in whole)
    far = _flood(net, net.ends, rim)
    cut = frozenset(p for p in rim if not far.isdisjoint(net.near[p]))
    return _flood(net, net.starts, cut), cut


def _flood(net: _Net, starts: Iterable[int], walls: Collection[int]) -> _Points:
    """All that is reached without entering the walls."""
    seen = set(starts)
    waiting = [*seen]
    while waiting:
        for point in net.near[waiting.pop()]:
            if point not in seen and point not in walls:
                seen.add(point)
                waiting.append(point)
    return frozenset(seen)


# ---- the fewest ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Flow:
    """Ways that share no cuttable point: how many take each step, and which points are taken."""

    steps: dict[tuple[int, int], int]
    taken: set[int]

    def add(self, way: list[_State]) -> None:
        """Send one more along a way that may undo parts of others."""
        for (p, into), (q, out) in itertools.pairwise(way):
            if p == q:
                (self.taken.add if out else self.taken.discard)(p)
            elif into:
                self.steps[p, q] = self.steps.get((p, q), 0) + 1
            else:
                self.steps[q, p] -= 1


def _another_way(net: _Net, flow: _Flow) -> list[_State] | None:
    came, end = _reached(net, flow)
    way = [] if end is None else [end]
    while way and (before := came[way[-1]]) is not None:
        way.append(before)
    return way[::-1] or None


def _reached(net: _Net, flow: _Flow) -> tuple[dict[_State, _State | None], _State | None]:
    """From where each state is reached, breadth first, until the other side is."""
    came: dict[_State, _State | None] = dict.fromkeys((p, True) for p in sorted(net.starts))
    queue = deque(came)
    while queue:
        state = queue.popleft()
        if state[0] in net.ends:
            return came, state
        for following in _onward(net, flow, state):
            if following not in came:
                came[following] = state
                queue.append(following)
    return came, None


def _onward(net: _Net, flow: _Flow, state: _State) -> Iterator[_State]:
    point, passed = state
    if passed:
        yield from ((q, False) for q in net.near[point])
        if point not in net.cuttable or point in flow.taken:
            yield point, False
        return
    if point not in net.cuttable or point not in flow.taken:
        yield point, True
    yield from ((q, True) for q in net.near[point] if flow.steps.get((q, point), 0) > 0)
