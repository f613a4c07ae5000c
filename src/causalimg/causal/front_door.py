r"""Front-door sets: what an effect passes through, so that it is seen past an unseen confounder.

A set Z is one where every causal path from x to y passes it, nothing open leads into it from x
through the back door, and x closes all that leads into it from y:
:math:`P(y \mid do(x)) = \sum_z P(z \mid x) \sum_{x'} P(y \mid x', z) P(x')`.

Source: Pearl 1995, "Causal diagrams for empirical research"; Jeong, Tian and Bareinboim 2022,
"Finding and listing front-door adjustment sets"; Wienoebst, van der Zander and Liskiewicz 2024,
"Linear-time algorithms for front-door adjustment in causal graphs".
"""

from collections.abc import Collection, Iterator

from causalimg.causal.admg import Admg, mutilate
from causalimg.causal.estimand import Expression, Probability, product, summed
from causalimg.causal.separation import touched


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
        >>> from causalimg.causal.admg import sketch
        >>> graph = sketch("dose -> uptake -> pain; dose <-> pain; uptake -> level")
        >>> [*map(sorted, front_door_sets(graph, {"dose"}, {"pain"}))]
        [['uptake'], ['level', 'uptake']]
    """
    return _listed(graph, frozenset(do), frozenset(outcomes), minimal=False)


def minimal_front_door_sets(
    graph: Admg, do: Collection[str], outcomes: Collection[str]
) -> Iterator[frozenset[str]]:
    """Every front-door set of which no proper part is one.

    Branches that hold a whole set and more are cut; how long one waits for the next answer is not
    bounded by that.

    Example:
        >>> from causalimg.causal.admg import sketch
        >>> graph = sketch("x -> a, b -> y; x <-> y; a -> b")
        >>> [*map(sorted, minimal_front_door_sets(graph, {"x"}, {"y"}))]
        [['a', 'b']]
    """
    return _listed(graph, frozenset(do), frozenset(outcomes), minimal=True)


def front_door_set(
    graph: Admg, do: Collection[str], outcomes: Collection[str]
) -> frozenset[str] | None:
    """A minimal front-door set; None where there is none at all.

    Example:
        >>> from causalimg.causal.admg import sketch
        >>> sorted(front_door_set(sketch("x -> m -> y; x <-> y"), {"x"}, {"y"}))
        ['m']
        >>> front_door_set(sketch("x -> y; x <-> y"), {"x"}, {"y"})
    """
    acts, ends = frozenset(do), frozenset(outcomes)
    found = _largest(graph, acts, ends, _candidates(graph, acts, ends))
    # What cannot be spared of a set cannot be spared of its parts, so halves are tried first.
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


def front_door_formula(
    graph: Admg, do: Collection[str], outcomes: Collection[str], through: Collection[str]
) -> Expression:
    """The effect by a front-door set.

    Example:
        >>> from causalimg.causal.admg import sketch
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


def _smaller(
    graph: Admg, acts: frozenset[str], ends: frozenset[str], found: frozenset[str]
) -> frozenset[str] | None:
    parts = (_largest(graph, acts, ends, found - {one}) for one in graph.ordered(found))
    return next((part for part in parts if part is not None), None)


def _listed(
    graph: Admg, acts: frozenset[str], ends: frozenset[str], *, minimal: bool
) -> Iterator[frozenset[str]]:
    waiting = [(frozenset[str](), _candidates(graph, acts, ends))]
    while waiting:
        kept, among = waiting.pop()
        found = _largest(graph, acts, ends, among)
        if found is None or not kept <= found:
            continue
        if minimal and _largest(graph, acts, ends, kept) == kept:
            found = kept  # whatever has more is not minimal
        if rest := graph.ordered(found - kept):
            waiting += [(kept | {rest[0]}, found), (kept, found - {rest[0]})]
        elif not minimal or _smaller(graph, acts, ends, found) is None:
            yield found
