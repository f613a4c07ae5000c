"""Every verdict on an event of several worlds, against linear algebra on response functions."""

import random
from itertools import combinations

import pytest

from causalimg.causal.crossworld.counterworlds import NotInferred, infer
from causalimg.causal.crossworld.worlds import Event, Fact, Potential
from causalimg.causal.graphs.admg import Admg, districts
from responses import Responses, gap

pytestmark = pytest.mark.slow  # thousands of models: lines are counted by the tests beside it

NAMES = "abcd"


def cliques(graph: Admg) -> bool:
    """Whether all of a district share one cause: response functions know no less."""
    parts = districts(graph)
    pairs = (frozenset(pair) for part in parts for pair in combinations(part, 2))
    return max(map(len, parts)) < 4 and all(pair in graph.bidirected for pair in pairs)


def drawn(chance: random.Random) -> tuple[Admg, Event]:
    names = NAMES[: chance.choice([2, 3, 3, 4])]
    pairs = list(combinations(names, 2))
    directed = frozenset(pair for pair in pairs if chance.random() < 0.6)
    tied = frozenset(frozenset(pair) for pair in pairs if chance.random() < 0.3)
    graph = Admg(tuple(names), directed, tied)
    asked, given = (
        tuple(fact(chance, names) for _ in range(chance.choice(counts)))
        for counts in ([1, 2, 2, 3], [0, 0, 1, 2])
    )
    return graph, Event(asked, given)


def fact(chance: random.Random, names: str) -> Fact:
    variable = chance.choice(names)
    do = {n: chance.choice("01") for n in chance.sample(names, chance.choice([0, 1, 1, 2]))}
    nested = {
        n: Potential(n, ((chance.choice([o for o in names if o != n]), v),))
        for n, v in do.items()
        if chance.random() < 0.25
    }
    settings = {n: nested.get(n, v) for n, v in do.items() if n != variable}
    return Fact(Potential(variable, tuple(settings.items())), chance.choice("01"))


@pytest.mark.parametrize("experiments", [False, True])
def test_inferred_is_settled_and_not_inferred_is_not(experiments) -> None:
    """Three values where it can be afforded: two settle what three do not."""
    counted = {True: 0, False: 0}
    for seed in range(450):
        chance = random.Random(seed)
        graph, event = drawn(chance)
        if not cliques(graph):
            continue
        few = len(graph.nodes) == 4
        sizes = {n: 2 if few and chance.random() < 0.6 else 3 for n in graph.nodes}
        found = infer(graph, event, data="experiments" if experiments else "observations")
        models = [
            Responses(graph, sizes, part, seed, 700 if len(part) > 1 else 120)
            for part in districts(graph)
        ]
        if not all(model.covers() for model in models):
            continue
        gaps = [gap(model, event, experiments=experiments) for model in models]
        if any(one != one for one in gaps):
            continue  # nothing is given
        settled = max(gaps) < 1e-7
        assert settled is not isinstance(found, NotInferred), (graph, sizes, str(found))
        counted[settled] += 1
    assert counted[False] > 15
    assert counted[True] > 50
