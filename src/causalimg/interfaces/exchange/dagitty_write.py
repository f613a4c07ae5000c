"""Sketches as text for dagitty."""

import re
from collections.abc import Mapping

from causalimg.interfaces.exchange.sketch import Node, Sketch

_BARE = re.compile(r"[A-Za-z][A-Za-z0-9_]*")
_TAKEN = {"graph", "node", "edge", "subgraph", "strict", "dag", "digraph", "mag", "pdag", "pag"}
_KINDS = {"latent": "latent", "selection": "selected"}
_STEP = 60.0


def dagitty(sketch: Sketch, places: Mapping[str, tuple[float, float]] | None = None) -> str:
    """The graph as `dag { ... }`, with roles; types, reasons and mechanisms stay behind.

    An environment becomes an ordinary variable, for dagitty has no word for it.

    Args:
        sketch: a model.
        places: where the nodes are drawn, in pixels; without it dagitty chooses.

    Example:
        >>> from causalimg.interfaces.exchange.sketch import Edge
        >>> x, y = Node("x"), Node("y", kind="latent")
        >>> print(dagitty(Sketch("m", nodes=(x, y), arrows=(Edge("y", "x"),))), end="")
        dag m {
        x
        y [latent]
        y -> x
        }
    """
    # dagitty knows the header by plain letters; a graph without a name is as good.
    called = f"dag {sketch.name}" if re.fullmatch(r"[A-Za-z]\w*", sketch.name, re.ASCII) else "dag"
    lines = [f"{called} {{"]
    lines += [_node(n, sketch, places or {}) for n in sketch.nodes]
    lines += [f"{_name(e.left)} -> {_name(e.right)}" for e in sketch.arrows]
    lines += [f"{_name(e.left)} <-> {_name(e.right)}" for e in sketch.arcs]
    return "\n".join([*lines, "}"]) + "\n"


def _node(node: Node, sketch: Sketch, places: Mapping[str, tuple[float, float]]) -> str:
    options = [_KINDS[node.kind]] if node.kind in _KINDS else []
    options += ["exposure"] * (node.name in sketch.exposures)
    options += ["outcome"] * (node.name in sketch.outcomes)
    if node.name in places:
        x, y = places[node.name]
        options.append(f'pos="{x / _STEP:.3f},{y / _STEP:.3f}"')
    return f"{_name(node.name)} [{', '.join(options)}]" if options else _name(node.name)


def _name(word: str) -> str:
    return word if _BARE.fullmatch(word) and word.casefold() not in _TAKEN else f'"{word}"'
