"""Sketches as mermaid flowcharts, for pages that draw them (GitHub, notebooks, wikis)."""

import re
from collections.abc import Mapping
from typing import Literal

from causalimg.interfaces.exchange.sketch import Edge, Node, Sketch

_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9_]*")
#: Words at which mermaid takes a node for something else.
_TAKEN = re.compile(
    r"end|graph|flowchart|subgraph|direction|click|style|linkstyle|class|classdef|default|href"
    r"|call|interpolate|(?:tb|bt|rl|lr|td|br)|_self|_blank|_parent|_top",
    re.IGNORECASE,
)
_SHAPES: Mapping[str, tuple[str, str]] = {
    "observed": ("(", ")"),
    "latent": ("(", ")"),
    "environment": ("[", "]"),
    "selection": ("[[", "]]"),
}
_ASIDE = '&<>"#`'


def mermaid(sketch: Sketch, direction: Literal["TD", "LR"] = "TD") -> str:
    """The graph as a flowchart: latent dashed, `<->` dotted, reasons on the arrows.

    Args:
        sketch: a model.
        direction: causes above effects, or to their left.

    Example:
        >>> x, y = Node("x"), Node("y", kind="latent")
        >>> print(mermaid(Sketch("m", nodes=(x, y), arrows=(Edge("y", "x"),))), end="")
        flowchart TD
          x("x")
          y("y"):::latent
          y --> x
          classDef latent stroke-dasharray: 5 4
    """
    ids = {node.name: _id(node.name, i) for i, node in enumerate(sketch.nodes)}
    lines = [f"flowchart {direction}"]
    lines += [f"  {_node(node, ids)}" for node in sketch.nodes]
    lines += [f"  {_edge(edge, '-->', ids)}" for edge in sketch.arrows]
    lines += [f"  {_edge(edge, '<-.->', ids)}" for edge in sketch.arcs]
    dashed = any(node.kind == "latent" for node in sketch.nodes)
    lines += ["  classDef latent stroke-dasharray: 5 4"] * dashed
    return "\n".join(lines) + "\n"


def _id(name: str, place: int) -> str:
    fine = _PLAIN.fullmatch(name) and not _TAKEN.fullmatch(name)
    return name if fine and not re.fullmatch(r"n[0-9]+", name) else f"n{place}"


def _node(node: Node, ids: Mapping[str, str]) -> str:
    left, right = _SHAPES[node.kind]
    dashed = ":::latent" if node.kind == "latent" else ""
    return f'{ids[node.name]}{left}"{escaped(node.name)}"{right}{dashed}'


def _edge(edge: Edge, sign: str, ids: Mapping[str, str]) -> str:
    reason = f'|"{escaped(edge.reason)}"|' if edge.reason else ""
    return f"{ids[edge.left]} {sign}{reason} {ids[edge.right]}"


def escaped(text: str) -> str:
    """A text between quotes: what mermaid or HTML would read otherwise goes by its number.

    Example:
        >>> escaped('a < "b"')
        'a #60; #34;b#34;'
    """
    return "".join(f"#{ord(c)};" if c in _ASIDE else c for c in text)
