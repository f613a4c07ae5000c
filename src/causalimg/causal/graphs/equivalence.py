"""Which graphs say the same of every table: patterns, and the arrows that no data could orient."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from math import factorial, prod

from causalimg.causal.graphs.admg import Admg, canonical_dag, induced, shortest_cycle
from causalimg.causal.graphs.separation import m_separated

_Arrow = tuple[str, str]
FLIPPED_UP_TO = 40
"""With so many observed variables at most, single flips are tried behind what is unseen."""


@dataclass(frozen=True, slots=True)
class Pattern:
    """A class of graphs that no data tell apart, drawn as one (a CPDAG).

    Args:
        nodes: in the order of the text.
        directed: arrows that every graph of the class has.
        undirected: neighbours whose arrow points one way in some and the other way in others.
    """

    nodes: tuple[str, ...]
    directed: frozenset[_Arrow]
    undirected: frozenset[frozenset[str]]


class _Marks:
    """A skeleton on its way to a pattern: which edges point, and which are still loose."""

    def __init__(self, near: dict[str, set[str]]) -> None:
        self.near = near
        self.loose = {node: set(others) for node, others in near.items()}
        self.into: dict[str, set[str]] = {node: set() for node in near}
        self.out: dict[str, set[str]] = {node: set() for node in near}

    def copy(self) -> "_Marks":
        """Marks that go their own way over the same skeleton."""
        twin = _Marks(self.near)
        for mine, its in ((self.loose, twin.loose), (self.into, twin.into), (self.out, twin.out)):
            its.update((node, set(others)) for node, others in mine.items())
        return twin

    def orient(self, arrows: Iterable[_Arrow]) -> "_Marks":
        """Point these edges, and all that Meek's four rules say must follow."""
        # What is given stands before anything follows: half a collider would mislead rule 1.
        waiting = [arrow for arrow in arrows if self._point(arrow)]
        while waiting:
            waiting.extend(
                arrow for arrow in self._following(*waiting.pop()) if self._point(arrow)
            )
        return self

    def _point(self, arrow: _Arrow) -> bool:
        """Give a loose edge its head; whether it was loose."""
        a, b = arrow
        if b not in self.loose[a]:
            return False
        self.loose[a].discard(b)
        self.loose[b].discard(a)
        self.out[a].add(b)
        self.into[b].add(a)
        return True

    def _following(self, a: str, b: str) -> Iterator[_Arrow]:
        near, loose = self.near, self.loose
        yield from ((b, c) for c in loose[b] - near[a])  # rule 1: else a new collider at b
        yield from ((a, c) for c in loose[a] & self.out[b])  # rule 2: else a circle
        yield from ((c, b) for c in loose[b] & self.into[a])
        for d in self.into[b] - near[a] - {a}:  # rule 3
            yield from ((c, b) for c in loose[a] & loose[b] & loose[d])
        for c in self.out[b] - near[a]:  # rule 4, a -> b as its first arrow, then as its second
            yield from ((e, c) for e in loose[a] & loose[c] & near[b])
        for d in self.into[a] - near[b]:
            yield from ((e, b) for e in loose[d] & loose[b] & near[a])

    @property
    def edges(self) -> frozenset[frozenset[str]]:
        """Those that are still loose."""
        return frozenset(frozenset((a, b)) for a, others in self.loose.items() for b in others)

    @property
    def arrows(self) -> frozenset[_Arrow]:
        """Those that point."""
        return frozenset((a, b) for a, others in self.out.items() for b in others)


def v_structures(graph: Admg) -> tuple[tuple[str, str, str], ...]:
    """Colliders `(a, c, b)` with `a -> c <- b` whose ends are no neighbours.

    Example:
        >>> from causalimg.causal.graphs.admg import sketch
        >>> v_structures(sketch("disease -> label <- site"))
        (('disease', 'label', 'site'),)
    """
    near = _skeleton(graph)
    return tuple(
        (a, node, b)
        for node in graph.nodes
        for a, b in combinations(graph.parents(node), 2)
        if b not in near[a]
    )


def pattern(graph: Admg, known: Iterable[_Arrow] = ()) -> Pattern:
    """The Markov equivalence class of a graph whose variables are all observed.

    Args:
        graph: acyclic, without `<->`.
        known: arrows of the graph that are known from elsewhere, such as those out of a site.

    Returns:
        What all graphs with the same separations, and with the arrows that are known, share.

    Source: Verma and Pearl 1990; the rules, complete also with what is known, are those of Meek
    1995, "Causal inference and causal explanation with background knowledge".

    Example:
        >>> from causalimg.causal.graphs.admg import sketch
        >>> found = pattern(sketch("sex -> disease -> label <- site"))
        >>> sorted(found.directed), [sorted(edge) for edge in found.undirected]
        ([('disease', 'label'), ('site', 'label')], [['disease', 'sex']])
    """
    marks = _compelled(graph).orient(known)
    return Pattern(graph.nodes, marks.arrows, marks.edges)


def equivalent(
    one: Admg, other: Admg, observed: Collection[str] = (), selected: Collection[str] = ()
) -> bool:
    r"""Whether two graphs imply the same independences among what is observed.

    Without anything unseen: the same neighbours and the same v-structures. Else each pair that
    its anteriors separate in one graph, :math:`a \perp b \mid An(a, b, S)`, has to be separated
    by them in the other one, and back. That is enough, for those statements are a basis in every
    compositional graphoid, and the separations of a graph are one. Equality constraints that are
    no independences (Verma's) are not compared.

    Args:
        one: an acyclic graph.
        other: one of the same observed nodes.
        observed: all nodes where empty.
        selected: what is conditioned on throughout.

    Source: Verma and Pearl 1990, "Equivalence and synthesis of causal models"; Sadeghi and
    Lauritzen 2014, "Markov properties for mixed graphs".

    Example:
        >>> from causalimg.causal.graphs.admg import sketch
        >>> equivalent(sketch("a -> b -> c"), sketch("a <- b -> c"))
        True
        >>> equivalent(sketch("a -> b; a <-> b"), sketch("a <-> b"))
        True
    """
    seen = observed or one.nodes
    if not {*seen} <= {*other.nodes} or (not observed and len(one.nodes) != len(other.nodes)):
        return False
    plain = not (one.bidirected or other.bidirected or selected or observed)
    if plain:
        colliders = [{(frozenset((a, b)), c) for a, c, b in v_structures(g)} for g in (one, other)]
        return _skeleton(one) == _skeleton(other) and colliders[0] == colliders[1]
    return _implies(one, other, seen, selected) and _implies(other, one, seen, selected)


def members(graph: Admg) -> Iterator[Admg]:
    """The graphs of the class one by one, each once; `class_size` counts them.

    Example:
        >>> from causalimg.causal.graphs.admg import sketch
        >>> len(list(members(sketch("a -> b -> c"))))
        3
    """
    waiting = [_compelled(graph)]
    while waiting:
        marks = waiting.pop()
        loose = next(((a, marks.loose[a]) for a in graph.nodes if marks.loose[a]), None)
        if loose is None:
            yield replace(graph, directed=marks.arrows)
            continue
        a, b = loose[0], min(loose[1])
        waiting += [marks.copy().orient([(b, a)]), marks.copy().orient([(a, b)])]


def class_size(graph: Admg, steps: int = 20_000) -> int | None:
    """How many graphs are equivalent to it; None where counting would take too long.

    Each group of loose edges counts by itself, as the sum over the node that is its only source.
    Source: He, Jia and Yu 2015, "Counting and exploring sizes of Markov equivalence classes".

    Args:
        graph: acyclic, without `<->`.
        steps: groups to look at before giving up.
    """
    known: dict[frozenset[str], int] = {}

    def size(group: frozenset[str], near: dict[str, set[str]]) -> int:
        edges = sum(len(near[node] & group) for node in group) // 2
        if edges == len(group) - 1:
            return len(group)  # a tree
        if edges == len(group) * (len(group) - 1) // 2:
            return factorial(len(group))
        if group not in known:
            if len(known) >= steps:
                raise OverflowError
            inside = {node: near[node] & group for node in group}
            rooted = (
                _Marks(inside).orient([(root, n) for n in inside[root]]) for root in sorted(group)
            )
            known[group] = sum(prod(size(g, m.loose) for g in _groups(m)) for m in rooted)
        return known[group]

    marks = _compelled(graph)
    try:
        return prod(size(group, marks.loose) for group in _groups(marks))
    except OverflowError:
        return None


def never_oriented(
    graph: Admg,
    observed: Collection[str] = (),
    selected: Collection[str] = (),
    roots: Collection[str] = (),
) -> tuple[_Arrow, ...]:
    """The arrows between observed variables that no data of these variables could orient.

    For each there is an equivalent graph in which it points the other way. Where everything is
    observed these are all, the loose edges of the pattern. Behind latents and selection they are
    those that stay loose even if everything were measured, and those that can be turned round
    alone; others may only turn together with other arrows, so there the list can be too short,
    and each entry of it is right.

    Args:
        graph: acyclic, with its latents.
        observed: all nodes where empty.
        selected: what is conditioned on throughout.
        roots: what is known to have no causes, such as the environment.

    Example:
        >>> from causalimg.causal.graphs.admg import sketch
        >>> never_oriented(sketch("sex -> disease -> label <- site"), roots={"site"})
        (('sex', 'disease'),)
        >>> never_oriented(sketch("u -> x, y; x -> y"), observed={"x", "y"})
        (('x', 'y'),)
    """
    seen = frozenset(observed or graph.nodes) - {*selected}
    whole = canonical_dag(graph)
    firm = {(a, b) for a, b in graph.directed if a in roots}
    loose = pattern(whole, firm).undirected
    turned = {edge for edge in graph.directed if frozenset(edge) in loose and seen >= {*edge}}
    hidden = graph.bidirected or selected or seen < {*graph.nodes}
    if hidden and len(seen) <= FLIPPED_UP_TO:
        rest = [e for e in graph.directed - turned - firm if seen >= {*e}]
        turned.update(e for e in rest if _turns(graph, e, seen, selected))
    place = {node: i for i, node in enumerate(graph.nodes)}
    return tuple(sorted(turned, key=lambda edge: (place[edge[0]], place[edge[1]])))


def _turns(graph: Admg, arrow: _Arrow, seen: Collection[str], selected: Collection[str]) -> bool:
    flipped = replace(graph, directed=graph.directed - {arrow} | {(arrow[1], arrow[0])})
    near = induced(flipped, flipped.ancestors([arrow[0]]))
    return shortest_cycle(near) is None and equivalent(graph, flipped, seen, selected)


def _implies(one: Admg, other: Admg, observed: Collection[str], selected: Collection[str]) -> bool:
    """Whether the other graph has every separation of the first."""
    held, seen = frozenset(selected), one.ordered({*observed} - {*selected})
    before = {node: one.ancestors([node, *selected]) & {*seen} for node in seen}
    for a, b in combinations(seen, 2):
        given = (before[a] | before[b] | held) - {a, b}
        if m_separated(one, {a}, {b}, given) and not m_separated(other, {a}, {b}, given):
            return False
    return True


def _skeleton(graph: Admg) -> dict[str, set[str]]:
    near: dict[str, set[str]] = {node: set() for node in graph.nodes}
    for a, b in graph.directed:
        near[a].add(b)
        near[b].add(a)
    return near


def _compelled(graph: Admg) -> _Marks:
    arrows = ((end, c) for a, c, b in v_structures(graph) for end in (a, b))
    return _Marks(_skeleton(graph)).orient(arrows)


def _groups(marks: _Marks) -> Sequence[frozenset[str]]:
    """Nodes that loose edges tie together, without those that have none."""
    found: list[frozenset[str]] = []
    seen: set[str] = set()
    for start in marks.near:
        if start in seen or not marks.loose[start]:
            continue
        group, waiting = {start}, [start]
        while waiting:
            fresh = marks.loose[waiting.pop()] - group
            group |= fresh
            waiting += fresh
        seen |= group
        found.append(frozenset(group))
    return found
