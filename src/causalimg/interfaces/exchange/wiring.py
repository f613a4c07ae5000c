"""Nodes and edges gathered from a foreign file, each once, without a circle."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Any

from causalimg.causal.graphs.admg import Admg, shortest_cycle
from causalimg.diagnostics import Label
from causalimg.interfaces.exchange.reading import MOST_EDGES, MOST_NODES, shown, unreadable
from causalimg.interfaces.exchange.sketch import Edge, Node
from causalimg.source import Source, Span


@dataclass(slots=True)
class Wiring:
    """A graph that grows while a file is read."""

    source: Source
    nodes: dict[str, Node] = field(default_factory=dict)
    arrows: dict[tuple[str, str], Edge] = field(default_factory=dict)
    arcs: dict[frozenset[str], Edge] = field(default_factory=dict)

    def node(self, name: str, span: Span, **facts: Any) -> None:
        """Mention a node, and what the file says of it.

        Raises:
            CausalimgError: E0801 where there are too many.
        """
        known = self.nodes.get(name) or Node(name, span=span)
        self.nodes[name] = replace(known, **facts)
        if len(self.nodes) > MOST_NODES:
            message = f"more than {MOST_NODES:,} variables"
            raise unreadable(self.source, span, message, "take the part that you study")

    def arrow(self, cause: str, effect: str, span: Span, reason: str | None = None) -> None:
        """Add an arrow; once more changes nothing.

        Raises:
            CausalimgError: E0801 where it joins a node to itself, or there are too many.
        """
        self._two(cause, effect, span)
        self.arrows.setdefault((cause, effect), Edge(cause, effect, reason, span))

    def arc(self, left: str, right: str, span: Span, reason: str | None = None) -> None:
        """Add an unseen common cause; once more changes nothing.

        Raises:
            CausalimgError: E0801 where it joins a node to itself, or there are too many.
        """
        self._two(left, right, span)
        self.arcs.setdefault(frozenset((left, right)), Edge(left, right, reason, span))

    def _two(self, left: str, right: str, span: Span) -> None:
        if left == right:
            message = f"`{shown(left)}` is joined to itself"
            raise unreadable(self.source, span, message, "drop this arrow")
        if len(self.arrows) + len(self.arcs) >= MOST_EDGES:
            message = f"more than {MOST_EDGES:,} arrows"
            raise unreadable(self.source, span, message, "take the part that you study")

    def closed(self) -> tuple[tuple[Node, ...], tuple[Edge, ...], tuple[Edge, ...]]:
        """What was gathered.

        Raises:
            CausalimgError: E0801 where the arrows form a circle.
        """
        graph = Admg(tuple(self.nodes), frozenset(self.arrows))
        cycle = shortest_cycle(graph)
        if cycle is not None:
            raise self._circle(cycle)
        return tuple(self.nodes.values()), tuple(self.arrows.values()), tuple(self.arcs.values())

    def _circle(self, cycle: tuple[str, ...]) -> Exception:
        around = sorted((self.arrows[step] for step in pairwise(cycle)), key=lambda e: e.span)
        message = f"the arrows form a circle: {_chain(cycle)}"
        helps = "if a later measurement changes, give it a variable of its own"
        others = tuple(Label(edge.span) for edge in around[:-1])
        return unreadable(self.source, around[-1].span, message, helps, others=others)


def _chain(cycle: Iterable[str]) -> str:
    return " -> ".join(shown(name) for name in cycle)
