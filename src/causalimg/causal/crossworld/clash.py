"""Why a law of several worlds is no law of one, and the values that a district of them has."""

from collections.abc import Iterable
from dataclasses import dataclass

from causalimg.causal.crossworld.network import Node, Value, is_open
from causalimg.causal.crossworld.worlds import PRIME, Potential, is_name


@dataclass(frozen=True, slots=True)
class Conflict:
    """A counterfactual factor that has one variable at two values.

    Its members share their noise, so their law is that of a single experiment, and none has the
    variable at both. Two models with these arrows agree on what is observed, and on every
    experiment, and differ in it.

    Args:
        members: the factor, each variable under its direct causes.
        variable: what differs in it.
        values: its two values.

    Source: Correa, Lee and Bareinboim 2021, on inconsistent counterfactual factors;
    the w-graphs of Shpitser and Pearl 2008 and the zig-zag of Avin, Shpitser and Pearl 2005 are
    such factors.
    """

    members: tuple[Potential, ...]
    variable: str
    values: tuple[str, str]

    @property
    def repeated(self) -> tuple[str, ...]:
        """Variables that stand in it more than once, under different causes."""
        names = [one.variable for one in self.members]
        return tuple(dict.fromkeys(n for n in names if names.count(n) > 1))

    def __str__(self) -> str:
        listed = " with ".join(f"`{one}`" for one in self.members)
        told = f"no experiment shows {listed}: they share their noise"
        if all(self.variable in dict(one.do) for one in self.members):
            return told
        first, second = (_value(self.variable, value) for value in self.values)
        return f"{told}, and {self.variable} is {first} for one and {second} for the other"


def _value(variable: str, value: str) -> str:
    if not is_name(variable, value):
        return value
    return "one value" if value == variable else "another"


def settled(part: Iterable[Node]) -> dict[str, Value] | Conflict:
    """The one value that each variable has in a district, or where there are two."""
    nodes, found = tuple(part), dict[str, tuple[Value, Node]]()
    causes = ((name, value, node) for node in nodes for name, value in node.causes)
    for name, value, node in (*causes, *((node.variable, node.value, node) for node in nodes)):
        other, first = found.setdefault(name, (value, node))
        if other != value:
            return _conflict((first, node), name, (other, value))
    return {name: value for name, (value, _) in found.items()}


def _conflict(members: tuple[Node, ...], name: str, values: tuple[Value, Value]) -> Conflict:
    named = {str(v[1]) for one in members for _, v in one.values if not is_open(v)}
    shown = _Shown(named)
    told = tuple(
        Potential(one.variable, tuple((cause, shown.text(value)) for cause, value in one.causes))
        for one in members
    )
    return Conflict(told, name, (shown.text(values[0]), shown.text(values[1])))


class _Shown:
    """Names for values that have none: the variable's, with as many primes as it takes."""

    def __init__(self, taken: set[str]) -> None:
        self.taken = taken
        self.open: dict[Value, str] = {}

    def text(self, value: Value) -> str:
        if not is_open(value):
            return str(value[1])
        if value not in self.open:
            name = value[0]
            while name in self.taken:
                name += PRIME
            self.taken.add(name)
            self.open[value] = name
        return self.open[value]
