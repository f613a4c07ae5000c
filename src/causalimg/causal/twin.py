"""What rows had been in another world, on average over rows that are chosen in this one."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from causalimg.causal.admg import Admg, districts
from causalimg.causal.estimand import Expression, product, ratio, renamed, summed
from causalimg.causal.factors import Hedge
from causalimg.causal.identify import (
    PRIME,
    Effect,
    Identified,
    NotIdentified,
    Source,
    Stating,
    compose,
    crosses_worlds,
    from_observation,
    relevant,
)

#: A variable in one of two worlds: its name, and whether the act has changed it there.
_Copy = tuple[str, bool]


@dataclass(frozen=True, slots=True)
class Crossed:
    """A question about two worlds at once, for which no way was found.

    Args:
        effect: what was asked.
        changed: what rows are chosen by, or what is read, and the act would change.
    """

    effect: Effect
    changed: tuple[str, ...]

    def __str__(self) -> str:
        worlds = f"`had` changes {', '.join(self.changed)}, so this is about two worlds"
        return f"{self.effect} is not shown to be identified: {worlds}"


def identify_had(
    graph: Admg, effect: Effect, *, stated: Stating | None = None
) -> Identified | NotIdentified | Crossed:
    """Whether the law of what had been, among rows with `given` as it is, follows from these rows.

    Args:
        graph: an acyclic graph, all of whose nodes are observed.
        effect: what is asked; `given` may name what is set, and what that changes.
        stated: whether the law of a district, all else set, is known without data.

    Returns:
        The estimand, in which a prime marks the natural value of what has another one in the
        other world. Where nothing in `given` is changed, it is the effect of `do` given that, and
        the search is complete; else it is sound.

    Example:
        >>> from causalimg.causal.admg import sketch
        >>> graph = sketch("z -> x -> y; z -> y")
        >>> print(identify_had(graph, Effect(("y",), ("x",), ("x",), had=True)))
        P(y had x | x′) = (sum_{z} P(z) P(x′ | z) P(y | z, x)) / (sum_{z} P(z) P(x′ | z))
    """
    source = from_observation(relevant(graph, effect), stated)
    changed = changed_by(graph, effect)
    if not changed:
        found = compose(graph, effect, source)
        return replace(found, effect=effect)
    joint = None if effect.policies else _joint(graph, effect, source)
    return joint or Crossed(effect, changed)


def changed_by(graph: Admg, effect: Effect) -> tuple[str, ...]:
    """What an effect conditions on or reads of the natural world, and the act would change."""
    after = graph.descendants(effect.do)
    crossing = effect.policies if crosses_worlds(graph, effect) else {}
    read = {name for names in crossing.values() for name in names}
    return graph.ordered(after & {*effect.given, *read})


def _joint(graph: Admg, effect: Effect, source: Source) -> Identified | None:
    r"""The law of both worlds as a product over the districts of the twin network.

    A variable that the act leaves alone is one in both worlds; of one that it changes, both copies
    share their noise, hence their district. Where a district needs one variable at two values, at
    the head of a law or behind its bar, it is not a law of any one world.

    Source: Correa, Lee and Bareinboim 2021, "Nested counterfactual identification from arbitrary
    surrogate experiments", theorem 3, for two worlds.
    """
    do = frozenset(effect.do)
    leading = graph.ancestors(effect.outcomes, do) - do
    moved = leading & graph.descendants(do)
    natural = graph.ancestors({*(leading - moved), *effect.given})
    twice = {n: n + PRIME for n in moved | do}
    parts = list[Expression]()
    for district in _districts(graph, moved, natural):
        values = _values(graph, district, moved | do)
        found = None if values is None else source(frozenset(name for name, _ in district))
        if values is None or found is None or isinstance(found, Hedge):
            return None
        own = {n: twice[n] for n, changed in values.items() if n in twice and not changed}
        parts.append(renamed(found, own))
    given = tuple(twice.get(n, n) for n in effect.given)
    copies = [*graph.ordered(moved), *(twice.get(n, n) for n in graph.ordered(natural))]
    over = [n for n in copies if n not in {*effect.outcomes, *given}]
    joint = summed(over, product(parts))
    estimand = ratio(joint, summed(effect.outcomes, joint))
    return Identified(replace(effect, given=given), estimand)


def _districts(
    graph: Admg, moved: frozenset[str], natural: frozenset[str]
) -> Iterator[tuple[_Copy, ...]]:
    """The districts of the twin network, by their copies."""
    copies = {
        f"{name} had" if changed else name: (name, changed)
        for names, changed in ((natural, False), (moved, True))
        for name in graph.ordered(names)
    }
    called = {copy: name for name, copy in copies.items()}
    ties = frozenset(
        frozenset((one, called[other]))
        for one, (name, changed) in copies.items()
        for near in (name, *graph.spouses(name))
        for other in ((near, False), (near, True))
        if other in called and other != (name, changed)
    )
    for district in districts(Admg(tuple(copies), frozenset(), ties)):
        yield tuple(copies[name] for name in copies if name in district)


def _values(
    graph: Admg, district: tuple[_Copy, ...], changing: frozenset[str]
) -> dict[str, bool] | None:
    """For each name that a district speaks of, whether its value is the changed one."""
    found: dict[str, bool] = {}
    for name, changed in district:
        read = [(cause, changed and cause in changing) for cause in graph.parents(name)]
        for one, value in ((name, changed), *read):
            if found.setdefault(one, value) != value:
                return None
    return found
