"""Sketches as JSON: our plain format, and networkx node-link data."""

import json
from typing import Any

from causalimg.interfaces.exchange.sketch import Edge, Node, Sketch

FORMAT = "causalimg graph 1"


def plain_json(sketch: Sketch) -> str:
    """The graph in the plain format of `docs/exchange.md`.

    Example:
        >>> plain_json(Sketch("m", nodes=(Node("x"),))).count("name")
        2
    """
    whole = {
        "format": FORMAT,
        "name": sketch.name,
        **_without_none({"title": sketch.title}),
        "variables": [{"name": n.name, **_facts(n)} for n in sketch.nodes],
        "arrows": [_edge(e, "cause", "effect") for e in sketch.arrows],
        "bidirected": [_edge(e, "left", "right") for e in sketch.arcs],
    }
    return _text(whole)


def node_link(sketch: Sketch) -> str:
    """The graph as `networkx.node_link_graph(json.load(file))` opens it.

    A `DiGraph`, or a `MultiDiGraph` where there are unseen common causes: such an edge has the
    attribute `arrow` = `<->`, and stands there once.

    Example:
        >>> import networkx
        >>> found = json.loads(node_link(Sketch("m", nodes=(Node("x"), Node("y")),
        ...                                     arrows=(Edge("x", "y"),))))
        >>> list(networkx.node_link_graph(found, edges="edges").edges)
        [('x', 'y')]
    """
    import networkx as nx

    graph = nx.MultiDiGraph() if sketch.arcs else nx.DiGraph()
    graph.graph.update(_without_none({"name": sketch.name, "title": sketch.title}))
    for node in sketch.nodes:
        graph.add_node(node.name, **_facts(node))
    for sign, edges in (("->", sketch.arrows), ("<->", sketch.arcs)):
        for edge in edges:
            said = _without_none({"reason": edge.reason})
            graph.add_edge(edge.left, edge.right, arrow=sign, **said)
    return _text(nx.node_link_data(graph, edges="edges"))


def _facts(node: Node) -> dict[str, Any]:
    facts = {
        "kind": node.kind,
        "type": node.type,
        "values": list(node.values) or None,
        "shape": list(node.shape) or None,
        "support": node.support,
        "unit": node.unit,
        "doc": node.doc,
    }
    return _without_none(facts)


def _edge(edge: Edge, left: str, right: str) -> dict[str, str]:
    return _without_none({left: edge.left, right: edge.right, "reason": edge.reason})


def _without_none(facts: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in facts.items() if value is not None}


def _text(whole: Any) -> str:
    return json.dumps(whole, ensure_ascii=False, indent=2) + "\n"
