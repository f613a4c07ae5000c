"""A graph as SVG text: curved arrows, dashed arcs, nodes by role, tooltips and a legend."""

from collections.abc import Iterable, Mapping
from html import escape

from causalimg.causal.drawing.curves import Box, Curve, arc, arrow_curve, head, ports
from causalimg.causal.drawing.layout import Layout, Place, lay_out
from causalimg.causal.drawing.legend import Legend
from causalimg.causal.drawing.marks import NOTHING, Highlight
from causalimg.causal.drawing.shapes import FONT, Style, plain, ring, shape, size_of, tag
from causalimg.causal.graphs.admg import Admg

EDGE = "#52606f"
UNSEEN = "#8b4a9c"

_MARGIN = 26.0


def draw_picture(
    graph: Admg,
    styles: Mapping[str, Style],
    tips: Mapping[str, str],
    edge_tips: Mapping[tuple[str, str, str], str],
    highlight: Highlight = NOTHING,
) -> str:
    """The whole picture.

    Args:
        graph: an acyclic graph.
        styles: the look of every node.
        tips: a tooltip per node.
        edge_tips: a tooltip per edge, by its ends in the order of the graph and its arrow between.
        highlight: what is marked and lit.

    Returns:
        One `<svg>` element.
    """
    sizes = {node: size_of(node, styles[node]) for node in graph.nodes}
    layout = lay_out(graph, sizes)
    boxes = {n: Box(*layout.places[n], *sizes[n], styles[n].round) for n in graph.nodes}
    pairs = sorted(graph.ordered(pair) for pair in graph.bidirected)
    level = [p for p in pairs if p not in layout.lanes and p[::-1] not in layout.lanes]
    arcs = {(a, b): arc(boxes[a], boxes[b], boxes.values()) for a, b in level}
    left, top, right, bottom = _bounds(layout, arcs)
    legend = Legend(styles.values(), highlight, arcs=bool(graph.bidirected))
    wider = max(0.0, legend.width - (right - left)) / 2
    left, right = left - wider, right + wider
    width = right - left + 2 * _MARGIN
    height = bottom - top + 2 * _MARGIN + legend.height
    box = f"{left - _MARGIN:.1f} {top - _MARGIN:.1f} {width:.1f} {height:.1f}"
    page = f'width="{width:.0f}" height="{height:.0f}" role="img"'
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{box}" {page} {FONT}>',
        f"<title>{escape(f'causal graph of {len(graph.nodes)} variables')}</title>",
        *_rings(boxes, styles, highlight),
        *_edges(layout, boxes, arcs, edge_tips, highlight),
        *(_node(n, boxes[n], styles[n], tips[n], highlight) for n in graph.nodes),
        *legend.drawn(((left + right) / 2, bottom + _MARGIN)),
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def _bounds(
    layout: Layout, arcs: Mapping[tuple[str, str], Curve]
) -> tuple[float, float, float, float]:
    points = [(0.0, 0.0), (layout.width, layout.height)]
    for a, b, c, d in arcs.values():
        # A cubic stays within its ends and three quarters of the way to its controls.
        points += [a, d, _towards(a, b), _towards(d, c)]
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return min(xs), min(ys), max(xs), max(ys)


def _towards(end: Place, control: Place) -> Place:
    return end[0] + 0.75 * (control[0] - end[0]), end[1] + 0.75 * (control[1] - end[1])


def _edges(
    layout: Layout,
    boxes: Mapping[str, Box],
    arcs: Mapping[tuple[str, str], Curve],
    tips: Mapping[tuple[str, str, str], str],
    highlight: Highlight,
) -> Iterable[str]:
    out, into = ports(layout, boxes)
    depth = dict[float, float]()
    for box in boxes.values():
        depth[box.y] = max(box.height, depth.get(box.y, 0.0))
    drawn = list[tuple[bool, tuple[str, str], str]]()
    lanes = (((b, a), a, b, bends) for (a, b), bends in layout.lanes.items())
    for key, a, b, bends in (*((e, *e, bends) for e, bends in layout.bends.items()), *lanes):
        both = key != (a, b)
        tip = tips.get((a, "<->", b)) or tips.get((b, "<->", a)) if both else tips[a, "->", b]
        points = (out[key], *bends, into[key])
        deep = max((depth.get(y, 0.0) for _, y in bends), default=0.0)
        curve, end, start = arrow_curve(points, deep, tailed=both)
        heads = head(*end) + (head(*start) if both else "")
        lit = highlight.lights(a, b)
        drawn.append((lit, key, _edge(curve, heads, tip or "", highlight, lit=lit, both=both)))
    for (a, b), (one, near, far, other) in arcs.items():
        curve = f"M{_xy(one)} C{_xy(near)} {_xy(far)} {_xy(other)}"
        heads, lit = head(near, one) + head(far, other), highlight.lights(a, b)
        text = _edge(curve, heads, tips[a, "<->", b], highlight, lit=lit, both=True)
        drawn.append((lit, (b, a), text))
    # Lit edges come last, so that no other runs over them.
    return [text for _, _, text in sorted(drawn)]


def _edge(curve: str, heads: str, tip: str, highlight: Highlight, *, lit: bool, both: bool) -> str:
    plain_colour = UNSEEN if both else EDGE
    faint = ' opacity="0.45"' if highlight.lit and not lit else ""
    colour, width = (highlight.colour, 2.8) if lit else (plain_colour, 1.4 if both else 1.3)
    dash = ' stroke-dasharray="6 4"' if both else ""
    return (
        f'<g fill="none" stroke="{colour}" stroke-width="{width}"{faint}>'
        f"<title>{escape(tip)}</title>"
        f'<path d="{curve}"{dash}/>'
        f'<path d="{heads.strip()}" fill="{colour}" stroke="none"/></g>'
    )


def _xy(place: Place) -> str:
    return f"{place[0]:.1f},{place[1]:.1f}"


def _rings(
    boxes: Mapping[str, Box], styles: Mapping[str, Style], highlight: Highlight
) -> Iterable[str]:
    """The rings of marked nodes, drawn first: the head of an arrow stands before one."""
    for name, mark in highlight.marks.items():
        if name in boxes:
            x, y, width, height, _ = boxes[name]
            yield ring((x, y), (width, height), styles[name], mark)


def _node(name: str, box: Box, style: Style, tip: str, highlight: Highlight) -> str:
    place, size = (box.x, box.y), (box.width, box.height)
    slant = ' font-style="italic"' if style.dashed else ""
    mark = highlight.marks.get(name)
    return (
        f"<g><title>{escape(tip + (f', {mark.word}' if mark else ''))}</title>"
        f"{shape(place, size, style)}"
        f'<text x="{place[0]:.1f}" y="{place[1]:.1f}" dy="0.34em" text-anchor="middle" '
        f'fill="{style.ink}"{slant}>{escape(plain(name))}</text>'
        f"{tag(mark, _foot(box)) if mark else ''}</g>"
    )


def _foot(box: Box) -> Place:
    """The lower left of a node, where no arrow has its head."""
    return box.x - box.width / 2 + 5, box.y + box.height / 2 + 1
