"""What still follows when variables are left unseen: as few as will do are kept."""

from collections.abc import Callable, Collection
from typing import TypeVar

from causalimg.causal.graphs.admg import Admg, induced, latent_projection

T = TypeVar("T")


def with_fewer(
    graph: Admg,
    named: Collection[str],
    tried: Callable[[Admg], T | None],
    first: Collection[str] = (),
) -> T | None:
    """What is found in a graph from which nothing more can be left out.

    What follows from some variables follows from all. So each that is not named is projected out
    in its turn, the last in the text first, wherever something is found without it.

    Args:
        graph: acyclic; what leads to nothing named is left out before.
        named: nodes that stay.
        tried: what follows in a graph, or None.
        first: nodes to leave out before the others.

    Returns:
        None where nothing can be left out.

    Example:
        >>> from causalimg.causal.graphs.admg import sketch
        >>> from causalimg.causal.graphs.separation import m_separated
        >>> def apart(some):
        ...     held = {*some.nodes} - {"x", "y"}
        ...     return held if m_separated(some, {"x"}, {"y"}, held) else None
        >>> with_fewer(sketch("x <- a <- b -> y"), {"x", "y"}, apart)
        {'a'}
    """
    graph, kept = induced(graph, graph.ancestors(named)), None
    last = [name for name in graph.nodes[::-1] if name not in named]
    for name in dict.fromkeys((*(n for n in last if n in first), *last)):
        fewer = latent_projection(graph, {*graph.nodes} - {name})
        found = tried(fewer)
        if found is not None:
            graph, kept = fewer, found
    return kept
