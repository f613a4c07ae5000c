"""All sets that may be adjusted for: listed, judged with a witness, the most precise among them.

A set gives a total effect by adjustment iff none of it lies on a causal path or behind one, and it
closes every other path: the adjustment criterion, sound and complete. Back-door sets are those of
its sets that the act leaves as they are.

Source: Shpitser, VanderWeele and Robins 2010, "On the validity of covariate adjustment for
estimating causal effects"; Perkovic, Textor, Kalisch and Maathuis 2018, "Complete graphical
characterization and construction of adjustment sets in Markov equivalence classes of ancestral
graphs"; Pearl 1995, "Causal diagrams for empirical research", for the back-door.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from typing import Literal

from causalimg.causal.graphs.admg import Admg, mutilate, shortest_route
from causalimg.causal.graphs.separation import OpenPath, open_path, separator
from causalimg.causal.graphs.separators import minimal_separators, smallest_separator

Place = Literal["way", "behind", "change", "question"]


@dataclass(frozen=True, slots=True)
class Criterion:
    """What the adjustment criterion asks of a set, for one act and some outcomes.

    Args:
        causal: what lies on the causal paths from the act, the outcomes among it.
        allowed: what may be in a set.
        backward: the graph without the first arrows of causal paths; a set has to separate there.
        spoilt: what is conditioned on anyhow and the act changes; then no set will do.
    """

    causal: frozenset[str]
    allowed: frozenset[str]
    backward: Admg
    spoilt: frozenset[str]


@dataclass(frozen=True, slots=True)
class Forbidden:
    """A node that no adjustment set may have, and the arrows from the act to it.

    Args:
        node: the node.
        route: from what is set to it, both included.
        place: on a causal path; behind one; anywhere that the act changes, which is too much
            where something is conditioned on; or in the question itself, set or asked about.
    """

    node: str
    route: tuple[str, ...]
    place: Place

    @property
    def reason(self) -> str:
        """A sentence for a person."""
        if self.place == "question":
            return f"`{self.node}` is what is set or asked about itself"
        words = {
            "way": "is on the way of the effect",
            "behind": "is changed by what is on the way of the effect",
            "change": "is changed by the act, and rows are chosen as they were before it",
        }
        return f"`{self.node}` {words[self.place]}: {' -> '.join(self.route)}"

    def __str__(self) -> str:
        return self.reason


def criterion(
    graph: Admg,
    do: Collection[str],
    outcomes: Collection[str],
    given: Collection[str] = (),
    *,
    unchanged: bool = False,
) -> Criterion:
    """The adjustment criterion for an act and some outcomes.

    Args:
        graph: an acyclic graph, all of whose nodes are observed.
        do: what is set.
        outcomes: whose law is asked.
        given: what is conditioned on anyhow. Then nothing may be adjusted for that the act
            changes, and given something that it changes no set will do.
        unchanged: whether to leave out what the act changes in any case, as the back-door does.
    """
    acts, after = frozenset(do), graph.descendants(do)
    causal = (after & graph.ancestors(outcomes, acts)) - acts
    first = {(a, b) for a in acts for b in graph.children(a) if b in causal}
    backward = replace(graph, directed=graph.directed - first) if first else graph
    allowed = frozenset(graph.nodes) - graph.descendants(causal) - acts - {*outcomes, *given}
    if given or unchanged:
        allowed -= after
    return Criterion(causal, allowed, backward, after.intersection(given))


def minimal_adjustment_sets(
    graph: Admg,
    do: Collection[str],
    outcomes: Collection[str],
    given: Collection[str] = (),
    *,
    unchanged: bool = False,
) -> Iterator[frozenset[str]]:
    """Every minimal adjustment set, the one nearest to the outcomes first.

    Lazily, with polynomial delay: take as many as are wanted. The first is the most precise of
    them, asymptotically, in every model with these arrows and one node that is set.

    Args:
        graph: an acyclic graph, all of whose nodes are observed.
        do: what is set.
        outcomes: whose law is asked.
        given: what is conditioned on anyhow; not in the answers.
        unchanged: whether to leave out what the act changes.

    Source: van der Zander, Liskiewicz and Textor 2019; Smucler, Sapienza and Rotnitzky 2022,
    "Efficient adjustment sets in causal graphical models with hidden variables", for the order.

    Example:
        >>> from causalimg.causal.graphs.admg import sketch
        >>> graph = sketch("site -> scanner -> image; site -> age -> image")
        >>> [*map(sorted, minimal_adjustment_sets(graph, {"scanner"}, {"image"}))]
        [['age'], ['site']]
    """
    asked = criterion(graph, do, outcomes, given, unchanged=unchanged)
    if asked.spoilt:
        return iter(())
    return minimal_separators(asked.backward, outcomes, do, asked.allowed, given)


def smallest_adjustment_set(
    graph: Admg, do: Collection[str], outcomes: Collection[str], given: Collection[str] = ()
) -> frozenset[str] | None:
    """An adjustment set with the fewest variables; None where there is none.

    Example:
        >>> from causalimg.causal.graphs.admg import sketch
        >>> graph = sketch("site -> scanner -> image; site -> age, sex -> image")
        >>> sorted(smallest_adjustment_set(graph, {"scanner"}, {"image"}))
        ['site']
    """
    asked = criterion(graph, do, outcomes, given)
    if asked.spoilt:
        return None
    return smallest_separator(asked.backward, outcomes, do, asked.allowed, given)


def why_not(
    graph: Admg,
    do: Collection[str],
    outcomes: Collection[str],
    covariates: Collection[str],
    given: Collection[str] = (),
    *,
    unchanged: bool = False,
) -> Forbidden | OpenPath | None:
    """What is wrong with adjusting for some covariates; None where nothing is.

    Args:
        graph: an acyclic graph, all of whose nodes are observed.
        do: what is set.
        outcomes: whose law is asked.
        covariates: what is adjusted for.
        given: what is conditioned on anyhow.
        unchanged: whether what the act changes is forbidden in any case.

    Returns:
        A node that must not be in the set, or a path that it leaves open or opens.

    Example:
        >>> from causalimg.causal.graphs.admg import sketch
        >>> graph = sketch("dose -> pain -> visit; severity -> dose, pain")
        >>> print(why_not(graph, {"dose"}, {"pain"}, {"severity", "visit"}))
        `visit` is changed by what is on the way of the effect: dose -> pain -> visit
        >>> print(why_not(graph, {"dose"}, {"pain"}, set()))
        dose <- severity -> pain
        >>> why_not(graph, {"dose"}, {"pain"}, {"severity"})
    """
    asked = criterion(graph, do, outcomes, given, unchanged=unchanged)
    wrong = graph.ordered({*covariates, *given} - asked.allowed - ({*given} - asked.spoilt))
    if wrong:
        if wrong[0] in {*do, *outcomes}:
            return Forbidden(wrong[0], wrong[:1], "question")
        return _forbidden(graph, frozenset(do), asked.causal, wrong[0])
    return open_path(asked.backward, do, outcomes, {*covariates, *given})


def _forbidden(graph: Admg, acts: frozenset[str], causal: Collection[str], node: str) -> Forbidden:
    if node not in graph.descendants(causal):
        return Forbidden(node, shortest_route(graph, acts, {node}) or (node,), "change")
    on_the_way = shortest_route(graph, causal, {node}) or (node,)
    before = shortest_route(graph, acts, {on_the_way[0]}) or ()
    place: Place = "way" if node in causal else "behind"
    return Forbidden(node, (*before[:-1], *on_the_way), place)


def is_back_door(graph: Admg, do: Collection[str], covariates: Collection[str]) -> bool:
    """Whether an adjustment set leaves out all that the act changes, as Pearl's back-door asks.

    Then its covariates are what they are whatever is done, and it is a back-door set: without what
    the act changes both criteria close the same paths. For one node that is set; Pearl asks it of
    each of several.
    """
    return graph.descendants(do).isdisjoint(covariates)


def back_door_sets(graph: Admg, do: str, outcomes: Collection[str]) -> Iterator[frozenset[str]]:
    """Every minimal back-door set, the one nearest to the outcomes first.

    Where there is an adjustment set for one act on something that leads to the outcome, there is a
    back-door set too; but not all adjustment sets are.

    Example:
        >>> from causalimg.causal.graphs.admg import sketch
        >>> graph = sketch("x -> y; x -> w")
        >>> why_not(graph, {"x"}, {"y"}, {"w"}), is_back_door(graph, {"x"}, {"w"})
        (None, False)
        >>> [*map(sorted, back_door_sets(graph, "x", {"y"}))]
        [[]]
    """
    if do in outcomes:
        return iter(())
    cut = mutilate(graph, cut_out={do})
    allowed = frozenset(graph.nodes) - graph.descendants({do}) - {*outcomes}
    return minimal_separators(cut, outcomes, {do}, allowed)


def minimal_direct_sets(
    graph: Admg, do: str, outcome: str, given: Collection[str] = ()
) -> Iterator[frozenset[str]]:
    """Every minimal set that gives the direct effect of one variable on another in a linear model.

    It closes all ways but the arrow between them, causal ones too, and has nothing behind the
    outcome: the coefficient of `do` in a regression of the outcome on it and such a set is the
    coefficient of the arrow (single door). Without linearity it is no effect of that name: a
    controlled direct effect is a question of its own, `P(y | do(x, m))`.

    Source: Pearl 1998, "Graphs, causality, and structural equation models"; van der Zander,
    Liskiewicz and Textor 2019.

    Example:
        >>> from causalimg.causal.graphs.admg import sketch
        >>> [*map(sorted, minimal_direct_sets(sketch("x -> m -> y; x -> y"), "x", "y"))]
        [['m']]
    """
    cut = replace(graph, directed=graph.directed - {(do, outcome)})
    allowed = frozenset(graph.nodes) - graph.descendants({outcome}) - {do, *given}
    return minimal_separators(cut, {outcome}, {do}, allowed, given)


def near_and_far(
    graph: Admg,
    do: Collection[str],
    outcomes: Collection[str],
    given: Collection[str] = (),
    *,
    unchanged: bool = False,
    without: Collection[str] = (),
) -> tuple[frozenset[str], ...]:
    """The minimal adjustment sets nearest to the outcomes and nearest to the act, if any.

    Args:
        graph: an acyclic graph, all of whose nodes are observed.
        do: what is set.
        outcomes: whose law is asked.
        given: what is conditioned on anyhow.
        unchanged: whether to leave out what the act changes.
        without: what else to leave out.
    """
    asked = criterion(graph, do, outcomes, given, unchanged=unchanged)
    if asked.spoilt:
        return ()
    allowed = asked.allowed.difference(without)
    near = separator(asked.backward, outcomes, do, allowed, given)
    far = separator(asked.backward, do, outcomes, allowed, given)
    return () if near is None or far is None else (near, far)


# ---- how precise -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Precise:
    """The set that estimates most precisely, asymptotically, whatever the mechanisms are.

    Args:
        covariates: the set.
        among: whether of all adjustment sets, or of the minimal ones only.
    """

    covariates: frozenset[str]
    among: Literal["all", "minimal"]


def most_precise(graph: Admg, do: Collection[str], outcomes: Collection[str]) -> Precise | None:
    r"""The adjustment set with the smallest asymptotic variance in every model with these arrows.

    It is the O-set :math:`pa(cn) \setminus forb`, the causes of what lies on causal paths, where
    no such node shares an unseen cause with anything but what comes after it. Where one does,
    which set is best may depend on the mechanisms; of the minimal sets for one act, that nearest
    to the outcomes is best all the same.

    Args:
        graph: an acyclic graph, all of whose nodes are observed.
        do: what is set, each of which leads to the outcomes past the others.
        outcomes: whose law is asked.

    Returns:
        None where nothing can be adjusted for, or where no set is known to be best.

    Source: Henckel, Perkovic and Maathuis 2022, "Graphical criteria for efficient total effect
    estimation via adjustment in causal linear models"; Rotnitzky and Smucler 2020, "Efficient
    adjustment sets for population average causal treatment effect estimation in graphical models",
    without linearity; Smucler, Sapienza and Rotnitzky 2022 for unseen causes.

    Example:
        >>> from causalimg.causal.graphs.admg import sketch
        >>> graph = sketch("site -> scanner -> image; site -> age -> image; sex -> image")
        >>> found = most_precise(graph, {"scanner"}, {"image"})
        >>> sorted(found.covariates), found.among
        (['age', 'sex'], 'all')
    """
    asked = criterion(graph, do, outcomes)
    if not {*outcomes} <= asked.causal:
        return None
    behind = graph.descendants(asked.causal)
    causes = frozenset(p for n in asked.causal for p in graph.parents(n)) - behind - {*do}
    alone = all(other in behind for n in asked.causal for other in graph.spouses(n))
    if alone and why_not(graph, do, outcomes, causes) is None:
        return Precise(causes, "all")
    near = near_and_far(graph, do, outcomes)
    return Precise(near[0], "minimal") if near and len({*do}) == 1 else None
