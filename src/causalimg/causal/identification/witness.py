"""Two models that show an effect to be refused rightly: alike in what is seen, not in the effect.

Source: Shpitser and Pearl 2006, "Identification of joint interventional distributions in recursive
semi-Markovian causal models", theorem 4, and "Identification of conditional interventional
distributions" for conditions.
"""

from collections import deque
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain, pairwise

from causalimg.causal.estimands.factors import Hedge
from causalimg.causal.graphs.admg import Admg, induced, mutilate, topological_order
from causalimg.causal.graphs.separation import OpenPath, open_path
from causalimg.causal.identification.identify import Effect, NotIdentified, exchanged
from causalimg.causal.identification.parity import FAIR, Bit, ParityModel, Place, bit_name

KEPT = 0.5
"""How far from a fair coin the effect is in the second model: even in 3/4, not in 1/2."""

# A bit of a node by what it is for: the forest's own, the parity carried on, what a path shares.
_Role = tuple[str, str]
_FOREST, _SIGNAL, _PATH, _IDLE = "forest", "signal", "path", "idle"
# A bit, and another that adds it up.
_Link = tuple[_Role, _Role]
# Of each node the one that it acts on, None at an end.
_Steps = Mapping[str, str | None]


@dataclass(frozen=True, slots=True)
class Witness:
    """Two models with the same arrows and the same observed law that differ in an effect.

    Set `do` to any values. Among those whose `given` are 0, the number of ones among `outcome` is
    even with the chances `even`, in the first model and in the second.

    Args:
        effect: what was asked.
        hedge: from which the models are made.
        first: in it the forest of the hedge acts on its root.
        second: in it the root does not listen to the rest of the forest.
        do: what is set, with conditions that might as well be set.
        given: what is conditioned on.
        outcome: bits of the outcomes.
        even: the two chances.
    """

    effect: Effect
    hedge: Hedge
    first: ParityModel
    second: ParityModel
    do: tuple[str, ...]
    given: tuple[str, ...]
    outcome: tuple[Place, ...]
    even: tuple[float, float] = (FAIR, (1 + KEPT) / 2)

    def __str__(self) -> str:
        rows = list(zip(("first", *self.first.lines), ("second", *self.second.lines), strict=True))
        width = max(len(left) for left, _ in rows)
        names = [bit_name(*place) for place in self.outcome]
        event = f"{names[0]} = 0" if len(names) == 1 else f"{' + '.join(names)} is even"
        acts = f"do({', '.join(self.do)})"
        given = "".join(f", {name} = 0" for name in self.given)
        first, second = (f"{chance:.0%}" for chance in self.even)
        return "\n".join(
            (
                "two models of one graph and one law of all that is seen (sums are modulo 2):",
                *(f"  {left:{width}}  {right}" for left, right in rows),
                f"under {acts}{given}: {event} in {first} of the first, {second} of the second",
            )
        )


def witness(graph: Admg, refused: NotIdentified) -> Witness | None:
    """Two models that agree on the law of all nodes of a graph and differ in a refused effect.

    The root of the hedge is tied together by unseen fair bits, each of which two nodes add up: the
    parity of the root is even, but for chance flips. In the first model the forest does the same
    and hands its bits down to the root, where they cancel, until an act cuts one off: then the
    parity of the root is a fair coin. In the second it stays what it was. Arrows carry it on to
    the outcomes or to conditions; where only conditions learn of it, one of them adds a bit that
    an open path shares with an outcome, so that whoever knows the parity learns of that outcome.
    Flips make every row possible, so that no effect is refused for want of overlap.

    Args:
        graph: the graph in which the effect was refused, all of whose nodes are observed.
        refused: the refusal by `identify`, with nothing stated.

    Returns:
        The models, or None for policies and for `had`, which no hedge alone decides.

    Example:
        >>> from causalimg.causal.graphs.admg import sketch
        >>> from causalimg.causal.identification.identify import identify
        >>> bow = sketch("x -> y; x <-> y")
        >>> found = witness(bow, identify(bow, Effect(("y",), ("x",))))
        >>> print(found)
        two models of one graph and one law of all that is seen (sums are modulo 2):
          first                              second
          x = (x <-> y)                      x = (x <-> y)
          y = (x <-> y) + x, flipped in 25%  y = 1 in 25%
        under do(x): y = 0 in 50% of the first, 75% of the second
        >>> found.outcome, found.even
        ((('y', 0),), (0.5, 0.75))
    """
    effect, hedge = refused.effect, refused.hedge
    if effect.policies or effect.had:
        return None
    also = tuple(exchanged(graph, effect))
    do, given = (*effect.do, *also), tuple(n for n in effect.given if n not in also)
    steps = _carriers(graph, hedge.root, effect.outcomes, do, given)
    ends = [n for n, onward in steps.items() if onward is None]
    heard = [(n, _SIGNAL) for n in ends if n in effect.outcomes]
    links = [((n, _SIGNAL), (onward, _SIGNAL)) for n, onward in steps.items() if onward]
    if not heard:
        path = _way_back(graph, effect.outcomes, do, given, ends)
        heard = [(path.nodes[-1], _PATH)]
        links += _sharing(graph, path)
    forest, deaf = _forest(graph, hedge)
    bits = _bits(graph, [*forest, *links])
    first = _model(graph, bits, [*forest, *links])
    second = _model(graph, bits, [*(one for one in forest if one not in deaf), *links])
    outcome = tuple((n, bits[n].index((n, role))) for n, role in heard)
    return Witness(effect, hedge, first, second, do, given, outcome)


# ---- which way the parity goes ---------------------------------------------------------------


def _carriers(
    graph: Admg,
    root: Collection[str],
    outcomes: Collection[str],
    do: Collection[str],
    given: Collection[str],
) -> _Steps:
    """From the root to the outcomes, and to conditions where none is within reach."""
    onward = {
        **_steps(graph, given, {*do, *outcomes}),
        **_steps(graph, outcomes, {*do, *given}),
    }
    found: dict[str, str | None] = {}
    for start in root:
        node: str | None = start
        while node is not None and node not in found:
            found[node] = onward[node]
            node = found[node]
    return found


def _steps(graph: Admg, ends: Collection[str], walls: Collection[str]) -> _Steps:
    """Of each node that leads to one of `ends` past no wall: its next step on a shortest way."""
    onward: dict[str, str | None] = dict.fromkeys(ends)
    queue = deque(onward)
    while queue:
        node = queue.popleft()
        for parent in graph.parents(node):
            if parent not in onward and parent not in walls:
                onward[parent] = node
                queue.append(parent)
    return onward


def _way_back(
    graph: Admg,
    outcomes: Collection[str],
    do: Collection[str],
    given: Collection[str],
    ends: Collection[str],
) -> OpenPath:
    """A shortest open path from the causes of a condition to an outcome.

    There is one for every condition, else it could have been set instead.
    """
    found = list[OpenPath]()
    for end in ends:
        cut = mutilate(graph, do, cut_out={end})
        path = open_path(cut, {end}, outcomes, {*do, *given} - {end})
        found += [path] if path else []
    return min(found, key=lambda path: len(path.nodes))


# ---- who adds up what ------------------------------------------------------------------------


def _forest(graph: Admg, hedge: Hedge) -> tuple[list[_Link], list[_Link]]:
    """The links of the forest, and those of them that the root need not listen to."""
    root = set(hedge.root)
    role = {n: (n, _SIGNAL if n in root else _FOREST) for n in hedge.forest}
    arcs = [((_arc(graph, a, b), _FOREST), (a, b)) for a, b in _tree(graph, hedge)]
    shared = [(arc, role[end], root >= {*ends}) for arc, ends in arcs for end in ends]
    steps = _steps(induced(graph, hedge.forest), hedge.root, ())
    handed = [(role[n], role[onward], False) for n, onward in steps.items() if onward]
    links = [*shared, *handed]
    deaf = [(bit, end) for bit, end, inside in links if end[1] == _SIGNAL and not inside]
    return [(bit, end) for bit, end, _ in links], deaf


def _tree(graph: Admg, hedge: Hedge) -> Iterator[tuple[str, str]]:
    """Pairs that share an unseen cause, which tie the root together, then the whole forest."""
    seen = {hedge.root[0]}
    for part in (hedge.root, hedge.forest):
        waiting = [n for n in part if n in seen]
        while waiting:
            node = waiting.pop()
            for other in graph.spouses(node):
                if other in part and other not in seen:
                    seen.add(other)
                    waiting.append(other)
                    yield node, other


def _sharing(graph: Admg, path: OpenPath) -> list[_Link]:
    """A bit shared along a path; what a colliding node adds up is told to what opens it."""
    role = {n: (n, _PATH) for n in path.nodes} | {path.nodes[0]: (path.nodes[0], _SIGNAL)}
    links = list[_Link]()
    for left, arrow, right in path.edges:
        match arrow:
            case "->":
                links.append((role[left], role[right]))
            case "<-":
                links.append((role[right], role[left]))
            case "<->":
                arc = (_arc(graph, left, right), _PATH)
                links += [(arc, role[left]), (arc, role[right])]
    for joint in path.colliders:
        told = [role[joint.node], *((n, f"told of {joint.node}") for n in joint.route[1:])]
        links += pairwise(told)
    return links


def _arc(graph: Admg, a: str, b: str) -> str:
    return " <-> ".join(graph.ordered((a, b)))


def _bits(graph: Admg, links: Collection[_Link]) -> dict[str, list[_Role]]:
    """Which bits each variable and each unseen cause has."""
    found: dict[str, list[_Role]] = {n: [] for n in topological_order(graph)}
    for name, role in dict.fromkeys(chain.from_iterable(links)):
        found.setdefault(name, []).append((name, role))
    return {name: bits or [(name, _IDLE)] for name, bits in found.items()}


def _model(graph: Admg, bits: Mapping[str, list[_Role]], links: Collection[_Link]) -> ParityModel:
    sums: dict[_Role, list[Place]] = {bit: [] for n in bits for bit in bits[n]}
    for (name, role), end in links:
        sums[end].append((name, bits[name].index((name, role))))
    seen = {n: own for n, own in bits.items() if n in graph.nodes}
    noisy = [bit for own in seen.values() for bit in own if _is_noisy(bit, sums[bit])]
    flip = (1 - KEPT ** (1 / len(noisy))) / 2

    def made(bit: _Role) -> Bit:
        chance = flip if bit in noisy else 0.0 if bit[1] == _FOREST else FAIR
        return Bit(tuple(sums[bit]), chance)

    unseen = {n: len(own) for n, own in bits.items() if n not in seen}
    return ParityModel(unseen, {n: tuple(map(made, own)) for n, own in seen.items()})


def _is_noisy(bit: _Role, adds: Collection[Place]) -> bool:
    """Fair coins need no flips, and the forest is fair by its unseen bits."""
    return bit[1] not in (_FOREST, _IDLE) and (bit[1] == _SIGNAL or bool(adds))
