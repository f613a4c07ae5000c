"""The graph of a model as DOT, SVG or PNG."""

from causalimg.causal.drawing.draw import dot, svg
from causalimg.interfaces.door import refused
from causalimg.interfaces.viewing import View, whole
from causalimg.semantics.model import Model


def drawn(model: Model, kind: str, view: View | None = None) -> bytes:
    """A picture of the arrows; doc comments and reasons become tooltips.

    PNG needs the `dot` program of Graphviz; SVG and DOT need nothing.

    Args:
        model: a checked model.
        kind: `svg`, `png` or `dot`.
        view: which graph is shown and what it brings forward; the plain one where None.

    Raises:
        CausalimgError: E0711 for another kind, or for PNG without `dot`.
    """
    seen = view or whole(model)
    docs = {v.name: v.doc for v in model.variables if v.doc}
    reasons = {(a.cause, a.effect): a.reason for a in model.arrows if a.reason}
    reasons |= {(b.left, b.right): b.reason for b in model.bidirected if b.reason}
    match kind:
        case "dot":
            return dot(seen.graph, seen.roles, docs, reasons, seen.highlight).encode()
        case "svg":
            return svg(seen.graph, seen.roles, docs, reasons, seen.highlight).encode()
        case "png":
            return _png(dot(seen.graph, seen.roles, docs, reasons, seen.highlight))
        case _:
            raise refused("E0711", f"a graph cannot be written as `{kind}`", "svg, png or dot")


def _png(text: str) -> bytes:
    from graphviz import ExecutableNotFound, Source

    try:
        return bytes(Source(text, format="png").pipe())
    except ExecutableNotFound:
        remedy = "install Graphviz, or write `--format svg`, which needs nothing"
        raise refused("E0711", "PNG needs the program `dot`, which is absent", remedy) from None
