"""Curves between nodes: where an arrow leaves and lands, how it bends, how its head looks."""

from collections.abc import Collection, Iterable, Mapping
from itertools import pairwise
from math import copysign, hypot, sqrt
from typing import NamedTuple

from causalimg.causal.drawing.layout import Layout, Place

Edge = tuple[str, str]
Curve = tuple[Place, Place, Place, Place]


class Box(NamedTuple):
    """Centre, width and height of a node, and whether it is an ellipse."""

    x: float
    y: float
    width: float
    height: float
    rounded: bool


_HEAD = 8.5
_SPREAD = 0.3
_FAR = 34.0
_STEP = 13.0
_BULGES = (0.14, -0.14, 0.25, -0.25, 0.4, -0.4, 0.6, -0.6)
_LEAST, _MOST = 26.0, 300.0


def ports(layout: Layout, boxes: Mapping[str, Box]) -> tuple[dict[Edge, Place], dict[Edge, Place]]:
    """Where each arrow leaves its cause and lands on its effect, side by side on their borders.

    A `<->` between layers is among them, as an arrow from its lower to its upper end.

    Args:
        layout: where everything stands.
        boxes: the outline of every node.

    Returns:
        The points at the lower border of the causes and at the upper border of the effects.
    """
    out: dict[Edge, Place] = {}
    into: dict[Edge, Place] = {}
    down: dict[str, dict[Edge, float]] = {node: {} for node in boxes}
    up: dict[str, dict[Edge, float]] = {node: {} for node in boxes}
    lanes = [((b, a), a, b, bends) for (a, b), bends in layout.lanes.items()]
    for edge, a, b, bends in (*((e, *e, bends) for e, bends in layout.bends.items()), *lanes):
        down[a][edge] = bends[0][0] if bends else layout.places[b][0]
        up[b][edge] = bends[-1][0] if bends else layout.places[a][0]
    for node, box in boxes.items():
        out |= _spread(box, down[node], below=True)
        into |= _spread(box, up[node], below=False)
    return out, into


def _spread(box: Box, edges: Mapping[Edge, float], *, below: bool) -> dict[Edge, Place]:
    x, y, width, height, rounded = box
    ranked = sorted(edges, key=lambda edge: (edges[edge], edge))
    step = min(_STEP, 2 * _SPREAD * width / max(1, len(ranked) - 1))
    found: dict[Edge, Place] = {}
    for i, edge in enumerate(ranked):
        aside = (i - (len(ranked) - 1) / 2) * step
        depth = height / 2 * (sqrt(1 - (2 * aside / width) ** 2) if rounded else 1.0)
        found[edge] = (x + aside, y + depth if below else y - depth)
    return found


def arrow_curve(
    points: tuple[Place, ...], depth: float = 0.0, *, tailed: bool = False
) -> tuple[str, tuple[Place, Place], tuple[Place, Place]]:
    """A smooth path through points, upright at both ends, and the directions of its heads.

    It never turns back between two bends, and where it comes from far aside it runs upright past
    the nodes beside a bend, so that it touches none.

    Args:
        points: start, bends and tip.
        depth: height of the row of nodes that a bend stands in.
        tailed: leave room for a head at the start as well.

    Returns:
        The path data, and two pairs of points `(from, tip)` for `head`: at the end, at the start.

    Source: Fritsch and Carlson 1980, "Monotone piecewise cubic interpolation", for the slopes.
    """
    first, *bends, tip = points
    stop = (tip[0], tip[1] - _HEAD * 0.8)
    start = (first[0], first[1] + _HEAD * 0.8 * tailed)
    through = [start]
    for before, (x, y), after in zip(points, bends, points[2:], strict=False):
        far = max(abs(before[0] - x), abs(after[0] - x)) > _FAR
        through += [(x, y - depth / 2), (x, y + depth / 2)] if far and depth else [(x, y)]
    through.append(stop)
    slopes = [0.0, *map(_slope, through, through[1:], through[2:]), 0.0]
    parts = [f"M{_xy(through[0])}"]
    for (a, b), (s, t) in zip(pairwise(through), pairwise(slopes), strict=True):
        third = (b[1] - a[1]) * (0.5 if len(through) == 2 else 0.4)
        one = (a[0] + s * third, a[1] + third)
        two = (b[0] - t * third, b[1] - third)
        parts.append(f"C{_xy(one)} {_xy(two)} {_xy(b)}")
    return " ".join(parts), (stop, tip), (start, first)


def _slope(before: Place, here: Place, after: Place) -> float:
    """Sideways for each step down, the harmonic mean of both sides; none where it turns."""
    left = (here[0] - before[0]) / max(1.0, here[1] - before[1])
    right = (after[0] - here[0]) / max(1.0, after[1] - here[1])
    return 2 * left * right / (left + right) if left * right > 0 else 0.0


def head(before: Place, tip: Place) -> str:
    """Path data of an arrow head at `tip` that comes from `before`."""
    length = hypot(tip[0] - before[0], tip[1] - before[1]) or 1.0
    ux, uy = (tip[0] - before[0]) / length, (tip[1] - before[1]) / length
    back = (tip[0] - _HEAD * ux, tip[1] - _HEAD * uy)
    notch = (tip[0] - _HEAD * 0.72 * ux, tip[1] - _HEAD * 0.72 * uy)
    half = _HEAD * 0.4
    left = (back[0] - half * uy, back[1] + half * ux)
    right = (back[0] + half * uy, back[1] - half * ux)
    return f"M{_xy(tip)} L{_xy(left)} L{_xy(notch)} L{_xy(right)} Z "


def arc(one: Box, other: Box, boxes: Iterable[Box]) -> Curve:
    """A bulging curve between two nodes that runs over as few other nodes as it can.

    Args:
        one: the node at its start.
        other: the node at its end.
        boxes: all nodes, the two among them.

    Returns:
        Start, two control points and end of a cubic.
    """
    # No curve bulges further than it is long.
    x, y, far = (
        (one.x + other.x) / 2,
        (one.y + other.y) / 2,
        hypot(one.x - other.x, one.y - other.y),
    )
    near = (
        box for box in boxes if hypot(box.x - x, box.y - y) < 1.5 * far + 2 * _LEAST + box.width
    )
    rest = [box for box in near if box not in (one, other)]
    straight = (0.0,) if one.y == other.y else ()
    curves = [_bulging(one, other, bulge) for bulge in (*straight, *_BULGES)]
    return min(curves, key=lambda curve: _cost(curve, rest))


def _bulging(one: Box, other: Box, bulge: float) -> Curve:
    (ax, ay), (bx, by) = one[:2], other[:2]
    dx, dy = bx - ax, by - ay
    # Perpendicular to the line between the centres, neither flat nor far out.
    far = hypot(dx, dy) or 1.0
    push = copysign(min(max(abs(bulge) * far, _LEAST), _MOST), bulge) if bulge else 0.0
    lift = (dy / far * push * 4 / 3, -dx / far * push * 4 / 3)
    start = _border(one, (ax + dx / 4 + lift[0], ay + dy / 4 + lift[1]))
    end = _border(other, (bx - dx / 4 + lift[0], by - dy / 4 + lift[1]))
    # From border to border, since short curves would turn back inside the nodes.
    run = (end[0] - start[0], end[1] - start[1])
    short = hypot(*run) / far
    up = (lift[0] * short, lift[1] * short)
    first = (start[0] + run[0] / 4 + up[0], start[1] + run[1] / 4 + up[1])
    second = (end[0] - run[0] / 4 + up[0], end[1] - run[1] / 4 + up[1])
    return start, first, second, end


def _border(box: Box, outside: Place) -> Place:
    x, y, width, height, rounded = box
    dx, dy = outside[0] - x, outside[1] - y
    along, down = abs(2 * dx / (width + 4)), abs(2 * dy / (height + 4))
    reach = (hypot(along, down) if rounded else max(along, down)) or 1.0
    return x + dx / reach, y + dy / reach


def _cost(curve: Curve, boxes: Collection[Box]) -> float:
    points = [point_on(curve, i / 24) for i in range(1, 24)]
    hits = sum(_inside(p, box) for p in points for box in boxes)
    length = sum(hypot(b[0] - a[0], b[1] - a[1]) for a, b in pairwise(points))
    return hits * 250 + length


def point_on(curve: Curve, t: float) -> Place:
    """The point of a cubic at `t` in [0, 1]."""
    weights = ((1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t**3)
    x = sum(w * p[0] for w, p in zip(weights, curve, strict=True))
    y = sum(w * p[1] for w, p in zip(weights, curve, strict=True))
    return x, y


def _inside(point: Place, box: Box) -> bool:
    return abs(point[0] - box.x) < box.width / 2 + 5 and abs(point[1] - box.y) < box.height / 2 + 5


def _xy(place: Place) -> str:
    return f"{place[0]:.1f},{place[1]:.1f}"
