"""What rows had been in another world, on average over rows that are chosen in this one."""

from dataclasses import dataclass, replace

from causalimg.causal.crossworld.clash import Conflict
from causalimg.causal.crossworld.counterworlds import Certain, Inferred, NotInferred, infer
from causalimg.causal.crossworld.worlds import Event, Fact, Potential
from causalimg.causal.estimands.estimand import Product
from causalimg.causal.estimands.factors import Hedge
from causalimg.causal.graphs.admg import Admg
from causalimg.causal.identification.identify import (
    PRIME,
    Effect,
    Identified,
    NotIdentified,
    Stating,
    compose,
    crosses_worlds,
    from_observation,
    relevant,
)


@dataclass(frozen=True, slots=True)
class Crossed:
    """A question about two worlds at once, for which no way was found.

    Args:
        effect: what was asked.
        changed: what rows are chosen by, or what is read, and the act would change.
        reasons: why there is none, where the search was complete.
    """

    effect: Effect
    changed: tuple[str, ...]
    reasons: tuple[Conflict | Hedge, ...] = ()

    def __str__(self) -> str:
        worlds = f"`had` changes {', '.join(self.changed)}, so this is about two worlds"
        why = "".join(f"; {reason}" for reason in self.reasons[:1] if isinstance(reason, Conflict))
        return f"{self.effect} is not shown to be identified: {worlds}{why}"


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
        other world. Where nothing in `given` is changed, it is the effect of `do` given that. The
        search is sound, and but for policies complete where nothing is stated.

    Example:
        >>> from causalimg.causal.graphs.admg import sketch
        >>> graph = sketch("z -> x -> y; z -> y")
        >>> print(identify_had(graph, Effect(("y",), ("x",), ("x",), had=True)))
        P(y had x | x′) = sum_{z} P(y | z, x) P(z | x′)
    """
    changed = changed_by(graph, effect)
    if not changed:
        found = compose(graph, effect, from_observation(relevant(graph, effect), stated))
        return replace(found, effect=effect)
    if effect.policies:
        return Crossed(effect, changed)
    return _joint(graph, effect, changed, stated)


def changed_by(graph: Admg, effect: Effect) -> tuple[str, ...]:
    """What an effect conditions on or reads of the natural world, and the act would change."""
    after = graph.descendants(effect.do)
    crossing = effect.policies if crosses_worlds(graph, effect) else {}
    read = {name for names in crossing.values() for name in names}
    return graph.ordered(after & {*effect.given, *read})


def _joint(
    graph: Admg, effect: Effect, changed: tuple[str, ...], stated: Stating | None
) -> Identified | Crossed:
    """The law of both worlds; a variable that has two values has a prime in the natural one."""
    do = frozenset(effect.do)
    moved = graph.ancestors(effect.outcomes, do) & graph.descendants(do)
    given = tuple(n + PRIME if n in moved | do else n for n in effect.given)
    acts = tuple((n, n) for n in effect.do)
    facts = tuple(Fact(Potential(n, acts), n) for n in effect.outcomes)
    rows = tuple(Fact(Potential(n), v) for n, v in zip(effect.given, given, strict=True))
    found = infer(graph, Event(facts, rows), stated=stated)
    match found:
        case Inferred(estimand=estimand):
            return Identified(replace(effect, given=given), estimand)
        case Certain():
            return Identified(replace(effect, given=given), Product(()))
        case NotInferred(reasons=reasons):
            return Crossed(effect, changed, reasons)
        case _:
            return Crossed(effect, changed)
