"""The part of an effect that passes along some paths."""

from collections.abc import Iterable, Mapping
from itertools import pairwise

from causalimg.causal.crossworld.counterworlds import Data
from causalimg.causal.crossworld.lean import infer_lean
from causalimg.causal.crossworld.mediation import Contrast
from causalimg.causal.crossworld.worlds import PRIME, Event, Fact, Potential
from causalimg.causal.graphs.admg import Admg, topological_order
from causalimg.causal.identification.identify import Stating
from causalimg.diagnostics import CausalimgInternalError

Path = tuple[str, ...]


def path_specific(
    graph: Admg,
    paths: Iterable[Path],
    *,
    data: Data = "observations",
    stated: Stating | None = None,
    values: tuple[str, str] | None = None,
) -> Contrast:
    """What a change of the first node of some paths does to their last one along them alone.

    Along these paths it is seen at its new value, along all others at its old one.

    Args:
        graph: an acyclic graph, all of whose nodes are observed.
        paths: along arrows, all from one node to one other.
        data: what is to settle it.
        stated: whether the law of a district, all else set, is known without data.
        values: the new value of the first node and the old one, where they are to be written.

    Raises:
        CausalimgInternalError: there is no path, one does not follow the arrows, or two of them
            differ in their ends.

    Source: Avin, Shpitser and Pearl 2005, "Identifiability of path-specific effects"; Shpitser
    2013, "Counterfactual graphical models for longitudinal mediation analysis with unobserved
    confounding", for unseen causes.

    Example:
        >>> from causalimg.causal.graphs.admg import sketch
        >>> graph = sketch("x -> w -> a -> y; w -> b -> y; x -> y")
        >>> print(path_specific(graph, [("x", "y")]))
        effect along x -> y: E[y had x, a = (a had x′), b = (b had x′)] - E[y had x′]
        >>> path_specific(graph, [("x", "w", "a", "y")]).witnesses
        ('w',)
    """
    listed = tuple(dict.fromkeys(map(tuple, paths)))
    _check(graph, listed)
    x, y = listed[0][0], listed[0][-1]
    new, old = values or (x, x + PRIME)
    changed, base = along(graph, listed, new, old), Potential(y, ((x, old),))
    laws = (
        infer_lean(graph, Event((Fact(one, y),)), data=data, stated=stated)
        for one in (changed, base)
    )
    return Contrast(f"effect along {', '.join(' -> '.join(path) for path in listed)}", *laws)


def along(graph: Admg, paths: tuple[Path, ...], new: str, old: str) -> Potential:
    """The outcome where the cause is new along some paths and old along all others."""
    x, y = paths[0][0], paths[0][-1]
    ways = _ways(graph, x)

    def seen(node: str, rest: Path) -> Potential:
        """A node as the paths that go on with `rest` have it."""
        active = sum(path[-len(rest) :] == rest for path in paths)
        if active in (0, ways[node]):
            return Potential(node, ((x, new if active else old),) if ways[node] else ())
        return Potential(node, tuple(_settings(node, rest)))

    def _settings(node: str, rest: Path) -> Iterable[tuple[str, str | Potential]]:
        for cause in graph.parents(node):
            if cause == x:
                yield (x, new if (x, *rest) in paths else old)
            elif ways[cause]:
                yield (cause, seen(cause, (cause, *rest)))

    return seen(y, (y,))


def _ways(graph: Admg, start: str) -> Mapping[str, int]:
    """How many paths along arrows lead from one node to each other."""
    found = {start: 1}
    for node in topological_order(graph):
        found.setdefault(node, sum(found[cause] for cause in graph.parents(node)))
    return found


def _check(graph: Admg, paths: tuple[Path, ...]) -> None:
    steps = all(a in graph.parents(b) for path in paths for a, b in pairwise(path))
    ends = {(path[0], path[-1]) for path in paths if len(path) > 1}
    if not steps or len(ends) != 1 or any(len(path) < 2 for path in paths):
        raise CausalimgInternalError("paths of an effect that do not follow the arrows")
