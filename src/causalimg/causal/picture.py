"""A graph as SVG text: shapes by role, curved arrows, dashed arcs, tooltips and a legend."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from html import escape
from unicodedata import category, east_asian_width

from causalimg.causal.admg import Admg
from causalimg.causal.curves import Box, Curve, arc, arrow_curve, head, ports
from causalimg.causal.layout import Layout, Place, Size, lay_out

EDGE = "#52606f"
UNSEEN = "#8b4a9c"
LIT = "#d1480f"

_TEXT = """font-family="Inter, 'Helvetica Neue', Helvetica, Arial, sans-serif" font-size="13.5\""""
_MARGIN = 26.0
_LEGEND = 40.0
_NARROW, _BROAD = "fijlrt.,:;'()[]|! ", "mwMW@%"


@dataclass(frozen=True, slots=True)
class Style:
    """How a role looks."""

    word: str
    fill: str
    stroke: str
    ink: str
    round: bool = True
    dashed: bool = False
    double: bool = False
    film: bool = False


OBSERVED = "observed"
_STYLES = (
    Style(OBSERVED, "#e9f0f8", "#3f6592", "#16273d"),
    Style("latent", "#ffffff", "#7d8997", "#4a5563", dashed=True),
    Style("environment", "#fff2d1", "#b9802a", "#4d3510", round=False),
    Style("selection", "#fdeaea", "#b8404c", "#5b1a22", round=False, double=True),
    Style("image", "#232c38", "#232c38", "#ffffff", round=False, film=True),
    Style("latent image", "#ffffff", "#6b7785", "#4a5563", round=False, dashed=True, film=True),
)


def style_of(role: str) -> Style:
    """The look of a node with that role; unknown roles look observed."""
    return next((style for style in _STYLES if style.word == role), _STYLES[0])


def plain(text: str) -> str:
    """Text without the control characters that no XML may carry."""
    return "".join(c if category(c) not in ("Cc", "Cs", "Cn") or c == "\n" else " " for c in text)


def size_of(name: str, style: Style) -> Size:
    """Width and height, in pixels, that a node needs for its name."""
    width = _text_width(name)
    if style.film:
        return max(78.0, width + 34), 48.0
    return max(58.0, width + (30 if style.round else 26)), 34.0


def _text_width(text: str) -> float:
    return sum(_glyph(c) for c in text) * 13.5


def _glyph(c: str) -> float:
    if east_asian_width(c) in "WF":
        return 1.02
    if c in _NARROW:
        return 0.34
    return 0.88 if c in _BROAD else 0.68 if c.isupper() else 0.575


def draw_picture(
    graph: Admg,
    styles: Mapping[str, Style],
    tips: Mapping[str, str],
    edge_tips: Mapping[tuple[str, str], str],
    lit: Collection[tuple[str, str]] = (),
) -> str:
    """The whole picture.

    Args:
        graph: an acyclic graph.
        styles: the look of every node.
        tips: a tooltip per node.
        edge_tips: a tooltip per edge, by its ends in the order of the graph.
        lit: edges to be lit.

    Returns:
        One `<svg>` element.
    """
    sizes = {node: size_of(node, styles[node]) for node in graph.nodes}
    layout = lay_out(graph, sizes)
    boxes = {n: Box(*layout.places[n], *sizes[n], styles[n].round) for n in graph.nodes}
    ends = ports(graph, layout, boxes)
    pairs = sorted(graph.ordered(pair) for pair in graph.bidirected)
    arcs = {(a, b): arc(boxes[a], boxes[b], boxes.values()) for a, b in pairs}
    left, top, right, bottom = _bounds(layout, arcs)
    span = _legend(styles.values(), bool(graph.bidirected), (0.0, 0.0))[1]
    wider = max(0.0, span - (right - left)) / 2
    left, right = left - wider, right + wider
    start = ((left + right - span) / 2, bottom + _LEGEND)
    legend, _ = _legend(styles.values(), bool(graph.bidirected), start)
    width = right - left + 2 * _MARGIN
    height = bottom - top + 2 * _MARGIN + _LEGEND
    box = f"{left - _MARGIN:.1f} {top - _MARGIN:.1f} {width:.1f} {height:.1f}"
    page = f'width="{width:.0f}" height="{height:.0f}" role="img"'
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{box}" {page} {_TEXT}>',
        f"<title>{escape(f'causal graph of {len(graph.nodes)} variables')}</title>",
        *_arrows(graph, layout, ends, edge_tips, lit),
        *(_arc(pair, curve, edge_tips, lit) for pair, curve in arcs.items()),
        *(_node(n, layout.places[n], sizes[n], styles[n], tips[n]) for n in graph.nodes),
        *legend,
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


def _arrows(
    graph: Admg,
    layout: Layout,
    ends: tuple[Mapping[tuple[str, str], Place], Mapping[tuple[str, str], Place]],
    tips: Mapping[tuple[str, str], str],
    lit: Collection[tuple[str, str]],
) -> Iterable[str]:
    out, into = ends
    # Lit arrows come last, so that no other arrow runs over them.
    for a, b in sorted(graph.directed, key=lambda edge: (edge in lit, edge)):
        points = (out[a, b], *layout.bends[a, b], into[a, b])
        curve, tip = arrow_curve(points)
        color, width = (LIT, 2.6) if (a, b) in lit else (EDGE, 1.3)
        yield (
            f'<g fill="none" stroke="{color}" stroke-width="{width}">'
            f"<title>{escape(tips[a, b])}</title>"
            f'<path d="{curve}"/>'
            f'<path d="{head(*tip)}" fill="{color}" stroke="none"/></g>'
        )


def _arc(
    pair: tuple[str, str],
    curve: Curve,
    tips: Mapping[tuple[str, str], str],
    lit: Collection[tuple[str, str]],
) -> str:
    start, one, two, end = curve
    color, width = (LIT, 2.6) if pair in lit else (UNSEEN, 1.4)
    path = f"M{_xy(start)} C{_xy(one)} {_xy(two)} {_xy(end)}"
    heads = head(one, start) + head(two, end)
    return (
        f'<g fill="none" stroke="{color}" stroke-width="{width}">'
        f"<title>{escape(tips[pair])}</title>"
        f'<path d="{path}" stroke-dasharray="6 4"/>'
        f'<path d="{heads}" fill="{color}" stroke="none"/></g>'
    )


def _xy(place: Place) -> str:
    return f"{place[0]:.1f},{place[1]:.1f}"


def _node(name: str, place: Place, size: Size, style: Style, tip: str) -> str:
    slant = ' font-style="italic"' if style.dashed else ""
    return (
        f"<g><title>{escape(tip)}</title>{_shape(place, size, style)}"
        f'<text x="{place[0]:.1f}" y="{place[1]:.1f}" dy="0.34em" text-anchor="middle" '
        f'fill="{style.ink}"{slant}>{escape(plain(name))}</text></g>'
    )


def _shape(place: Place, size: Size, style: Style) -> str:
    (x, y), (w, h) = place, size
    dash = ' stroke-dasharray="5 3"' if style.dashed else ""
    paint = f'fill="{style.fill}" stroke="{style.stroke}" stroke-width="1.5"{dash}'
    if style.round:
        return f'<ellipse cx="{x:.1f}" cy="{y:.1f}" rx="{w / 2:.1f}" ry="{h / 2:.1f}" {paint}/>'
    corner = 3 if style.film else 8
    outer = _rect(place, size, corner, paint)
    if style.double:
        line = f'fill="none" stroke="{style.stroke}" stroke-width="1"'
        return outer + _rect(place, (w - 7, h - 7), corner - 3, line)
    if style.film:
        line = f'fill="none" stroke="{style.stroke if style.dashed else "#8fa3ba"}"'
        return outer + _rect(place, (w - 10, h - 10), 1, f'{line} stroke-width="0.8"')
    return outer


def _rect(place: Place, size: Size, corner: float, paint: str) -> str:
    (x, y), (w, h) = place, size
    return (
        f'<rect x="{x - w / 2:.1f}" y="{y - h / 2:.1f}" width="{w:.1f}" height="{h:.1f}" '
        f'rx="{corner}" {paint}/>'
    )


def _legend(styles: Iterable[Style], arcs: bool, start: Place) -> tuple[list[str], float]:
    x, y = start
    parts = ['<g font-size="11" fill="#66727f">']
    for style in sorted(set(styles), key=lambda s: s.word):
        small = _shape((x + 11, y), (22.0, 14.0), style)
        parts.append(f'{small}<text x="{x + 28:.1f}" y="{y:.1f}" dy="0.34em">{style.word}</text>')
        x += 28 + _text_width(style.word) * 0.82 + 18
    if arcs:
        parts.append(
            f'<path d="M{x:.1f},{y:.1f} h26" stroke="{UNSEEN}" stroke-width="1.4" '
            f'stroke-dasharray="6 4"/><text x="{x + 32:.1f}" y="{y:.1f}" dy="0.34em">'
            "unseen common cause</text>"
        )
        x += 32 + _text_width("unseen common cause") * 0.82
    parts.append("</g>")
    return parts, x - start[0]
