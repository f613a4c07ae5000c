"""Random discrete models as arrays, one axis per variable, and estimands evaluated on them at once.

Every law is one numpy array over all variables, so that thousands of models are judged in seconds.
Nothing here shares code with the engine that it judges.
"""

import random
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from causalimg.causal.estimands.estimand import Expression, Probability, Product, Ratio, Sum
from causalimg.causal.graphs.admg import Admg
from causalimg.causal.identification.identify import Effect

Array = np.ndarray
MOST_ARCS = 5


def random_graph(rng: random.Random, sizes: tuple[int, int] = (3, 7)) -> Admg:
    """An acyclic graph whose density of arrows and of unseen causes is drawn, too."""
    order = [f"v{i}" for i in range(rng.randint(*sizes))]
    rng.shuffle(order)
    arrows, ties = rng.choice((0.25, 0.5, 0.75)), rng.choice((0.1, 0.25, 0.45))
    pairs = list(combinations(order, 2))
    arcs = [pair for pair in pairs if rng.random() < ties]
    arcs = rng.sample(arcs, min(len(arcs), MOST_ARCS))
    directed = frozenset(pair for pair in pairs if rng.random() < arrows)
    return Admg(tuple(sorted(order)), directed, frozenset(map(frozenset, arcs)))


def random_effect(rng: random.Random, graph: Admg, given: int = 0) -> Effect:
    """One or two outcomes under one or two acts, given up to `given` others."""
    nodes = rng.sample(graph.nodes, len(graph.nodes))
    outcomes, nodes = nodes[: (k := rng.choice((1, 1, 2)))], nodes[k:]
    acts, nodes = nodes[: (k := rng.choice((1, 1, 2)))], nodes[k:]
    return Effect(tuple(outcomes), tuple(acts), tuple(nodes[:given]))


def with_selection(rng: random.Random, graph: Admg) -> Admg:
    """The graph with a selection `s` of one or two causes."""
    causes = rng.sample(graph.nodes, rng.randint(1, 2))
    arrows = graph.directed | {(cause, "s") for cause in causes}
    ties = {frozenset((rng.choice(graph.nodes), "s"))} if rng.random() < 0.2 else set()
    return Admg((*graph.nodes, "s"), arrows, graph.bidirected | ties)


@dataclass(frozen=True)
class Laws:
    """Mechanisms as arrays over all variables and unseen causes, each of which has an axis.

    Args:
        names: the variables, then the unseen causes.
        seen: how many of them are variables.
        tables: of each variable its law given its causes, with an axis of size 1 for all else.
        shares: of each unseen cause its law, likewise.
    """

    names: tuple[str, ...]
    seen: int
    tables: Mapping[str, Array]
    shares: tuple[Array, ...]

    def joint(self, do: Collection[str] = ()) -> Array:
        """The law of the rest under every value of `do`; with nothing set, the observed law."""
        factors = [self.tables[n] for n in self.names[: self.seen] if n not in do]
        return self._multiplied([*factors, *self.shares])

    def _multiplied(self, factors: list[Array]) -> Array:
        """The product of factors, summed over all unseen causes."""
        terms = list[object]()
        for factor in factors:
            axes = [i for i, size in enumerate(factor.shape) if size > 1]
            terms += [factor.reshape([factor.shape[i] for i in axes]), axes]
        kept = [i for i in range(self.seen) if any(f.shape[i] > 1 for f in factors)]
        found = np.einsum(*terms, kept, optimize="greedy")
        sizes = dict(zip(kept, found.shape, strict=True))
        return found.reshape([sizes.get(i, 1) for i in range(self.seen)])

    def redrawn(self, names: Iterable[str], rng: np.random.Generator) -> "Laws":
        """The same model but for the mechanisms of some variables."""
        fresh = {n: _drawn(rng, self.tables[n].shape, self.names.index(n)) for n in names}
        return Laws(self.names, self.seen, {**self.tables, **fresh}, self.shares)

    def law_of(self, effect: Effect, among: Mapping[str, int] | None = None) -> Array:
        """The truth: P(outcomes | do, given) at all values, from the mechanisms themselves."""
        joint = self._at(self.joint(effect.do), among or {})
        places = [self.names.index(n) for n in (*effect.do, *effect.given)]
        heads = [self.names.index(n) for n in effect.outcomes]
        above = _kept(joint, [*places, *heads])
        return above / above.sum(axis=tuple(heads), keepdims=True)

    def _at(self, joint: Array, values: Mapping[str, int]) -> Array:
        for name, value in values.items():
            joint = joint.take([value], axis=self.names.index(name))
        return joint

    def among(self, values: Mapping[str, int]) -> Array:
        """The observed law of rows with these values."""
        joint = self._at(self.joint(), values)
        return joint / joint.sum()


def random_laws(graph: Admg, seed: int, most: int = 3) -> Laws:
    """Positive mechanisms of two or three values for the arrows of a graph."""
    rng = np.random.default_rng(seed)
    arcs = sorted(tuple(sorted(pair)) for pair in graph.bidirected)
    names = (*graph.nodes, *(f"{a} <-> {b}" for a, b in arcs))
    sizes = {n: int(rng.integers(2, most + 1)) if len(graph.nodes) < 6 else 2 for n in names}
    tables = {}
    for node in graph.nodes:
        causes = {*graph.parents(node), *(f"{a} <-> {b}" for a, b in arcs if node in (a, b))}
        shape = tuple(sizes[n] if n in causes or n == node else 1 for n in names)
        tables[node] = _drawn(rng, shape, names.index(node))
    shares = [
        _drawn(rng, tuple(sizes[n] if n == arc else 1 for n in names), names.index(arc))
        for arc in names[len(graph.nodes) :]
    ]
    return Laws(names, len(graph.nodes), tables, tuple(shares))


def _drawn(rng: np.random.Generator, shape: tuple[int, ...], axis: int) -> Array:
    weights = rng.uniform(0.15, 1.0, shape)
    return weights / weights.sum(axis=axis, keepdims=True)


def _kept(law: Array, places: Iterable[int]) -> Array:
    """The law summed over all axes but these."""
    gone = set(range(law.ndim)).difference(places)
    return law.sum(axis=tuple(gone), keepdims=True)


def evaluated(expression: Expression, names: tuple[str, ...], laws: Mapping[str, Array]) -> Array:
    """An estimand at all values of its free variables, an axis of size 1 for every other one.

    Args:
        expression: the estimand.
        names: the variables, in the order of the axes.
        laws: what was measured, by population; of an experiment, at every value that was set.
    """
    match expression:
        case Product(factors=factors):
            found = np.ones((1,) * len(names))
            for factor in factors:
                found = found * evaluated(factor, names, laws)
            return found
        case Ratio(above=above, below=below):
            return evaluated(above, names, laws) / evaluated(below, names, laws)
        case Sum(over=over, inside=inside):
            found = evaluated(inside, names, laws)
            places = [names.index(n) for n in over]
            repeats = [laws[min(laws)].shape[i] for i in places if found.shape[i] == 1]
            return found.sum(axis=tuple(places), keepdims=True) * np.prod(repeats, dtype=float)
        case Probability(of=of, given=given, do=do, source=source):
            heads, rest = [names.index(n) for n in of], [names.index(n) for n in (*given, *do)]
            above = _kept(laws[source], [*heads, *rest])
            return above / above.sum(axis=tuple(heads), keepdims=True)
        case _:
            raise AssertionError("nothing is stated here, and no policy is at work")


def error(found: Array, truth: Array) -> float:
    """The largest difference at any values, those of names that the question lacks included."""
    gap = np.abs(found - truth)
    assert np.isfinite(gap).all()
    return float(gap.max())
