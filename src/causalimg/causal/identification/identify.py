"""Effects from observation: an estimand, or the hedge that shows why there is none.

Source: Shpitser and Pearl 2006, "Identification of joint interventional distributions in recursive
semi-Markovian causal models" and "Identification of conditional interventional distributions".
"""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache

from causalimg.causal.estimands.estimand import (
    Expression,
    Policy,
    Probability,
    Stated,
    product,
    ratio,
    renamed,
    states,
    summed,
)
from causalimg.causal.estimands.factors import Chain, Hedge, factor, observed
from causalimg.causal.estimands.simplify import simplified
from causalimg.causal.graphs.admg import Admg, districts, induced, mutilate
from causalimg.causal.graphs.separation import m_separated

#: Q[nodes] for one district of what matters, or why it cannot be had.
Source = Callable[[frozenset[str]], Expression | Hedge]
#: Whether the law of some nodes, all else set, is known without data.
Stating = Callable[[frozenset[str]], bool]
PRIME = "\N{PRIME}"


@dataclass(frozen=True, slots=True)
class Effect:
    """What is asked: the law of `outcomes` under `do`, among those with `given`.

    Args:
        outcomes: the variables whose law is asked.
        do: the variables that are set, to any value.
        given: what is conditioned on, in the world of `do`.
        policies: for a variable of `do` that is not set to a constant, the variables whose natural
            values its new value reads; the variable itself for a shift, none for a law.
        had: whether rows are chosen, and `given` is seen, in the natural world; only the outcomes
            are then those of the world of `do` (`causalimg.causal.crossworld.twin`).

    Example:
        >>> print(Effect(("pain",), ("dose",), ("age",)))
        P(pain | do(dose), age)
        >>> print(Effect(("pain",), ("dose",), ("age",), had=True))
        P(pain had dose | age)
    """

    outcomes: tuple[str, ...]
    do: tuple[str, ...] = ()
    given: tuple[str, ...] = ()
    policies: Mapping[str, tuple[str, ...]] = field(default_factory=dict, hash=False)
    had: bool = False

    @property
    def names(self) -> frozenset[str]:
        """All variables that it speaks of."""
        reads = (name for names in self.policies.values() for name in names)
        return frozenset((*self.outcomes, *self.do, *self.given, *reads))

    def __str__(self) -> str:
        acts = ", ".join(self._act(name) for name in self.do)
        left, right = ", ".join(self.outcomes), list(self.given)
        if self.had and acts:
            left += f" had {acts}"
        elif acts:
            right.insert(0, f"do({acts})")
        return f"P({left} | {', '.join(right)})" if right else f"P({left})"

    def _act(self, name: str) -> str:
        if name not in self.policies:
            return name
        reads = self.policies[name]
        return f"{name} ~ policy({', '.join(reads)})" if reads else f"{name} ~ policy"


@dataclass(frozen=True, slots=True)
class Identified:
    """An effect is a function of what is observed.

    Args:
        effect: what was asked.
        estimand: that function; where it names a variable that the effect does not, any value of
            it that occurs will do.
    """

    effect: Effect
    estimand: Expression

    def __str__(self) -> str:
        return f"{self.effect} = {self.estimand}"


@dataclass(frozen=True, slots=True)
class NotIdentified:
    """Two models with these arrows agree on what is observed and differ in the effect.

    Args:
        effect: what was asked.
        hedges: why, one for each district of what matters that cannot be had.
    """

    effect: Effect
    hedges: tuple[Hedge, ...]

    @property
    def hedge(self) -> Hedge:
        """The first one."""
        return self.hedges[0]

    def __str__(self) -> str:
        return f"{self.effect} is not identified, hedge: {self.hedge}"


Identification = Identified | NotIdentified


def identify(
    graph: Admg, effect: Effect, *, stated: Stating | None = None, source: str = ""
) -> Identification:
    """Whether an effect follows from the observed law, and how.

    Args:
        graph: an acyclic graph, all of whose nodes are observed (`latent_projection` makes one).
        effect: what is asked; its sets are disjoint.
        stated: whether the law of a district, all else set, is known without data.
        source: a name for the observed population, for the terms of the estimand.

    Returns:
        The estimand, or the hedges. Sound and complete for constant `do`, given or not, where
        nothing is stated; sound for policies.

    Example:
        >>> from causalimg.causal.graphs.admg import sketch
        >>> print(identify(sketch("x -> z -> y; x <-> y"), Effect(("y",), ("x",))))
        P(y | do(x)) = sum_{z} P(z | x) sum_{x′} P(x′) P(y | x′, z)
        >>> print(identify(sketch("x -> y; x <-> y"), Effect(("y",), ("x",))))
        P(y | do(x)) is not identified, hedge: {x, y} over {y}
    """
    return _identified(graph, effect, stated, source)


@lru_cache(maxsize=256)  # an editor checks a text at each key, and seldom do its arrows change
def _identified(
    graph: Admg, effect: Effect, stated: Stating | None, source: str
) -> Identification:
    whole = relevant(graph, effect)
    seen = _as_seen(whole, effect, source)
    if seen is not None and stated is None:
        return Identified(effect, seen)
    found = compose(graph, effect, from_observation(whole, stated, source))
    if seen is None or not isinstance(found, Identified) or states(found.estimand):
        return found
    return Identified(effect, seen)


def _as_seen(graph: Admg, effect: Effect, source: str) -> Expression | None:
    """What is merely observed, where setting is as good as seeing: the second rule of do-calculus.

    What does not lead to anything named is not set at all, by the third; and what then tells
    nothing is not conditioned on.
    """
    if effect.policies or not effect.do:
        return None
    named = {*effect.outcomes, *effect.given}
    acting = [n for n in effect.do if n in graph.ancestors(named, effect.do)]
    if not m_separated(mutilate(graph, cut_out=acting), effect.outcomes, acting, effect.given):
        return None
    known = [*acting, *effect.given]
    for one in (*effect.given, *acting):
        rest = [n for n in known if n != one]
        if m_separated(graph, effect.outcomes, {one}, rest):
            known = rest
    return Probability(effect.outcomes, tuple(known), (), source)


def from_observation(graph: Admg, stated: Stating | None = None, source: str = "") -> Source:
    """Q[nodes] from the observed law of a graph."""
    homes = _homes(graph, source)

    def found(nodes: frozenset[str]) -> Expression | Hedge:
        if stated is not None and stated(nodes):
            return as_stated(graph, nodes)
        return factor(graph, homes[min(nodes)], nodes)

    return found


@lru_cache(maxsize=64)  # many a question of a file is about the same graph
def _homes(graph: Admg, source: str) -> Mapping[str, Chain]:
    return observed(graph, source=source).parts(districts(graph))


def as_stated(graph: Admg, nodes: frozenset[str]) -> Stated:
    """The law of some nodes given all that acts on them, as the text has it."""
    given = graph.ordered({p for n in nodes for p in graph.parents(n)} - nodes)
    return Stated(graph.ordered(nodes), given)


def relevant(graph: Admg, effect: Effect) -> Admg:
    """The part of a graph that tells of an effect: what leads to what it names."""
    reads = {name for names in effect.policies.values() for name in names}
    return induced(graph, graph.ancestors({*effect.outcomes, *effect.given, *reads}))


def compose(graph: Admg, effect: Effect, source: Source) -> Identification:
    """An effect from the laws of its districts.

    Args:
        graph: an acyclic graph.
        effect: what is asked.
        source: where the law of a district comes from.
    """
    if effect.policies:
        return _under_policies(graph, effect, source)
    do = {*effect.do, *exchanged(graph, effect)}
    given = [n for n in effect.given if n not in do]
    wanted = {*effect.outcomes, *given}
    matters = _matters(graph, wanted, do)
    parts = [source(district) for district in districts(induced(graph, matters))]
    if hedges := tuple(part for part in parts if isinstance(part, Hedge)):
        return NotIdentified(effect, hedges)
    joint = summed(
        graph.ordered(matters - wanted), product(p for p in parts if not isinstance(p, Hedge))
    )
    if given:
        joint = ratio(joint, summed(effect.outcomes, joint))
    return Identified(effect, simplified(joint))


def _matters(graph: Admg, wanted: Collection[str], do: Collection[str]) -> frozenset[str]:
    """What leads to the wanted without passing through what is set."""
    return graph.ancestors(wanted, do) - (set(do) - set(wanted))


def exchanged(graph: Admg, effect: Effect) -> Iterator[str]:
    """Conditions that might as well be set, by the second rule of do-calculus."""
    do, given = set(effect.do), list(effect.given)
    while (one := _exchangeable(graph, effect.outcomes, do, given)) is not None:
        do.add(one)
        given.remove(one)
        yield one


def _exchangeable(
    graph: Admg, outcomes: Collection[str], do: Collection[str], given: Collection[str]
) -> str | None:
    for one in given:
        cut = mutilate(graph, do, cut_out={one})
        if m_separated(cut, outcomes, {one}, {*do, *given} - {one}):
            return one
    return None


# ---- policies --------------------------------------------------------------------------------


def crosses_worlds(graph: Admg, effect: Effect) -> bool:
    """Whether a policy reads the natural value of something that the intervention changes.

    Such a question is about two worlds at once, and the arrows of one do not settle it.
    """
    for reads in effect.policies.values():
        for name in reads:
            if graph.ancestors({name}) & (set(effect.do) - {name}):
                return True
    return False


def _under_policies(graph: Admg, effect: Effect, source: Source) -> Identification:
    r"""Constant `do` and policies, of which some read natural values.

    With a variable x set by :math:`\pi(x \mid x', z)`, x' its natural value, the joint law is
    :math:`\prod_x \pi(x \mid x', z) \prod_C Q[C]`, where the districts are those of what matters,
    x' among it where it is read. A district that holds both x' and something that x acts on would
    need one unseen cause in two worlds.

    Source: Correa, Lee and Bareinboim 2021, "Nested counterfactual identification from arbitrary
    surrogate experiments", for the conflict of worlds within a district.
    """
    wanted = {*effect.outcomes, *effect.given}
    leading = graph.ancestors(wanted)
    policies = {name: reads for name, reads in effect.policies.items() if name in leading}
    reads = {n for names in policies.values() for n in names}
    cut = mutilate(graph, set(effect.do) - reads)
    acting = replace(
        cut, directed=frozenset((a, b) for a, b in cut.directed if a not in effect.do)
    )
    matters = acting.ancestors(wanted - set(effect.do)) | acting.ancestors(reads)
    parts, hedges = list[Expression](), list[Hedge]()
    for district in districts(induced(graph, matters)):
        clash = {n for n in district & set(effect.do) if set(graph.children(n)) & (district - {n})}
        found = source(district)
        if isinstance(found, Hedge):
            hedges.append(found)
        elif clash:
            hedges.append(Hedge(graph.ordered(district), graph.ordered(district - clash)))
        else:
            own = {n: n + PRIME for n in district & set(effect.do)}
            parts.append(renamed(found, own))
    if hedges:
        return NotIdentified(effect, tuple(hedges))
    acts = [_policy(effect, name) for name in policies]
    drawn = {*policies} | {n + PRIME for n in matters & set(effect.do)}
    over = [*graph.ordered(matters - wanted - set(effect.do)), *sorted(drawn - wanted)]
    joint = summed(over, product((*acts, *parts)))
    if effect.given:
        joint = ratio(joint, summed(effect.outcomes, joint))
    return Identified(effect, joint)


def _policy(effect: Effect, name: str) -> Policy:
    reads = tuple(n + PRIME if n in effect.do else n for n in effect.policies[name])
    return Policy(name, reads)
