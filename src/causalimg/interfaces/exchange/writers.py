"""The table of formats that a model can be written in."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from causalimg.causal.answers.bridge import graph_of, roles
from causalimg.causal.drawing.layout import lay_out
from causalimg.causal.drawing.shapes import size_of, style_of
from causalimg.interfaces.drawing import drawn
from causalimg.interfaces.exchange.bif_write import bif
from causalimg.interfaces.exchange.dagitty_write import dagitty
from causalimg.interfaces.exchange.json_write import node_link, plain_json
from causalimg.interfaces.exchange.latex import latex
from causalimg.interfaces.exchange.mermaid import mermaid
from causalimg.interfaces.exchange.sketch import sketch_of
from causalimg.interfaces.exchange.tables import tables_of
from causalimg.semantics.model import Model


def as_dagitty(model: Model) -> str:
    """The graph for dagitty, with the places of our own drawing."""
    graph, words = graph_of(model), roles(model)
    layout = lay_out(graph, {n: size_of(n, style_of(words[n])) for n in graph.nodes})
    return dagitty(sketch_of(model), layout.places)


def as_bif(model: Model) -> str:
    """The network of a finite model.

    Raises:
        CausalimgError: E0802 for the first variable without a known table.
    """
    return bif(replace(sketch_of(model), tables=tables_of(model)))


def as_dot(model: Model) -> str:
    """The graph for Graphviz."""
    return drawn(model, "dot").decode()


#: Format -> how a checked model is written in it.
WRITERS: Mapping[str, Callable[[Model], str]] = {
    "dagitty": as_dagitty,
    "dot": as_dot,
    "mermaid": lambda model: mermaid(sketch_of(model)),
    "bif": as_bif,
    "networkx": lambda model: node_link(sketch_of(model)),
    "json": lambda model: plain_json(sketch_of(model)),
    "latex": latex,
}
