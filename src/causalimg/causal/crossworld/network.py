"""All worlds of a question in one graph, in which copies that are one and the same stand once."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from causalimg.causal.crossworld.worlds import Fact, Potential, is_name
from causalimg.causal.graphs.admg import Admg, districts, induced, topological_order

#: A value of a variable: a text for one that the question names, a number for one summed over.
Value = tuple[str, str | int]
#: The settings that matter to a copy of a variable.
World = frozenset[tuple[str, Value]]


@dataclass(frozen=True, slots=True)
class Claim:
    """A fact whose settings are all values.

    Args:
        variable: whose value it is.
        do: what is set in its world.
        value: its value.
        nested: whether it is there because another one is set to that value.
    """

    variable: str
    do: Mapping[str, Value]
    value: Value
    nested: bool = False


def is_open(value: Value) -> bool:
    """Whether it is no value that the question names, but one to be summed over."""
    return isinstance(value[1], int)


@dataclass(slots=True)
class Flat:
    """Facts made flat, without the settings that do not reach their variable.

    The law of `y had m = (m had x)` is that of `y had m = v` and `m had x` being v, summed over v.
    Source: Correa, Lee and Bareinboim 2021, the counterfactual unnesting theorem.
    """

    graph: Admg
    claims: list[Claim] = field(default_factory=list)
    nested: dict[Potential, Value] = field(default_factory=dict)

    def add(self, fact: Fact, *, free: bool = False) -> Claim:
        """A fact; a free one says of its variable that it has some value."""
        variable, do = fact.potential.variable, self._do(fact.potential)
        value = self._fresh(variable) if free else (variable, fact.value)
        self.claims.append(Claim(variable, do, value))
        return self.claims[-1]

    def _fresh(self, name: str) -> Value:
        return (name, len(self.claims))

    def _do(self, one: Potential) -> dict[str, Value]:
        names = {name for name, _ in one.do}
        reach = self.graph.ancestors((one.variable,), names - {one.variable})
        return {name: self._value(name, value) for name, value in one.do if name in reach}

    def _value(self, name: str, value: str | Potential) -> Value:
        if not isinstance(value, Potential):
            return (name, value)
        if value not in self.nested:
            do = self._do(value)
            self.nested[value] = self._fresh(name)
            self.claims.append(Claim(value.variable, do, self.nested[value], nested=True))
        return self.nested[value]


@dataclass(frozen=True, slots=True)
class Node:
    """One variable of one or more worlds: its value there, and those of its causes."""

    variable: str
    value: Value
    causes: tuple[tuple[str, Value], ...]

    @property
    def values(self) -> tuple[tuple[str, Value], ...]:
        """Its value and those of its causes."""
        return ((self.variable, self.value), *self.causes)


@dataclass(frozen=True, slots=True)
class Network:
    """The counterfactual graph of some claims.

    Args:
        nodes: causes first; what no claim depends on is not among them.
        parts: the nodes by districts: copies of one variable share their noise.
        root: for values that must be one and the same, the one that stands for them.
        copies: the value of each variable in each world.
    """

    nodes: tuple[Node, ...]
    parts: tuple[tuple[Node, ...], ...]
    root: Mapping[Value, Value]
    copies: Mapping[tuple[str, World], Value]

    def at(self, value: Value) -> Value:
        """What stands for a value."""
        return self.root.get(value, value)


def network(graph: Admg, claims: Iterable[Claim]) -> Network | None:
    """The counterfactual graph, or None where the claims contradict each other.

    Copies of a variable in two worlds, whose causes have the same values there, are the same
    variable, and have the same value.

    Args:
        graph: an acyclic graph, all of whose nodes are observed.
        claims: what is asked about.

    Source: Shpitser and Pearl 2008, "Complete identification methods for the causal hierarchy",
    algorithm make-cg and the lemmas behind it.
    """
    joined = _Joined()
    worlds: dict[str, dict[World, list[Value]]] = {}
    for claim in claims:
        if claim.variable in claim.do:
            joined.join(claim.value, claim.do[claim.variable])
        else:
            _spread(graph, claim, worlds)
    copies: dict[tuple[str, World], Value] = {}
    nodes = tuple(_merged(graph, worlds, joined, copies))
    if joined.clash:
        return None
    parts = districts(induced(graph, worlds))
    return Network(
        nodes,
        tuple(tuple(n for n in nodes if n.variable in part) for part in parts),
        {value: joined.root(value) for value in joined.above},
        {copy: joined.root(value) for copy, value in copies.items()},
    )


def world_of(graph: Admg, variable: str, do: Mapping[str, Value]) -> World:
    """The settings that reach a variable; those that others screen off do not."""
    reach = graph.ancestors((variable,), do.keys() - {variable})
    return frozenset((name, value) for name, value in do.items() if name in reach)


def _spread(graph: Admg, claim: Claim, worlds: dict[str, dict[World, list[Value]]]) -> None:
    """A copy of each variable that leads to the one claimed, in its world."""
    for name in graph.ancestors((claim.variable,), claim.do) - claim.do.keys():
        world = world_of(graph, name, claim.do)
        values = worlds.setdefault(name, {}).setdefault(world, [])
        if name == claim.variable:
            values.append(claim.value)


def _merged(
    graph: Admg,
    worlds: Mapping[str, Mapping[World, list[Value]]],
    joined: "_Joined",
    copies: dict[tuple[str, World], Value],
) -> Iterator[Node]:
    fresh = 0
    for name in topological_order(induced(graph, worlds)):
        groups: dict[tuple[tuple[str, Value], ...], Value] = {}
        for world, values in worlds[name].items():
            causes = _causes(graph, name, world, copies, joined)
            fresh += 1
            # Below zero, where no claim has its number.
            mine = groups.setdefault(causes, (name, -fresh))
            for value in values:
                joined.join(mine, value)
            copies[name, world] = mine
        for causes, value in groups.items():
            yield Node(name, joined.root(value), causes)


def _causes(
    graph: Admg,
    name: str,
    world: World,
    copies: Mapping[tuple[str, World], Value],
    joined: "_Joined",
) -> tuple[tuple[str, Value], ...]:
    do = dict(world)
    return tuple(
        (
            cause,
            joined.root(do[cause] if cause in do else copies[cause, world_of(graph, cause, do)]),
        )
        for cause in graph.parents(name)
    )


@dataclass(slots=True)
class _Joined:
    """Values that must be one and the same.

    A literal stands for a name, and both stand for a value that is summed over.
    """

    above: dict[Value, Value] = field(default_factory=dict)
    clash: bool = False

    def root(self, value: Value) -> Value:
        while (upper := self.above.get(value, value)) != value:
            value = upper
        return value

    def join(self, one: Value, other: Value) -> None:
        one, other = sorted((self.root(one), self.root(other)), key=_rank)
        if one == other:
            return
        if _rank(other) == _LITERAL:
            self.clash |= _rank(one) == _LITERAL
        self.above[one] = other


_OPEN, _NAME, _LITERAL = range(3)


def _rank(value: Value) -> int:
    name, text = value
    if isinstance(text, int):
        return _OPEN
    return _NAME if is_name(name, text) else _LITERAL


def needed(claims: Iterable[Claim]) -> tuple[Claim, ...]:
    """The claims without those of a nested variable that no other reads."""
    kept = tuple(claims)
    read = {value for one in kept for value in one.do.values()}
    fewer = tuple(one for one in kept if not one.nested or one.value in read)
    return fewer if len(fewer) == len(kept) else needed(fewer)


def screened(graph: Admg, claim: Claim, whole: Network) -> Claim:
    """The claim with all set that is known in its world: what is known there screens it off.

    By composition, `y had x` is `y had x, m = v` where `m had x` is v.
    """
    do, seen = dict(claim.do), set[str]()
    waiting = [claim.variable]
    while waiting:
        for cause in graph.parents(waiting.pop()):
            if cause in claim.do or cause in seen:
                continue
            seen.add(cause)
            value = whole.copies[cause, world_of(graph, cause, claim.do)]
            if is_open(value):
                waiting.append(cause)
            else:
                do[cause] = value
    return Claim(claim.variable, do, claim.value, claim.nested)
