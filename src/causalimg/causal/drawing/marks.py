"""What a picture brings forward: marked nodes, lit edges, and the words of its legend."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from itertools import pairwise

from causalimg.causal.graphs.separation import OpenPath

Edge = tuple[str, str]

LIT, CAUSAL = "#d1480f", "#1b6fb8"


@dataclass(frozen=True, slots=True)
class Mark:
    """A tag at a node, and a ring around it.

    Args:
        tag: what stands on the tag.
        word: what the legend says.
        colour: of both, dark enough for white letters.
    """

    tag: str
    word: str
    colour: str


SET = Mark("do", "set by the act", "#1b6fb8")
OUTCOME = Mark("outcome", "outcome", "#a02c6e")
ADJUSTED = Mark("adjust", "adjusted for", "#17805a")
THROUGH = Mark("through", "front door", "#17805a")
GIVEN = Mark("given", "conditioned on", "#8a6200")
END = Mark("end", "ends of the path", "#6a3fa0")
HEDGE = Mark("hedge", "part of the hedge", "#b3261e")
TARGET = Mark("target", "what is predicted", "#a02c6e")
INPUT = Mark("input", "what is read", "#475569")
IGNORED = Mark("ignore", "what the answer must not follow", "#1b6fb8")


@dataclass(frozen=True, slots=True)
class Highlight:
    """What is marked and lit in a picture.

    Args:
        marks: a mark per node.
        lit: edges by their ends, in either order.
        said: what the legend says of the lit edges.
        colour: of the lit edges.
        caption: what the picture shows, in a line.
    """

    marks: Mapping[str, Mark] = field(default_factory=dict)
    lit: Collection[Edge] = frozenset()
    said: str = "open path"
    colour: str = LIT
    caption: str = ""

    def lights(self, a: str, b: str) -> bool:
        """Whether the edge between two nodes is lit."""
        return (a, b) in self.lit or (b, a) in self.lit


NOTHING = Highlight()


def along(path: OpenPath, marks: Mapping[str, Mark] | None = None) -> Highlight:
    """A path lit from end to end, with what opens its colliders; what is held fixed is marked.

    Args:
        path: an open path.
        marks: further marks, which stand before those of the path.

    Example:
        >>> from causalimg.causal.graphs.admg import sketch
        >>> from causalimg.causal.graphs.separation import open_path
        >>> found = along(open_path(sketch("a -> b <- c; b -> d"), {"a"}, {"c"}, {"d"}))
        >>> sorted(found.lit), found.marks["d"].word
        ([('a', 'b'), ('b', 'c'), ('b', 'd')], 'conditioned on')
    """
    steps = {(left, right) for left, _, right in path.edges}
    steps |= {step for joint in path.joints for step in pairwise(joint.route)}
    own = {**dict.fromkeys(path.given, GIVEN), path.nodes[0]: END, path.nodes[-1]: END}
    return Highlight({**own, **(marks or {})}, frozenset(steps), caption=str(path))
