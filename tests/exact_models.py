"""Small discrete models that are known exactly, and estimands evaluated on what they show.

Plain floats and enumeration: nothing here shares code with the engine that it judges.
"""

import random
from collections.abc import Iterator, Mapping
from itertools import combinations, product
from math import prod

from hypothesis import strategies as st

from causalimg.causal.estimands.estimand import (
    Expression,
    Policy,
    Probability,
    Product,
    Ratio,
    Stated,
    Sum,
    free,
)
from causalimg.causal.graphs.admg import Admg, topological_order

NAMES = ("a", "b", "c", "d", "e")
CLOSE = 1e-9
Row = dict[str, int]
Table = dict[tuple[int, ...], float]


@st.composite
def graphs(draw, size=5, arcs=3):
    """Acyclic graphs of 2 to `size` nodes with up to `arcs` unseen causes."""
    order = draw(st.permutations(NAMES[: draw(st.integers(2, size))]))
    pairs = list(combinations(order, 2))
    directed = draw(st.sets(st.sampled_from(pairs)))
    tied = draw(st.sets(st.sampled_from(pairs), max_size=arcs))
    return Admg(tuple(sorted(order)), frozenset(directed), frozenset(map(frozenset, tied)))


class Exact:
    """Binary variables; every `<->` of the graph is an unseen fair coin of three sides."""

    def __init__(self, graph: Admg, seed: int) -> None:
        self.graph = graph
        self.order = topological_order(graph)
        self.arcs = sorted(tuple(sorted(pair)) for pair in graph.bidirected)
        self.chance = random.Random(seed)
        self.tables: dict[tuple[object, ...], float] = {}

    def rows(self, act: Mapping[str, Mapping[int, float]] | None = None) -> Iterator[tuple]:
        """Every row with its probability, each variable of `act` drawn from its own law."""
        act = act or {}
        for coins in product(range(3), repeat=len(self.arcs)):
            for values in product(range(2), repeat=len(self.order)):
                row = dict(zip(self.order, values, strict=True))
                mass = prod(
                    act[n].get(row[n], 0.0) if n in act else self.mass(n, row, coins)
                    for n in self.order
                )
                yield row, mass / 3 ** len(self.arcs)

    def mass(self, node: str, row: Row, coins: tuple[int, ...], own: int | None = None) -> float:
        """P(node = its value | its causes, seen and unseen)."""
        seen = tuple(row[p] for p in self.graph.parents(node))
        unseen = tuple(c for c, arc in zip(coins, self.arcs, strict=True) if node in arc)
        key = (node, seen, unseen)
        if key not in self.tables:
            self.tables[key] = self.chance.uniform(0.08, 0.92)
        one = self.tables[key]
        return one if (row[node] if own is None else own) == 1 else 1 - one

    def law(self, act: Mapping[str, Mapping[int, float]] | None = None) -> Table:
        """The joint law of all variables in the order of `self.order`."""
        found: Table = {}
        for row, mass in self.rows(act):
            key = tuple(row.values())
            found[key] = found.get(key, 0.0) + mass
        return found

    def probability(self, table: Table, event: Mapping[str, int]) -> float:
        """The mass of all rows that agree with an event."""
        places = [(self.order.index(n), v) for n, v in event.items()]
        return sum(m for row, m in table.items() if all(row[i] == v for i, v in places))


class Evaluator:
    """Estimands evaluated on tables of observed and experimental laws."""

    def __init__(self, model: Exact, **tables: Table) -> None:
        self.model = model
        self.tables = tables

    def value(self, expression: Expression, at: Mapping[str, int]) -> float:
        """The number at values of the free names; a primed name is its variable once more."""
        match expression:
            case Product(factors=factors):
                return prod(self.value(f, at) for f in factors)
            case Ratio(above=above, below=below):
                return self.value(above, at) / self.value(below, at)
            case Sum(over=over, inside=inside):
                values = product(range(2), repeat=len(over))
                return sum(
                    self.value(inside, {**at, **dict(zip(over, v, strict=True))}) for v in values
                )
            case Policy(variable=variable, reads=reads):
                return policy(at[variable], [at[n] for n in reads])
            case Probability(of=of, given=given, do=do, source=source):
                # In an experiment the set variables are columns like the others.
                table = self.tables[source or "here"]
                return self._conditional(table, of, (*given, *do), at)
            case Stated():
                raise AssertionError("nothing is stated here")

    def _conditional(self, table: Table, of, given, at: Mapping[str, int]) -> float:
        below = {n.rstrip("\N{PRIME}"): at[n] for n in given}
        above = {n.rstrip("\N{PRIME}"): at[n] for n in of}
        total = self.model.probability(table, below) if below else 1.0
        return self.model.probability(table, {**below, **above}) / total

    def points(self, expression: Expression, at: Mapping[str, int]) -> list[float]:
        """The values at all values of the names that the question does not name."""
        loose = sorted(free(expression) - set(at))
        return [
            self.value(expression, {**at, **dict(zip(loose, values, strict=True))})
            for values in product(range(2), repeat=len(loose))
        ]


def policy(value: int, reads: list[int]) -> float:
    """Some law of a new value given those that it reads."""
    one = 0.3 + 0.4 * (sum((i + 1) * v for i, v in enumerate(reads)) % 2)
    return one if value == 1 else 1 - one


def under_policy(
    model: Exact, policies: Mapping[str, tuple[str, ...]], event: Mapping[str, int]
) -> float:
    """P(event) where variables are set by policies that read natural values.

    Each policy variable has a natural value, drawn as ever, and a new one, which its effects see.
    """
    names = [*model.order, *(f"new {n}" for n in policies)]
    total = 0.0
    for coins in product(range(3), repeat=len(model.arcs)):
        for values in product(range(2), repeat=len(names)):
            row = dict(zip(names, values, strict=True))
            seen = {n: row[f"new {n}"] if n in policies else row[n] for n in model.order}
            if any(seen[n] != v for n, v in event.items()):
                continue
            natural = prod(model.mass(n, seen, coins, row[n]) for n in model.order)
            chosen = prod(
                policy(row[f"new {n}"], [row[r] for r in reads]) for n, reads in policies.items()
            )
            total += natural * chosen / 3 ** len(model.arcs)
    return total
