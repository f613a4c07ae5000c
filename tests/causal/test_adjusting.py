"""Adjustment sets against published ones, brute force, and exact models."""

import random
from itertools import islice, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from causalimg.causal.graphs.admg import sketch
from causalimg.causal.graphs.separation import OpenPath
from causalimg.causal.identification.adjusting import (
    Forbidden,
    back_door_sets,
    is_back_door,
    minimal_adjustment_sets,
    minimal_direct_sets,
    most_precise,
    smallest_adjustment_set,
    why_not,
)
from exact_models import CLOSE, Exact, graphs
from oracle_graphs import cases, graph_of, least, subsets

named = pytest.mark.parametrize


def sets(value) -> set[frozenset[str]]:
    return {frozenset(one) for one in value}


@named("case", cases("adjustment"), ids=lambda c: c["name"])
def test_the_published_sets_are_the_sets(case) -> None:
    graph, do, outcomes = graph_of(case), case["treatments"], case["outcomes"]
    rest = [n for n in graph.nodes if n not in (*do, *outcomes)]
    valid = {s for s in subsets(rest) if why_not(graph, do, outcomes, s) is None}
    minimal = list(minimal_adjustment_sets(graph, do, outcomes))
    smallest = smallest_adjustment_set(graph, do, outcomes)

    assert valid == sets(case["all_adjustment_sets"])
    assert len(minimal) == len(set(minimal))
    assert set(minimal) == sets(case["minimal_adjustment_sets"])
    assert (smallest is None) == (not minimal)
    assert smallest is None or len(smallest) == min(map(len, minimal))
    if case["backdoor_sets"] is not None:
        back_door = sets(case["backdoor_sets"])
        assert {s for s in valid if is_back_door(graph, do, s)} == back_door
        assert set(back_door_sets(graph, *do, outcomes)) == least(back_door)
    if not case["bidirected_edges"]:
        found = most_precise(graph, do, outcomes)
        best = found and found.among == "all" and found.covariates
        assert best == (frozenset(case["o_set"]) if case["o_set"] is not None else None)


DAGITTY = [c for c in cases("dagitty_examples") if c["exposures"] and c["type"] == "dag"]


@named("case", DAGITTY, ids=lambda c: c["name"])
def test_dagitty_finds_the_same_sets(case) -> None:
    """What is adjusted for already is in every set of dagitty, and conditioned on here.

    For direct effects dagitty does not look at selection, so neither does this.
    """
    graph, (do,), (outcome,) = graph_of(case), case["exposures"], case["outcomes"]
    known = frozenset(case["adjusted"])
    held = known.union(case["selected"])
    total = {one | known for one in minimal_adjustment_sets(graph, {do}, {outcome}, held)}
    direct = {one | known for one in minimal_direct_sets(graph, do, outcome, known)}
    assert total == sets(case["minimal_adjustment_total"])
    assert direct == sets(case["minimal_adjustment_direct"])


@given(graphs(size=6), st.data())
def test_every_minimal_set_is_listed_and_no_other(graph, data) -> None:
    """With one act or two, with conditions or without, against all subsets."""
    shuffled = data.draw(st.permutations(graph.nodes))
    acts = data.draw(st.integers(1, min(2, len(shuffled) - 1)))
    do, outcome, rest = {*shuffled[:acts]}, shuffled[acts], shuffled[acts + 1 :]
    given = data.draw(st.sets(st.sampled_from(rest))) if rest else set()
    rest = sorted({*rest} - given)

    valid = {s for s in subsets(rest) if why_not(graph, do, {outcome}, s, given) is None}
    found = list(minimal_adjustment_sets(graph, do, {outcome}, given))
    assert len(found) == len(set(found))
    assert set(found) == least(valid)


@given(graphs(size=5), st.data(), st.integers(0, 10_000))
@settings(max_examples=60)
def test_a_set_is_valid_iff_its_average_is_the_effect(graph, data, seed) -> None:
    """On a random exact model: valid sets give the truth, and all others miss it."""
    y, x, *rest = data.draw(st.permutations(graph.nodes))
    model = Exact(graph, seed)
    law = model.law()
    truth = {v: model.probability(model.law({x: {v: 1.0}}), {y: 1}) for v in (0, 1)}
    for covariates in subsets(rest):
        names = sorted(covariates)
        got = {v: adjusted(model, law, {x: v}, {y: 1}, names) for v in (0, 1)}
        close = all(abs(got[v] - truth[v]) < CLOSE for v in truth)
        assert close == (why_not(graph, {x}, {y}, covariates) is None)


def adjusted(model, law, act, event, names) -> float:
    total = 0.0
    for values in product(range(2), repeat=len(names)):
        z = dict(zip(names, values, strict=True))
        below = model.probability(law, {**act, **z})
        total += model.probability(law, {**event, **act, **z}) / below * model.probability(law, z)
    return total


# ---- witnesses -------------------------------------------------------------------------------


@named(
    ("arrows", "covariates", "reason"),
    [
        ("x -> m -> y", {"m"}, "`m` is on the way of the effect: x -> m -> y"),
        (
            "x -> m -> y; m -> w",
            {"w"},
            "is changed by what is on the way of the effect: x -> m ->",
        ),
        ("x -> y", {"x"}, "`x` is what is set or asked about itself"),
        ("x -> y", {"y"}, "`y` is what is set or asked about itself"),
    ],
)
def test_a_forbidden_node_is_named_with_its_arrows(arrows, covariates, reason) -> None:
    found = why_not(sketch(arrows), {"x"}, {"y"}, covariates)
    assert isinstance(found, Forbidden)
    assert reason.removesuffix(" -> y") in str(found)


def test_an_open_path_says_what_opens_it() -> None:
    graph = sketch("x -> y; x <- u -> m <- v -> y")
    assert why_not(graph, {"x"}, {"y"}, ()) is None
    found = why_not(graph, {"x"}, {"y"}, {"m"})
    assert isinstance(found, OpenPath)
    assert [joint.opened_by for joint in found.colliders] == ["m"]


def test_given_something_that_the_act_changes_no_set_will_do() -> None:
    graph = sketch("x -> y; x -> w")
    assert list(minimal_adjustment_sets(graph, {"x"}, {"y"}, {"w"})) == []
    assert smallest_adjustment_set(graph, {"x"}, {"y"}, {"w"}) is None
    assert "rows are chosen as they were before it: x -> w" in str(
        why_not(graph, {"x"}, {"y"}, (), {"w"})
    )


# ---- precision -------------------------------------------------------------------------------


@given(graphs(size=6), st.data(), st.integers(0, 10_000))
def test_no_set_is_more_precise_than_the_most_precise(graph, data, seed) -> None:
    """In a random linear model: var(y | x, z) / var(x | z), the variance of the coefficient."""
    y, x, *rest = data.draw(st.permutations(graph.nodes))
    found = most_precise(graph, {x}, {y})
    if found is None:
        return
    if found.among == "all":
        others = [s for s in subsets(rest) if why_not(graph, {x}, {y}, s) is None]
    else:
        others = list(minimal_adjustment_sets(graph, {x}, {y}))
    covariance = linear(graph, random.Random(seed))
    best = variance(covariance, x, y, found.covariates)
    assert all(best <= variance(covariance, x, y, one) * (1 + 1e-6) for one in others)


def linear(graph, chance) -> dict[tuple[str, str], float]:
    """The covariances of a linear model with random coefficients, unseen causes spelt out."""
    from causalimg.causal.graphs.admg import canonical_dag, topological_order

    spelt = canonical_dag(graph)
    weights: dict[str, dict[str, float]] = {}
    for node in topological_order(spelt):
        weights[node] = {f"noise of {node}": chance.uniform(0.5, 1.5)}
        for parent in spelt.parents(node):
            slope = chance.uniform(0.3, 1.5) * chance.choice((-1, 1))
            for noise, size in weights[parent].items():
                weights[node][noise] = weights[node].get(noise, 0.0) + slope * size
    return {
        (a, b): sum(s * weights[b].get(n, 0.0) for n, s in weights[a].items())
        for a in graph.nodes
        for b in graph.nodes
    }


def variance(covariance, x, y, covariates) -> float:
    names = sorted(covariates)
    return left(covariance, y, [*names, x]) / left(covariance, x, names)


def left(covariance, of, known) -> float:
    """The variance that linear regression on what is known leaves, one variable swept at a time."""
    table = dict(covariance)
    names = [*known, of]
    for pivot in known:
        scale = table[pivot, pivot]
        for a in names:
            for b in names:
                if pivot not in (a, b):
                    table[a, b] -= table[a, pivot] * table[pivot, b] / scale
        names = [n for n in names if n != pivot]
    return table[of, of]


def test_where_unseen_causes_reach_the_way_only_a_minimal_set_is_known_to_be_best() -> None:
    graph = sketch("z -> x -> y; z -> y; y <-> w")
    found = most_precise(graph, {"x"}, {"y"})
    assert found is not None
    assert (found.covariates, found.among) == ({"z"}, "minimal")
    assert most_precise(sketch("x -> y; x <-> y"), {"x"}, {"y"}) is None


def test_a_limit_is_a_matter_of_taking_no_more() -> None:
    ways = "; ".join(f"x <- p{i} -> q{i} -> y" for i in range(60))
    found = list(islice(minimal_adjustment_sets(sketch(f"{ways}; x -> y"), {"x"}, {"y"}), 20))
    assert len(set(found)) == 20
