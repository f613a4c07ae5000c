r"""Front-door sets: what an effect passes through, so that it is seen past an unseen confounder.

A set Z is one where every causal path from x to y passes it, nothing open leads into it from x
through the back door, and x closes all that leads into it from y:
:math:`P(y \mid do(x)) = \sum_z P(z \mid x) \sum_{x'} P(y \mid x', z) P(x')`.

Source: Pearl 1995, "Causal diagrams for empirical research"; Jeong, Tian and Bareinboim 2022,
"Finding and listing front-door adjustment sets"; Wienoebst, van der Zander and Liskiewicz 2024,
"Linear-time algorithms for front-door adjustment in causal graphs".
"""

from collections import deque
from collections.abc import Collection, Iterator

from causalimg.causal.estimands.estimand import Expression, Probability, product, summed
from causalimg.causal.graphs.admg import Admg, mutilate
from causalimg.causal.graphs.separation import touched


def front_door_sets(
    graph: Admg, do: Collection[str], outcomes: Collection[str]
) -> Iterator[frozenset[str]]:
    """Every front-door set, small ones not necessarily first.

    Lazily, with polynomial delay: no branch of the search is without an answer.

    Args:
        graph: an acyclic graph, all of whose nodes are observed.
        do: what is set.
        outcomes: whose law is asked.

    Example:
        >>> from causalimg.causal.graphs.admg import sketch
        >>> graph = sketch("dose -> uptake -> pain; dose <-> pain; uptake -> level")
        >>> [*map(sorted, front_door_sets(graph, {"dose"}, {"pain"}))]
        [['uptake'], ['level', 'uptake']]
    """
    acts, ends = frozenset(do), frozenset(outcomes)
    waiting = [(frozenset[str](), _candidates(graph, acts, ends))]
    while waiting:
        kept, among = waiting.pop()
        found = _largest(graph, acts, ends, among)
        if found is None or not kept <= found:
            continue
        if rest := graph.ordered(found - kept):
            waiting += [(kept | {rest[0]}, found), (kept, found - {rest[0]})]
        else:
            yield found


def minimal_front_door_sets(
    graph: Admg, do: Collection[str], outcomes: Collection[str]
) -> Iterator[frozenset[str]]:
    """Every front-door set of which no proper part is one.

    Each set but the first lacks something of every set before it, and that is how it is looked
    for. How long one waits for the next, or for the end, has no polynomial bound: `first_of_them`
    gives up.

    Source: Reiter 1987, "A theory of diagnosis from first principles", for the search.

    Example:
        >>> from causalimg.causal.graphs.admg import sketch
        >>> graph = sketch("x -> a, b -> y; x <-> y; a -> b")
        >>> [*map(sorted, minimal_front_door_sets(graph, {"x"}, {"y"}))]
        [['a', 'b']]
    """
    return (found for found in _searched(graph, do, outcomes) if found is not None)


def first_of_them(
    graph: Admg, do: Collection[str], outcomes: Collection[str], most: int, patience: int = 200
) -> tuple[tuple[frozenset[str], ...], bool]:
    """The first minimal front-door sets, and whether there are no others.

    Args:
        graph: an acyclic graph, all of whose nodes are observed.
        do: what is set.
        outcomes: whose law is asked.
        most: how many sets at most.
        patience: how many steps without a new set are too many.
    """
    found: list[frozenset[str]] = []
    idle = 0
    for one in _searched(graph, do, outcomes):
        idle = idle + 1 if one is None else 0
        if idle > patience or (one is not None and len(found) == most):
            return tuple(found), False
        if one is not None:
            found.append(one)
    return tuple(found), True


def front_door_set(
    graph: Admg, do: Collection[str], outcomes: Collection[str]
) -> frozenset[str] | None:
    """A minimal front-door set; None where there is none at all.

    Example:
        >>> from causalimg.causal.graphs.admg import sketch
        >>> sorted(front_door_set(sketch("x -> m -> y; x <-> y"), {"x"}, {"y"}))
        ['m']
        >>> front_door_set(sketch("x -> y; x <-> y"), {"x"}, {"y"})
    """
    acts, ends = frozenset(do), frozenset(outcomes)
    return _least(graph, acts, ends, _candidates(graph, acts, ends))


def front_door_formula(
    graph: Admg, do: Collection[str], outcomes: Collection[str], through: Collection[str]
) -> Expression:
    """The effect by a front-door set.

    Example:
        >>> from causalimg.causal.graphs.admg import sketch
        >>> graph = sketch("x -> m -> y; x <-> y")
        >>> print(front_door_formula(graph, {"x"}, {"y"}, {"m"}))
        sum_{m} P(m | x) sum_{x′} P(x′) P(y | x′, m)
    """
    acts, middle, ends = map(graph.ordered, (do, through, outcomes))
    if not middle:
        return Probability(ends)
    inner = summed(acts, product((Probability(acts), Probability(ends, (*acts, *middle)))))
    return summed(middle, product((Probability(middle, acts), inner)))


def _candidates(graph: Admg, acts: frozenset[str], ends: frozenset[str]) -> frozenset[str]:
    """What nothing open leads into from the act through the back door: condition two."""
    rest = frozenset(graph.nodes) - acts - ends
    return rest - touched(mutilate(graph, cut_out=acts), acts)


def _largest(
    graph: Admg, acts: frozenset[str], ends: frozenset[str], among: frozenset[str]
) -> frozenset[str] | None:
    """The front-door set that holds all others among candidates; None where there is none.

    What is reached from the outcomes while all the rest is cut is reached in any smaller set too.
    """
    while True:
        cut = mutilate(graph, cut_out=among)
        if not (wrong := among & touched(cut, ends, acts)):
            break
        among -= wrong
    return among if graph.ancestors(ends, acts | among).isdisjoint(acts) else None


def _least(
    graph: Admg, acts: frozenset[str], ends: frozenset[str], among: frozenset[str]
) -> frozenset[str] | None:
    """A minimal front-door set among candidates; what cannot be spared now never can be."""
    found = _largest(graph, acts, ends, among)
    waiting = [graph.ordered(found)] if found else []
    while waiting and found is not None:
        chunk = [one for one in waiting.pop() if one in found]
        less = _largest(graph, acts, ends, found.difference(chunk))
        if less is not None:
            found = less
        elif len(chunk) > 1:
            half = len(chunk) // 2
            waiting += [tuple(chunk[:half]), tuple(chunk[half:])]
    return found


def _searched(
    graph: Admg, do: Collection[str], outcomes: Collection[str]
) -> Iterator[frozenset[str] | None]:
    """A new minimal set, or None for a step that brought none."""
    acts, ends = frozenset(do), frozenset(outcomes)
    among = _candidates(graph, acts, ends)
    known: list[frozenset[str]] = []
    waiting = deque([frozenset[str]()])
    seen = {*waiting}
    while waiting:
        out = waiting.popleft()
        found = next((one for one in known if one.isdisjoint(out)), None)
        if found is None and (found := _least(graph, acts, ends, among - out)) is not None:
            known.append(found)
            yield found
        else:
            yield None
        fresh = [out | {one} for one in graph.ordered(found or ()) if out | {one} not in seen]
        seen.update(fresh)
        waiting.extend(fresh)
