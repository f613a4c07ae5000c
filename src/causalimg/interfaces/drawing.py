"""The graph of a model as DOT, SVG or PNG."""

from causalimg.causal.bridge import graph_of, roles
from causalimg.causal.draw import dot, svg
from causalimg.interfaces.door import refused
from causalimg.semantics.model import Model


def drawn(model: Model, kind: str) -> bytes:
    """A picture of the arrows; doc comments and reasons become tooltips.

    PNG needs the `dot` program of Graphviz; SVG and DOT need nothing.

    Raises:
        CausalimgError: E0711 for another kind, or for PNG without `dot`.
    """
    graph = graph_of(model)
    docs = {v.name: v.doc for v in model.variables if v.doc}
    reasons = {(a.cause, a.effect): a.reason for a in model.arrows if a.reason}
    reasons |= {(b.left, b.right): b.reason for b in model.bidirected if b.reason}
    match kind:
        case "dot":
            return dot(graph, roles(model), docs, reasons).encode()
        case "svg":
            return svg(graph, roles(model), docs, reasons).encode()
        case "png":
            return _png(dot(graph, roles(model), docs, reasons))
        case _:
            raise refused("E0711", f"a graph cannot be written as `{kind}`", "svg, png or dot")


def _png(text: str) -> bytes:
    from graphviz import ExecutableNotFound, Source

    try:
        return bytes(Source(text, format="png").pipe())
    except ExecutableNotFound:
        remedy = "install Graphviz, or write `--format svg`, which needs nothing"
        raise refused("E0711", "PNG needs the program `dot`, which is absent", remedy) from None
