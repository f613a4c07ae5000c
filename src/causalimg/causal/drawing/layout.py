"""Place a graph on a page in layers, causes above effects, without any drawing program.

The steps are those of Sugiyama, Tagawa and Toda 1981: layers, a bend in every layer that an arrow
crosses, an order with few crossings, then coordinates. Layers are longest paths, tightened; the
order comes from barycentres; coordinates are a least-squares fit that keeps order and distance.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from causalimg.causal.drawing.crossings import few_crossings
from causalimg.causal.graphs.admg import Admg, topological_order

Size = tuple[float, float]
Place = tuple[float, float]
# A node by its name, or the bend of an arrow in a layer by `(cause, effect, layer)`; of a `<->` it
# is `(lower, upper, layer)`, which no arrow has.
Point = str | tuple[str, str, int]
Arrow = tuple[str, str]

_LAYER_GAP = 52.0
_NODE_GAP = 26.0
_ARC_GAP = 60.0
_BEND_WIDTH = 10.0
_SWEEPS = 30


@dataclass(frozen=True, slots=True)
class Layout:
    """Where everything stands, in pixels, with the origin at the upper left.

    Args:
        places: the centre of every node.
        bends: for every arrow, the inner points that its curve goes through.
        lanes: the same for every `<->` between layers, by its upper and its lower end.
        width: of the page.
        height: of the page.
    """

    places: Mapping[str, Place]
    bends: Mapping[Arrow, tuple[Place, ...]]
    width: float
    height: float
    lanes: Mapping[Arrow, tuple[Place, ...]] = field(default_factory=dict)


def lay_out(graph: Admg, sizes: Mapping[str, Size]) -> Layout:
    """Places for all nodes and bends for all arrows.

    Args:
        graph: an acyclic graph.
        sizes: width and height of every node, in pixels.

    Raises:
        CausalimgInternalError: the graph has a cycle.

    Example:
        >>> from causalimg.causal.graphs.admg import sketch
        >>> found = lay_out(sketch("site -> scanner"), {"site": (60, 30), "scanner": (70, 30)})
        >>> found.places["site"][1] < found.places["scanner"][1]
        True
    """
    if not graph.nodes:
        return Layout({}, {}, 0.0, 0.0)
    layer = layers(graph)
    rows, links = _with_bends(graph, layer)
    rows = few_crossings(rows, links, _same_row(graph, layer))
    gaps = {
        (a, b): _gap(graph, a, b) + (_width(a, sizes) + _width(b, sizes)) / 2
        for row in rows
        for a, b in pairwise(row)
    }
    across = _across(rows, links, gaps)
    heights = [max((sizes[p][1] for p in row if isinstance(p, str)), default=0) for row in rows]
    down = [sum(heights[:i]) + heights[i] / 2 + i * _LAYER_GAP for i in range(len(rows))]
    left = min(across[p] - _width(p, sizes) / 2 for row in rows for p in row)
    right = max(across[p] + _width(p, sizes) / 2 for row in rows for p in row)
    at = {p: (across[p] - left, down[i]) for i, row in enumerate(rows) for p in row}
    places = {node: at[node] for node in graph.nodes}
    bends = {
        (a, b): tuple(at[a, b, i] for i in range(layer[a] + 1, layer[b]))
        for a, b in sorted(graph.directed)
    }
    lanes = {
        (a, b): tuple(at[b, a, i] for i in range(layer[a] + 1, layer[b]))
        for a, b in _between_rows(graph, layer)
    }
    return Layout(places, bends, right - left, down[-1] + heights[-1] / 2, lanes)


def layers(graph: Admg) -> dict[str, int]:
    """The layer of every node: below all its causes, and no further from its kin than needed."""
    order = topological_order(graph)
    layer: dict[str, int] = {}
    for node in order:
        layer[node] = max((layer[p] + 1 for p in graph.parents(node)), default=0)
    moved = True
    while moved:
        moved = False
        for node in reversed(order):
            lower = _lower(graph, layer, node)
            moved = moved or lower != layer[node]
            layer[node] = lower
    used = {number: i for i, number in enumerate(sorted(set(layer.values())))}
    return {node: used[number] for node, number in layer.items()}


def _lower(graph: Admg, layer: Mapping[str, int], node: str) -> int:
    # Sinking by one layer shortens every arrow out and lengthens every arrow in.
    children = graph.children(node)
    if not children or len(children) <= len(graph.parents(node)):
        return layer[node]
    return min(layer[c] for c in children) - 1


def _with_bends(
    graph: Admg, layer: Mapping[str, int]
) -> tuple[list[list[Point]], list[tuple[Point, Point]]]:
    rows: list[list[Point]] = [[] for _ in range(max(layer.values()) + 1)]
    for node in graph.nodes:
        rows[layer[node]].append(node)
    links: list[tuple[Point, Point]] = []
    arrows = [(a, b, (a, b)) for a in graph.nodes for b in graph.children(a)]
    arcs = [(a, b, (b, a)) for a, b in _between_rows(graph, layer)]
    for a, b, name in (*arrows, *arcs):
        chain: list[Point] = [a, *((*name, i) for i in range(layer[a] + 1, layer[b])), b]
        links += pairwise(chain)
        for i, bend in enumerate(chain[1:-1], start=layer[a] + 1):
            rows[i].append(bend)
    return rows, links


def _between_rows(graph: Admg, layer: Mapping[str, int]) -> list[Arrow]:
    """The pairs of `<->` that stand in different layers, the upper one first."""
    pairs = sorted(graph.ordered(pair) for pair in graph.bidirected)
    found = ((a, b) if layer[a] < layer[b] else (b, a) for a, b in pairs)
    return [(a, b) for a, b in found if layer[a] != layer[b]]


def _same_row(graph: Admg, layer: Mapping[str, int]) -> list[tuple[Point, Point]]:
    pairs = (graph.ordered(pair) for pair in graph.bidirected)
    return sorted((a, b) for a, b in pairs if layer[a] == layer[b])


def _width(point: Point, sizes: Mapping[str, Size]) -> float:
    return sizes[point][0] if isinstance(point, str) else _BEND_WIDTH


def _gap(graph: Admg, left: Point, right: Point) -> float:
    if not isinstance(left, str) and not isinstance(right, str):
        return 0.0
    return _ARC_GAP if frozenset((left, right)) in graph.bidirected else _NODE_GAP


def _across(
    rows: Sequence[Sequence[Point]],
    links: Sequence[tuple[Point, Point]],
    gaps: Mapping[tuple[Point, Point], float],
) -> dict[Point, float]:
    above: dict[Point, list[Point]] = {p: [] for row in rows for p in row}
    below: dict[Point, list[Point]] = {p: [] for row in rows for p in row}
    for upper, lower in links:
        above[lower].append(upper)
        below[upper].append(lower)
    at: dict[Point, float] = {}
    for row in rows:
        at.update(zip(row, _packed(row, [0.0] * len(row), gaps), strict=True))
    for sweep in range(_SWEEPS):
        down = sweep % 2 == 0
        near = above if down else below
        for row in rows if down else list(reversed(rows)):
            both = sweep >= _SWEEPS // 2
            wish = [_wish(p, at, above[p] + below[p] if both else near[p]) for p in row]
            at.update(zip(row, _packed(row, wish, gaps), strict=True))
    return at


def _wish(point: Point, at: Mapping[Point, float], near: Sequence[Point]) -> float:
    # As in Graphviz: a line between two bends pulls harder than one between two nodes.
    bend = not isinstance(point, str)
    pulls = [(at[n], (1.0, 2.0, 8.0)[bend + (not isinstance(n, str))]) for n in near]
    total = sum(pull for _, pull in pulls)
    return sum(x * pull for x, pull in pulls) / total if pulls else at[point]


def _packed(
    row: Sequence[Point], wish: Sequence[float], gaps: Mapping[tuple[Point, Point], float]
) -> list[float]:
    """The places nearest to the wishes, in squares, that keep the order and the distances.

    Without the distances that is isotonic regression: neighbours that violate the order are
    pooled at the weighted mean of their wishes. Bends weigh more: long arrows run straight.
    """
    offsets = [0.0]
    for pair in pairwise(row):
        offsets.append(offsets[-1] + gaps[pair])
    pools: list[tuple[float, float, int]] = []
    for point, wanted, offset in zip(row, wish, offsets, strict=True):
        mean, weight, count = wanted - offset, 1.0 if isinstance(point, str) else 4.0, 1
        while pools and pools[-1][0] > mean:
            earlier, heavier, more = pools.pop()
            mean = (mean * weight + earlier * heavier) / (weight + heavier)
            weight, count = weight + heavier, count + more
        pools.append((mean, weight, count))
    means = [mean for mean, _, count in pools for _ in range(count)]
    return [mean + offset for mean, offset in zip(means, offsets, strict=True)]
