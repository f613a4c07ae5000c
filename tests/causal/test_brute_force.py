"""Every estimand equals the truth of the full model, on thousands of random discrete models."""

import random
from collections import Counter

import numpy as np
import pytest

from causalimg.causal.graphs.admg import Admg, latent_projection, sketch
from causalimg.causal.identification.adjustment import adjustment_among
from causalimg.causal.identification.identify import Effect, Identified, NotIdentified, identify
from causalimg.causal.identification.recover import SELECTED, among_selected, recover
from causalimg.causal.identification.studies import Study
from causalimg.causal.identification.transport import transport
from exact_laws import (
    error,
    evaluated,
    random_effect,
    random_graph,
    random_laws,
    with_selection,
)

pytestmark = pytest.mark.slow  # thousands of models: lines are counted by the tests beside it

CLOSE = 1e-9


@pytest.mark.parametrize("batch", range(20))
def test_what_is_identified_is_the_truth_of_the_full_model(batch) -> None:
    """100 models a batch, 2,000 in all; each answers two effects, one of them with conditions."""
    rng = random.Random(batch)
    right = Counter[bool]()
    while right.total() < 100:
        graph = random_graph(rng)
        asked = [random_effect(rng, graph), random_effect(rng, graph, rng.randint(1, 3))]
        found = [f for e in asked if isinstance(f := identify(graph, e), Identified)]
        if not found:
            continue
        laws = random_laws(graph, rng.randrange(10**6))
        seen = {"": laws.joint()}
        errors = [
            error(evaluated(f.estimand, graph.nodes, seen), laws.law_of(f.effect)) for f in found
        ]
        right[max(errors) <= CLOSE] += 1
    assert right == {True: 100}


@pytest.mark.parametrize("batch", range(4))
def test_what_is_transported_is_the_truth_of_the_population_asked_about(batch) -> None:
    rng = random.Random(batch)
    right = Counter[bool]()
    while right.total() < 100:
        graph = random_graph(rng, (3, 6))
        effect = random_effect(rng, graph, rng.choice((0, 0, 1)))
        differs = frozenset(rng.sample(graph.nodes, rng.randint(0, 2)))
        tried = tuple(rng.sample(graph.nodes, rng.randint(0, 2)))
        studies = [Study("far", differs, tried), Study()][: rng.choice((1, 2, 2))]
        found = transport(graph, effect, studies)
        if not isinstance(found, Identified):
            continue
        seed = rng.randrange(10**6)
        here = random_laws(graph, seed)
        far = here.redrawn(differs, np.random.default_rng(seed + 1))
        seen = {"": here.joint(), "far": far.joint(tried)}
        gap = error(evaluated(found.estimand, graph.nodes, seen), here.law_of(effect))
        right[gap <= CLOSE] += 1
    assert right == {True: 100}


@pytest.mark.parametrize("batch", range(4))
def test_what_is_recovered_is_the_truth_among_everyone(batch) -> None:
    rng = random.Random(batch)
    right = Counter[bool]()
    while right.total() < 100:
        inner = random_graph(rng, (3, 6))
        effect = random_effect(rng, inner, rng.choice((0, 0, 1, 2)))
        if rng.random() < 0.2:
            effect = Effect(effect.outcomes, (), (*effect.do, *effect.given))
        graph = with_selection(rng, inner)
        found = recover(graph, effect, {"s"})
        if not isinstance(found, Identified):
            continue
        laws = random_laws(graph, rng.randrange(10**6))
        seen = {SELECTED: laws.among({"s": 1})}
        gap = error(evaluated(found.estimand, graph.nodes, seen), laws.law_of(effect))
        right[gap <= CLOSE] += 1
    assert right == {True: 100}


@pytest.mark.parametrize("batch", range(3))
def test_among_the_selected_the_graph_of_their_law_tells_the_truth(batch) -> None:
    rng = random.Random(batch)
    right = Counter[bool]()
    while right.total() < 100:
        inner = random_graph(rng, (3, 6))
        effect = random_effect(rng, inner, rng.choice((0, 1, 2)))
        graph = with_selection(rng, inner)
        if graph.ancestors({"s"}) & set(effect.do):
            continue
        found = identify(among_selected(graph, {"s"}), effect)
        if not isinstance(found, Identified):
            continue
        laws = random_laws(graph, rng.randrange(10**6))
        seen = {"": laws.among({"s": 1})}
        gap = error(evaluated(found.estimand, graph.nodes, seen), laws.law_of(effect, {"s": 1}))
        right[gap <= CLOSE] += 1
    assert right == {True: 100}


def test_two_selections_that_share_no_cause_tie_nothing_of_one_to_the_other() -> None:
    """On exact models; with one tie for both, the first effect would be said not to follow."""
    effect = Effect(("y",), ("x",))
    apart = sketch("a -> s; a -> x; b -> t; b -> y; x -> y")
    hidden = latent_projection(among_selected(apart, {"s", "t"}), {"x", "y"})
    assert str(identify(hidden, effect)) == "P(y | do(x)) = P(y | x)"
    shared = sketch("a -> s; a -> t; a -> x; b -> t; b -> y; x -> y")
    hidden = latent_projection(among_selected(shared, {"s", "t"}), {"x", "y"})
    assert not isinstance(identify(hidden, effect), Identified)


@pytest.mark.parametrize("batch", range(2))
def test_among_rows_selected_twice_the_graph_of_their_law_tells_the_truth(batch) -> None:
    rng = random.Random(batch)
    both, chosen, right = ("s", "t"), {"s": 1, "t": 1}, Counter[bool]()
    while right.total() < 60:
        inner = random_graph(rng, (4, 6))
        effect = random_effect(rng, inner, rng.choice((0, 1)))
        causes = [
            (rng.choice(inner.nodes), one) for one in both for _ in range(rng.choice((1, 2)))
        ]
        graph = Admg((*inner.nodes, *both), inner.directed | {*causes}, inner.bidirected)
        if graph.ancestors(both) & set(effect.do):
            continue
        rest = [n for n in inner.nodes if n not in effect.names]
        kept = {*inner.nodes} - {*rng.sample(rest, len(rest) // 2)}
        tied = latent_projection(among_selected(graph, both), kept)
        found = identify(tied, effect)
        if not isinstance(found, Identified):
            continue
        laws = random_laws(graph, rng.randrange(10**6))
        seen = {"": laws.among(chosen)}
        gap = error(evaluated(found.estimand, graph.nodes, seen), laws.law_of(effect, chosen))
        right[gap <= CLOSE] += 1
    assert right == {True: 60}


@pytest.mark.parametrize("batch", range(2))
def test_what_a_census_beside_selected_rows_tells_is_the_truth_among_everyone(batch) -> None:
    rng = random.Random(batch)
    right = Counter[bool]()
    while right.total() < 60:
        inner = random_graph(rng, (3, 6))
        effect = random_effect(rng, inner, rng.choice((0, 0, 1)))
        graph = with_selection(rng, inner)
        known = frozenset(rng.sample(inner.nodes, rng.randint(1, len(inner.nodes) - 1)))
        if isinstance(recover(graph, effect, {"s"}), Identified):
            continue  # without the census
        found = recover(graph, effect, {"s"}, studies=[Study("everyone", measured=known)])
        if not isinstance(found, Identified):
            continue
        laws = random_laws(graph, rng.randrange(10**6))
        seen = {SELECTED: laws.among({"s": 1}), "everyone": laws.joint()}
        gap = error(evaluated(found.estimand, graph.nodes, seen), laws.law_of(effect))
        right[gap <= CLOSE] += 1
    assert right == {True: 60}


def test_adjusting_with_the_selection_held_is_the_truth_among_the_selected() -> None:
    rng = random.Random(0)
    right = Counter[bool]()
    while right.total() < 150:
        graph = with_selection(rng, inner := random_graph(rng, (3, 6)))
        effect = random_effect(rng, inner, rng.choice((0, 1)))
        if found := adjustment_among(graph, effect, {"s"}):
            right[
                is_right_among_selected(graph, effect, found.estimand, rng.randrange(10**6))
            ] += 1
    assert right == {True: 150}


def is_right_among_selected(graph, effect, estimand, seed) -> bool:
    laws = random_laws(graph, seed)
    said = evaluated(estimand, graph.nodes, {"": laws.among({"s": 1})})
    return error(said, laws.law_of(effect, {"s": 1})) <= CLOSE


def test_it_serves_where_the_graph_of_the_selected_rows_does_not() -> None:
    graph, effect = sketch("x <-> w; y <-> v; w, v -> s; x -> y"), Effect(("y",), ("x",))
    assert isinstance(identify(among_selected(graph, {"s"}), effect), NotIdentified)
    found = adjustment_among(graph, effect, {"s"})
    assert found.covariates in (("w",), ("v",))
    assert all(is_right_among_selected(graph, effect, found.estimand, seed) for seed in range(9))
