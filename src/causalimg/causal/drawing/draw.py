"""Draw a graph: DOT text for Graphviz, or an SVG that needs nothing but a browser."""

import shutil
from collections.abc import Mapping
from html import escape

from causalimg.causal.drawing.legend import Legend
from causalimg.causal.drawing.marks import NOTHING, Highlight, Mark
from causalimg.causal.drawing.picture import EDGE, UNSEEN, draw_picture
from causalimg.causal.drawing.shapes import OBSERVED, Style, plain, style_of
from causalimg.causal.graphs.admg import Admg

_NOTHING: Mapping[str, str] = {}


def dot(
    graph: Admg,
    roles: Mapping[str, str],
    docs: Mapping[str, str] = _NOTHING,
    reasons: Mapping[tuple[str, str], str] | None = None,
    highlight: Highlight = NOTHING,
) -> str:
    """The graph as DOT text: latent dashed, `<->` dashed with two heads, documentation on hover.

    Args:
        graph: the graph.
        roles: per node `latent`, `environment`, `selection`, `image`, `latent image` or
            `observed`, which is what a node without a word is.
        docs: a sentence per node, for its tooltip.
        reasons: a sentence per edge `(left, right)`, for its tooltip.
        highlight: what is marked and lit.

    Example:
        >>> from causalimg.causal.graphs.admg import sketch
        >>> "site -> scanner" in dot(sketch("site -> scanner"), {})
        True
    """
    import graphviz

    reasons = reasons or {}
    drawing = graphviz.Digraph(graph_attr={"bgcolor": "transparent", "ranksep": "0.45"})
    drawing.attr("node", fontname="Helvetica,Arial,sans-serif", fontsize="13", height="0.4")
    drawing.attr("edge", color=EDGE, arrowsize="0.7", penwidth="1.2")
    for node in graph.nodes:
        style = style_of(roles.get(node, OBSERVED))
        tip = _tip(node, style, docs.get(node))
        drawing.node(
            node,
            graphviz.escape(node),
            tooltip=graphviz.escape(tip),
            **_in_dot(style) | _marked(highlight.marks.get(node)),
        )
    for a, b in sorted(graph.directed):
        more = _lit(highlight, a, b, {})
        drawing.edge(a, b, edgetooltip=graphviz.escape(_edge_tip(a, "->", b, reasons)), **more)
    for a, b in sorted(graph.ordered(pair) for pair in graph.bidirected):
        more = _lit(highlight, a, b, {"color": UNSEEN, "style": "dashed", "dir": "both"})
        tip = _edge_tip(a, "<->", b, reasons)
        drawing.edge(a, b, constraint="false", edgetooltip=graphviz.escape(tip), **more)
    return str(drawing.source)


def svg(
    graph: Admg,
    roles: Mapping[str, str],
    docs: Mapping[str, str] = _NOTHING,
    reasons: Mapping[tuple[str, str], str] | None = None,
    highlight: Highlight = NOTHING,
) -> str:
    """The graph as one self-contained SVG element, with a tooltip per node and edge.

    Graphviz lays it out where its `dot` program is found; else we do, in layers.

    Args:
        graph: an acyclic graph.
        roles: per node `latent`, `environment`, `selection`, `image`, `latent image` or
            `observed`, which is what a node without a word is.
        docs: a sentence per node, for its tooltip.
        reasons: a sentence per edge `(left, right)`, for its tooltip.
        highlight: what is marked and lit.

    Returns:
        Text that starts with `<svg` and carries no script, style sheet or outside reference.
    """
    styles = {node: style_of(roles.get(node, OBSERVED)) for node in graph.nodes}
    if shutil.which("dot"):
        drawn = _by_graphviz(dot(graph, roles, docs, reasons, highlight))
        if drawn:
            legend = Legend(styles.values(), highlight, arcs=bool(graph.bidirected))
            return legend.below(drawn)
    reasons = reasons or {}
    tips = {node: _tip(node, styles[node], docs.get(node)) for node in graph.nodes}
    arrows = {(a, "->", b): _edge_tip(a, "->", b, reasons) for a, b in graph.directed}
    pairs = sorted(graph.ordered(pair) for pair in graph.bidirected)
    arcs = {(a, "<->", b): _edge_tip(a, "<->", b, reasons) for a, b in pairs}
    return draw_picture(graph, styles, tips, arrows | arcs, highlight)


def _by_graphviz(text: str) -> str | None:
    import subprocess

    import graphviz

    try:
        drawn = graphviz.Source(text).pipe(format="svg", encoding="utf-8", quiet=True)
    except (graphviz.ExecutableNotFound, subprocess.CalledProcessError):
        return None
    start = drawn.find("<svg")
    return str(drawn[start:]) if start >= 0 else None


def _lit(highlight: Highlight, a: str, b: str, plain_look: Mapping[str, str]) -> dict[str, str]:
    if not highlight.lights(a, b):
        return {**plain_look}
    return {**plain_look, "color": highlight.colour, "penwidth": "2.4"}


def _marked(mark: Mark | None) -> dict[str, str]:
    if mark is None:
        return {}
    label = f'<<font color="{mark.colour}" point-size="10">{escape(mark.tag)}</font>>'
    return {"color": mark.colour, "penwidth": "3", "xlabel": label}


def _tip(node: str, style: Style, doc: str | None) -> str:
    return plain(f"{node} ({style.word})" + (f": {doc}" if doc else ""))


def _edge_tip(a: str, arrow: str, b: str, reasons: Mapping[tuple[str, str], str]) -> str:
    reason = reasons.get((a, b)) or (reasons.get((b, a)) if arrow == "<->" else None)
    return plain(f"{a} {arrow} {b}" + (f": {reason}" if reason else ""))


def _in_dot(style: Style) -> dict[str, str]:
    return {
        "shape": "ellipse" if style.round else "box",
        "style": ",".join(
            ["filled", *["rounded"] * (not style.round), *["dashed"] * style.dashed]
        ),
        "fillcolor": style.fill,
        "color": style.stroke,
        "fontcolor": style.ink,
        "peripheries": "2" if style.double else "1",
    }
