"""Names for the values of several worlds, as an estimand needs them."""

from collections.abc import Collection, Iterable, Mapping

from causalimg.causal.crossworld.network import Node, Value, is_open
from causalimg.causal.crossworld.worlds import PRIME, Fact, is_name
from causalimg.causal.estimands.estimand import Expression, product, renamed, summed
from causalimg.causal.graphs.admg import Admg

#: The law of a district, and the values that its variables have there.
Law = tuple[Expression, Mapping[str, Value]]


class Names:
    """Each value by the name of its variable, with primes where there are several.

    Args:
        values: all of them.
        asked: the facts asked for, whose values are open; each is called as in the question where
            nothing else is.
    """

    def __init__(self, values: Iterable[Value], asked: Mapping[Fact, Value] | None = None) -> None:
        #: The literals that names stand for.
        self.literals: dict[str, str] = {}
        #: For names of what is asked that are taken by something else: those of the question.
        self.asked: dict[str, str] = {}
        self._names: dict[Value, str] = {}
        listed = dict.fromkeys(values)
        spelled = [value for value in listed if is_name(value[0], str(value[1]))]
        self._names.update((value, str(value[1])) for value in spelled)
        for one, value in (asked or {}).items():
            self._call_asked(one, value)
        for value in listed:
            if value not in self._names:
                self._names[value] = self._fresh(value[0])
            if not is_open(value) and value not in spelled:
                self.literals[self._names[value]] = str(value[1])

    def __getitem__(self, value: Value) -> str:
        return self._names[value]

    def _call_asked(self, one: Fact, value: Value) -> None:
        if value in self._names:
            return
        variable, text = one.potential.variable, one.value
        if not is_name(variable, text):
            self._names[value] = self._fresh(variable)
            self.literals[self._names[value]] = text
        elif text in self._names.values():
            self._names[value] = self._fresh(variable)
            self.asked[self._names[value]] = text
        else:
            self._names[value] = text

    def _fresh(self, name: str) -> str:
        while name in self._names.values():
            name += PRIME
        return name


def values_of(nodes: Iterable[Node]) -> tuple[Value, ...]:
    """The values of nodes and of their causes: first those that are known, each once."""
    found = dict.fromkeys(value for node in nodes for _, value in node.values)
    return tuple(sorted(found, key=is_open))


def total(graph: Admg, laws: Collection[Law], names: Names, kept: Collection[Value]) -> Expression:
    """The product of laws, summed over all open values but those kept."""
    parts = [renamed(law, {n: names[v] for n, v in values.items()}) for law, values in laws]
    found = dict.fromkeys(v for _, values in laws for v in values.values())
    over = [value for value in found if is_open(value) and value not in kept]
    place = {name: i for i, name in enumerate(graph.nodes)}
    over.sort(key=lambda value: (place[value[0]], names[value]))
    return summed([names[value] for value in over], product(parts))
