"""Which variables can tell of each other, given others: m-separation, with the path as witness."""

from collections.abc import Collection
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from causalimg.causal.graphs.admg import Admg, shortest_route

Arrow = Literal["->", "<-", "<->"]
Passage = Literal["chain", "fork", "collider"]

# A place on a walk: the node, and whether the edge walked in on has its arrow head there.
_State = tuple[str, bool]


@dataclass(frozen=True, slots=True)
class Joint:
    """How an open path gets through one of its inner nodes.

    Args:
        node: the inner node.
        passage: a chain or fork is open because the node is not conditioned on; a collider,
            because it or something that it causes is.
        route: for a collider, the arrows from it to the conditioned node, both included.
    """

    node: str
    passage: Passage
    route: tuple[str, ...] = ()

    @property
    def opened_by(self) -> str | None:
        """The conditioned node that opens a collider."""
        return self.route[-1] if self.route else None

    @property
    def reason(self) -> str:
        """A sentence for a person."""
        match self.passage:
            case "chain":
                return f"`{self.node}` passes it on and is not held fixed"
            case "fork":
                return f"`{self.node}` causes both sides and is not held fixed"
            case "collider" if len(self.route) == 1:
                return f"`{self.node}` is a common effect, and you condition on it"
            case _:
                seen = f"you condition on `{self.opened_by}`, which it causes"
                return f"`{self.node}` is a common effect, and {seen} ({' -> '.join(self.route)})"


@dataclass(frozen=True, slots=True)
class OpenPath:
    """A path along which two variables tell of each other, given `given`.

    Args:
        nodes: from one end to the other, each once.
        arrows: between neighbours, one fewer than nodes.
        joints: one per inner node, in order.
        given: what was conditioned on.

    Example:
        >>> from causalimg.causal.graphs.admg import sketch
        >>> graph = sketch("sex -> disease -> label <- site -> scanner")
        >>> path = open_path(graph, {"sex"}, {"scanner"}, {"label"})
        >>> print(path.marked())
        sex -> disease -> label <- site -> scanner
                          ^^^^^ a common effect, and you condition on it
    """

    nodes: tuple[str, ...]
    arrows: tuple[Arrow, ...]
    joints: tuple[Joint, ...]
    given: frozenset[str] = frozenset()

    @property
    def text(self) -> str:
        """Nodes and arrows in one line."""
        rest = (
            f" {arrow} {node}" for arrow, node in zip(self.arrows, self.nodes[1:], strict=True)
        )
        return self.nodes[0] + "".join(rest)

    @property
    def edges(self) -> tuple[tuple[str, Arrow, str], ...]:
        """The steps one by one, each `(left, arrow, right)`."""
        steps = zip(pairwise(self.nodes), self.arrows, strict=True)
        return tuple((left, arrow, right) for (left, right), arrow in steps)

    @property
    def colliders(self) -> tuple[Joint, ...]:
        """The inner nodes that only conditioning opens."""
        return tuple(joint for joint in self.joints if joint.passage == "collider")

    def marked(self) -> str:
        """The path, with carets and words under every collider that conditioning opens."""
        lines = [self.text]
        for joint in self.colliders:
            before = self.nodes.index(joint.node)
            left = sum(len(n) for n in self.nodes[:before])
            left += sum(len(a) + 2 for a in self.arrows[:before])
            words = joint.reason.removeprefix(f"`{joint.node}` is ")
            lines.append(f"{' ' * left}{'^' * len(joint.node)} {words}")
        return "\n".join(lines)

    def __str__(self) -> str:
        return self.text


def m_separated(
    graph: Admg, a: Collection[str], b: Collection[str], given: Collection[str] = ()
) -> bool:
    """Whether no path between `a` and `b` is open given `given`.

    Then every distribution that the graph allows has `a` independent of `b` given `given`.
    Conditioned nodes are constants and fall out of `a` and `b`; a node is never separated
    from itself. Linear in the number of edges.

    Args:
        graph: an acyclic graph; `a <-> b` counts as an unseen common cause.
        a: one side.
        b: the other side.
        given: what is conditioned on, selection variables included.

    Source: Richardson 2003, "Markov properties for acyclic directed mixed graphs".

    Example:
        >>> from causalimg.causal.graphs.admg import sketch
        >>> graph = sketch("disease -> label <- site")
        >>> m_separated(graph, {"disease"}, {"site"})
        True
        >>> m_separated(graph, {"disease"}, {"site"}, {"label"})
        False
    """
    return _explore(graph, a, b, given)[1] is None


def open_path(
    graph: Admg, a: Collection[str], b: Collection[str], given: Collection[str] = ()
) -> OpenPath | None:
    """A shortest path that is open given `given`, or None where the two are separated.

    The first walk that a breadth-first search finds is a path: a walk that came to a node
    twice could be cut short there, since a collider is open as soon as it causes something
    in `given`.
    """
    walks, end = _explore(graph, a, b, given)
    if end is None:
        return None
    states, arrows = [end], list[Arrow]()
    while (step := walks.before(states[-1])) is not None:
        states.append(step[0])
        arrows.append(step[1])
    nodes = tuple(node for node, _ in reversed(states))
    arrows.reverse()
    joints = tuple(
        _joint(graph, node, (left, right), given)
        for node, (left, right) in zip(nodes[1:-1], pairwise(arrows), strict=True)
    )
    return OpenPath(nodes, tuple(arrows), joints, frozenset(given))


def _joint(graph: Admg, node: str, around: tuple[Arrow, Arrow], given: Collection[str]) -> Joint:
    passage = passage_of(around)
    if passage != "collider":
        return Joint(node, passage)
    return Joint(node, passage, shortest_route(graph, {node}, given) or ())


def passage_of(around: tuple[Arrow, Arrow]) -> Passage:
    """What a node is between the arrow on its left and the arrow on its right."""
    left, right = around
    into = (left in ("->", "<->"), right in ("<-", "<->"))
    match into:
        case (True, True):
            return "collider"
        case (False, False):
            return "fork"
        case _:
            return "chain"


def closed_at(graph: Admg, path: OpenPath, given: Collection[str]) -> Joint | None:
    """The first inner node that closes a path under another conditioning set, if one does.

    A chain or fork closes when it is held fixed; a collider, when neither it nor anything it
    causes is conditioned on any more.
    """
    opened = graph.ancestors([n for n in given if n in graph.nodes])
    for joint in path.joints:
        if (joint.node not in opened) if joint.passage == "collider" else (joint.node in given):
            return joint
    return None


def separator(
    graph: Admg,
    a: Collection[str],
    b: Collection[str],
    among: Collection[str],
    always: Collection[str] = (),
) -> frozenset[str] | None:
    """A minimal set among `among` that separates `a` from `b`, or None where none does.

    No proper subset of the answer separates them.

    Args:
        graph: an acyclic graph.
        a: one side.
        b: the other side.
        among: what may be conditioned on.
        always: what is conditioned on anyhow, such as selection variables; not in the answer.

    Source: van der Zander and Liskiewicz 2020, "Finding minimal d-separators in linear time".

    Example:
        >>> from causalimg.causal.graphs.admg import sketch
        >>> graph = sketch("site -> scanner; site -> age -> disease")
        >>> separator(graph, {"disease"}, {"scanner"}, {"site", "age"}) == {"age"}
        True
    """
    ends = {*a, *b}
    possible = (graph.ancestors({*ends, *always}) & set(among)) - ends - set(always)
    if not m_separated(graph, a, b, {*possible, *always}):
        return None
    near_a = possible & touched(graph, a, {*possible, *always})
    return near_a & touched(graph, b, {*near_a, *always})


def touched(graph: Admg, starts: Collection[str], given: Collection[str] = ()) -> frozenset[str]:
    """All that is reached from `starts` by a path that is open given `given`, itself included.

    Nodes that are held fixed are among it where a path ends there.
    """
    walks, _ = _explore(graph, starts, (), given)
    return frozenset(walks.plain.keys() | walks.heads.keys())


@dataclass(frozen=True, slots=True)
class _Walks:
    """How each node is first reached, by way of its head or not, and from where.

    Args:
        plain: the nodes that one starts at, or reaches from what they cause.
        heads: those that one reaches where an arrow or an arc has its head.
        arcs: those of `heads` reached by an arc.
    """

    plain: dict[str, _State | None]
    heads: dict[str, _State]
    arcs: set[str]

    def before(self, state: _State) -> tuple[_State, Arrow] | None:
        """The place before, and the arrow from there; None at a start."""
        node, by_head = state
        if not by_head:
            start = self.plain[node]
            return None if start is None else (start, "<-")
        return self.heads[node], "<->" if node in self.arcs else "->"


def _explore(
    graph: Admg, a: Collection[str], b: Collection[str], given: Collection[str]
) -> tuple[_Walks, _State | None]:
    """Breadth first, each place once: as many steps as there are edges."""
    held = frozenset(given)
    opened, ends = graph.ancestors(held), set(b) - held
    walks = _Walks(dict.fromkeys(graph.ordered(set(a) - held)), {}, set())
    queue: list[_State] = [(node, False) for node in walks.plain]
    met = next((state for state in queue if state[0] in ends), None)
    for state in queue if met is None else ():
        node, by_head = state
        free = node not in held
        if (node in opened) if by_head else free:
            met = _enter(walks.plain, graph.parents(node), state, False, queue, ends)
            if spouses := graph.spouses(node):
                known = len(queue)
                met = met or _enter(walks.heads, spouses, state, True, queue, ends)
                walks.arcs.update(name for name, _ in queue[known:])
        if free:
            met = met or _enter(walks.heads, graph.children(node), state, True, queue, ends)
        if met is not None:
            break
    return walks, met


def _enter(
    reached: dict[str, _State] | dict[str, _State | None],
    nodes: tuple[str, ...],
    state: _State,
    by_head: bool,
    queue: list[_State],
    ends: Collection[str],
) -> _State | None:
    """Go on to those that were not reached in this way yet; the first of `ends` among them."""
    for node in nodes:
        if node not in reached:
            reached[node] = state
            queue.append((node, by_head))
            if node in ends:
                return queue[-1]
    return None
