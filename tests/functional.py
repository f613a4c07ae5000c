"""Functional models known exactly: every potential variable of a row, by enumerating the noise.

Tables and arrays over all noises: nothing here shares code with the engine that it judges.
"""

from collections.abc import Iterable, Mapping, Sequence
from math import nan, prod
from typing import Any

import numpy as np

from causalimg.causal.crossworld.worlds import Fact, Potential
from causalimg.causal.estimands.estimand import Expression, Probability, Product, Ratio, Sum
from causalimg.causal.graphs.admg import Admg, topological_order

PRIME = "\N{PRIME}"
Row = Mapping[str, int]


class Functional:
    """A variable is a table of its causes, its arcs and a noise of its own.

    Drawn as those of the oracles were: the noises of the nodes, three values each, those of the
    arcs, two values each, then the tables.

    Args:
        graph: acyclic.
        seed: of numpy's generator.
        sizes: how many values a variable has; two where nothing is said.
        noises: how many values the own noise of a variable has.
        arrows: in the order in which a table has the causes; by name where nothing is said.
    """

    def __init__(
        self,
        graph: Admg,
        seed: int,
        sizes: Mapping[str, int] | None = None,
        noises: int = 3,
        arrows: Iterable[Sequence[str]] | None = None,
    ) -> None:
        chance = np.random.default_rng(seed)
        self.graph, self.order = graph, topological_order(graph)
        self.sizes = {n: (sizes or {}).get(n, 2) for n in graph.nodes}
        arcs = sorted(tuple(sorted(pair)) for pair in graph.bidirected)
        laws = [chance.dirichlet([3] * noises) for _ in graph.nodes]
        laws += [chance.dirichlet([3] * 2) for _ in arcs]
        self._draw(laws, arcs)
        listed = list(sorted(graph.directed) if arrows is None else arrows)
        self.parents = {n: [a for a, b in listed if b == n] for n in graph.nodes}
        self.tables = {}
        for node in graph.nodes:
            shape = [self.sizes[p] for p in self.parents[node]] + [2] * len(self.tied[node])
            self.tables[node] = chance.integers(0, self.sizes[node], size=[*shape, noises])

    @classmethod
    def read(cls, graph: Admg, case: Mapping[str, Any]) -> "Functional":
        """A model that is written out, as in `numeric_discrete_scm.json`."""
        made = cls(graph, 0)
        laws, arcs = case["noise_probabilities"], sorted(map(tuple, case["latents"].values()))
        named = {tuple(ends): name for name, ends in case["latents"].items()}
        drawn = [laws[n] for n in graph.nodes] + [laws[named[arc]] for arc in arcs]
        made._draw([np.array(law) for law in drawn], arcs)
        made.parents = {n: one["parents"] for n, one in case["mechanisms"].items()}
        made.tables = {n: np.array(one["table"]) for n, one in case["mechanisms"].items()}
        return made

    def _draw(self, laws: Sequence[np.ndarray], arcs: Sequence[tuple[str, ...]]) -> None:
        """Every value of all noises, and how likely it is."""
        graph = self.graph
        grid = np.indices([len(law) for law in laws]).reshape(len(laws), -1)
        self.mass = np.prod([law[values] for law, values in zip(laws, grid, strict=True)], axis=0)
        self.own = dict(zip(graph.nodes, grid, strict=False))
        unseen = list(zip(arcs, grid[len(graph.nodes) :], strict=True))
        self.tied = {n: [values for arc, values in unseen if n in arc] for n in graph.nodes}
        self._laws: dict[tuple[tuple[str, int], ...], np.ndarray] = {}

    def rows(self, do: Mapping[str, np.ndarray | int]) -> dict[str, np.ndarray]:
        """All variables by noise, in the world where some are set."""
        row: dict[str, np.ndarray] = {}
        for node in self.order:
            if node in do:
                row[node] = np.broadcast_to(do[node], self.mass.shape)
            else:
                place = (*(row[p] for p in self.parents[node]), *self.tied[node], self.own[node])
                row[node] = self.tables[node][place]
        return row

    def value(self, one: Potential, at: Row) -> np.ndarray:
        """A potential variable by noise, names of values read from `at`."""
        do = {
            name: self.value(v, at) if isinstance(v, Potential) else number(v, at)
            for name, v in one.do
        }
        return self.rows(do)[one.variable]

    def mean(self, one: Potential, at: Row) -> float:
        """The mean of a potential variable."""
        return float(self.mass @ self.value(one, at))

    def probability(self, facts: tuple[Fact, ...], at: Row | None = None) -> float:
        """P(facts), by enumeration."""
        holds = np.ones(self.mass.shape, dtype=bool)
        for one in facts:
            holds &= self.value(one.potential, at or {}) == number(one.value, at or {})
        return float(self.mass[holds].sum())

    def law(self, do: Row) -> np.ndarray:
        """The joint law of all variables in an experiment, an axis for each in `order`."""
        key = tuple(sorted(do.items()))
        if key not in self._laws:
            rows = self.rows(do)
            sizes = [self.sizes[n] for n in self.order]
            place = np.ravel_multi_index([rows[n] for n in self.order], sizes)
            found = np.bincount(place, self.mass, int(np.prod(sizes)))
            self._laws[key] = found.reshape(sizes)
        return self._laws[key]

    def term(self, of: Row, given: Row, do: Row) -> float:
        """P(of | given) in an experiment; nan where nothing is given."""
        below = self._mass_of(do, given)
        return self._mass_of(do, {**given, **of}) / below if below > 0 else nan

    def _mass_of(self, do: Row, event: Row) -> float:
        return float(self.law(do)[tuple(event.get(n, slice(None)) for n in self.order)].sum())

    def evaluate(self, expression: Expression, at: Row) -> float:
        """An estimand at values of its free names; a primed name is its variable once more."""
        match expression:
            case Product(factors=factors):
                # What is multiplied by zero need not be defined.
                values = [self.evaluate(f, at) for f in factors]
                return 0.0 if 0.0 in values else prod(values)
            case Ratio(above=above, below=below):
                bottom = self.evaluate(below, at)
                return self.evaluate(above, at) / bottom if bottom else nan
            case Sum(over=over, inside=inside):
                sizes = [self.sizes[n.rstrip(PRIME)] for n in over]
                return sum(
                    self.evaluate(inside, {**at, **dict(zip(over, map(int, values), strict=True))})
                    for values in np.ndindex(*sizes)
                )
            case Probability(of=of, given=given, do=do):
                parts = [{n.rstrip(PRIME): at[n] for n in names} for names in (of, given, do)]
                return self.term(*parts)
        raise AssertionError(expression)


def number(value: str, at: Row) -> int:
    """What a value of the question is."""
    return at[value] if value in at else int(value)
