"""All minimal sets that separate two sides of a graph, one by one, and a smallest of them."""

from collections import deque
from collections.abc import Collection, Iterator

from causalimg.causal.admg import Admg, districts, induced

_Near = dict[str, set[str]]


def minimal_separators(
    graph: Admg,
    a: Collection[str],
    b: Collection[str],
    among: Collection[str] | None = None,
    always: Collection[str] = (),
) -> Iterator[frozenset[str]]:
    """Every set among `among` that separates `a` from `b` and of which no part does.

    They are found one after the other, each once, with polynomial work between two of them; there
    may be exponentially many, so take as many as you need (`itertools.islice`).

    Args:
        graph: an acyclic graph; `a <-> b` counts as an unseen common cause.
        a: one side.
        b: the other side.
        among: what may be conditioned on; None for all nodes.
        always: what is conditioned on anyhow, such as selection variables; not in the answers.

    Source: separators of a directed graph are those of its augmented graph of ancestors
    (Richardson 2003, theorem 1); they are listed as in Takata 2010, "Space-optimal, backtracking
    algorithms to list the minimal vertex separators of a graph".

    Example:
        >>> from causalimg.causal.admg import sketch
        >>> graph = sketch("site -> age -> disease; site -> scanner")
        >>> [sorted(found) for found in minimal_separators(graph, {"disease"}, {"scanner"})]
        [['site'], ['age']]
    """
    near = _moral(graph, a, b, among, always)
    left, right = _sides(a, b, always)
    if near is None or left & _around(near, right):
        return
    beside = _around(near, right)
    waiting = [(left, frozenset[str]())]
    while waiting:
        inner, outside = waiting.pop()
        found, inner = _nearest(near, inner, right)
        if inner & outside:
            continue
        further = next((n for n in graph.ordered(found) if n not in outside | beside), None)
        if further is None:
            yield found
        else:
            waiting.append((inner, outside | {further}))
            waiting.append((inner | {further}, outside))


def smallest_separator(
    graph: Admg,
    a: Collection[str],
    b: Collection[str],
    among: Collection[str] | None = None,
    always: Collection[str] = (),
) -> frozenset[str] | None:
    """A separator of the fewest nodes, as in `minimal_separators`; None where none separates.

    As many paths as it has nodes lead from one side to the other through different nodes (Menger).

    Example:
        >>> from causalimg.causal.admg import sketch
        >>> graph = sketch("x -> m, n -> w -> y")
        >>> sorted(smallest_separator(graph, {"x"}, {"y"}))
        ['w']
    """
    near = _moral(graph, a, b, among, always)
    left, right = _sides(a, b, always)
    if near is None or left & _around(near, right):
        return None
    entered: dict[str, str] = {}  # node -> whence the path in use that leads through it
    while True:
        came, end = _reached(near, left, right, entered)
        if end is None:
            return frozenset(n for n in near if (n, True) in came and (n, False) not in came)
        _use(came, end, entered)


# Each node has an entrance and an exit; a path in use may be walked back, never joined.
_Gate = tuple[str, bool]
"""A node, and whether one stands at its entrance."""
_Came = dict[_Gate, _Gate | None]


def _reached(
    near: _Near, left: Collection[str], right: Collection[str], entered: dict[str, str]
) -> tuple[_Came, _Gate | None]:
    came: _Came = dict.fromkeys((node, False) for node in sorted(left))
    queue = deque(came)
    while queue:
        gate = queue.popleft()
        if gate[0] in right:
            return came, gate
        for following in _gates(near, gate, entered):
            if following not in came and (following[0] not in left):
                came[following] = gate
                queue.append(following)
    return came, None


def _gates(near: _Near, gate: _Gate, entered: dict[str, str]) -> Iterator[_Gate]:
    node, at_entrance = gate
    if at_entrance:
        yield (entered.get(node, node), False)
        return
    if node in entered:
        yield (node, True)
    yield from ((n, True) for n in sorted(near[node]))


def _use(came: _Came, end: _Gate, entered: dict[str, str]) -> None:
    """Lead one more path along the gates; what it walks back is free again."""
    gate, fresh = end, dict[str, str]()
    while (before := came[gate]) is not None:
        if before[0] != gate[0] and gate[1]:
            fresh[gate[0]] = before[0]
        elif before[0] != gate[0]:
            entered.pop(before[0])
        gate = before
    fresh.pop(end[0])
    entered.update(fresh)


def _nearest(
    near: _Near, inner: frozenset[str], right: Collection[str]
) -> tuple[frozenset[str], frozenset[str]]:
    """The minimal separator next to a connected inside, and all that it parts from the right."""
    beyond = _spread(near, right, _around(near, inner))
    found = _around(near, beyond)
    return found, _spread(near, inner, found)


def _around(near: _Near, nodes: Collection[str]) -> frozenset[str]:
    inside = {*nodes}
    return frozenset(n for node in inside for n in near[node] if n not in inside)


def _spread(near: _Near, starts: Collection[str], wall: Collection[str]) -> frozenset[str]:
    """What is reached without passing the wall."""
    seen, waiting = {*starts}, list(starts)
    while waiting:
        fresh = near[waiting.pop()] - seen - {*wall}
        seen |= fresh
        waiting += fresh
    return frozenset(seen)


def _sides(
    a: Collection[str], b: Collection[str], always: Collection[str]
) -> tuple[frozenset[str], frozenset[str]]:
    return frozenset(a) - {*always}, frozenset(b) - {*always}


def _moral(
    graph: Admg,
    a: Collection[str],
    b: Collection[str],
    among: Collection[str] | None,
    always: Collection[str],
) -> _Near | None:
    """Who is beside whom among ends and candidates; None where a side is empty or they meet.

    The augmented graph of the ancestors joins all that a district and its parents are; what is
    conditioned on falls away, and what may not be is passed through.
    """
    left, right = _sides(a, b, always)
    if not left or not right or left & right:
        return None
    old = induced(graph, graph.ancestors({*left, *right, *always}))
    near: _Near = {node: set() for node in old.nodes}
    for district in districts(old):
        group = district.union(*(old.parents(node) for node in district))
        _join(near, group)
    for node in old.nodes:
        if node in always:
            _drop(near, node)
        elif among is not None and node not in among and node not in left | right:
            _join(near, near[node])
            _drop(near, node)
    return near


def _join(near: _Near, group: Collection[str]) -> None:
    everyone = {*group}
    for node in everyone:
        near[node] |= everyone - {node}


def _drop(near: _Near, node: str) -> None:
    for other in near.pop(node):
        near[other].discard(node)
