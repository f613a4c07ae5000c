"""Every refused effect is shown to be refused rightly, by two models that brute force compares."""

import json
import random
from pathlib import Path

import numpy as np
import pytest

from causalimg.causal.graphs.admg import Admg, sketch
from causalimg.causal.identification.identify import Effect, NotIdentified, identify
from causalimg.causal.identification.parity import ParityModel
from causalimg.causal.identification.witness import Witness, witness
from exact_laws import Laws, random_effect, random_graph

pytestmark = pytest.mark.slow  # thousands of models: lines are counted by the tests beside it

CASES = json.loads((Path(__file__).parents[1] / "oracles" / "identification.json").read_text())
CLOSE = 1e-9


def laws_of(graph: Admg, model: ParityModel) -> Laws:
    """The model's tables as arrays; its arrows must be among those of the graph."""
    names = (*graph.nodes, *model.unseen)
    tables = {}
    for node in graph.nodes:
        causes = model.causes(node)
        for cause in causes:
            ends = cause.split(" <-> ")
            known = graph.spouses(node) if node in ends else graph.parents(node)
            assert set(ends) - {node} <= set(known)
        axes = [names.index(n) for n in (*causes, node)]
        values = np.array(list(model.table(node).values()))
        values = values.reshape([model.size(n) for n in (*causes, node)])
        spread = values.transpose(np.argsort(axes))
        shape = [model.size(n) if i in axes else 1 for i, n in enumerate(names)]
        tables[node] = spread.reshape(shape)
    shares = []
    for place, name in enumerate(names[len(graph.nodes) :], len(graph.nodes)):
        size = model.size(name)
        shape = [size if i == place else 1 for i in range(len(names))]
        shares.append(np.full(shape, 1 / size))
    return Laws(names, len(graph.nodes), tables, tuple(shares))


def assert_shown(graph: Admg, effect: Effect, found: Witness) -> None:
    """Both models are positive, look alike, and part in the effect as the record says."""
    first, second = laws_of(graph, found.first), laws_of(graph, found.second)
    assert np.abs(first.joint() - second.joint()).max() < CLOSE
    assert first.joint().min() > 0
    assert np.abs(first.law_of(effect) - second.law_of(effect)).max() > 1e-3
    for model, laws, chance in zip(
        (found.first, found.second), (first, second), found.even, strict=True
    ):
        law = laws.law_of(Effect(effect.outcomes, found.do, found.given))
        for name in found.given:
            law = law.take([0], axis=graph.nodes.index(name))
        odd = np.zeros((1,) * len(graph.nodes), dtype=int)
        for name, place in found.outcome:
            shape = [-1 if n == name else 1 for n in graph.nodes]
            odd = odd + (np.arange(model.size(name)) >> place & 1).reshape(shape)
        heads = tuple(graph.nodes.index(n) for n in effect.outcomes)
        even = np.where(odd % 2 == 0, law, 0).sum(axis=heads)
        assert even == pytest.approx(chance, abs=CLOSE)


@pytest.mark.parametrize("given", [0, 1, 2, 3])
def test_two_models_look_alike_and_part_in_every_refused_effect(given) -> None:
    """100 refusals of each kind: with no condition, and with up to three."""
    rng = random.Random(given)
    shown = 0
    while shown < 100:
        graph = random_graph(rng, (2 + (given > 0), 7))
        effect = random_effect(rng, graph, given)
        found = identify(graph, effect)
        if isinstance(found, NotIdentified):
            models = witness(graph, found)
            assert models is not None
            assert_shown(graph, effect, models)
            shown += 1


@pytest.mark.parametrize(
    "case", [c for c in CASES if not c["identifiable"]], ids=lambda c: c["name"]
)
def test_two_models_show_every_published_refusal(case) -> None:
    graph = Admg(
        tuple(case["nodes"]),
        frozenset(map(tuple, case["directed_edges"])),
        frozenset(map(frozenset, case["bidirected_edges"])),
    )
    effect = Effect(*(tuple(case[key]) for key in ("outcomes", "treatments", "conditions")))
    found = identify(graph, effect)
    assert isinstance(found, NotIdentified)
    models = witness(graph, found)
    assert models is not None
    assert_shown(graph, effect, models)


@pytest.mark.parametrize(
    ("arrows", "given"),
    [
        ("x -> z; x <-> z; a -> z; a -> y", ("z",)),
        ("x -> m -> z; x <-> m; z <- a -> w <- b -> y", ("z", "w")),
        ("x -> z; x <-> z; z <- a -> w <- b -> y; w -> m -> k", ("z", "k")),
        ("x -> z; x <-> z; z <- a -> w <- b -> v <- c -> y; w, v -> k", ("z", "k")),
        ("x -> z; x <-> z; z <- y", ("z",)),
    ],
)
def test_a_condition_that_alone_hears_of_the_hedge_tells_an_outcome_by_an_open_path(
    arrows, given
) -> None:
    """Nothing of the hedge moves y, but the condition that it moves shares a cause with y."""
    graph = sketch(arrows)
    effect = Effect(("y",), ("x",), given)
    found = identify(graph, effect)
    assert isinstance(found, NotIdentified)
    models = witness(graph, found)
    assert models is not None
    assert "y" not in found.hedge.root
    assert_shown(graph, effect, models)


def test_policies_and_had_are_not_shown_by_these_models() -> None:
    graph = sketch("x -> y; x <-> y")
    found = identify(graph, Effect(("y",), ("x",), (), {"x": ("x",)}))
    assert isinstance(found, NotIdentified)
    assert witness(graph, found) is None
