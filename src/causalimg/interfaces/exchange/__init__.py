"""Models to and from the formats of other tools: dagitty, BIF, JSON, networkx, mermaid, LaTeX."""

from causalimg.interfaces.exchange.sketch import Edge, Node, Sketch, sketch_of

__all__ = ["Edge", "Node", "Sketch", "sketch_of"]
