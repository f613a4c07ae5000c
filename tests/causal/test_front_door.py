"""Front-door sets against published ones, brute force, and exact models."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from causalimg.causal.graphs.admg import mutilate, sketch
from causalimg.causal.graphs.separation import m_separated
from causalimg.causal.identification.front_door import (
    first_of_them,
    front_door_formula,
    front_door_set,
    front_door_sets,
    minimal_front_door_sets,
)
from exact_models import CLOSE, Evaluator, Exact, graphs
from oracle_graphs import cases, graph_of, least, subsets

CASES = [case for case in cases("adjustment") if case.get("frontdoor_sets") is not None]


@pytest.mark.parametrize("case", CASES, ids=lambda c: c["name"])
def test_the_published_sets_are_the_sets(case) -> None:
    graph, do, outcomes = graph_of(case), case["treatments"], case["outcomes"]
    right = {frozenset(one) for one in case["frontdoor_sets"]}
    assert set(front_door_sets(graph, do, outcomes)) == right
    assert set(minimal_front_door_sets(graph, do, outcomes)) == least(right)
    assert front_door_set(graph, do, outcomes) in (least(right) or {None})


@given(graphs(size=6), st.data())
def test_every_set_is_listed_once_and_no_other(graph, data) -> None:
    shuffled = data.draw(st.permutations(graph.nodes))
    acts = data.draw(st.integers(1, min(2, len(shuffled) - 1)))
    do, outcomes, rest = {*shuffled[:acts]}, {shuffled[acts]}, shuffled[acts + 1 :]
    right = {s for s in subsets(rest) if is_front_door(graph, do, outcomes, s)}
    found = list(front_door_sets(graph, do, outcomes))
    minimal = list(minimal_front_door_sets(graph, do, outcomes))
    assert (len(found), set(found)) == (len(set(found)), right)
    assert (len(minimal), set(minimal)) == (len(set(minimal)), least(right))
    assert front_door_set(graph, do, outcomes) in (least(right) or {None})


def is_front_door(graph, do, outcomes, through) -> bool:
    """Pearl's three conditions as they stand."""
    if not graph.ancestors(outcomes, do | through).isdisjoint(do):
        return False
    into = m_separated(mutilate(graph, cut_out=do), do, through)
    return into and m_separated(mutilate(graph, cut_out=through), through, outcomes, do)


@given(graphs(size=5), st.data(), st.integers(0, 10_000))
@settings(max_examples=60)
def test_the_formula_is_the_effect(graph, data, seed) -> None:
    y, x, *_ = data.draw(st.permutations(graph.nodes))
    model = Exact(graph, seed)
    seen = Evaluator(model, here=model.law())
    for through in front_door_sets(graph, {x}, {y}):
        formula = front_door_formula(graph, {x}, {y}, through)
        for value in (0, 1):
            truth = model.probability(model.law({x: {value: 1.0}}), {y: 1})
            assert seen.value(formula, {x: value, y: 1}) == pytest.approx(truth, abs=CLOSE)


def test_one_is_told_whether_there_are_others() -> None:
    """Twelve ways of two steps each: 2^12 minimal sets."""
    ways = "; ".join(f"x -> p{i} -> q{i} -> y" for i in range(12))
    graph = sketch(f"{ways}; x <-> y")
    found, complete = first_of_them(graph, {"x"}, {"y"}, most=5)
    assert (len(set(found)), {len(one) for one in found}, complete) == (5, {12}, False)
    small = sketch("x -> p -> q -> y; x <-> y")
    assert first_of_them(small, {"x"}, {"y"}, most=5)[1]
    ways = "; ".join(f"x -> p{i} -> q{i} -> y" for i in range(3))
    graph = sketch(f"{ways}; x <-> y")
    found, complete = first_of_them(graph, {"x"}, {"y"}, most=20)
    assert (len(found), complete) == (8, True)
    assert first_of_them(graph, {"x"}, {"y"}, most=20, patience=0) == (found[:4], False)
