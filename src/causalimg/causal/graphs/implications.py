"""What a table can refute of a graph: the independences that follow from its missing arrows."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import combinations, islice

from causalimg.causal.graphs.admg import Admg, induced, latent_projection, topological_order
from causalimg.causal.graphs.separation import m_separated
from causalimg.causal.graphs.separators import minimal_separators, smallest_separator

MOST = 10_000
"""So many statements of a basis are looked at; graphs with many unseen causes have more."""


@dataclass(frozen=True, slots=True)
class Implication:
    """`left` tells nothing of `right` once `given` is known.

    Args:
        left: one side.
        right: the other side.
        given: what is held fixed; selection variables are conditioned on besides.
    """

    left: tuple[str, ...]
    right: tuple[str, ...]
    given: tuple[str, ...] = ()

    @property
    def variables(self) -> tuple[str, ...]:
        """All that it speaks of."""
        return (*self.left, *self.right, *self.given)

    def to_dict(self) -> dict[str, object]:
        """The same for machines."""
        sides = {"left": self.left, "right": self.right, "given": self.given}
        return {"text": str(self), **{name: list(side) for name, side in sides.items()}}

    def __str__(self) -> str:
        """As a claim is written."""
        sides = f"{', '.join(self.left)} _||_ {', '.join(self.right)}"
        return f"{sides} | {', '.join(self.given)}" if self.given else sides


def minimal_implications(
    graph: Admg,
    observed: Collection[str] = (),
    selected: Collection[str] = (),
    most: int | None = None,
) -> Iterator[Implication]:
    """For each pair of observed variables, every minimal set that separates it.

    This is what `impliedConditionalIndependencies` of dagitty lists; many say the same twice, so
    `basis` and `missing_arrows` are what to test.

    Args:
        graph: an acyclic graph, with its latents.
        observed: what a table has; all nodes where empty.
        selected: what is conditioned on throughout.
        most: how many sets for a pair.

    Example:
        >>> from causalimg.causal.graphs.admg import sketch
        >>> [str(one) for one in minimal_implications(sketch("a -> b -> c -> d"))]
        ['a _||_ c | b', 'a _||_ d | b', 'a _||_ d | c', 'b _||_ d | c']
    """
    seen = _seen(graph, observed, selected)
    for a, b in combinations(seen, 2):
        found = minimal_separators(graph, {a}, {b}, seen, selected)
        for given in islice(found, most):
            yield Implication((a,), (b,), graph.ordered(given))


def missing_arrows(
    graph: Admg, observed: Collection[str] = (), selected: Collection[str] = ()
) -> tuple[Implication, ...]:
    """One statement for each pair that some set separates, with a set of the fewest variables.

    Each of them speaks of one arrow that was not drawn, which makes refutations easy to place.

    Example:
        >>> from causalimg.causal.graphs.admg import sketch
        >>> [str(one) for one in missing_arrows(sketch("a -> b -> c; a -> d -> c"))]
        ['a _||_ c | b, d', 'b _||_ d | a']
    """
    seen = _seen(graph, observed, selected)
    found = []
    for a, b in combinations(seen, 2):
        given = smallest_separator(graph, {a}, {b}, seen, selected)
        if given is not None:
            found.append(Implication((a,), (b,), graph.ordered(given)))
    return tuple(found)


def basis(
    graph: Admg, observed: Collection[str] = (), selected: Collection[str] = ()
) -> tuple[Implication, ...]:
    r"""Few statements from which all independences of the observed variables follow.

    In causal order, each variable is independent of those before it given its parents,
    :math:`v \perp pre(v) \setminus pa(v) \mid pa(v)`: at most one statement for each, none of
    which follows from the others. Behind latents, the parents are those of a district, and there
    is a statement for each district that ancestral sets give a variable. By the semi-graphoid
    axioms these imply every separation. Among selected rows no such list is known that is short,
    so there it is `missing_arrows`, which speaks of each pair and need not imply all.

    Args:
        graph: an acyclic graph, with its latents.
        observed: what a table has; all nodes where empty.
        selected: what is conditioned on throughout.

    Source: Verma and Pearl 1988, "Causal networks: semantics and expressiveness"; Richardson 2003,
    "Markov properties for acyclic directed mixed graphs", the ordered local property, with one
    statement for each district as in Jeong, Ejaz, Tian and Bareinboim 2025, "Testing causal models
    with hidden variables in polynomial delay via conditional independencies".

    Example:
        >>> from causalimg.causal.graphs.admg import sketch
        >>> for one in basis(sketch("site -> scanner, age; age -> disease -> label")):
        ...     print(one)
        age _||_ scanner | site
        disease _||_ site, scanner | age
        label _||_ site, scanner, age | disease
    """
    seen = _seen(graph, observed, selected)
    if any(not m_separated(graph, {s}, {*seen}) for s in selected):
        return missing_arrows(graph, seen, selected)
    shown = latent_projection(graph, seen)
    order = topological_order(shown)
    found = (one for place in range(len(order)) for one in _local(shown, order[: place + 1]))
    return tuple(islice(found, MOST))


def _seen(graph: Admg, observed: Collection[str], selected: Collection[str]) -> tuple[str, ...]:
    return graph.ordered({*(observed or graph.nodes)} - {*selected})


def _local(graph: Admg, before: tuple[str, ...]) -> tuple[Implication, ...]:
    """What all before a node, the last of them, say of it; none that another one implies."""
    found = list(islice(_statements(graph, before), MOST))
    return tuple(one for one in found if not any(_within(one, other) for other in found))


def _statements(graph: Admg, before: tuple[str, ...]) -> Iterator[Implication]:
    node = before[-1]
    if not graph.bidirected:
        causes = graph.parents(node)
        if others := {*before} - {node, *causes}:
            yield Implication((node,), graph.ordered(others), causes)
        return
    old = induced(graph, before)
    above = old.ancestors({node})
    waiting, known = [old.tied({node})], {old.tied({node})}
    while waiting:
        district = waiting.pop()
        spouses = {s for n in district for s in old.spouses(n)} - district
        ancestral = {*old.nodes} - old.descendants(spouses)
        given = district.union(*(old.parents(n) for n in district)) - {node}
        apart = ancestral - given - {node}
        if apart:
            yield Implication((node,), old.ordered(apart), old.ordered(given))
        for gone in old.ordered(district - above):
            left = induced(old, ancestral - old.descendants({gone}))
            smaller = left.tied({node})
            if smaller not in known:
                known.add(smaller)
                waiting.append(smaller)


def _within(one: Implication, other: Implication) -> bool:
    """Whether one follows from another of the same node by weak union and decomposition."""
    given, wide = {*one.given}, {*other.given}
    return (
        one != other and wide <= given <= {*other.right} | wide and {*one.right} <= {*other.right}
    )
