"""Whether data settle an event of several worlds: by linear algebra, without any theorem.

A district's unseen causes say no more than which function each of its variables is. Let p be how
likely each tuple of such functions is. What the data show of the district is linear in p, and so
is an event's probability, the other districts fixed. The data settle it if, and only if, its
gradient in p lies, for every district, in the span of what they show (at a point without
zeros: the probability is linear in each district's p by itself, so p can be moved to any other
that looks alike, one district after the other).
"""

from itertools import combinations, product

import numpy as np

from causalimg.causal.crossworld.worlds import Event, Fact, Potential
from causalimg.causal.graphs.admg import Admg, districts, topological_order


class Responses:
    """Some functions for the variables of each district, drawn at random, many for one district.

    Args:
        graph: acyclic.
        sizes: how many values each variable has.
        home: the district whose functions are many.
        seed: of numpy's generator.
    """

    def __init__(
        self, graph: Admg, sizes: dict[str, int], home: frozenset[str], seed: int, many: int
    ) -> None:
        self.graph, self.sizes, self.home = graph, sizes, home
        self.order = topological_order(graph)
        chance = np.random.default_rng(seed)
        parts = districts(graph)
        few = 16 if len(parts) < 4 else 10
        counts = [many if part == home else few for part in parts]
        grid = np.indices(counts).reshape(len(parts), -1)
        self.tables, self.types = {}, {}
        mass = np.ones(grid.shape[1])
        for part, count, types in zip(parts, counts, grid, strict=True):
            if part != home:
                mass = mass * chance.dirichlet(np.ones(count))[types]
            for name in part:
                shape = [count, *(sizes[p] for p in graph.parents(name))]
                self.tables[name] = chance.integers(0, sizes[name], size=shape)
                self.types[name] = types
        self.mass, self.many = mass, many
        self.own = grid[parts.index(home)]
        self.law = chance.dirichlet(np.ones(many))

    def covers(self) -> bool:
        """Whether every row of the observed law has some probability."""
        law = np.zeros([self.sizes[n] for n in self.order])
        rows = tuple(self.value(Potential(n)) for n in self.order)
        np.add.at(law, rows, self.mass * self.law[self.own])
        return bool((law > 0).all())

    def seen(self, experiments: bool) -> np.ndarray:
        """What data show of the district, a row for each probability."""
        inside = self.graph.ordered(self.home)
        sizes = range(1, len(inside) + 1) if experiments else [len(inside)]
        rows = []
        for nodes in (c for size in sizes for c in combinations(inside, size)):
            causes = {p for n in nodes for p in self.graph.parents(n)}
            names = self.graph.ordered({*nodes, *causes})
            for values in product(*(range(self.sizes[n]) for n in names)):
                at = dict(zip(names, values, strict=True))
                fits = np.ones(self.many, dtype=bool)
                for n in nodes:
                    place = tuple(at[p] for p in self.graph.parents(n))
                    fits &= self.tables[n][(slice(None), *place)] == at[n]
                rows.append(fits.astype(float))
        return np.array(rows)

    def value(self, one: Potential) -> np.ndarray:
        """A potential variable for each tuple of functions."""
        do = {n: self.value(v) if isinstance(v, Potential) else int(v) for n, v in one.do}
        row: dict[str, np.ndarray] = {}
        for name in self.order:
            if name in do:
                row[name] = np.broadcast_to(do[name], self.own.shape)
            else:
                causes = (row[p] for p in self.graph.parents(name))
                row[name] = self.tables[name][(self.types[name], *causes)]
        return row[one.variable]

    def weights(self, facts: tuple[Fact, ...]) -> np.ndarray:
        """The probability of facts, for each tuple of functions of the district."""
        holds = np.ones(self.own.shape, dtype=bool)
        for one in facts:
            holds &= self.value(one.potential) == int(one.value)
        return np.bincount(self.own, self.mass * holds, self.many)

    def gradient(self, event: Event) -> np.ndarray | None:
        """Of P(facts | given), but for a factor; None where nothing is given."""
        both = self.weights((*event.facts, *event.given))
        given = self.weights(event.given)
        above, below = both @ self.law, given @ self.law
        return (both * below - given * above) / below**2 if below > 0 else None


def gap(one: Responses, event: Event, *, experiments: bool) -> float:
    """How far the gradient is from what the data show, as a share of its length."""
    gradient = one.gradient(event)
    if gradient is None:
        return float("nan")
    length = float(np.linalg.norm(gradient))
    if length < 1e-12:
        return 0.0
    rows = one.seen(experiments).T
    found = np.linalg.lstsq(rows, gradient, rcond=None)[0]
    return float(np.linalg.norm(rows @ found - gradient)) / length
