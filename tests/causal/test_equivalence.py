"""Markov equivalence against the oracle, brute force over orientations, and other separations."""

import json
from itertools import combinations, pairwise, product
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from causalimg.causal.graphs.admg import Admg, shortest_cycle, sketch
from causalimg.causal.graphs.equivalence import (
    class_size,
    equivalent,
    members,
    never_oriented,
    pattern,
    v_structures,
)
from causalimg.causal.graphs.separation import m_separated

ORACLE = json.loads(
    (Path(__file__).parents[1] / "oracles" / "markov_equivalence.json").read_text()
)


def drawn(case, edges="directed_edges") -> Admg:
    return Admg(tuple(case["nodes"]), frozenset(map(tuple, case[edges])))


def collider(a, c, b):
    return frozenset((a, b)), c


@st.composite
def dags(draw, most=5):
    names = tuple("abcdefg"[: draw(st.integers(2, most))])
    order = draw(st.permutations(names))
    pairs = list(combinations(order, 2))
    return Admg(names, frozenset(draw(st.sets(st.sampled_from(pairs)))))


@st.composite
def mixed(draw, most=5):
    graph = draw(dags(most))
    pairs = list(combinations(graph.nodes, 2))
    tied = draw(st.sets(st.sampled_from(pairs), max_size=3))
    return Admg(graph.nodes, graph.directed, frozenset(map(frozenset, tied)))


def separations(graph: Admg, observed, selected=()):
    """Every pair under every set, the slow way."""
    seen = [n for n in graph.nodes if n in observed and n not in selected]
    return {
        (a, b, given)
        for a, b in combinations(seen, 2)
        for size in range(len(seen) - 1)
        for given in combinations([n for n in seen if n not in (a, b)], size)
        if m_separated(graph, {a}, {b}, {*given, *selected})
    }


def same_skeleton(graph: Admg):
    """Every acyclic graph that is drawn over the same neighbours."""
    edges = sorted(graph.directed)
    for turns in product((False, True), repeat=len(edges)):
        arrows = frozenset(
            (b, a) if turn else (a, b) for (a, b), turn in zip(edges, turns, strict=True)
        )
        other = Admg(graph.nodes, arrows)
        if shortest_cycle(other) is None:
            yield other


@pytest.mark.parametrize("case", ORACLE["graphs"], ids=lambda c: c["name"])
def test_the_oracle_of_classes(case):
    graph = drawn(case)
    told = {collider(*v) for v in case["v_structures"]}
    assert {collider(*v) for v in v_structures(graph)} == told
    found = pattern(graph)
    assert found.directed == {tuple(edge) for edge in case["cpdag_directed"]}
    assert found.undirected == {frozenset(edge) for edge in case["cpdag_undirected"]}
    assert class_size(graph) == case["mec_size"]
    drawn_members = {member.directed for member in members(graph)}
    assert drawn_members == {frozenset(map(tuple, member)) for member in case["mec"]}


def test_the_oracle_of_pairs():
    for case in ORACLE["pairs"]:
        one, other = drawn(case, "a"), drawn(case, "b")
        assert equivalent(one, other) == case["equivalent"], case
        assert equivalent(one, other, one.nodes) == case["equivalent"], case


@given(dags())
def test_a_class_is_all_graphs_with_the_same_separations(graph):
    told = separations(graph, graph.nodes)
    alike = {g.directed for g in same_skeleton(graph) if separations(g, g.nodes) == told}
    assert {member.directed for member in members(graph)} == alike
    assert class_size(graph) == len(alike)
    assert pattern(graph).directed == frozenset.intersection(*alike)


@given(dags(6), st.data())
def test_known_arrows_leave_loose_exactly_what_varies_among_the_rest(graph, data):
    known = data.draw(st.sets(st.sampled_from(sorted(graph.directed)))) if graph.directed else ()
    rest = [m.directed for m in members(graph) if m.directed >= {*known}]
    assert pattern(graph, known).directed == frozenset.intersection(*rest)


@given(mixed(), mixed(), st.data())
def test_equivalence_behind_latents_is_that_of_all_separations(one, other, data):
    if {*one.nodes} != {*other.nodes}:
        return
    observed = data.draw(st.sets(st.sampled_from(one.nodes), min_size=2))
    selected = data.draw(st.sets(st.sampled_from(sorted(observed)), max_size=1))
    same = separations(one, observed, selected) == separations(other, observed, selected)
    assert equivalent(one, other, observed, selected) == same


@given(mixed(), st.data())
def test_a_flipped_or_dropped_edge_is_told_by_all_separations(graph, data):
    if not graph.directed:
        return
    edge = data.draw(st.sampled_from(sorted(graph.directed)))
    turned = data.draw(st.sampled_from([frozenset(), frozenset({edge[::-1]})]))
    tied = data.draw(st.sampled_from([frozenset(), frozenset({frozenset(edge)})]))
    other = Admg(graph.nodes, graph.directed - {edge} | turned, graph.bidirected | tied)
    if shortest_cycle(other) is None:
        same = separations(graph, graph.nodes) == separations(other, graph.nodes)
        assert equivalent(graph, other, graph.nodes) == same


@given(dags(), st.data())
def test_an_arrow_that_is_never_oriented_points_the_other_way_in_an_equal_graph(graph, data):
    observed = data.draw(st.sets(st.sampled_from(graph.nodes), min_size=2))
    selected = data.draw(st.sets(st.sampled_from(sorted(observed)), max_size=1))
    told = separations(graph, observed, selected)
    turned = {
        (b, a)
        for other in same_skeleton(graph)
        if separations(other, observed, selected) == told
        for a, b in other.directed - graph.directed
    }
    found = {*never_oriented(graph, observed, selected)}
    assert found <= turned
    if observed == {*graph.nodes} and not selected:
        assert found == turned


def test_what_is_known_of_a_site_orients_what_follows_it():
    graph = sketch("site -> age -> disease")
    assert never_oriented(graph) == (("site", "age"), ("age", "disease"))
    assert never_oriented(graph, roots={"site"}) == ()


def test_classes_too_large_to_list_are_counted_or_given_up():
    names = tuple(f"v{i}" for i in range(60))
    assert class_size(Admg(names, frozenset(pairwise(names)))) == 60
    complete = Admg(names[:20], frozenset(combinations(names[:20], 2)))
    assert class_size(complete) == 2432902008176640000
    thick = {(a, b) for i, a in enumerate(names) for b in names[i + 1 : i + 4]}
    assert class_size(Admg(names, frozenset(thick)), steps=5) is None
