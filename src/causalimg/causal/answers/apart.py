"""Whether two sets of variables tell of each other, told with every path that decides it."""

from collections.abc import Collection
from dataclasses import dataclass
from itertools import islice

from causalimg.causal.answers.bridge import graph_of
from causalimg.causal.answers.claims import sides
from causalimg.causal.graphs.separation import Joint, OpenPath, closed_at, open_path
from causalimg.causal.graphs.separators import minimal_separators
from causalimg.semantics.model import Independent, Invariant, Model
from causalimg.semantics.types import Pixels

_MOST = 4
"""Most separators that are told; there may be thousands."""


@dataclass(frozen=True, slots=True)
class Apart:
    """A separation, judged.

    Args:
        left: one side.
        right: the other side.
        given: what is held fixed.
        selected: what every row was selected by, and is conditioned on as well.
        path: an open path; None where the sides are separated.
        closed: where they are: a path that is open with nothing held fixed, and where it is
            closed; None where there is none.
        separators: minimal sets of observed variables that separate them, at most four.
    """

    left: tuple[str, ...]
    right: tuple[str, ...]
    given: tuple[str, ...]
    selected: tuple[str, ...]
    path: OpenPath | None
    closed: tuple[OpenPath, Joint] | None
    separators: tuple[tuple[str, ...], ...]

    def __str__(self) -> str:
        ends = f"{', '.join(self.left)} and {', '.join(self.right)}"
        fixed = f" given {', '.join(self.given)}" if self.given else ""
        if self.path is None:
            lines = [f"{ends} are separated{fixed}", *self._why_closed()]
        else:
            lines = [f"{ends} are not separated{fixed}, this path is open", f"  {self.path.text}"]
            lines += [f"  {joint.reason.replace('`', '')}" for joint in self.path.joints]
        if self.selected:
            lines.append(f"  every row passed through {', '.join(self.selected)}")
        shown = [", ".join(one) or "nothing" for one in self.separators if one != self.given]
        if shown:
            lines.append(f"  separated given {'; or given '.join(shown)}")
        elif self.path is not None:
            lines.append("  no set of observed variables separates them")
        return "\n".join(lines)

    def _why_closed(self) -> list[str]:
        if self.closed is None:
            return ["  no path between them is open to begin with"]
        path, joint = self.closed
        how = "not conditioned on" if joint.passage == "collider" else "held fixed"
        return [f"  {path.text}   (closed at {joint.node}, which is {how})"]


def apart(model: Model, claim: Independent | Invariant) -> Apart:
    """Judge a separation by the arrows of a model; selections are conditioned on.

    Args:
        model: a checked model, acyclic.
        claim: what is to be judged.

    Source: Richardson 2003, "Markov properties for acyclic directed mixed graphs"; van der Zander,
    Liskiewicz and Textor 2019, "Separators and adjustment sets in causal graphs".
    """
    graph = graph_of(model)
    left, right, given = sides(claim)
    selected = tuple(n for n in model.of_kind("selection") if n not in {*left, *right})
    path = open_path(graph, left, right, {*given, *selected})
    bare = open_path(graph, left, right, selected)
    closed = None
    if path is None and bare is not None:
        joint = closed_at(graph, bare, {*given, *selected})
        closed = None if joint is None else (bare, joint)
    among = _conditionable(model, {*left, *right})
    found = islice(minimal_separators(graph, left, right, among, selected), _MOST)
    separators = tuple(graph.ordered(one) for one in found)
    return Apart(left, right, given, selected, path, closed, separators)


def _conditionable(model: Model, ends: Collection[str]) -> frozenset[str]:
    """What a table can hold fixed: observed, no picture, and no end."""
    observed = (v for v in model.variables if v.kind in ("observed", "environment"))
    return frozenset(v.name for v in observed if not isinstance(v.type, Pixels)).difference(ends)
